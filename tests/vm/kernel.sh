#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Makes sure that one kernel flavour of the test machine is in the cache.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=common.sh
. "$here/common.sh"

usage()
{
	cat <<'END'
Usage: kernel.sh [--cached] 6.1|6.12|backports|rt|judge|debug
       kernel.sh [--cached] --kvm 6.1|6.12|backports|judge
       kernel.sh DIR
Prints a directory that holds:
  vmlinuz   what QEMU boots        release   what uname -r says in there
  build     KDIR for modules       modules/  the modules that a guest may load
  checker   if there, says 1 for a sparse that is new enough
6.1 and 6.12 are this distribution's, backports is the newest that Debian offers,
and rt that with PREEMPT_RT.
judge and debug are built from Debian's newest source, with Linux's own TDX code
and an emulated SEAM; they also have
  msr-at    where that code reads MSRs, a line "MSR ADDRESS" each
DIR is such a directory itself, and printed as it is.
With --cached it makes nothing: the exit status says whether all is there.
With --kvm the modules include those of KVM, which the debug kernel and caches of
old lack.
Exit status: 69 if the kernel is offered nowhere, 1 for every other failure.
END
}

# What a guest may load, and what is wanted of it.
base_modules=(msr cpuid)
kvm_modules=(irqbypass kvm kvm-intel)
wanted=("${base_modules[@]}")

# The newest image that is offered for a flavour. Ubuntu has no cloud flavour of
# this name; its generic image stands in for 6.12 there.
image_of()
{
	local flavour=$1 pattern found

	case $flavour in
	6.1)  set -- 'linux-image-6\.1\.0-[0-9]+-amd64' ;;
	6.12) set -- 'linux-image-6\.12\.[^-]*-cloud-amd64(-unsigned)?' \
		'linux-image-unsigned-6\.[0-9.]+-[0-9]+-generic' ;;
	backports) set -- 'linux-image-[0-9.]+\+deb[0-9]+-cloud-amd64' ;;
	rt) set -- 'linux-image-[0-9.]+\+deb[0-9]+-rt-amd64' ;;
	esac
	for pattern; do
		found=$(newest "$pattern" || true)
		[[ -z $found ]] || break
	done
	printf '%s' "$found"
}

# headers_of PACKAGE: it and all that it needs of the headers and kbuild.
headers_of()
{
	apt-cache "${vm_apt[@]}" depends --recurse --no-recommends \
		--no-suggests --no-conflicts --no-breaks --no-replaces \
		--no-enhances "$1" | grep -E '^linux-(headers|kbuild)-[0-9]' |
		sort -u
}

# Packages that an image is parted into, as Ubuntu and newer Debians do.
parts_of()
{
	local image=$1 release=$2 flavour=$3

	case $flavour:$image in
	*:linux-image-unsigned-*) echo "linux-modules-$release" ;;
	backports:* | rt:*)
		echo "linux-binary-$release"
		echo "linux-modules-$release"
		;;
	esac
}

download_stock()
{
	local dir=$1 image=$2 release=$3 flavour=$4
	local -a packages

	mapfile -t packages < <(headers_of "linux-headers-$release"
		parts_of "$image" "$release" "$flavour")
	((${#packages[@]})) || return 1
	fetch_deb "$dir" "$image" "${packages[@]}"
}

# They name the compiler of their release, which this one may not have.
use_own_compiler()
{
	local compiler file

	for file in "$1"/*/.kernelvariables; do
		[[ -e $file ]] || continue
		compiler=$(sed -nE 's/^CC .*(gcc-[0-9]+)$/\1/p' "$file")
		command -v "x86_64-linux-gnu-${compiler:-gcc}" >/dev/null ||
			sed -Ei '/^CC /s/gcc-[0-9]+$/gcc/' "$file"
	done
}

# Type information for BPF wants pahole or warns that it has no vmlinux; only
# make's copy of the option goes: the C one shapes struct module. Before version
# 14 gcc has no -fmin-function-alignment.
use_own_options()
{
	local -a lines=('^CONFIG_DEBUG_INFO_BTF_MODULES=')

	gcc -fmin-function-alignment=16 -E -xc /dev/null >/dev/null 2>&1 ||
		lines+=('^CONFIG_CC_HAS_MIN_FUNCTION_ALIGNMENT=')
	find "$1" -path '*/include/config/auto.conf' -exec \
		sed -i "$(printf '/%s/d;' "${lines[@]}")" {} +
}

# The headers name each other by absolute path in one generated Makefile;
# their symbolic links are relative. So they work wherever they are unpacked.
unpack_headers()
{
	local deb=$1 dir=$2 final=$3

	dpkg -x "$deb" "$dir/root"
	find "$dir/root/usr/src" -maxdepth 2 -name Makefile -type f -exec \
		sed -Ei "s#^(include |KBUILD_OUTPUT=)/usr/#\\1$final/root/usr/#" {} +
	use_own_compiler "$dir/root/usr/src"
	use_own_options "$dir/root/usr/src"
}

unpack_image()
{
	local deb=$1 dir=$2
	local -a patterns=("${base_modules[@]/#/*/x86/kernel/}"
		"${kvm_modules[@]/#/*/}")

	dpkg-deb --fsys-tarfile "$deb" | tar -x -C "$dir/image" --wildcards \
		'*/vmlinuz*' "${patterns[@]/%/.ko*}" 2>/dev/null || true
}

collect_modules()
{
	local dir=$1 name

	mkdir "$dir/modules"
	find "$dir/image" -name '*.ko*' -exec mv {} "$dir/modules/" \;
	find "$dir/modules" -name '*.xz' -exec xz -d {} +
	find "$dir/modules" -name '*.zst' -exec zstd -q -d --rm {} +
	for name in "${base_modules[@]}" "${kvm_modules[@]}"; do
		[[ -s $dir/modules/$name.ko ]] ||
			die "the kernel package holds no $name.ko"
	done
}

collect_image()
{
	local dir=$1

	collect_modules "$dir"
	find "$dir/image" -name 'vmlinuz*' -exec mv {} "$dir/vmlinuz" \;
	[[ -s $dir/vmlinuz ]] || die 'the kernel package holds no vmlinuz'
	rm -rf "$dir/image"
}

# Which image, and what its kernel calls itself.
choose_stock()
{
	local tmp=$1 flavour=$2 release

	image=$(image_of "$flavour")
	[[ -n $image ]] || return 1
	release=${image#linux-image-}
	release=${release#unsigned-}
	release=${release%-unsigned}
	printf '%s\n' "$release" >"$tmp/release"
}

stock_packages()
{
	local tmp=$1 flavour=$2 image

	choose_stock "$tmp" "$flavour" || return
	rm -f "$tmp"/deb/*
	download_stock "$tmp/deb" "$image" "$(<"$tmp/release")" "$flavour"
}

# The lists may be older than the archive: what fails is tried with new ones.
fetch_stock()
{
	local tmp=$1 flavour=$2 image

	if [[ $flavour == backports || $flavour == rt ]]; then
		use_backports
	elif stock_packages "$tmp" "$flavour" 2>/dev/null; then
		return
	else
		apt_refresh
	fi
	choose_stock "$tmp" "$flavour" ||
		not_offered "no kernel $flavour is offered here"
	stock_packages "$tmp" "$flavour" ||
		die "cannot download the kernel $flavour ($image)"
}

# Tools of a newer release may want a newer C library; then they are built here,
# in place of what only chooses one of them by its name.
use_own_tools()
{
	local dir=$1 source build=$1/tools tool missing

	missing=$(find "$dir/root/usr/lib" -name '*.real-*' -exec ldd {} + 2>&1 |
		grep 'GLIBC.* not found' || true)
	[[ -n $missing ]] || return 0
	source=$("$here/source.sh") || exit
	mkdir -p "$build"
	echo CONFIG_64BIT=y >"$build/all.config"
	make -s -C "$source" O="$build" KCONFIG_ALLCONFIG="$build/all.config" \
		allnoconfig
	make -s -C "$source" O="$build" -j"$(nproc)" prepare tools/objtool
	for tool in scripts/mod/modpost tools/objtool/objtool; do
		cp "$build/$tool" "$dir"/root/usr/lib/linux-kbuild-*/"$tool"
	done
	rm -rf "$build"
}

# The headers of Linux 7 come without the script that tells whether sparse is new
# enough for them.
add_checker()
{
	local scripts source

	for scripts in "$1"/root/usr/src/*-common/scripts; do
		[[ -d $scripts ]] || continue
		grep -q checker-valid.sh "${scripts%/*}/Makefile" || continue
		source=$("$here/source.sh") || exit
		cp "$source/scripts/checker-valid.sh" "$scripts/"
		cp "$source/scripts/checker-valid.sh" "$1/checker"
	done
}

get_stock()
{
	local flavour=$1 dest=$2 tmp=$2.tmp deb

	rm -rf "$tmp"
	mkdir -p "$tmp/deb" "$tmp/root" "$tmp/image"
	fetch_stock "$tmp" "$flavour"
	for deb in "$tmp"/deb/*.deb; do
		case ${deb##*/} in
		linux-image-* | linux-modules-* | linux-binary-*)
			unpack_image "$deb" "$tmp" ;;
		*) unpack_headers "$deb" "$tmp" "$dest" ;;
		esac
	done
	add_checker "$tmp"
	use_own_tools "$tmp" >/dev/null
	collect_image "$tmp"
	rm -rf "$tmp/deb"
	ln -s "root/usr/src/linux-headers-$(<"$tmp/release")" "$tmp/build"
	rm -rf "$dest"
	mv "$tmp" "$dest"
}

# A kernel of our own is as good as what it is made of.
key_of()
{
	case $1 in
	judge | debug) "$here/../judge/build.sh" --key "$1" ;;
	esac
}

has_kernel()
{
	[[ -e $1/release && -e $1/build/Makefile ]]
}

has_modules()
{
	local dest=$1 name

	for name in "${wanted[@]}"; do
		[[ -e $dest/modules/$name.ko ]] || return
	done
}

# Those of a distribution never age.
is_there()
{
	local dest=$1 key=$2

	has_kernel "$dest" && has_modules "$dest" &&
		{ [[ -z $key ]] || [[ $(<"$dest/key") == "$key" ]]; }
}

get()
{
	local flavour=$1 dest=$2 key=$3 source

	! is_there "$dest" "$key" || return 0
	case $flavour in
	judge | debug)
		source=$("$here/source.sh") || exit
		"$here/../judge/build.sh" --source "$source" "$flavour" "$dest"
		;;
	*) get_stock "$flavour" "$dest" ;;
	esac
}

main()
{
	local flavour dest key cached=0 kvm=''

	while [[ ${1:-} == --* ]]; do
		case $1 in
		--cached) cached=1 ;;
		--kvm) kvm=kvm- wanted+=("${kvm_modules[@]}") ;;
		*) usage >&2; exit 64 ;;
		esac
		shift
	done
	flavour=${1:-}
	if [[ $flavour == /* ]]; then
		has_kernel "$flavour" || die "no kernel in $flavour"
		printf '%s\n' "$flavour"
		return
	fi
	case $kvm$flavour in
	6.1 | 6.12 | backports | rt | judge | debug) ;;
	kvm-6.1 | kvm-6.12 | kvm-backports | kvm-judge) ;;
	*) usage >&2; exit 64 ;;
	esac
	key=$(key_of "$flavour")
	dest=$vm_cache/kernels/$flavour
	if ! is_there "$dest" "$key"; then
		((!cached)) || return 1
		mkdir -p "$vm_cache/kernels"
		with_lock "kernel-$flavour" get "$flavour" "$dest" "$key"
	fi
	printf '%s\n' "$dest"
}

main "$@"
