#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Prints, as a tar archive, what tdxctl probe says on every scenario.
set -euo pipefail
# shellcheck source=host.bash
. /tests/vm/guest/host.bash

# record NAME KIND ARGUMENT...: the three outputs of one run.
record()
{
	local name=$1 kind=$2
	shift 2

	BATS_TEST_TMPDIR=/tmp
	host "$name"
	tdx probe --root "$root" "$@"
	{
		normalised "$out"
		sed 's/^/stderr: /' "$err"
		echo "exit status: $status"
	} >"/tmp/expected/$name.$kind"
}

record_all()
{
	local name

	for name in "$scenarios"/*.scn; do
		name=${name##*/}
		name=${name%.scn}
		[[ $name != cpu-offline ]] ||
			echo 0 >/sys/devices/system/cpu/cpu3/online
		record "$name" txt
		record "$name" verbose.txt -v
		record "$name" json -j
		echo 1 >/sys/devices/system/cpu/cpu3/online 2>/dev/null || true
	done
}

mkdir -p /tmp/expected
insmod /modules/tdxemu.ko
insmod /modules/tdxctl.ko
record_all >&2
rmmod tdxctl
rmmod tdxemu
tar -C /tmp -cf - expected
