#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Boots the test machine, runs one job in it and exits as the job did.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=common.sh
. "$here/common.sh"
# shellcheck source=job.bash
. "$here/job.bash"

# Sapphire Rapids by its CPUID words, with all that the emulation has to give, but
# for x2APIC, which only QEMU 9 and later have to give.
cpu='max,-hypervisor,-x2apic,vendor=GenuineIntel,family=6,model=143,stepping=8'
cpu+=',model-id=Intel(R) Xeon(R) Platinum 8480+'

kernel=6.12 initramfs='' smp=8 append='' count=0 tty=0 timeout=120 klog=''
check=1 end='' memory='' scenario='' threads=1

usage()
{
	cat <<'END'
Usage: boot.sh [OPTION...] -- JOB [ARGUMENT...]
  --kernel FLAVOUR   what kernel.sh has; default 6.12
  --initramfs FILE   made by initramfs.sh; default: one without extra programs
  --smp N            CPUs, over two packages where N is even (default 8)
  --threads N        of a core (default 1)
  --memory MIB       default 512, debug 1024
  --append WORDS     more words for the kernel command line
  --scenario FILE    the host that the SEAM emulated in the kernel itself plays
                     from the start (kernels judge and debug); a line
                     "# lacks: vmx" in it takes VMX from the CPUs' features
  --count            the clock counts instructions, so that times compare
  --timeout SECONDS  for the whole run (default 120)
  --klog FILE        keep the kernel log here
  --no-klog-check    do not fail on warnings in the kernel log
  --expect-end TEXT  the job ends the kernel: success is this line in its log
  --tty              the job gets this terminal, with its size and TERM
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
		--smp) smp=$2; shift ;;
		--threads) threads=$2; shift ;;
		--memory) memory=$2; shift ;;
		--append) append=$2; shift ;;
		--scenario) scenario=$2; shift ;;
		--count) count=1 ;;
		--timeout) timeout=$2; shift ;;
		--klog) klog=$2; shift ;;
		--no-klog-check) check=0 ;;
		--expect-end) end=$2; shift ;;
		--tty) tty=1 ;;
		--help) usage; exit 0 ;;
		--) shift; job=("$@"); return ;;
		*) usage >&2; exit 64 ;;
		esac
		shift
	done
}

prepare()
{
	kernel_dir=$("$here/kernel.sh" "$kernel")
	if [[ -z $initramfs ]]; then
		initramfs=$scratch/base.cpio
		"$here/initramfs.sh" "$initramfs" "$kernel" ''
	fi
	{ cat "$initramfs"; write_job "$scratch" "${job[@]}"; } \
		>"$scratch/initrd"
	[[ -n $klog ]] || klog=$scratch/klog
	[[ -n $memory ]] || memory=$([[ $kernel == debug ]] && echo 1024 || echo 512)
}

# The lines of a scenario, without comments, as one word of a command line.
scenario_text()
{
	sed -E 's/#.*//; s/^[[:space:]]+//; s/[[:space:]]+$//; /^$/d' "$1" |
		paste -sd ';'
}

# What the host's processor has that Linux looks at before the emulator is there:
# features by the command line, MSRs by a debugger. Of VMX Linux takes notice as
# IA32_FEAT_CTL permits, which the emulator gives it too late.
features()
{
	local words=movdir64b,ss

	grep -q '^# lacks: vmx$' "$scenario" || words+=,vmx
	printf '%s' "$words"
}

# msr_value MSR: what the scenario gives it on all CPUs, or what a healthy host
# has, which is the row of it in the emulator's profile.
msr_value()
{
	local value name profile=$here/../emu/profile.c

	value=$(scenario_text "$scenario" |
		sed -nE "s/.*\\<all:[^;]*\\<msr:$1=(0x[0-9a-f]+).*/\\1/p")
	case $1 in
	0x87) name=EMU_MSR_KEYID_PARTITIONING ;;
	0x480) name=EMU_MSR_VMX_BASIC ;;
	esac
	[[ -n $value ]] || value=$(sed -nE \
		"s/^\\t\\{ $name, (0x[0-9a-f]+) \\},.*/\\1/p" "$profile")
	printf '%s' "${value:?no value for MSR $1}"
}

# Answers the RDMSRs of a kernel that boots; QEMU waits for it.
answer_msrs()
{
	local msr address answers=()

	while read -r msr address; do
		answers+=("$address=$(msr_value "$msr")")
	done <"$kernel_dir/msr-at"
	python3 "$here/../judge/msr.py" "$scratch/gdb" "${answers[@]}"
}

# QEMU's TSC is that of this machine. A guest that measures it against another
# clock while this machine is busy finds a fraction of it: its own clock then runs
# several times too fast, and 90 seconds of patience are a few. Instructions that
# are counted are no time of ours.
tsc_frequency()
{
	local khz

	((!count)) || return 0
	khz=$("${CC:-gcc}" -O2 -o "$scratch/tsc-khz" "$here/tsc-khz.c" &&
		"$scratch/tsc-khz") || true
	printf '%s' "${khz:+ tsc_early_khz=$khz}"
}

# Slow emulation is no stall: the kernel's patience is stretched here, so that
# the text of a real stall can count as the failure that it is. The CPU that is
# played here needs no page table isolation, and emulation pays for it dearly.
command_line()
{
	local words='console=ttyS0,115200 panic=-1 oops=panic'

	words+=' rcupdate.rcu_cpu_stall_timeout=90 tsc=reliable no_timer_check'
	words+=" random.trust_cpu=on nopti$(tsc_frequency)"
	((!tty)) || words+=' vm.tty'
	[[ -z $scenario ]] || words+=" nokaslr setcpuid=$(features) \
tdxseam.scenario=\"$(scenario_text "$scenario")\""
	printf '%s' "$words $append"
}

run_qemu()
{
	local sockets=$((smp % 2 ? 1 : 2)) stdio=stdio,id=job,signal=off
	# CPUs that are threads of their own may go on with a translation of code
	# that another one has patched, and the guest dies of an "Oops: int3" in
	# no particular place: with QEMU 7.2, and seldom with 10.0, although its
	# 8.1 was to end that. Taking turns costs no time where as many machines
	# run as there are processors.
	local accel=(-accel 'tcg,thread=single') debugger=()

	# One instruction of any CPU is one nanosecond of the guest's time,
	# whatever else this machine is doing.
	((!count)) || accel+=(-icount 'shift=0,sleep=off')
	# While Linux looks at its boot CPU anew it forgets for a moment that
	# addresses have 57 bits: KASAN then takes what an interrupt does for a
	# fault.
	[[ $kernel != debug && -z $scenario ]] || cpu+=,-la57
	if [[ -n $scenario ]]; then
		debugger=(-S -gdb "unix:$scratch/gdb,server=on,wait=off")
		answer_msrs >&2 &
	fi
	timeout --foreground -k 5 "$timeout" qemu-system-x86_64 \
		-machine q35 "${accel[@]}" "${debugger[@]}" -cpu "$cpu" \
		-smp "$smp,sockets=$sockets,threads=$threads" -m "$memory" \
		-nodefaults -no-user-config -display none -no-reboot \
		-chardev "file,id=klog,path=$klog" -serial chardev:klog \
		-chardev "$stdio" -serial chardev:job \
		-chardev "file,id=verdict,path=$scratch/verdict" \
		-serial chardev:verdict \
		-kernel "$kernel_dir/vmlinuz" -initrd "$scratch/initrd" \
		-append "$(command_line)"
}

# QEMU makes its standard output non-blocking, which a shared pipe must not be.
# The terminal it leaves as found, unless it is killed: hence the second look.
run_machine()
{
	local saved status=0

	if ((tty)); then
		saved=$(stty -g 2>/dev/null || true)
		run_qemu || status=$?
		[[ -z $saved ]] || stty "$saved"
		return "$status"
	else
		run_qemu </dev/null | cat
	fi
}

# Prints the job's status, or the reason why there is none.
outcome()
{
	if [[ -z $end ]]; then
		verdict "$1" "$timeout" "$scratch/verdict" "$klog"
	elif grep -qaF "$end" "$klog"; then
		echo 0
	else
		echo "the machine did not say '$end'"
		return 1
	fi
}

main()
{
	local status=0 result
	job=()
	parse "$@"
	((${#job[@]})) || { usage >&2; exit 64; }
	command -v qemu-system-x86_64 >/dev/null ||
		fail 'qemu-system-x86_64 is not installed'
	scratch=$(mktemp -d)
	trap 'rm -rf "$scratch"' EXIT
	prepare || fail 'the machine could not be prepared'
	[[ -z $scenario || -e $kernel_dir/msr-at ]] ||
		fail "the kernel $kernel has no emulated SEAM"
	: >"$klog"
	: >"$scratch/verdict"
	run_machine || status=$?
	show_stderr "$scratch/verdict"
	result=$(outcome "$status") || fail "$result"
	if ((check)); then
		"$here/klog-check.sh" --complete "$klog" >&2 ||
			fail 'the kernel log is not clean'
	fi
	exit "$result"
}

main "$@"
