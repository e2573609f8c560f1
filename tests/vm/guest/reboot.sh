#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Ends a host on which probes ran; the emulator's last words, in the kernel log,
# say what was written back.
set -euo pipefail

usage()
{
	cat >&2 <<'END'
Usage: reboot.sh HOST READING HUNG-CPU kexec|COMMAND...
  READING   once: a probe has run; on: probes are running
  HUNG-CPU  does not answer when the host ends, 4 to 7; - for none
END
	exit 64
}

# On CPUs 1 to 3, if one shall hang: what runs there would hang as well, and before
# Linux 7.3 a host does not go down whose CPU 0 waits in a reading.
read_on()
{
	local i place=()

	[[ $hung == - ]] || place=(taskset e)
	for ((i = 0; i < 4; i++)); do
		"${place[@]}" bash -c 'while :; do tdxctl probe -q || :; done' &
	done
	sleep 1
}

# Whoever asks while a reading waits for that CPU is refused at once.
hang_up()
{
	echo 0 >/proc/sys/kernel/watchdog
	echo "$hung" >/sys/module/tdxemu/parameters/hang
	[[ $reading != on ]] || until nlsend read 1=s:0-7 2=u32:1 | grep -q EBUSY; do
		:
	done
}

(($# > 3)) || usage
host=$1 reading=$2 hung=$3
shift 3
insmod /modules/tdxemu.ko
insmod /modules/tdxctl.ko
cat "/tests/scenarios/$host.scn" >/proc/tdxemu
if [[ $1 == kexec ]]; then
	kexec -l /kexec/{vmlinuz,initrd} "$(</proc/cmdline)"
	set -- kexec -e
fi
if [[ $hung != - ]]; then
	# shellcheck source=quiet.bash
	. /tests/vm/guest/quiet.bash
	tasks_on 0
fi
tdxctl probe -q || true
[[ $reading != on ]] || read_on
[[ $hung == - ]] || hang_up
"$@"
