#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# tdxctl snapshot on hosts made up of registers, and looking at what it saved.

bats_require_minimum_version 1.5.0

setup()
{
	TDXCTL_FAKE=${TDXCTL_FAKE:?}
	src=${TDXCTL_SRCDIR:?}
	# shellcheck source=fake/host.bash
	. "$src/tests/fake/host.bash"
	cd "$BATS_TEST_TMPDIR"
}

# save NAME: snapshot.json of that host; the helper is missing, which is 2.
save()
{
	fake_host "$1"
	run --separate-stderr "$TDXCTL_FAKE" snapshot --source msr \
		--root root --output-file snapshot.json
	[[ $status == 2 ]]
	[[ -z $output ]]
}

# usage TEXT ARGUMENT...: refused with 64 and exactly this line.
usage()
{
	local text=$1
	shift

	run --separate-stderr "$TDXCTL_FAKE" snapshot "$@"
	[[ $status == 64 ]]
	[[ -z $output ]]
	[[ $stderr == "tdxctl: snapshot: $text" ]]
}

# without_origin: a document without what tells how it was read.
without_origin()
{
	jq 'del(.source, .time)'
}

@test "snapshot: keyid, vmx and check say of it what they say of the host" {
	local host command

	for host in divided no-tme none-private packages-disagree; do
		save "$host"
		for command in keyid check; do
			"$TDXCTL_FAKE" "$command" --source msr --root root -j \
				2>/dev/null >live.json || true
			"$TDXCTL_FAKE" "$command" --from snapshot.json -j \
				>saved.json || true
			diff <(without_origin <live.json) \
				<(without_origin <saved.json)
			[[ $(jq -r .source saved.json) == snapshot ]]
			[[ $(jq -r .time saved.json) == \
				"$(jq -r .time snapshot.json)" ]]
		done
	done
}

@test "snapshot: the text of a command is that of the host" {
	save packages-disagree
	run "$TDXCTL_FAKE" keyid --source msr --root root
	live=$output
	run "$TDXCTL_FAKE" keyid --from snapshot.json
	[[ $output == "$live" ]]
}

@test "snapshot: CPUs are chosen as on the host" {
	save packages-disagree
	run --separate-stderr "$TDXCTL_FAKE" keyid --from snapshot.json -c 4-5 \
		-o cpus --no-headings
	[[ $output == 4-5 ]]
	run --separate-stderr "$TDXCTL_FAKE" keyid --from snapshot.json -c 9
	[[ $status == 64 ]]
	[[ $stderr == 'tdxctl: keyid: CPU 9: not present on this host' ]]
}

@test "snapshot: a SEAMCALL that it does not have is missing, and exit 2" {
	save divided
	run --separate-stderr "$TDXCTL_FAKE" probe --from snapshot.json
	[[ $status == 2 ]]
	[[ $output == 'SEAMCALL was not issued on CPUs 0-7: '* ]]
	run --separate-stderr "$TDXCTL_FAKE" probe --from snapshot.json --leaf 35
	[[ $status == 2 ]]
	[[ $stderr == 'tdxctl: probe: CPUs 0-7: cannot run SEAMCALL: not in the snapshot' ]]
}

@test "snapshot: copied, it is the same; anonymised, it has no host name" {
	save divided
	"$TDXCTL_FAKE" snapshot --from snapshot.json >copy.json
	diff snapshot.json copy.json
	[[ $(jq .host.hostname snapshot.json) != null ]]
	"$TDXCTL_FAKE" snapshot --from - --anonymise <snapshot.json >copy.json
	diff <(jq '.host.hostname = null' snapshot.json) <(jq . copy.json)
}

# case_of NAME CASE: a reported host that has this name.
case_of()
{
	jq --arg name "$1" '.host.hostname = $name' \
		"$src/tests/cases/case-$2.json"
}

# names_of CASE: each word of what its files, DMI and its log say.
names_of()
{
	jq -r '.host, (.observations[] | select(.cpus | not) | .value)
		| .. | strings' "$src/tests/cases/case-$1.json" |
		grep -oE '[[:alnum:]][[:alnum:]._-]*' | sort -u
}

# judged FILTER: what check says of the snapshot on standard input.
judged()
{
	"$TDXCTL_FAKE" check -j --from - | jq -c "$1"
}

@test "snapshot --anonymise: check says the same of a host called tdx, dx, c0 or x86" {
	local file number name count=0

	for file in "$src"/tests/cases/case-*.json; do
		number=${file##*case-}
		for name in tdx dx c0 x86; do
			case_of "$name" "${number%.json}" >named.json
			"$TDXCTL_FAKE" snapshot --anonymise --from named.json \
				>anonymous.json 2>/dev/null
			diff <(judged 'del(.host.hostname)' <named.json) \
				<(judged 'del(.host.hostname)' <anonymous.json)
			count=$((count + 1))
		done
	done
	((count == 128))
}

@test "snapshot --anonymise: no verdict needs a word that is hidden" {
	local number name filter='[.verdict, .cause, .also,
		(.checks[] | [.id, .result, .summary, .cpus])]'

	for number in 01 12 16 24 37 44 54; do
		judged "$filter" <"$src/tests/cases/case-$number.json" >before
		while read -r name; do
			case_of "$name" "$number" |
				"$TDXCTL_FAKE" snapshot --anonymise --from - \
					2>/dev/null | judged "$filter" >after
			diff before after || { echo "$name"; return 1; }
		done < <(names_of "$number")
	done
}

# A snapshot that another program wrote, and that names its host everywhere.
foreign()
{
	cat <<-'END'
	{"schema": "tdxctl.snapshot/1", "cpus": {"present": "0"},
	 "host": {"hostname": "db1.corp.example.com", "kernel": "6.12.0",
		"product": "Rack of DB1", "vendor": "Dell Inc."},
	 "observations": [
	{"kind": "file", "key": "/proc/cmdline", "value": "root=/dev/nfs ip=::::db1:eth0 nohibernate maxcpus=db1 systemd.hostname=db1\n"},
	{"kind": "file", "key": "/proc/sys/kernel/osrelease", "value": "6.12.0 db1.other.example\n"},
	{"kind": "file", "key": "/proc/sys/kernel/tainted", "value": "db10 xdb1 db1_a db-1 db1. (db1)\n"},
	{"kind": "dmi", "key": "product_name", "value": "DB1, a rack"},
	{"kind": "dmi", "key": "product_serial", "value": "1234"},
	{"kind": "kconfig", "key": "CONFIG_KVM", "value": "db1"},
	{"kind": "log", "key": "kernel", "value": ["tdx: db1/db1.corp.example.com",
		"Command line: root=/dev/nfs tdx", "systemd: hostname set to db1",
		"kvm 01234567-89ab-cdef-0123-456789abcdef"]},
	{"kind": "news", "key": "a", "value": "db1"}]}
	END
}

@test "snapshot --anonymise: the name goes from every text, as a whole word" {
	foreign >foreign.json
	run --separate-stderr "$TDXCTL_FAKE" snapshot --anonymise \
		--from foreign.json
	[[ $status == 0 ]]
	[[ $stderr == 'tdxctl: snapshot: warning: --anonymise: 1 observation left out, because this version does not know what a name is there' ]]
	diff - <(jq -c '.host, (.observations[] | [.key, .value // .error])' \
		<<<"$output") <<-'END'
	{"hostname":null,"kernel":"6.12.0","vendor":"Dell Inc.","product":"Rack of xxx","bios":null}
	["/proc/cmdline","nohibernate maxcpus=xxx\n"]
	["/proc/sys/kernel/osrelease","6.12.0 xxxxxxxxxxxxxxxxx\n"]
	["/proc/sys/kernel/tainted","db10 xdb1 db1_a db-1 xxx. (xxx)\n"]
	["product_name","xxx, a rack"]
	["product_serial","unsupported"]
	["CONFIG_KVM","xxx"]
	["kernel",["tdx: xxx/xxxxxxxxxxxxxxxxxxxx","kvm xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx"]]
	END
}

@test "snapshot --anonymise: a word that is needed stays, which is said once" {
	foreign | jq '.host.hostname = "Dell" | del(.observations[-1])
		| .observations[-1].value = ["virt/tdx: Dell"]' >named.json
	run --separate-stderr "$TDXCTL_FAKE" snapshot --anonymise \
		--from named.json
	[[ $stderr == "tdxctl: snapshot: warning: --anonymise: 'Dell' stays in observations of the kind dmi: it is a word that tdxctl looks for there" ]]
	[[ $(jq -r .host.vendor <<<"$output") == 'Dell Inc.' ]]
	[[ $(jq -r '.observations[-1].value[0]' <<<"$output") == 'virt/tdx: xxxx' ]]
	jq '.host.hostname = "tdx.example.com"
		| .observations[-1].value = ["virt/tdx: tdx_host tdx.example.com"]' \
		named.json >tdx.json
	run --separate-stderr "$TDXCTL_FAKE" snapshot --anonymise --from tdx.json
	[[ $stderr == "tdxctl: snapshot: warning: --anonymise: 'tdx' stays in observations of the kind log: it is a word that tdxctl looks for there" ]]
	[[ $(jq -r '.observations[-1].value[0]' <<<"$output") == \
		'virt/tdx: tdx_host xxxxxxxxxxxxxxx' ]]
}

# differing CPUS: a host whose CPUs all differ in what a command shows.
differing()
{
	jq -n --argjson cpus "$1" '
		def hex($digits): [range($digits) as $i
			| "0123456789abcdef" as $d
			| (. / pow(16; $digits - 1 - $i) | floor) % 16
			| $d[.:. + 1]] | "0x" + join("");
		("0x" + "0" * 16) as $zero
		| {schema: "tdxctl.snapshot/1",
		cpus: {present: "0-\($cpus - 1)"},
		observations: [range($cpus) | . as $cpu | ("\(.)") as $cpus
			| {kind: "cpuid", key: "0x1:0x0", $cpus, value: {eax: "0x000806f8",
				ebx: "0x00000800", ecx: "0x4ffaa277", edx: "0x1fa9fbff"}},
			{kind: "cpuid", key: "0x7:0x0", $cpus, value: {eax: "0x00000002",
				ebx: "0xf3bfbfff", ecx: "0xfbc1ffff", edx: "0xff7d4010"}},
			{kind: "msr", key: "0x982", $cpus, value: "0x0005001600000003"},
			{kind: "msr", key: "0x981", $cpus, value: "0x00007ff600000000"},
			{kind: "msr", key: "0x87", $cpus,
				value: (4294967296 * (2 + $cpu) + 31 | hex(16))},
			{kind: "msr", key: "0x3a", $cpus,
				value: (5 + 16777216 * $cpu | hex(16))},
			{kind: "seamcall", key: "0x0000000000000022:rdx=0x0a00000300000008",
				$cpus, value: {outcome: "status", attempts: 1,
				vmx_entered: false,
				status: ("0xc0000505" + ($cpu | hex(8))[2:]),
				regs: {rcx: $zero, rdx: $zero, r8: $zero, r9: $zero,
					r10: $zero, r11: $zero}}}]}'
}

@test "snapshot: of CPUs that all differ the text shows some, and says how many more" {
	local command lines

	differing 200 >many.json
	for command in probe keyid vmx; do
		"$TDXCTL_FAKE" $command --from many.json >text 2>/dev/null || true
		(($(wc -l <text) < 160 && $(wc -c <text) < 16000))
		grep -qx '(136 more rows with -v)' text
		grep -q ', and 19[12] more groups of CPUs' text
		grep -qE '^\((advice for )?192 more groups of CPUs with -v\)$' text
		[[ $(grep -cE '^(0|31|63) +1 ' text) == 3 ]]
		[[ $(grep -cE '^64 +1 ' text) == 0 ]]
		for lines in '-o cpus --no-headings' -v --no-headings; do
			# shellcheck disable=SC2086 # words are wanted
			"$TDXCTL_FAKE" $command --from many.json $lines \
				>text 2>/dev/null || true
			[[ $(grep -c "more rows\|more groups of CPUs with" text) == 0 ]]
			grep -qE '^ *199( |$)' text
		done
	done
	[[ $("$TDXCTL_FAKE" vmx --from many.json -j 2>/dev/null |
		jq '.groups | length') == 200 ]]
}

@test "snapshot: one row more than enough is shown as well" {
	differing 65 >many.json
	"$TDXCTL_FAKE" vmx --from many.json >text 2>/dev/null || true
	[[ $(grep -cE '^(0|63|64) +1 ' text) == 3 ]]
	[[ $(grep -c 'more rows' text) == 0 ]]
}

@test "snapshot: it says what failed, and is written all the same" {
	fake_host divided
	run --separate-stderr "$TDXCTL_FAKE" snapshot --source msr --root root
	[[ $status == 2 ]]
	[[ $stderr == 'tdxctl: snapshot: SEAMCALL needs the helper module, which --source msr leaves out' ]]
	[[ $(jq -r .schema <<<"$output") == tdxctl.snapshot/1 ]]
}

@test "snapshot: no word of the command line that is none of ours" {
	fake_host divided
	mkdir -p root/proc
	echo 'root=UUID=0123-4567 nohibernate secret=1 kvm_intel.tdx=1' \
		>root/proc/cmdline
	run --separate-stderr "$TDXCTL_FAKE" snapshot --source msr --root root
	[[ $(jq -r '.observations[] | select(.key == "/proc/cmdline").value' \
		<<<"$output") == 'nohibernate kvm_intel.tdx=1' ]]
	[[ $output != *0123-4567* && $output != *secret* ]]
}

@test "snapshot: usage errors are one line" {
	save divided
	usage '--output and --no-headings are for tables; a snapshot has none' \
		-o cpus
	usage '--enter-vmx is for a host that is there, not for --from' \
		--from snapshot.json --enter-vmx
	usage '--cpus is for a host that is there: a snapshot is copied whole' \
		--from snapshot.json -c 0
	usage "unexpected operand 'x'" x
}
