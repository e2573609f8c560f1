#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Writes netlink messages, right and wrong, with what must come back.

Usage: messages.py [--seed N] [--cpus N] [--no-enter] [--learn] COUNT OUT

The same seed gives the same stream. With --learn the stream is short and asks
for everything that may be asked for, which is how the values are learnt that
later answers are held against. With --no-enter the kernel is one that lets no
module enter VMX operation. client/nlstorm/stream.h says what a record is.
"""
import argparse
import os
import random
import struct

import family
from family import NESTED, NET_BYTEORDER

# A socket takes no more in one go.
MAX_SIZE = 100000

HERE = os.path.dirname(os.path.abspath(__file__))

# Fields of TDH.SYS.RD that a TDX module knows; TDX_FEATURES0 first.
FIELDS = [0x0a00000300000008, 0x0800000200000000, 0x8800000200000001,
          0x0800000100000003, 0x0800000100000004, 0x0800000100000005,
          0x8900000100000000, 0x8900000100000001, 0x8900000100000003,
          0x0a00000200000000, 0x0a00000000000001, 0x9000000100000000, 0,
          0xffffffffffffffff]

# Next to the allow-list, related and dangerous, or what a careless comparison
# would take for an allowed number.
NEAR_MSRS = [0, 0x10, 0x88, 0x98, 0x99, 0x9a, 0x1f2, 0x1f3, 0x1f6, 0x1402,
             0x4b5, 0xc0000081, 0x10087, 0xffffffff]
NEAR_LEAVES = [0, 1, 33, 35, 45, 52, 254, 0x10022, 0x100000022,
               0x8000000000000000, 0x8000000000000022, 0xffffffffffffffff]
EDGES = [0, 1, 2, 3, 4, 7, 8, 0x7f, 0x80, 0xff, 0x7fff, 0x8000, 0xffff,
         0x7fffffff, 0x80000000, 0xffffffff, 0x7fffffffffffffff,
         0xffffffffffffffff]
ODD_CPUS = ["", " ", ",", "3-1", "1-", "-1", "0--1", "+1", "x", "0x1", "0-3;",
            "0-3:0/0", "0-3:2/1", "1:2", "all", "N", "0-N", "4294967295",
            "4294967296", "18446744073709551616", "-9223372036854775808",
            "0-99999999", "2147483647", "8", "7-8", "0,8", "0,,1", "0\n",
            "1-2-3", "00000000000000000000003", "0-7,0-7"]


def header(length, kind):
    """Of an attribute; lengths wrap as they do."""
    return struct.pack("<HH", length & 0xffff, kind & 0xffff)


def encode(attrs):
    """The bytes of [[type, bytes or list], ...]."""
    out = bytearray()
    for kind, value in attrs:
        data = encode(value) if isinstance(value, list) else value
        out += header(len(data) + 4, kind)
        out += data + bytes(-len(data) % 4)
    return bytes(out)


class Generator:
    """Makes requests that are right, and spoils some of them."""

    def __init__(self, seed, fam):
        self.rng = random.Random(seed)
        self.fam = fam
        self.spoilers = [self.drop, self.repeat, self.resize, self.retype,
                         self.toggle, self.deepen, self.edge, self.insert,
                         self.forbid, self.odd_cpus, self.flood, self.shuffle]
        self.byte_spoilers = [self.flip, self.cut, self.append, self.lie]

    def some(self, mean, limit):
        return min(int(self.rng.expovariate(1 / mean)), limit)

    # ---- requests that are right ------------------------------------------

    def u32(self, group, name, value):
        return [self.fam.number(group, name), struct.pack("<I", value)]

    def u64(self, group, name, value):
        return [self.fam.number(group, name), struct.pack("<Q", value)]

    def nest(self, name, members):
        return [self.fam.number("read", name) | NESTED, members]

    def msr(self, address):
        return self.nest("msr", [self.u32("msr", "address", address)])

    def cpuid(self, leaf, subleaf):
        members = [self.u32("cpuid", "leaf", leaf)]
        if subleaf or self.rng.random() < 0.5:
            members.append(self.u32("cpuid", "subleaf", subleaf))
        return self.nest("cpuid", members)

    def seamcall(self, rax, rdx):
        members = [self.u64("seamcall", "rax", rax)]
        if rdx or self.rng.random() < 0.5:
            members.append(self.u64("seamcall", "rdx", rdx))
        return self.nest("seamcall", members)

    def cpus(self, text):
        return [self.fam.number("read", "cpus"), text.encode() + b"\0"]

    def cpu_list(self):
        words = []
        for _ in range(1 + self.some(0.7, 6)):
            first = self.rng.randrange(self.fam.nr_cpus)
            last = self.rng.randrange(first, self.fam.nr_cpus)
            words.append(self.rng.choice([f"{first}", f"{first}-{last}"]))
        return ",".join(words)

    def rdxs(self, count):
        fields = self.rng.sample(FIELDS, min(count, len(FIELDS)))
        while len(fields) < count:
            fields.append(self.rng.getrandbits(64))
        return fields

    def flags(self):
        if self.rng.random() < 0.2:
            return self.rng.randrange(1 << len(self.fam.flags))
        return self.rng.randrange(2)

    def request(self):
        """The attributes of a read that asks for something."""
        rng, fam = self.rng, self.fam
        size = rng.choice([0.5, 0.5, 2, 2, 8])
        attrs = [self.cpus(self.cpu_list())]
        flags = self.flags()
        if flags or rng.random() < 0.3:
            attrs.append(self.u32("read", "flags", flags))
        attrs += [self.msr(a) for a in rng.sample(
            fam.msrs, self.some(size, len(fam.msrs)))]
        attrs += [self.cpuid(*c) for c in rng.sample(
            fam.cpuids, self.some(size, len(fam.cpuids)))]
        attrs += [self.seamcall(next(iter(fam.leaves)), rdx) for rdx in
                  self.rdxs(self.some(size, fam.limits["MAX_SEAMCALLS"]))]
        if len(attrs) == 1 or not flags and len(attrs) == 2:
            attrs.append(self.msr(rng.choice(fam.msrs)))
        return attrs

    # ---- what can be wrong with attributes --------------------------------

    def place(self, attrs):
        """A random list of attributes, and an index into it, or none."""
        while attrs:
            at = self.rng.randrange(len(attrs))
            inner = attrs[at][1]
            if not isinstance(inner, list) or not inner or \
                    self.rng.random() < 0.4:
                return attrs, at
            attrs = inner
        return attrs, None

    def drop(self, attrs):
        where, at = self.place(attrs)
        if at is not None:
            del where[at]

    def repeat(self, attrs):
        where, at = self.place(attrs)
        if at is not None:
            kind, value = where[at]
            where.insert(self.rng.randint(at, len(where)), [
                kind, list(value) if isinstance(value, list) else value])

    def resize(self, attrs):
        where, at = self.place(attrs)
        if at is None or isinstance(where[at][1], list):
            return
        size = self.rng.choice([0, 1, 2, 3, 4, 5, 7, 8, 9, 16, 300])
        if self.rng.random() < 0.02:
            size = self.rng.choice([32767, 32768, 32769, 65000])
        data = where[at][1][:size]
        where[at][1] = data + bytes(self.rng.choice([0, 0x30, 0xff])
                                    for _ in range(min(8, size - len(data))))
        where[at][1] += b"0" * (size - len(where[at][1]))

    def retype(self, attrs):
        where, at = self.place(attrs)
        if at is not None:
            where[at][0] = where[at][0] & NESTED | self.rng.choice(
                [self.rng.randrange(16), self.rng.randrange(0x4000)])

    def toggle(self, attrs):
        where, at = self.place(attrs)
        if at is not None:
            where[at][0] ^= self.rng.choice([NESTED, NET_BYTEORDER])

    def deepen(self, attrs):
        where, at = self.place(attrs)
        if at is None:
            return
        kind = where[at][0] | NESTED
        for _ in range(self.rng.choice([1, 2, 10, 70, 400])):
            where[at] = [kind, [where[at]]]
        self.flatten(where, at)

    def flatten(self, where, at):
        """Deep lists as bytes, for no recursion is as deep as a message."""
        depth, inner = [], where[at]
        while isinstance(inner[1], list) and len(inner[1]) == 1:
            depth.append(inner[0])
            inner = inner[1][0]
        data = encode([inner])
        for kind in reversed(depth[1:]):
            data = header(len(data) + 4, kind) + data
        where[at] = [depth[0], data]

    def edge(self, attrs):
        where, at = self.place(attrs)
        if at is not None and len(where[at][1]) in (4, 8) and \
                isinstance(where[at][1], bytes):
            size = len(where[at][1])
            where[at][1] = self.rng.choice(EDGES).to_bytes(8, "little")[:size]

    def insert(self, attrs):
        where, at = self.place(attrs)
        if at is not None:
            where.insert(at, [self.rng.choice(
                [self.rng.randrange(16), self.rng.randrange(0x10000)]),
                self.rng.randbytes(self.some(6, 40))])

    def forbid(self, attrs):
        rng = self.rng
        extra = rng.randrange(4)
        if extra == 0:
            entry = self.msr(rng.choice(NEAR_MSRS + [rng.getrandbits(32)]))
        elif extra == 1:
            leaf, subleaf = rng.choice(self.fam.cpuids)
            entry = self.cpuid(*rng.choice([
                (leaf, subleaf + rng.choice([1, 8, 0x100])),
                (leaf ^ 1 << rng.randrange(32), subleaf)]))
        elif extra == 2:
            entry = self.seamcall(
                rng.choice(NEAR_LEAVES + [rng.getrandbits(64)]), 0)
        else:
            entry = self.seamcall(next(iter(self.fam.leaves)), FIELDS[0])
            entry[1].append(self.u64("seamcall", rng.choice(
                ["rcx", "r8", "r9"]), rng.choice(EDGES)))
        attrs.insert(rng.randint(0, len(attrs)), entry)

    def odd_cpus(self, attrs):
        text = self.rng.choice(ODD_CPUS + ["".join(
            self.rng.choice("0123456789,-") for _ in
            range(self.some(6, 60)))])
        self.set_cpus(attrs, text, self.rng.choice([1, 1, 1, 1, 0, 2]))

    def set_cpus(self, attrs, text, zeros):
        for attr in attrs:
            if attr[0] == self.fam.number("read", "cpus"):
                attr[1] = text.encode() + bytes(zeros)

    def flood(self, attrs):
        rng, count = self.rng, self.rng.choice([33, 45, 65, 300])
        kind = rng.randrange(4)
        if kind == 0:
            attrs += [self.msr(rng.choice(self.fam.msrs))] * count
        elif kind == 1:
            attrs += [self.seamcall(next(iter(self.fam.leaves)), n)
                      for n in range(count)]
        elif kind == 2:
            attrs += [self.cpuid(0x1b, n) for n in range(count)]
        else:
            words = ",".join(self.cpu_list() for _ in range(count * 10))
            self.set_cpus(attrs, words[:40000].rstrip(",-"), 1)

    def shuffle(self, attrs):
        """Still right, but for the order of rows."""
        self.rng.shuffle(attrs)

    # ---- what can be wrong with bytes -------------------------------------

    def flip(self, data):
        for _ in range(1 + self.some(1, 8)):
            if data:
                at = self.rng.randrange(len(data))
                data[at] ^= 1 << self.rng.randrange(8)

    def cut(self, data):
        if data:
            del data[self.rng.randrange(len(data)):]

    def append(self, data):
        data += self.rng.randbytes(1 + self.some(8, 60))

    def lie(self, data):
        """About the length of an attribute at the top."""
        at, places = 0, []
        while at + 4 <= len(data):
            places.append(at)
            at += max(4, struct.unpack_from("<H", data, at)[0] + 3 & ~3)
        if places:
            struct.pack_into("<H", data, self.rng.choice(places),
                             self.rng.choice([0, 1, 3, 4, 5, 6, 8, 200, 0xfffb,
                                              0xffff, self.rng.randrange(64)]))

    # ---- whole messages ----------------------------------------------------

    def attributes(self, cmd):
        rng, attrs = self.rng, []
        if cmd == self.fam.commands["read"] or rng.random() < 0.2:
            attrs = self.request()
        spoils = rng.choice([0, 0, 0, 1, 1, 1, 1, 2, 4]) if attrs else 0
        data = None
        for _ in range(spoils):
            if rng.random() < 0.7:
                rng.choice(self.spoilers)(attrs)
            else:
                data = data if data is not None else bytearray(encode(attrs))
                rng.choice(self.byte_spoilers)(data)
        if rng.random() < 0.02:
            data = rng.randbytes(self.some(40, 2000))
        data = bytes(data) if data is not None else encode(attrs)
        return data[:MAX_SIZE]

    def header(self, cmd):
        """Command, version, reserved and flags, now and then odd ones."""
        rng = self.rng
        flags = family.F_REQUEST | (
            family.F_DUMP if cmd == self.fam.commands["read"] else
            rng.choice([0, family.F_ACK]))
        version, reserved, odd = 1, 0, rng.random()
        if odd < 0.02:
            version = rng.choice([0, 2, 3, 255])
        elif odd < 0.03:
            reserved = rng.choice([1, 0x8000, 0xffff])
        elif odd < 0.05:
            flags = rng.choice([rng.getrandbits(16), 5, 0x301, 0x309, 0x101,
                                0x201, 0, 4, 1])
        elif odd < 0.06:
            cmd = rng.choice([0, 3, 255, rng.getrandbits(8)])
        return cmd, version, reserved, flags

    def message(self):
        """A datagram; bytes 4 and 5, the family's number, are not known yet."""
        rng = self.rng
        cmd = self.fam.commands["helper-get" if rng.random() < 0.06 else "read"]
        data = self.attributes(cmd)
        cmd, version, reserved, flags = self.header(cmd)
        claim = 20 + len(data)
        message = struct.pack("<IHHIIBBH", claim, 0, flags, 0, 0, cmd, version,
                              reserved) + data
        odd = rng.random()
        if odd < 0.01:
            message = message[:max(1, rng.randrange(len(message)))]
            claim = len(message)
        elif odd < 0.02:
            claim = rng.choice([0, 15, claim + 1, claim + 1000, 0xffffffff])
        if len(message) >= 4:
            message = struct.pack("<I", claim) + message[4:]
        return message

    def who(self):
        draw = self.rng.random()
        if draw < 0.7:
            return family.ROOT
        if draw < 0.75:
            return family.ONE_CAP + family.CAP_SYS_RAWIO
        if draw < 0.85:
            return self.rng.randrange(family.NOBODY, family.ALL_BUT_RAWIO + 1)
        return family.ONE_CAP + self.rng.randrange(family.NR_CAPS)

    def learn(self):
        """Requests for all that can be asked for, as datagrams."""
        fam, everywhere = self.fam, self.cpus(f"0-{self.fam.nr_cpus - 1}")
        calls = [self.seamcall(leaf, rdx) for leaf in fam.leaves
                 for rdx in FIELDS]
        most = fam.limits["MAX_SEAMCALLS"]
        asks = [[self.msr(a) for a in fam.msrs],
                [self.cpuid(*c) for c in fam.cpuids]]
        enter = fam.flags["vmx-state"]
        if fam.enters:
            enter |= fam.flags["enter-vmx"]
        for at in range(0, len(calls), most):
            asks.append(calls[at:at + most])
            asks.append(asks[-1] + [self.u32("read", "flags", enter)])
        for entries in asks:
            yield self.whole("read", [everywhere] + entries)
        yield self.whole("helper-get", [])

    def whole(self, name, attrs):
        cmd = self.fam.commands[name]
        flags = family.F_REQUEST | (family.F_DUMP if name == "read" else 0)
        data = encode(attrs)
        return struct.pack("<IHHIIBBH", 20 + len(data), 0, flags, 0, 0, cmd, 1,
                           0) + data


def record(number, who, message, judgement):
    verdict, errnos, wants = judgement
    mask = sum(1 << e for e in errnos)
    if verdict in (family.REFUSE, family.SILENT):
        wants = family.Wants()
    tail = b"".join(struct.pack("<Q", call[2]) for call in wants.calls)
    tail += b"".join(struct.pack("<II", *cpuid) for cpuid in wants.cpuids)
    tail += b"".join(struct.pack("<I", msr) for msr in wants.msrs)
    tail += message
    tail += bytes(-len(tail) % 8)
    return struct.pack(
        "<IIBBBBIQQQIHHHHI", 56 + len(tail), number, who, verdict, wants.cmd,
        0, len(message), mask & (1 << 64) - 1, mask >> 64,
        sum(1 << cpu for cpu in wants.cpus), wants.flags, len(wants.msrs),
        len(wants.cpuids), len(wants.calls), 0, 0) + tail


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--cpus", type=int, default=8)
    parser.add_argument("--no-enter", action="store_true")
    parser.add_argument("--learn", action="store_true")
    parser.add_argument("count", type=int)
    parser.add_argument("out")
    args = parser.parse_args()
    fam = family.Family(HERE + "/../../kmod",
                        HERE + "/../vm/guest/allow-list.txt", args.cpus,
                        not args.no_enter)
    generator = Generator(args.seed, fam)
    with open(args.out, "wb") as out:
        if args.learn:
            for number, message in enumerate(generator.learn()):
                out.write(record(number, family.ROOT, message,
                                 fam.judge(message, family.ROOT)))
            return
        for number in range(args.count):
            message, who = generator.message(), generator.who()
            out.write(record(number, who, message, fam.judge(message, who)))


main()
