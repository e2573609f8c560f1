#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Registers the installed source of the helper module with DKMS, or removes it.
set -eu
tree=${DKMS_TREE:-/var/lib/dkms}
modules=/lib/modules

usage()
{
	cat <<'END'
Usage: dkms.sh install|remove DIR/tdxctl-VERSION
install  lets DKMS build the module for every kernel whose headers are
         installed, now and after each upgrade of the kernel
remove   undoes that, and does nothing if DKMS does not use that directory
END
}

fail()
{
	printf 'dkms.sh: %s\n' "$1" >&2
	exit 1
}

# registered: lines "VERSION SOURCE" for each version that DKMS has.
registered()
{
	for link in "$tree"/tdxctl/*/source; do
		[ -L "$link" ] || continue
		version=${link%/source}
		echo "${version##*/} $(readlink -f "$link")"
	done
}

forget()
{
	dkms remove "tdxctl/$1" --all
}

# Earlier versions that came from the same place are replaced, and so is an
# earlier build of this version. Whatever else is there belongs to a package.
forget_earlier()
{
	registered | while read -r version dir; do
		[ "$dir" = "$1/tdxctl-$version" ] ||
			fail "DKMS has tdxctl/$version from $dir: remove the package tdxctl-dkms, or run 'dkms remove tdxctl/$version --all'"
		forget "$version"
		[ "$version" = "$2" ] || rm -rf "$dir"
	done
}

# DKMS never replaces a module of the same version that it did not install.
remove_plain_modules()
{
	for file in "$modules"/*/updates/tdxctl.ko; do
		[ -e "$file" ] || continue
		echo "Removing $file: DKMS replaces it"
		rm -f "$file"
		kernel=${file%/updates/*}
		depmod -a "${kernel##*/}" || :
	done
}

# 77 means that this kernel is too old, which dkms.conf says.
build_for()
{
	status=0
	dkms install "tdxctl/$2" -k "$1" || status=$?
	case $status in
	0 | 77) ;;
	*) fail "DKMS could not install tdxctl/$2 for $1 (status $status)" ;;
	esac
}

register()
{
	parent=${1%/*} new=${1##*/tdxctl-} found=0

	command -v dkms >/dev/null || fail 'dkms is not installed'
	[ -e "$1/dkms.conf" ] || fail "no $1/dkms.conf: run 'make install' first"
	forget_earlier "$parent" "$new"
	remove_plain_modules
	dkms add --sourcetree "$parent" "tdxctl/$new"
	for build in "$modules"/*/build; do
		[ -d "$build" ] || continue
		kernel=${build%/build}
		build_for "${kernel##*/}" "$new"
		found=1
	done
	[ "$found" = 1 ] ||
		echo 'No kernel headers are installed: DKMS builds the module when they are'
}

unregister()
{
	command -v dkms >/dev/null || return 0
	registered | while read -r version dir; do
		[ "$dir" != "$1" ] || forget "$version"
	done
}

main()
{
	[ $# -eq 2 ] || { usage >&2; exit 64; }
	dir=$(readlink -m "$2")
	case $1 in
	install) register "$dir" ;;
	remove) unregister "$dir" ;;
	*) usage >&2; exit 64 ;;
	esac
}

main "$@"
