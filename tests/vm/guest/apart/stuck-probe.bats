#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# What tdxctl says of a CPU that cannot leave VMX operation, which takes a machine
# of its own.

@test "stuck: tdxctl says so, and that it is a fault" {
	# shellcheck source=../host.bash
	. /tests/vm/guest/host.bash
	insmod /modules/tdxemu.ko
	insmod /modules/tdxctl.ko
	host vmxoff-fails
	whole probe --root "$root" --enter-vmx >"$BATS_TEST_TMPDIR/whole"
	same "$scenarios/expected/vmxoff-fails.enter.txt" \
		"$BATS_TEST_TMPDIR/whole"
	nothing_forbidden
}
