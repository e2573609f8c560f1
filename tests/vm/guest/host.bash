# SPDX-License-Identifier: GPL-2.0-or-later
# What the suites share: the emulated host, and outputs that are compared whole.

scenarios=/tests/scenarios
root=$scenarios/root

# host NAME: become the host that a scenario describes, with all CPUs online.
host()
{
	cat "$scenarios/$1.scn" >/proc/tdxemu
}

# counter NAME: what the emulator counted since the scenario was set.
counter()
{
	local name value

	while read -r name value; do
		[[ $name == "$1" ]] || continue
		echo "$value"
		return
	done </proc/tdxemu
	echo 0
}

# Nothing outside the allow-lists has reached the processor.
nothing_forbidden()
{
	[[ $(counter forbidden) == 0 ]]
}

# What no two runs have in common: time and TSC ticks.
normalised()
{
	sed -E 's/("time": )"[^"]*"/\1"T"/; s/("cycles": )[0-9]+/\1"N"/' "$1"
}

# Run tdxctl; keep its three outputs in $out, $err and $status.
tdx()
{
	out=$BATS_TEST_TMPDIR/out err=$BATS_TEST_TMPDIR/err
	status=0
	tdxctl "$@" >"$out" 2>"$err" || status=$?
}

# same EXPECTED ACTUAL: equal to the last byte, or show the difference.
same()
{
	diff -u "$1" "$2"
}
