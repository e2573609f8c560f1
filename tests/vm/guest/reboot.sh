#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Reboots a host on which probes are running; the emulator's last words, in the
# kernel log, say what was written back.
set -euo pipefail

insmod /modules/tdxemu.ko
insmod /modules/tdxctl.ko
cat /tests/scenarios/healthy.scn >/proc/tdxemu
tdxctl probe -q
for ((i = 0; i < 4; i++)); do
	while :; do
		tdxctl probe -q || true
	done &
done
sleep 1
reboot -f
