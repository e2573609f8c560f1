#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# The machine is the one that the other suites rely on.

# shellcheck disable=SC2154 # set by host.bash

# word FIELD: the distinct values of a field of /proc/cpuinfo.
word()
{
	sed -n "s/^$1[[:space:]]*: //p" /proc/cpuinfo | sort -u
}

@test "eight CPUs are online" {
	run cat /sys/devices/system/cpu/online
	[ "$status" -eq 0 ]
	[ "$output" = 0-7 ]
}

@test "they sit in two packages of four" {
	run bash -c 'cat /sys/devices/system/cpu/cpu[0-7]/topology/physical_package_id'
	[ "$status" -eq 0 ]
	[ "$(tr '\n' ' ' <<<"$output")" = '0 0 0 0 1 1 1 1 ' ]
}

@test "every CPU is a Sapphire Rapids by its identity" {
	[ "$(word vendor_id)" = GenuineIntel ]
	[ "$(word 'cpu family')" = 6 ]
	[ "$(word model)" = 143 ]
	[ "$(word stepping)" = 8 ]
}

@test "no CPU shows the hypervisor bit or VMX" {
	run grep -cwE 'hypervisor|vmx' /proc/cpuinfo
	[ "$status" -eq 1 ]
	[ "$output" = 0 ]
}

@test "a file crosses the job's terminal byte by byte" {
	# run through od: what the host sees is compared there with this line
	run bash -c "printf 'a\r\nb\tc\n' | od -An -tx1"
	[ "$output" = ' 61 0d 0a 62 09 63 0a' ]
}

@test "probe and check answer on a healthy host" {
	. /tests/vm/guest/host.bash
	insmod /modules/tdxemu.ko
	insmod /modules/tdxctl.ko
	host healthy
	tdx probe --root "$root" -o cpu,result --no-headings
	[ "$status" -eq 0 ]
	[ "$(grep -c ' success$' "$out")" = 8 ]
	whole check --root "$(root_of healthy check)" -v >"$BATS_TEST_TMPDIR/whole"
	same "$scenarios/expected/healthy.check.verbose.txt" \
		"$BATS_TEST_TMPDIR/whole"
	rmmod tdxctl tdxemu
}

@test "the helper loads and unloads" {
	insmod /modules/tdxctl.ko
	grep -q '^tdxctl ' /proc/modules
	rmmod tdxctl
	run grep '^tdxctl ' /proc/modules
	[ "$status" -eq 1 ]
}
