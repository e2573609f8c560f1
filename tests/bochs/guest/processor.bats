#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# The processor has VMX, nobody has entered it, and the helper sees that.
# shellcheck disable=SC2191,SC2154 # words of nlsend; set by vmx.bash

setup()
{
	# shellcheck source=vmx.bash
	. /tests/bochs/guest/vmx.bash
	need tdxctl
}

@test "two Intel CPUs with VMX, and no hypervisor below them" {
	diff -u - <(grep -cw '^processor' /proc/cpuinfo
		grep -cw 'vendor_id.*GenuineIntel' /proc/cpuinfo
		grep -cw '^flags.*vmx' /proc/cpuinfo
		grep -cw 'hypervisor' /proc/cpuinfo) <<-'END'
	2
	2
	2
	0
	END
}

# 0x3a IA32_FEAT_CTL: locked, VMX outside SMX. 0x480 IA32_VMX_BASIC: revision 43,
# regions of 4 KiB, write-back; CR0 and CR4 of VMX operation: PG, NE, PE; VMXE.
@test "its VMX registers are read as they are" {
	say "$(both "$off 3{1=0x3a 2=0x0 3=0x5} 3{1=0x480 2=0x0 3=0xd810000000002b} \
3{1=0x486 2=0x0 3=0x80000021} 3{1=0x488 2=0x0 3=0x2000}")" \
		read 1=s:0-1 2=u32:1 3=nest 1=u32:0x3a end \
		3=nest 1=u32:0x480 end 3=nest 1=u32:0x486 end \
		3=nest 1=u32:0x488 end
}

@test "SEAMCALL outside VMX operation raises #UD on each CPU" {
	say "$(both "$off $ud")" "${look[@]}"
}
