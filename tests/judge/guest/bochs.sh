#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# What Linux and tdxctl say on real VMX, before KVM, with it and after it.
set -euo pipefail
# shellcheck source=record.bash
. /tests/judge/guest/record.bash

load()
{
	insmod "/modules/$1.ko" "${@:2}"
}

# What KVM says of itself, and check of it.
kvm()
{
	title "$1"
	dmesg -c | sed -nE 's/^\[[ 0-9.]+\] ((kvm_intel|tdxseam): .*)/\1/p'
	contents /sys/module/kvm_intel/parameters/tdx
	contents /sys/fs/cgroup/misc.capacity
	tdx check -v
}

prepare
load tdxctl
load irqbypass
load kvm
kernel_says
flags
tdx vmx
load kvm-intel tdx=1
kvm 'kvm_intel with tdx=1'
rmmod kvm_intel
echo Y >/sys/module/tdxseam/parameters/apicv
load kvm-intel tdx=1
kvm 'kvm_intel with tdx=1, posted interrupts made up'
tdx probe
rmmod kvm_intel
title 'after KVM is gone'
tdx vmx
emulator
