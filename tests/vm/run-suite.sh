#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Runs the suites of tests/vm/guest on one kernel and prints one TAP stream.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=common.sh
. "$here/common.sh"
# shellcheck source=points.bash
. "$here/points.bash"

# What tests nothing on a kernel that lets no module enter VMX operation. That the
# helper refuses to there is what refused.bats tests.
entering=(enter crash wide stuck stuck-probe stuck-vmxon stuck-vmxon-valid)

# The debug kernel cannot be loaded for kexec, nor has it cpusets. Otherwise: what
# a kernel has nothing of its own to say about, and Linux 6.12, which has all
# suites but that of 512 CPUs, has said already. By its name any can be run anywhere.
declare -A elsewhere=(
	[6.1]='fake keyid scenarios without hung crash wide
		stuck stuck-probe stuck-vmxon stuck-vmxon-valid'
	[6.12]='many'
	[backports]='fake keyid scenarios crash wide many
		stuck stuck-probe stuck-vmxon stuck-vmxon-valid'
	[rt]='emulator enter fake keyid netlink planted privilege refused scenarios waiting
		without ynl kexec hung reboot storm crash interrupts partitions wide many
		stuck stuck-probe stuck-vmxon stuck-vmxon-valid'
	[debug]='fake keyid scenarios without ynl crash interrupts kexec hung partitions
		wide many stuck-probe stuck-vmxon stuck-vmxon-valid'
)

flavour='' work='' suite='' helper='' smp=8 programs=() storm=() planned=0

usage()
{
	cat <<'END'
Usage: run-suite.sh [OPTION...] FLAVOUR [PROGRAM...]
  --work DIR     keep modules, archive and kernel log here
  --suite NAME   only tests/vm/guest/NAME.bats, or guest/apart/NAME.bats, or
                 only kexec, hung, reboot, storm or many (CPUs)
  --helper FILE  this module, built for that kernel, instead of one built here
  --storm WORDS  options for storm.sh, which says what they are
  --smp N        CPUs (default 8)
PROGRAM is put into the guest with its libraries, tdxctl for a start.
END
}

parse()
{
	while (($#)); do
		case $1 in
		--work) work=$2; shift ;;
		--suite) suite=$2; shift ;;
		--helper) helper=$2; shift ;;
		--storm) read -ra storm <<<"$2"; shift ;;
		--smp) smp=$2; shift ;;
		--help) usage; exit 0 ;;
		-*) usage >&2; exit 64 ;;
		*) break ;;
		esac
		shift
	done
	(($#)) || { usage >&2; exit 64; }
	flavour=$1
	shift
	programs=("$@")
}

# The guest's points keep their numbers; its plan waits until ours are known.
guest_line()
{
	local line=$1

	case $line in
	1..*) planned=${line#1..} ;;
	'ok '* | 'not ok '*)
		points=$((points + 1))
		[[ $line == ok* ]] || failed=1
		printf '%s\n' "$line"
		;;
	'unload ok') unloaded=ok ;;
	'unload not ok'*) unloaded='not ok'; printf '# %s\n' "$line" ;;
	*) printf '%s\n' "$line" ;;
	esac
}

# A test that was announced and never ran is a failure with a number.
missing_points()
{
	((planned)) || point 'not ok' 'the guest announced no test'
	while ((points < planned)); do
		point 'not ok' 'did not run: the machine stopped before it'
	done
}

# In a copy: what was built here stays what its key says.
use_helper()
{
	modules=$work/modules-given
	rm -rf "$modules"
	mkdir "$modules"
	cp "$work"/modules/*.ko "$modules/"
	cp "$helper" "$modules/tdxctl.ko"
}

prepare()
{
	local modules=$work/modules

	"$here/build-modules.sh" "$flavour" "$work/modules"
	[[ -z $helper ]] || use_helper
	"$here/build-client.sh" "$work/client"
	"$here/initramfs.sh" --ynl "$work/initramfs" "$flavour" "$modules" \
		"$work"/client/* "${programs[@]}"
}

boot()
{
	"$here/boot.sh" --kernel "$flavour" --initramfs "$work/initramfs" \
		--smp "$smp" --no-klog-check "$@" 2>&1
}

# wants NAME: whether a suite was asked for, and has something to test here.
wants()
{
	local others=" ${elsewhere[$flavour]//[$'\n\t']/ } "

	case $suite in
	"$1") ;;
	'') [[ $others != *" $1 "* ]] || return ;;
	*) return 1 ;;
	esac
	[[ " ${entering[*]} " != *" $1 "* ]] || helper_enters "$work/modules"
}

run_guest()
{
	local line unloaded='not ok' file name tests=()

	for file in "$here"/guest/*.bats; do
		name=$(basename "$file" .bats)
		! wants "$name" || tests+=("/tests/vm/guest/$name.bats")
	done
	((${#tests[@]})) || return 0
	while IFS= read -r line; do
		guest_line "$line"
	done < <(boot --timeout 1800 --klog "$work/klog" -- \
		/tests/vm/guest/run.sh "${tests[@]}")
	missing_points
	point "$unloaded" 'the modules unload cleanly'
	check_klog "$work/klog" 'the kernel log is clean'
}

# The kernel that kexec starts, and all that it runs.
add_second_kernel()
{
	local tree=$work/second

	rm -rf "$tree"
	mkdir -p "$tree/root/bin" "$tree/kexec"
	cp "$(command -v busybox)" "$tree/root/bin/busybox"
	printf '%s\n' '#!/bin/busybox sh' \
		'/bin/busybox echo "second kernel: up" >/dev/console' \
		'/bin/busybox poweroff -f' >"$tree/root/init"
	chmod 755 "$tree/root/init"
	cp "$("$here/kernel.sh" "$flavour")/vmlinuz" "$tree/kexec/vmlinuz"
	archive "$tree/root" . >"$tree/kexec/initrd"
	{ cat "$work/initramfs"; archive "$tree" kexec; } >"$work/initramfs-kexec"
}

# archive DIR NAME
archive()
{
	(cd "$1" && find "$2" -mindepth "$([[ $2 == . ]] && echo 1 || echo 0)" |
		cpio --quiet -o -H newc -R 0:0)
}

# helper_lines KLOG: what the helper said, but for what each module is met with.
helper_lines()
{
	tr -d '\r' <"$1" | sed -n 's/^\[[ 0-9.]*\] tdxctl: //p' |
		grep -vE '^loading out-of-tree module|^module verification failed' || true
}

# run_end NAME LEFT LAST-LINE SAID ARGUMENT...: a host ends as reboot.sh is told;
# what the emulator finds to be left in the caches then, and what the helper said.
run_end()
{
	local name=$1 left=$2 last=$3 said=$4 output klog=$work/klog-$1
	shift 4

	if output=$(boot --timeout 900 --threads 2 --expect-end "$last" \
		--initramfs "$work/initramfs-kexec" --klog "$klog" \
		-- /tests/vm/guest/reboot.sh "$@") &&
		grep -q "tdxemu: going down: $left " "$klog" &&
		[[ $(helper_lines "$klog") == "$said" ]]; then
		point ok "$name: $left"
	else
		point 'not ok' "$name: $left"
		printf '%s\n' "$output" | sed 's/^/# /'
		grep -E 'tdx(emu|ctl): ' "$klog" | sed 's/^/# /' || true
	fi
	check_klog "$klog" "the kernel log is clean ($name)" ''
}

# run_kexec_end NAME LEFT SAID HOST READING HUNG-CPU
run_kexec_end()
{
	run_end "$1" "$2" 'second kernel: up' "$3" "${@:4}" kexec
}

# Only kexec hands memory over, and the threads of a core have their caches in
# common: eight CPUs are four cores here.
run_kexec()
{
	add_second_kernel
	run_kexec_end kexec 'dirty 0 wbinvd 4 unsafe 0 needless 0' '' healthy on -
	run_kexec_end kexec-without-seam 'dirty 0 wbinvd 0 unsafe 0 needless 0' '' \
		bios-off on -
}

# A CPU that hangs is waited for only so long by the helper, and the other thread of
# its core writes back.
run_hung()
{
	add_second_kernel
	run_kexec_end hung 'dirty 0 wbinvd 4 unsafe 0 needless 0' \
		'CPU 6 hangs: it does not write its caches back' healthy once 6
	run_kexec_end hung-amid-a-read 'dirty 8 wbinvd 0 unsafe 0 needless 0' \
		'a read does not end: going down without it, and without writing caches back' \
		healthy on 6
}

run_reboot()
{
	add_second_kernel
	run_end reboot 'dirty 8 wbinvd 0 unsafe 0 needless 0' \
		'reboot: Restarting system' '' healthy on - reboot -f
	run_end poweroff 'dirty 8 wbinvd 0 unsafe 0 needless 0' \
		'reboot: Power down' '' healthy on - poweroff -f
}

# run_job TEXT BOOT-ARGUMENT...: a boot of its own with one job, one point.
run_job()
{
	local text=$1 output
	shift

	if output=$(boot --timeout 900 "$@"); then
		point ok "$text"
	else
		point 'not ok' "$text"
		printf '%s\n' "$output" | sed 's/^/# /'
	fi
}

# Linux 6.1 can be told to expect more CPUs than there are; later kernels cannot.
run_many()
{
	run_job '512 CPUs are 512 rows over several buffers' \
		--append possible_cpus=512 --klog "$work/klog-many" \
		-- /tests/vm/guest/many.sh 512
	check_klog "$work/klog-many" 'the kernel log of 512 CPUs is clean'
}

# run_apart "NAME..." BOOT-ARGUMENT...: those that are wanted of suites which want
# another machine than the others.
run_apart()
{
	local name names=() files klog

	for name in $1; do
		! wants "$name" || names+=("$name")
	done
	shift
	((${#names[@]})) || return 0
	files=("${names[@]/#//tests/vm/guest/apart/}")
	klog=$work/klog-${names[0]}
	retell "${names[*]}" < <(boot --timeout 900 --klog "$klog" "$@" -- \
		/usr/bin/bats --tap "${files[@]/%/.bats}")
	# The helper has to speak up there, once a CPU.
	[[ ${names[0]} != stuck* ]] ||
		sed -i '/tdxctl: CPU [14] cannot leave VMX operation/d' "$klog"
	check_klog "$klog" "the kernel log is clean (${names[*]})"
}

# A panic while a CPU is in VMX operation would keep a crash kernel from starting.
# A busy CPU's tick asks an idle one to balance load by the same interrupts that
# are counted, most often CPU 0; with nohz=off none is idle in that sense. More
# CPUs than twice as many as may be in VMX operation at a time. And CPUs that are
# stuck there, of which a machine has but one.
run_all_apart()
{
	local name

	run_apart 'interrupts partitions crash' --append 'nohz=off crashkernel=32M'
	run_apart wide --smp 12
	for name in stuck stuck-probe stuck-vmxon stuck-vmxon-valid; do
		run_apart "$name"
	done
}

# Points of storm.sh get their numbers here.
run_storm()
{
	local line before=$points

	while IFS= read -r line; do
		case $line in
		'ok - '*) point ok "${line#ok - }" ;;
		'not ok - '*) point 'not ok' "${line#not ok - }" ;;
		*) printf '%s\n' "$line" ;;
		esac
	done < <("$here/storm.sh" "${storm[@]}" "$flavour" "$work" 2>&1 ||
		echo 'not ok - the storm ended early')
	((points > before)) || point 'not ok' 'the storm said nothing'
}

main()
{
	parse "$@"
	if [[ -z $work ]]; then
		work=$(mktemp -d)
		trap 'rm -rf "$work"' EXIT
	fi
	mkdir -p "$work"
	prepare
	run_guest
	! wants kexec || run_kexec
	! wants hung || run_hung
	! wants reboot || run_reboot
	! wants storm || run_storm
	! wants many || run_many
	run_all_apart
	if ((!points)); then
		[[ " ${entering[*]} " == *" $suite "* ]] || die "no suite $suite"
		printf '1..0 # SKIP %s keeps the helper out of VMX operation\n' \
			"kernel $flavour"
		exit
	fi
	printf '1..%d\n' "$points"
	exit "$failed"
}

main "$@"
