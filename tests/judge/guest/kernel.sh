#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# What Linux alone says of the host on which the judge has booted.
set -euo pipefail
# shellcheck source=record.bash
. /tests/judge/guest/record.bash
# shellcheck source=actions.bash
. /tests/judge/guest/actions.bash

prepare >/dev/null
for action; do
	# shellcheck disable=SC2086 # a command and its operands
	$action
done
kernel_says | sed 1d
dmesg | grep -E 'WARNING|BUG:|Oops|tdxseam: kernel: ' || true
flags | sed 1d | paste -sd ' '
grep -E '^kernel_(calls|faults) ' /proc/tdxemu
