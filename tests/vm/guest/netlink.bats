#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# Every kind of bad message, sent straight at the family, and the good ones.
# shellcheck disable=SC2191 # TYPE=VALUE is a word of nlsend

setup_file()
{
	insmod /modules/tdxctl.ko
}

teardown_file()
{
	rmmod tdxctl
}

setup()
{
	# shellcheck source=netlink.bash
	. /tests/vm/guest/netlink.bash
}

# What a test has queued is sent now, and then what must still work: the helper
# is as it was, whatever came.
teardown()
{
	sends "$good_answer" read "${good[@]}"
	send_all
}

# asks EXPECTED ATTRIBUTE...: queue a read of CPU 0.
asks()
{
	local expected=$1
	shift

	sends "$expected" read 1=s:0 "$@"
}

@test "no list of CPUs" {
	sends 'refused EINVAL missing 1: list of CPUs is missing' read 2=u32:1
	sends 'refused EINVAL missing 1: list of CPUs is missing' read
}

@test "nothing asked for" {
	asks 'refused EINVAL: request asks for nothing'
	asks 'refused EINVAL: request asks for nothing' 2=u32:0
}

@test "a list entry without its key" {
	local what='list entry does not say what to read'

	asks "refused EINVAL at 3 missing 1 in 3: $what" 3=nest end
	asks "refused EINVAL at 4 missing 1 in 4: $what" 4=nest end
	asks "refused EINVAL at 4 missing 1 in 4: $what" 4=nest 2=u32:0 end
	asks "refused EINVAL at 5 missing 1 in 5: $what" 5=nest end
	asks "refused EINVAL at 5 missing 1 in 5: $what" 5=nest 3=u64:1 end
	asks "refused EINVAL at 3#2 missing 1 in 3#2: $what" \
		3=nest 1=u32:0x87 end 3=nest end
}

@test "an attribute repeated at the top" {
	asks 'refused EINVAL at 1#2: attribute given more than once' 1=s:0 2=u32:1
	asks 'refused EINVAL at 1#2: attribute given more than once' 2=u32:1 1=s:1
	asks 'refused EINVAL at 2#2: attribute given more than once' \
		2=u32:1 2=u32:1
}

@test "an attribute repeated in a nest" {
	asks 'refused EINVAL at 3.1#2: attribute given more than once' \
		3=nest 1=u32:0x87 1=u32:0x87 end
	asks 'refused EINVAL at 4.2#2: attribute given more than once' \
		4=nest 1=u32:0x1b 2=u32:0 2=u32:1 end
	asks 'refused EINVAL at 5.3#2: attribute given more than once' \
		5=nest 1=u64:34 3=u64:1 3=u64:1 end
	asks 'refused EINVAL at 5#2.1#2: attribute given more than once' \
		5=nest 1=u64:34 end 5=nest 1=u64:34 1=u64:34 end
}

@test "the same thing asked for twice" {
	asks 'refused EINVAL at 3#3: MSR asked for twice' \
		3=nest 1=u32:0x87 end 3=nest 1=u32:0x3a end \
		3=nest 1=u32:0x87 end
	asks 'refused EINVAL at 4#2: CPUID leaf asked for twice' \
		4=nest 1=u32:7 end 4=nest 1=u32:7 2=u32:0 end
	asks 'refused EINVAL at 5#2: SEAMCALL asked for twice' \
		5=nest 1=u64:34 end 5=nest 1=u64:34 3=u64:0 end
}

@test "too many entries" {
	local i calls=()

	for ((i = 0; i < 5; i++)); do
		calls+=(5=nest 1=u64:34 "3=u64:$i" end)
	done
	asks 'refused EINVAL at 5#5: more SEAMCALLs than one request may hold' \
		"${calls[@]}"
}

@test "two hundred MSRs: the allow-list and no repetition leave room for 44" {
	local i msrs=()

	for ((i = 0; i < 200; i++)); do
		msrs+=(3=nest 1=u32:0x87 end)
	done
	asks 'refused EINVAL at 3#2: MSR asked for twice' "${msrs[@]}"
}

@test "a number of the wrong length" {
	local length='invalid attribute length'

	asks "error EINVAL at 2: $length" 2=u8:1
	asks "error EINVAL at 2: $length" 2=u64:1
	asks "error EINVAL at 2: $length" 2=x:
	asks "error EINVAL at 3.1: $length" 3=nest 1=u16:0x87 end
	asks "error EINVAL at 3.1: $length" 3=nest 1=u64:0x87 end
	asks "error EINVAL at 3.1: $length" 3=nest 1=x: end
	asks "error EINVAL at 4.1: $length" 4=nest 1=u8:7 end
	asks "error EINVAL at 4.2: $length" 4=nest 1=u32:7 2=u64:0 end
	asks "error EINVAL at 5.1: $length" 5=nest 1=u32:34 end
	asks "error EINVAL at 5.3: $length" 5=nest 1=u64:34 3=u32:0 end
	asks "error EINVAL at 5.3: $length" 5=nest 1=u64:34 3=fill:9 end
}

@test "an attribute of the wrong type" {
	asks 'error EINVAL at 2: invalid attribute length' \
		2=nest 1=u32:1 end
	asks 'error EINVAL at 2: NLA_F_NESTED not expected' 0x8002=u32:1
	asks 'error EINVAL at 3.1: invalid attribute length' \
		3=nest 1=s:0x87,0x3a end
	sends 'refused EINVAL at 1: not a list of CPUs' read 1=u32:0 2=u32:1
}

@test "an oversized attribute" {
	asks 'error EINVAL at 3.1: invalid attribute length' \
		3=nest 1=fill:60000 end
	sends 'error EINVAL at 1: Attribute failed policy validation' \
		read 1=fill:32768 2=u32:1
	sends 'error EINVAL at 1: Attribute failed policy validation' \
		read 1=fill:65000 2=u32:1
}

@test "the longest list of CPUs, and one byte more" {
	local list

	printf -v list '%32767s' ''
	list=${list// /0,}
	sends "$good_answer" read "1=s:${list:0:32766}0" 2=u32:1
	sends 'error EINVAL at 1: Attribute failed policy validation' \
		read "1=s:${list:0:32768}" 2=u32:1
}

@test "a nest that does not say so" {
	asks 'error EINVAL at 3: NLA_F_NESTED is missing' 3=bare 1=u32:0x87 end
	asks 'error EINVAL at 4: NLA_F_NESTED is missing' 4=bare 1=u32:7 end
	asks 'error EINVAL at 5: NLA_F_NESTED is missing' 5=bare 1=u64:34 end
	asks 'error EINVAL at 3: NLA_F_NESTED is missing' 3=u32:0x87
}

@test "unknown attributes" {
	asks 'error EINVAL at 0: Unknown attribute type' 0=u32:1 2=u32:1
	asks 'error EINVAL at 11: Unknown attribute type' 2=u32:1 11=u32:0
	asks 'error EINVAL at 16383: Unknown attribute type' 0x3fff=x:
	asks 'error EINVAL at 3.0: Unknown attribute type' \
		3=nest 0=x: 1=u32:0x87 end
	asks 'error EINVAL at 3.5: Unknown attribute type' \
		3=nest 1=u32:0x87 5=u32:0 end
	asks 'error EINVAL at 5.13: Unknown attribute type' \
		5=nest 1=u64:34 13=u32:0 end
	asks 'error EINVAL at 5.64: Unknown attribute type' \
		5=nest 1=u64:34 64=u32:0 end
}

@test "attributes that only an answer has" {
	asks 'error EINVAL at 6: Unsupported attribute' 6=u32:0 2=u32:1
	asks 'error EINVAL at 10: Unsupported attribute' 10=u32:0 2=u32:1
	asks 'error EINVAL at 7: Unsupported attribute' 7=u32:0
	asks 'error EINVAL at 8: Unsupported attribute' 8=u64:0
	asks 'error EINVAL at 9: Unsupported attribute' 9=x:
	asks 'error EINVAL at 3.3: Unsupported attribute' \
		3=nest 1=u32:0x87 3=u64:0 end
	asks 'error EINVAL at 4.3: Unsupported attribute' \
		4=nest 1=u32:0 3=u32:0 end
	asks 'error EINVAL at 5.6: Unsupported attribute' \
		5=nest 1=u64:34 6=u64:0 end
	asks 'error EINVAL at 5.12: Attribute failed policy validation' \
		5=nest 1=u64:34 12=x: end
}

@test "nests in nests" {
	asks 'error EINVAL at 3.3: Unsupported attribute' 3=deep:400
	asks 'error EINVAL at 3.1: NLA_F_NESTED not expected' \
		3=nest 1=deep:2 end
	asks 'error EINVAL at 3.1: invalid attribute length' \
		3=nest 1=deep:64 end
	asks 'error EINVAL at 5.1: invalid attribute length' \
		5=nest 1=deep:400 end
	asks 'error EINVAL at 5.1: NLA_F_NESTED not expected' \
		5=nest 0x8001=x:0400000004000000 end
}

@test "lengths that lie" {
	local left='bytes leftover after parsing attributes'

	asks "error EINVAL: $left" 2=u32:1@200
	asks "error EINVAL: $left" 2=u32:1@3
	asks "error EINVAL: $left" 2=u32:1@0
	asks "error EINVAL: $left" 2=u32:1 raw:ff
	asks "error EINVAL: $left" 2=u32:1 raw:ffffffff
	asks "error EINVAL: $left" 3=nest 1=u32:0x87@20 end
	asks "error EINVAL: $left" 3=nest 1=u32:0x87@2 end
	asks "error EINVAL: $left" 0x8003=u32:0x87
	asks 'error ERANGE at 3: Attribute failed policy validation' \
		3=nest 1=u32:0x87 end@6
	asks 'error ERANGE at 3: Attribute failed policy validation' \
		3=nest raw:01 end
}

# A header that does not fit is dropped by the core, as for every family. What
# is answered at all is answered before the send returns, so the wait is short.
@test "a message that ends too early" {
	answers 'error EINVAL: bytes leftover after parsing attributes' \
		--cut 1 read "${good[@]}"
	answers 'refused EINVAL: request asks for nothing' --cut 8 read "${good[@]}"
	answers 'refused EINVAL missing 1: list of CPUs is missing' \
		--cut 16 read "${good[@]}"
	answers 'error EINVAL' --cut 17 read "${good[@]}"
	answers 'no answer' --wait 100 --cut 21 read "${good[@]}"
	answers 'no answer' --wait 100 --claim 37 read "${good[@]}"
	answers 'no answer' --wait 100 --claim 15 read "${good[@]}"
	answers 'no answer' --wait 100 --claim 0xffffffff read "${good[@]}"
}

@test "a list of CPUs that is empty, malformed or reversed" {
	local list

	for list in '' ' ' ',' 3-1 1- -1 0--1 +1 x 0x1 '0-3;' 0-3:0/0 0-3:2/1 \
		1:2 4294967295 -9223372036854775808; do
		sends 'refused EINVAL at 1: not a list of CPUs' \
			read "1=s:$list" 2=u32:1
	done
	sends 'error EINVAL at 1: Attribute failed policy validation' \
		read 1=z:0 2=u32:1
	sends 'error EINVAL at 1: Attribute failed policy validation' \
		read 1=x: 2=u32:1
}

@test "a list of CPUs with something behind its end" {
	answers 'refused EINVAL at 1: not a list of CPUs' read 1=x:3000ff 2=u32:1
	answers 'refused EINVAL at 1: not a list of CPUs' read 1=x:300000 2=u32:1
}

@test "CPUs beyond the kernel's range" {
	local list

	for list in 8 0,8 7-8 0-99999999 2147483647 4294967296 \
		99999999999999999999; do
		sends "refused ERANGE at 1: CPU number is out of this kernel's range" \
			read "1=s:$list" 2=u32:1
	done
}

@test "attributes in network byte order" {
	asks 'refused EINVAL at 2: attribute in network byte order' 0x4002=u32:1
	asks 'refused EINVAL at 3.1: attribute in network byte order' \
		3=nest 0x4001=u32:0x3a end
}

@test "unknown flags" {
	asks 'error EINVAL at 2: reserved bit set' 2=u32:8
	asks 'error EINVAL at 2: reserved bit set' 2=u32:0xffffffff
}

@test "forbidden MSRs" {
	local msr

	# Beside the list, next to its rows, and what a wrapped number would hit.
	for msr in 0 0x10 0x88 0x98 0x99 0x9a 0x1f2 0x1f3 0x1f6 0x1f7 0x1402 \
		0x4b5 0xc0000081 0x10087 0xffffffff; do
		asks 'refused EACCES at 3.1: MSR is not in the allow-list' \
			3=nest 1=u32:$msr end
	done
	asks 'refused EACCES at 3#2.1: MSR is not in the allow-list' \
		3=nest 1=u32:0x87 end 3=nest 1=u32:0x10 end
}

@test "forbidden CPUID leaves and subleaves" {
	local refused='CPUID leaf or subleaf is not in the allow-list' leaf

	for leaf in 2 3 0xd 0x20 0x40000001 0x80000001 0x80000009 0xffffffff; do
		asks "refused EACCES at 4.1: $refused" 4=nest 1=u32:$leaf end
	done
	asks "refused EACCES at 4.1: $refused" 4=nest 1=u32:4 end
	asks "refused EACCES at 4.1: $refused" 4=nest 1=u32:4 2=u32:4 end
	asks "refused EACCES at 4.1: $refused" 4=nest 1=u32:7 2=u32:1 end
	asks "refused EACCES at 4.1: $refused" 4=nest 1=u32:0x1b 2=u32:8 end
	asks "refused EACCES at 4.1: $refused" \
		4=nest 1=u32:0x1f 2=u32:0xffffffff end
}

@test "forbidden SEAMCALL leaves" {
	local refused='SEAMCALL leaf is not in the allow-list' leaf

	# Neighbours, a version field, the P-SEAMLDR bit, and shut-down.
	for leaf in 0 1 33 35 52 0x10022 0x100000022 0x8000000000000000 \
		0x8000000000000022 0xffffffffffffffff; do
		asks "refused EACCES at 5.1: $refused" 5=nest 1=u64:$leaf end
	done
}

@test "forbidden registers, even if they are set to 0" {
	local refused='register may not be set for this SEAMCALL leaf' reg

	for reg in 2 4 5; do
		asks "refused EACCES at 5.$reg: $refused" \
			5=nest 1=u64:34 3=u64:1 $reg=u64:0x1000 end
		asks "refused EACCES at 5.$reg: $refused" \
			5=nest 1=u64:34 $reg=u64:0 end
	done
}

@test "one bad entry among good ones: nothing is read" {
	asks 'refused EACCES at 3.1: MSR is not in the allow-list' 2=u32:1 \
		4=nest 1=u32:0 end 5=nest 1=u64:34 end 3=nest 1=u32:0x10 end
}

@test "a version that is too new" {
	local newer='request speaks a newer version of the family than this helper'

	answers "refused EPROTO: $newer" --msg-version 2 read "${good[@]}"
	answers "refused EPROTO: $newer" --msg-version 255 read "${good[@]}"
	answers "$good_answer" --msg-version 0 read "${good[@]}"
}

# The core knows which operation an operation is, and has no text for it.
@test "a do for a dump, a dump for a do, and commands that are none" {
	answers 'error EOPNOTSUPP' --flags 0x5 read "${good[@]}"
	answers 'error EOPNOTSUPP' --flags 0x301 helper-get
	sends 'error EOPNOTSUPP' 0
	sends 'error EOPNOTSUPP' 3
	sends 'error EOPNOTSUPP' 255
	answers 'error EOPNOTSUPP' --flags 0x301 3
}

@test "reserved bits of both headers" {
	answers 'error EINVAL: genlmsghdr.reserved field is not 0' \
		--reserved 1 read "${good[@]}"
	answers 'error EINVAL: genlmsghdr.reserved field is not 0' \
		--reserved 0xffff helper-get
	answers 'error EINVAL: ambiguous or reserved bits set in nlmsg_flags' \
		--flags 0x101 read "${good[@]}"
	answers 'error EINVAL: ambiguous or reserved bits set in nlmsg_flags' \
		--flags 0xff01 helper-get
}

@test "helper-get takes no attributes" {
	sends 'error EINVAL at 1: Attribute failed policy validation' \
		helper-get 1=s:0.1.0
	sends 'error EINVAL at 2: Unknown attribute type' helper-get 2=u32:8
	sends 'error EINVAL: bytes leftover after parsing attributes' \
		helper-get raw:ff
}

# The functions below build rows from the documented allow-list.
tell_msr() { told+=" 7=$1"; }
tell_cpuid()
{
	printf -v told '%s 8{1=%s 2=0x%x 3=0x%x}' "$told" "$1" "$2" "$3"
}
tell_leaf() { told+=" 9{1=$1 2=$2}"; }

@test "helper-get tells the documented limits and allow-lists" {
	local version told flags=0x1

	version=$(strings /modules/tdxctl.ko | sed -n 's/^version=//p')
	[[ -n $version ]]
	! grep -q cr4_update_irqsoff /modules/tdxctl.ko || flags=0x7
	told="reply v1: 1=\"$version\" 2=0x8 3=0x40 4=0x40 5=0x4 6=$flags"
	for_each_allowed msr tell_msr
	for_each_allowed cpuid tell_cpuid
	for_each_allowed leaf tell_leaf
	answers "$told"$'\nack' helper-get
}

peek_msr()
{
	case $1 in
	# MTRRCAP of this machine has no SEAMRR bit.
	0x1400 | 0x1401) tail+=" 3{1=$1 2=0x2}" ;;
	# The last of the list, behind those two.
	0xc0000080) tail+=" 3{1=$1 2=0x0 3=0xd01}" ;;
	*) addresses+=("$1") ;;
	esac
}

@test "all MSRs in one request: as the msr driver reads them, on every CPU" {
	local words=() addresses=() tail='' rows

	for_each_allowed msr want_msr
	for_each_allowed msr peek_msr
	((${#words[@]} == 3 * 44))
	((${#addresses[@]} == 41))
	insmod /modules/msr.ko
	rows=$(peek msr 8 "${addresses[@]}")
	rmmod msr
	sends "${rows//$'\n'/"$tail"$'\n'}$tail"$'\ndone' \
		read 1=s:0-7 "${words[@]}"
}

peek_cpuid()
{
	local sub

	for ((sub = $2; sub <= $3; sub++)); do
		leaves+=("$1:$sub")
	done
}

@test "all CPUID leaves in one request: as the cpuid driver reads them" {
	local words=() leaves=()

	for_each_allowed cpuid want_cpuid
	for_each_allowed cpuid peek_cpuid
	((${#words[@]} == 4 * 27))
	insmod /modules/cpuid.ko
	sends "$(peek cpuid 8 "${leaves[@]}")"$'\ndone' \
		read 1=s:0-7 "${words[@]}"
	rmmod cpuid
}

# Rows whose SEAMCALLs differ by nothing but their ticks are the same row.
@test "everything at once, over several buffers" {
	local words large small

	everything
	large=$(nlsend --mask 5.11 read "${words[@]}")
	small=$(nlsend --mask 5.11 --read-size 8192 --datagrams \
		read "${words[@]}")
	[[ $large$'\ndatagrams: 6' == "$small" ]]
	[[ $(grep -c '^row v1: 6=0x[0-7] 7=0x0 8=0x40000 3{' <<<"$large") == 8 ]]
	[[ $(grep -o '5{8=0x2 9=0x6 10=0x1 11=\*}' <<<"$large" | wc -l) == 32 ]]
	[[ ${large##*$'\n'} == 'done' ]]
}

@test "the smallest receive buffer takes every row, one after another" {
	local words large

	everything
	large=$(nlsend --mask 5.11 read "${words[@]}")
	[[ $(grep -c '^row v1: 6=0x[0-7] 7=0x0 ' <<<"$large") == 8 ]]
	answers "$large" --mask 5.11 --receive-buffer 1 read "${words[@]}"
}

@test "a list of CPUs in any order, with repetitions" {
	sends 'row v1: 6=0x1 7=0x0 8=0x40000
row v1: 6=0x4 7=0x0 8=0x40000
row v1: 6=0x5 7=0x0 8=0x40000
done' read 1=s:4-5,1,4 2=u32:1
}

@test "forms of a list of CPUs that only the kernel has" {
	local list

	for list in 0-7:2/4 5-5:1/4294967295 N all '0 1' 0-N $'0\n'; do
		sends 'refused EINVAL at 1: not a list of CPUs' \
			read "1=s:$list" 2=u32:1
	done
}
