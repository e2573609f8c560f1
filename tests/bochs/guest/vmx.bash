# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
# What the suites on real VMX share. Attributes are numbers, see
# ../../vm/guest/netlink.bash; in a row 10 is what became of entering VMX
# operation (1 done, 0 not needed, 3 IA32_FEAT_CTL does not permit it).
# shellcheck disable=SC2034,SC2191 # for others; TYPE=VALUE is a word of nlsend

# shellcheck source=../../vm/guest/netlink.bash
. /tests/vm/guest/netlink.bash

# VMX state of both CPUs and a SEAMCALL on each: TDH.SYS.RD of TDX_FEATURES0.
call=(5=nest 1=u64:34 3=u64:0x0a00000300000008 end)
look=(read 1=s:0-1 2=u32:1 "${call[@]}")
enter=(read 1=s:0-1 2=u32:3 "${call[@]}")

# CR4 with VMXE clear and set, SEAMCALL that raised #UD at its one attempt.
off='8=0x0'
on='8=0x2000'
ud='5{8=0x2 9=0x6 10=0x1 11=*}'

# both ATTRIBUTES: what the answer is if each CPU says this.
both()
{
	printf 'row v1: 6=0x0 7=0x0 %s\nrow v1: 6=0x1 7=0x0 %s\ndone' "$1" "$1"
}

# say EXPECTED WORD...: the answer without ticks, whole.
say()
{
	answers "$1" --mask 5.11 "${@:2}"
}

is_loaded()
{
	grep -q "^$1 " /proc/modules
}

# need MODULE...: by the name of its file.
need()
{
	local name

	for name; do
		is_loaded "${name//-/_}" || insmod "/modules/$name.ko"
	done
}

# leave MODULE...: those that are loaded.
leave()
{
	local name

	for name; do
		! is_loaded "$name" || rmmod "$name"
	done
}
