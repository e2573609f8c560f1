#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Builds the helper and the modules that test it for one kernel flavour; a
# warning fails.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
top=$(cd "$here/../.." && pwd)
# shellcheck source=common.sh
. "$here/common.sh"

# The emulated host, and a helper that answers wrongly.
test_modules=(tests/emu tests/emu-fake)

usage()
{
	cat <<'END'
Usage: build-modules.sh [--sparse] FLAVOUR OUTDIR
       build-modules.sh --has-sparse FLAVOUR
Leaves tdxctl.ko, tdxctl-restricted.ko, tdxemu.ko and tdxfake.ko in OUTDIR; silent
when nothing was wrong. --has-sparse tells by its exit status whether this
machine's sparse understands the kernel; if not, --sparse is no more than W=1.
END
}

has_sparse()
{
	[[ ! -e $1/checker || $("$1/checker" sparse -m64) == 1 ]]
}

# What the result depends on: the sources and the kernel.
key_of()
{
	local kernel=$1

	cat "$kernel/release"
	[[ ! -e $kernel/key ]] || cat "$kernel/key"
	(cd "$top" && find kmod "${test_modules[@]}" -type f -print0 |
		sort -z | xargs -0 cksum)
}

is_built()
{
	local out=$1 key=$2 sparse=$3

	[[ -e $out/key && $(<"$out/key") == "$key" ]] || return
	((!sparse)) || [[ -e $out/checked ]]
}

# The copy keeps the distance between the directories, so that the test modules
# may include the helper's headers. The helper knows no way back. The sources
# may be read-only, which their copy must not be.
copy_sources()
{
	local out=$1 dir

	rm -rf "$out"
	mkdir -p "$out/tests"
	cp -r --no-preserve=mode "$top/kmod" "$out/kmod"
	for dir in "${test_modules[@]}"; do
		cp -r --no-preserve=mode "$top/$dir" "$out/$dir"
	done
}

build_one()
{
	local kdir=$1 dir=$2 sparse=$3 pahole

	# Its version is compared, although nothing of it is run.
	pahole=$(sed -n 's/^CONFIG_PAHOLE_VERSION=//p' \
		"$kdir/include/config/auto.conf")
	LC_ALL=C make -s -C "$kdir" M="$dir" -j"$(nproc)" W=1 C="$sparse" \
		PAHOLE_VERSION="$pahole" KCFLAGS=-Werror modules
}

# The helper as it is on a kernel that lets no module change CR4.
build_restricted()
{
	local kdir=$1 out=$2 sparse=$3

	cp -r "$out/kmod" "$out/kmod-restricted"
	TDXCTL_CR4=n build_one "$kdir" "$out/kmod-restricted" "$sparse" ||
		return
	mv "$out/kmod-restricted/tdxctl.ko" \
		"$out/kmod-restricted/tdxctl-restricted.ko"
}

build()
{
	local kdir=$1 out=$2 sparse=$3 dir

	build_restricted "$kdir" "$out" "$sparse" || return
	for dir in kmod "${test_modules[@]}"; do
		build_one "$kdir" "$out/$dir" "$sparse" || return
	done
}

# sparse and objtool speak without failing: whatever was said is a fault.
build_silently()
{
	local log=$1
	shift

	if ! build "$@" >"$log" 2>&1 || [[ -s $log ]]; then
		cat "$log" >&2
		return 1
	fi
}

main()
{
	local sparse=0 unchecked=0 flavour out kernel key

	case ${1:-} in
	--sparse) sparse=1; shift ;;
	--has-sparse)
		kernel=$("$here/kernel.sh" "${2:?}")
		has_sparse "$kernel"
		return
		;;
	esac
	(($# == 2)) || { usage >&2; exit 64; }
	flavour=$1
	mkdir -p "$2"
	out=$(cd "$2" && pwd)
	kernel=$("$here/kernel.sh" "$flavour")
	key=$(key_of "$kernel")
	! is_built "$out" "$key" "$sparse" || return 0
	copy_sources "$out"
	((!sparse)) || has_sparse "$kernel" || unchecked=1
	build_silently "$out/log" "$kernel/build" "$out" \
		"$((sparse && !unchecked))" ||
		die "the modules did not build cleanly for $flavour"
	find "$out/kmod" "$out/kmod-restricted" "$out/tests" -name '*.ko' -exec cp {} "$out/" \;
	printf '%s\n' "$key" >"$out/key"
	((!sparse)) || : >"$out/checked"
}

main "$@"
