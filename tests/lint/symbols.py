#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Names what the objects of the program use against the order of the floors.

Usage: symbols.py OBJECTS

OBJECTS is the src/ of a build. An object may use what is defined in its own folder
or on a lower floor, as floors.sh has them; no two files may need each other, over
others or not; and what others can use has the name of its file as a prefix, or that
of a header which the file's name begins with ("status" of status-operand.c).
"""
import pathlib
import re
import subprocess
import sys

# nm's letters for what other objects can use.
DEFINED = "TDRBCVW"

SOURCE = pathlib.Path(__file__).resolve().parents[2] / "src"


def floors():
    """The floor of each folder, from the one list of them."""
    script = pathlib.Path(__file__).with_name("floors.sh").read_text("utf-8")
    rows = re.search(r"^floors='\n(.*?)'", script, re.M | re.S)[1]
    return {folder: int(floor)
            for floor, folder in map(str.split, rows.splitlines())}


def symbols(path):
    """What an object defines for others, and what it needs of them."""
    defined, needed = set(), set()
    lines = subprocess.run(["nm", path], check=True, capture_output=True,
                           text=True).stdout.splitlines()
    for line in lines:
        kind, name = line.split()[-2:]
        if kind in DEFINED:
            defined.add(name)
        elif kind == "U":
            needed.add(name)
    return defined, needed


def strangers(read):
    """What has no prefix of its file; what argp wants has its own name."""
    headers = {str(path.relative_to(SOURCE).with_suffix(""))
               for path in SOURCE.glob("*/*.h")}
    for name, (defined, _) in sorted(read.items()):
        folder, file = name.split("/")
        words = file.split("-")
        parts = ["-".join(words[:count]) for count in range(1, len(words))]
        prefixes = [file, file.removesuffix("s")] + [part for part in parts
                             if f"{folder}/{part}" in headers]
        if folder == "cmd":
            prefixes.append(f"cmd-{file}")
        for symbol in sorted(defined - {"main", "argp_program_version"}):
            if not any(re.match(prefix.replace("-", "_") + "(_|s?$)", symbol)
                       for prefix in prefixes):
                yield f"{name}: {symbol} has not the prefix of its file"


def uses(read):
    """For each file the other files that it uses, with the symbols."""
    home = {symbol: name for name, (defined, _) in read.items()
            for symbol in defined}
    graph = {name: {} for name in read}
    for name, (_, needed) in read.items():
        for symbol in sorted(needed & home.keys()):
            if home[symbol] != name:
                graph[name].setdefault(home[symbol], []).append(symbol)
    return graph


def upward(graph, floor_of):
    for name, used in sorted(graph.items()):
        folder = name.split("/")[0]
        for other, names in sorted(used.items()):
            to = other.split("/")[0]
            if to != folder and floor_of[to] >= floor_of[folder]:
                yield (f"{name} (floor {floor_of[folder]}): uses {names[0]} "
                       f"of {other} (floor {floor_of[to]})")


def reachable(graph, start):
    seen, left = set(), [start]
    while left:
        for other in graph[left.pop()]:
            if other not in seen:
                seen.add(other)
                left.append(other)
    return seen


def circles(graph):
    """Files that need each other, a line for each set of them."""
    reach = {name: reachable(graph, name) for name in graph}
    said = set()
    for name in sorted(graph):
        circle = frozenset(other for other in reach[name]
                           if name in reach[other])
        if name in circle and circle not in said:
            said.add(circle)
            yield "a circle: " + ", ".join(sorted(circle))


def main():
    if len(sys.argv) != 2:
        sys.exit("Usage: symbols.py OBJECTS")
    top = pathlib.Path(sys.argv[1])
    objects = {str(path.relative_to(top).with_suffix("")): path
               for path in sorted(top.glob("*/*.o"))}
    if not objects:
        sys.exit(f"{top}: no objects")
    read = {name: symbols(path) for name, path in objects.items()}
    graph = uses(read)
    faults = [*upward(graph, floors()), *circles(graph), *strangers(read)]
    print(*faults, sep="\n", end="\n" if faults else "")
    sys.exit(bool(faults))


main()
