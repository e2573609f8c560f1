#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# The same as stuck-vmxon.bats, where there is a current VMCS: then it is ZF that
# tells (SDM vol. 3, "VMfailValid").
# shellcheck disable=SC2191 # words of nlsend

call=(5=nest 1=u64:34 3=u64:0x0a00000300000008 end)

@test "stuck: VMXON fails as with a current VMCS: VMXE is left alone" {
	# shellcheck source=../host.bash
	. /tests/vm/guest/host.bash
	insmod /modules/tdxemu.ko
	insmod /modules/tdxctl.ko
	printf '%s\n' 'all: vmx=on' '4: vmx=off vmxon=vmfailvalid' \
		>"$BATS_TEST_TMPDIR/scenario"
	cat "$BATS_TEST_TMPDIR/scenario" >/proc/tdxemu
	nlsend read 1=s:4 2=u32:2 "${call[@]}" |
		sed -E 's/ 11=0x[0-9a-f]+\}/}/' >"$BATS_TEST_TMPDIR/answer"
	same - "$BATS_TEST_TMPDIR/answer" <<-'END'
	row v1: 6=0x4 7=0x0 10=0x9 5{8=0x2 9=0x6 10=0x1}
	done
	END
	[[ $(counter entered) == 0 && $(counter kernel_vmxe) == 1 ]]
	dmesg | grep -q 'tdxctl: CPU 4 cannot leave VMX operation (VMXON: 0x2): reset the host, without kexec'
	nothing_forbidden
	run rmmod tdxctl
	[[ $status != 0 ]]
}
