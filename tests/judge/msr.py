#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Answers RDMSR of a machine in QEMU, from outside.

QEMU does not know the MSRs of a TDX host, and reads them as 0.  At each address,
in the order given, which is that of the kernel, the machine is stopped once and
EDX:EAX gets the value; then it runs on its own.  A machine that ends before it has
read all of them is no error.

    msr.py SOCKET ADDRESS=VALUE...

SOCKET is QEMU's debugger (the GDB remote serial protocol), waiting before the
first instruction.  Exit status 0: all were answered.
"""
import socket
import sys
import time

# Places in the registers that QEMU sends, each 8 bytes: RAX, RBX, RCX, RDX, ...
RAX, RDX = 0, 3

# The machine must come by; nobody waits longer for it than for its boot.
PATIENCE_S = 600


class Gone(Exception):
    """The machine has ended: it did not read every MSR, which it need not."""


class Debugger:
    """A connection to QEMU, by one command and its answer at a time."""

    def __init__(self, path):
        self.socket = socket.socket(socket.AF_UNIX)
        for attempt in range(200):
            try:
                self.socket.connect(path)
                break
            except OSError:
                time.sleep(0.05)
        else:
            sys.exit(f"msr.py: nobody listens at {path}")
        self.socket.settimeout(PATIENCE_S)

    def send(self, text):
        check = sum(text.encode()) & 0xff
        try:
            self.socket.sendall(f"${text}#{check:02x}".encode())
        except OSError as error:
            raise Gone from error

    def byte(self):
        try:
            byte = self.socket.recv(1)
        except ConnectionError as error:
            raise Gone from error
        if not byte:
            raise Gone
        return byte

    def acknowledge(self):
        try:
            self.socket.sendall(b"+")
        except OSError as error:
            raise Gone from error

    def receive(self):
        """The next packet, acknowledged."""
        data = b""
        begun = False
        while True:
            byte = self.byte()
            if byte == b"$":
                data, begun = b"", True
            elif byte == b"#" and begun:
                self.byte()
                self.byte()
                self.acknowledge()
                # W and X: QEMU has ended.
                if data[:1] in (b"W", b"X"):
                    raise Gone
                return data.decode()
            elif begun:
                data += byte

    def command(self, text):
        self.send(text)
        return self.receive()

    def expect_ok(self, text):
        answer = self.command(text)
        if answer != "OK":
            sys.exit(f"msr.py: {text[:16]}: {answer or 'not supported'}")


def put(registers, number, value):
    return (registers[:16 * number] + value.to_bytes(8, "little").hex() +
            registers[16 * (number + 1):])


def answer(debugger, address, value):
    """Let the machine run to behind the RDMSR, once, and set its result."""
    debugger.expect_ok(f"Z1,{address:x},1")
    debugger.command("c")
    registers = debugger.command("g")
    registers = put(registers, RAX, value & 0xffffffff)
    registers = put(registers, RDX, value >> 32)
    debugger.expect_ok("G" + registers)
    debugger.expect_ok(f"z1,{address:x},1")


def main():
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    debugger = Debugger(sys.argv[1])
    try:
        debugger.command("qSupported")
        for word in sys.argv[2:]:
            address, value = word.split("=")
            answer(debugger, int(address, 16), int(value, 0))
        debugger.send("D")
    except Gone:
        pass


main()
