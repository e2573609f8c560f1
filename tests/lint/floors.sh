#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Fails if a source file includes what its floor must not know.
set -euo pipefail

# floor, group, files without their suffix. A file may include lower floors and
# its own group; groups of one floor do not know each other.
floors='
0 base       util cpulist diag lines number output place replacement rootdir utf8
0 base       exit plain
1 json       json-scan
1 kmsg       kmsg
1 bios       bios bios-order
1 helper     helper
1 leaf       leaf
1 module     module-version
1 outcome    outcome
1 reduce     reduce reduce-cmdline reduce-cpuinfo reduce-kconfig
1 smbios     smbios
1 status     operand status status-operand
2 cpudev     cpudev
2 host       host
1 ident      ident
2 locator    locator
2 log        decode-explain decode-log log-token
2 obs        obs obs-key
3 capture    capture
3 facts      facts
3 keys       keys
3 klog       klog klog-match
3 source     source source-msr source-netlink source-request wire
5 reading    reading
3 table      table table-json table-text
4 cmd        cmd
4 modcpuid   module-cpuid
4 collect    collect collect-dimm collect-dmi collect-files collect-ioctl collect-kconfig collect-log collect-parts collect-read collect-gunzip
4 missing    missing missing-table
6 finding    missing-find
4 snapshot   snapshot snapshot-member snapshot-obs snapshot-order snapshot-read snapshot-write
4 source     source source-msr source-netlink source-request source-snapshot wire
5 anonymise  anonymise
5 missing    missing
5 view       view
6 decode     decode decode-row decode-table decode-text
6 keyid      keyid keyid-bar keyid-table keyid-text
6 opts       opts
6 probe      probe probe-headline probe-table probe-text
6 vmx        vmx vmx-table vmx-text
7 diagnosis  diagnosis diagnosis-host
8 rule       rule rule-judge rule-firmware rule-module rule-software
9 check      check check-contradict check-detail check-evidence check-explain check-keys check-missing check-open check-plan check-table check-text check-ticket
7 gather     gather
7 report     report
8 show       show
10 cmd-check  cmd-check
10 cmd-decode cmd-decode
10 cmd-keyid  cmd-keyid
10 cmd-probe  cmd-probe
10 cmd-snapshot cmd-snapshot
10 cmd-vmx    cmd-vmx
11 main      main
'

# header as a pattern, files that may include it as patterns
fences='
<netlink/*>         source-netlink.c wire.c wire.h
<linux/*>           rootdir.c source-netlink.c wire.c wire.h
"uapi/tdxctl.h"     source-netlink.c wire.c
<libsmartcols.h>    table-text.c
<json-c/*>          table-json.c snapshot-member.c snapshot-obs.c snapshot-read.c
<json-c/*>          table-json.c
<zlib.h>            collect-gunzip.c
<argp.h>            cmd-*.c cmd.h main.c opts.c opts.h show.c show.h
'

declare -A floor_of group_of
faults=0

fault()
{
	printf '%s\n' "$1"
	faults=$((faults + 1))
}

read_floors()
{
	local floor group file

	while read -r floor group files; do
		for file in $files; do
			floor_of[$file]=$floor
			group_of[$file]=$group
		done
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

# check_floor NAME HEADER: a header of ours.
check_floor()
{
	local from=${1%.*} to=${2//\"/}

	case $to in
	*.c) fault "src/$1: includes $to, which is no header" ;;
	esac
	to=${to%.*}
	[[ -n ${floor_of[$from]:-} && $to != uapi/tdxctl ]] || return 0
	if [[ -z ${floor_of[$to]:-} ]]; then
		fault "src/$1: includes $2, which stands on no floor"
	elif [[ ${group_of[$from]} == "${group_of[$to]}" ]]; then
		return 0
	elif ((floor_of[$to] >= floor_of[$from])); then
		fault "src/$1 (floor ${floor_of[$from]}): includes $2 (floor ${floor_of[$to]})"
	fi
}

check_program()
{
	local file name header

	for file in "$1"/src/*.[ch] "$1"/src/*.tbl; do
		name=${file##*/}
		[[ -n ${floor_of[${name%.*}]:-} ]] ||
			fault "src/$name: stands on no floor: give it one in tests/lint/floors.sh"
		while read -r header; do
			allowed_by_fence "$name" "$header" ||
				fault "src/$name: may not include $header"
			[[ $header == \<* ]] || check_floor "$name" "$header"
		done < <(includes "$file")
	done
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
