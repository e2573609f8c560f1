#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Shows what the TDX host code of any Linux tree does on emulated hosts.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
vm=$here/../vm
# shellcheck source=../vm/common.sh
. "$vm/common.sh"
# shellcheck source=host.bash
. "$here/host.bash"

usage()
{
	cat <<'END'
Usage: judge.sh --source TREE [HOST...]
Builds the Linux tree TREE with an emulated SEAM inside, boots it on each HOST, or
on all of tests/judge/hosts, and prints what it says about TDX there. The tree
stays as it is and must not be configured. What was built is kept in the cache,
so that a second build after a change is quick.
Exit status: 0 if every host booted.
END
}

show()
{
	local name=$1 kernel=$2

	printf '\n%s: %s\n' "$name" \
		"$(sed -n '1s/^# //p' "$here/hosts/$name.host")"
	boot_host "$name" /tests/judge/guest/kernel.sh --kernel "$kernel" \
		--initramfs "$work/initramfs" | sed 's/^/    /'
}

main()
{
	local source kernel name status=0
	local -a names

	[[ ${1:-} == --source && $# -ge 2 ]] || { usage >&2; exit 64; }
	source=$(cd "$2" && pwd)
	shift 2
	names=("$@")
	((${#names[@]})) ||
		mapfile -t names < <(basename -s .host "$here"/hosts/*.host)
	for name in "${names[@]}"; do
		[[ -e $here/hosts/$name.host ]] || die "no host $name"
	done
	kernel=$vm_cache/kernels/own-$(cksum <<<"$source" | cut -d' ' -f1)
	with_lock "${kernel##*/}" "$here/build.sh" --source "$source" \
		judge "$kernel"
	work=$(mktemp -d)
	trap 'rm -rf "$work"' EXIT
	"$vm/initramfs.sh" "$work/initramfs" "$kernel" ''
	printf 'Linux %s\n' "$(<"$kernel/release")"
	for name in "${names[@]}"; do
		show "$name" "$kernel" || status=1
	done
	exit "$status"
}

main "$@"
