# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
# How a host is written down: what Linux says, what tdxctl says.

title()
{
	printf '== %s\n' "$1"
}

# What the kernel's own TDX code says, without the time. When an update fails, each
# CPU says so that tried before it saw that another had failed: once is enough.
kernel_says()
{
	title kernel
	dmesg | sed -nE 's/^(<[0-9]+>)?\[[ 0-9.]+\] //; /^(virt\/tdx|seamldr|kvm_intel): /p' | uniq
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

prepare()
{
	mkdir -p /sys/fs/cgroup
	mount -t cgroup2 cgroup2 /sys/fs/cgroup
	# As systemd does; without it the files of the controller are not there.
	echo +misc >/sys/fs/cgroup/cgroup.subtree_control
	insmod /modules/tdx-host.ko 2>/dev/null || echo 'tdx-host does not load'
}
