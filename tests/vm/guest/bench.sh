#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# The part of the bench that needs the emulated host; prints "NAME VALUE" lines.
set -euo pipefail

rounds=${1:-21}

# ticks COMMAND...: wall-clock microseconds of one run.
ticks()
{
	local start=$EPOCHREALTIME end

	"$@" >/dev/null 2>&1
	end=$EPOCHREALTIME
	echo $((${end/./} - ${start/./}))
}

median()
{
	printf '%s\n' "$@" | sort -n | sed -n "$((($# + 1) / 2))p"
}

# Alternating, so that whatever disturbs the machine disturbs both.
wall_clock()
{
	local i probe=() rdmsr=()

	for ((i = 0; i < rounds; i++)); do
		probe+=("$(ticks tdxctl probe -j)")
		rdmsr+=("$(ticks rdmsr -a 0x87)")
	done
	echo "probe_us $(median "${probe[@]}")"
	echo "rdmsr_us $(median "${rdmsr[@]}")"
}

# Peak resident memory as the kernel counts it for an ended child.
peak_memory()
{
	local line

	line=$(command time -v "$@" 2>&1 >/dev/null | grep 'Maximum resident')
	echo "peak_kib ${line##* }"
}

# What tdxctl probe asks of all CPUs, sent by the test client from CPU 3, which
# needs no interrupt to reach itself.
interrupts()
{
	cat "/tests/scenarios/$1.scn" >/proc/tdxemu
	echo "$2 $(nlsend --on-cpu 3 --interrupts 20 read 1=s:0-7 2=u32:1 \
		5=nest 1=u64:34 3=u64:0x0a00000300000008 end | cut -d' ' -f2-)"
}

insmod /modules/tdxemu.ko
insmod /modules/tdxctl.ko
[[ -e /dev/cpu/0/msr ]] || insmod /modules/msr.ko
interrupts healthy calls
interrupts module-not-loaded calls_retried
cat /tests/scenarios/healthy.scn >/proc/tdxemu
wall_clock
peak_memory tdxctl probe -j
rmmod tdxctl
rmmod tdxemu
