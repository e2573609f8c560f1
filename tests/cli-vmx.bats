#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# tdxctl vmx on hosts made up of registers, without a helper.

bats_require_minimum_version 1.5.0

setup()
{
	TDXCTL=${TDXCTL:?}
	TDXCTL_FAKE=${TDXCTL_FAKE:?}
	# shellcheck source=fake/host.bash
	. "${TDXCTL_SRCDIR:?}/tests/fake/host.bash"
	cd "$BATS_TEST_TMPDIR"
	fake_host divided
	no_helper='tdxctl: vmx: SEAMCALL needs the helper module, which --source msr leaves out'
}

# vmx ARGUMENT...: with standard error apart.
vmx()
{
	run --separate-stderr "$TDXCTL_FAKE" vmx --source msr --root root "$@"
}

# vmx_gives STATUS ARGUMENT...: with the standard output that is the input.
vmx_gives()
{
	local want=$1
	shift

	vmx "$@"
	[[ $status == "$want" ]]
	diff - <(printf '%s\n' "$output")
}

@test "permitted: all but VMX operation is told without a helper, exit 0" {
	vmx_gives 0 <<-'END'
	VMX is possible; whether the CPUs are in VMX operation is unknown

	  IA32_FEAT_CTL: locked; VMX permitted, inside SMX not permitted; SGX on
	  IA32_VMX_BASIC: a call of the P-SEAMLDR keeps the current VMCS

	CPUS COUNT STATE    LOCKED VMX-OUTSIDE-SMX SGX CR4-VMXE IN-VMX
	0-7      8 possible yes    yes             yes -        unknown
	END
	[[ $stderr == "$no_helper" ]]
}

@test "permitted: JSON is the contract's document" {
	vmx -j -c 2
	[[ $status == 0 ]]
	diff - <(jq 'del(.tool, .host, .time)' <<<"$output") <<-'END'
	{
	  "schema": "tdxctl.vmx/1",
	  "source": "msr",
	  "groups": [
	    {
	      "cpus": "2",
	      "supported": true,
	      "feat_ctl": "0x0000000000060005",
	      "locked": true,
	      "vmx_outside_smx": true,
	      "vmx_inside_smx": false,
	      "sgx": true,
	      "cr4_vmxe": null,
	      "in_vmx": "unknown",
	      "vmx_basic": "0x13dc050000000013",
	      "seamret_invalidates_vmcs": false
	    }
	  ],
	  "missing": [
	    {
	      "kind": "cr",
	      "key": "cr4",
	      "cpus": "2",
	      "error": "absent"
	    },
	    {
	      "kind": "seamcall",
	      "key": "0x0000000000000022:rdx=0x0a00000300000008",
	      "cpus": "2",
	      "error": "absent"
	    }
	  ]
	}
	END
}

@test "packages disagree: both, exit 1" {
	fake_host packages-disagree
	vmx_gives 1 <<-'END'
	CPUs disagree in IA32_FEAT_CTL: VMX possible on CPUs 0-3, VMX locked off on CPUs 4-7

	CPUs 0-3: possible
	  IA32_FEAT_CTL: locked; VMX permitted, inside SMX not permitted; SGX on
	  IA32_VMX_BASIC: a call of the P-SEAMLDR keeps the current VMCS

	CPUs 4-7: locked off
	  IA32_FEAT_CTL: locked; VMX not permitted, inside SMX not permitted; SGX on
	  IA32_VMX_BASIC: a call of the P-SEAMLDR keeps the current VMCS

	CPUS COUNT STATE      LOCKED VMX-OUTSIDE-SMX SGX CR4-VMXE IN-VMX
	0-3      4 possible   yes    yes             yes -        unknown
	4-7      4 locked off yes    no              yes -        unknown

	All CPUs of a host need the same settings: power-cycle; if they still differ, update the BIOS and report this to its vendor.
	END
	vmx -c 0-3 -q
	[[ $status == 0 && -z $output && -z $stderr ]]
	vmx -c 4-7 -q
	[[ $status == 1 && -z $output && -z $stderr ]]
}

@test "who is likely to hold VMX, from the host's files" {
	local param=root/sys/module/kvm/parameters/enable_virt_at_load

	mkdir -p root/sys/module/kvm_intel "${param%/*}"
	vmx
	[[ ${lines[-1]} == "kvm_intel is loaded: the CPUs are likely in VMX operation while a virtual machine runs." ]]
	echo Y >"$param"
	vmx
	[[ ${lines[-1]} == "kvm_intel is loaded and has enable_virt_at_load: the CPUs are likely in VMX operation." ]]
	rmdir root/sys/module/kvm_intel
	vmx
	[[ ${lines[-1]} == "kvm_intel is not loaded: the CPUs are likely not in VMX operation, unless the kernel itself holds VMX, as it does from about Linux 7.1 on." ]]
}

@test "no privilege: CPUID alone, what is missing is said once, exit 2" {
	fake_host no-privilege
	vmx_gives 2 <<-'END'
	The CPUs have VMX, but whether it is permitted was not read: not allowed

	CPUS COUNT STATE        LOCKED VMX-OUTSIDE-SMX SGX CR4-VMXE IN-VMX
	0-7      8 not all read -      -               -   -        unknown
	END
	[[ ${#stderr_lines[@]} == 3 ]]
	[[ $stderr == *"tdxctl: vmx: root/dev/cpu/0/msr: cannot open: Permission denied"* ]]
	vmx -j
	[[ $(jq -c '.groups | map([.supported, .feat_ctl, .locked, .in_vmx])' \
		<<<"$output") == '[[true,null,null,"unknown"]]' ]]
}

@test "no driver at all: exit 2, and the row says absent" {
	rm root/cpudev
	vmx -o cpus,state --no-headings
	[[ $status == 2 && $output == "0-7  absent" ]]
}

@test "an offline CPU is told, and the others are read" {
	echo 0-6 >root/sys/devices/system/cpu/online
	vmx -c all
	[[ $status == 2 ]]
	[[ ${lines[0]} == "VMX is possible; whether the CPUs are in VMX operation is unknown; not read on CPU 7 (CPU is offline)" ]]
	[[ $stderr == "$no_helper"$'\n'"tdxctl: vmx: CPU 7: cannot read registers: CPU is offline" ]]
}

@test "usage: columns, operands, options that are others'" {
	vmx -o cpus,nope
	[[ $status == 64 && -z $output ]]
	[[ $stderr == "tdxctl: vmx: unknown column 'nope'
hint: 'tdxctl vmx --help' lists the columns" ]]
	vmx foo
	[[ $status == 64 && $stderr == "tdxctl: vmx: unexpected operand 'foo'" ]]
	vmx --enter-vmx
	[[ $status == 64 ]]
}

@test "the real program: without a helper, each failure once" {
	run --separate-stderr "$TDXCTL" vmx --root root
	[[ $status == 2 ]]
	[[ $stderr == 'tdxctl: vmx: helper module is not loaded: no netlink family "tdxctl"
hint: load it as root with '\''modprobe tdxctl'\''; tdxctl(8) says how to build it
tdxctl: vmx: root/dev/cpu/0/{msr,cpuid}: cannot open: No such file or directory
hint: below --root stand the devices themselves, or none: leave --root out to read this host' ]]
}

@test "IA32_FEAT_CTL faults although CPUID shows VMX: a contradiction" {
	sed -i '1i 0-7 msr 0x3a errno 5' root/cpudev
	vmx
	[[ $status == 1 ]]
	[[ ${lines[0]} == 'CPUID shows VMX, but reading IA32_FEAT_CTL raises #GP: the two contradict one another' ]]
}
