#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Hostile messages, a storm of readers, and allocations that fail, in the guest.
# Prints counts and points, which tests/vm/storm.sh on the host adds up.
set -uo pipefail

stream=/storm/messages learn=/storm/learn facts=/run/facts
module=/modules/tdxctl.ko debug=/sys/kernel/debug

# Not with the others: a scenario without SEAM range registers, or within a
# virtual machine, that comes between what the helper looks at and what it does
# about it would count as its fault.
storm_scenarios=(healthy bios-off busy-once clobber informational
	loaded-not-initialised module-not-loaded no-entropy-3 one-cpu-deviates
	operand-id packages-disagree vmfail-once)
# What readers may see where a scenario comes between two tries of a SEAMCALL,
# and hosts as good as others.
endless=('busy=1000000' 'vmfail=1000000' 'no-entropy=1000000')

usage()
{
	cat >&2 <<'END'
Usage: storm.sh PHASE...
  hostile             sends /storm/messages, each as its sender
  storm:SECONDS:SEED  readers of all manners while all else changes
  faults:helper       lets the allocations of requests and of the helper's own
                      loading fail
  faults:all          ... and those of the kernel for it
  leaks               loads, asks and unloads, for a kernel that looks for leaks
END
	exit 64
}

# point VERDICT TEXT
point()
{
	printf '%s - %s\n' "$1" "$2"
}

# verdict TEXT COMMAND...: a point by the status of a command.
verdict()
{
	local text=$1
	shift

	if "$@"; then
		point ok "$text"
	else
		point 'not ok' "$text"
	fi
}

# counted PREFIX COMMAND...: its counts get names of their own.
counted()
{
	local prefix=$1
	shift

	"$@" | sed "s/^count /count $prefix-/"
}

counter()
{
	sed -n "s/^$1 //p" /proc/tdxemu
}

# The log knows what a new scenario made the counter forget.
nothing_forbidden()
{
	[[ $(counter forbidden) == 0 ]] && ! dmesg | grep 'tdxemu: forbidden'
}

load()
{
	insmod /modules/tdxemu.ko && insmod "$module"
}

# Sockets that processes leave behind may outlive them for a moment.
unload_helper()
{
	local tries

	for ((tries = 0; tries < 50; tries++)); do
		! rmmod tdxctl 2>/dev/null || return 0
		sleep 0.1
	done
	return 1
}

unload()
{
	unload_helper
	rmmod tdxemu
}

# The emulator counts what went past it when the helper is unloaded.
nothing_missed()
{
	unload_helper && [[ $(counter missed) == 0 ]] && insmod "$module"
}

# learn_hosts FILE...: what the helper answers when nothing disturbs it.
learn_hosts()
{
	local host

	for host; do
		cat "$host" >/proc/tdxemu
		nlstorm learn "$learn" "$facts" >/dev/null || return
	done
}

phase_hostile()
{
	rm -f "$facts"
	learn_hosts /tests/scenarios/healthy.scn
	verdict 'hostile: every message is answered as the documents say' \
		counted hostile nlstorm send "$stream" "$facts" 4
	echo "count hostile-seamcalls $(counter seamcall)"
	verdict 'hostile: nothing forbidden has reached the processor' \
		nothing_forbidden
}

# probe_until SECOND: what it prints must be rows of these results; io where the
# helper goes between the look-up of its number and the request.
probe_until()
{
	local results='success|ud|gp|vmfailinvalid|status|offline|absent'
	local probes=0 wrong=0 out status

	while ((SECONDS < $1)); do
		status=0
		out=$(tdxctl probe -c all -o cpu,result --no-headings \
			2>/dev/null) || status=$?
		probes=$((probes + 1))
		if ((status > 2)) ||
			grep -vE "^ +[0-7] ($results)\$" <<<"$out"; then
			wrong=$((wrong + 1))
		fi
	done
	echo "count storm-probes $probes"
	echo "count storm-wrong $wrong"
}

probes_are_right()
{
	! grep -v '^count' /run/probes.* && ! grep 'wrong [^0]' /run/probes.*
}

everybody_is_back()
{
	[[ $(</sys/devices/system/cpu/online) == 0-7 ]] &&
		grep -q '^tdxctl ' /proc/modules
}

# Nobody is left in VMX operation, by the emulator and by the kernel's books.
nobody_is_in_vmx()
{
	[[ $(counter entered) == 0 && $(counter kernel_vmxe) == 0 ]]
}

# storm_over NAME SECONDS SEED HOST-FILE...
storm_over()
{
	local name=$1 seconds=$2 seed=$3 until=$((SECONDS + $2)) probe
	shift 3

	rm -f "$facts"
	learn_hosts "$@"
	for probe in 1 2; do
		probe_until "$until" >"/run/probes.$probe" &
	done
	verdict "storm, $name: every answer is right, or its reader was cut off" \
		counted storm nlstorm storm "$stream" "$facts" 12 "$seconds" \
		"$seed" "$module" "$@"
	wait
	cat /run/probes.*
	echo "count storm-seconds $seconds"
	verdict "storm, $name: every probe prints rows, and ends by itself" \
		probes_are_right
	verdict "storm, $name: CPUs and helper are all back" everybody_is_back
	verdict "storm, $name: nobody is left in VMX operation" nobody_is_in_vmx
	verdict "storm, $name: the processor itself was never asked" \
		nothing_missed
	verdict "storm, $name: nothing forbidden has reached the processor" \
		nothing_forbidden
}

# write_hosts DIRECTORY WORDS: each of the scenarios, and words for all CPUs.
write_hosts()
{
	local name

	mkdir -p "$1"
	for name in "${storm_scenarios[@]}"; do
		cat "/tests/scenarios/$name.scn" - >"$1/$name" <<<"all: $2"
	done
	for name in "${endless[@]}"; do
		echo "all: $name $2" >"$1/$name"
	done
}

# storm SECONDS SEED: half of the time CPUs are in VMX operation before, and half
# of the time they enter. If both came together, a CPU would fall out of it, or
# into it, while the helper is on its way, and that count as the helper's fault.
phase_storm()
{
	write_hosts /run/vmx-on vmx=on
	write_hosts /run/vmx-off vmx=off
	storm_over 'VMX on' $(($1 / 2)) "$2" /run/vmx-on/*
	storm_over 'VMX off' $(($1 / 2)) "$2" /run/vmx-off/*
}

# fail_what NAME VALUE: a setting of both kinds of faults.
fail_what()
{
	local kind

	for kind in failslab fail_page_alloc; do
		[[ ! -e $debug/$kind/$1 ]] || echo "$2" >"$debug/$kind/$1"
	done
}

# The kernel leaves alone who may wait for memory, unless it is told. A fault
# that prints its stack would look like a warning.
fail_everything()
{
	fail_what verbose 0
	fail_what ignore-gfp-wait N
	fail_what ignore-gfp-highmem N
	fail_what min-order 0
}

# What is called by module text, where only the helper's allocates meanwhile.
fail_only_modules()
{
	fail_what require-start 0xffffffffa0000000
	fail_what require-end 0xffffffffff000000
	fail_what stacktrace-depth 64
}

# faults helper|all
phase_faults()
{
	rm -f "$facts"
	learn_hosts /tests/scenarios/vmx-off.scn
	fail_everything
	verdict 'faults: a request lacks memory and says so, or it is right' \
		counted faults nlstorm fail-requests "$learn" "$facts"
	rmmod tdxctl
	[[ $1 == all ]] || fail_only_modules
	verdict 'faults: loading lacks memory and says so, or it succeeds' \
		counted faults nlstorm fail-module "$learn" "$facts" "$module"
	insmod "$module"
	verdict 'faults: nothing forbidden has reached the processor' \
		nothing_forbidden
}

phase_leaks()
{
	unload
	verdict 'the workload for the search for leaks runs' \
		/tests/vm/guest/leaks.sh
	load
}

main()
{
	local phase words

	(($#)) || usage
	load || { point 'not ok' 'the modules load'; exit 1; }
	for phase; do
		IFS=: read -ra words <<<"$phase"
		"phase_${words[0]}" "${words[@]:1}"
	done
	verdict 'the modules unload behind it' unload
}

main "$@"
