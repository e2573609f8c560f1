#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# Entering VMX operation while a crash kernel is loaded: refused, unless forced.
# shellcheck disable=SC2191,SC2154 # words of nlsend; set by netlink.bash

setup()
{
	# shellcheck source=../host.bash
	. /tests/vm/guest/host.bash
	# shellcheck source=../netlink.bash
	. /tests/vm/guest/netlink.bash
	insmod /modules/tdxemu.ko
	insmod /modules/tdxctl.ko
	host vmx-off
}

teardown()
{
	crashkernel unload
	rmmod tdxctl
	rmmod tdxemu
}

call=(5=nest 1=u64:34 3=u64:0x0a00000300000008 end)
refusal='a crash kernel is loaded, and a CPU in VMX operation during a panic would keep it from starting'

# entry FLAGS: the verdict on CPU 0.
entry()
{
	nlsend read 1=s:0 "2=u32:$1" "${call[@]}" |
		sed -n 's/^row v1: 6=0x0 7=0x0 10=\([0-9a-fx]*\) .*/\1/p'
}

@test "crash kernel: entering is refused, reading is not" {
	crashkernel load
	[[ $(</sys/kernel/kexec_crash_loaded) == 1 ]]
	answers "refused EEXIST at 2: $refusal" \
		read 1=s:0 2=u32:2 "${call[@]}"
	tdx probe --root "$root" -c 0 -o result --no-headings
	[[ $(<"$out") == ud ]]
	[[ $(counter vmxon_tried) == 0 ]]
}

@test "crash kernel: forced, it is entered all the same" {
	crashkernel load
	[[ $(entry 6) == 0x1 ]]
	[[ $(counter vmxon) == 1 && $(counter vmxoff) == 1 ]]
	nothing_forbidden
}

@test "crash kernel: once it is gone, entering is as ever" {
	crashkernel load
	crashkernel unload
	[[ $(entry 2) == 0x1 ]]
}

# loaded_meanwhile: load a crash kernel while requests that were taken before it, and
# would enter 8 x 32 times, wait for each other; whether a CPU said so, and they
# entered less often.
loaded_meanwhile()
{
	local answers=$BATS_TEST_TMPDIR/answers many=() i

	for ((i = 0; i < 4; i++)); do
		many+=(5=nest 1=u64:34 "3=u64:$((0x0a00000300000000 + i))" end)
	done
	echo 'all: vmx=off delay=8000' >/proc/tdxemu
	nlsend --processes 8 read 1=s:0-7 2=u32:2 "${many[@]}" >"$answers" 3>&- &
	until begun || ! kill -0 $! 2>/dev/null; do
		:
	done
	crashkernel load
	wait
	crashkernel unload
	grep -q '^row v1: 6=0x[0-7] 7=0x0 10=0x7' "$answers" && (($(counter vmxon) < 8 * 32))
}

# Who loads may come too late, or too early.
@test "crash kernel: loaded meanwhile, nobody enters from then on" {
	local i

	for ((i = 0; i < 10; i++)); do
		! loaded_meanwhile || break
	done
	((i < 10))
	[[ $(counter vmxon) == "$(counter vmxoff)" ]]
	nothing_forbidden
}
