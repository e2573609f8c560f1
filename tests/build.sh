#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Builds the program outside the source tree, from nothing or what is there.
set -euo pipefail
top=$(cd "$(dirname "$0")/.." && pwd)

usage()
{
	cat <<'END'
Usage: build.sh DIR [CONFIGURE-ARGUMENT...]   configures once, then makes
       build.sh --program DIR                 prints where the program is
END
}

fail()
{
	printf 'build.sh: %s\n' "$1" >&2
	exit 1
}

# autoreconf is slow, and make notices the rest by itself.
generate()
{
	local newer

	if [[ -x $top/configure && -e $top/Makefile.in ]]; then
		newer=$(find "$top/configure.ac" -newer "$top/configure")
		[[ -n $newer ]] || return 0
	fi
	(cd "$top" && autoreconf -i)
}

# configure refuses to build elsewhere what was already configured in place.
configure()
{
	local dir=$1
	shift

	[[ -e $dir/config.status ]] && return
	[[ ! -e $top/config.status ]] ||
		fail 'the source tree is configured: run "make distclean" first'
	mkdir -p "$dir"
	(cd "$dir" && "$top/configure" -q "$@")
}

program()
{
	local place

	for place in "$1/tdxctl" "$1/src/tdxctl"; do
		[[ ! -x $place ]] || { printf '%s\n' "$place"; return; }
	done
	fail "no program in $1"
}

main()
{
	local dir=${1:-}

	[[ -n $dir ]] || { usage >&2; exit 64; }
	if [[ $dir == --program ]]; then
		program "${2:?}"
		return
	fi
	shift
	generate
	configure "$dir" "$@"
	make -s -C "$dir" -j"$(nproc)" all
}

main "$@"
