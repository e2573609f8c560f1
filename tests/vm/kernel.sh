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
Usage: kernel.sh [--cached] 6.1|6.12|debug
       kernel.sh [--cached] --kvm 6.1|6.12
Prints a directory that holds:
  vmlinuz   what QEMU boots        release   what uname -r says in there
  build     KDIR for modules       modules/  the modules that a guest may load
With --cached it makes nothing: the exit status says whether all is there.
With --kvm the modules include those of KVM, which the debug kernel and caches of
old lack.
END
}

# What a guest may load, and what is wanted of it.
base_modules=(msr cpuid)
kvm_modules=(irqbypass kvm kvm-intel)
wanted=("${base_modules[@]}")

# The newest image that the distribution offers for a flavour. Ubuntu has no
# cloud flavour of this name; its generic image stands in for 6.12 there.
image_of()
{
	local flavour=$1 pattern found

	case $flavour in
	6.1)  set -- 'linux-image-6\.1\.0-[0-9]+-amd64' ;;
	6.12) set -- 'linux-image-6\.12\.[^-]*-cloud-amd64(-unsigned)?' \
		'linux-image-unsigned-6\.[0-9.]+-[0-9]+-generic' ;;
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

modules_of()
{
	case $1 in
	linux-image-unsigned-*) echo "linux-modules-${2}" ;;
	esac
}

download_stock()
{
	local dir=$1 image=$2 release=$3
	local -a packages

	mapfile -t packages < <(headers_of "linux-headers-$release"
		modules_of "$image" "$release")
	((${#packages[@]})) || return 1
	fetch_deb "$dir" "$image" "${packages[@]}"
}

# The headers name each other by absolute path in one generated Makefile;
# their symbolic links are relative. So they work wherever they are unpacked.
unpack_headers()
{
	local deb=$1 dir=$2 final=$3

	dpkg -x "$deb" "$dir/root"
	find "$dir/root/usr/src" -maxdepth 2 -name Makefile -type f -exec \
		sed -i "s|^include /usr/|include $final/root/usr/|" {} +
	# Type information for BPF wants pahole or warns that it has no vmlinux.
	# Only make's copy of the option goes: the C one shapes struct module.
	find "$dir/root/usr/src" -path '*/include/config/auto.conf' -exec \
		sed -i '/^CONFIG_DEBUG_INFO_BTF_MODULES=/d' {} +
}

unpack_image()
{
	local deb=$1 dir=$2
	local -a patterns=("${base_modules[@]/#/*/x86/kernel/}"
		"${kvm_modules[@]/#/*/}")

	dpkg-deb --fsys-tarfile "$deb" | tar -x -C "$dir/image" --wildcards \
		'*/vmlinuz-*' "${patterns[@]/%/.ko*}" 2>/dev/null || true
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
	find "$dir/image" -name 'vmlinuz-*' -exec mv {} "$dir/vmlinuz" \;
	[[ -s $dir/vmlinuz ]] || die 'the kernel package holds no vmlinuz'
	rm -rf "$dir/image"
}

stock_packages()
{
	local tmp=$1 flavour=$2 image release

	image=$(image_of "$flavour")
	[[ -n $image ]] || return 1
	release=${image#linux-image-}
	release=${release#unsigned-}
	release=${release%-unsigned}
	printf '%s\n' "$release" >"$tmp/release"
	rm -f "$tmp"/deb/*
	download_stock "$tmp/deb" "$image" "$release"
}

get_stock()
{
	local flavour=$1 dest=$2 tmp=$2.tmp deb

	rm -rf "$tmp"
	mkdir -p "$tmp/deb" "$tmp/root" "$tmp/image"
	stock_packages "$tmp" "$flavour" 2>/dev/null || {
		apt_refresh
		stock_packages "$tmp" "$flavour" ||
			die "no kernel image for $flavour in the package lists"
	}
	for deb in "$tmp"/deb/*.deb; do
		case ${deb##*/} in
		linux-image-* | linux-modules-*) unpack_image "$deb" "$tmp" ;;
		*) unpack_headers "$deb" "$tmp" "$dest" ;;
		esac
	done
	collect_image "$tmp"
	rm -rf "$tmp/deb"
	ln -s "root/usr/src/linux-headers-$(<"$tmp/release")" "$tmp/build"
	rm -rf "$dest"
	mv "$tmp" "$dest"
}

# The package that a kernel in the cache came from.
image_of_release()
{
	local release=${1//./\\.}

	release=${release//+/\\+}
	newest "linux-image-(unsigned-)?$release(-unsigned)?"
}

fetch_image()
{
	local dir=$1 release=$2 image
	local -a packages

	image=$(image_of_release "$release") || return
	mapfile -t packages < <(modules_of "$image" "$release")
	fetch_deb "$dir" "$image" "${packages[@]}"
}

# move_kvm TMP DEST: beside what others may be using at this moment.
move_kvm()
{
	local tmp=$1 dest=$2 deb name

	for deb in "$tmp"/deb/*.deb; do
		unpack_image "$deb" "$tmp"
	done
	collect_modules "$tmp"
	for name in "${kvm_modules[@]}"; do
		mv "$tmp/modules/$name.ko" "$dest/modules/" || return
	done
}

# Adds what a cache of old lacks; fails where its release is no longer offered.
add_kvm()
{
	local dest=$1 tmp=$1.kvm release status=0

	release=$(<"$dest/release")
	rm -rf "$tmp"
	mkdir -p "$tmp/deb" "$tmp/image"
	fetch_image "$tmp/deb" "$release" 2>/dev/null || {
		apt_refresh
		fetch_image "$tmp/deb" "$release" || status=1
	}
	((status)) || move_kvm "$tmp" "$dest" || status=1
	rm -rf "$tmp"
	return "$status"
}

# Every line of the fragment must have survived the dependencies of Kconfig.
check_config()
{
	local line

	while read -r line; do
		case $line in
		CONFIG_*) grep -qxF "$line" "$1" ||
			die "debug.config: $line is not in the configuration" ;;
		esac
	done <"$here/debug.config"
}

build_debug()
{
	local src=$1 obj=$2 log=$3

	make -s -C "$src" O="$obj" KCONFIG_ALLCONFIG="$here/debug.config" \
		allnoconfig >"$log" 2>&1 || return
	check_config "$obj/.config"
	make -C "$src" O="$obj" -j"$(nproc)" bzImage modules >>"$log" 2>&1
}

# Modules are built against headers, scripts and symbol versions: the object
# files of the kernel itself are a gigabyte that nobody reads again.
trim_build()
{
	find "$1" \( -path "$1/scripts" -o -path "$1/tools" \) -prune -o \
		-type f \( -name '*.o' -o -name '*.a' -o -name 'vmlinux*' \) \
		-exec rm -f {} +
}

# An object tree knows its own path, so it is built where it stays, under a
# name of its own: the kernel before it serves until this one is complete.
get_debug()
{
	local dest=$1 key=$2 src obj=$vm_cache/build-debug-${2%% *}
	local log=$vm_cache/debug-kernel.log

	src=$("$here/source.sh")
	rm -rf "$obj" "$dest.tmp"
	mkdir -p "$obj" "$dest.tmp/modules"
	if ! build_debug "$src" "$obj" "$log"; then
		tail -n 20 "$log" >&2
		die "the debug kernel did not build, see $log"
	fi
	cp "$obj/arch/x86/boot/bzImage" "$dest.tmp/vmlinuz"
	cp "$obj"/arch/x86/kernel/{msr,cpuid}.ko "$dest.tmp/modules/"
	cp "$obj/include/config/kernel.release" "$dest.tmp/release"
	trim_build "$obj"
	ln -s "$obj" "$dest.tmp/build"
	printf '%s\n' "$key" >"$dest.tmp/key"
	rm -rf "$dest"
	mv "$dest.tmp" "$dest"
	find "$vm_cache" -maxdepth 1 -name 'build-debug-*' ! -path "$obj" \
		-exec rm -rf {} +
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

# The debug kernel is as good as its configuration; the others never age.
is_there()
{
	local dest=$1 key=$2

	has_kernel "$dest" && has_modules "$dest" &&
		{ [[ -z $key ]] || [[ $(<"$dest/key") == "$key" ]]; }
}

get()
{
	local flavour=$1 dest=$2 key=$3

	is_there "$dest" "$key" && return
	case $flavour in
	debug) get_debug "$dest" "$key" ;;
	*)
		# What is no longer offered gives way to the newest.
		{ has_kernel "$dest" && add_kvm "$dest"; } ||
			get_stock "$flavour" "$dest"
		;;
	esac
}

main()
{
	local flavour dest key='' cached=0 kvm=''

	while [[ ${1:-} == --* ]]; do
		case $1 in
		--cached) cached=1 ;;
		--kvm) kvm=kvm- wanted+=("${kvm_modules[@]}") ;;
		*) usage >&2; exit 64 ;;
		esac
		shift
	done
	flavour=${1:-}
	case $kvm$flavour in
	6.1 | 6.12 | kvm-6.1 | kvm-6.12) ;;
	debug) key=$(cksum <"$here/debug.config") ;;
	*) usage >&2; exit 64 ;;
	esac
	dest=$vm_cache/kernels/$flavour
	if ! is_there "$dest" "$key"; then
		((!cached)) || return 1
		mkdir -p "$vm_cache/kernels"
		with_lock "kernel-$flavour" get "$flavour" "$dest" "$key"
	fi
	printf '%s\n' "$dest"
}

main "$@"
