#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# Every key split that was seen on a real host, through the helper.

setup()
{
	# shellcheck source=host.bash
	. /tests/vm/guest/host.bash
	insmod /modules/tdxemu.ko
	insmod /modules/tdxctl.ko
}

teardown()
{
	rmmod tdxctl
	rmmod tdxemu
}

# The columns: bits for key IDs, those of them for TDX, and what hosts with these
# printed: first private key ID, end of the range, number of them.
splits='5 1 16 32 16
6 1 32 64 32
6 2 16 64 48
6 6 1 64 63
7 1 64 128 64
7 3 16 128 112
7 7 1 128 127'

# become BITS SPLIT FIRST END COUNT
become()
{
	local activate capability

	printf -v activate '0x%016x' \
		$((0x5000000000003 | $1 << 32 | $2 << 36))
	printf -v capability '0x%016x' \
		$((0x80000005 | $1 << 32 | ((1 << $1) - 1) << 36))
	printf 'all: msr:0x981=%s msr:0x982=%s msr:0x87=0x%016x\n' \
		"$capability" "$activate" $(($5 << 32 | ($3 - 1))) \
		>"$BATS_TEST_TMPDIR/scenario"
	cat "$BATS_TEST_TMPDIR/scenario" >/proc/tdxemu
}

@test "keyid: every split that was seen" {
	local bits split first end count

	while read -r bits split first end count; do
		become "$bits" "$split" "$first" "$end" "$count"
		tdx keyid --root "$root" --no-headings -o \
			cpus,mktme_keyids,tdx_keyids,tdx_first,tdx_last,global_keyid,guest_keyids,usable_physical_bits
		[[ $status == 0 ]]
		same <(echo "0-7 $((first - 1)) $count $first $((end - 1)) $first $((count - 1)) $((52 - bits))") \
			<(tr -s ' ' <"$out")
	done <<<"$splits"
	nothing_forbidden
}

@test "keyid: one interrupt, one request, no SEAMCALL" {
	host healthy
	tdx keyid --root "$root" -q
	[[ $status == 0 ]]
	[[ $(counter seamcall) == 0 ]]
	[[ $(counter rdmsr:0x982) == 8 ]]
	nothing_forbidden
}
