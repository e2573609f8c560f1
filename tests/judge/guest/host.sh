#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# What Linux and tdxctl say of the host on which the judge has booted.
set -euo pipefail

# shellcheck source=record.bash
. /tests/judge/guest/record.bash
# shellcheck source=actions.bash
. /tests/judge/guest/actions.bash

prepare
for action; do
	# shellcheck disable=SC2086 # a command and its operands
	$action
done
insmod /modules/tdxctl.ko
kernel_says
flags
files
tdx check -v
tdx probe
tdx keyid
tdx vmx
tdx check -j >/tmp/check.json
sed -nE 's/^  "(verdict|cause)": (.*),$/\1 \2/p' /tmp/check.json
release_update
emulator
rmmod tdxctl
