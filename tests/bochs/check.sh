#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Runs the suites on real VMX for make check-vmx, or says in TAP why not.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
vm=$here/../vm
# shellcheck source=../vm/common.sh
. "$vm/common.sh"

skip()
{
	printf "1..0 # SKIP %s: './quickstart check bochs' sets it up\n" "$1"
	exit 0
}

# Nothing is fetched: what is missing is a reason to skip.
main()
{
	local tool

	for tool in bochs as ld objcopy unzstd; do
		command -v "$tool" >/dev/null || skip "no $tool"
	done
	"$vm/kernel.sh" --cached --kvm 6.12 >/dev/null ||
		skip 'no kernel 6.12 with KVM in the cache'
	[[ -e $vm_cache/source/Makefile ]] ||
		skip 'no kernel source in the cache'
	# The make that runs this must not tell the kernel's how to speak.
	unset MAKEFLAGS MFLAGS MAKELEVEL
	exec "$here/run-suite.sh" "$@"
}

main "$@"
