# SPDX-License-Identifier: GPL-2.0-or-later
# What the suites share: the emulated host, and outputs that are compared whole.

scenarios=/tests/scenarios
root=$scenarios/root

# host NAME: become the host that a scenario describes.
host()
{
	cat "$scenarios/$1.scn" >/proc/tdxemu
}

# root_of NAME COMMAND: the host's files for a scenario; for what looks at all of
# them, with those of NAME.root, if there are any, over those of all.
root_of()
{
	local own=$BATS_TEST_TMPDIR/root-$1

	if [[ $2 != check && $2 != snapshot || ! -d $scenarios/$1.root ]]; then
		echo "$root"
		return
	fi
	if [[ ! -d $own ]]; then
		cp -r "$root" "$own"
		cp -r "$scenarios/$1.root/." "$own"
	fi
	echo "$own"
}

# Whether the helper that is loaded can enter VMX operation, by its own word.
enters()
{
	[[ $(nlsend helper-get) == *' 6=0x7 '* ]]
}

# runs_of NAME: what is run on a scenario, a line "KIND ARGUMENT..." each: probe
# and check always, the rest if the scenario says so in a comment, "# also: keyid
# vmx". What enters is left out if the helper cannot; refused.bats is about that.
runs_of()
{
	local command

	echo 'txt probe'
	echo 'verbose.txt probe -v'
	echo 'json probe -j'
	echo 'check.verbose.txt check -v'
	# shellcheck disable=SC2013 # words are wanted
	for command in $(sed -n 's/^# also: *//p' "$scenarios/$1.scn"); do
		case $command in
		keyid | vmx)
			echo "$command.txt $command"
			echo "$command.verbose.txt $command -v"
			echo "$command.json $command -j"
			;;
		check)
			echo 'check.txt check'
			echo 'check.json check -j'
			;;
		snapshot) echo 'snapshot.json snapshot' ;;
		enter)
			enters || continue
			echo 'enter.txt probe --enter-vmx'
			echo 'enter.json probe --enter-vmx -j'
			;;
		esac
	done
}

# take_cpus NAME 0|1: take the CPUs that a scenario's comment "# offline: 3" names
# away, or bring them back: what the emulator cannot do.
take_cpus()
{
	local cpu

	# shellcheck disable=SC2013 # words are wanted
	for cpu in $(sed -n 's/^# offline: *//p' "$scenarios/$1.scn"); do
		echo "$2" >"/sys/devices/system/cpu/cpu$cpu/online"
	done
}

# whole ARGUMENT...: one run, its three outputs together, without what no two
# runs have in common.
whole()
{
	tdx "$@"
	normalised "$out"
	sed 's/^/stderr: /' "$err"
	echo "exit status: $status"
}

# counter NAME: what the emulator counted since the scenario was set. Read at once:
# for each line that read takes, the kernel writes the whole file anew.
counter()
{
	local lines text

	mapfile -t lines </proc/tdxemu
	printf -v text '%s\n' '' "${lines[@]}"
	if [[ $text == *$'\n'"$1 "* ]]; then
		text=${text#*$'\n'"$1 "}
		echo "${text%%$'\n'*}"
	else
		echo 0
	fi
}

# Whether any CPU has entered VMX operation; without a process, which would take
# its time.
begun()
{
	local name value

	while read -r name value; do
		[[ $name != vmxon ]] || return $((!value))
	done </proc/tdxemu
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

# What every run with --root and the helper says: a test of its own is enough.
root_warning='warning: --root: the helper reads registers of this host, not of the one whose files are in'

# Run tdxctl; keep its three outputs in $out, $err and $status.
tdx()
{
	out=$BATS_TEST_TMPDIR/out err=$BATS_TEST_TMPDIR/err
	status=0
	tdxctl "$@" >"$out" 2>"$err" || status=$?
	sed -i "/^tdxctl: [a-z]*: $root_warning /d" "$err"
}

# same EXPECTED ACTUAL: equal to the last byte, or show the difference.
same()
{
	diff -u "$1" "$2"
}
