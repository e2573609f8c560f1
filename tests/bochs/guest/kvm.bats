#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# KVM owns VMX operation: the helper sees it, uses it, and disturbs nobody.
# shellcheck disable=SC2154 # set by vmx.bash

setup()
{
	# shellcheck source=vmx.bash
	. /tests/bochs/guest/vmx.bash
	need irqbypass kvm kvm-intel tdxctl
}

# Bochs has no SEAM: SEAMCALL is no instruction within VMX operation either.
@test "with kvm_intel both CPUs are in VMX operation, where SEAMCALL is #UD" {
	say "$(both "$on $ud")" "${look[@]}"
}

@test "a guest runs before, during and after fifty probes" {
	local i

	for ((i = 0; i < 50; i++)); do
		queue+=(+ "${look[@]}")
	done
	kvm-guest
	diff -u <(kvm-guest nlsend --mask 5.11 "${queue[@]:1}" 2>&1 | sort |
		uniq -c | sed 's/^ *//') - <<-END
	50 done
	50 row v1: 6=0x0 7=0x0 $on $ud
	50 row v1: 6=0x1 7=0x0 $on $ud
	END
	kvm-guest
}

@test "helper and kvm_intel come and go in any order" {
	rmmod kvm_intel
	say "$(both "$off $ud")" "${look[@]}"
	rmmod tdxctl
	need kvm-intel
	kvm-guest
	need tdxctl
	say "$(both "$on $ud")" "${look[@]}"
	rmmod tdxctl
	kvm-guest
	rmmod kvm_intel
	need tdxctl
	say "$(both "$off $ud")" "${look[@]}"
}
