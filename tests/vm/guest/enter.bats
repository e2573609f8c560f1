#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# Entering VMX operation: where it is clear, only for the SEAMCALLs, and never
# against what the processor says.
# shellcheck disable=SC2191,SC2154 # words of nlsend; set by netlink.bash

setup()
{
	# shellcheck source=host.bash
	. /tests/vm/guest/host.bash
	# shellcheck source=netlink.bash
	. /tests/vm/guest/netlink.bash
	insmod /modules/tdxemu.ko
	insmod /modules/tdxctl.ko
}

# Whatever a test did, all CPUs are there, and nobody is left in VMX operation.
# If the kernel believes somebody to be, QEMU 7.2 hangs as a module is unloaded:
# hence the look before that. To bats the last status is all that counts here.
teardown()
{
	[[ $(</sys/devices/system/cpu/online) == 0-7 ]] || online 1 1 2 3 4 5 6 7
	same <(printf '%s\n' 'entered 0' 'kernel_vmxe 0') \
		<(grep -E '^(entered|kernel_vmxe) ' /proc/tdxemu) &&
		rmmod tdxctl && rmmod tdxemu
}

call=(5=nest 1=u64:34 3=u64:0x0a00000300000008 end)
value='8=0x0 1=0x0 2=0x0 3=0x9000000100000000 4=0x2e1f0fbf 5=0x0 6=0x0 7=0x0'
ud='8=0x2 9=0x6'

# online 0|1 CPU...: take CPUs away, or bring them back.
online()
{
	local value=$1 cpu

	for cpu in "${@:2}"; do
		echo "$value" >"/sys/devices/system/cpu/cpu$cpu/online"
	done
}

# become LINE...: the host of a scenario of these lines, written at once.
become()
{
	printf '%s\n' "$@" >"$BATS_TEST_TMPDIR/scenario"
	cat "$BATS_TEST_TMPDIR/scenario" >/proc/tdxemu
}

# ask CPUS FLAGS: the answer, without ticks, if it comes within a minute.
ask()
{
	timeout -s KILL 60 nlsend read "1=s:$1" "2=u32:$2" "${call[@]}" |
		sed -E 's/ 11=0x[0-9a-f]+\}/}/' >"$BATS_TEST_TMPDIR/answer"
}

# told: the whole answer is what stands on standard input.
told()
{
	same /dev/stdin "$BATS_TEST_TMPDIR/answer"
	nothing_forbidden
}

# counts NAME=VALUE...
counts()
{
	local word

	for word; do
		[[ $(counter "${word%=*}") == "${word#*=}" ]] || {
			echo "$word, but $(counter "${word%=*}")"
			return 1
		}
	done
}

@test "enter: VMX off: each CPU enters once, is answered, and leaves" {
	host vmx-off
	ask 0-7 3
	for cpu in 0 1 2 3 4 5 6 7; do
		echo "row v1: 6=0x$cpu 7=0x0 8=0x40000 10=0x1 5{$value 10=0x1}"
	done >"$BATS_TEST_TMPDIR/rows"
	echo 'done' >>"$BATS_TEST_TMPDIR/rows"
	told <"$BATS_TEST_TMPDIR/rows"
	counts vmxon=8 vmxoff=8 vmxon_tried=8 vmxoff_tried=8 seamcall=8 ud=0
	(($(counter entered_max_parallel) <= 4))
	# As before: CR4.VMXE is clear, and SEAMCALL raises #UD again.
	ask 0-1 1
	told <<-END
	row v1: 6=0x0 7=0x0 8=0x40000 5{$ud 10=0x1}
	row v1: 6=0x1 7=0x0 8=0x40000 5{$ud 10=0x1}
	done
	END
}

@test "enter: four CPUs at a time, never the whole machine" {
	become 'all: vmx=off delay=1000'
	ask 0-7 2
	counts vmxon=8 vmxoff=8
	(($(counter entered_max_parallel) <= 4))
	(($(counter entered_max_parallel) > 1))
	nothing_forbidden
}

@test "enter: half of a smaller machine, and the one CPU of the smallest" {
	become 'all: vmx=off delay=1000'
	online 0 4 5 6 7
	ask 0-3 2
	counts vmxon=4 vmxoff=4
	(($(counter entered_max_parallel) <= 2))
	online 0 1 2 3
	ask 0 2
	told <<-END
	row v1: 6=0x0 7=0x0 10=0x1 5{$value 10=0x1}
	done
	END
}

@test "enter: not asked, not done" {
	host vmx-off
	ask 0-7 1
	counts vmxon_tried=0 ud=8
}

@test "enter: where CR4.VMXE is set nobody enters" {
	become 'all: vmx=on' '1: vmx=off' '2: vmx=off vmxe=on'
	ask 0-2 3
	told <<-END
	row v1: 6=0x0 7=0x0 8=0x42000 10=0x0 5{$value 10=0x1}
	row v1: 6=0x1 7=0x0 8=0x40000 10=0x1 5{$value 10=0x1}
	row v1: 6=0x2 7=0x0 8=0x42000 10=0x0 5{$ud 10=0x1}
	done
	END
	counts vmxon_tried=1 vmxoff_tried=1
}

@test "enter: a busy partner is met by entering again" {
	become 'all: vmx=off' '1: busy=1' '2: vmfail=1' '3: no-entropy=2'
	ask 0-3 2
	told <<-END
	row v1: 6=0x0 7=0x0 10=0x1 5{$value 10=0x1}
	row v1: 6=0x1 7=0x0 10=0x1 5{$value 10=0x2}
	row v1: 6=0x2 7=0x0 10=0x1 5{$value 10=0x2}
	row v1: 6=0x3 7=0x0 10=0x1 5{$value 10=0x3}
	done
	END
	counts vmxon=6 vmxoff=6
}

@test "enter: what lies below VMX operation comes to light" {
	become 'all: vmx=off' '1: seamrr=off' '2: module=none' \
		'3: module=loaded lp-init=missing' '4: seam=no'
	ask 0-4 2
	told <<-END
	row v1: 6=0x0 7=0x0 10=0x1 5{$value 10=0x1}
	row v1: 6=0x1 7=0x0 10=0x1 5{8=0x2 9=0xd 10=0x1}
	row v1: 6=0x2 7=0x0 10=0x1 5{8=0x1 10=0x2}
	row v1: 6=0x3 7=0x0 10=0x1 5{8=0x0 1=0xc000050200000000 2=0x0 3=0xa00000300000008 4=0x0 5=0x0 6=0x0 7=0x0 10=0x1}
	row v1: 6=0x4 7=0x0 10=0x1 5{$ud 10=0x1}
	done
	END
}

@test "enter: refused where VMXON would fault, and nothing is tried" {
	become 'all: vmx=off' '0: cpuid:0x1:0:ecx[5]=0' '1: msr:0x3a=gp' \
		'2: msr:0x3a=0x6' '3: msr:0x3a=0x1' '4: msr:0x3a=0x3' \
		'5: msr:0x480=gp' '6: msr:0x480[48]=1' '7: msr:0x480[50]=1'
	ask 0-7 2
	told <<-END
	row v1: 6=0x0 7=0x0 10=0x2
	row v1: 6=0x1 7=0x0 10=0x3
	row v1: 6=0x2 7=0x0 10=0x3
	row v1: 6=0x3 7=0x0 10=0x3
	row v1: 6=0x4 7=0x0 10=0x3
	row v1: 6=0x5 7=0x0 10=0x2
	row v1: 6=0x6 7=0x0 10=0x2
	row v1: 6=0x7 7=0x0 10=0x2
	done
	END
	become 'all: vmx=off' '0: msr:0x480[44]=1 msr:0x480[33]=1' \
		'1: msr:0x486[30]=1' '2: msr:0x487[0]=0' '3: msr:0x488[15]=1' \
		'4: msr:0x489[13]=0' '5: msr:0x486=gp' '6: msr:0x489=gp'
	ask 0-6 2
	told <<-END
	row v1: 6=0x0 7=0x0 10=0x2
	row v1: 6=0x1 7=0x0 10=0x4
	row v1: 6=0x2 7=0x0 10=0x4
	row v1: 6=0x3 7=0x0 10=0x4
	row v1: 6=0x4 7=0x0 10=0x4
	row v1: 6=0x5 7=0x0 10=0x4
	row v1: 6=0x6 7=0x0 10=0x4
	done
	END
	counts vmxon_tried=0 seamcall=0
}

@test "enter: inside SMX the other bit counts" {
	become 'all: vmx=off' '0: smx=on msr:0x3a=0x3' '1: smx=on msr:0x3a=0x5' \
		'2: smx=on msr:0x3a=0x7' '3: msr:0x3a=0x7' '4: msr:0x3a=0x3'
	ask 0-4 2
	told <<-END
	row v1: 6=0x0 7=0x0 10=0x1 5{$value 10=0x1}
	row v1: 6=0x1 7=0x0 10=0x3
	row v1: 6=0x2 7=0x0 10=0x1 5{$value 10=0x1}
	row v1: 6=0x3 7=0x0 10=0x1 5{$value 10=0x1}
	row v1: 6=0x4 7=0x0 10=0x3
	done
	END
	counts vmxon_tried=3
}

@test "enter: in VMX operation for one SEAMCALL at a time" {
	local many=() i

	for ((i = 0; i < 4; i++)); do
		many+=(5=nest 1=u64:34 "3=u64:$((0x0a00000300000000 + i))" end)
	done
	become 'all: vmx=off' '1: busy=3'
	nlsend read 1=s:0-1 2=u32:2 "${many[@]}" >"$BATS_TEST_TMPDIR/answer"
	[[ $(grep -o ' 10=0x1 5{8=0x0 ' "$BATS_TEST_TMPDIR/answer" | wc -l) == 2 ]]
	[[ $(grep -o ' 5{8=0x0 ' "$BATS_TEST_TMPDIR/answer" | wc -l) == 8 ]]
	counts vmxon=11 vmxoff=11 seamcall=11
	nothing_forbidden
}

@test "enter: Intel PT is off, or legal, or in the way" {
	become 'all: vmx=off cpuid:0x7:0:ebx[25]=1' \
		'0: msr:0x485[14]=0 msr:0x570=1' '1: msr:0x485[14]=0' \
		'2: msr:0x570=1' '3: msr:0x485[14]=0 msr:0x570=gp' \
		'4: msr:0x485=gp msr:0x570=1' \
		'5: msr:0x485[14]=0 msr:0x570=1 cpuid:0x7:0:ebx[25]=0'
	ask 0-5 2
	told <<-END
	row v1: 6=0x0 7=0x0 10=0x5
	row v1: 6=0x1 7=0x0 10=0x1 5{$value 10=0x1}
	row v1: 6=0x2 7=0x0 10=0x1 5{$value 10=0x1}
	row v1: 6=0x3 7=0x0 10=0x5
	row v1: 6=0x4 7=0x0 10=0x5
	row v1: 6=0x5 7=0x0 10=0x1 5{$value 10=0x1}
	done
	END
	counts vmxon_tried=3
}

@test "enter: VMXON fails: CR4 is as it was" {
	become 'all: vmx=off' '0: vmxon=gp'
	ask 0-1 3
	told <<-END
	row v1: 6=0x0 7=0x0 8=0x40000 10=0x8
	row v1: 6=0x1 7=0x0 8=0x40000 10=0x1 5{$value 10=0x1}
	done
	END
	counts vmxon_tried=2 vmxoff_tried=1 seamcall=1 kernel_vmxe=0
}

@test "enter: once refused, nothing more is tried" {
	local three=("${call[@]}" 5=nest 1=u64:34 3=u64:1 end
		5=nest 1=u64:34 3=u64:2 end)

	become 'all: vmx=off' '0: vmxon=gp' '1: vmxon-after=1'
	nlsend read 1=s:0-1 2=u32:2 "${three[@]}" |
		sed -E 's/ 11=0x[0-9a-f]+\}/}/g' >"$BATS_TEST_TMPDIR/answer"
	told <<-END
	row v1: 6=0x0 7=0x0 10=0x8
	row v1: 6=0x1 7=0x0 10=0x1 5{$value 10=0x1} 5{10=0x0} 5{10=0x0}
	done
	END
	counts vmxon_tried=3 vmxoff_tried=1 seamcall=1
}

@test "enter: VMXON fails after a first SEAMCALL: what was answered stays" {
	local two=("${call[@]}" 5=nest 1=u64:34 3=u64:1 end)

	# The first is busy, too, and is not tried again in vain.
	become 'all: vmx=off' '0: vmxon-after=1' '1: vmxon-after=1 busy=1' \
		'2: vmxon-after=2 busy=1'
	nlsend read 1=s:0-2 2=u32:2 "${two[@]}" |
		sed -E 's/ 11=0x[0-9a-f]+\}/}/g; s/ 1=0xc0000c[^}]* 10=/ .. 10=/' \
			>"$BATS_TEST_TMPDIR/answer"
	told <<-END
	row v1: 6=0x0 7=0x0 10=0x1 5{$value 10=0x1} 5{10=0x0}
	row v1: 6=0x1 7=0x0 10=0x1 5{8=0x0 1=0x8000020200000000 2=0x0 3=0xa00000300000008 4=0x0 5=0x0 6=0x0 7=0x0 10=0x1} 5{10=0x0}
	row v1: 6=0x2 7=0x0 10=0x1 5{8=0x0 1=0x8000020200000000 2=0x0 3=0xa00000300000008 4=0x0 5=0x0 6=0x0 7=0x0 10=0x1} 5{8=0x0 .. 10=0x1}
	done
	END
}

@test "enter: somebody else took the CPU out of VMX operation" {
	become 'all: vmx=off vmxoff=ud'
	ask 0 3
	told <<-END
	row v1: 6=0x0 7=0x0 8=0x40000 10=0x1 5{$value 10=0x1}
	done
	END
	counts kernel_vmxe=0
}

@test "enter: offline CPUs are rows without a verdict" {
	host vmx-off
	online 0 2
	ask 1-2 2
	online 1 2
	told <<-END
	row v1: 6=0x1 7=0x0 10=0x1 5{$value 10=0x1}
	row v1: 6=0x2 7=0x1
	done
	END
}

@test "enter: flags that say nothing are refused" {
	host vmx-off
	sends 'refused EINVAL at 2: enter-vmx without a SEAMCALL' \
		read 1=s:0 2=u32:2
	sends 'refused EINVAL at 2: enter-vmx without a SEAMCALL' \
		read 1=s:0 2=u32:7 3=nest 1=u32:0x3a end
	sends 'refused EINVAL at 2: enter-vmx-force without enter-vmx' \
		read 1=s:0 2=u32:4
	sends 'refused EINVAL at 2: enter-vmx-force without enter-vmx' \
		read 1=s:0 2=u32:5 "${call[@]}"
	send_all
	counts vmxon_tried=0 seamcall=0
}

@test "enter: not in a virtual machine" {
	become 'all: vmx=off hypervisor=on'
	answers 'refused EOPNOTSUPP at 5: no SEAMCALL in a virtual machine: older hypervisors end the machine on it' \
		read 1=s:0 2=u32:2 "${call[@]}"
	counts vmxon_tried=0 seamcall=0
}

@test "enter: nobody else may" {
	host vmx-off
	answers 'refused EPERM: reading needs CAP_SYS_RAWIO' --as 65534 \
		read 1=s:0 2=u32:2 "${call[@]}"
	counts vmxon_tried=0
}

@test "enter: a thousand times, from many processes" {
	host vmx-off
	run nlsend --processes 4 --seconds 5 read 1=s:0-7 2=u32:2 "${call[@]}"
	[[ $status == 0 ]]
	[[ $(counter vmxon) == "$(counter vmxoff)" ]]
	(($(counter vmxon) > 100))
	counts ud=0 entered=0 kernel_vmxe=0
	(($(counter entered_max_parallel) <= 4))
	nothing_forbidden
}
