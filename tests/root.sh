#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Makes minimal Debian systems in directories, and runs commands inside them.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=vm/common.sh
. "$here/vm/common.sh"

usage()
{
	cat <<'END'
Usage: root.sh bookworm|trixie
       root.sh --copy bookworm|trixie DIR
       root.sh --enter DIR COMMAND...
Prints the directory of a minimal Debian system in the cache, which is made if
it is missing. It is a template: copy it, and never change it.
--copy makes DIR such a copy. DIR must not exist.
--enter runs a command in a copy, and ends whatever the command leaves running.
All of this needs root.
END
}

# mirror_of LABEL: where this machine gets packages with that label from.
mirror_of()
{
	# shellcheck disable=SC2016 # for apt to fill in
	apt-get "${vm_apt[@]}" indextargets --format '$(REPO_URI)' \
		'Created-By: Packages' 'Origin: Debian' "Label: $1" |
		sort -u | head -n 1
}

# sources SUITE MIRROR SECURITY-MIRROR
sources()
{
	local line='deb %s %s main\n'

	# shellcheck disable=SC2059 # one format for all lines
	printf "$line" "$2" "$1" "$2" "$1-updates" "$2" "$1-backports" \
		${3:+"$3" "$1-security"}
}

# What this machine needs to reach its mirror, a root needs as well.
acquire_settings()
{
	apt-config dump | grep -E '^Acquire::(https?|Check-|Retries)' || true
}

make_root()
{
	local suite=$1 root=$2 mirror security

	[[ ! -e $root ]] || return 0
	command -v debootstrap >/dev/null || die 'debootstrap is missing'
	apt_refresh
	mirror=$(mirror_of Debian)
	[[ -n $mirror ]] || die 'apt knows no mirror of Debian'
	security=$(mirror_of Debian-Security)
	rm -rf "$root.new"
	mkdir -p "$root.new"
	debootstrap --variant=minbase "$suite" "$root.new" "$mirror" >&2
	sources "$suite" "$mirror" "$security" >"$root.new/etc/apt/sources.list"
	acquire_settings >"$root.new/etc/apt/apt.conf.d/90host"
	# A copy is thrown away in the end: dpkg need not wait for the disk.
	echo force-unsafe-io >"$root.new/etc/dpkg/dpkg.cfg.d/unsafe-io"
	"$0" --enter "$root.new" apt-get -qq update >&2
	rm -rf "$root.new"/var/cache/apt/archives/*.deb
	mv "$root.new" "$root"
}

copy()
{
	[[ ! -e $2 ]] || die "$2 exists already"
	cp -a "$("$0" "$1")" "$2"
}

# In a mount and a process namespace of its own, so that nothing stays mounted
# and no process outlives the command.
enter()
{
	local root=$1 dir
	shift

	[[ -n $root && -x $root/bin/sh && ! $root -ef / ]] ||
		die "'$root' is not the directory of another system"
	dir=$(cd "$root" && pwd)
	cp --remove-destination /etc/resolv.conf "$dir/etc/resolv.conf"
	# shellcheck disable=SC2016 # for the inner shell
	unshare --mount --pid --fork --kill-child \
		sh -c 'mount -t proc proc "$1/proc" &&
			mount -t devpts -o newinstance,ptmxmode=666 devpts "$1/dev/pts" &&
			exec chroot "$@"' \
		sh "$dir" env -i HOME=/ LC_ALL=C.UTF-8 \
		DEBIAN_FRONTEND=noninteractive ${http_proxy:+"http_proxy=$http_proxy"} \
		PATH=/usr/sbin:/usr/bin:/sbin:/bin "$@"
}

main()
{
	case ${1:-} in
	--help) usage; return ;;
	--copy | --enter)
		(($# >= 3)) || { usage >&2; exit 64; }
		"${1#--}" "${@:2}"
		return
		;;
	bookworm | trixie) (($# == 1)) || { usage >&2; exit 64; } ;;
	*) usage >&2; exit 64 ;;
	esac
	mkdir -p "$vm_cache/roots"
	with_lock "root-$1" make_root "$1" "$vm_cache/roots/$1"
	printf '%s\n' "$vm_cache/roots/$1"
}

main "$@"
