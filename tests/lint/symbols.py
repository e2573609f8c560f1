#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Names what the objects of the program use against the order of the floors.

Usage: symbols.py OBJECTS

OBJECTS is the src/ of a build. An object may use what is defined in its own folder
or on a lower floor, as floors.sh has them; and no two files may need each other,
over others or not.
"""
import pathlib
import re
import subprocess
import sys

# nm's letters for what other objects can use.
DEFINED = "TDRBCVW"


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


def uses(objects):
    """For each file the other files that it uses, with the symbols."""
    read = {name: symbols(path) for name, path in objects.items()}
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
    graph = uses(objects)
    faults = [*upward(graph, floors()), *circles(graph)]
    print(*faults, sep="\n", end="\n" if faults else "")
    sys.exit(bool(faults))


main()
