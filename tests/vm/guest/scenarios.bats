#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# tdxctl on every emulated host: text, JSON and exit status, whole.

setup_file()
{
	insmod /modules/tdxemu.ko
	insmod /modules/tdxctl.ko
}

teardown_file()
{
	rmmod tdxctl
	rmmod tdxemu
}

setup()
{
	# shellcheck source=host.bash
	. /tests/vm/guest/host.bash
}

# scenario NAME: each run of a scenario against its expected outputs; the last
# one is that whose counters a test sees.
scenario()
{
	local name=$1 kind arguments

	take_cpus "$name" 0
	replay "$name"
	while read -r kind arguments; do
		host "$name"
		# shellcheck disable=SC2086 # words are wanted
		whole $arguments \
			--root "$(root_of "$name" "${arguments%% *}")" \
			>"$BATS_TEST_TMPDIR/all"
		same "$scenarios/expected/$name.$kind" "$BATS_TEST_TMPDIR/all"
		nothing_forbidden
	done < <(runs_of "$name" | tac)
	take_cpus "$name" 1
}

# judged ARGUMENT...: the verdict as JSON, but for where it is read, and when.
judged()
{
	tdx check -j "$@"
	normalised "$out" | sed -E 's/^(  "source": ).*/\1S/
		s/("value": )"[0-9]+\.[0-9]{2} [0-9]+\.[0-9]{2}"/\1"UPTIME"/'
	echo "exit status: $status"
}

# replay NAME: what check says of a snapshot is what it says of the host.
replay()
{
	local saved=$BATS_TEST_TMPDIR/saved.json files

	files=$(root_of "$1" snapshot)
	host "$1"
	tdxctl snapshot --root "$files" >"$saved" 2>/dev/null || true
	host "$1"
	judged --root "$files" >"$BATS_TEST_TMPDIR/live"
	judged --from "$saved" >"$BATS_TEST_TMPDIR/replayed"
	same "$BATS_TEST_TMPDIR/live" "$BATS_TEST_TMPDIR/replayed"
}

@test "healthy: the module answers everywhere" {
	scenario healthy
	[[ $(counter answered) == 8 ]]
}

@test "--root: registers that the helper reads are said to be of this host" {
	local command

	host healthy
	for command in probe keyid vmx check snapshot; do
		tdxctl "$command" --root "$root" -c 0 2>&1 >/dev/null |
			grep -c "$root_warning $root\$"
		tdxctl "$command" -c 0 2>&1 >/dev/null |
			grep -c "$root_warning" || true
	done >"$BATS_TEST_TMPDIR/counts"
	[[ $(tr -d '\n' <"$BATS_TEST_TMPDIR/counts") == 1010101010 ]]
}

# It would fail if it met a CPU in the module.
@test "a runtime update of the module: no SEAMCALL is issued" {
	local updating kind

	updating=$(root_of healthy check)/sys/class/firmware/tdx_module
	mkdir -p "$updating"
	for kind in programming idle; do
		echo "$kind" >"$updating/status"
		host healthy
		whole probe -c 1-3 --root "$(root_of healthy check)"
		whole check --root "$(root_of healthy check)"
		echo "SEAMCALLs: $(counter seamcall)"
	done >"$BATS_TEST_TMPDIR/all"
	same - "$BATS_TEST_TMPDIR/all" <<'END'
SEAMCALL was not issued on CPUs 1-3: a runtime update of the TDX module is running: it is not probed

CPUS COUNT RESULT STATUS NAME
1-3      3 busy   -      -
stderr: tdxctl: probe: a runtime update of the TDX module is running: it is not probed
stderr: hint: try again when it has ended
exit status: 2
Whether TDX works on this host cannot be told yet: nothing was found wrong, but not all was seen
Open: whether KVM offers TDX guests is not known [kvm-abi]
Warning: an erratum touches TDX (tdx_pw_mce, seamret_invd_vmcs) [erratum]

What to do:
  1. A runtime update of the TDX module was running, so it was not probed: check again when that has ended
  2. Run tdxctl check as root on that host, where /dev/kvm is: KVM itself was not asked for its types of virtual machines

See all checks with -v, and what is behind one with --explain ID.
stderr: tdxctl: check: a runtime update of the TDX module is running: it is not probed
stderr: hint: try again when it has ended
exit status: 2
SEAMCALLs: 0
SEAMCALL succeeded on CPUs 1-3: the TDX module answers

CPUS COUNT RESULT  STATUS             NAME
1-3      3 success 0x0000000000000000 TDX_SUCCESS
exit status: 0
Whether TDX works on this host cannot be told yet: nothing was found wrong, but not all was seen
Open: whether KVM offers TDX guests is not known [kvm-abi]
Warning: an erratum touches TDX (tdx_pw_mce, seamret_invd_vmcs) [erratum]

What to do:
  1. Run tdxctl check as root on that host, where /dev/kvm is: KVM itself was not asked for its types of virtual machines

See all checks with -v, and what is behind one with --explain ID.
exit status: 2
SEAMCALLs: 17
END
}

@test "loaded-not-initialised: a status with bit 63, and what it means" {
	scenario loaded-not-initialised
}

@test "module-not-loaded: VMfailInvalid, after one retry on each CPU" {
	scenario module-not-loaded
	[[ $(counter vmfailinvalid) == 16 ]]
}

@test "busy-once: met by one retry" {
	scenario busy-once
	[[ $(counter seamcall) == 16 ]]
}

@test "vmfail-once: met by one retry" {
	scenario vmfail-once
	[[ $(counter seamcall) == 16 ]]
}

@test "no-entropy-3: met in place" {
	scenario no-entropy-3
	[[ $(counter seamcall) == 32 ]]
}

@test "bios-off: #GP with VMX on" {
	scenario bios-off
	[[ $(counter gp) == 8 ]]
}

@test "vmx-off: #UD everywhere, and CR4.VMXE is clear" {
	scenario vmx-off
	[[ $(counter ud) == 8 ]]
}

@test "no-seam: #UD although CR4.VMXE is set" {
	scenario no-seam
}

@test "one-cpu-deviates: one of eight is named" {
	scenario one-cpu-deviates
}

@test "packages-disagree: two packages are told apart" {
	scenario packages-disagree
}

@test "operand-id: a status that names its operand" {
	scenario operand-id
}

@test "informational: a status that is no fault" {
	scenario informational
}

@test "hypervisor: refused, and no SEAMCALL is issued" {
	scenario hypervisor
	[[ $(counter seamcall) == 0 ]]
}

@test "clobber: a module that loses callee-saved registers does no harm" {
	scenario clobber
}

@test "cpu-offline: a CPU that went away is a row" {
	scenario cpu-offline
}

@test "vmx-locked-off: refused to enter, and told so" {
	scenario vmx-locked-off
	[[ $(counter vmxon_tried) == 0 ]]
}

@test "feat-ctl-unlocked: left unlocked" {
	scenario feat-ctl-unlocked
	[[ $(counter vmxon_tried) == 0 ]]
}

@test "vmx-elsewhere: one package is in VMX operation" {
	scenario vmx-elsewhere
}

@test "beneath-vmx: what only entering VMX operation brings to light" {
	scenario beneath-vmx
}

@test "vmxoff-fails: nobody enters unasked" {
	scenario vmxoff-fails
	[[ $(counter vmxon_tried) == 0 ]]
}

@test "tme-off: no encryption, no key IDs" {
	scenario tme-off
}

@test "no-tme: registers that are not there" {
	scenario no-tme
}

@test "tme-mt-off: one key" {
	scenario tme-mt-off
}

@test "split-zero: key IDs, but none for TDX" {
	scenario split-zero
}

@test "one-key: none for guests" {
	scenario one-key
}

@test "keyid-msr-faults: one CPU gives no answer" {
	scenario keyid-msr-faults
}

@test "keyid-mismatch: packages that disagree" {
	scenario keyid-mismatch
}

@test "keyid-sums: registers that contradict each other" {
	scenario keyid-sums
}

@test "cpu-offline: the default leaves out CPUs known to be offline" {
	host cpu-offline
	echo 0 >/sys/devices/system/cpu/cpu3/online
	tdx probe
	echo 1 >/sys/devices/system/cpu/cpu3/online
	[[ $status == 0 ]]
	[[ $(<"$out") == "SEAMCALL succeeded on CPUs 0-2,4-7: "* ]]
}

@test "every scenario has a test here" {
	local file name

	for file in "$scenarios"/*.scn; do
		name=${file##*/}
		grep -q "scenario ${name%.scn}\$" \
			/tests/vm/guest/scenarios.bats || {
			echo "no test: $name"
			return 1
		}
	done
}

@test "isolated CPUs are rows that are read only when named" {
	cp -r "$root" "$BATS_TEST_TMPDIR/root"
	echo 6-7 >"$BATS_TEST_TMPDIR/root/sys/devices/system/cpu/isolated"
	echo 5 >"$BATS_TEST_TMPDIR/root/sys/devices/system/cpu/nohz_full"
	host healthy
	tdx probe --root "$BATS_TEST_TMPDIR/root" -o cpu,result --no-headings
	[[ $status == 0 ]]
	diff - "$out" <<-'END'
	  0 success
	  1 success
	  2 success
	  3 success
	  4 success
	  5 isolated
	  6 isolated
	  7 isolated
	END
	[[ $(counter seamcall) == 5 ]]
	tdx probe --root "$BATS_TEST_TMPDIR/root" -c 6 -o cpu,result \
		--no-headings
	[[ $(<"$out") == "  6 success" ]]
	tdx probe --root "$BATS_TEST_TMPDIR/root" -c all -o cpus,result \
		--no-headings
	[[ $(<"$out") == "0-7  success" ]]
}

@test "another leaf is refused with a text, and nothing is called" {
	host healthy
	tdx probe --root "$root" --leaf TDH.SYS.INFO
	[[ $status == 2 ]]
	[[ $(<"$err") == "tdxctl: probe: helper module refused: SEAMCALL leaf is not in the allow-list (EACCES)" ]]
	[[ $(counter seamcall) == 0 ]]
}

@test "a register that the leaf does not take is refused" {
	local reg

	host healthy
	for reg in rcx r8 r9; do
		tdx probe --root "$root" --arg "$reg=0x1000"
		[[ $status == 2 ]]
		[[ $(<"$err") == "tdxctl: probe: helper module refused: register may not be set for this SEAMCALL leaf (EACCES)" ]]
	done
	[[ $(counter seamcall) == 0 ]]
}

@test "RDX names the field to read" {
	host healthy
	tdx probe --root "$root" -c 0 --arg rdx=0xffffffffffffffff -o cpu,name \
		--no-headings
	[[ $status == 0 ]]
	[[ $(<"$out") == "  0 TDX_METADATA_FIRST_FIELD_ID_IN_CONTEXT" ]]
}

# registers: what the helper says of the SEAMRR registers of CPU 0.
registers()
{
	nlsend read 1=s:0 3=nest 1=u32:0x1400 end 3=nest 1=u32:0x1401 end
}

@test "SEAMRR registers: read where the CPU has them" {
	host healthy
	registers >"$BATS_TEST_TMPDIR/out"
	diff - "$BATS_TEST_TMPDIR/out" <<-'END'
	row v1: 6=0x0 7=0x0 3{1=0x1400 2=0x0 3=0x207c000008} 3{1=0x1401 2=0x0 3=0xffffffc000c00}
	done
	END
	nothing_forbidden
}

@test "SEAMRR registers: not even tried where MTRRCAP lacks bit 15" {
	host no-seam
	registers >"$BATS_TEST_TMPDIR/out"
	diff - "$BATS_TEST_TMPDIR/out" <<-'END'
	row v1: 6=0x0 7=0x0 3{1=0x1400 2=0x2} 3{1=0x1401 2=0x2}
	done
	END
	[[ $(counter rdmsr:0x1400) == 0 && $(counter rdmsr:0x1401) == 0 ]]
	nothing_forbidden
}

@test "an MSR that faults is a value that says so" {
	{
		cat "$scenarios/healthy.scn"
		echo "2: msr:0x87=gp"
	} >"$BATS_TEST_TMPDIR/scenario"
	cat "$BATS_TEST_TMPDIR/scenario" >/proc/tdxemu
	nlsend read 1=s:2-3 3=nest 1=u32:0x87 end >"$BATS_TEST_TMPDIR/out"
	diff - "$BATS_TEST_TMPDIR/out" <<-'END'
	row v1: 6=0x2 7=0x0 3{1=0x87 2=0x1}
	row v1: 6=0x3 7=0x0 3{1=0x87 2=0x0 3=0x200000001f}
	done
	END
}
