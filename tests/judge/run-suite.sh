#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Boots Linux with its own TDX code on each host of tests/judge/hosts, and holds
# what tdxctl says against what Linux said. Prints one TAP stream.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
vm=$here/../vm
# shellcheck source=../vm/common.sh
. "$vm/common.sh"
# shellcheck source=../vm/points.bash
. "$vm/points.bash"
# shellcheck source=normalised.bash
. "$here/normalised.bash"
# shellcheck source=host.bash
. "$here/host.bash"

flavour=judge work='' update=0 program='' names=()

usage()
{
	cat <<'END'
Usage: run-suite.sh [OPTION...] PROGRAM [HOST...]
  --work DIR      keep modules, archive, outputs and kernel logs here
  --kernel NAME   judge (default) or debug
  --update        write tests/judge/expected instead of comparing with it
PROGRAM is tdxctl. Without HOST every host is booted.
END
}

parse()
{
	while (($#)); do
		case $1 in
		--work) work=$2; shift ;;
		--kernel) flavour=$2; shift ;;
		--update) update=1 ;;
		--help) usage; exit 0 ;;
		-*) usage >&2; exit 64 ;;
		*) break ;;
		esac
		shift
	done
	(($#)) || { usage >&2; exit 64; }
	program=$1
	shift
	names=("$@")
	((${#names[@]})) ||
		mapfile -t names < <(basename -s .host "$here"/hosts/*.host)
}

prepare()
{
	"$vm/build-modules.sh" "$flavour" "$work/modules"
	mkdir -p "$work/loaded"
	cp "$work/modules/tdxctl.ko" "$work/loaded/"
	"$vm/initramfs.sh" "$work/initramfs" "$flavour" "$work/loaded" \
		"$program"
}

boot()
{
	boot_host "$1" /tests/judge/guest/host.sh --kernel "$flavour" \
		--initramfs "$work/initramfs" --klog "$work/klog-$1" 2>&1
}

# What Linux says of its TDX module in the end: up, refused, failed, or nothing.
# The kernel says nothing where SEAMCALL faults.
said_by_kernel()
{
	sed -n '/^== kernel$/,/^== cpuinfo$/p' "$1" | awk '
	/TDX-Module initialized/ { said = "up" }
	/module not loaded|SEAMCALL .* failed|initialization failed/ { said = "failed" }
	/not supported by the host platform/ { said = said ? said : "refused" }
	END { print said ? said : "nothing" }'
}

# A host that works does not fail, and one that does not cannot pass.
contradicts()
{
	case $1:$2 in
	up:fail | failed:pass | refused:pass | nothing:pass) return 0 ;;
	esac
	return 1
}

compare()
{
	local name=$1 out=$work/$1.txt expected=$here/expected/$1.txt skip=$2

	if ((update)); then
		mkdir -p "$here/expected"
		cp "$out" "$expected"
	fi
	if diff -u "$expected" "$out" >"$work/$name.diff" 2>&1; then
		point ok "$name: Linux and tdxctl say what is expected$skip"
	else
		point 'not ok' "$name: Linux and tdxctl say what is expected"
		sed 's/^/# /' "$work/$name.diff"
	fi
}

# What is known to be wrong is held whole, and named: the verdict ("# todo:"), or
# no more than what is said about it ("# todo-text:").
judge()
{
	local name=$1 kernel verdict cause todo text skip=''

	kernel=$(said_by_kernel "$work/$name.txt")
	verdict=$(sed -n 's/^verdict "\(.*\)"$/\1/p' "$work/$name.txt")
	cause=$(sed -n 's/^cause "\{0,1\}\([a-z0-9-]*\)"\{0,1\}$/\1/p' \
		"$work/$name.txt")
	todo=$(word "$name" todo)
	text=$(word "$name" todo-text)
	[[ -z $todo ]] || skip=" # SKIP todo: $todo"
	compare "$name" "${skip:-${text:+ # SKIP todo: $text}}"
	if [[ "$kernel $verdict $cause" != "$(word "$name" expect)" ]]; then
		point 'not ok' "$name: kernel, verdict and cause"
		echo "# got '$kernel $verdict $cause', not '$(word "$name" expect)'"
	elif [[ -n $todo ]]; then
		point ok "$name: kernel, verdict and cause$skip"
	elif contradicts "$kernel" "$verdict"; then
		point 'not ok' "$name: tdxctl contradicts Linux"
		echo "# Linux: $kernel, tdxctl: $verdict"
	else
		point ok "$name: Linux says $kernel, tdxctl $verdict"
	fi
}

# A fault of Linux itself: tdx_cpu_flush_cache() asserts that preemption is
# disabled, but a CPU that goes offline calls it from a thread that can be preempted.
# Seen on 7.3.4 with PROVE_LOCKING and PREEMPT. This can go when a newer source no
# longer warns. One such report is taken out, and nothing else.
without_known_fault()
{
	awk '
	/-+\[ cut here \]-+/ { report = 1; text = ""; known = 0 }
	!report { print; next }
	{ text = text $0 "\n" }
	/RIP: 0010:tdx_offline_cpu\+/ { known = 1 }
	/-+\[ end trace / {
		if (known && !taken++)
			print "# Linux itself: preemption in tdx_offline_cpu()" \
				>"/dev/stderr"
		else
			printf "%s", text
		report = 0
	}
	END { if (report) printf "%s", text }
	' "$1" >"$1.tmp"
	mv "$1.tmp" "$1"
}

# Nothing that the helper must not do, nothing that Linux must not hand over, and
# nothing that the emulator did not see.
clean()
{
	local name=$1

	if [[ $(grep -cE '^(forbidden|kernel_faults|missed) 0$' \
		"$work/$name.txt") == 3 ]]; then
		point ok "$name: no rule of the processor or the module is broken"
	else
		point 'not ok' "$name: no rule of the processor or the module is broken"
		grep -aE 'tdxseam: ' "$work/klog-$name" | sed 's/^/# /'
	fi
}

run_host()
{
	local name=$1 status=0

	boot "$name" >"$work/$name.raw" || status=$?
	normalised <"$work/$name.raw" >"$work/$name.txt"
	if ((status)); then
		point 'not ok' "$name: the machine ran"
		sed 's/^/# /' "$work/$name.raw" | tail -n 20
	else
		judge "$name"
	fi
	clean "$name"
	without_known_fault "$work/klog-$name"
	check_klog "$work/klog-$name" "$name: the kernel log is clean"
}

main()
{
	local name

	parse "$@"
	if [[ -z $work ]]; then
		work=$(mktemp -d)
		trap 'rm -rf "$work"' EXIT
	fi
	mkdir -p "$work"
	prepare
	for name in "${names[@]}"; do
		[[ -e $here/hosts/$name.host ]] || die "no host $name"
		run_host "$name"
	done
	printf '1..%d\n' "$points"
	exit "$failed"
}

main "$@"
