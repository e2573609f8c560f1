#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# Entering VMX operation on a machine of twelve CPUs, of which half would be more
# than may enter at a time.
# shellcheck disable=SC2191 # words of nlsend

setup()
{
	# shellcheck source=../host.bash
	. /tests/vm/guest/host.bash
	insmod /modules/tdxemu.ko
	insmod /modules/tdxctl.ko
	echo 'all: vmx=off delay=8000' >/proc/tdxemu
}

teardown()
{
	rmmod tdxctl
	rmmod tdxemu
}

many=()
for ((i = 0; i < 4; i++)); do
	many+=(5=nest 1=u64:34 "3=u64:$((0x0a00000300000000 + i))" end)
done

@test "wide: four CPUs at a time, although half were six" {
	nlsend read 1=s:0-11 2=u32:2 "${many[@]}" >"$BATS_TEST_TMPDIR/answer"
	[[ $(grep -c '^row v1: 6=0x[0-9a-b] 7=0x0 10=0x1 5{8=0x0 ' \
		"$BATS_TEST_TMPDIR/answer") == 12 ]]
	[[ $(counter vmxon) == 48 && $(counter vmxoff) == 48 ]]
	(($(counter entered_max_parallel) <= 4))
	(($(counter entered_max_parallel) > 1))
	nothing_forbidden
}

# dies_early: a caller that dies as CPUs enter, each of them eight times in two rounds;
# whether some did and others never.
dies_early()
{
	local entries

	echo 'all: vmx=off delay=8000 busy=8' >/proc/tdxemu
	run nlsend --alarm 40 read 1=s:0-11 2=u32:2 "${many[@]}"
	entries=$(counter vmxon)
	((status == 142 && 0 < entries && entries < 96))
}

# A busy machine may ring too late, or too early.
@test "wide: a killed caller has no more CPUs enter" {
	local i

	for ((i = 0; i < 10; i++)); do
		! dies_early || break
	done
	((i < 10))
	[[ $(counter vmxon) == "$(counter vmxoff)" ]]
	[[ $(counter entered) == 0 && $(counter kernel_vmxe) == 0 ]]
	nothing_forbidden
}
