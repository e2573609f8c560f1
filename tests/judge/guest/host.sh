#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# What Linux and tdxctl say of the host on which the judge has booted.
set -euo pipefail

title()
{
	printf '== %s\n' "$1"
}

# What the kernel's own TDX code says, without the time.
kernel_says()
{
	title kernel
	dmesg | sed -nE 's/^(<[0-9]+>)?\[[ 0-9.]+\] //; /^(virt\/tdx|seamldr|kvm_intel): /p'
}

# The flags and the bugs of /proc/cpuinfo that are about TDX.
flags()
{
	title cpuinfo
	grep -oE '\<(tdx_host_platform|tdx_pw_mce|seamret_invd_vmcs)\>' \
		/proc/cpuinfo | sort -u || echo 'nothing about TDX'
}

# contents FILE: or why it cannot be read.
contents()
{
	local text

	if text=$(cat "$1" 2>&1); then
		printf '%s: %s\n' "$1" "$text"
	else
		printf '%s: %s\n' "$1" "${text##*: }"
	fi
}

files()
{
	local file

	title files
	for file in /sys/devices/faux/tdx_host/{version,seamldr_version,num_remaining_updates} \
		/sys/class/firmware/tdx_module/{status,error} \
		/sys/fs/cgroup/misc.capacity; do
		contents "$file"
	done
}

# Time and cycles are those of one run.
tdx()
{
	local status=0

	title "tdxctl $*"
	tdxctl "$@" 2>/tmp/err || status=$?
	sed 's/^/stderr: /' /tmp/err
	echo "exit status: $status"
}

emulator()
{
	title emulator
	grep -E '^(forbidden|kernel_faults|missed) ' /proc/tdxemu
}

offline()
{
	echo 0 >"/sys/devices/system/cpu/cpu$1/online"
}

online()
{
	echo 1 >"/sys/devices/system/cpu/cpu$1/online"
}

# An image as Linux wants it: header, a page of signature, a page of module. The
# emulated P-SEAMLDR does not look into it.
make_image()
{
	{
		printf '\x00\x02\x00\x00TDX-BLOB\x01\x00\x00\x00\x01\x00\x00\x00'
		head -c $((3 * 4096 - 20)) /dev/zero
	} >"$1"
}

upload=/sys/class/firmware/tdx_module
hold=/sys/module/tdxseam/parameters/hold_update

begin_update()
{
	make_image /tmp/image
	echo 1 >"$upload/loading"
	cat /tmp/image >"$upload/data"
	echo 0 >"$upload/loading"
}

# The kernel has a file for the state, and wakes nobody who waits for it.
wait_for_status()
{
	until [[ $(<"$upload/status") == "$1" ]]; do
		sleep 0.05
	done
}

# Replace the TDX module while Linux runs.
update()
{
	begin_update
	wait_for_status idle
}

# The same, but the host is looked at before the update is through.
hold_update()
{
	echo 1 >"$hold"
	begin_update
	wait_for_status transferring
}

release_update()
{
	[[ $(<"$hold") == Y ]] || return 0
	echo 0 >"$hold"
	wait_for_status idle
	title 'after the update'
	contents /sys/devices/faux/tdx_host/version
	tdx probe
}

mkdir -p /sys/fs/cgroup
mount -t cgroup2 cgroup2 /sys/fs/cgroup
# As systemd does; without it the files of the controller are not there.
echo +misc >/sys/fs/cgroup/cgroup.subtree_control
insmod /modules/tdx-host.ko 2>/dev/null || echo 'tdx-host does not load'
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
