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
	echo 'all: vmx=off delay=1000' >/proc/tdxemu
}

teardown()
{
	rmmod tdxctl
	rmmod tdxemu
}

many=()
for ((i = 0; i < 32; i++)); do
	many+=(5=nest 1=u64:34 "3=u64:$((0x0a00000300000000 + i))" end)
done

@test "wide: four CPUs at a time, although half were six" {
	nlsend read 1=s:0-11 2=u32:2 "${many[@]}" >"$BATS_TEST_TMPDIR/answer"
	[[ $(grep -c '^row v1: 6=0x[0-9a-b] 7=0x0 10=0x1 5{8=0x0 ' \
		"$BATS_TEST_TMPDIR/answer") == 12 ]]
	[[ $(counter vmxon) == 384 && $(counter vmxoff) == 384 ]]
	(($(counter entered_max_parallel) <= 4))
	(($(counter entered_max_parallel) > 1))
	nothing_forbidden
}

# killed_early: kill a caller as its first CPUs enter; whether others never did.
killed_early()
{
	local caller

	echo 'all: vmx=off delay=1000' >/proc/tdxemu
	nlsend read 1=s:0-11 2=u32:2 "${many[@]}" >/dev/null 3>&- &
	caller=$!
	until begun; do
		:
	done
	kill -9 "$caller"
	wait "$caller" || true
	(($(counter vmxon) < 384))
}

# Who kills may come too late.
@test "wide: a killed caller has no more CPUs enter" {
	local i

	for ((i = 0; i < 10; i++)); do
		! killed_early || break
	done
	((i < 10))
	[[ $(counter vmxon) == "$(counter vmxoff)" ]]
	[[ $(counter entered) == 0 && $(counter kernel_vmxe) == 0 ]]
	nothing_forbidden
}
