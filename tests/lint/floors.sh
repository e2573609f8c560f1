#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Fails if a source file includes what its floor must not know. What objects use of
# each other is for symbols.py.
set -euo pipefail

# The folders of src/, the lower floors first. A file may include what is in its own
# folder or on a lower floor; those on one floor do not know each other.
floors='
0 base
1 ref
2 capture
3 read
3 judge
4 show
5 cmd
'

# header as a pattern, files that may include it as patterns
fences='
<netlink/*>         read/source-netlink.c read/wire.c read/wire.h
<linux/*>           read/rootdir.c read/source-netlink.c read/wire.c read/wire.h
"uapi/tdxctl.h"     read/source-netlink.c read/wire.c
<libsmartcols.h>    show/table-text.c
<json-c/*>          show/table-json.c capture/snapshot-*.c
<zlib.h>            read/gunzip.c
<argp.h>            cmd/*
'

declare -A floor_of
faults=0

fault()
{
	printf '%s\n' "$1"
	faults=$((faults + 1))
}

read_floors()
{
	local floor folder

	while read -r floor folder; do
		[[ -z $folder ]] || floor_of[$folder]=$floor
	done <<<"$floors"
}

# includes FILE: what it includes, with its quotes or brackets.
includes()
{
	sed -nE 's/^#[[:space:]]*include[[:space:]]*(<[^>]*>|"[^"]*").*/\1/p' "$1"
}

# allowed_by_fence NAME HEADER
allowed_by_fence()
{
	local pattern names name

	while read -r pattern names; do
		# shellcheck disable=SC2053 # the right side is a pattern
		[[ -n $pattern && $2 == $pattern ]] || continue
		for name in $names; do
			# shellcheck disable=SC2053
			[[ $1 != $name ]] || return 0
		done
		return 1
	done <<<"$fences"
}

# check_floor NAME HEADER: a header of ours, with its quotes.
check_floor()
{
	local from=${1%%/*} header=${2//\"/} to

	to=${header%%/*}
	[[ $header != uapi/tdxctl.h ]] || return 0
	if [[ $header == *.c ]]; then
		fault "src/$1: includes $header, which is no header"
	elif [[ $header != */* || -z ${floor_of[$to]:-} ]]; then
		fault "src/$1: includes $2, which is in no folder of src/"
	elif [[ $from != "$to" ]] && ((floor_of[$to] >= floor_of[$from])); then
		fault "src/$1 (floor ${floor_of[$from]}): includes $2 (floor ${floor_of[$to]})"
	fi
}

check_program()
{
	local file name header

	while read -r file; do
		name=${file#"$1"/src/}
		[[ $name == */* && -n ${floor_of[${name%%/*}]:-} ]] || {
			fault "src/$name: is in no folder that has a floor in tests/lint/floors.sh"
			continue
		}
		while read -r header; do
			allowed_by_fence "$name" "$header" ||
				fault "src/$name: may not include $header"
			[[ $header == \<* ]] || check_floor "$name" "$header"
		done < <(includes "$file")
	done < <(find "$1/src" -name '*.[ch]' -o -name '*.tbl' | sort)
}

# DKMS ships kmod/ and nothing else; kernel versions are known in one file.
check_module()
{
	local file name header

	for file in "$1"/kmod/*.[chS] "$1"/kmod/uapi/*.h; do
		name=${file#"$1"/}
		while read -r header; do
			if [[ $header == \"* && ($header == *..* ||
				! -e $1/kmod/${header//\"/}) ]]; then
				fault "$name: includes $header, which is not in kmod/"
			elif [[ $header == '<linux/version.h>' &&
				$name != kmod/compat.h ]]; then
				fault "$name: includes $header, which is for kmod/compat.h"
			fi
		done < <(includes "$file")
	done
}

(($# == 1)) || { echo 'Usage: floors.sh SRCDIR' >&2; exit 64; }
read_floors
check_program "$1"
check_module "$1"
((faults == 0))
