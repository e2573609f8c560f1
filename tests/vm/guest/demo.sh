#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Sets one scenario up in the guest and runs one command on that host.
set -euo pipefail

# 125 tells the host that the command never had its chance.
fail()
{
	echo "demo: $1" >&2
	exit 125
}

# What the emulator cannot do stands in a comment: "# offline: 3 5".
offline()
{
	local cpu

	# shellcheck disable=SC2013 # words are wanted
	for cpu in $(sed -n 's/^# offline: *//p' "$1"); do
		echo 0 >"/sys/devices/system/cpu/cpu$cpu/online" ||
			fail "CPU $cpu does not go offline"
	done
}

(($# >= 2)) || fail 'usage: demo.sh SCENARIO COMMAND [ARGUMENT...]'
scenario=/tests/scenarios/$1.scn
shift

insmod /modules/tdxemu.ko || fail 'the emulator does not load'
dd if="$scenario" of=/proc/tdxemu bs=64k 2>/dev/null ||
	fail 'the emulator refuses the scenario'
offline "$scenario"
insmod /modules/tdxctl.ko || fail 'the helper does not load'
# Into a pipe goes nothing but the command's output.
[[ ! -t 1 ]] || printf '$ %s\n' "$*"
"$@"
