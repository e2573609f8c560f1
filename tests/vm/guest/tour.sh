#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Shows check on an emulated host that works, and on one that does not.
set -euo pipefail

root=/tests/scenarios/root

# 125 tells the host that nothing could be shown.
fail()
{
	echo "demo: $1" >&2
	exit 125
}

# The files of the host that works lie over those of all hosts.
overlay()
{
	cp -r "$root" "/tmp/$1"
	[[ ! -d $root/../$1.root ]] || cp -r "$root/../$1.root/." "/tmp/$1"
	mkdir -p "/tmp/$1/dev"
	mknod "/tmp/$1/dev/kvm" c 10 232
}

# show HOST TITLE
show()
{
	dd if="/tests/scenarios/$1.scn" of=/proc/tdxemu bs=64k 2>/dev/null ||
		fail 'the emulator refuses the scenario'
	overlay "$1"
	printf '\n--- %s\n\n$ tdxctl check --root /tmp/%s\n' "$2" "$1"
	tdxctl check --root "/tmp/$1" || (($? < 3)) || fail 'tdxctl failed'
}

insmod /modules/tdxemu.ko kvm=1 || fail 'the emulator does not load'
insmod /modules/tdxctl.ko || fail 'the helper does not load'
show healthy 'An emulated host on which TDX works'
show bios-off 'The same host with TDX disabled in the BIOS'
