#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Runs the suites of tests/bochs/guest on real VMX and prints one TAP stream.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
vm=$here/../vm
# shellcheck source=../vm/points.bash
. "$vm/points.bash"
# shellcheck source=../judge/normalised.bash
. "$here/../judge/normalised.bash"

work='' suite='' kernel=6.12 program=''

# In this order: the last one looks at what the others have left.
suites=(processor enter kvm seamcall unload)

usage()
{
	cat <<'END'
Usage: run-suite.sh [--work DIR] [--suite NAME] [PROGRAM]
  --work DIR     keep modules, archive and kernel logs here
  --suite NAME   only guest/NAME.bats, or judge
With PROGRAM, which is tdxctl, Linux's own TDX code is run as well: judge.
END
}

parse()
{
	while (($#)); do
		case $1 in
		--work) work=$2; shift ;;
		--suite) suite=$2; shift ;;
		--help) usage; exit 0 ;;
		-*) usage >&2; exit 64 ;;
		*) program=$1 ;;
		esac
		shift
	done
}

# The helper as it is shipped. KVM without its signature and the symbols that
# nobody links to: checking and searching them takes this processor half a minute.
collect_modules()
{
	local name

	mkdir -p "$work/loaded"
	cp "$work"/modules/{tdxctl,tdxemu}.ko "$work/loaded/"
	for name in irqbypass kvm kvm-intel; do
		strip --strip-unneeded -o "$work/loaded/$name.ko" \
			"$1/modules/$name.ko"
	done
}

prepare()
{
	"$vm/build-modules.sh" "$kernel" "$work/modules"
	"$vm/build-client.sh" "$work/client" "$vm/client/nlsend" \
		"$here"/client/*
	collect_modules "$("$vm/kernel.sh" --kvm "$kernel")"
	"$vm/initramfs.sh" "$work/initramfs" "$kernel" "$work/loaded" \
		"$work/client/nlsend" "$work/client/kvm-guest"
}

# Linux warns of a CPU that starts without what the first one has, and goes on:
# what counts in that log comes later.
forgive_boot()
{
	[[ $2 != *'--no-vmx other'* ]] ||
		sed -i '0,/test machine: start of the job/d' "$1"
}

# run_machine NAME "BOOT-OPTIONS" WORD...: a machine that runs suites with bats,
# behind the words of a command.
run_machine()
{
	local name=$1 options=$2
	shift 2

	# shellcheck disable=SC2086 # options are words
	retell "$name" < <("$here/boot.sh" --kernel "$kernel" $options \
		--initramfs "$work/initramfs" --no-klog-check \
		--klog "$work/klog-$name" --timeout 1200 -- "$@" 2>&1)
	forgive_boot "$work/klog-$name" "$options"
	check_klog "$work/klog-$name" "the kernel log is clean: $name"
}

paths()
{
	printf "/tests/bochs/guest/%s.bats\n" "$@"
}

# A BIOS that lets only one of the two CPUs enter VMX operation.
run_feat_ctl()
{
	local which=$1

	run_machine "feat-ctl-$which" "--no-vmx $which" \
		env NO_VMX="$which" /usr/bin/bats --tap "$(paths feat-ctl)"
}

# Linux's own TDX code on real VMX: its record is compared whole. What is made up
# there besides SEAM is printed. Bochs 3 has the posted interrupts that KVM wants.
run_judge()
{
	local out=$work/judge.txt expected version

	version=$(dpkg-query -W -f '${Version}' bochs)
	expected=$here/../judge/expected/bochs-${version%%.*}.txt
	mkdir -p "$work/judge"
	"$vm/build-modules.sh" judge "$work/judge/modules"
	mkdir -p "$work/judge/loaded"
	cp "$work/judge/modules/tdxctl.ko" "$work/judge/loaded/"
	"$vm/initramfs.sh" "$work/judge/initramfs" judge \
		"$work/judge/loaded" "$program"
	sed 's/^#*/# /' "$here/msrs.def"
	echo '# made up as well: SEAM, movdir64b, enable_apicv of KVM'
	if "$here/boot.sh" --kernel judge --tdx-host --no-klog-check \
		--initramfs "$work/judge/initramfs" --timeout 1200 \
		--klog "$work/klog-judge" -- /tests/judge/guest/bochs.sh \
		2>"$work/judge.err" | normalised >"$out" &&
		diff -u "$expected" "$out" >"$work/judge.diff"; then
		point ok 'Linux and KVM bring TDX up, and check passes'
	else
		point 'not ok' 'Linux and KVM bring TDX up, and check passes'
		cat "$work/judge.err" "$work/judge.diff" | sed 's/^/# /'
	fi
	check_klog "$work/klog-judge" 'the kernel log is clean: judge'
}

main()
{
	local -a files

	parse "$@"
	if [[ -z $work ]]; then
		work=$(mktemp -d)
		trap 'rm -rf "$work"' EXIT
	fi
	mkdir -p "$work"
	[[ $suite == judge ]] || prepare
	if [[ $suite != feat-ctl && $suite != judge ]]; then
		[[ -z $suite ]] || suites=("$suite")
		mapfile -t files < <(paths "${suites[@]}")
		run_machine vmx '' /usr/bin/bats --tap "${files[@]}"
	fi
	if [[ -z $suite || $suite == feat-ctl ]]; then
		run_feat_ctl boot
		run_feat_ctl other
	fi
	if [[ -n $program && (-z $suite || $suite == judge) ]]; then
		run_judge
	fi
	printf '1..%d\n' "$points"
	exit "$failed"
}

main "$@"
