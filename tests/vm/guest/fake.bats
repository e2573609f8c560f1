#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# tdxctl probe against helpers of other versions, and broken ones: one clear
# line, and never an answer that is not one.

setup()
{
	# shellcheck source=netlink.bash
	. /tests/vm/guest/netlink.bash
	! grep -q '^tdxfake ' /proc/modules || rmmod tdxfake
}

# with_release RELEASE WAY VERSION COMMAND...: run it while that helper is loaded,
# which tells the flags 7, or those of the variable.
with_release()
{
	insmod /modules/tdxfake.ko release="$1" way="$2" version="$3" \
		flags="${flags:-7}"
	"${@:4}"
	rmmod tdxfake
}

# with_helper WAY VERSION COMMAND...: the same with a helper of our own release.
with_helper()
{
	with_release "$(program_version)" "$@"
}

program_version()
{
	tdxctl --version | sed 's/^tdxctl //'
}

# differs VERSION: what is said of a helper of that release.
differs()
{
	printf '\nstderr: tdxctl: probe: warning: the loaded helper module is version %s, this program is version %s: install the same version of both, then unload the module and load it again' \
		"$1" "$(program_version)"
}

# works [RELEASE]: RELEASE, if given, is named as one that differs.
works()
{
	says tdxctl probe -c 0-2 <<-END
	SEAMCALL raised #UD on CPUs 0-2: not in VMX operation

	CPUS COUNT RESULT STATUS             NAME
	0-2      3 ud     0x8000ff0000000006 TDX_SEAMCALL_UD

	CPUs 0-2: Load kvm_intel, which puts all CPUs into VMX operation from Linux 6.12 on (older: while a virtual machine runs), and probe again, or probe with --enter-vmx; this outcome does not tell what the BIOS did.${1:+$(differs "$1")}
	exit status: 1
	END
}

# fails RESULT WHY [HINT [RELEASE]]
fails()
{
	local hint=${3:+$'\n'"stderr: hint: $3"} width=6

	((${#1} <= width)) || width=${#1}
	says tdxctl probe -c 0-2 <<-END
	SEAMCALL was not issued on CPUs 0-2: helper module $2

	CPUS COUNT $(printf "%-${width}s" RESULT) STATUS NAME
	0-2      3 $(printf "%-${width}s" "$1") -      -${4:+$(differs "$4")}
	stderr: tdxctl: probe: helper module $2$hint
	exit status: 2
	END
}

same_release='install helper and program of the same release'

# unusable VERSION [RELEASE]
unusable()
{
	fails unsupported "gave no usable answer: it speaks version $1 of the family, this program version 1" \
		"$same_release" "${2:-}"
}

@test "an older and a newer helper that answer as ours do work" {
	with_helper right 1 works
	with_helper right 0 works
	with_helper right 2 works
	with_helper right 255 works
}

@test "a newer helper that says more than we know works" {
	with_helper more 2 works
}

@test "a helper of another release that works: one line names both versions" {
	with_release 0.0.9 right 1 works 0.0.9
	with_release 9.9.9 right 1 works 9.9.9
}

@test "a helper of another release that fails: both versions are named, too" {
	with_release 9.9.9 odd-outcome 2 unusable 2 9.9.9
	with_release 0.0.1 no-read 0 fails unsupported \
		'does not know the read command of this program' \
		"$same_release" 0.0.1
}

kept_out()
{
	says tdxctl probe -c 0-2 --enter-vmx <<-END
	SEAMCALL raised #UD on CPUs 0-2: not in VMX operation, and the helper module cannot enter it on this kernel

	CPUS COUNT RESULT      STATUS NAME
	0-2      3 unsupported -      -

	CPUs 0-2: Load kvm_intel, which puts all CPUs into VMX operation from Linux 6.12 on (older: while a virtual machine runs), and probe again; this outcome does not tell what the BIOS did.$(differs 0.0.9)
	stderr: tdxctl: probe: warning: --enter-vmx has no effect: the helper module cannot enter VMX operation on this kernel
	stderr: tdxctl: probe: CPUs 0-2: cannot run SEAMCALL: not in VMX operation, and the helper module cannot enter it on this kernel
	exit status: 2
	END
}

@test "an older helper that cannot enter VMX operation is not asked to" {
	flags=1 with_release 0.0.9 right 1 kept_out
}

advises_if_possible()
{
	tdxctl probe -c 0 2>&1 | grep -q ', or probe with --enter-vmx if the helper module can enter VMX operation on that kernel;'
}

@test "a helper that does not say whether it can enter VMX operation" {
	flags=0 with_helper right 1 advises_if_possible
}

silent()
{
	says tdxctl probe -q -c 0-2 <<<'exit status: 1'
}

@test "a helper of another release, asked quietly" {
	with_release 0.0.9 right 1 silent
}

@test "rows without their CPU or its state, or with a wrong one" {
	local way

	for way in no-cpu short-cpu other-cpu no-state odd-state; do
		with_helper $way 2 unusable 2
	done
}

@test "rows without what was asked for, or in another size" {
	local way

	for way in no-cr4 short-cr4 no-seamcall empty-seamcall truncated; do
		with_helper $way 0 unusable 0
	done
}

@test "a SEAMCALL without an outcome, or with one that nobody knows" {
	local way

	for way in no-outcome short-outcome odd-outcome no-trap odd-trap \
		no-registers; do
		with_helper $way 1 unusable 1
	done
}

@test "a SEAMCALL without its attempts or cycles" {
	local way

	for way in no-attempts no-cycles long-cycles; do
		with_helper $way 2 unusable 2
	done
}

@test "two rows for one CPU" {
	with_helper row-twice 1 unusable 1
}

@test "no rows" {
	with_helper no-rows 2 fails unsupported \
		'answered for none of the CPUs' "$same_release"
}

one_of_three()
{
	says tdxctl probe -c 0-2 <<-'END'
	SEAMCALL raised #UD on CPU 0, but was not issued on CPUs 1-2: not in VMX operation

	CPUS COUNT RESULT STATUS             NAME
	1-2      2 io     -                  -
	0        1 ud     0x8000ff0000000006 TDX_SEAMCALL_UD

	CPU 0: Load kvm_intel, which puts all CPUs into VMX operation from Linux 6.12 on (older: while a virtual machine runs), and probe again, or probe with --enter-vmx; this outcome does not tell what the BIOS did.
	stderr: tdxctl: probe: CPUs 1-2: cannot run SEAMCALL: no answer
	exit status: 1
	END
}

@test "fewer rows than CPUs: those without one are named" {
	with_helper fewer-rows 1 one_of_three
}

@test "a helper that does not know the read command" {
	with_helper no-read 0 fails unsupported \
		'does not know the read command of this program' "$same_release"
}

@test "a refusal without a text" {
	with_helper refuse 1 fails denied \
		'refused: no reason given (EPERM)' \
		'run as root, outside of containers'
}

@test "a refusal whose text is no line" {
	with_helper refuse-lines 1 fails denied \
		'refused: one line??and ?[1manother (EPERM)' \
		'run as root, outside of containers'
}

@test "a refusal with an errno that has no name" {
	with_helper refuse-oddly 1 fails io \
		'refused: no reason given (errno 524)'
}

json_of_nothing()
{
	says tdxctl probe -c 1 -j --root /tests/scenarios/root <<-'END'
	{
	  "schema": "tdxctl.probe/1",
	  "tool": {
	    "name": "tdxctl",
	    "version": V
	  },
	  "host": {
	    "hostname": "emulated-host",
	    "kernel": "6.12.0-emulated",
	    "vendor": "tdxctl",
	    "product": "emulated TDX host",
	    "bios": "emulated 1"
	  },
	  "source": "helper",
	  "time": T,
	  "leaf": {
	    "name": "TDH.SYS.RD",
	    "number": 34,
	    "interface": "module"
	  },
	  "cpus": [
	    {
	      "cpu": 1,
	      "outcome": null,
	      "status": null,
	      "name": null,
	      "class": null,
	      "meaning": null,
	      "errno": null,
	      "regs": null,
	      "cycles": null,
	      "attempts": null,
	      "vmx_entered": null,
	      "vmx_stuck": null,
	      "error": "unsupported"
	    }
	  ],
	  "groups": [
	    {
	      "cpus": "1",
	      "count": 1,
	      "outcome": null,
	      "status": null,
	      "name": null,
	      "meaning": null,
	      "advice": null
	    }
	  ],
	  "missing": [
	    {
	      "kind": "seamcall",
	      "key": "0x0000000000000022:rdx=0x0a00000300000008",
	      "cpus": "1",
	      "error": "unsupported"
	    }
	  ]
	}
	stderr: tdxctl: probe: helper module gave no usable answer: it speaks version 2 of the family, this program version 1
	stderr: hint: install helper and program of the same release
	exit status: 2
	END
}

@test "no usable answer, as JSON" {
	with_helper odd-outcome 2 json_of_nothing
}

quiet()
{
	says tdxctl probe -q <<<'exit status: 2'
}

@test "no usable answer, asked quietly" {
	with_helper truncated 2 quiet
}

no_family()
{
	fails absent 'is not loaded: no netlink family "tdxctl"' \
		"load it as root with 'modprobe tdxctl'; tdxctl(8) says how to build it"
}

@test "no helper at all" {
	no_family
}
