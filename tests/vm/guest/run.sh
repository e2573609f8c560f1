#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Runs the suites of the guest, then proves that the modules go away.
set -euo pipefail

# Once more with everything loaded together, in the order of a real session.
unload()
{
	local name

	for name in tdxctl tdxemu; do
		! grep -q "^$name " /proc/modules || rmmod "$name"
	done
	for name in tdxemu tdxctl; do
		[[ ! -e /modules/$name.ko ]] || insmod "/modules/$name.ko"
	done
	for name in tdxctl tdxemu; do
		[[ ! -e /modules/$name.ko ]] || rmmod "$name"
	done
	! grep '^tdx' /proc/modules
}

exec 2>&1
status=0
bats --tap "$@" || status=1
if problem=$(unload 2>&1); then
	echo 'unload ok'
else
	echo "unload not ok: ${problem//$'\n'/; }"
	status=1
fi
exit "$status"
