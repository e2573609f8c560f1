#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# Without the helper: /dev/cpu/N/msr and cpuid, as root and as nobody.

# The drivers have to be there before the emulator, which stands behind them.
setup_file()
{
	insmod /modules/msr.ko
	insmod /modules/cpuid.ko
	insmod /modules/tdxemu.ko devices=1
}

teardown_file()
{
	rmmod tdxemu
	rmmod cpuid
	rmmod msr
}

setup()
{
	# shellcheck source=host.bash
	. /tests/vm/guest/host.bash
	host healthy
}

# become LINE...: the host of a scenario of these lines, written at once.
become()
{
	printf '%s\n' "$@" >"$BATS_TEST_TMPDIR/scenario"
	cat "$BATS_TEST_TMPDIR/scenario" >/proc/tdxemu
}

# says ARGUMENT...: the whole of a run is what stands on standard input.
says()
{
	whole "$@" >"$BATS_TEST_TMPDIR/whole"
	same /dev/stdin "$BATS_TEST_TMPDIR/whole"
}

# lines LINE...: the rows of a table, whatever its columns are padded with.
lines()
{
	same <(printf '%s\n' "$@") <(tr -s ' ' <"$out")
}

# as_nobody ARGUMENT...: the same of a run as an ordinary user.
as_nobody()
{
	local status=0

	su nobody -s /bin/sh -c 'exec tdxctl "$@"' -- tdxctl "$@" \
		>"$BATS_TEST_TMPDIR/out" 2>"$BATS_TEST_TMPDIR/err" || status=$?
	{
		normalised "$BATS_TEST_TMPDIR/out"
		sed 's/^/stderr: /' "$BATS_TEST_TMPDIR/err"
		echo "exit status: $status"
	} >"$BATS_TEST_TMPDIR/whole"
	same /dev/stdin "$BATS_TEST_TMPDIR/whole"
}

# The answer about key IDs of a healthy host, but for the bar.
divided()
{
	cat <<'END'
Key IDs 32-63 are private: 32 is the TDX module's own, which leaves 31 for TDX guests

  Physical addresses have 52 bits: 6 for the key ID, 46 for the address
  The numbers of key IDs agree with the bits for them

CPUS COUNT PACKAGES STATE   KEYID-BITS MKTME-KEYIDS TDX-KEYIDS
0-7      8 0-1      divided          6           31         32
exit status: 0
END
}

without_bar()
{
	grep -vE '^  (█|▓|▒|░)'
}

@test "without the helper: keyid reads the devices, which is enough" {
	whole keyid | without_bar >"$BATS_TEST_TMPDIR/whole"
	same <(divided) "$BATS_TEST_TMPDIR/whole"
	tdx keyid -j
	grep -q '"source": "msr"' "$out"
	whole keyid --source msr | without_bar >"$BATS_TEST_TMPDIR/whole"
	same <(divided) "$BATS_TEST_TMPDIR/whole"
}

@test "without the helper: the same answer as with it, on every scenario" {
	local file name

	insmod /modules/tdxctl.ko
	for file in "$scenarios"/*.scn; do
		name=${file##*/}
		host "${name%.scn}"
		tdx keyid --source helper -j
		normalised "$out" | sed 's/"source": "helper"/S/' \
			>"$BATS_TEST_TMPDIR/helper"
		tdx keyid --source msr -j
		normalised "$out" | sed 's/"source": "msr"/S/' \
			>"$BATS_TEST_TMPDIR/msr"
		same "$BATS_TEST_TMPDIR/helper" "$BATS_TEST_TMPDIR/msr" || {
			echo "$name"
			rmmod tdxctl
			return 1
		}
	done
	rmmod tdxctl
}

@test "without the helper: vmx says what is missing, once, and how to get it" {
	says vmx <<-'END'
	VMX is possible; whether the CPUs are in VMX operation is unknown

	  IA32_FEAT_CTL: locked; VMX permitted, inside SMX not permitted; SGX on
	  IA32_VMX_BASIC: a call of the P-SEAMLDR loses the current VMCS

	CPUS COUNT STATE    LOCKED VMX-OUTSIDE-SMX SGX CR4-VMXE IN-VMX
	0-7      8 possible yes    yes             yes -        unknown

	kvm_intel is not loaded: the CPUs are likely not in VMX operation, unless the kernel itself holds VMX, as it does from about Linux 7.1 on.
	stderr: tdxctl: vmx: helper module is not loaded: no netlink family "tdxctl"
	stderr: hint: load it as root with 'modprobe tdxctl'; tdxctl(8) says how to build it
	exit status: 0
	END
}

@test "without the helper: a register that faults is one that the CPU lacks" {
	become '3: msr:0x87=gp'
	tdx keyid -c 2-3 -o cpus,keyid_partitioning --no-headings
	[[ $status == 1 ]]
	lines '2 0x000000200000001f' '3 -'
}

@test "without the helper: a CPU that is offline" {
	echo 0 >/sys/devices/system/cpu/cpu5/online
	tdx keyid -c 4-5 -o cpus,state --no-headings
	echo 1 >/sys/devices/system/cpu/cpu5/online
	[[ $status == 2 ]]
	lines '4 divided' '5 offline'
}

# CPUID is for everybody; this machine's processor shows through there.
@test "without the helper: an ordinary user" {
	as_nobody vmx <<-'END'
	The CPUs have no VMX

	CPUS COUNT STATE  LOCKED VMX-OUTSIDE-SMX SGX CR4-VMXE IN-VMX
	0-7      8 no VMX -      -               -   -        unknown

	TDX needs a CPU with VMX.
	stderr: tdxctl: vmx: helper module is not loaded: no netlink family "tdxctl"
	stderr: hint: load it as root with 'modprobe tdxctl'; tdxctl(8) says how to build it
	stderr: tdxctl: vmx: /dev/cpu/0/msr: cannot open: Permission denied
	stderr: hint: run as root
	exit status: 0
	END
	as_nobody keyid -c 1 -o cpus,tme_activate,physical_bits --no-headings <<-'END'
	1    -                       40
	stderr: tdxctl: keyid: /dev/cpu/1/msr: cannot open: Permission denied
	stderr: hint: run as root
	exit status: 0
	END
}

@test "with a helper that refuses: an ordinary user" {
	insmod /modules/tdxctl.ko
	as_nobody vmx -c 1 <<-'END'
	The CPUs have no VMX

	CPUS COUNT STATE  LOCKED VMX-OUTSIDE-SMX SGX CR4-VMXE IN-VMX
	1        1 no VMX -      -               -   -        unknown

	TDX needs a CPU with VMX.
	stderr: tdxctl: vmx: helper module refused: reading needs CAP_SYS_RAWIO (EPERM)
	stderr: hint: run as root, outside of containers
	stderr: tdxctl: vmx: /dev/cpu/1/msr: cannot open: Permission denied
	stderr: hint: run as root
	exit status: 0
	END
	rmmod tdxctl
}

@test "without the helper: isolated CPUs are named, and read only if asked for" {
	local tree=$BATS_TEST_TMPDIR/root

	cp -r "$root" "$tree"
	echo 6-7 >"$tree/sys/devices/system/cpu/isolated"
	mkdir "$tree/dev"
	mount --bind /dev "$tree/dev"
	tdx keyid --root "$tree" -o cpus,state --no-headings
	[[ $status == 0 ]]
	lines '0-5 divided' '6-7 isolated'
	tdx keyid --root "$tree" -c 6 -o cpus,state --no-headings
	lines '6 divided'
	tdx vmx --root "$tree" -o cpus,state --no-headings
	lines '0-5 possible' '6-7 isolated'
	umount "$tree/dev"
}

# device_of TREE MAJOR MINOR: the msr device of CPU 0 below TREE is this one.
device_of()
{
	rm -rf "${1:?}/dev"
	mkdir -p "$1/dev/cpu/0"
	mknod "$1/dev/cpu/0/msr" c "$2" "$3"
	mknod "$1/dev/cpu/0/cpuid" c 203 0
}

@test "without the helper: below --root only the CPU's own devices are read" {
	local tree=$BATS_TEST_TMPDIR/root numbers

	cp -r "$root" "$tree"
	device_of "$tree" 202 0
	tdx keyid --root "$tree" -c 0 -o cpus,state --no-headings
	[[ $status == 0 ]]
	lines '0 divided'
	for numbers in '1 5' '202 1' '203 0'; do
		# shellcheck disable=SC2086 # words are wanted
		device_of "$tree" $numbers
		tdx keyid --root "$tree" -c 0 -o cpus,state --no-headings
		[[ $status == 2 ]]
		lines '0 absent'
		grep -q 'dev/cpu/0/msr: cannot open: No such device' "$err"
	done
}

@test "neither helper nor devices: nothing is known, and three ways are named" {
	rmmod tdxemu
	rmmod cpuid
	rmmod msr
	whole keyid -c 0 >"$BATS_TEST_TMPDIR/whole"
	whole vmx -c 0 -o cpus,state --no-headings >>"$BATS_TEST_TMPDIR/whole"
	insmod /modules/msr.ko
	insmod /modules/cpuid.ko
	insmod /modules/tdxemu.ko devices=1
	same - "$BATS_TEST_TMPDIR/whole" <<-'END'
	Memory encryption (TME) is off in the BIOS, or the CPUs have none: there are no key IDs

	  Physical addresses have 40 bits

	CPUS COUNT PACKAGES STATE  KEYID-BITS MKTME-KEYIDS TDX-KEYIDS
	0        1 0        no TME          -            -          -

	In the BIOS enable memory encryption (TME), then multiple keys (TME-MT) and TDX; without such entries in its menu the CPU or its SKU has no TDX.
	stderr: tdxctl: keyid: /dev/cpu/0/msr: cannot open: No such file or directory
	stderr: hint: as root, load the driver with 'modprobe msr', or the helper module with 'modprobe tdxctl'
	exit status: 0
	0    no VMX
	stderr: tdxctl: vmx: helper module is not loaded: no netlink family "tdxctl"
	stderr: hint: load it as root with 'modprobe tdxctl'; tdxctl(8) says how to build it
	stderr: tdxctl: vmx: /dev/cpu/0/msr: cannot open: No such file or directory
	stderr: hint: as root, load the driver with 'modprobe msr', or the helper module with 'modprobe tdxctl'
	exit status: 0
	END
}
