#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# The behaviour of "tdxctl decode": arguments, logs, bad input.

# bats sets stderr; $TDXCTL is meant for the shell inside.
# shellcheck disable=SC2154,SC2016

bats_require_minimum_version 1.5.0

setup() {
	: "${TDXCTL:?set it to the program to test}"
	: "${TDXCTL_SRCDIR:=$BATS_TEST_DIRNAME/..}"
	export LC_ALL=C
	unset NO_COLOR
	cd "$BATS_TEST_TMPDIR" || return
}

# decode ARG...: run it with nothing to read
decode() {
	run --separate-stderr "$TDXCTL" decode "$@" </dev/null
}

# decode_log LOG ARG...: run it on a log
decode_log() {
	printf '%s' "$1" >log
	shift
	run --separate-stderr "$TDXCTL" decode - "$@" <log
}

# expect STATUS STDOUT STDERR: compare all three, whole
expect() {
	[[ $status -eq $1 ]] || { echo "exit status $status"; return 1; }
	diff <(printf '%s\n' "$2") <(printf '%s\n' "$output")
	diff <(printf '%s\n' "$3") <(printf '%s\n' "$stderr")
}

# json FILTER: a value of the document in $output
json() {
	python3 -c 'import json, sys
document = json.loads(sys.argv[1])
print(json.dumps(eval(sys.argv[2], {}, {"d": document})))' "$output" "$1"
}

# 40 MB of address space hold the program, but not the line. A program that was
# built with sanitizers wants terabytes, so it is not limited.
limit_memory() {
	(ulimit -v 40000 && "$TDXCTL" --version >/dev/null 2>&1) || return 0
	ulimit -v 40000
}

validate() {
	python3 -c 'import jsonschema' 2>/dev/null ||
		skip 'no python3-jsonschema here'
	printf '%s' "$output" | python3 -c '
import json, jsonschema, sys
jsonschema.validate(json.load(sys.stdin), json.load(open(sys.argv[1])))' \
		"$TDXCTL_SRCDIR/docs/schema/decode-1.json"
}

@test "decode: explains an operand" {
	decode 0xc000010000000045
	expect 0 '0xc000010000000045: TDX_OPERAND_INVALID, operand CPUID_CONFIG (0x45): CPUID values configured for the TD
  meaning: the operand named in the low bits has a value that the leaf does not accept; for RAX the leaf or its version does not exist in this module
  class:   Invalid operand (module); failed, the cause has to be removed
  advice:  If the operand is RAX, caller and TDX module are of different generations: update the module; otherwise the caller passed something that this module does not take: update the kernel, or correct what was passed' ''
}

@test "decode: separates statuses by an empty line, digits may lack 0x" {
	decode 0x0 8000FF0000000006
	expect 0 '0x0000000000000000: TDX_SUCCESS
  meaning: the leaf did what was asked
  class:   General (module); success

0x8000ff0000000006: TDX_SEAMCALL_UD
  meaning: SEAMCALL raised #UD: this CPU is not in VMX operation, or does not have the instruction
  class:   Reserved for software use (linux); no SEAM code ran
  advice:  Load kvm_intel, which turns VMX on at load, and check that VT-x is on in the BIOS' ''
}

@test "decode: gives an unknown code its class and exits 2" {
	decode 0xc00005ff00000000
	expect 2 '0xc00005ff00000000: unknown status
  class:   TDX module state; failed, the cause has to be removed' ''
}

@test "decode: says when severity bits differ from the listed code" {
	decode 0xe0000b0000000001
	expect 0 '0xe0000b0000000001: TDX_EPT_WALK_FAILED, operand RCX (0x1): register
  meaning: the Secure EPT ends before the level that was asked for; RCX and RDX hold the last entry and its level
  class:   Secure EPT / guest TD memory (module); failed, the cause has to be removed
  match:   the code with the fatal bit (61) added: the TD or session is dead' ''
}

@test "decode -v: shows the other makers of a word" {
	decode -v 0x8000000000000000
	expect 0 '0x8000000000000000: PSEAMLDR_EBADPARAM
  meaning: a parameter is wrong, or the leaf does not exist
  class:   Parameter or call (p-seamldr); failed
  bits:    error yes, recoverable not applicable, fatal not applicable, host can help not applicable
  defined: P-SEAMLDR 1.5.02
  note:    NP-SEAMLDR has the same number for its EBADPARAM
  also:    NP_SEAMLDR_PARAMS_STATUS_EBADPARAM (np-seamldr): a parameter is wrong, or the platform claims to have no socket or more than 8' ''
}

@test "decode --interface: names the word by its maker" {
	decode -o name --no-headings --interface np-seamldr 0x8000000000000000
	expect 0 'NP_SEAMLDR_PARAMS_STATUS_EBADPARAM' ''
	decode --interface=module -o name --no-headings 0x8000000000000000
	expect 2 '-' ''
}

@test "decode -o: prints only the columns asked for" {
	decode -o name,OPERAND,recoverable 0xc000092100000122 0x8000020200000000
	expect 0 'NAME                    OPERAND                   RECOVERABLE
TDX_INCORRECT_MSR_VALUE MSR 0x122 (IA32_TSX_CTRL) no
TDX_SYS_BUSY            -                         yes' ''
}

@test "decode -q: only the exit status tells" {
	decode -q 0xc000010000000045
	expect 0 '' ''
	decode -q 0xc00005ff00000000
	expect 2 '' ''
	decode -q 0xc0000505
	expect 0 '' ''
	decode_log 'SEAMCALL (33) failed: 0xc00005ff00000000' -q
	expect 2 '' ''
	decode_log 'tdx: SEAMCALL (33) failed: 0xc0000900' -q
	expect 2 '' ''
	run --separate-stderr "$TDXCTL" decode -q - </
	expect 2 '' ''
	decode -q zz
	expect 64 '' "tdxctl: decode: status 'zz': not a hexadecimal number"
}

@test "decode --color: colours the name, and only if asked to" {
	decode --color=always 0x0
	[ "${lines[0]}" = $'0x0000000000000000: \e[32mTDX_SUCCESS\e[0m' ]
	decode 0x0
	[ "${lines[0]}" = '0x0000000000000000: TDX_SUCCESS' ]
}

@test "decode --output-file: writes the file, whole" {
	decode --output-file out -o name --no-headings 0x0
	expect 0 '' ''
	[ "$(cat out)" = TDX_SUCCESS ]
	decode_log $'SEAMCALL (34) failed: 0xc000050500000000\n' --output-file out
	expect 0 '' ''
	[ "$(sed -n 2p out)" = '  => TDX_SYS_NOT_READY from TDH.SYS.RD (34)' ]
	decode --output-file missing/out 0x0
	expect 2 '' 'tdxctl: decode: missing/out: cannot write: No such file or directory'
}

@test "decode -j: every field of the contract, valid by the schema" {
	decode -j 0xc000092100000122
	[ "$status" -eq 0 ]
	[ "$(json 'd["schema"]')" = '"tdxctl.decode/1"' ]
	[ "$(json 'd["statuses"]')" = '[{"status": "0xc000092100000122", "name": "TDX_INCORRECT_MSR_VALUE", "interface": "module", "class": "Platform configuration", "error": true, "recoverable": false, "fatal": false, "operand": {"id": 290, "name": "IA32_TSX_CTRL"}, "meaning": "the MSR named in the low bits has a value that the module does not accept", "advice": "Usually a BIOS option or old microcode: look for the setting behind that MSR", "line": null}]' ]
	[ "$(json 'd["missing"], d["source"], set(d["host"].values()) == {None}')" = '[[], null, true]' ]
	validate
}

@test "decode -j: what is not known is null" {
	decode -j 0xc00005ff00000000 0x8000000000000009 0x0
	[ "$status" -eq 2 ]
	[ "$(json '[list(s.values())[1:] for s in d["statuses"]]')" = '[[null, null, "TDX module state", true, false, false, null, null, null, null], [null, null, null, true, null, null, null, null, null, null], ["TDX_SUCCESS", "module", "General", false, null, false, null, "the leaf did what was asked", null, null]]' ]
	validate
}

@test "decode -: annotates a log of Linux 6.8 and explains its registers" {
	decode_log 'virt/tdx: BIOS enabled: private KeyID range [32, 64)
virt/tdx: SEAMCALL (0x0000000000000021) failed: 0xc000090000000000
virt/tdx: RCX 0x0000000200000007 RDX 0x0000000100000002 R08 0x0000000300000004
virt/tdx: R09 0x0000000500000006 R10 0x0000000700000008 R11 0x0000000000000000
virt/tdx: module initialization failed (-5)
virt/tdx: RCX 0x0000000200000007 RDX 0x0000000100000002 R08 0x0000000300000004
'
	expect 0 'virt/tdx: BIOS enabled: private KeyID range [32, 64)
virt/tdx: SEAMCALL (0x0000000000000021) failed: 0xc000090000000000
  => TDX_INCORRECT_CPUID_VALUE from TDH.SYS.INIT (33)
     a CPUID leaf does not show what the module insists on; RCX says which leaf, R9 and R10 what is wanted
     advice: Update BIOS and microcode, or the module if it is older than the CPU, and restore the BIOS settings that TDX needs
virt/tdx: RCX 0x0000000200000007 RDX 0x0000000100000002 R08 0x0000000300000004
  => CPUID leaf 0x7, sub-leaf 0x2; bits checked eax=0x00000002 ebx=0x00000001 ecx=0x00000004 edx=0x00000003
virt/tdx: R09 0x0000000500000006 R10 0x0000000700000008 R11 0x0000000000000000
  => wanted eax=0x00000006 ebx=0x00000005 ecx=0x00000008 edx=0x00000007
virt/tdx: module initialization failed (-5)
  => EIO (errno 5): a SEAMCALL returned a status; see the lines above
virt/tdx: RCX 0x0000000200000007 RDX 0x0000000100000002 R08 0x0000000300000004' ''
}

@test "decode -: annotates older wordings and KVM's" {
	decode_log '[    7.592823] tdx: SEAMCALL failed: CPU 94: leaf 33, error 0xc000092100000122.
[    7.592932] tdx: additional output: rcx 0x0, rdx 0x0, r8 0x0, r9 0x0, r10 0x0, r11 0x0.
kvm_intel: SEAMCALL TDH_MNG_INIT failed: 0xc000010000000045, rcx 0x5
tdx: SEAMCALL failed: CPU 162 is not in VMX operation.
'
	expect 0 '[    7.592823] tdx: SEAMCALL failed: CPU 94: leaf 33, error 0xc000092100000122.
  => TDX_INCORRECT_MSR_VALUE from TDH.SYS.INIT (33)
     the MSR named in the low bits has a value that the module does not accept
     MSR 0x122 (IA32_TSX_CTRL)
     advice: Usually a BIOS option or old microcode: look for the setting behind that MSR
[    7.592932] tdx: additional output: rcx 0x0, rdx 0x0, r8 0x0, r9 0x0, r10 0x0, r11 0x0.
kvm_intel: SEAMCALL TDH_MNG_INIT failed: 0xc000010000000045, rcx 0x5
  => TDX_OPERAND_INVALID from TDH.MNG.INIT (21)
     the operand named in the low bits has a value that the leaf does not accept; for RAX the leaf or its version does not exist in this module
     operand CPUID_CONFIG (0x45): CPUID values configured for the TD
     advice: If the operand is RAX, caller and TDX module are of different generations: update the module; otherwise the caller passed something that this module does not take: update the kernel, or correct what was passed
tdx: SEAMCALL failed: CPU 162 is not in VMX operation.
  => EINVAL (errno 22): SEAMCALL raised #UD: the CPU is not in VMX operation' ''
}

@test "decode -v -: names other makers only where the line does not" {
	decode_log $'SEAMCALL failed: 0x8000000000000000\n' -v
	expect 0 'SEAMCALL failed: 0x8000000000000000
  => PSEAMLDR_EBADPARAM
     a parameter is wrong, or the leaf does not exist
     Parameter or call (p-seamldr); failed
     NP-SEAMLDR has the same number for its EBADPARAM
     also NP_SEAMLDR_PARAMS_STATUS_EBADPARAM (np-seamldr): a parameter is wrong, or the platform claims to have no socket or more than 8' ''
	decode_log $'SEAMCALL[SEAMLDR_INFO] failed 0x8000000000000000\n' -v
	expect 0 'SEAMCALL[SEAMLDR_INFO] failed 0x8000000000000000
  => PSEAMLDR_EBADPARAM from SEAMLDR.INFO (0x8000000000000000)
     a parameter is wrong, or the leaf does not exist
     Parameter or call (p-seamldr); failed
     NP-SEAMLDR has the same number for its EBADPARAM' ''
}

@test "decode -: passes a log without statuses through, byte for byte" {
	printf 'one\n\n0x22\n\tt\xc3\xa4\xe2\x82\xac\r\nwithout newline' >log
	"$TDXCTL" decode - <log >copy
	cmp log copy
	run --separate-stderr "$TDXCTL" decode - </dev/null
	expect 0 '' ''
}

@test "decode -: what a reader would not see is escaped, and commands no terminal" {
	printf '%b' 'a\xe2\x80\xaeb\xe2\x80\x8b \e[2J\xc2\x85\xff\0\r ' \
		'\xf3\xa0\x81\x81\r\nend\xef\xbb\xbf' >log
	cat >expected <<'END'
a\u202eb\u200b \x1b[2J\u0085\xff\x00\x0d \U000e0041#
end\ufeff
END
	"$TDXCTL" decode - <log >out
	printf "%s" "$(<expected)" | tr "#" "\r" | cmp - out
	"$TDXCTL" decode - --output-file file <log
	cmp <("$TDXCTL" decode - <log) file
}

@test "decode: what is wrong with an operand is escaped as well" {
	decode $'\e[31m\xe2\x80\xae'
	expect 64 '' 'tdxctl: decode: status '"'\x1b[31m\u202e'"': not a hexadecimal number'
}

@test "decode -j -: numbers the lines of the log" {
	decode_log $'x\nSEAMCALL (34) failed: 0xc000050500000000\n\nSEAMCALL (0x8000000000000000) failed: 0x8000000000000003\n' -j
	[ "$status" -eq 0 ]
	[ "$(json '[(s["line"], s["name"]) for s in d["statuses"]]')" = '[[2, "TDX_SYS_NOT_READY"], [4, "PSEAMLDR_EBADCALL"]]' ]
	validate
	decode_log 'nothing here' -j
	[ "$status" -eq 0 ]
	[ "$(json 'd["statuses"]')" = '[]' ]
	validate
}

@test "decode -: the leaf in the line says who made the word" {
	decode_log $'SEAMCALL (34) failed: 0x8000000000000003\n' -o name --no-headings
	expect 2 '-' ''
	decode_log $'SEAMCALL (34) failed: 0x8000000000000003\n' -o name --no-headings --interface p-seamldr
	expect 0 'PSEAMLDR_EBADCALL' ''
}

@test "decode: malformed statuses are refused, each with one line" {
	decode ''
	expect 64 '' "tdxctl: decode: status '': empty"
	decode zz
	expect 64 '' "tdxctl: decode: status 'zz': not a hexadecimal number"
	decode 0x
	expect 64 '' "tdxctl: decode: status '0x': not a hexadecimal number"
	decode 0xc00001000000004g
	expect 64 '' "tdxctl: decode: status '0xc00001000000004g': not a hexadecimal number"
	decode 0x00000000000000000
	expect 64 '' "tdxctl: decode: status '0x00000000000000000': longer than 16 hexadecimal digits"
	decode 45
	expect 64 '' "tdxctl: decode: status '45': without 0x, it needs all 16 hexadecimal digits"
	decode ' 0x0'
	expect 64 '' "tdxctl: decode: status ' 0x0': not a hexadecimal number"
	decode -j 0x0 zz
	expect 64 '' "tdxctl: decode: status 'zz': not a hexadecimal number"
}

@test "decode: bad usage is refused" {
	decode
	expect 64 '' "tdxctl: decode: no status given
hint: give statuses, or '-' to read a log from standard input"
	decode - 0x0
	expect 64 '' "tdxctl: decode: '-' stands alone: statuses or a log, not both"
	decode -o status,nosuch 0x0
	expect 64 '' "tdxctl: decode: unknown column 'nosuch'
hint: 'tdxctl decode --help' lists the columns"
	decode --interface linux 0x0
	[ "$status" -eq 64 ]
	[ -z "$output" ]
}

@test "decode -: an unreadable standard input is exit 2 and one line" {
	run --separate-stderr "$TDXCTL" decode - </
	expect 2 '' 'tdxctl: decode: standard input: cannot read: Is a directory'
	run --separate-stderr bash -c '"$TDXCTL" decode - <&-'
	expect 2 '' 'tdxctl: decode: standard input: cannot read: Bad file descriptor'
	run --separate-stderr "$TDXCTL" decode -j - </
	[ "$status" -eq 2 ]
	[ "$(json 'd["missing"]')" = '[{"kind": "log", "key": "kernel", "cpus": "", "error": "io"}]' ]
	validate
}

@test "decode -: a log cut inside of a status is exit 2" {
	decode_log 'tdx: SEAMCALL (33) failed: 0xc0000900'
	expect 2 'tdx: SEAMCALL (33) failed: 0xc0000900' \
		'tdxctl: decode: warning: line 1: cut short in the middle of a status'
}

@test "decode -: notes begin on a line of their own behind a cut last line" {
	decode_log 'tdx: SEAMCALL (33) failed: 0xc000050200000000' -o name
	expect 0 'NAME
TDX_SYS_LP_INIT_NOT_DONE' ''
	decode_log 'virt/tdx: module initialization failed (-95)'
	expect 0 'virt/tdx: module initialization failed (-95)
  => EOPNOTSUPP (errno 95): SEAMCALL raised #GP: the BIOS did not enable TDX' ''
}

@test "decode: half a word gets a hint" {
	decode 0xc0000505 -o name --no-headings
	expect 0 'TDX_SUCCESS' 'hint: 0xc0000505 may stand for 0xc000050500000000, TDX_SYS_NOT_READY'
	decode 0x45 -o name --no-headings
	expect 0 'TDX_SUCCESS' ''
}

@test "decode -: a leaf that no host needs gets no alarming advice" {
	line='tdx: SEAMCALL failed: leaf 254, error 0xc000050500000000.'
	decode_log "$line"$'\n'
	expect 0 "$line
  => TDX_SYS_NOT_READY from TDDEBUGCONFIG (254)
     the leaf works only on a fully initialised module; modules of generation 1.0 also give this for leaves that they do not know
     advice: None needed: only debug builds of the TDX module know this leaf, and the kernel does without it" ''
	decode_log "$line"$'\n' -o advice --no-headings
	expect 0 'None needed: only debug builds of the TDX module know this leaf, and the kernel does without it' ''
}

@test "decode -: registers in front of the status are inputs" {
	line='tdx: SEAMCALL failed: leaf 0x21, rcx 0x1000, error 0xc000090000000000.'
	decode_log "$line"$'\n'
	[ "$status" -eq 0 ]
	[ "${#lines[@]}" -eq 4 ]
	[[ $output != *'CPUID leaf 0x1000'* ]]
}

@test "decode -: an errno of which we know no more keeps its own text" {
	decode_log $'virt/tdx: TDX-Module initialization failed (-16)\n'
	expect 0 'virt/tdx: TDX-Module initialization failed (-16)
  => EBUSY (errno 16): Device or resource busy' ''
}

@test "decode --output-file: a log that cannot be read leaves an old file alone" {
	echo old >file
	run --separate-stderr "$TDXCTL" decode --output-file file - </
	expect 2 '' 'tdxctl: decode: standard input: cannot read: Is a directory'
	run --separate-stderr "$TDXCTL" decode --output-file file -o name - </
	expect 2 '' 'tdxctl: decode: standard input: cannot read: Is a directory'
	[ "$(cat file)" = old ]
	run "$TDXCTL" decode --output-file file -j - </
	[ "$status" -eq 2 ]
	output=$(<file)
	[ "$(json 'd["missing"][0]["error"]')" = '"io"' ]
}

@test "decode --output-file: links stay, modes stay, /dev/stdout is no file" {
	echo old >target
	chmod 640 target
	ln -s target link
	"$TDXCTL" decode --output-file link -o name --no-headings 0x0
	[ -L link ]
	[ "$(cat target)" = TDX_SUCCESS ]
	[ "$(stat -c %a target)" = 640 ]
	ln -s nowhere dangling
	decode --output-file dangling 0x0
	expect 2 '' 'tdxctl: decode: dangling: cannot write: No such file or directory'
	[ -L dangling ]
	ln -s /proc/self/fd/1 out
	[ "$("$TDXCTL" decode --output-file out -o name --no-headings 0x0)" = TDX_SUCCESS ]
	if [ -d /dev/shm ] && [ -w /dev/shm ]; then
		shm=$(mktemp /dev/shm/tdxctl.XXXXXX)
		echo old >"$shm"
		"$TDXCTL" decode --output-file "$shm" -o name --no-headings 0x0
		shown=$(cat "$shm")
		rm "$shm"
		[ "$shown" = TDX_SUCCESS ]
	fi
	"$TDXCTL" decode --output-file /dev/stdout -o name --no-headings 0x0 >plain
	[ "$(cat plain)" = TDX_SUCCESS ]
	[ -L out ] && [ -L /dev/stdout ]
	decode --output-file '' 0x0
	expect 64 '' 'tdxctl: decode: --output-file: the name is empty'
}

@test "decode -: the longest advice is given whole" {
	decode_log $'SEAMCALL (0x0000000000000022) failed: 0x8000ff000000000d\n'
	expect 0 'SEAMCALL (0x0000000000000022) failed: 0x8000ff000000000d
  => TDX_SEAMCALL_GP from TDH.SYS.RD (34)
     SEAMCALL raised #GP: the SEAM memory range is not enabled on this CPU
     advice: In the BIOS enable TDX and what it depends on: memory encryption (TME) with multiple keys (TME-MT), a TME-MT/TDX key split other than 0, SGX; then power-cycle. If all that is on, the platform was refused at boot: look at the memory population and at MSR 0xa0' ''
}

@test "decode -: an endless line is passed on in bounded memory" {
	head -c 50000000 /dev/zero | tr '\0' x >log
	echo >>log
	echo 'SEAMCALL (34) failed: 0xc000050500000000' >>log
	(limit_memory && "$TDXCTL" decode - <log >copy 2>err) || status=$?
	[ "$status" -eq 2 ]
	head -n 1 copy | cmp - <(head -n 1 log)
	[ "$(sed -n 3p copy)" = '  => TDX_SYS_NOT_READY from TDH.SYS.RD (34)' ]
	[ "$(cat err)" = 'tdxctl: decode: warning: line 1: too long, only its first 65536 bytes are searched' ]
}

@test "decode --output-file: a log larger than the memory is written whole" {
	line='SEAMCALL (34) failed: 0xc000050500000000'
	yes "$line" | head -n 250000 >log
	"$TDXCTL" decode - <log >expected
	[ "$(stat -c %s expected)" -gt 80000000 ]
	echo old >file
	(limit_memory && "$TDXCTL" decode --output-file file - <log)
	cmp expected file
	rm log expected file
}

@test "decode -: binary data do no harm" {
	head -c 1000000 /dev/urandom >log
	"$TDXCTL" decode - <log >copy
	[ "$(tr -d '[:print:]\n\t\r\200-\377' <copy | wc -c)" -eq 0 ]
	printf '\0\377SEAMCALL (34) failed: 0xc000050500000000\0\n' >>log
	"$TDXCTL" decode - <log >copy
	grep -aq '^  => TDX_SYS_NOT_READY from TDH.SYS.RD (34)$' copy
}

@test "decode -: more statuses than are kept is exit 2 and one line" {
	for ((i = 0; i < 10002; i++)); do
		echo 'SEAMCALL (34) failed: 0xc000050500000000'
	done >log
	run --separate-stderr "$TDXCTL" decode -j - <log
	[ "$status" -eq 2 ]
	[ "$stderr" = 'tdxctl: decode: warning: line 10001: this and later statuses are left out, only 10000 are kept' ]
	[ "$(printf '%s\n' "$output" | grep -c '"status":')" -eq 10000 ]
	[ "$(printf '%s\n' "$output" | grep -A 5 '"missing"' | grep -c unsupported)" -eq 1 ]
}

@test "decode: a full disk is exit 2 and one line" {
	[ -w /dev/full ] || skip 'no /dev/full here'
	printf 'SEAMCALL (34) failed: 0xc000050500000000\n' >log
	run --separate-stderr bash -c '"$TDXCTL" decode - <log >/dev/full'
	expect 2 '' 'tdxctl: decode: standard output: cannot write: No space left on device'
	run --separate-stderr bash -c '"$TDXCTL" decode 0x0 >/dev/full'
	expect 2 '' 'tdxctl: decode: standard output: cannot write: No space left on device'
}
