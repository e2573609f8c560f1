#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Ends a host on which probes are running; the emulator's last words, in the
# kernel log, say what was written back. Usage: reboot.sh HOST COMMAND...
set -euo pipefail

insmod /modules/tdxemu.ko
insmod /modules/tdxctl.ko
cat "/tests/scenarios/$1.scn" >/proc/tdxemu
tdxctl probe -q || true
for ((i = 0; i < 4; i++)); do
	while :; do
		tdxctl probe -q || true
	done &
done
sleep 1
"${@:2}"
