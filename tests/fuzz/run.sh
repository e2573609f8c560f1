#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Builds the fuzzers with clang, and runs them on their corpora.
set -euo pipefail
top=$(cd "$(dirname "$0")/../.." && pwd)

usage()
{
	cat <<'END'
Usage: run.sh [--seconds N] [--work DIR] [--minimise]

Fuzzes the reader of snapshots for N seconds of a processor (default 60).
Findings and new inputs are left in DIR (default: a directory that goes again
when nothing is found). --minimise replaces the corpus of the source, but for
what has a name of its own, by few inputs that reach as much code.
END
}

fail()
{
	printf 'run.sh: %s\n' "$1" >&2
	exit 1
}

# build NAME FILE...: what the fuzzer needs of the program, and nothing else.
build()
{
	local name=$1 file
	local -a files=()
	shift

	for file in "$@"; do
		files+=("$top/src/$file.c")
	done
	# shellcheck disable=SC2046 # words are what pkg-config gives
	"${CLANG:-clang}" -std=gnu11 -g -O1 -D_GNU_SOURCE \
		-DPACKAGE_VERSION='"fuzz"' -fno-omit-frame-pointer \
		-fsanitize=fuzzer,address,undefined \
		-fno-sanitize-recover=all -I"$top/src" \
		$(pkg-config --cflags json-c) \
		"$top/tests/fuzz/fuzz-$name.c" "${files[@]}" \
		$(pkg-config --libs json-c) -o "$work/fuzz-$name"
}

# Tokens of the format: the fuzzer would need hours to find them.
dictionary()
{
	local word

	for word in schema tdxctl.snapshot/1 tool host hostname kernel vendor \
		product bios source time helper cpus present online offline \
		isolated packages id observations kind key value error mask \
		msr cpuid cr cr4 seamcall file kconfig dmi dimm ioctl log \
		absent denied gp busy io unsupported eax ebx ecx edx outcome \
		success status vmfailinvalid ud regs rcx rdx r8 r9 r10 r11 \
		attempts vmx_entered vmx_stuck socket channel slot mib 0x1 \
		0x1:0x0 0x0000000000000022 0x00000000 0x0000000000000000 \
		/proc/a /sys/b; do
		printf '"\\"%s\\""\n' "$word"
	done
	printf '"%s"\n' '\\u00' '\\ud83d\\ude00' '\xc2\x9b' ':rdx=' null true \
		false
}

fuzz()
{
	local name=$1 corpus=$top/tests/fuzz/corpus/$1

	mkdir -p "$work/corpus-$name"
	dictionary >"$work/$name.dict"
	"$work/fuzz-$name" -max_total_time="$seconds" -max_len=16384 \
		-timeout=10 -rss_limit_mb=2048 -print_final_stats=1 \
		-dict="$work/$name.dict" -artifact_prefix="$work/" \
		"$work/corpus-$name" "$corpus" 2>"$work/$name.log" || {
		tail -n 40 "$work/$name.log" >&2
		keep=yes
		fail "fuzz-$name found something: see $work"
	}
	sed -n 's/^stat:://p' "$work/$name.log"
}

# Whole documents first, which are for people, too.
minimise()
{
	local name=$1 corpus=$top/tests/fuzz/corpus/$1

	mkdir "$work/least-$name"
	"$work/fuzz-$name" -merge=1 -max_len=4096 -use_counters=0 \
		"$work/least-$name" "$corpus" "$work/corpus-$name" 2>"$work/$name.log" ||
		fail "cannot merge: see $work"
	find "$corpus" -type f ! -name '*.json' -delete
	find "$work/least-$name" -type f -exec cp -t "$corpus" {} +
}

clean()
{
	[[ $keep == yes ]] || rm -rf "$work"
}

seconds=60
work=
least=no
keep=no
while (($#)); do
	case $1 in
	--seconds) seconds=${2:?}; shift ;;
	--work) work=${2:?}; keep=yes; shift ;;
	--minimise) least=yes ;;
	--help) usage; exit 0 ;;
	*) usage >&2; exit 64 ;;
	esac
	shift
done
command -v "${CLANG:-clang}" >/dev/null ||
	fail 'clang is needed (Debian: clang, libclang-rt-dev)'
if [[ -n $work ]]; then
	mkdir -p "$work"
else
	work=$(mktemp -d)
fi
trap clean EXIT
build snapshot base/cpulist base/json-scan base/utf8 capture/capture \
	capture/obs capture/obs-id capture/seamcall-outcome capture/snapshot-member \
	capture/snapshot-obs capture/snapshot-order capture/snapshot-read \
	capture/snapshot-write
fuzz snapshot
[[ $least == no ]] || minimise snapshot
