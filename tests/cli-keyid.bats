#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# tdxctl keyid on hosts made up of registers, without a helper.

bats_require_minimum_version 1.5.0

setup()
{
	TDXCTL=${TDXCTL:?}
	TDXCTL_FAKE=${TDXCTL_FAKE:?}
	# shellcheck source=fake/host.bash
	. "${TDXCTL_SRCDIR:?}/tests/fake/host.bash"
	cd "$BATS_TEST_TMPDIR"
	fake_host divided
}

# keyid ARGUMENT...: with standard error apart.
keyid()
{
	run --separate-stderr "$TDXCTL_FAKE" keyid --source msr --root root "$@"
}

# keyid_gives STATUS ARGUMENT...: with the standard output that is the input.
keyid_gives()
{
	local want=$1
	shift

	keyid "$@"
	[[ $status == "$want" ]]
	diff - <(printf '%s\n' "$output")
}

# usage TEXT ARGUMENT...: refused with 64 and exactly these lines.
usage()
{
	local text=$1
	shift

	keyid "$@"
	[[ $status == 64 ]]
	[[ -z $output ]]
	[[ $stderr == "tdxctl: keyid: $text" ]]
}

@test "divided: the answer, the bar, the table, exit 0" {
	keyid_gives 0 <<-'END'
	Key IDs 32-63 are private: 32 is the TDX module's own, which leaves 31 for TDX guests

	  #===============================+-------------------------------
	  # 0     ordinary memory: TME
	  = 1-31  TME-MT, 31 key IDs
	  + 32    private: the TDX module's own
	  - 33-63 private: TDX guests, 31 key IDs
	  Physical addresses have 52 bits: 6 for the key ID, 46 for the address
	  The numbers of key IDs agree with the bits for them

	CPUS COUNT PACKAGES STATE   KEYID-BITS MKTME-KEYIDS TDX-KEYIDS
	0-7      8 0-1      divided          6           31         32
	END
	[[ -z $stderr ]]
}

@test "divided: JSON is the contract's document" {
	keyid -j -c 2
	[[ $status == 0 && -z $stderr ]]
	diff - <(jq '.time = "T" | .tool.version = "V"' <<<"$output") <<-'END'
	{
	  "schema": "tdxctl.keyid/1",
	  "tool": {
	    "name": "tdxctl",
	    "version": "V"
	  },
	  "host": {
	    "hostname": "emulated-host",
	    "kernel": "6.12.0-emulated",
	    "vendor": "tdxctl",
	    "product": "emulated TDX host",
	    "bios": "emulated 1"
	  },
	  "source": "msr",
	  "time": "T",
	  "partition": {
	    "activated": true,
	    "locked": true,
	    "keyid_bits": 6,
	    "tdx_reserved_bits": 1,
	    "mktme_keyids": 31,
	    "tdx_keyids": 32,
	    "tdx_first": 32,
	    "tdx_last": 63,
	    "global_keyid": 32,
	    "guest_keyids": 31,
	    "physical_bits": 52,
	    "usable_physical_bits": 46
	  },
	  "consistent": true,
	  "groups": [
	    {
	      "cpus": "2",
	      "tme_capability": "0x000003f680000005",
	      "tme_activate": "0x0001001600000003",
	      "keyid_partitioning": "0x000000200000001f",
	      "partition": {
	        "activated": true,
	        "locked": true,
	        "keyid_bits": 6,
	        "tdx_reserved_bits": 1,
	        "mktme_keyids": 31,
	        "tdx_keyids": 32,
	        "tdx_first": 32,
	        "tdx_last": 63,
	        "global_keyid": 32,
	        "guest_keyids": 31,
	        "physical_bits": 52,
	        "usable_physical_bits": 46
	      }
	    }
	  ],
	  "missing": []
	}
	END
}

@test "packages disagree: both bars, which packages, exit 1" {
	fake_host packages-disagree
	keyid_gives 1 <<-'END'
	CPUs disagree in IA32_TME_ACTIVATE, IA32_MKTME_KEYID_PARTITIONING: 32-63 private on CPUs 0-3, 16-63 private on CPUs 4-7

	CPUs 0-3, package 0: divided
	  #===============================+-------------------------------
	  # 0     ordinary memory: TME
	  = 1-31  TME-MT, 31 key IDs
	  + 32    private: the TDX module's own
	  - 33-63 private: TDX guests, 31 key IDs
	  Physical addresses have 52 bits: 6 for the key ID, 46 for the address
	  The numbers of key IDs agree with the bits for them

	CPUs 4-7, package 1: divided
	  #===============+-----------------------------------------------
	  # 0     ordinary memory: TME
	  = 1-15  TME-MT, 15 key IDs
	  + 16    private: the TDX module's own
	  - 17-63 private: TDX guests, 47 key IDs
	  Physical addresses have 52 bits: 6 for the key ID, 46 for the address
	  The numbers of key IDs agree with the bits for them

	CPUS COUNT PACKAGES STATE   KEYID-BITS MKTME-KEYIDS TDX-KEYIDS
	0-3      4 0        divided          6           31         32
	4-7      4 1        divided          6           15         48

	All CPUs of a host need the same key IDs: power-cycle; if they still differ, reset the BIOS to its defaults, enable TDX anew, update it, and report this to its vendor.
	END
	[[ -z $stderr ]]
	keyid -j
	[[ $status == 1 ]]
	[[ $(jq -c '[.consistent, (.partition | length),
		(.partition | map(. == null) | all)]' <<<"$output") == \
		'[false,12,true]' ]]
	[[ $(jq -c '.groups | map([.cpus, .partition.tdx_first])' \
		<<<"$output") == '[["0-3",32],["4-7",16]]' ]]
}

@test "none private: the table's numbers, advice, exit 0" {
	fake_host none-private
	keyid_gives 0 <<-'END'
	No key ID is private: all 63 are for TME-MT, none for TDX

	  #===============================================================
	  # 0     ordinary memory: TME
	  = 1-63  TME-MT, 63 key IDs
	  Physical addresses have 52 bits: 6 for the key ID, 46 for the address
	  The numbers of key IDs agree with the bits for them

	CPUS COUNT PACKAGES STATE        KEYID-BITS MKTME-KEYIDS TDX-KEYIDS
	0-7      8 0-1      none private          6           63          0

	In the BIOS enable TDX, and choose a TME-MT/TDX key split other than 0, and power-cycle.
	END
}

@test "no TME: registers that raise #GP are missing, which is an answer" {
	fake_host no-tme
	keyid_gives 0 <<-'END'
	Memory encryption (TME) is off in the BIOS, or the CPUs have none: there are no key IDs

	  Physical addresses have 52 bits

	CPUS COUNT PACKAGES STATE  KEYID-BITS MKTME-KEYIDS TDX-KEYIDS
	0-7      8 0-1      no TME          -            -          -

	In the BIOS enable memory encryption (TME), then multiple keys (TME-MT) and TDX; without such entries in its menu the CPU or its SKU has no TDX.
	END
	[[ -z $stderr ]]
	keyid -j
	[[ $(jq -c '[.consistent, .partition.activated, .partition.locked,
		.partition.usable_physical_bits]' <<<"$output") == \
		'[true,false,null,52]' ]]
	[[ $(jq -c '.missing | map([.kind, .key, .cpus, .error])' \
		<<<"$output") == '[["msr","0x981","0-7","gp"],["msr","0x982","0-7","gp"],["msr","0x87","0-7","gp"]]' ]]
}

@test "no privilege: what is missing is said once, exit 2" {
	fake_host no-privilege
	keyid
	[[ $status == 2 ]]
	[[ ${lines[0]} == "Key IDs were not read on CPUs 0-7: not allowed" ]]
	[[ ${stderr_lines[0]} == "tdxctl: keyid: root/dev/cpu/0/msr: cannot open: Permission denied" ]]
	[[ ${stderr_lines[1]} == "hint: run as root"* ]]
	[[ ${#stderr_lines[@]} == 2 ]]
	keyid -j
	[[ $(jq -c '[.partition.physical_bits, .groups[0].partition.physical_bits,
		.consistent]' <<<"$output") == '[null,52,null]' ]]
}

# Lockdown denies writing alone (Linux, arch/x86/kernel/msr.c).
@test "denied although root: a container, whether locked down or not" {
	[[ $(id -u) == 0 ]] || skip 'only root is past the first hint'
	fake_host no-privilege
	mkdir -p root/sys/kernel/security
	echo 'none [integrity] confidentiality' >root/sys/kernel/security/lockdown
	keyid
	[[ ${stderr_lines[1]} == "hint: run as root, outside of containers" ]]
	echo 2-7 >root/sys/devices/system/cpu/isolated
	keyid
	[[ ${lines[0]} == "Key IDs were not read on CPUs 0-1: not allowed" ]]
}

@test "bits for TDX, and no register to divide by: a contradiction" {
	sed -i '1i 0-7 msr 0x87 errno 5' root/cpudev
	keyid
	[[ $status == 1 ]]
	[[ ${lines[0]} == 'The registers about key IDs contradict one another' ]]
	grep -qx '  IA32_TME_ACTIVATE has key-ID bits for TDX, but there is no IA32_MKTME_KEYID_PARTITIONING to divide by' <<<"$output"
}

@test "a register that was not read leaves something to be told" {
	sed -i '1i 0-7 msr 0x981 errno 61' root/cpudev
	keyid
	[[ $status == 2 ]]
	fake_host divided
	sed -i '1i 0-7 cpuid open 13' root/cpudev
	keyid -q
	[[ $status == 2 ]]
}

@test "one CPU: offline, another: a driver that gives up" {
	echo 0-6 >root/sys/devices/system/cpu/online
	sed -i '1i 3 msr 0x982 errno 5\n4 msr 0x87 errno 61' root/cpudev
	keyid -c 3-7
	[[ $status == 1 ]]
	[[ ${lines[0]} == "CPUs disagree in IA32_TME_ACTIVATE: 32-63 private on CPUs 5-6, no TME on CPU 3; not all read on CPU 4 (no answer); not read on CPU 7 (CPU is offline)" ]]
	[[ $stderr == "tdxctl: keyid: CPU 7: cannot read registers: CPU is offline
tdxctl: keyid: CPU 4: cannot read MSR 0x87: no answer" ]]
	keyid -c 4-6 -j
	[[ $status == 2 ]]
	[[ $(jq -c '[.consistent, .partition.tdx_keyids, (.groups | length)]' \
		<<<"$output") == '[true,32,2]' ]]
}

@test "isolated CPUs are rows, and read only when named" {
	echo 6-7 >root/sys/devices/system/cpu/isolated
	keyid -o cpus,state --no-headings
	[[ $status == 0 && -z $stderr ]]
	[[ $output == $'0-5  divided\n6-7  isolated' ]]
	keyid -c all -o cpus,state --no-headings
	[[ $output == '0-7  divided' ]]
}

@test "CPUs of an isolated cpuset partition are isolated CPUs" {
	local cgroup=root/sys/fs/cgroup

	echo 1 >root/sys/devices/system/cpu/nohz_full
	mkdir -p "$cgroup/unified"
	echo 6-7 >"$cgroup/cpuset.cpus.isolated"
	echo 4 >"$cgroup/unified/cpuset.cpus.isolated"
	keyid -o cpus,state --no-headings
	[[ $status == 0 && -z $stderr ]]
	[[ $(tr -s ' ' <<<"$output") == $'0,2-3,5 divided\n1,4,6-7 isolated' ]]
	keyid -c 6 -o cpus,state --no-headings
	[[ $output == '6    divided' ]]
}

# Before Linux 6.7 the root cgroup has no list.
@test "CPUs of isolated partitions, where the root cgroup does not list them" {
	local cgroup=root/sys/fs/cgroup

	mkdir -p "$cgroup"/{a/b,c,d/e}
	echo root >"$cgroup/a/cpuset.cpus.partition"
	echo isolated | tee "$cgroup"/{a/b,d/e}/cpuset.cpus.partition
	echo 'isolated invalid (Parent is not a partition root)' \
		>"$cgroup/c/cpuset.cpus.partition"
	echo member >"$cgroup/d/cpuset.cpus.partition"
	echo 6-7 | tee "$cgroup"/{a/b,c,d/e}/cpuset.cpus.effective
	echo 4-7 >"$cgroup/c/cpuset.cpus.effective"
	keyid -o cpus,state --no-headings
	[[ $status == 0 && -z $stderr ]]
	[[ $output == $'0-5  divided\n6-7  isolated' ]]
}

@test "a list of isolated CPUs that cannot be read: nothing is read" {
	mkdir -p root/sys/fs/cgroup
	echo 'all but one' >root/sys/fs/cgroup/cpuset.cpus.isolated
	keyid
	[[ $status == 2 ]]
	[[ $stderr == 'tdxctl: keyid: root/sys/fs/cgroup/cpuset.cpus.isolated: cannot read the list of CPUs: Invalid argument' ]]
}

@test "partitions without end: nothing is read, and nothing hangs" {
	local i cgroup=root/sys/fs/cgroup

	for ((i = 0; i < 17; i++)); do
		cgroup+=/p
		mkdir -p "$cgroup"
		echo root >"$cgroup/cpuset.cpus.partition"
	done
	keyid
	[[ $status == 2 ]]
	[[ $stderr == 'tdxctl: keyid: root/sys/fs/cgroup: cannot read the list of CPUs: Argument list too long' ]]
}

@test "the real program: below --root stand devices or none" {
	TDXCTL_FAKE=$TDXCTL
	keyid
	[[ $status == 2 ]]
	[[ $stderr == "tdxctl: keyid: root/dev/cpu/0/{msr,cpuid}: cannot open: No such file or directory
hint: below --root stand the devices themselves, or none: leave --root out to read this host" ]]
	mkdir -p root/dev/cpu/0
	mkfifo root/dev/cpu/0/msr
	head -c 4096 /dev/zero >root/dev/cpu/0/cpuid
	keyid -c 0
	[[ $status == 2 ]]
	[[ ${stderr_lines[0]} == "tdxctl: keyid: root/dev/cpu/0/{msr,cpuid}: cannot open: No such device" ]]
}

@test "the real program: without a helper, source auto is msr" {
	run --separate-stderr "$TDXCTL" keyid --root root -j
	[[ $status == 2 ]]
	[[ $(jq -c '[.source, (.missing | map(.error) | unique)]' \
		<<<"$output") == '["msr",["absent"]]' ]]
	run --separate-stderr "$TDXCTL" keyid --root root --source helper -j
	[[ $status == 2 ]]
	[[ $(jq -r .source <<<"$output") == helper ]]
	[[ ${stderr_lines[0]} == 'tdxctl: keyid: helper module is not loaded: no netlink family "tdxctl"' ]]
	[[ ${stderr_lines[1]} == "hint: load it as root with 'modprobe tdxctl'; tdxctl(8) says how to build it" ]]
}

@test "a helper that is not loaded, under Secure Boot or lockdown: sign it" {
	local efi=root/sys/firmware/efi/efivars
	local signed="hint: load it as root with 'modprobe tdxctl'; this kernel loads signed modules only (Secure Boot or lockdown); tdxctl(8) says how to build and sign it"
	local variable=$efi/SecureBoot-8be4df61-93ca-11d2-aa0d-00e098032b8c

	mkdir -p "$efi" root/sys/kernel/security
	printf '\6\0\0\0\1' >"$variable"
	run --separate-stderr "$TDXCTL" keyid --root root --source helper
	[[ ${stderr_lines[1]} == "$signed" ]]
	printf '\6\0\0\0\0' >"$variable"
	run --separate-stderr "$TDXCTL" keyid --root root --source helper
	[[ ${stderr_lines[1]} != "$signed" ]]
	echo 'none integrity [confidentiality]' >root/sys/kernel/security/lockdown
	run --separate-stderr "$TDXCTL" keyid --root root --source helper
	[[ ${stderr_lines[1]} == "$signed" ]]
}

@test "usage: columns, operands, CPUs" {
	usage "unknown column 'nope'
hint: 'tdxctl keyid --help' lists the columns" -o cpus,nope
	usage "unexpected operand 'foo'" foo
	usage "CPU 8: not present on this host" -c 8
	usage "--output and --no-headings are for text, not for --json" -j -o cpus
	keyid --enter-vmx
	[[ $status == 64 ]]
}

@test "-q: the exit status alone" {
	keyid -q
	[[ $status == 0 && -z $output && -z $stderr ]]
	fake_host packages-disagree
	keyid -q -j
	[[ $status == 1 && -z $output && -z $stderr ]]
}

@test "no list of CPUs: the file is missing, exit 2" {
	rm root/sys/devices/system/cpu/present
	keyid -j
	[[ $status == 2 ]]
	[[ $(jq -c '[.groups, .missing]' <<<"$output") == \
		'[[],[{"kind":"file","key":"/sys/devices/system/cpu/present","cpus":"","error":"absent"}]]' ]]
}
