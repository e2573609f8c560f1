#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Load and hostility on one kernel: messages by the thousand, readers while all
# else changes, and allocations that fail.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=common.sh
. "$here/common.sh"

messages='' seconds='' seed=1 faults=helper flavour='' work=''
# So many fit well into the memory of a machine.
chunk=100000
declare -A counts=()

usage()
{
	cat <<'END'
Usage: storm.sh [OPTION...] FLAVOUR WORK
  --messages N        hostile messages
  --seconds N         of the storm, 0 for none
  --seed N            of messages and readers (default 1)
  --faults helper|all allocations that fail while the helper is loaded, on the
                      debug kernel: its own (default), or the kernel's as well
By default Linux 6.12 gets 20000 messages and a minute of storm, the debug kernel,
which is slower, 10000, and other kernels get 3000 and no storm.
WORK is where run-suite.sh has put an initramfs. Prints TAP points without
numbers, and "# storm: NAME VALUE" for what was counted.
END
}

parse()
{
	while (($#)); do
		case $1 in
		--messages) messages=$2; shift ;;
		--seconds) seconds=$2; shift ;;
		--seed) seed=$2; shift ;;
		--faults) faults=$2; shift ;;
		--help) usage; exit 0 ;;
		-*) usage >&2; exit 64 ;;
		*) break ;;
		esac
		shift
	done
	(($# == 2)) || { usage >&2; exit 64; }
	flavour=$1 work=$2
	set_defaults
}

set_defaults()
{
	case $flavour in
	6.12) set -- 20000 60 ;;
	debug) set -- 10000 60 ;;
	*) set -- 3000 0 ;;
	esac
	: "${messages:=$1}" "${seconds:=$2}"
}

# The distribution's python, since its package of PyYAML belongs to no other.
generate()
{
	helper_enters "$work/modules" || set -- --no-enter "$@"
	PYTHONDONTWRITEBYTECODE=1 \
		/usr/bin/python3 "$here/../storm/messages.py" "$@"
}

# with_stream COUNT SEED: the machine's files and the messages, as one archive.
with_stream()
{
	local tree=$work/storm-tree

	rm -rf "$tree"
	mkdir -p "$tree/storm"
	generate --seed "$2" "$1" "$tree/storm/messages"
	generate --learn 0 "$tree/storm/learn"
	{
		cat "$work/initramfs"
		(cd "$tree" && find storm | cpio --quiet -o -H newc -R 0:0)
	} >"$work/initramfs-storm"
	rm -rf "$tree"
}

# What the machine says: counts are added up, points are passed on.
guest_line()
{
	local name value

	case $1 in
	'count '*)
		read -r name value <<<"${1#count }"
		counts[$name]=$((${counts[$name]:-0} + value))
		;;
	'ok - '* | 'not ok - '*) printf '%s (seed %d)\n' "$1" "$2" ;;
	*) printf '# %s\n' "$1" ;;
	esac
}

# A failed allocation is told with its stack by whoever reads files of modules.
without_expected()
{
	awk '/: (vmalloc error|page allocation failure): / { told = 1 }
		!told
		/<\/TASK>/ { told = 0 }' "$1"
}

# check_klog NAME SEED
check_klog()
{
	local log=$work/klog-storm found

	without_expected "$log" >"$log.rest"
	if found=$("$here/klog-check.sh" --complete "$log.rest"); then
		printf 'ok - %s: the kernel log is clean\n' "$1"
		return
	fi
	cp "$log" "$log-$2"
	printf 'not ok - %s: the kernel log is clean\n' "$1"
	printf '%s\n' "$found" | sed 's/^/# /'
}

# run NAME SEED BOOT-ARGUMENT...
run()
{
	local name=$1 seed=$2 line
	shift 2

	while IFS= read -r line; do
		guest_line "$line" "$seed"
	done < <("$here/boot.sh" --kernel "$flavour" --no-klog-check \
		--initramfs "$work/initramfs-storm" --klog "$work/klog-storm" \
		--timeout $((1800 + seconds)) "$@" 2>&1 ||
		echo "not ok - $name: the machine stopped")
	check_klog "$name" "$seed"
}

# The last boot is the storm's, too.
run_messages()
{
	local left=$messages now=$seed count phases

	while ((left > 0)); do
		count=$((left < chunk ? left : chunk))
		left=$((left - count))
		phases=(/tests/vm/guest/storm.sh hostile)
		((left || !seconds)) || phases+=("storm:$seconds:$now")
		with_stream "$count" "$now"
		run hostile "$now" -- "${phases[@]}"
		now=$((now + 1))
	done
}

# Following all allocations takes time, so fewer messages and, at full length, a
# shorter storm have to do where the kernel looks for leaks.
run_faults()
{
	local phases=(/tests/vm/guest/storm.sh hostile)

	[[ $faults != all ]] || phases+=("storm:$((seconds / 4)):$seed")
	with_stream $((messages / 10)) "$seed"
	run faults "$seed" --append kmemleak=on -- "${phases[@]}" \
		"faults:$faults" leaks
	counts[leaks]=$(grep -ac 'unreferenced object' "$work/klog-storm" ||
		true)
}

report()
{
	local name release

	release=$(<"$("$here/kernel.sh" "$flavour")/release")
	[[ $flavour != debug ]] || release+=' (debug kernel)'
	printf '# storm: kernel %s\n' "$release"
	printf '# storm: seed %s\n' "$seed"
	for name in "${!counts[@]}"; do
		printf '# storm: %s %d\n' "$name" "${counts[$name]}"
	done | sort
}

main()
{
	parse "$@"
	run_messages
	if [[ $flavour == debug ]]; then
		run_faults
	fi
	rm -f "$work/initramfs-storm"
	report
}

main "$@"
