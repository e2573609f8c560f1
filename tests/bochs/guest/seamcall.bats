#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# SEAMCALL is played, VMX is the processor's own: what a SEAMCALL is answered in
# real VMX operation.
# shellcheck disable=SC2154 # set by vmx.bash

setup()
{
	# shellcheck source=vmx.bash
	. /tests/bochs/guest/vmx.bash
	leave kvm_intel tdxctl
	insmod /modules/tdxemu.ko real_vmx=1
	echo 'all: module=initialised' >/proc/tdxemu
	need tdxctl
}

teardown()
{
	leave tdxctl tdxemu kvm_intel
}

value='5{8=0x0 1=0x0 2=0x0 3=0x9000000100000000 4=0x2e1f0fbf 5=0x0 6=0x0 7=0x0 10=0x1 11=*}'

@test "the SEAM module answers on CPUs that enter VMX operation" {
	say "$(both "$off $ud")" "${look[@]}"
	say "$(both "$off 10=0x1 $value")" "${enter[@]}"
	say "$(both "$off $ud")" "${look[@]}"
}

@test "the SEAM module answers on CPUs that KVM keeps in VMX operation" {
	need irqbypass kvm kvm-intel
	say "$(both "$on $value")" "${look[@]}"
	say "$(both "$on 10=0x0 $value")" "${enter[@]}"
	kvm-guest
}
