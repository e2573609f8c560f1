#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Runs the suites of tests/vm/guest for make check, or says in TAP why not.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=common.sh
. "$here/common.sh"

skip()
{
	printf "1..0 # SKIP %s: './quickstart check' sets it up\n" "$1"
	exit 0
}

# Nothing is fetched by make check: what is missing is a reason to skip.
main()
{
	local flavour=${1:-}

	case $flavour in
	6.1 | 6.12 | backports | rt | debug | judge) ;;
	*)
		echo 'Usage: check.sh 6.1|6.12|backports|rt|debug|judge' >&2
		exit 64
		;;
	esac
	command -v qemu-system-x86_64 >/dev/null || skip 'no QEMU'
	"$here/kernel.sh" --cached "$flavour" >/dev/null ||
		skip "no kernel $flavour in the cache"
	[[ -e $vm_cache/source/Makefile ]] ||
		skip 'no kernel source in the cache'
	# The make that runs this must not tell the kernel's how to speak.
	unset MAKEFLAGS MFLAGS MAKELEVEL
	[[ $flavour != judge ]] || exec "$here/../judge/run-suite.sh" \
		--work "${TDXCTL_BUILDDIR:?}/vm-check/judge" "${TDXCTL:?}"
	exec "$here/run-suite.sh" \
		--work "${TDXCTL_BUILDDIR:?}/vm-check/$flavour" "$flavour" \
		"${TDXCTL:?}"
}

main "$@"
