#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# On a kernel that lets no module enter VMX operation the helper refuses to, and
# says so beforehand. A helper built that way stands for such a kernel elsewhere.
# shellcheck disable=SC2191,SC2154 # words of nlsend; set by netlink.bash

setup()
{
	# shellcheck source=host.bash
	. /tests/vm/guest/host.bash
	# shellcheck source=netlink.bash
	. /tests/vm/guest/netlink.bash
	insmod /modules/tdxemu.ko
}

teardown()
{
	rmmod tdxctl
	rmmod tdxemu
}

call=(5=nest 1=u64:34 3=u64:0x0a00000300000008 end)
refusal='this kernel keeps modules from entering VMX operation'

# load NAME: a build of the helper, on a host outside VMX operation.
load()
{
	insmod "/modules/$1.ko"
	host vmx-off
}

# The suites that need it were chosen by the symbol that Kbuild found.
@test "refused: helper-get says what the helper was built for" {
	local built=no told=no

	! grep -q cr4_update_irqsoff /modules/tdxctl.ko || built=yes
	load tdxctl
	! enters || told=yes
	[[ $told == "$built" ]]
}

# 6.1 and 6.12 are those that are tested; Linux 6.19 is the first that may not.
@test "refused: no kernel before Linux 6.19 keeps the helper out" {
	load tdxctl
	[[ $(printf '%s\n' 6.19 "$release" | sort -V | head -n 1) == 6.19 ]] ||
		enters
}

@test "refused: entering, with a text, and nothing is tried" {
	load tdxctl-restricted
	answers "refused EOPNOTSUPP at 2: $refusal" \
		read 1=s:0 2=u32:2 "${call[@]}"
	answers "refused EOPNOTSUPP at 2: $refusal" \
		read 1=s:0 2=u32:6 "${call[@]}"
	nlsend helper-get >"$BATS_TEST_TMPDIR/helper"
	grep -q ' 6=0x1 ' "$BATS_TEST_TMPDIR/helper"
	[[ $(counter vmxon_tried) == 0 && $(counter seamcall) == 0 ]]
}

@test "refused: reading without entering goes on" {
	load tdxctl-restricted
	nlsend read 1=s:0 2=u32:1 "${call[@]}" |
		sed -E 's/ 11=0x[0-9a-f]+\}/}/' >"$BATS_TEST_TMPDIR/answer"
	same - "$BATS_TEST_TMPDIR/answer" <<-'END'
	row v1: 6=0x0 7=0x0 8=0x40000 5{8=0x2 9=0x6 10=0x1}
	done
	END
	[[ $(counter vmxon_tried) == 0 ]]
}

# whole_is ARGUMENT...: all of a run is what stands on standard input.
whole_is()
{
	whole "$@" --root "$root" >"$BATS_TEST_TMPDIR/whole"
	same /dev/stdin "$BATS_TEST_TMPDIR/whole"
}

# become LINE...: the host of a scenario of these lines, written at once.
become()
{
	printf '%s\n' "$@" >"$BATS_TEST_TMPDIR/scenario"
	cat "$BATS_TEST_TMPDIR/scenario" >/proc/tdxemu
}

note='warning: --enter-vmx has no effect: the helper module cannot enter VMX operation on this kernel'
outside='not in VMX operation, and the helper module cannot enter it on this kernel'

@test "refused: probe --enter-vmx says so, and why a CPU has no answer" {
	load tdxctl-restricted
	whole_is probe -c 0 --enter-vmx <<-END
	SEAMCALL raised #UD on CPU 0: $outside

	CPUS COUNT RESULT      STATUS NAME
	0        1 unsupported -      -

	CPU 0: Load kvm_intel, which puts all CPUs into VMX operation from Linux 6.12 on (older: while a virtual machine runs), and probe again; this outcome does not tell what the BIOS did.
	stderr: tdxctl: probe: $note
	stderr: tdxctl: probe: CPU 0: cannot run SEAMCALL: $outside
	exit status: 2
	END
	[[ $(counter vmxon_tried) == 0 ]]
}

@test "refused: probe --enter-vmx reads the CPUs that are in VMX operation" {
	load tdxctl-restricted
	become '4-7: vmx=off'
	whole_is probe --enter-vmx <<-END
	SEAMCALL raised #UD on CPUs 4-7, but succeeded on CPUs 0-3: $outside

	CPUS COUNT RESULT      STATUS             NAME
	0-3      4 success     0x0000000000000000 TDX_SUCCESS
	4-7      4 unsupported -                  -

	CPUs 4-7: Load kvm_intel, which puts all CPUs into VMX operation from Linux 6.12 on (older: while a virtual machine runs), and probe again; this outcome does not tell what the BIOS did.
	stderr: tdxctl: probe: $note
	stderr: tdxctl: probe: CPUs 4-7: cannot run SEAMCALL: $outside
	exit status: 2
	END
	tdx probe --root "$root" --enter-vmx=force -j
	[[ $status == 2 ]]
	[[ $(grep -c '"error": "unsupported"' "$out") == 5 ]]
	[[ $(grep -c '"outcome": "success"' "$out") == 5 ]]
	become '4-7: vmx=off' '0: seamrr=off'
	tdx probe --root "$root" --enter-vmx -q
	[[ $status == 1 ]]
}

@test "refused: probe --enter-vmx where all CPUs are in VMX operation" {
	load tdxctl-restricted
	host healthy
	tdx probe --root "$root" --enter-vmx -o cpus,result --no-headings
	[[ $status == 0 && $(tr -s ' ' <"$out") == '0-7 success' ]]
	[[ $(<"$err") == "tdxctl: probe: $note" ]]
	tdx probe --root "$root" --enter-vmx -q
	[[ $status == 0 && ! -s $err ]]
}

@test "refused: a #UD where CR4.VMXE is set stays what it is" {
	load tdxctl-restricted
	become '5: vmx=off vmxe=on'
	tdx probe --root "$root" --enter-vmx -o cpus,result --no-headings
	[[ $status == 1 ]]
	[[ $(tr -s ' ' <"$out") == $'0-4,6-7 success\n5 ud' ]]
}

# advises WORD COMMAND...: whether its output has the word.
advises()
{
	tdx "${@:2}"
	grep -q -e "$1" "$out" "$err"
}

@test "refused: nothing advises --enter-vmx, here or of a snapshot" {
	local snapshot=$BATS_TEST_TMPDIR/snapshot command

	load tdxctl-restricted
	tdx snapshot --root "$root" --output-file "$snapshot"
	for command in probe 'probe -j' check 'check -j' 'check --ticket' vmx \
		keyid; do
		# shellcheck disable=SC2086 # words are wanted
		if advises enter-vmx $command --root "$root" ||
			advises enter-vmx $command --from "$snapshot"; then
			echo "$command"
			return 1
		fi
	done
	advises 'Load kvm_intel' probe --from "$snapshot"
	advises 'Load kvm_intel' check --from "$snapshot"
	grep -v '"kind": "helper"' "$snapshot" >"$snapshot.old"
	advises 'probe with --enter-vmx if the helper' probe --from "$snapshot.old"
	advises 'check --enter-vmx if the helper' check --from "$snapshot.old"
}

# verdict ARGUMENT...: what check says, but for the SEAMCALL itself.
verdict()
{
	tdx check "$@"
	grep -v '^  seamcall ' "$out"
}

@test "refused: --enter-vmx changes neither verdict nor plan" {
	local snapshot=$BATS_TEST_TMPDIR/snapshot

	load tdxctl-restricted
	become '4-7: vmx=off'
	verdict --root "$root" >"$BATS_TEST_TMPDIR/check"
	verdict --root "$root" --enter-vmx >"$BATS_TEST_TMPDIR/entering"
	[[ $status == 1 && $(<"$err") == "tdxctl: check: $note" ]]
	same "$BATS_TEST_TMPDIR/check" "$BATS_TEST_TMPDIR/entering"
	tdx snapshot --root "$root" --enter-vmx --output-file "$snapshot"
	[[ $status == 0 && $(<"$err") == "tdxctl: snapshot: $note" ]]
	verdict --from "$snapshot" >"$BATS_TEST_TMPDIR/later"
	same "$BATS_TEST_TMPDIR/check" "$BATS_TEST_TMPDIR/later"
	tdx probe --root "$root" --enter-vmx
	cp "$out" "$BATS_TEST_TMPDIR/probe"
	tdx probe --from "$snapshot"
	same "$BATS_TEST_TMPDIR/probe" "$out"
}
