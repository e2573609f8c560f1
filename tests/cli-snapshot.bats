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
