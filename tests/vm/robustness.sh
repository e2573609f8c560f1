#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Writes docs/robustness.md from the logs of stress.sh; nothing in it is typed.
set -euo pipefail

(($#)) || {
	echo 'Usage: robustness.sh LOG-WITHOUT-.tap...' >&2
	exit 64
}
logs=("${@/%/.tap}")

# What a line of the page is called, and the counts that it adds up.
rows=(
	'hostile messages|hostile-messages'
	'... of them not by root: single capabilities, other namespaces|hostile-by-others'
	'... accepted|hostile-accepted'
	'... refused|hostile-refused'
	'... dropped by netlink before the helper|hostile-dropped'
	'... rows of the accepted ones|hostile-rows'
	'... SEAMCALLs for them|hostile-seamcalls'
	'storm, seconds|storm-seconds'
	'... messages judged|storm-messages'
	'... rows of them|storm-rows'
	'... rows of CPUs that were offline|storm-offline-rows'
	'... messages that found no helper|storm-without-helper'
	'... requests whose answer nobody read|storm-abandoned'
	'... readers killed|storm-readers-killed'
	'... answers larger than what the reader took|storm-truncated'
	'... runs of tdxctl probe|storm-probes'
	'... CPU hotplug events|storm-hotplug-events'
	'... loads and unloads of the helper|storm-loads,storm-unloads'
	'... unloads refused because of an open dump|storm-unloads-refused'
	'... changes of the host beneath|storm-scenarios'
	'allocations failed, of requests, loading and unloading|faults-faults'
	'... that ended in an error for lack of memory|faults-out-of-memory'
	'**wrong answers**|hostile-wrong,storm-wrong,faults-wrong'
	'**forbidden on the processor**|hostile-forbidden,storm-forbidden,faults-forbidden'
	'**leaks**|leaks'
)

# total LOG NAMES: their sum, or a dash where none was counted.
total()
{
	awk -v names=",$2," '
	$1 == "#" && $2 == "storm:" && index(names, "," $3 ",") {
		sum += $4
		found = 1
	}
	END { print found ? sum : "-" }' "$1"
}

value()
{
	sed -n "s/^# storm: $2 //p" "$1"
}

# row TEXT CELL...
row()
{
	printf '|'
	printf ' %s |' "$@"
	printf '\n'
}

cells()
{
	local name=$1 function=$2 log
	local -a list=()

	for log in "${logs[@]}"; do
		list+=("$("$function" "$log" "$name")")
	done
	row "$3" "${list[@]}"
}

points()
{
	grep -c "^$2 " "$1" || true
}

main()
{
	local line

	cat <<'END'
<!-- SPDX-License-Identifier: GPL-2.0-or-later -->
# Robustness of the helper

All of this was counted on the **emulated host**, in virtual machines with eight
CPUs; no TDX hardware was involved. A command has written this page from the logs
of a run, and writes it anew:

    make check-stress DOCUMENT=FILE

`tests/storm/` makes the messages, and foresees from the specification and the
documented allow-lists which must be refused, with which errors, and what the rows
of the others hold. A wrong answer is one that differs, a value that the emulated
host never had, or a process that ends by anything but its own end. What reached
the emulated processor although it must not is forbidden.

END
	cells kernel value 'kernel'
	row '---' "${logs[@]/*/---:}"
	cells seed value 'seed'
	for line in "${rows[@]}"; do
		cells "${line#*|}" total "${line%%|*}"
	done
	cells ok points 'points that passed'
	cells 'not ok' points '**points that failed**'
	cat <<'END'

A storm is a dozen readers, which read, stall, leave, are killed or take too
little, and two loops of `tdxctl probe`, while CPUs go offline and online, the
helper is unloaded and loaded, and the host beneath becomes another one: half of
the time with CPUs in VMX operation, half of the time with readers that enter it,
where the kernel lets the helper do so.
Allocations fail one by one, of requests, of loading and of unloading, on the
debug kernel alone, where kmemleak looks for what is left of them, and of fewer
messages and a shorter storm. `tests/vm/klog-check.sh` says what else counts as a
fault in a kernel log; that kernel has KASAN and lockdep, too.
END
}

main
