#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Finds addresses of MSRs and completion statuses that stand as bare numbers.

Usage: numbers.py SRCDIR

Their names are those of ref/register.tbl and ref/status.tbl, where alone the numbers
are. Text in quotes and comments may have both, and other tables of ref/ numbers of
their own; base/ knows neither.
"""
import pathlib
import re
import sys

FOLDERS = ("capture", "read", "judge", "show", "cmd")
SAID = re.compile(r'"(?:[^"\\\n]|\\.)*"|/\*.*?\*/|//[^\n]*', re.S)
NUMBER = re.compile(r"\b0[xX][0-9a-fA-F]+")
MSR = re.compile(r"^MSR_ROW\(\w+, (0x[0-9a-f]+),", re.M)
STATUS = re.compile(r"^STATUS_ROW\(\w+, +(0x[0-9a-f]+),", re.M)


def lines(path):
    """Each line without what is said in it."""
    text = path.read_text("utf-8")
    blank = SAID.sub(lambda said: re.sub(r"[^\n]", " ", said[0]), text)
    return enumerate(blank.splitlines(), 1)


def table(top, name, row, least):
    numbers = {int(number, 16) for number
               in row.findall((top / "ref" / name).read_text("utf-8"))}
    if len(numbers) < least:
        sys.exit(f"only {len(numbers)} numbers found in ref/{name}")
    return numbers


def main():
    if len(sys.argv) != 2:
        sys.exit("Usage: numbers.py SRCDIR")
    top = pathlib.Path(sys.argv[1]) / "src"
    msrs = table(top, "register.tbl", MSR, 50)
    statuses = table(top, "status.tbl", STATUS, 250)
    # Their upper halves, but for those that look like leaves of CPUID.
    statuses |= {code >> 32 for code in statuses if code >> 56 == 0xc0}
    faults = 0
    for path in sorted(path for folder in FOLDERS
                       for path in (top / folder).glob("*.*")):
        name = path.relative_to(top)
        for number, line in lines(path):
            for found in NUMBER.findall(line):
                if int(found, 16) in msrs:
                    kind = "an MSR"
                elif int(found, 16) in statuses - {0}:
                    kind = "a status"
                else:
                    continue
                print(f"src/{name}:{number}: {found} is {kind}: name it")
                faults += 1
    sys.exit(bool(faults))


main()
