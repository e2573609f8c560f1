#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# A CPU that cannot leave VMX operation. Nothing mends that but a reset, so this
# machine is of no use to any other test, and the order of these is the story.
# shellcheck disable=SC2191,SC2154 # words of nlsend; set by netlink.bash

setup()
{
	# shellcheck source=../host.bash
	. /tests/vm/guest/host.bash
	# shellcheck source=../netlink.bash
	. /tests/vm/guest/netlink.bash
}

call=(5=nest 1=u64:34 3=u64:0x0a00000300000008 end)

# ask CPUS: the answer to three SEAMCALLs, of each of them only the outcome.
ask()
{
	nlsend read "1=s:$1" 2=u32:3 "${call[@]}" 5=nest 1=u64:34 3=u64:1 end \
		5=nest 1=u64:34 3=u64:2 end |
		sed -E 's/ 5\{(8=0x[0-9a-f]+)[^}]*\}/ 5{\1}/g' \
			>"$BATS_TEST_TMPDIR/answer"
	same /dev/stdin "$BATS_TEST_TMPDIR/answer"
	nothing_forbidden
}

@test "stuck: the row says so, and the CPUs behind it do not enter" {
	insmod /modules/tdxemu.ko
	insmod /modules/tdxctl.ko
	# The others of its batch have nothing to enter. It leaves once, is stuck
	# after the second SEAMCALL, and has nothing to enter for the third.
	printf '%s\n' 'all: vmx=off' '0,4-6: vmx=on' \
		'1: vmxoff-after=1 vmxoff=gp' \
		>"$BATS_TEST_TMPDIR/scenario"
	cat "$BATS_TEST_TMPDIR/scenario" >/proc/tdxemu
	ask 0-1,4-7 <<-'END'
	row v1: 6=0x0 7=0x0 8=0x42000 10=0x0 5{8=0x0} 5{8=0x0} 5{8=0x0}
	row v1: 6=0x1 7=0x0 8=0x40000 10=0x9 5{8=0x0} 5{8=0x0} 5{8=0x0}
	row v1: 6=0x4 7=0x0 8=0x42000 10=0x0 5{8=0x0} 5{8=0x0} 5{8=0x0}
	row v1: 6=0x5 7=0x0 8=0x42000 10=0x0 5{8=0x0} 5{8=0x0} 5{8=0x0}
	row v1: 6=0x6 7=0x0 8=0x42000 10=0x0 5{8=0x0} 5{8=0x0} 5{8=0x0}
	row v1: 6=0x7 7=0x0 8=0x40000 10=0x6
	done
	END
}

@test "stuck: VMXE stays set, and the kernel's copy knows" {
	[[ $(counter entered) == 1 && $(counter kernel_vmxe) == 1 ]]
	[[ $(counter lost_regions) == 0 ]]
	# Interrupts, context switches and other CPUs' work do not change that.
	sleep 1
	[[ $(counter entered) == 1 && $(counter kernel_vmxe) == 1 ]]
	nothing_forbidden
}

@test "stuck: nobody enters any more" {
	answers 'refused ENOTRECOVERABLE at 2: a CPU could not leave VMX operation before: reset the host' \
		read 1=s:0-3 2=u32:3 "${call[@]}"
	answers 'refused ENOTRECOVERABLE at 2: a CPU could not leave VMX operation before: reset the host' \
		read 1=s:1 2=u32:6 "${call[@]}"
	nothing_forbidden
}

@test "stuck: reading without entering goes on" {
	run nlsend read 1=s:2 2=u32:1
	[[ $output == 'row v1: 6=0x2 7=0x0 8=0x40000
done' ]]
}

@test "stuck: the module cannot be unloaded" {
	run rmmod tdxctl
	[[ $status != 0 ]]
	[[ -d /sys/module/tdxctl ]]
}

@test "stuck: the log says which CPU, once" {
	[[ $(dmesg | grep -c 'tdxctl: CPU 1 cannot leave VMX operation (VMXOFF: 0x10d): reset the host, without kexec') == 1 ]]
}
