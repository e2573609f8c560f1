#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# Entering VMX operation and leaving it, on a processor that objects to mistakes.
# shellcheck disable=SC2154 # set by vmx.bash

setup()
{
	# shellcheck source=vmx.bash
	. /tests/bochs/guest/vmx.bash
	leave kvm_intel
	need tdxctl
}

# Bochs has no SEAM: SEAMCALL is no instruction within VMX operation either.
@test "both CPUs enter and leave VMX operation a hundred times" {
	local i

	for ((i = 0; i < 100; i++)); do
		queue+=(+ "${enter[@]}" + "${look[@]}")
	done
	diff -u <(nlsend --mask 5.11 "${queue[@]:1}" 2>&1 | sort | uniq -c |
		sed 's/^ *//') - <<-END
	200 done
	100 row v1: 6=0x0 7=0x0 $off 10=0x1 $ud
	100 row v1: 6=0x0 7=0x0 $off $ud
	100 row v1: 6=0x1 7=0x0 $off 10=0x1 $ud
	100 row v1: 6=0x1 7=0x0 $off $ud
	END
}

# KVM refuses to load where it finds CR4.VMXE set.
@test "KVM enters VMX operation after it, and is left alone" {
	say "$(both "$off 10=0x1 $ud")" "${enter[@]}"
	need irqbypass kvm kvm-intel
	kvm-guest
	say "$(both "$on 10=0x0 $ud")" "${enter[@]}"
	kvm-guest
	leave kvm_intel
	say "$(both "$off 10=0x1 $ud")" "${enter[@]}"
}
