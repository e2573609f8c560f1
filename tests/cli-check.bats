#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# tdxctl check on snapshots, and on this machine without a helper.

bats_require_minimum_version 1.5.0

setup()
{
	TDXCTL=${TDXCTL:?}
	src=${TDXCTL_SRCDIR:?}
	cases=$src/tests/cases
	cd "$BATS_TEST_TMPDIR"
}

check()
{
	run --separate-stderr "$TDXCTL" check "$@"
}

# usage TEXT ARGUMENT...: refused with 64 and exactly this line.
usage()
{
	local text=$1
	shift

	check "$@"
	[[ $status == 64 ]]
	[[ -z $output ]]
	[[ $stderr == "tdxctl: check: $text" ]]
}

@test "check: every reported host gives its whole output, and nothing else" {
	local file name

	echo 'tests/cases/update.sh PROGRAM writes these anew'
	for file in "$cases"/case-*.json; do
		name=${file##*/}
		check --from "$file"
		diff "$cases/expected/${name%.json}.txt" \
			<(printf '%s\n' "$output")
		[[ -z $stderr ]]
	done
}

@test "check: every reported host gives the verdict and cause of the table" {
	local number verdict cause
	local -A exits=([pass]=0 [fail]=1 [unknown]=2)

	while IFS=$'\t' read -r number _ verdict cause _; do
		[[ $number != case ]] || continue
		check --json --from "$cases/case-$number.json"
		[[ $status == "${exits[$verdict]}" ]]
		[[ $(jq -r '.verdict + " " + (.cause // "-")' <<<"$output") == \
			"$verdict $cause" ]]
	done <"$cases/expected.tsv"
}

@test "check: every case stands in the table, and the other way round" {
	diff <(cd "$cases" && printf '%s\n' case-*.json | tr -dc '0-9\n') \
		<(tail -n +2 "$cases/expected.tsv" | cut -f 1)
	run ! grep -qxFf <(tail -n +2 "$cases/expected.tsv" | cut -f 1) \
		<(tail -n +2 "$cases/without.tsv" | cut -f 1)
}

@test "check: a case that is no failure never fails" {
	run grep -P '^\S+\tnone' "$cases/expected.tsv"
	[[ $status == 0 ]]
	[[ $output != *$'\tfail\t'* ]]
}

@test "check: the page of cases is what the command writes" {
	cp -r "$cases" tests-cases
	mkdir -p a/tests a/docs
	mv tests-cases a/tests/cases
	chmod -R u+w a
	a/tests/cases/update.sh "$TDXCTL"
	diff "$src/docs/cases.md" a/docs/cases.md
	diff -r "$cases/expected" a/tests/cases/expected
}

@test "check: --list names all checks, once, in the order of the document" {
	check --list
	[[ $status == 0 ]]
	[[ -z $stderr ]]
	diff <(awk '{ print $1 }' <<<"$output") \
		<("$TDXCTL" check -j --from "$cases/case-05.json" |
			jq -r '.checks[].id')
	[[ ${#lines[@]} -ge 27 ]]
}

@test "check: --explain knows every check" {
	local id

	for id in $("$TDXCTL" check --list | awk '{ print $1 }'); do
		check --explain "$id"
		[[ $status == 0 ]]
		[[ $output == "$id ("* ]]
		[[ $output == *"What is asked"* && $output == *Sources* ]]
	done
}

@test "check: --explain, one of them whole" {
	check --explain hibernation-on
	[[ $status == 0 ]]
	diff - <(printf '%s\n' "$output") <<-'END'
	hibernation-on (kernel)

	What is asked
	  Is hibernation out of the way?

	Why
	  Memory of TDX cannot be saved and restored, so Linux refuses TDX at boot while hibernation is possible.

	What a failure means
	  the kernel refuses TDX because it can hibernate

	How to see it by hand
	  cat /sys/power/state does not print disk

	What else to do
	  Add nohibernate to the kernel command line

	Not asked if one of these fails
	  kernel-lacks-tdx

	Sources
	  Linux arch/x86/virt/vmx/tdx/tdx.c
	END
}

@test "check: usage errors are one line" {
	usage "--explain: there is no check 'nope'" --explain nope
	usage "unexpected operand 'x'" x
	usage '--ticket, --explain and --list: choose one of them' \
		--list --ticket
	usage '--ticket, --explain and --list are texts of their own, neither JSON nor tables' \
		--list --no-headings
	usage '--ticket, --explain and --list are texts of their own, neither JSON nor tables' \
		--explain tme-off -j
	usage "--source and --root are for a host that is there, not for --from" \
		--from "$cases/case-05.json" --source msr
	usage "--source and --root are for a host that is there, not for --from" \
		--from "$cases/case-05.json" --root /
	usage "--enter-vmx is for a host that is there, not for --from" \
		--from "$cases/case-05.json" --enter-vmx
	usage "CPU 1: not present on this host" \
		--from "$cases/case-05.json" -c 1
	usage "--from: the name is empty" --from ''
}

@test "check: columns of the table of checks" {
	check --from "$cases/case-05.json" -o id,result --no-headings
	[[ $status == 1 ]]
	diff <(awk '{ print $1 }' <<<"$output") \
		<("$TDXCTL" check --list | awk '{ print $1 }')
	grep -x 'seamrr-off  *fail' <<<"$output"
}

@test "check: arrays are no columns" {
	local name

	for name in evidence fix; do
		check --from "$cases/case-05.json" -o "$name"
		[[ $status == 64 ]]
		[[ -z $output ]]
		[[ ${stderr_lines[0]} == "tdxctl: check: unknown column '$name'" ]]
	done
}

@test "check: a name that syslog put before a line is not shown" {
	sed 's|"tdx: not enabled|"Nov 25 secret-name kernel: tdx: not enabled|' \
		"$cases/case-05.json" >host.json
	check -v --from host.json
	[[ $output == *'log: tdx: not enabled by BIOS.'* ]]
	[[ $output != *secret-name* ]]
	check --ticket --from host.json
	[[ $output != *secret-name* ]]
}

@test "check: -q says it by its exit status" {
	check -q --from "$cases/case-05.json"
	[[ $status == 1 ]]
	[[ -z $output && -z $stderr ]]
}

@test "check: a snapshot on standard input" {
	check --from - <"$cases/case-05.json"
	[[ $status == 1 ]]
	diff "$cases/expected/case-05.txt" <(printf '%s\n' "$output")
}

@test "check: a snapshot that is none is refused with one line" {
	local what

	for what in '' '{' '[]' '{"schema":"tdxctl.snapshot/2"}' 'nonsense'; do
		printf '%s' "$what" >bad.json
		check --json --from bad.json
		[[ $status == 2 ]]
		[[ -z $output ]]
		[[ $stderr == 'tdxctl: check: bad.json: '* ]]
		[[ ${#stderr_lines[@]} == 1 ]]
	done
	check --from missing.json
	[[ $status == 2 ]]
	[[ $stderr == 'tdxctl: check: missing.json: cannot read the snapshot: No such file or directory' ]]
}

@test "check: a vendor's own names, order and reboots" {
	sed 's/"vendor": null/"vendor": "Supermicro"/' \
		"$cases/case-41.json" >host.json
	check --json --from host.json
	[[ $status == 1 ]]
	diff - <(jq -r '.plan | .reboots, .power_cycle, .steps[]' <<<"$output") <<-'END'
	4
	false
	In the BIOS, under Advanced > CPU Configuration: Memory Encryption (TME) = Enabled (Redfish MemoryEncryption_TME_ = Enabled)
	Save, and reboot
	In the BIOS, under Advanced > CPU Configuration: Total Memory Encryption Multi-Tenant(TME-MT) = Enabled (Redfish TotalMemoryEncryptionMulti_Tenant_TME_MT_ = Enabled)
	Save, and reboot
	In the BIOS, under Advanced > CPU Configuration: Trust Domain Extension (TDX) = Enabled (Redfish TrustDomainExtensions_TDX_ or TrustDomainExtension_TDX_ = Enabled); TDX Secure Arbitration Mode Loader (SEAM Loader) = Enabled (Redfish TDXSecureArbitrationModeLoader_SEAMLoader_ = Enabled)
	Save, and reboot
	In the BIOS, under Advanced > CPU Configuration: TME-MT/TDX Key Split = 1, or any value but 0 (Redfish TME_MT_TDXKeySplit = 1); SW Guard Extensions (SGX) = Enabled (Redfish SWGuardExtensions_SGX_ = Enabled)
	Save, and reboot
	END
}

@test "check: --ticket is Markdown without the host's name, whole" {
	sed 's/"hostname": null/"hostname": "secret-name"/' \
		"$cases/case-16.json" >host.json
	check --ticket --from host.json
	[[ $status == 1 ]]
	[[ -z $stderr && $output != *secret-name* ]]
	diff "$cases/expected/case-16.ticket.md" <(printf '%s\n' "$output" |
		sed 's/^Made by tdxctl [0-9.]*/Made by tdxctl V/')
	check --ticket -j --from host.json
	[[ $status == 64 ]]
	[[ $stderr == 'tdxctl: check: --ticket, --explain and --list are texts of their own, neither JSON nor tables' ]]
}

@test "check: what a host says notifies nobody from a ticket, and is no markup" {
	jq '.host.vendor = "@team | <img src=x>"
		| .host.product = "a`b``c [l](http://x) #12"
		| (.observations[] | select(.key == "/proc/cpuinfo")).value
			+= "x\t: @all `@here` | !1\n"' \
		"$cases/case-16.json" >host.json
	check --ticket --from host.json
	[[ $status == 1 ]]
	diff - <(grep -e @ -e '#12' <<<"$output") <<-'END'
	| vendor | `@team \| <img src=x>` |
	| product | ``` a`b``c [l](http://x) #12 ``` |
	| `kernel-lacks-tdx` | file `/proc/cpuinfo` |  | `` flags  : vmx sgx tme; x : @all `@here` \| !1 `` |
	END
}

# of_many CPUS: a host on each of whose CPUs MCHECK reports another error.
of_many()
{
	jq -n --argjson cpus "$1" '{schema: "tdxctl.snapshot/1",
		cpus: {present: "0-\($cpus - 1)"},
		observations: [range($cpus) | {kind: "msr", key: "0xa0",
			cpus: "\(.)", value: "0x00000000000\(10000 + .)"}]}'
}

@test "check: a ticket has bounded rows, and says how many more there are" {
	local last

	of_many 9 >few.json
	check --ticket --from few.json
	[[ $(grep -c '^| .mcheck-failed. | msr' <<<"$output") == 9 ]]
	of_many 500 >many.json
	check --ticket --from many.json
	[[ $(grep -c '^| .mcheck-failed. | msr' <<<"$output") == 8 ]]
	last=$(grep '^| .mcheck-failed. |' <<<"$output" | tail -n 1)
	[[ $last == '| `mcheck-failed` | and 492 more values | | |' ]]
	check --json --from many.json
	[[ $(jq '[.checks[] | select(.id == "mcheck-failed").evidence[]]
		| length' <<<"$output") == 500 ]]
}

# refused_cpuid LINE...: a host that was healthy, whose module refused CPUID with
# these lines, with one feature less than module 1.5.05 wants.
refused_cpuid()
{
	local lines

	lines=$(printf '%s\n' "$@" 'virt/tdx: module initialization failed (-5)' |
		jq -R . | jq -s .)
	sed '/^stderr: /d; /^exit status: /d; s/"time": "T"/"time": null/' \
		"$src/tests/scenarios/expected/healthy.snapshot.json" |
		jq --argjson lines "$lines" '.observations |= map(
			select(.kind != "seamcall") |
			if .kind == "log" then .value = $lines
			elif .key == "0x7:0x0" then .value.ecx = "0x11012000"
			elif .key == "/sys/module/kvm_intel/parameters/tdx" then
				.value = "N\n"
			else . end)'
}

@test "check: INCORRECT_CPUID_VALUE names the leaf, by its registers or by likelihood" {
	local failed='virt/tdx: SEAMCALL (0x0000000000000021) failed: 0xc000090000000000'

	refused_cpuid "$failed" >host.json
	check --json --from host.json
	[[ $status == 1 ]]
	diff - <(jq -r '.cause, (.checks[] | select(.id == "module-too-old").summary)' \
		<<<"$output") <<-'END'
	module-too-old
	the TDX module is too old for this CPU or kernel (TDH.SYS.INIT (33) returned TDX_INCORRECT_CPUID_VALUE; TDX module 1.5.05 would refuse CPUID leaf 0x7, sub-leaf 0x0, ECX: 0x11000000 where it wants 0x99000000 (set: BUS_LOCK_DETECT MOVDIRI MOVDIR64B PKS))
	END
	refused_cpuid "$failed" 'virt/tdx: RCX 0x000000020000001f RDX 0x0000000000000000 R08 0x0000000000000000' \
		>host.json
	check --json --from host.json
	diff - <(jq -r '.checks[] | select(.id == "module-too-old").summary' \
		<<<"$output") <<-'END'
	the TDX module is too old for this CPU or kernel (TDH.SYS.INIT (33) returned TDX_INCORRECT_CPUID_VALUE; CPUID leaf 0x1f, sub-leaf 0x2)
	END
}

# A host that was healthy, with this kernel log.
with_log()
{
	sed '/^stderr: /d; /^exit status: /d; s/"time": "T"/"time": null/' \
		"$src/tests/scenarios/expected/healthy.snapshot.json" |
		jq --argjson lines "$(printf '%s\n' "$@" | jq -R . | jq -s .)" \
			'.observations |= map(
				if .kind == "log" then .value = $lines else . end)'
}

@test "check: a log that contradicts the processor is named" {
	with_log 'x86/tme: not enabled by BIOS' 'virt/tdx: module not loaded' >host.json
	check --from host.json
	[[ $status == 2 ]]
	diff - <(printf '%s\n' "$output") <<-'END'
	Whether TDX works on this host cannot be told yet: nothing was found wrong, but not all was seen
	Open: whether KVM offers TDX guests is not known [kvm-abi]
	Warning: an erratum touches TDX (tdx_pw_mce, seamret_invd_vmcs) [erratum]
	Contradiction: memory encryption (TME) is on and locked; yet the kernel log says that it is off [tme-off]
	Contradiction: a TDX module is loaded; yet the kernel log says that none is [module-not-loaded]

	What to do:
	  1. Run tdxctl check as root on that host, where /dev/kvm is: KVM itself was not asked for its types of virtual machines

	See all checks with -v, and what is behind one with --explain ID.
	END
}

# A host that was healthy, on which one register is missing on CPU 3, and another
# was not read on CPUs 4-7.
with_gaps()
{
	with_log | jq '.observations |= map(
		if .key == "0x982" then
			(. + {cpus: "0-2,4-7"}), {kind, key, cpus: "3", error: "gp"}
		elif .key == "0xa0" then
			(. + {cpus: "0-3"}), {kind, key, cpus: "4-7", error: "busy"}
		elif .kind == "seamcall" then empty
		else . end)'
}

@test "check: a register that does not exist proves as much as a value" {
	with_gaps >host.json
	check --from host.json
	[[ $status == 1 ]]
	diff - <(printf '%s\n' "$output" | head -n 3) <<-'END'
	TDX does not work on this host: memory encryption (TME) is off, or was left unlocked by the BIOS [tme-off on CPU 3]
	  msr 0x982 IA32_TME_ACTIVATE: gp on CPU 3
	  msr 0x982 IA32_TME_ACTIVATE: 0x0005001600000003 on CPUs 0-2,4-7
	END
}

@test "check: what is missing of CPUs that were asked for, and of no others" {
	with_gaps >host.json
	check --json --cpus 2-5 --from host.json
	diff - <(jq -c '.missing[] | select(.kind == "msr" or .kind == "log")' <<<"$output") <<-'END'
	{"kind":"msr","key":"0x982","cpus":"3","error":"gp"}
	{"kind":"msr","key":"0xa0","cpus":"4-5","error":"busy"}
	END
}

@test "check: nothing of a snapshot hides or turns what stands beside it" {
	local file options unseen=$'\xe2\x80\xae\xe2\x80\x8b\xc2\x9b\xef\xbb\xbf'

	for file in "$cases"/case-*.json; do
		jq --arg unseen "$unseen" '
			(.host[]? | strings) |= $unseen + .
			| (.observations[] | select(.cpus | not) | .value
			| (strings, (arrays | .[] | strings))) |= . + $unseen' \
			"$file" >hidden.json
		for options in '' -v --ticket --json '-o id,result,summary'; do
			# shellcheck disable=SC2086 # words are wanted
			"$TDXCTL" check --from hidden.json $options >out || true
			[[ -s out ]]
			[[ -z $(tr -d '\0-\177' <out) ]]
		done
	done
}
