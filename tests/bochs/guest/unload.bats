#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# Runs last: nothing holds the helper, or VMX operation.

@test "the modules unload cleanly" {
	# shellcheck source=vmx.bash
	. /tests/bochs/guest/vmx.bash
	leave tdxctl tdxemu kvm_intel kvm irqbypass
	run grep -E '^(tdx|kvm|irqbypass)' /proc/modules
	[[ $status == 1 ]]
}
