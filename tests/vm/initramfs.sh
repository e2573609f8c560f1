#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Makes the file tree of the test machine as an uncompressed cpio archive.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=common.sh
. "$here/common.sh"

# What the guest has besides busybox, Debian's lacking chrt. rdmsr is the peer of
# the bench.
tools=(bash chrt rdmsr)
terminals=(linux vt100 xterm xterm-256color screen screen-256color
	tmux-256color)

usage()
{
	echo 'Usage: initramfs.sh OUT FLAVOUR MODDIR [PROGRAM...]' >&2
	exit 64
}

# A root of merged /usr, as the distributions have it.
skeleton()
{
	local tree=$1 dir

	mkdir -p "$tree"/{dev,etc,job,proc,root,run,sys,tests,tmp} \
		"$tree"/usr/{bin,sbin,lib,lib64,libexec,share} "$tree/modules"
	for dir in bin sbin lib lib64; do
		ln -s "usr/$dir" "$tree/$dir"
	done
	printf '%s\n' 'root:x:0:0:root:/root:/bin/bash' \
		'nobody:x:65534:65534:nobody:/tmp:/bin/sh' >"$tree/etc/passwd"
	printf '%s\n' 'root:x:0:' 'nogroup:x:65534:' >"$tree/etc/group"
	ln -s /proc/mounts "$tree/etc/mtab"
}

# add_file TREE FILE [PLACE]
add_file()
{
	local tree=$1 file=$2 place=${3:-$2}

	[[ -e $tree$place && ! -L $tree$place ]] && return
	mkdir -p "$tree${place%/*}"
	cp -L --remove-destination "$file" "$tree$place"
}

# A program with its loader and its libraries, each at the path it is known by.
add_program()
{
	local tree=$1 program=$2 library

	[[ -x $program ]] || die "cannot run $program"
	add_file "$tree" "$program" "/usr/bin/${program##*/}"
	while read -r library; do
		add_file "$tree" "$library"
	done < <(ldd "$program" 2>/dev/null |
		sed -nE 's|^[^/]*(/[^ ]+) \(0x.*|\1|p')
}

add_busybox()
{
	local tree=$1 busybox

	busybox=$(command -v busybox) || die 'busybox is not installed'
	cp -L "$busybox" "$tree/usr/bin/busybox"
	(cd "$tree/usr/bin" && "$busybox" --list | grep -vx busybox |
		xargs -n 1 ln -s busybox)
}

add_tools()
{
	local tree=$1 tool path

	for tool in "${tools[@]}"; do
		path=$(PATH=$PATH:/usr/sbin:/sbin command -v "$tool") ||
			die "$tool is not installed"
		add_program "$tree" "$path"
	done
}

add_bats()
{
	local tree=$1 dir

	[[ -x /usr/bin/bats ]] || die 'bats is not installed'
	cp -L /usr/bin/bats "$tree/usr/bin/bats"
	for dir in /usr/libexec/bats-core /usr/lib/bats-core /usr/lib/bats; do
		[[ -d $dir ]] || continue
		mkdir -p "$tree${dir%/*}"
		cp -a "$dir" "$tree${dir%/*}/"
	done
}

add_terminals()
{
	local tree=$1 name dir

	for name in "${terminals[@]}"; do
		for dir in /etc/terminfo /lib/terminfo /usr/share/terminfo; do
			[[ -e $dir/${name:0:1}/$name ]] || continue
			add_file "$tree" "$dir/${name:0:1}/$name" \
				"/usr/share/terminfo/${name:0:1}/$name"
		done
	done
	for dir in /usr/lib/locale/C.utf8 /usr/lib/locale/C.UTF-8; do
		[[ -d $dir ]] || continue
		mkdir -p "$tree${dir%/*}"
		cp -a "$dir" "$tree${dir%/*}/"
	done
}

add_modules()
{
	local tree=$1 kernel=$2 moddir=$3

	cp "$kernel"/modules/*.ko "$tree/modules/"
	[[ -z $moddir ]] ||
		find "$moddir" -maxdepth 1 -name '*.ko' \
			-exec cp {} "$tree/modules/" \;
}

# The tests lie in the guest as they lie in the repository.
add_tests()
{
	local tree=$1 dir

	for dir in vm/guest scenarios; do
		[[ -d $here/../$dir ]] || continue
		mkdir -p "$tree/tests/$dir"
		cp -rL "$here/../$dir/." "$tree/tests/$dir/"
	done
	cp "$here/init" "$tree/init"
	chmod 755 "$tree/init"
}

pack()
{
	local tree=$1 out=$2

	(cd "$tree" && find . -mindepth 1 -print0 |
		cpio --quiet -0 -o -H newc -R 0:0) >"$out.tmp"
	mv "$out.tmp" "$out"
}

main()
{
	local out kernel moddir program

	(($# >= 3)) || usage
	out=$1
	kernel=$("$here/kernel.sh" "$2")
	moddir=$3
	shift 3
	tree=$(mktemp -d)
	trap 'rm -rf "$tree"' EXIT
	skeleton "$tree"
	add_busybox "$tree"
	add_tools "$tree"
	add_bats "$tree"
	add_terminals "$tree"
	add_modules "$tree" "$kernel" "$moddir"
	add_tests "$tree"
	for program; do
		add_program "$tree" "$program"
	done
	pack "$tree" "$out"
}

main "$@"
