#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Names the errors of the program that the README's troubleshooting lacks.

Usage: messages.py SRCDIR
"""
import glob
import re
import sys

CALL = re.compile(r"(?:\b(?:diag_error|diag_warning|opts_usage_error|set_failure|"
                  r"NL_SET_ERR_MSG)\(|snprintf\(failure->text)(.*?)\);", re.S)
# Beside the error it has a hint, before or instead of a reason.
SOURCE_CALL = re.compile(r"\bsource_fail\((?!struct)(.*?)\);", re.S)
STRING = re.compile(r'"((?:[^"\\]|\\.)*)"')
CONVERSION = re.compile(r"%[-.*0-9]*(?:z|l)*[a-z]")


def formats(text):
    """The format of each call that makes an error: its longest string."""
    for call in CALL.finditer(text):
        strings = [s.replace('\\"', '"') for s in STRING.findall(call[1])
                   if "see tdxctl(8)" not in s and "tdxctl(8) says" not in s]
        if strings:
            yield max(strings, key=len)


def source_formats(text):
    """All strings of each call that says why a way of reading failed."""
    for call in SOURCE_CALL.finditer(text):
        strings = [s.replace('\\"', '"') for s in STRING.findall(call[1]) if s]
        if strings:
            yield strings


def fragments(text):
    """What a format always says, without bits that say nothing."""
    return [f.strip() for f in CONVERSION.split(text) if len(f.strip()) > 3]


def shown(text, readme):
    parts = fragments(text)
    pattern = ".*?".join(re.escape(part) for part in parts)
    return not parts or re.search(pattern, readme)


def main():
    src = sys.argv[1]
    with open(f"{src}/README.md", encoding="utf-8") as file:
        readme = file.read().split("## Troubleshooting")[1]
    count = faults = 0
    # The other refusals of the module answer requests that the program never
    # sends; tdxctl-netlink(7) has them.
    for name in sorted(glob.glob(f"{src}/src/*/*.c")) + [f"{src}/kmod/genl.c"]:
        with open(name, encoding="utf-8") as file:
            text = file.read()
        wanted = [[form] for form in formats(text)]
        wanted += source_formats(text)
        for forms in wanted:
            count += 1
            if not any(shown(form, readme) for form in forms):
                print(f"{name[len(src) + 1:]}: {forms[-1]}")
                faults += 1
    if count < 30:
        print(f"only {count} errors found in the source")
        faults += 1
    sys.exit(bool(faults))


main()
