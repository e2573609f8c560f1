#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# Nobody waits for a reader but who receives: generic netlink is every family's.
# shellcheck disable=SC2191,SC2154 # words of nlsend; set by netlink.bash

setup()
{
	# shellcheck source=host.bash
	. /tests/vm/guest/host.bash
	# shellcheck source=netlink.bash
	. /tests/vm/guest/netlink.bash
	insmod /modules/tdxemu.ko
	insmod /modules/tdxctl.ko
}

teardown()
{
	[[ ! -d /sys/module/tdxfake ]] || rmmod tdxfake
	rmmod tdxctl
	rmmod tdxemu
}

call=(5=nest 1=u64:34 "3=u64:0x0a00000300000008" end)

# waits_of PID...: looks until five times one of these was seen to wait in the
# helper, and prints through which doors they had come in.
waits_of()
{
	local seen=0 pid stack

	while ((seen < 5)); do
		for pid; do
			mapfile -t stack <"/proc/$pid/stack"
			[[ ${stack[0]} == *@(tdxctl_collect|mutex)* &&
				${stack[*]} == *tdxctl_collect* ]] || continue
			seen=$((seen + 1))
			[[ ${stack[*]} != *netlink_sendmsg* ]] || echo sending
			[[ ${stack[*]} != *netlink_recvmsg* ]] || echo receiving
		done
	done | sort -u
}

# children_of PID...: prints theirs, where no tool does.
children_of()
{
	local parents=" $* " file pid parent

	for file in /proc/[0-9]*/stat; do
		read -r pid _ _ parent _ <"$file" || continue
		[[ $parents != *" $parent "* ]] || echo "$pid"
	done 2>/dev/null
}

# Each reader has a child that does the work.
@test "waiting: readers wait for each other as they receive, not as they send" {
	local parents=() children i

	echo 'all: delay=1000' >/proc/tdxemu
	for ((i = 0; i < 8; i++)); do
		nlsend --seconds 3600 --processes 1 read 1=s:0-7 "${call[@]}" \
			>/dev/null 3>&- &
		parents+=($!)
	done
	until mapfile -t children < <(children_of "${parents[@]}") &&
		((${#children[@]} == 8)); do
		:
	done
	waits_of "${children[@]}" >"$BATS_TEST_TMPDIR/doors"
	kill -9 "${parents[@]}" "${children[@]}"
	wait
	[[ $(<"$BATS_TEST_TMPDIR/doors") == receiving ]]
}

# SEAMCALLs of half a second in all, for want of entropy; CPU 0, which is asked while
# the request is sent, answers at once.
slow='1-3: delay=50000 no-entropy=10'

# reading: whether others than CPU 0 are being read, so that the reader receives.
reading()
{
	(($(counter rdmsr) > 1))
}

# start_reader: one that takes its time, in the background; sets reader.
start_reader()
{
	echo "$slow" >/proc/tdxemu
	nlsend --on-cpu 1 read 1=s:0-3 3=nest 1=u32:0x87 end "${call[@]}" \
		>"$BATS_TEST_TMPDIR/rows" 3>&- &
	reader=$!
	until reading || ! kill -0 "$reader" 2>/dev/null; do
		:
	done
}

# finish_reader: whether its answer is whole.
finish_reader()
{
	wait "$reader"
	[[ $(grep -c '^row ' "$BATS_TEST_TMPDIR/rows") == 4 ]]
}

# A busy machine may look too late.
tries()
{
	local i

	for ((i = 0; i < 10; i++)); do
		! "$@" || return 0
	done
	return 1
}

refused_meanwhile()
{
	local answer

	start_reader
	answer=$(nlsend read 1=s:0 2=u32:1)
	finish_reader && [[ $answer == 'done EBUSY: another read runs, or CPUs are coming or going: ask again' ]]
}

@test "waiting: a second reader is told to ask again" {
	tries refused_meanwhile
}

answered_meanwhile()
{
	start_reader
	tdx probe --root "$root" -c 0 -o cpu,result --no-headings
	wait "$reader"
	[[ $status == 0 && $(<"$out") == '  0 success' ]]
}

@test "waiting: the program asks again until it is its turn" {
	answered_meanwhile
}

@test "waiting: of forty readers each gets its answer" {
	local i

	host healthy
	for ((i = 0; i < 40; i++)); do
		tdxctl probe -q 3>&- &
	done
	for ((i = 0; i < 40; i++)); do
		wait -n
	done
	nothing_forbidden
}
