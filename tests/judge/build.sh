#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Builds a kernel whose own TDX host code meets an emulated SEAM.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
top=$(cd "$here/../.." && pwd)
# shellcheck source=../vm/common.sh
. "$top/tests/vm/common.sh"

# The emulator as a part of the kernel: its sources, and what these include.
parts=(kmod tests/emu)

usage()
{
	cat <<'END'
Usage: build.sh --source TREE judge|debug DEST
       build.sh --key judge|debug
Builds the Linux tree TREE, which stays as it is, and leaves in DEST what
tests/vm/kernel.sh describes. With debug it has KASAN, lockdep and other checks.
--key prints what the result depends on besides TREE.
END
}

# Configuration fragments of a kernel.
fragments()
{
	printf '%s\n' "$here/machine.config" "$here/host.config"
	[[ $1 != debug ]] || printf '%s\n' "$here/debug.config"
}

key_of()
{
	local -a files

	mapfile -t files < <(fragments "$1")
	{
		cat "${files[@]}" "$here/build.sh"
		cd "$top"
		find "${parts[@]}" -type f -name '*.[chS]' -print0 | sort -z |
			xargs -0 cksum
		cat tests/emu/Kbuild
	} | cksum
}

# A tree of our own beside TREE: its folders are links, so nothing is copied and
# nothing in it changes; its files and one more folder are ours.
make_tree()
{
	local source=$1 tree=$2 entry name part

	rm -rf "$tree"
	mkdir -p "$tree/tdxctl/tests"
	for entry in "$source"/* "$source"/.[a-z]*; do
		name=${entry##*/}
		case $name in
		.git | .config | .package) ;;
		*)
			if [[ -d $entry ]]; then
				ln -s "$entry" "$tree/$name"
			else
				cp -p "$entry" "$tree/$name"
			fi
			;;
		esac
	done
	for part in "${parts[@]}"; do
		cp -rp "$top/$part" "$tree/tdxctl/$part"
	done
	echo 'obj-y += tdxctl/tests/emu/' >>"$tree/Kbuild"
	# A link to the tree is newer than what was built from it.
	touch -r "$source/Kbuild" "$tree/Kbuild"
}

# Every line of a fragment must have survived the dependencies of Kconfig.
check_config()
{
	local file=$1 line
	shift

	while read -r line; do
		[[ $line != CONFIG_* ]] || grep -qxF "$line" "$file" ||
			die "the kernel's configuration does not keep $line"
	done < <(cat "$@")
}

configure()
{
	local tree=$1 obj=$2 flavour=$3
	local -a files

	mapfile -t files < <(fragments "$flavour")
	cat "${files[@]}" >"$obj/all.config"
	make -s -C "$tree" O="$obj" KCONFIG_ALLCONFIG="$obj/all.config" \
		allnoconfig
	check_config "$obj/.config" "${files[@]}"
}

# Where Linux reads MSRs of VMX and TDX at boot, for a debugger that answers them:
# behind each RDMSR, with the number of the MSR, which is the last one put into
# ECX. In the order in which that happens.
msr_reads()
{
	local vmlinux=$1 function

	for function in x86_virt_init tdx_init; do
		objdump -d --no-show-raw-insn --disassemble="$function" \
			"$vmlinux" | awk '
		/mov +\$0x[0-9a-f]+,%ecx/ {
			split($0, part, "\\$")
			split(part[2], number, ",")
			msr = number[1]
		}
		behind { sub(":", "", $1); print msr, "0x" $1; behind = 0 }
		/\trdmsr/ { behind = 1 }
		'
	done
}

# What kernel.sh wants of a kernel, out of its object tree.
collect()
{
	local obj=$1 dest=$2 name

	mkdir -p "$dest/modules"
	cp "$obj/arch/x86/boot/bzImage" "$dest/vmlinuz"
	cp "$obj"/arch/x86/kernel/{msr,cpuid}.ko "$dest/modules/"
	for name in arch/x86/kvm/kvm arch/x86/kvm/kvm-intel \
		virt/lib/irqbypass drivers/virt/coco/tdx-host/tdx-host; do
		cp "$obj/$name.ko" "$dest/modules/"
	done
	cp "$obj/include/config/kernel.release" "$dest/release"
	msr_reads "$obj/vmlinux" >"$dest/msr-at"
	grep -q '^0x87 ' "$dest/msr-at" ||
		die "tdx_init() of this kernel does not read MSR 0x87"
	cp "$obj/source/scripts/checker-valid.sh" "$dest/checker" 2>/dev/null ||
		true
	ln -s "$obj" "$dest/build"
}

compile()
{
	local tree=$1 obj=$2 flavour=$3

	configure "$tree" "$obj" "$flavour" &&
		make -C "$tree" O="$obj" -j"$(nproc)" bzImage modules
}

# The objects stay: after a change of the emulator only the linker has to work.
build()
{
	local source=$1 flavour=$2 dest=$3 base=$vm_cache/build-${3##*/}
	local log=$vm_cache/${3##*/}-kernel.log

	mkdir -p "$base/obj" "${dest%/*}"
	make_tree "$source" "$base/tree"
	if ! (compile "$base/tree" "$base/obj" "$flavour") >"$log" 2>&1; then
		grep -E '(error|Error|die|keep)' "$log" | tail -n 10 >&2
		tail -n 20 "$log" >&2
		die "the $flavour kernel did not build, see $log"
	fi
	rm -rf "$dest.tmp"
	collect "$base/obj" "$dest.tmp"
	key_of "$flavour" >"$dest.tmp/key"
	rm -rf "$dest"
	mv "$dest.tmp" "$dest"
}

main()
{
	case ${1:-}:$#:${2:-} in
	--key:2:judge | --key:2:debug) key_of "$2" ;;
	--source:4:*)
		[[ -e $2/arch/x86/virt/vmx/tdx/tdx.c ]] ||
			die "no Linux tree with TDX host code: $2"
		build "$(cd "$2" && pwd)" "$3" "$4"
		;;
	*) usage >&2; exit 64 ;;
	esac
}

main "$@"
