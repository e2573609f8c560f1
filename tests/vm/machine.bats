#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# boot.sh: what it says when a job or the machine ends well, badly or never.

bats_require_minimum_version 1.5.0

setup_file()
{
	export INITRAMFS=$BATS_FILE_TMPDIR/initramfs
	export VM=$BATS_TEST_DIRNAME
	"$VM/initramfs.sh" "$INITRAMFS" 6.12 ''
}

boot()
{
	run --separate-stderr "$VM/boot.sh" --kernel 6.12 --smp 2 \
		--initramfs "$INITRAMFS" "$@"
}

@test "boot: every byte of the job's output arrives, and its status" {
	# shellcheck disable=SC2016 # for the guest's shell
	bytes='for ((i = 0; i < 256; i++)); do printf "\\x$(printf %x $i)"; done'
	"$VM/boot.sh" --kernel 6.12 --smp 2 --initramfs "$INITRAMFS" -- \
		bash -c "$bytes; exit 7" >"$BATS_TEST_TMPDIR/out" || status=$?
	[ "$status" -eq 7 ]
	LC_ALL=C bash -c "$bytes" | cmp - "$BATS_TEST_TMPDIR/out"
}

@test "boot: words of the job keep their spaces and quotes" {
	# shellcheck disable=SC2016 # it must not expand
	boot -- printf '<%s>\n' 'a b' "it's" '$HOME *' ''
	[ "$status" -eq 0 ]
	[ "$output" = $'<a b>\n<it\'s>\n<$HOME *>\n<>' ]
	[ -z "$stderr" ]
}

@test "boot: standard error arrives apart from the output" {
	boot -- bash -c 'echo data; echo "exit 3" >&2; printf talk >&2; exit 4'
	[ "$status" -eq 4 ]
	[ "$output" = data ]
	[ "$stderr" = $'exit 3\ntalk' ]
}

@test "boot: a panic is a failure of the machine, with its reason" {
	boot -- bash -c 'echo c >/proc/sysrq-trigger'
	[ "$status" -eq 125 ]
	[[ $stderr == 'boot.sh: the machine stopped before the job ended: '*sysrq* ]]
}

@test "boot: a machine that never ends is stopped" {
	boot --timeout 12 -- sleep 1000
	[ "$status" -eq 125 ]
	[ "${stderr_lines[-1]}" = 'boot.sh: no end after 12 s' ]
}

@test "boot: a job that switches the machine off did not end" {
	boot -- poweroff -f
	[ "$status" -eq 125 ]
	[ "$stderr" = 'boot.sh: the machine stopped before the job ended' ]
}

@test "boot: a warning in the kernel log fails a job that succeeded" {
	boot -- bash -c 'echo "WARNING: as good as real" >/dev/kmsg'
	[ "$status" -eq 125 ]
	[[ $stderr == *'WARNING: as good as real'*'the kernel log is not clean' ]]
}

@test "boot: a reboot that is expected is a success" {
	boot --expect-end 'reboot: Restarting system' --no-klog-check -- reboot -f
	[ "$status" -eq 0 ]
}

# guest_khz KLOG: what the guest takes for the frequency of its TSC.
guest_khz()
{
	sed -n 's/.*tsc: Detected \([0-9]*\)\.\([0-9]*\) MHz.*/\1\2/p' "$1" |
		head -n 1
}

# Others on the same processor interrupt a guest that measures its clock. That is
# wrong every second time, so it also counts that the guest measures nothing.
@test "boot: the guest's clock is right although this machine is busy" {
	local i cpu pids=() khz klog=$BATS_TEST_TMPDIR/klog

	gcc -O2 -o "$BATS_TEST_TMPDIR/tsc-khz" "$VM/tsc-khz.c"
	khz=$("$BATS_TEST_TMPDIR/tsc-khz")
	cpu=$(taskset -cp $$ | sed 's/.*: //; s/[-,].*//')
	for ((i = 0; i < 3; i++)); do
		timeout 600 taskset -c "$cpu" sh -c 'while :; do :; done' 3>&- &
		pids+=($!)
	done
	run taskset -c "$cpu" "$VM/boot.sh" --smp 2 --timeout 500 \
		--initramfs "$INITRAMFS" --klog "$klog" -- true
	kill "${pids[@]}"
	[ "$status" -eq 0 ]
	((1000 * $(guest_khz "$klog") / khz == 999 ||
		1000 * $(guest_khz "$klog") / khz == 1000))
	run ! grep -E 'PIT calibration|calibrate against PIT' "$klog"
}
