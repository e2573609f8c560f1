#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Boots a Bochs processor with real VMX, runs one job on it and exits as it did.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
vm=$here/../vm
# shellcheck source=../vm/common.sh
. "$vm/common.sh"
# shellcheck source=../vm/job.bash
. "$vm/job.bash"

kernel=6.12 initramfs='' append='' timeout=600 klog='' check=1 no_vmx=''
bochs='' tdx_host=0

# Where the kernel is built to lie, and where bochsrc puts it.
image_at=$((0x1000000))

# Bochs hands out its memory in blocks of this size, in the order of first use.
block=$((128 * 1024))

usage()
{
	cat <<'END'
Usage: boot.sh [OPTION...] -- JOB [ARGUMENT...]
  --kernel FLAVOUR   6.1, 6.12 (default) or judge
  --tdx-host         MSRs of a TDX host (msrs.def), and an emulated SEAM in the
                     kernel, which must be judge
  --initramfs FILE   made by ../vm/initramfs.sh; default: one without extra
                     programs
  --append WORDS     more words for the kernel command line
  --no-vmx boot|other|all
                     the BIOS locks IA32_FEAT_CTL without VMX on the boot CPU,
                     the other one, or both
  --timeout SECONDS  for the whole run (default 600)
  --klog FILE        keep the kernel log here
  --no-klog-check    do not fail on warnings in the kernel log
Exit status: the job's; 125 where the machine failed, with the reason.
END
}

fail()
{
	printf 'boot.sh: %s\n' "$1" >&2
	exit 125
}

parse()
{
	while (($#)); do
		case $1 in
		--kernel) kernel=$2; shift ;;
		--initramfs) initramfs=$2; shift ;;
		--append) append=$2; shift ;;
		--no-vmx) no_vmx=$2; shift ;;
		--tdx-host) tdx_host=1 ;;
		--timeout) timeout=$2; shift ;;
		--klog) klog=$2; shift ;;
		--no-klog-check) check=0 ;;
		--help) usage; exit 0 ;;
		--) shift; job=("$@"); return ;;
		*) usage >&2; exit 64 ;;
		esac
		shift
	done
}

# The TSC is as fast as bochsrc says, and not as the CPUID of a Skylake does.
# In Bochs 2.7 XSAVE has a size that Linux warns of, and programs die of XSAVEC
# (3.0 mends that); cycles are not counted, but Linux reads them at each tick;
# MWAIT sleeps through wake-ups that are no more than a write to memory.
# Mitigations cost time, and protect nobody here. A reboot is the triple fault
# that ends the machine.
command_line()
{
	local words='console=ttyS0,115200 panic=-1 oops=panic reboot=t'

	words+=' rcupdate.rcu_cpu_stall_timeout=90 random.trust_cpu=on'
	words+=' tsc=reliable tsc_early_khz=20000 no_timer_check'
	words+=' mitigations=off idle=halt'
	if ((tdx_host)); then
		# Linux wants XSAVE for TDX, so only what goes wrong is left out.
		words+=' clearcpuid=aperfmperf,xsavec,xsaves'
		words+=' setcpuid=movdir64b nohibernate tdxseam.real_vmx=1'
		words+=' tdxseam.scenario="all: version=1.5.06"'
	else
		words+=' noxsave clearcpuid=aperfmperf'
	fi
	printf '%s' "$words $append"
}

page_align()
{
	truncate -s %4096 "$1"
}

# Where the last segment of an ELF file ends in memory, beyond what is in the file.
end_of()
{
	local type place size last=0 rest

	while read -r type _ _ place _ size rest; do
		[[ $type == LOAD ]] || continue
		((place + size <= last)) || last=$((place + size))
	done < <(readelf -lW "$1")
	echo "$last"
}

# The kernel as it lies in memory: the segments of its ELF file, one by one, with
# what it clears by itself, for what lies there would be lost.
unpack_kernel()
{
	local kernel_dir

	kernel_dir=$("$vm/kernel.sh" "$kernel")
	cp "$kernel_dir/vmlinuz" vmlinuz
	"$("$vm/source.sh")/scripts/extract-vmlinux" vmlinuz >vmlinux
	objcopy -O binary vmlinux image
	truncate -s "$(($(end_of vmlinux) - image_at))" image
	page_align image
}

pack_initramfs()
{
	if [[ -z $initramfs ]]; then
		initramfs=base
		"$vm/initramfs.sh" "$initramfs" "$kernel" ''
	fi
	{ cat "$initramfs"; write_job tree "${job[@]}"; } >initrd
}

size_of()
{
	stat -c %s "$1"
}

# e_entry of an ELF file.
entry_of()
{
	od -An -t u8 -j 24 -N 8 "$1" | tr -d ' '
}

# What is loaded, one behind the other: kernel, initramfs, boot parameters.
make_image()
{
	local initrd params

	initrd=$((image_at + $(size_of image)))
	cat initrd >>image
	page_align image
	params=$((image_at + $(size_of image)))
	command_line >cmdline
	as -o linux.o --defsym "ENTRY=$(entry_of vmlinux)" \
		--defsym "INITRD=$initrd" --defsym "PARAMS=$params" \
		--defsym "INITRD_SIZE=$(size_of initrd)" "$here/linux.S"
	ld -o linux -e 0x7c00 --section-start=.sector=0x7c00 \
		--section-start=".params=$params" linux.o
	objcopy -O binary -j .sector linux sector
	truncate -s 1440K sector
	objcopy -O binary -j .params linux params
	cat params >>image
}

# In the BIOS each CPU sets lock and VMX (5) in IA32_FEAT_CTL, the one that boots
# in code of 32 bits, the other in code of 16 bits:
# mov $0x3a,%ecx; rdmsr; or $5,%eax.
make_bios()
{
	local from=/usr/share/bochs/BIOS-bochs-latest
	local read='\xb9\x3a\x00\x00\x00\x0f\x32'
	local boot="s/($read\x83\xc8)\x05/\1\x01/"
	local other="s/(\x66$read\x66\x83\xc8)\x05/\1\x01/"
	local -a edits=()

	case $no_vmx in
	boot) edits=("$boot") ;;
	other) edits=("$other") ;;
	all) edits=("$boot" "$other") ;;
	esac
	LC_ALL=C sed -E "${edits[@]/#/-e}" -e '' "$from" >bios
	(($(cmp -l "$from" bios | wc -l) == ${#edits[@]}))
}

# The initramfs and the log are the caller's files, from where the caller is.
prepare()
{
	unpack_kernel
	pack_initramfs
	make_image
	make_bios
	cp /usr/share/bochs/VGABIOS-lgpl-latest vgabios
	cp "$here/bochsrc" bochsrc
	if ((tdx_host)); then
		cp "$here/msrs.def" msrs.def
		sed -i '/^cpu: /s/$/, msrs=msrs.def/' bochsrc
	fi
	touch klog job verdict
}

# To the debugger that stops Bochs before its first instruction. Bochs reads an
# image in one piece, but hands out memory in blocks, in the order in which they
# are first looked at: so they are looked at in the order of the image.
orders()
{
	local at end=$((image_at + $(size_of image)))

	for ((at = image_at; at < end; at += block)); do
		printf 'xp /1bx %#x\n' "$at"
	done
	echo continue
}

# Bochs ends with status 1 when the machine is switched off: only timeout's own
# verdict counts. The job's output is passed on as it comes. The display is a
# server that whoever reaches this machine may talk to, hence a network of its
# own where one can be had.
run_machine()
{
	local status=0
	local -a alone=() options=(-f bochsrc)

	# Bochs 3.0 starts its debugger only if it is told to.
	[[ $(bochs --help 2>&1) != *' -debugger '* ]] || options+=(-debugger)
	! unshare -rn true 2>/dev/null || alone=(unshare -rn)
	orders >stdin
	timeout --foreground -k 5 "$timeout" "${alone[@]}" \
		bochs "${options[@]}" <stdin >bochs.out 2>&1 &
	bochs=$!
	tail -c +1 -s 0.2 -f --pid="$bochs" job
	wait "$bochs" || status=$?
	bochs=''
	return "$status"
}

# However this ends, Bochs does not go on.
# shellcheck disable=SC2317 # a trap calls it
stop()
{
	[[ -z $bochs ]] || kill "$bochs" || true
	rm -rf "$scratch"
}

# Why Bochs gave up, where the kernel had nothing to say.
machine_words()
{
	sed -n 's/.*>>PANIC<</bochs:/p' log | head -n 1
}

main()
{
	local status=0 result
	job=()
	parse "$@"
	((${#job[@]})) || { usage >&2; exit 64; }
	command -v bochs >/dev/null || fail 'bochs is not installed'
	[[ -z $initramfs ]] || initramfs=$(realpath "$initramfs")
	[[ -z $klog ]] || klog=$(realpath "$klog")
	scratch=$(mktemp -d)
	trap stop EXIT
	cd "$scratch"
	prepare || fail 'the machine could not be prepared'
	run_machine || status=$?
	[[ -z $klog ]] || cp klog "$klog"
	show_stderr verdict
	result=$(verdict "$status" "$timeout" verdict klog) || {
		machine_words >&2
		fail "$result"
	}
	if ((check)); then
		"$vm/klog-check.sh" --complete klog >&2 ||
			fail 'the kernel log is not clean'
	fi
	exit "$result"
}

main "$@"
