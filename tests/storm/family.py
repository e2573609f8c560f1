# SPDX-License-Identifier: GPL-2.0-or-later
"""What the documents say that the family takes, and a judge of any message.

The judge knows the YAML specification, the limits in the header's prose and the
documented allow-list, and no line of the helper: where the two disagree, one of
them is wrong.
"""
import re
import struct

import yaml

NESTED = 0x8000
NET_BYTEORDER = 0x4000
TYPE_MASK = 0x3fff

F_REQUEST, F_ACK, F_ECHO, F_DUMP = 0x1, 0x4, 0x8, 0x300

EPERM, E2BIG, EACCES, EINVAL, ERANGE = 1, 7, 13, 22, 34
EPROTO, EOPNOTSUPP = 71, 95

REFUSE, ACCEPT, EITHER, SILENT = range(4)

# Senders, as client/nlstorm/who.c makes them; from ONE_CAP on, an ordinary user
# with the one capability WHO - ONE_CAP.
ROOT, NOBODY, USER_NS, NET_NS, BOTH_NS, ALL_BUT_RAWIO = range(6)
ONE_CAP, NR_CAPS, CAP_SYS_RAWIO = 16, 41, 17
READERS = {ROOT, ONE_CAP + CAP_SYS_RAWIO}

# The kernel's parser of lists takes this one for no number at all.
NO_NUMBER = 0xffffffff

# What a request may hold in a nest: the specification has one set for both
# ways.
ASKED = {"msr": ["address"], "cpuid": ["leaf", "subleaf"],
         "seamcall": ["rax", "rcx", "rdx", "r8", "r9"]}
SIZES = {"u32": 4, "u64": 8}


def attributes(data):
    """Each attribute as (type, payload); a last type None if bytes are left."""
    at, end = 0, len(data)
    while end - at >= 4:
        size, kind = struct.unpack_from("<HH", data, at)
        if size < 4 or size > end - at:
            break
        yield kind, data[at + 4:at + size]
        at += size + 3 & ~3
    if at < end:
        yield None, b""


class Wants:
    """What an accepted request asks for."""

    def __init__(self):
        self.cmd = 0
        self.cpus = set()
        self.flags = 0
        self.msrs = []
        self.cpuids = []
        self.calls = []


class Family:
    """Numbers and names of the specification, with the allow-list."""

    def __init__(self, kmod, allowed, nr_cpus, enters=True):
        spec = yaml.safe_load(open(kmod + "/netlink/tdxctl.yaml"))
        self.sets = {}
        for group in spec["attribute-sets"]:
            self.sets[group["name"]] = {
                a["name"]: (number, a["type"]) for number, a
                in enumerate(group["attributes"], 1)}
        self.commands = {op["name"]: number for number, op
                         in enumerate(spec["operations"]["list"], 1)}
        read = spec["operations"]["list"][self.commands["read"] - 1]
        self.asked = dict(ASKED, read=read["dump"]["request"]["attributes"])
        self.flags = {f["name"]: 1 << bit for bit, f in enumerate(
            next(d["entries"] for d in spec["definitions"]
                 if d["name"] == "read-flags"))}
        header = open(kmod + "/uapi/tdxctl.h").read()
        self.limits = {name: int(number) for name, number in re.findall(
            r"#define TDXCTL_(MAX_\w+)\s+(\d+)", header)}
        self.nr_cpus = nr_cpus
        self.enters = enters
        self.expected = {name: self.expect(name) for name in self.asked}
        self.read_allowed(allowed)

    def read_allowed(self, file):
        self.msrs, self.cpuids, self.leaves = [], [], {}
        for line in open(file):
            word, *rest = line.split()
            if word == "msr":
                self.msrs.append(int(rest[0], 0))
            elif word == "cpuid":
                leaf, first, last = (int(n, 0) for n in rest)
                self.cpuids += [(leaf, n) for n in range(first, last + 1)]
            elif word == "leaf":
                self.leaves[int(rest[0], 0)] = int(rest[1], 0)
        self.msr_set, self.cpuid_set = set(self.msrs), set(self.cpuids)

    def number(self, group, name):
        return self.sets[group][name][0]

    def expect(self, group):
        return {self.sets[group][name][0]: (name, self.sets[group][name][1])
                for name in self.asked[group]}

    # ---- what netlink itself checks, by the specification ----------------

    def malformed(self, group, data):
        """Whether the attributes are not what the specification says."""
        return any(self.malformed_one(self.expected[group], kind, payload)
                   for kind, payload in attributes(data))

    def malformed_one(self, expected, kind, payload):
        if kind is None or kind & TYPE_MASK not in expected:
            return True
        name, what = expected[kind & TYPE_MASK]
        if what == "nest":
            return not kind & NESTED or self.malformed(name, payload)
        if kind & NESTED:
            return True
        if what == "string":
            limit = self.limits["MAX_CPUS_LEN"]
            text = payload[:-1] if payload[-1:] == b"\0" else payload
            return len(text) > limit or b"\0" not in payload[:limit + 1]
        if len(payload) != SIZES[what]:
            return True
        return name == "flags" and bool(
            int.from_bytes(payload, "little") & ~sum(self.flags.values()))

    # ---- what the family checks, by its documents ------------------------

    def odd(self, data, lists=()):
        """Repeated attributes, and such in network byte order."""
        seen = set()
        for kind, _ in attributes(data):
            if kind & NET_BYTEORDER or (kind & TYPE_MASK in seen and
                                        kind & TYPE_MASK not in lists):
                return {EINVAL}
            seen.add(kind & TYPE_MASK)
        return set()

    def judge_cpus(self, payload, wants):
        """Errors of a list of CPUs, and whether it is in doubt."""
        text = payload[:-1].decode("latin-1")
        if payload[-1:] != b"\0" or not re.fullmatch("[0-9,-]*", text):
            return {EINVAL}, False
        faults, words = set(), [w for w in text.split(",") if w]
        for word in words:
            numbers = [int(n) for n in re.findall("[0-9]+", word)]
            match = re.fullmatch("([0-9]+)(-[0-9]+)?", word)
            if not match or numbers[0] > numbers[-1]:
                faults.add(EINVAL)
            elif numbers[-1] < self.nr_cpus:
                wants.cpus.update(range(numbers[0], numbers[-1] + 1))
            if any(n >= self.nr_cpus for n in numbers):
                faults.add(ERANGE)
            if NO_NUMBER in numbers:
                faults.add(EINVAL)
        if not words:
            faults.add(EINVAL)
        return faults, len(words) != text.count(",") + 1

    def entry(self, group, payload):
        """Errors of a list entry, and its members by name."""
        return self.odd(payload), {
            self.expected[group][kind & TYPE_MASK][0]:
            int.from_bytes(value, "little")
            for kind, value in attributes(payload)}

    def judge_msr(self, payload, wants):
        faults, msr = self.entry("msr", payload)
        if "address" not in msr or msr["address"] in wants.msrs:
            faults.add(EINVAL)
        if msr.get("address", self.msrs[0]) not in self.msr_set:
            faults.add(EACCES)
        wants.msrs.append(msr.get("address"))
        return faults

    def judge_cpuid(self, payload, wants):
        faults, cpuid = self.entry("cpuid", payload)
        want = cpuid.get("leaf"), cpuid.get("subleaf", 0)
        if want[0] is None or want in wants.cpuids:
            faults.add(EINVAL)
        if want[0] is not None and want not in self.cpuid_set:
            faults.add(EACCES)
        wants.cpuids.append(want)
        return faults

    def judge_seamcall(self, payload, wants):
        faults, call = self.entry("seamcall", payload)
        rax = call.get("rax")
        registers = ["rcx", "rdx", "r8", "r9"]
        want = rax, *(call.get(name, 0) for name in registers)
        if rax is None or want in wants.calls:
            faults.add(EINVAL)
        settable = self.leaves.get(rax)
        if rax is not None and (settable is None or any(
                name in call and not settable >> bit & 1
                for bit, name in enumerate(registers))):
            faults.add(EACCES)
        wants.calls.append(want)
        return faults

    def judge_lists(self, data, wants):
        faults = set()
        judges = {"msr": self.judge_msr, "cpuid": self.judge_cpuid,
                  "seamcall": self.judge_seamcall}
        for kind, payload in attributes(data):
            name = self.expected["read"][kind & TYPE_MASK][0]
            if name in judges:
                faults |= judges[name](payload, wants)
        for name, asked in (("MSRS", wants.msrs), ("CPUIDS", wants.cpuids),
                            ("SEAMCALLS", wants.calls)):
            if len(asked) > self.limits["MAX_" + name]:
                faults.add(EINVAL if name == "SEAMCALLS" else E2BIG)
        return faults

    def judge_read(self, data, version, who):
        """Verdict, errors and wants of a read request."""
        wants = Wants()
        wants.cmd = self.commands["read"]
        if self.malformed("read", data):
            return REFUSE, {EINVAL, ERANGE}, wants
        numbers = {name: self.number("read", name)
                   for name in self.asked["read"]}
        faults = self.odd(data, {numbers[name] for name in ASKED})
        if version > 1:
            faults.add(EPROTO)
        given = {kind & TYPE_MASK: value for kind, value in attributes(data)}
        doubt, cpus = False, given.get(numbers["cpus"])
        if cpus is None:
            faults.add(EINVAL)
        else:
            wrong, doubt = self.judge_cpus(cpus, wants)
            faults |= wrong
        wants.flags = int.from_bytes(given.get(numbers["flags"], b""),
                                     "little")
        faults |= self.judge_lists(data, wants) | self.judge_flags(wants)
        if who not in READERS:
            return REFUSE, {EPERM}, wants
        if not faults and doubt:
            return EITHER, {EINVAL}, wants
        return (REFUSE if faults else ACCEPT), faults, wants

    def judge_flags(self, wants):
        """What makes no sense, or what this kernel lets no module do."""
        enter = wants.flags & self.flags["enter-vmx"]
        force = wants.flags & self.flags["enter-vmx-force"]
        if force and not enter or enter and not wants.calls:
            return {EINVAL}
        if enter and not self.enters:
            return {EOPNOTSUPP}
        nothing = not (wants.flags or wants.msrs or wants.cpuids or
                       wants.calls)
        return {EINVAL} if nothing else set()

    def judge(self, message, who):
        """Verdict, errors and wants of a whole datagram."""
        wants = Wants()
        if len(message) < 16:
            return SILENT, set(), wants
        claim, _, flags = struct.unpack_from("<IHH", message)
        if claim < 16 or claim > len(message) or not flags & F_REQUEST:
            return SILENT, set(), wants
        if claim < 20:
            return REFUSE, {EINVAL}, wants
        cmd, version, reserved = struct.unpack_from("<BBH", message, 16)
        dump = flags & F_DUMP == F_DUMP
        if dump:
            flags &= ~F_DUMP
        if reserved or flags & ~(F_REQUEST | F_ACK | F_ECHO):
            return REFUSE, {EINVAL}, wants
        if cmd not in self.commands.values() or \
                dump != (cmd == self.commands["read"]):
            return REFUSE, {EOPNOTSUPP}, wants
        if dump:
            return self.judge_read(message[20:], version, who)
        wants.cmd = cmd
        return (REFUSE, {EINVAL}, wants) if len(message) > 20 else \
            (ACCEPT, set(), wants)
