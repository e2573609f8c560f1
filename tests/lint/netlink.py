#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Compares the family's header, its YAML specification and its manual page.

Usage: netlink.py KMOD PAGE
"""
import json
import re
import sys

import yaml

ATTRIBUTE = "TDXCTL_A_"
faults = []


def fault(text):
    faults.append(text)
    print(text)


def c_name(*words):
    return "TDXCTL_" + "_".join(words).replace("-", "_").upper()


def header_constants(text):
    """Every enumerator of the header that is no bound, with its value."""
    text = re.sub(r"/\*.*?\*/", "", text, flags=re.S)
    constants = {}
    for body in re.findall(r"enum\s*\w*\s*{(.*?)}", text, flags=re.S):
        value = -1
        for entry in filter(None, (e.strip() for e in body.split(","))):
            name, _, expression = (w.strip() for w in entry.partition("="))
            if name.startswith("__") or "__" in expression:
                continue
            if expression:
                a, _, b = expression.partition("<<")
                value = int(a) << int(b or 0)
            else:
                value += 1
            constants[name] = value
    return constants


def header_errors(text):
    block = re.search(r"^ \* Errors.*?^ \*/", text, flags=re.S | re.M)
    return set(re.findall(r"^ \*   (E[0-9A-Z]+) ", block[0], flags=re.M))


def header_number(text, name):
    return int(re.search(rf"^#define {name}\s+(\d+)", text, flags=re.M)[1])


def spec_attributes(spec):
    """(set, attribute, value) for every attribute of the specification."""
    for group in spec["attribute-sets"]:
        value = 0
        for attribute in group["attributes"]:
            value = attribute.get("value", value + 1)
            yield group["name"], attribute, value


def spec_entries(spec):
    """(definition, entry, value) for every enumerator."""
    for definition in spec["definitions"]:
        for i, entry in enumerate(definition["entries"]):
            name = entry if isinstance(entry, str) else entry["name"]
            flags = definition["type"] == "flags"
            yield definition["name"], name, 1 << i if flags else i


def spec_operations(spec):
    for i, operation in enumerate(spec["operations"]["list"]):
        yield operation["name"], operation.get("value", i + 1)


def spec_constants(spec):
    constants = {}
    for group, attribute, value in spec_attributes(spec):
        constants[c_name("a", group, attribute["name"])] = value
    for definition, entry, value in spec_entries(spec):
        constants[c_name(definition, entry)] = value
    for name, value in spec_operations(spec):
        constants[c_name("cmd", name)] = value
    return constants


def compare_constants(header, spec):
    for name in sorted(header.keys() | spec.keys()):
        if header.get(name) != spec.get(name):
            fault(f"{name}: {header.get(name)} in the header, "
                  f"{spec.get(name)} in the YAML")


def page_text(page):
    """The page without macros, fonts and white space."""
    page = re.sub(r'^\.(\\".*|[A-Z]+)', "", page, flags=re.M)
    page = re.sub(r"\\f[BIRP]|\\&|\"", "", page).replace("\\-", "-")
    return re.sub(r"\s+", "", page)


def expected_on_page(spec):
    """How each thing of the specification stands in the page's text."""
    for group, attribute, _ in spec_attributes(spec):
        if attribute["type"] == "pad":
            continue
        repeated = ",repeated" if attribute.get("multi-attr") else ""
        yield (c_name("a", group, attribute["name"]) +
               f"({attribute['name']},{attribute['type']}{repeated})")
    for definition, entry, value in spec_entries(spec):
        yield f"{c_name(definition, entry)}({entry},{value})"
    for name, _ in spec_operations(spec):
        yield f"{c_name('cmd', name)}({name})"


def compare_page(text, header_text, header, spec):
    for words in expected_on_page(spec):
        if words not in text:
            fault(f"the page lacks {words}")
    for name in re.findall(r"TDXCTL_[A-Z0-9_]*[A-Z0-9]", text):
        if name not in header and name not in header_text:
            fault(f"the page names {name}, which does not exist")
    for name in re.findall(r"^#define (TDXCTL_\w+)", header_text, flags=re.M):
        if name not in text:
            fault(f"the page lacks {name}")


def compare_errors(page, header_text):
    section = page.split(".SH ERRORS\n")[1].split("\n.SH ")[0]
    on_page = set(re.findall(r"^\.TP\n\.B (\w+)$", section, flags=re.M))
    for name in sorted(on_page ^ header_errors(header_text)):
        fault(f"{name} stands in only one of header and page")


def compare_limits(text, header_text, spec):
    limits = {name: header_number(header_text, name) for name in (
        "TDXCTL_MAX_MSRS", "TDXCTL_MAX_CPUIDS", "TDXCTL_MAX_SEAMCALLS",
        "TDXCTL_MAX_CPUS_LEN")}
    for name, value in limits.items():
        if f"{name}({value})" not in text:
            fault(f"the page does not say that {name} is {value}")
    for group, attribute, _ in spec_attributes(spec):
        if (group, attribute["name"]) == ("read", "cpus") and \
                attribute["checks"]["max-len"] != limits["TDXCTL_MAX_CPUS_LEN"]:
            fault("the YAML limits the list of CPUs to another length")


def check_request(sets, group, request, where):
    """A request of an example holds attributes that exist, of their type."""
    for name, value in request.items():
        attribute = sets[group].get(name)
        if not attribute:
            fault(f"{where}: no attribute {name}")
        elif attribute["type"] == "nest":
            for entry in value:
                check_request(sets, attribute["nested-attributes"], entry,
                              where)
        elif attribute["type"] in ("u32", "u64") and "enum" not in attribute \
                and not isinstance(value, int):
            fault(f"{where}: {name} is no number")


def check_examples(page, spec):
    sets = {group["name"]: {a["name"]: a for a in group["attributes"]}
            for group in spec["attribute-sets"]}
    operations = {o["name"]: o for o in spec["operations"]["list"]}
    examples = re.findall(r"^\.EX\n(.*?)^\.EE", page, flags=re.S | re.M)
    if not examples:
        fault("the page has no example")
    for example in examples:
        text = example.replace("\\-", "-").replace("\\(aq", "'")
        mode, name = re.search(r"--(do|dump) (\S+)", text).groups()
        if mode not in operations.get(name, {}):
            fault(f"an example says --{mode} {name}")
            continue
        request = re.search(r"--json '(.*)'", text, flags=re.S)
        if request:
            check_request(sets, operations[name]["attribute-set"],
                          json.loads(request[1]), f"example of {name}")


def main():
    kmod, page_name = sys.argv[1:]
    with open(f"{kmod}/uapi/tdxctl.h", encoding="ascii") as file:
        header_text = file.read()
    with open(f"{kmod}/netlink/tdxctl.yaml", encoding="ascii") as file:
        spec = yaml.safe_load(file)
    with open(page_name, encoding="ascii") as file:
        page = file.read()
    header = header_constants(header_text)
    text = page_text(page)
    compare_constants(header, spec_constants(spec))
    compare_page(text, header_text, header, spec)
    compare_errors(page, header_text)
    compare_limits(text, header_text, spec)
    check_examples(page, spec)
    sys.exit(bool(faults))


main()
