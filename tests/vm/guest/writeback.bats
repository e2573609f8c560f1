#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# Caches of CPUs that SEAM software ran on are written back at unload.

setup()
{
	# shellcheck source=host.bash
	. /tests/vm/guest/host.bash
	insmod /modules/tdxemu.ko
	insmod /modules/tdxctl.ko
}

teardown()
{
	[[ ! -d /sys/module/tdxctl ]] || rmmod tdxctl
	rmmod tdxemu
}

# written_back LIST: after unload, exactly these CPUs were written back, one
# after another, in process context, and nothing dirty is left.
written_back()
{
	local cpu list=$1

	rmmod tdxctl
	for cpu in 0 1 2 3 4 5 6 7; do
		if [[ " $list " == *" $cpu "* ]]; then
			[[ $(counter "cpu$cpu:wbinvd") == 1 ]]
		else
			[[ $(counter "cpu$cpu:wbinvd") == 0 ]]
		fi
	done
	[[ $(counter wbinvd_unsafe) == 0 ]]
	[[ $(counter wbinvd_needless) == 0 ]]
	[[ $(counter dirty) == 0 ]]
	[[ $(counter wbinvd_max_parallel) -le 1 ]]
	nothing_forbidden
}

@test "write-back: the CPUs that were called, and no other" {
	host healthy
	tdx probe -c 0,2-3
	[[ $status == 0 ]]
	written_back "0 2 3"
}

@test "write-back: a status counts, SEAM software ran for it" {
	host loaded-not-initialised
	tdx probe
	[[ $status == 1 ]]
	written_back "0 1 2 3 4 5 6 7"
}

@test "write-back: none where SEAM software was not reached" {
	for name in bios-off vmx-off module-not-loaded; do
		host "$name"
		tdx probe
		[[ $status == 1 ]]
	done
	written_back ""
}

@test "write-back: an answer counts although the retry got none" {
	echo 'all: no-entropy=1 vmfail-late=2' >/proc/tdxemu
	tdx probe -c 2 -o cpu,result,attempts --no-headings
	[[ $(<"$out") == '  2 vmfailinvalid        3' ]]
	written_back "2"
}

# soon COMMAND...: true within a minute, which is patience and not a measure.
soon()
{
	local i

	for ((i = 0; i < 600; i++)); do
		! "$@" || return 0
		sleep 0.1
	done
	return 1
}

was_written_back()
{
	[[ $(counter "cpu$1:wbinvd") == 1 ]]
}

is_real_time()
{
	[[ $(chrt -p "$1") == *SCHED_FIFO* ]]
}

@test "write-back: a real-time task that never yields holds it up nowhere" {
	local hog done_beside_hog=no

	host healthy
	tdx probe -c 3
	echo -1 >/proc/sys/kernel/sched_rt_runtime_us
	# All but the task keeps off its CPU, where it would never run again.
	taskset -p f7 "$BASHPID" >/dev/null
	taskset 8 chrt -f 50 sh -c 'while :; do :; done' 3>&- &
	hog=$!
	soon is_real_time "$hog"
	rmmod tdxctl &
	soon was_written_back 3 && kill -0 "$hog" && done_beside_hog=yes
	kill -9 "$hog"
	wait
	echo 950000 >/proc/sys/kernel/sched_rt_runtime_us
	[[ $done_beside_hog == yes ]]
	[[ ! -d /sys/module/tdxctl ]]
}

@test "write-back: a CPU that is offline has done it itself" {
	host healthy
	tdx probe
	echo 0 >/sys/devices/system/cpu/cpu5/online
	rmmod tdxctl
	[[ $(counter cpu5:wbinvd) == 0 ]]
	[[ $(counter wbinvd) == 7 ]]
	[[ $(counter wbinvd_unsafe) == 0 ]]
	echo 1 >/sys/devices/system/cpu/cpu5/online
}
