# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
# What the suites that speak netlink themselves share. Attributes are numbers,
# as on the wire (kmod/uapi/tdxctl.h): 1 CPUs, 2 flags, 3 MSR {1 address},
# 4 CPUID {1 leaf, 2 subleaf}, 5 SEAMCALL {1 RAX, 2 RCX, 3 RDX, 4 R8, 5 R9};
# in a row 6 CPU, 7 its state, 8 CR4.
# shellcheck disable=SC2034,SC2191 # for others; TYPE=VALUE is a word of nlsend

# A request that is right in all but what a test spoils: VMX state of a CPU.
good=(1=s:0 2=u32:1)
queue=() answer=''
read -r release </proc/sys/kernel/osrelease
good_answer='row v1: 6=0x0 7=0x0 8=0x40000
done'

# as_told LINE: sets told to what an expected line is on this kernel. What the
# helper refuses never becomes a dump, but on Linux 6.1 it does, which ends with
# the text of the refusal and without the place.
as_told()
{
	told=$1
	if [[ $release != 6.1.* ]]; then
		told=${1/#refused /error }
	elif [[ $1 =~ ^refused\ ([A-Z0-9]+)\ [^:]*(: .*)$ ]]; then
		told="done ${BASH_REMATCH[1]}${BASH_REMATCH[2]}"
	else
		told=${1/#refused /done }
	fi
}

# answers EXPECTED ARGUMENT...: what nlsend prints, whole.
answers()
{
	local told actual

	as_told "$1"
	shift
	actual=$(nlsend "$@" 2>&1) || true
	[[ $actual != "$told" ]] || return 0
	echo "nlsend ${*:1:20}"
	diff -u - <(printf '%s\n' "$actual") <<<"$told"
}

# sends EXPECTED COMMAND ATTRIBUTE...: queue a conversation and its answer. One
# process holds them all in the end, since processes are slow in here.
sends()
{
	local told

	as_told "$1"
	queue+=(+ "${@:2}")
	answer+=$told$'\n'
}

send_all()
{
	answers "${answer%$'\n'}" "${queue[@]:1}"
}

# says COMMAND...: both outputs and the status of a program, whole, but for its
# version and the time; what is expected comes on standard input.
says()
{
	local status=0 err=$BATS_TEST_TMPDIR/err expected=$BATS_TEST_TMPDIR/says

	cat >"$expected"
	"$@" >"$BATS_TEST_TMPDIR/out" 2>"$err" || status=$?
	{
		sed -E 's/("version": )"[^"]*"/\1V/; s/("time": )"[^"]*"/\1T/' \
			"$BATS_TEST_TMPDIR/out"
		sed 's/^/stderr: /' "$err"
		echo "exit status: $status"
	} | diff -u "$expected" -
}

# for_each_allowed KIND FUNCTION: call it with each row of the allow-list.
for_each_allowed()
{
	local kind a b c

	while read -r kind a b c; do
		[[ $kind != "$1" ]] || "$2" "$a" "$b" "$c"
	done </tests/vm/guest/allow-list.txt
}

# Words of a request from rows of the allow-list.
want_msr() { words+=(3=nest 1=u32:"$1" end); }
want_cpuid()
{
	local sub

	for ((sub = $2; sub <= $3; sub++)); do
		words+=(4=nest 1=u32:"$1" "2=u32:$sub" end)
	done
}

# everything: sets words to a request of all that can be asked for at once.
everything()
{
	local i

	words=(1=s:0-7 2=u32:1)
	for_each_allowed msr want_msr
	for_each_allowed cpuid want_cpuid
	for ((i = 0; i < 4; i++)); do
		words+=(5=nest 1=u64:34 "3=u64:$i" end)
	done
}
