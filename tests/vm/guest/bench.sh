#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# The part of the bench that needs the emulated host; prints "NAME VALUE" lines.
set -euo pipefail

rounds=${1:-15}

# Median duration and peak memory, each program twice by turns, since whatever
# disturbs the machine should disturb both; the better median counts.
durations()
{
	local probe rdmsr best_probe=999999999 best_rdmsr=999999999 kib

	for _ in 1 2; do
		read -r probe kib <<<"$(cost "$rounds" tdxctl probe -j)"
		((probe >= best_probe)) || best_probe=$probe
		read -r rdmsr _ <<<"$(cost "$rounds" rdmsr -a 0x87)"
		((rdmsr >= best_rdmsr)) || best_rdmsr=$rdmsr
	done
	echo "probe_us $best_probe"
	echo "rdmsr_us $best_rdmsr"
	echo "peak_kib $kib"
	read -r probe _ <<<"$(cost "$rounds" tdxctl --version)"
	echo "start_us $probe"
}

# What tdxctl probe asks of all CPUs, sent by the test client from CPU 3, which
# needs no interrupt to reach itself.
interrupts()
{
	cat "/tests/scenarios/$1.scn" >/proc/tdxemu
	echo "$2 $(nlsend --on-cpu 3 --interrupts 40 read 1=s:0-7 2=u32:1 \
		5=nest 1=u64:34 3=u64:0x0a00000300000008 end | cut -d' ' -f2-)"
}

insmod /modules/tdxemu.ko
insmod /modules/tdxctl.ko
[[ -e /dev/cpu/0/msr ]] || insmod /modules/msr.ko
interrupts healthy calls
interrupts module-not-loaded calls_retried
cat /tests/scenarios/healthy.scn >/proc/tdxemu
durations
rmmod tdxctl
rmmod tdxemu
