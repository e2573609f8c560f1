#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# CPUs of an isolated cpuset partition of cgroup 2 are not interrupted unless they
# are named.
# shellcheck disable=SC2154 # set by host.bash

cgroup=/sys/fs/cgroup

setup()
{
	# shellcheck source=../host.bash
	. /tests/vm/guest/host.bash
	# shellcheck source=../quiet.bash
	. /tests/vm/guest/quiet.bash
	tasks_on 0
	mount -t cgroup2 cgroup2 "$cgroup"
	echo +cpuset >"$cgroup/cgroup.subtree_control"
	mkdir "$cgroup/fast"
	insmod /modules/tdxemu.ko
	insmod /modules/tdxctl.ko
	host healthy
	isolate 6-7
}

teardown()
{
	rmmod tdxctl
	rmmod tdxemu
	echo member >"$cgroup/fast/cpuset.cpus.partition"
	rmdir "$cgroup/fast"
	umount "$cgroup"
}

# isolate CPUS: set them apart as an administrator does.
isolate()
{
	local type

	echo "$1" >"$cgroup/fast/cpuset.cpus"
	echo isolated >"$cgroup/fast/cpuset.cpus.partition"
	read -r type <"$cgroup/fast/cpuset.cpus.partition"
	[[ $type == isolated ]]
}

# function_calls: interrupts for them that CPUs 6 and 7 have taken so far.
function_calls()
{
	awk '$1 == "CAL:" { print $8 + $9 }' /proc/interrupts
}

# least_interrupts COMMAND...: the fewest that CPUs 6 and 7 take while tdxctl runs.
# The kernel's own business may interrupt them in some of the rounds.
least_interrupts()
{
	local before after least=999 i

	for ((i = 0; i < 10; i++)); do
		before=$(function_calls)
		tdx "$@"
		after=$(function_calls)
		((after - before >= least)) || least=$((after - before))
	done
	echo "$least"
}

@test "partitions: the CPUs of an isolated one are rows that are not read" {
	tdx probe -o cpus,result --no-headings
	[[ $status == 0 && $(tr -s ' ' <"$out") == $'0-5 success\n6-7 isolated' ]]
	tdx probe -c 6 -o cpus,result --no-headings
	[[ $(tr -s ' ' <"$out") == '6 success' ]]
	echo member >"$cgroup/fast/cpuset.cpus.partition"
	tdx probe -o cpus,result --no-headings
	[[ $(tr -s ' ' <"$out") == '0-7 success' ]]
}

@test "partitions: no command interrupts the CPUs of an isolated one" {
	local command

	for command in probe check keyid vmx snapshot; do
		[[ $(least_interrupts "$command") == 0 ]] || {
			echo "$command"
			return 1
		}
	done
	(($(least_interrupts probe -c 6-7) >= 2))
}

@test "partitions: a snapshot has the CPUs, and the file that lists them" {
	local file=$cgroup/cpuset.cpus.isolated

	[[ -e $file ]] || file=$cgroup/fast/cpuset.cpus.effective
	tdx snapshot --output-file "$BATS_TEST_TMPDIR/snapshot"
	grep -q '^    "isolated": "6-7",$' "$BATS_TEST_TMPDIR/snapshot"
	grep -q "\"key\": \"$file\", \"value\": \"6-7\\\\n\"" \
		"$BATS_TEST_TMPDIR/snapshot"
	tdx probe --from "$BATS_TEST_TMPDIR/snapshot" -o cpus,result --no-headings
	[[ $(tr -s ' ' <"$out") == $'0-5 success\n6-7 isolated' ]]
}
