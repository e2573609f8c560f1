#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# quickstart: what it lists and says, without installing or booting anything.

bats_require_minimum_version 1.5.0

setup()
{
	src=${TDXCTL_SRCDIR:?}
}

# listed: the hosts that demo --list has, without its headings, of each scenario.
listed()
{
	sed -n '/^Hosts for --kernel/q; s/^  \([a-z0-9-]*\) .*/\1/p' <<<"$output"
}

# judged: the same of the hosts for a kernel with TDX code of its own.
judged()
{
	sed -n '1,/^Hosts for --kernel/d; s/^  \([a-z0-9-]*\) .*/\1/p' <<<"$output"
}

@test "demo --list has each scenario once, the familiar ones first" {
	local first second

	run --separate-stderr "$src/quickstart" demo --list
	[ "$status" -eq 0 ]
	[ -z "$stderr" ]
	diff -u <(cd "$src/tests/scenarios" && basename -s .scn -- *.scn | sort) \
		<(listed | sort)
	diff -u <(cd "$src/tests/judge/hosts" && basename -s .host -- *.host |
		sort) <(judged | sort)
	{ read -r first && read -r second; } < <(listed)
	[ "$first $second" = 'healthy bios-off' ]
	[ "${lines[0]}" = 'Hosts as administrators meet them:' ]
	# Every host has a title.
	run ! grep -E '^  [a-z0-9-]* *$' <<<"$output"
}

@test "check needs the packages that demo needs, and more" {
	local demo check

	demo=$("$src/quickstart" demo --packages)
	check=$("$src/quickstart" check --packages)
	grep -qx build-essential <<<"$demo"
	run ! grep -qx shellcheck <<<"$demo"
	grep -qx shellcheck <<<"$check"
	run ! grep -vxF "$check" <<<"$demo"
	# None is named twice.
	run ! grep . < <(sort <<<"$check" | uniq -d)
}

@test "a source tree that is configured: the reason is the last line" {
	local tree=$BATS_TEST_TMPDIR/tree words

	mkdir -p "$tree/tests/vm" "$tree/tests/scenarios"
	cp "$src/quickstart" "$tree"
	cp "$src/tests/vm/common.sh" "$tree/tests/vm"
	cp "$src/tests/scenarios/healthy.scn" "$tree/tests/scenarios"
	touch "$tree/config.status"
	for words in demo check; do
		run "$tree/quickstart" --no-install "$words"
		[ "$status" -eq 1 ]
		[ "${lines[-1]}" = "quickstart: the source tree itself is \
configured: run 'make distclean' in it, and build in another directory such as \
build/" ]
	done
}
