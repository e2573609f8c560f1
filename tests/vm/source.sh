#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Prints the directory of the kernel source, fetching Debian's package once.
set -euo pipefail
# shellcheck source=common.sh
. "$(dirname "$0")/common.sh"

dest=$vm_cache/linux-source

# Sources that no configuration of ours compiles are most of the archive's
# weight. Their Kconfig and Makefile stay: the build reads them all.
leave_out=('*/arch/[!x]*/*.[chSs]' '*/arch/*/boot/dts/*.dts*'
	'*/drivers/gpu/drm/*.[ch]' '*/drivers/net/*/*.[ch]'
	'*/drivers/media/*.[ch]' '*/drivers/infiniband/*.[ch]'
	'*/drivers/staging/*.[ch]' '*/drivers/scsi/*.[ch]' '*/sound/*.[ch]'
	'*/tools/testing/*' '*/Documentation/devicetree/bindings/*/*')

unpack()
{
	local deb=$1 dir=$2
	local tarball=./usr/src/linux-source-6.12.tar.xz

	dpkg-deb --fsys-tarfile "$deb" | tar -xO "$tarball" | xz -dc -T0 |
		tar -x -C "$dir" --strip-components=1 --wildcards \
		"${leave_out[@]/#/--exclude=}"
}

fetch()
{
	local tmp=$dest.tmp

	[[ -e $dest/Makefile ]] && return
	rm -rf "$tmp"
	mkdir -p "$tmp/deb" "$tmp/src"
	fetch_deb "$tmp/deb" linux-source-6.12 2>/dev/null || {
		apt_refresh
		fetch_deb "$tmp/deb" linux-source-6.12 ||
			die 'cannot download the package linux-source-6.12'
	}
	unpack "$tmp"/deb/*.deb "$tmp/src"
	basename "$tmp"/deb/*.deb .deb >"$tmp/src/.package"
	rm -rf "$dest"
	mv "$tmp/src" "$dest"
	rm -rf "$tmp"
}

[[ -e $dest/Makefile ]] || with_lock linux-source fetch
printf '%s\n' "$dest"
