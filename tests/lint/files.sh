#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Fails if a file of the project lacks its licence or purpose, or says too much.
set -euo pipefail

faults=0

fault()
{
	printf '%s\n' "$1"
	faults=$((faults + 1))
}

# A tarball has no list of its own files, and may be built in place.
list_tree()
{
	find . \( -name build-aux -o -name autom4te.cache -o -name kmod-build \) \
		-prune -o -type f -regextype posix-extended \
		-regex '.*\.([chS]|tbl|sh|bash|bats|awk|py|m4|am|ac|inc|[578]\.in|conf\.in|ya?ml|toml|md|scn)' \
		! -name aclocal.m4 -printf '%P\n'
}

list_files()
{
	if [[ -e .git ]] && git ls-files >/dev/null 2>&1; then
		git ls-files -co --exclude-standard
	else
		list_tree
	fi
}

# Files that cannot hold a licence are listed in REUSE.toml.
read_exempt()
{
	mapfile -t exempt < <(sed -nE 's/^[[:space:]]+"([^"]+)",?$/\1/p' REUSE.toml)
	((${#exempt[@]})) || fault 'REUSE.toml: lists no file'
}

is_exempt()
{
	local pattern

	for pattern in "${exempt[@]}"; do
		# shellcheck disable=SC2053 # the right side is a pattern
		[[ $1 != $pattern ]] || return 0
	done
	return 1
}

licence_of()
{
	sed -nE '1,2s/.*SPDX-License-Identifier: (.*)$/\1/p' "$1" |
		sed -E 's/ *(\*\/|-->)$//'
}

# Every licence has its text: COPYING, or a file of its own.
check_licence()
{
	local id

	for id in $(tr '()' '  ' <<<"$2"); do
		case $id in
		AND | OR | WITH | GPL-2.0 | GPL-2.0-only | GPL-2.0-or-later) ;;
		*)
			[[ -e LICENSES/$id.txt ]] ||
				fault "$1: the text of $id is not in LICENSES/"
			;;
		esac
	done
}

# purpose_of FILE: the first words of the comment behind the licence.
purpose_of()
{
	local mark='(#|dnl|\.\\"|""")'

	case $1 in
	*.c | *.h | *.S | *.tbl) mark='(/\*+| \*|//)' ;;
	esac
	sed -nE "/SPDX-License-Identifier|^#!|^# shellcheck shell=|^ ?\/?\*+\/?\$/d
		s%^$mark *%%p; q" "$1"
}

has_comments()
{
	case $1 in
	*.c | *.h | *.S | *.tbl | *.sh | *.bash | *.bats | *.awk | *.py | \
		*.m4 | *.am | *.ac | *.inc | *.8.in | *.7.in | *.5.in) return 0 ;;
	esac
	return 1
}

check_header()
{
	local licence purpose

	licence=$(licence_of "$1")
	if [[ -z $licence ]]; then
		fault "$1: no SPDX line"
		return
	fi
	check_licence "$1" "$licence"
	has_comments "$1" || return 0
	purpose=$(purpose_of "$1")
	[[ $purpose == *' '*' '* ]] ||
		fault "$1: does not say its purpose behind the SPDX line"
}

# The shipped objects know nothing of the tests.
check_no_emulator()
{
	local found

	found=$(grep -rniE 'tdxemu|emulat|scenario' src kmod || true)
	[[ -z $found ]] || fault "$found"
}

# Of what the processor keeps, the helper writes CR4.VMXE alone.
check_no_write()
{
	local found

	found=$(grep -rnE 'wrmsr|write_msr|write_cr[0-9]|\<(out|ins)[bwl]\(' kmod ||
		true)
	[[ -z $found ]] || fault "$found"
}

# check_no_home FILE...: nobody else has the paths of one machine.
check_no_home()
{
	local found

	found=$(grep -nIE '(^|[^][[:alnum:]_.$}{"*/-])/(home|root|work)/' "$@" ||
		true)
	[[ -z $found ]] || fault "$found"
}

main()
{
	local file
	local -a files exempt

	(($# == 1)) || { echo 'Usage: files.sh SRCDIR' >&2; exit 64; }
	cd "$1"
	mapfile -t files < <(list_files | sort -u)
	((${#files[@]} > 50)) || fault "only ${#files[@]} files found"
	read_exempt
	for file in "${files[@]}"; do
		[[ -f $file ]] || continue
		is_exempt "$file" || check_header "$file"
	done
	check_no_emulator
	check_no_write
	check_no_home "${files[@]}"
	((faults == 0))
}

main "$@"
