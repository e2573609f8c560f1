#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# Every JSON document is valid by its schema, says an independent validator.

bats_require_minimum_version 1.5.0

setup()
{
	TDXCTL=${TDXCTL:?}
	src=${TDXCTL_SRCDIR:?}
	python3 -c 'import jsonschema' ||
		skip 'python3-jsonschema is not installed'
	cd "$BATS_TEST_TMPDIR"
}

# valid SCHEMA: every document on standard input, one behind another.
valid()
{
	python3 -c '
import json, jsonschema, sys
text, decoder = sys.stdin.read().strip(), json.JSONDecoder()
schema = json.load(open(sys.argv[1]))
jsonschema.Draft202012Validator.check_schema(schema)
validator = jsonschema.Draft202012Validator(schema)
count = faults = 0
while text:
    document, end = decoder.raw_decode(text)
    for error in validator.iter_errors(document):
        print(list(error.path), error.message[:400])
        faults += 1
    text, count = text[end:].strip(), count + 1
sys.exit(bool(faults) or not count)
' "$src/docs/schema/$1"
}

# invalid SCHEMA WHAT: one document that the schema must not take.
invalid()
{
	local document

	document=$(cat)
	if valid "$1" <<<"$document" >/dev/null 2>&1; then
		echo "$1 takes $2"
		return 1
	fi
}

# scenario NAME: what probe -j says there, with the placeholders filled in.
scenario()
{
	sed -n '/^exit status: /q; /^stderr: /!p' \
		"$src/tests/scenarios/expected/$1.json" |
		sed 's/: "N"/: 1/; s/"time": "T"/"time": "2026-01-01T00:00:00Z"/'
}

# fake_document COMMAND HOST: on a host made up of registers.
fake_document()
{
	# shellcheck source=fake/host.bash
	. "$src/tests/fake/host.bash"
	fake_host "$2"
	"${TDXCTL_FAKE:?}" "$1" --source msr --root root -j 2>/dev/null || true
}

# document ARGUMENT...: of probe where it is run, whatever the exit status.
document()
{
	"$TDXCTL" probe --root "$src/tests/scenarios/root" -j "$@" 2>/dev/null ||
		true
}

@test "probe: without a helper, of an empty host, of other leaves" {
	document | valid probe-1.json
	document --source msr -c all | valid probe-1.json
	document --leaf SEAMLDR.INFO | valid probe-1.json
	document --leaf TDH.SYS.INFO --arg rcx=0x1000 --arg r9=1 |
		valid probe-1.json
	mkdir -p root/sys/devices/system
	cp -r "$src/tests/scenarios/root/sys/devices/system/cpu" \
		root/sys/devices/system/
	chmod -R u+w root
	document --root root | valid probe-1.json
	echo 0-7 >root/sys/devices/system/cpu/isolated
	document --root root | valid probe-1.json
	echo >root/sys/devices/system/cpu/online
	document --root root | valid probe-1.json
	document --root "$PWD/none" >out
	valid probe-1.json <out
	[ "$(jq -c '.missing | map([.kind, .key, .error])' out)" = \
		'[["file","/sys/devices/system/cpu/present","absent"]]' ]
}

# What NAME.json is of: NAME.keyid.json of keyid, NAME.enter.json of probe.
command_of()
{
	case $1 in
	*.check.json) echo check ;;
	*.keyid.json) echo keyid ;;
	*.snapshot.json) echo snapshot ;;
	*.vmx.json) echo vmx ;;
	*) echo probe ;;
	esac
}

@test "check: what every reported host gives" {
	local file count=0

	for file in "$src"/tests/cases/case-*.json; do
		"$TDXCTL" check -j --from "$file" >>documents || (($? < 3))
		count=$((count + 1))
	done
	valid check-1.json <documents
	[ "$count" -ge 20 ]
}

@test "check: the schema refuses what the contract does" {
	local change

	"$TDXCTL" check -j --from "$src/tests/cases/case-05.json" >document ||
		true
	for change in '.verdict = "warn"' '.cause = "Not an id"' 'del(.plan)' \
		'.checks[0].result = "ok"' '.checks[0].evidence = null' \
		'.checks = []' '.plan.reboots = "1"' '.checks[0].cpus = "0:2"' \
		'(.checks[] | select(.result == "skip")).skipped_because = null'; do
		jq "$change" document | invalid check-1.json "$change"
	done
}

@test "probe, keyid, vmx, check: what every scenario gives" {
	local file command
	local -A counts=()

	for file in "$src"/tests/scenarios/expected/*.json; do
		file=${file##*/}
		command=$(command_of "$file")
		scenario "${file%.json}" >>"$command.documents"
		counts[$command]=$((${counts[$command]:-0} + 1))
	done
	for command in "${!counts[@]}"; do
		valid "$command-1.json" <"$command.documents"
	done
	[ "${counts[probe]}" -ge 30 ]
	[ "${counts[keyid]}" -ge 10 ]
	[ "${counts[vmx]}" -ge 8 ]
	[ "${counts[check]}" -ge 1 ]
}

@test "probe: the schema refuses what the contract does" {
	scenario healthy | jq '.cpus[0].extra = 1' | invalid probe-1.json 'more'
	scenario healthy | jq 'del(.missing)' | invalid probe-1.json 'less'
	scenario healthy | jq '.cpus[0].status = 0' |
		invalid probe-1.json 'a register as a number'
	scenario healthy | jq '.cpus[0].regs = null' |
		invalid probe-1.json 'a success without registers'
	scenario healthy | jq '.cpus[0].error = "io"' |
		invalid probe-1.json 'an outcome with an error'
	scenario bios-off | jq '.cpus[0].regs = {}' |
		invalid probe-1.json 'registers with #GP'
	scenario bios-off | jq '.groups[0].cpus = "0-7:2"' |
		invalid probe-1.json 'a stride'
	scenario hypervisor | jq '.cpus[0].status = "0x0000000000000000"' |
		invalid probe-1.json 'a status without an outcome'
	scenario hypervisor | jq '.missing[0].error = "weather"' |
		invalid probe-1.json 'an unknown error'
}

@test "keyid: hosts of every kind, without a helper, of an empty host" {
	local host

	for host in "$src"/tests/fake/*.host; do
		host=${host##*/}
		fake_document keyid "${host%.host}" | valid keyid-1.json
	done
	fake_document keyid packages-disagree >document
	[ "$(jq -c '.partition | keys_unsorted' document)" = \
		"$(jq -c '."$defs".partition.required' \
			"$src/docs/schema/keyid-1.json")" ]
	("$TDXCTL" keyid --root root -j -c 1 2>/dev/null || true) |
		valid keyid-1.json
	echo 0-7 >root/sys/devices/system/cpu/isolated
	("$TDXCTL" keyid --root root -j 2>/dev/null || true) |
		valid keyid-1.json
	("$TDXCTL" keyid --root "$PWD/none" -j 2>/dev/null || true) |
		valid keyid-1.json
}

@test "keyid: the schema refuses what the contract does" {
	fake_document keyid divided >document
	jq 'del(.consistent)' document | invalid keyid-1.json 'less'
	jq '.partition = null' document |
		invalid keyid-1.json 'no partition at all'
	jq '.groups[0].count = 8' document | invalid keyid-1.json 'more'
	jq '.partition.keyid_bits = "6"' document |
		invalid keyid-1.json 'a count as text'
	jq '.groups[0].tme_activate = 3' document |
		invalid keyid-1.json 'a register as a number'
	jq '.partition.tdx_keyids = 0' document |
		invalid keyid-1.json 'a range without key IDs'
	jq '.partition.activated = null' document |
		invalid keyid-1.json 'an agreement about nothing'
	jq '.missing = [{kind: "cr", key: "cr4", cpus: "0", error: "io"}]' \
		document | invalid keyid-1.json 'a value that is not wanted'
}

@test "vmx: hosts of every kind, without a helper, of an empty host" {
	local host

	for host in "$src"/tests/fake/*.host; do
		host=${host##*/}
		fake_document vmx "${host%.host}" | valid vmx-1.json
	done
	("$TDXCTL" vmx --root root -j -c 1 2>/dev/null || true) |
		valid vmx-1.json
	("$TDXCTL" vmx --root "$PWD/none" -j 2>/dev/null || true) |
		valid vmx-1.json
}

@test "vmx: the schema refuses what the contract does" {
	fake_document vmx divided >document
	jq 'del(.groups[0].in_vmx)' document | invalid vmx-1.json 'less'
	jq '.groups[0].in_vmx = false' document |
		invalid vmx-1.json 'VMX operation as a boolean'
	jq '.groups[0].cr4_vmxe = false' document |
		invalid vmx-1.json 'an unknown that CR4 tells'
	jq '.groups[0].feat_ctl = null' document |
		invalid vmx-1.json 'bits of a register that was not read'
	jq '.consistent = true' document | invalid vmx-1.json 'more'
}

@test "decode: arguments, logs, gaps" {
	local status

	"$TDXCTL" decode -j 0 0xc000010000000045 0xc000090200000122 2>/dev/null |
		grep -c . | grep -qx 0
	for status in 0x0 0xc000010000000045 0x8000ff000000000d \
		0x8000000000000003 0xffffffffffffffff 0x00000c0b00000000; do
		("$TDXCTL" decode -j "$status" || true) | valid decode-1.json
	done
	echo 'virt/tdx: SEAMCALL (33) failed: 0xc000090000000000' >log
	"$TDXCTL" decode -j - <log | valid decode-1.json
	"$TDXCTL" decode -j - </dev/null | valid decode-1.json
	printf 'tdx: SEAMCALL (33) failed: 0xc0000900' >log
	("$TDXCTL" decode -j - <log 2>/dev/null || true) >out
	valid decode-1.json <out
	[ "$(jq -r '.missing[0].error' out)" = io ]
}

@test "decode: the schema refuses what the contract does" {
	"$TDXCTL" decode -j 0xc000010000000045 >document
	jq '.statuses[0].line = "1"' document |
		invalid decode-1.json 'a count as text'
	jq '.statuses[0].operand = 69' document |
		invalid decode-1.json 'an operand as a number'
	jq 'del(.source)' document | invalid decode-1.json 'less'
	jq '.more = 1' document | invalid decode-1.json 'more'
}

# takes FILE: the reader of snapshots, which writes what it has read.
takes()
{
	"${TDXCTL_BUILDDIR:?}/tests/unit/test-snapshot" "$1"
}

@test "snapshot: all kinds, nothing, what the manual page shows" {
	local file count=0

	awk '/^\.\\" not run: a document/ { on = 1 }
		/^\.EE/ { on = 0 }
		on && !/^\./' "${TDXCTL_BUILDDIR:?}/man/tdxctl-snapshot.5" |
		sed 's/\\-/-/g; s/\\e/\\/g' >page.json
	for file in page.json "$src"/tests/fuzz/corpus/snapshot/*.json; do
		valid snapshot-1.json <"$file"
		takes "$file" >written
		valid snapshot-1.json <written
		takes written | cmp - written
		count=$((count + 1))
	done
	[ "$count" -ge 3 ]
	takes page.json | diff page.json -
}

# refused FILTER WHAT: by the schema and by the reader, in a sound document.
refused()
{
	jq "$1" "$src/tests/fuzz/corpus/snapshot/all-kinds.json" >spoilt
	invalid snapshot-1.json "$2" <spoilt
	if takes spoilt >/dev/null 2>&1; then
		echo "the reader takes $2"
		return 1
	fi
}

@test "snapshot: schema and reader refuse the same" {
	local member

	refused '.schema = "tdxctl.snapshot/2"' 'another version'
	for member in .schema .cpus .observations .cpus.present \
		'.cpus.packages[0].id' '.observations[0].key' \
		'.observations[0].kind' '.observations[0].cpus' \
		'.observations[0].value'; do
		refused "del($member)" "a document without $member"
	done
	refused '.time = "2026-01-31T23:59:59+00:00"' 'another time zone'
	refused '.source = "snapshot"' 'another source'
	refused '.cpus.online = "0-6:2"' 'a stride'
	refused '.cpus.packages[0].id = "0"' 'a count as text'
	refused '.observations[0].error = "io"' 'a value with an error'
	refused '.observations[1].error = "weather"' 'an unknown error'
	refused '.observations[0].key = "0x0982"' 'a leading zero'
	refused '.observations[0].key = "0xA0"' 'upper case'
	refused '.observations[0].value = 11' 'a register as a number'
	refused '.observations[0].value = "0xb"' 'a register cut short'
	refused '.observations[4].mask = "0x5"' 'a mask cut short'
	refused '.observations[5].key = "0x80000008"' 'no subleaf'
	refused 'del(.observations[5].value.edx)' 'a leaf cut short'
	refused '.observations[6].key = "cr0"' 'another register'
	refused '.observations[7].key = "0x22"' 'a leaf cut short'
	refused '.observations[7].value.status = "0x0000000000000001"' \
		'a success with a status'
	refused '.observations[7].value.regs = null' \
		'a success without registers'
	refused '.observations[9].value.regs = .observations[7].value.regs' \
		'registers with #UD'
	refused '.observations[9].value.attempts = 0' 'no attempt'
	refused '.observations[15].cpus = "0"' 'a file of a CPU'
	refused '.observations[15].key = "/etc/shadow"' 'a path elsewhere'
	refused '.observations[15].key += "\u0007"' 'a bell'
	refused '.observations[17].value = true' 'an option as a boolean'
	refused '.observations[20].value[0].mib = "1"' 'a size as text'
	refused '.observations[22].value = -1' 'a negative number'
	refused '.observations[24].value = "a line"' 'a log as text'
}
