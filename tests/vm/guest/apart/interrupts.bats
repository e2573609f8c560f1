#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# How often a request interrupts the CPUs that it asks, and others.

setup()
{
	# shellcheck source=../netlink.bash
	. /tests/vm/guest/netlink.bash
	# shellcheck source=../quiet.bash
	. /tests/vm/guest/quiet.bash
	tasks_on 3
	insmod /modules/tdxctl.ko
}

teardown()
{
	rmmod tdxctl
}

@test "interrupts: one cross-call to each CPU, whatever is asked, and none to itself" {
	local words

	everything
	answers 'interrupts: 1 1 1 0 1 1 1 1' --on-cpu 3 --interrupts 40 \
		read "${words[@]}"
	answers 'interrupts: 0 0 1 0 0 0 1 0' --on-cpu 3 --interrupts 40 \
		read "${words[@]/1=s:0-7/1=s:2-3,6}"
	answers 'interrupts: 0 0 0 0 0 0 0 0' --on-cpu 3 --interrupts 40 \
		read "${words[@]/1=s:0-7/1=s:3}"
}
