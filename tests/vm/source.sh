#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Prints where the kernel source is, after fetching Debian's newest once.
set -euo pipefail
# shellcheck source=common.sh
. "$(dirname "$0")/common.sh"

dest=$vm_cache/source

# Sources that no configuration of ours compiles are most of the archive's
# weight. Their Kconfig and Makefile stay: the build reads them all.
leave_out=('*/arch/[!x]*/*.[chSs]' '*/arch/*/boot/dts/*.dts*'
	'*/drivers/gpu/drm/*.[ch]' '*/drivers/net/*/*.[ch]'
	'*/drivers/media/*.[ch]' '*/drivers/infiniband/*.[ch]'
	'*/drivers/staging/*.[ch]' '*/drivers/scsi/*.[ch]' '*/sound/*.[ch]'
	'*/tools/testing/*' '*/Documentation/devicetree/bindings/*/*')

unpack()
{
	local deb=$1 dir=$2 tarball

	tarball=$(dpkg-deb --fsys-tarfile "$deb" | tar -t |
		grep -E '/linux-source-[0-9.]+\.tar\.xz$')
	dpkg-deb --fsys-tarfile "$deb" | tar -xO "$tarball" | xz -dc -T0 |
		tar -x -C "$dir" --strip-components=1 --wildcards \
		"${leave_out[@]/#/--exclude=}"
}

fetch()
{
	local tmp=$dest.tmp package

	[[ ! -e $dest/Makefile ]] || return 0
	use_backports
	package=$(newest 'linux-source-[0-9.]+' || true)
	[[ -n $package ]] || not_offered 'no package linux-source is offered'
	rm -rf "$tmp"
	mkdir -p "$tmp/deb" "$tmp/src"
	fetch_deb "$tmp/deb" "$package" ||
		die "cannot download the package $package"
	unpack "$tmp"/deb/*.deb "$tmp/src"
	basename "$tmp"/deb/*.deb .deb >"$tmp/src/.package"
	rm -rf "$dest"
	mv "$tmp/src" "$dest"
	rm -rf "$tmp"
}

[[ -e $dest/Makefile ]] || with_lock source fetch
printf '%s\n' "$dest"
