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

@test "refused: probe --enter-vmx says why" {
	load tdxctl-restricted
	whole probe --root "$root" -c 0 --enter-vmx >"$BATS_TEST_TMPDIR/whole"
	same - "$BATS_TEST_TMPDIR/whole" <<-END
	SEAMCALL was not issued on CPU 0: helper module refused: $refusal (EOPNOTSUPP)

	CPUS COUNT RESULT      STATUS NAME
	0        1 unsupported -      -
	stderr: tdxctl: probe: helper module refused: $refusal (EOPNOTSUPP)
	exit status: 2
	END
	[[ $(counter vmxon_tried) == 0 && $(counter seamcall) == 0 ]]
}
