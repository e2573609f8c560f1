#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Makes the file tree of the test machine as an uncompressed cpio archive.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=common.sh
. "$here/common.sh"

# What the guest has besides busybox, Debian's lacking chrt and find -lname. rdmsr is
# the peer of the bench.
tools=(bash chrt find rdmsr)
terminals=(linux vt100 xterm xterm-256color screen screen-256color
	tmux-256color)

usage()
{
	cat >&2 <<'END'
Usage: initramfs.sh [--ynl] OUT FLAVOUR MODDIR [PROGRAM...]
  --ynl   with the kernel's netlink client, in /tests/ynl as in a source tree
END
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

# The loader and the libraries of a file, each at the path it is known by.
add_libraries()
{
	local tree=$1 library

	while read -r library; do
		add_file "$tree" "$library"
	done < <(ldd "$2" 2>/dev/null | sed -nE 's|^[^/]*(/[^ ]+) \(0x.*|\1|p')
}

add_program()
{
	local tree=$1 program=$2

	[[ -x $program ]] || die "cannot run $program"
	add_file "$tree" "$program" "/usr/bin/${program##*/}"
	add_libraries "$tree" "$program"
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

# The distribution's, since its package of PyYAML belongs to no other.
python=/usr/bin/python3

# What the client imports, found by running it; no helper is there to answer.
python_files()
{
	PYTHONDONTWRITEBYTECODE=1 "$python" - "$1" "$2" <<'END'
import contextlib, io, runpy, sys, traceback
client, spec = sys.argv[1:]
sys.path.insert(0, client)
sys.argv = ["cli.py", "--no-schema", "--spec", spec, "--list-ops"]
with contextlib.redirect_stdout(io.StringIO()), \
        contextlib.suppress(Exception):
    runpy.run_path(client + "/cli.py", run_name="__main__")
if not any(name.endswith("lib.ynl") for name in sys.modules):
    sys.exit("no client in " + client)
for module in list(sys.modules.values()):
    file = getattr(module, "__file__", None) or ""
    if file.startswith("/") and not file.startswith(client):
        print(file)
END
}

# The client, our specification and the page whose examples use them.
add_ynl()
{
	local tree=$1 source ynl=tools/net/ynl/pyynl at=$1/tests/ynl files file
	local spec=$here/../../kmod/netlink/tdxctl.yaml

	source=$("$here/source.sh")
	files=$(python_files "$source/$ynl" "$spec") ||
		die "the kernel's netlink client does not run here"
	add_program "$tree" "$python"
	while read -r file; do
		add_file "$tree" "$file"
		[[ $file != *.so ]] || add_libraries "$tree" "$file"
	done <<<"$files"
	mkdir -p "$at/$ynl/lib" "$at/kmod/netlink" "$at/man"
	cp "$source/$ynl/cli.py" "$at/$ynl/"
	cp "$source/$ynl"/lib/*.py "$at/$ynl/lib/"
	cp "$spec" "$at/kmod/netlink/"
	cp "$here/../../man/tdxctl-netlink.7.in" "$at/man/"
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

	for dir in vm/guest bochs/guest judge/guest bench scenarios; do
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
	local out kernel moddir program ynl=0

	if [[ ${1:-} == --ynl ]]; then
		ynl=1
		shift
	fi
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
	((!ynl)) || add_ynl "$tree"
	for program; do
		add_program "$tree" "$program"
	done
	pack "$tree" "$out"
}

main "$@"
