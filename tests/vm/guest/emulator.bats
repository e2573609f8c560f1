#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# The emulated host itself: what every other suite takes for granted.
# shellcheck disable=SC2191 # words of nlsend

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

# Sockets that processes leave behind may outlive them for a moment.
unload()
{
	local tries

	for ((tries = 0; tries < 50; tries++)); do
		! rmmod tdxctl 2>/dev/null || return 0
		sleep 0.1
	done
	rmmod tdxctl
}

# The helper asks for its caller whether this is a virtual machine, with
# interrupts on: meanwhile others read on the same CPU.
@test "emulator: of what many read at once, nothing goes past it" {
	local words=(1=s:0-7 2=u32:1 3=nest 1=u32:0x87 end) i

	for ((i = 0; i < 4; i++)); do
		words+=(5=nest 1=u64:34 "3=u64:$i" end)
	done
	host healthy
	nlsend --no-read --processes 16 --seconds 5 read "${words[@]}"
	unload
	[[ $(counter missed) == 0 ]]
}
