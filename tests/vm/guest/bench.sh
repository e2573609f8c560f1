#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# The part of the bench that needs the emulated host; prints "NAME VALUE" lines.
set -euo pipefail

rounds=${1:-15}

# median NAME COMMAND...: prints "NAME MICROSECONDS"; the better of two medians,
# since whatever disturbs the machine disturbs only some rounds.
median()
{
	local name=$1 first second
	shift

	read -r first kib <<<"$(cost "$rounds" "$@")"
	read -r second kib <<<"$(cost "$rounds" "$@")"
	echo "$name $((first < second ? first : second))"
}

# The emulator translates code anew for each address that it is loaded at,
# which would hide all else: hence the same addresses for every run.
durations()
{
	local kib

	echo 0 >/proc/sys/kernel/randomize_va_space
	median rdmsr_us rdmsr -a 0x87
	median rdmsr_one_us rdmsr -p 0 0x87
	median probe_one_us tdxctl probe -j -c 0
	median start_us tdxctl --version
	# The same question from a client without any library or file.
	median barest_us nlsend read 1=s:0-7 2=u32:1 5=nest 1=u64:34 \
		3=u64:0x0a00000300000008 end
	median probe_us tdxctl probe -j
	echo "peak_kib $kib"
	median check_us tdxctl check
	echo "check_kib $kib"
	median admin_one_us /tests/bench/admin.sh
	median admin_us /tests/bench/admin.sh 0 1 2 3 4 5 6 7
}

# What tdxctl probe asks of all CPUs, sent by the test client from CPU 3, which
# needs no interrupt to reach itself.
interrupts()
{
	cat "/tests/scenarios/$1.scn" >/proc/tdxemu
	echo "$2 $(nlsend --on-cpu 3 --interrupts 40 read 1=s:0-7 2=u32:1 \
		5=nest 1=u64:34 3=u64:0x0a00000300000008 end | cut -d' ' -f2-)"
}

# reads COMMAND: SEAMCALLs, MSRs and CPUID leaves that a command reads of CPU 1, and
# of CPU 0, which speaks for its package.
reads()
{
	local name cpu

	cat /tests/scenarios/healthy.scn >/proc/tdxemu
	tdxctl "$1" >/dev/null || true
	for cpu in 1 0; do
		echo "reads_$1_$cpu $(for name in seamcall rdmsr cpuid; do
			awk -v name="cpu$cpu:$name" '$1 == name { n = $2 }
				END { print n + 0 }' /proc/tdxemu
		done | xargs)"
	done
}

# While a family comes and goes: what a request about something else waits.
another_family()
{
	local -r flag=/tmp/comes-and-goes
	local loop

	echo 'all: delay=100' >/proc/tdxemu
	: >"$flag"
	while [[ -e $flag ]]; do
		insmod /modules/tdxfake.ko name=other
		rmmod tdxfake
	done &
	loop=$!
	echo "$1 $(latency 500)"
	rm "$flag"
	wait "$loop"
}

# The same beside readers who do nothing but read.
beside_readers()
{
	nlsend --processes 40 --seconds 3600 read 1=s:0-7 2=u32:1 5=nest 1=u64:34 \
		3=u64:0x0a00000300000008 end >/dev/null &
	sleep 1
	another_family beside_readers
	pidof nlsend | xargs kill -9
	wait || true
}

# As on any host; without its cache the loader searches for each library.
ldconfig
insmod /modules/tdxemu.ko
insmod /modules/tdxctl.ko
[[ -e /dev/cpu/0/msr ]] || insmod /modules/msr.ko
interrupts healthy calls
interrupts module-not-loaded calls_retried
another_family beside_nobody
beside_readers
for command in probe keyid vmx check snapshot; do
	reads "$command"
done
cat /tests/scenarios/healthy.scn >/proc/tdxemu
durations
rmmod tdxctl
rmmod tdxemu
