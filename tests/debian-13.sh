#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Builds and tests in a root of Debian 13, whatever release this machine has.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
top=$(dirname "$here")
# shellcheck source=vm/common.sh
. "$here/vm/common.sh"

release=trixie
place=$vm_cache/debian-13
root=$place/root
cache=var/cache/tdxctl

# After this many days the root gets what the archive has now.
fresh_days=7

usage()
{
	cat <<'END'
Usage: debian-13.sh
       debian-13.sh --why-not
Runs debian-13-inside.sh in a root of Debian 13, which debootstrap makes once and
the cache keeps. With --why-not it only prints why that is impossible here, if
it is.
END
}

# A tool that is missing is no reason if it could be installed.
why_not()
{
	if ((EUID)); then
		echo 'not root'
	elif ! unshare --mount --pid --fork true 2>/dev/null; then
		echo 'mounting is not permitted'
	elif ! command -v debootstrap >/dev/null &&
		[[ $(apt-cache policy debootstrap) != *'Candidate: '[0-9]* ]]; then
		echo 'no debootstrap in this distribution'
	fi
}

# Names are resolved as this machine does it today.
connect()
{
	cp -L /etc/resolv.conf "$1/etc/resolv.conf"
}

make_root()
{
	local tmp=$root.tmp

	rm -rf "$tmp"
	mkdir -p "$place"
	"$here/root.sh" --copy "$release" "$tmp"
	rm -rf "$root"
	mv "$tmp" "$root"
}

# The sources alone: what the autotools of this release made is made anew there.
sources()
{
	git -c safe.directory="$top" -C "$top" ls-files -z --cached --others \
		--exclude-standard 2>/dev/null || find . \( -type d \( \
		-name 'build*' -o -name autom4te.cache \) -prune \) -o \
		-type f ! -name configure ! -name Makefile.in \
		! -name aclocal.m4 -print0
}

existing()
{
	local file

	while IFS= read -r -d '' file; do
		[[ ! -f $file ]] || printf '%s\0' "$file"
	done
}

copy_sources()
{
	rm -rf "$root/src"
	mkdir -p "$root/src"
	cd "$top"
	sources | existing | tar --null -T - -cf - | tar -C "$root/src" -xf -
}

# inside COMMAND...: in the root. Its mounts and processes end with the command.
# The kernel source is shared; kernels and headers are those of each release.
inside()
{
	local source

	source=$("$here/vm/source.sh")
	mkdir -p "$root/$cache/${source##*/}"
	# shellcheck disable=SC2016 # for the shell behind unshare
	ROOT=$root CACHE=$cache SOURCE=$source unshare --mount \
		--propagation private --pid --fork --kill-child sh -euc '
		mount --rbind /dev "$ROOT/dev"
		mount -t proc proc "$ROOT/proc"
		mount -t sysfs -o ro sysfs "$ROOT/sys"
		mount -t tmpfs tmpfs "$ROOT/run"
		mount --bind "$SOURCE" "$ROOT/$CACHE/${SOURCE##*/}"
		exec chroot "$ROOT" env -u TMPDIR -u MAKEFLAGS HOME=/root \
			TDXCTL_CACHE="/$CACHE" LC_ALL=C.UTF-8 \
			PATH=/usr/sbin:/usr/bin:/sbin:/bin \
			DEBIAN_FRONTEND=noninteractive "$@"' sh "$@"
}

# What the root was furnished with.
key()
{
	cat "$here/debian-13-inside.sh" "$top/quickstart" | cksum
}

is_furnished()
{
	[[ -e $place/key && $(<"$place/key") == "$(key)" &&
		-z $(find "$place/key" -mtime "+$fresh_days") ]]
}

furnish()
{
	connect "$root"
	! is_furnished || return 0
	rm -f "$place/key"
	inside /src/tests/debian-13-inside.sh --install "$release" \
		>"$place/packages.log" 2>&1 || {
		tail -n 20 "$place/packages.log" >&2
		die "the packages were not installed, see $place/packages.log"
	}
	key >"$place/key"
}

run()
{
	[[ -d $root ]] || make_root
	copy_sources
	furnish
	inside /src/tests/debian-13-inside.sh
}

main()
{
	local reason

	case ${1:-} in
	--why-not) why_not; return ;;
	'') ;;
	*) usage >&2; exit 64 ;;
	esac
	reason=$(why_not)
	[[ -z $reason ]] || die "no Debian 13 can be had here: $reason"
	with_lock debian-13 run
}

main "$@"
