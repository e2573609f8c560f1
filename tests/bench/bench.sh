#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Counts what tdxctl costs, beside a peer in the same run. Prints figures and
# the limits that they are meant to keep; judges nothing.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
vm=$here/../vm
# shellcheck source=../vm/common.sh
. "$vm/common.sh"

(($# == 1)) || {
	echo "Usage: bench.sh PROGRAM" >&2
	exit 64
}
tdxctl=$1

need()
{
	local tool

	for tool in "$@"; do
		command -v "$tool" >/dev/null ||
			die "$tool is needed: './quickstart check' installs it"
	done
}

row()
{
	printf '%-52s %15s %8s %6s  %s\n' "$@"
}

ratio()
{
	awk -v a="$1" -v b="$2" 'BEGIN { printf "%.2f", a / b }'
}

# instructions COMMAND...: how many the program executes from start to end.
instructions()
{
	valgrind --tool=callgrind --callgrind-out-file=/dev/null "$@" 2>&1 |
		sed -n 's/.*Collected : //p'
}

bench_decode()
{
	local ours theirs

	ours=$(instructions "$tdxctl" decode 0xc000010000000045)
	theirs=$(instructions ip -V)
	row 'instructions: decode STATUS, against ip -V' "$ours" "$theirs" \
		"$(ratio "$ours" "$theirs")" '<= 1.5'
}

# Words of the guest's report, by name.
declare -A figure

read_figures()
{
	local name value

	while read -r name value; do
		figure[$name]=$value
	done
}

# guest ARGUMENT...: one run of the emulated host, with more options for it.
guest()
{
	"$vm/boot.sh" --kernel 6.12 --initramfs "$work/initramfs" \
		--timeout 500 "$@" -- /tests/vm/guest/bench.sh >"$work/figures"
	read_figures <"$work/figures"
}

prepare_guest()
{
	"$vm/build-modules.sh" 6.12 "$work/modules"
	"$vm/build-client.sh" "$work/client"
	# What hosts have: the peer is not to be measured with busybox.
	"$vm/initramfs.sh" "$work/initramfs" 6.12 "$work/modules" "$tdxctl" \
		"$work"/client/* "$(command -v dmesg)" "$(command -v grep)" \
		"$(PATH=$PATH:/sbin:/usr/sbin command -v ldconfig)"
}

# compare TEXT OURS THEIRS LIMIT
compare()
{
	row "$1" "$2" "$3" "$(ratio "$2" "$3")" "$4"
}

# durations UNIT: whole runs of two programs, and what a CPU more adds to them,
# which is what grows with the machine.
durations()
{
	compare "$1: probe -j, against rdmsr -a 0x87" \
		"${figure[probe_us]}" "${figure[rdmsr_us]}" '<= 1.0'
	compare '  of that the start of tdxctl (--version)' \
		"${figure[start_us]}" "${figure[rdmsr_us]}" ''
	compare '  of the barest client: same request, no library' \
		"${figure[barest_us]}" "${figure[rdmsr_us]}" ''
	compare '  for seven CPUs more than one' \
		"$((figure[probe_us] - figure[probe_one_us]))" \
		"$((figure[rdmsr_us] - figure[rdmsr_one_us]))" ''
	compare "$1: check, against admin.sh on CPU 0" \
		"${figure[check_us]}" "${figure[admin_one_us]}" '<= 0.33'
	compare "$1: check, against admin.sh on all CPUs" \
		"${figure[check_us]}" "${figure[admin_us]}" '<= 0.10'
}

# median and 99th percentile of what another family's request takes
waits()
{
	local alone beside

	read -ra alone <<<"${figure[beside_nobody]}"
	read -ra beside <<<"${figure[beside_readers]}"
	compare '1000 instructions: another family beside 40 readers, median' \
		"${beside[0]}" "${alone[0]}" ''
	compare '  99th percentile' "${beside[1]}" "${alone[1]}" ''
}

# What a CPU does with interrupts off.
reads()
{
	local command

	for command in probe keyid vmx check snapshot; do
		row "SEAMCALLs, MSRs, CPUID leaves of a CPU: $command" \
			"${figure[reads_${command}_1]// /,}" - - ''
		row '  of one that speaks for its package' \
			"${figure[reads_${command}_0]// /,}" - - ''
	done
}

bench_host()
{
	prepare_guest
	guest
	durations microseconds
	row 'KiB: peak memory of check, 8 CPUs' "${figure[check_kib]}" - - ''
	row 'KiB: peak memory of probe -j, 8 CPUs' "${figure[peak_kib]}" - - \
		'< 8192'
	row 'interrupts of CPUs 0-7 and request, healthy' \
		"${figure[calls]// /,}" - - '<= 1 each'
	row 'the same where each CPU is asked again' \
		"${figure[calls_retried]// /,}" - - '<= 2 each'
	reads
	guest --count
	waits
	durations '1000 instructions of all CPUs'
}

# many N: a snapshot of that many CPUs, from that of a host with eight.
many()
{
	local last=$(($1 - 1))

	sed "s/\"0-7\"/\"0-$last\"/g; s/\"0-3\"/\"0-$((last / 2))\"/g
		s/\"4-7\"/\"$((last / 2 + 1))-$last\"/g
		s/\"time\": \"T\"/\"time\": null/; /^stderr: /d; /^exit status: /d" \
		"$here/../scenarios/expected/healthy.snapshot.json"
}

bench_snapshot()
{
	local kib us

	many 1024 >"$work/1024.json"
	read -r us kib < <("$work/client/cost" 15 "$tdxctl" check -q --from \
		"$work/1024.json")
	row 'microseconds: check --from, 1024 CPUs' "$us" - - '< 10000'
	row 'KiB: peak memory of that' "$kib" - - '< 12288'
	row 'bytes: snapshot of 512 healthy CPUs' \
		"$(many 512 | wc -c)" - - '< 16384'
}

need valgrind ip qemu-system-x86_64
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
row 'on the emulated host, 8 CPUs (QEMU TCG)' tdxctl peer ratio limit
bench_decode
bench_host
bench_snapshot
