#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# Which CPUs owe a write-back of their caches, and that unloading, which would let
# every guest of the host wait, does none. What happens at a kexec, and at other
# ends, is in reboot.sh.

setup()
{
	# shellcheck source=host.bash
	. /tests/vm/guest/host.bash
	insmod /modules/tdxemu.ko
	insmod /modules/tdxctl.ko
}

teardown()
{
	[[ ! -d /sys/module/tdxctl ]] || rmmod tdxctl
	rmmod tdxemu
}

# unloads_with N: N CPUs are dirty, and unloading touches none of them.
unloads_with()
{
	rmmod tdxctl
	[[ $(counter dirty) == "$1" ]]
	[[ $(counter wbinvd) == 0 ]]
	nothing_forbidden
}

@test "write-back: unloading leaves caches alone" {
	host healthy
	tdx probe -c 0,2-3
	[[ $status == 0 ]]
	unloads_with 3
}

@test "write-back: unloading leaves them alone if SEAM software gave a status" {
	host loaded-not-initialised
	tdx probe
	[[ $status == 1 ]]
	unloads_with 8
}
