#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# The kernel's own client, driven by our specification, speaks to the helper.

setup_file()
{
	insmod /modules/tdxemu.ko
	insmod /modules/tdxctl.ko
}

teardown_file()
{
	rmmod tdxctl
	rmmod tdxemu
}

setup()
{
	# shellcheck source=host.bash
	. /tests/vm/guest/host.bash
	cd /tests/ynl
	export PYTHONDONTWRITEBYTECODE=1
	host healthy
}

ynl()
{
	python3 tools/net/ynl/pyynl/cli.py --no-schema \
		--spec kmod/netlink/tdxctl.yaml "$@"
}

# rows: the answer of ynl, a line for each member, without the TSC ticks.
rows()
{
	sed -E "s/('cycles': )[0-9]+/\1N/"
}

@test "ynl: it knows every operation" {
	diff - <(ynl --list-ops) <<-'END'
	helper-get  [ do ]
	read  [ dump ]
	END
}

# described KIND: the numbers of the allow-list.
described()
{
	sed -n "s/^$1 \([^ ]*\).*/\1/p" /tests/vm/guest/allow-list.txt
}

# reported NAME: the numbers of a member of helper-get, as they come.
reported()
{
	python3 - "$1" <<-'END'
	import json, sys
	for value in json.load(open("helper"))[sys.argv[1]]:
	    print(value["leaf"] if isinstance(value, dict) else value)
	END
}

# where_it_enters WORDS: they, if the helper can enter VMX operation.
where_it_enters()
{
	! enters || printf '%s' "$1"
}

@test "ynl: helper-get describes the helper" {
	cp -r /tests/ynl "$BATS_TEST_TMPDIR/tree"
	cd "$BATS_TEST_TMPDIR/tree"
	ynl --do helper-get --output-json >helper
	diff <(described msr) <(reported msr)
	diff <(described cpuid) <(reported cpuid)
	python3 - <<-END
	import json
	helper = json.load(open("helper"))
	helper["flags"].sort()
	for name in "msr", "cpuid", "version":
	    del helper[name]
	assert helper == {
	    "nr-cpus": 8, "max-msrs": 64, "max-cpuids": 64,
	    "max-seamcalls": 4,
	    "flags": [$(where_it_enters '"enter-vmx", "enter-vmx-force", ')"vmx-state"],
	    "leaf": [{"rax": "0x22", "settable": ["rdx"]}],
	}, helper
	END
}

@test "ynl: read returns everything that a row can hold" {
	local entry

	entry=$(where_it_enters $',\n  \'vmx-entry\': \'not-needed\'')
	ynl --dump read --json '{
		"cpus": "2,5",
		"flags": ["vmx-state"'"$(where_it_enters ', "enter-vmx"')"'],
		"msr": [{"address": 135}, {"address": 5120}],
		"cpuid": [{"leaf": 27, "subleaf": 1}],
		"seamcall": [{"rax": 34, "rdx": 720575953264181256}]
	}' | rows >"$BATS_TEST_TMPDIR/out"
	diff - "$BATS_TEST_TMPDIR/out" <<-END
	[{'cpu': 2,
	  'cpuid': [{'eax': '0x0',
	             'ebx': '0x0',
	             'ecx': '0x0',
	             'edx': '0x0',
	             'leaf': '0x1b',
	             'subleaf': '0x1'}],
	  'cr4': '0x42000',
	  'msr': [{'address': '0x87', 'state': 'read', 'value': '0x200000001f'},
	          {'address': '0x1400', 'state': 'read', 'value': '0x207c000008'}],
	  'seamcall': [{'attempts': 1,
	                'cycles': N,
	                'outcome': 'completed',
	                'r10': '0x0',
	                'r11': '0x0',
	                'r8': '0x2e1f0fbf',
	                'r9': '0x0',
	                'rax': '0x0',
	                'rcx': '0x0',
	                'rdx': '0x9000000100000000'}],
	  'state': 'read'$entry},
	 {'cpu': 5,
	  'cpuid': [{'eax': '0x0',
	             'ebx': '0x0',
	             'ecx': '0x0',
	             'edx': '0x0',
	             'leaf': '0x1b',
	             'subleaf': '0x1'}],
	  'cr4': '0x42000',
	  'msr': [{'address': '0x87', 'state': 'read', 'value': '0x200000001f'},
	          {'address': '0x1400', 'state': 'read', 'value': '0x207c000008'}],
	  'seamcall': [{'attempts': 1,
	                'cycles': N,
	                'outcome': 'completed',
	                'r10': '0x0',
	                'r11': '0x0',
	                'r8': '0x2e1f0fbf',
	                'r9': '0x0',
	                'rax': '0x0',
	                'rcx': '0x0',
	                'rdx': '0x9000000100000000'}],
	  'state': 'read'$entry}]
	END
}

@test "ynl: a CPU that is offline is a row" {
	echo 0 >/sys/devices/system/cpu/cpu5/online
	ynl --dump read --json '{"cpus": "5", "flags": ["vmx-state"]}' \
		>"$BATS_TEST_TMPDIR/out"
	echo 1 >/sys/devices/system/cpu/cpu5/online
	[[ $(<"$BATS_TEST_TMPDIR/out") == "[{'cpu': 5, 'state': 'offline'}]" ]]
}

@test "ynl: a trap and a missing module are named" {
	host bios-off
	ynl --dump read --json '{"cpus": "0", "seamcall": [{"rax": 34}]}' |
		rows >"$BATS_TEST_TMPDIR/out"
	host module-not-loaded
	ynl --dump read --json '{"cpus": "0", "seamcall": [{"rax": 34}]}' |
		rows >>"$BATS_TEST_TMPDIR/out"
	diff - "$BATS_TEST_TMPDIR/out" <<-'END'
	[{'cpu': 0,
	  'seamcall': [{'attempts': 1,
	                'cycles': N,
	                'outcome': 'trap',
	                'trap': 13}],
	  'state': 'read'}]
	[{'cpu': 0,
	  'seamcall': [{'attempts': 2, 'cycles': N, 'outcome': 'vmfailinvalid'}],
	  'state': 'read'}]
	END
}

@test "ynl: a refusal arrives with its text" {
	local out status=0

	out=$(ynl --dump read --json '{"cpus": "0", "msr": [{"address": 16}]}') ||
		status=$?
	[[ $status == 1 ]]
	[[ $out == *'MSR is not in the allow-list'* ]]
	nothing_forbidden
}

# examples: the commands of the page, each ended by a form feed.
examples()
{
	awk '/^\.\\" ynl/ { on = 1 }
	/^\.EE$/ { if (on) print "\f"; on = 0 }
	on && !/^\./' man/tdxctl-netlink.7.in |
		sed 's/^# //; s/\\-/-/g; s/\\(aq/'\''/g; s/\\e$/\\/'
}

@test "ynl: the examples of tdxctl-netlink(7) run as they stand" {
	local example count=0

	while IFS= read -r -d $'\f' example; do
		[[ $example == *cli.py* ]] || continue
		bash -ec "$example" >"$BATS_TEST_TMPDIR/out"
		[[ -s $BATS_TEST_TMPDIR/out ]]
		count=$((count + 1))
	done < <(examples)
	[[ $count == 2 ]]
}
