#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# What is installed, built and tested inside the root of Debian 13.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
top=$(dirname "$here")
# shellcheck source=item.bash
. "$here/item.bash"

work=/var/tmp/tdxctl newest=/var/lib/tdxctl-headers status=0

usage()
{
	cat <<'END'
Usage: debian-13-inside.sh                    builds and tests; points in TAP
       debian-13-inside.sh --install RELEASE  packages, and the headers of the
                                              newest kernel of its backports
END
}

install_packages()
{
	local release=$1 headers
	local -a packages

	apt-get -q update
	apt-get -q -y dist-upgrade
	mapfile -t packages < <("$top/quickstart" check --packages)
	apt-get -q -y install --no-install-recommends "${packages[@]}"
	headers=$(apt-cache pkgnames linux-headers- |
		grep -E '^linux-headers-[0-9][^-]*-amd64$' | sort -V | tail -n 1)
	apt-get -q -y install --no-install-recommends \
		-t "$release-backports" "$headers"
	apt-get clean
	printf '%s\n' "$headers" >"$newest"
}

build()
{
	item "$1 builds without a warning" "$here/build.sh" "$work/$1" \
		--enable-werror --disable-vm-tests CC="$1"
}

# Unit tests, bats, schema and documents, in the tree of a release as it is
# shipped: make check would only run them twice.
check()
{
	if make -s -C "$work/gcc" -j"$(nproc)" distcheck V=0 \
		AM_DISTCHECK_CONFIGURE_FLAGS=--disable-vm-tests; then
		echo 'ok - make distcheck'
	else
		echo 'not ok - make distcheck'
		why_failed "$work"/gcc/tdxctl-*/_build/sub
		return 1
	fi
}

# The sparse of Debian 13 (0.6.4) lacks two built-ins that headers of Linux 7 use.
make_sparse()
{
	cat >"$work/sparse" <<'END'
#!/bin/sh
echo "$@" >>"${0%/*}/sparse-ran"
exec sparse -D__typeof_unqual__=__typeof__ \
	'-D__builtin_strlen(s)=(sizeof(s)-1)' "$@"
END
	chmod +x "$work/sparse"
}

# Silent, because sparse and objtool speak without failing. KBUILD_CHECKSRC rather
# than C, because Linux 7 leaves out a sparse that it holds to be too old, or that
# it cannot judge: Debian's headers lack the script for that. It says so in both
# cases. Type information for BPF would want the kernel's vmlinux.
module()
{
	local headers=/usr/src/$1 log=$work/module.log

	rm -rf "$work/kmod"
	cp -r "$top/kmod" "$work/kmod"
	make_sparse
	make -s -C "$headers" M="$work/kmod" -j"$(nproc)" W=1 \
		KBUILD_CHECKSRC=1 CHECK="$work/sparse" KCFLAGS=-Werror \
		CONFIG_DEBUG_INFO_BTF_MODULES= modules >"$log" 2>&1 ||
		{ cat "$log"; return 1; }
	sed -i '/checker-valid\.sh: No such file/d; /C=1 specified, but .*sparse /d' \
		"$log"
	[[ ! -s $log && -s $work/kmod/tdxctl.ko && -s $work/sparse-ran ]] ||
		{ cat "$log"; return 1; }
}

# One host on which TDX works, and one on which it does not.
demo()
{
	local output

	output=$("$top/quickstart" --no-install demo 2>&1) ||
		{ printf '%s\n' "$output"; return 1; }
	printf '%s\n' "$output"
	grep -q '^TDX works on this host' <<<"$output" &&
		grep -q '\[key-split-zero on CPUs' <<<"$output"
}

run()
{
	local headers

	headers=$(<"$newest")
	rm -rf "$work"
	mkdir -p "$work"
	build clang || status=1
	if build gcc; then
		check || status=1
	else
		status=1
	fi
	item "the helper for ${headers#linux-headers-}, W=1 and sparse, no warning" \
		module "$headers" || status=1
	item 'the demo boots the emulated host' demo || status=1
	rm -rf "$work"
	((!status))
}

main()
{
	case ${1:-} in
	--install) install_packages "${2:?}" ;;
	'') run ;;
	*) usage >&2; exit 64 ;;
	esac
}

main "$@"
