#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Fails on every line of a kernel log that reports a fault, and shows it.
set -euo pipefail

# What a kernel prints when something is wrong: each checker has a head line
# of its own. Found in the output of the kernels under test.
faults=(
	'WARNING:' 'BUG:' 'Oops' 'Call Trace' 'Kernel panic' 'RIP: 0010'
	'general protection fault' '[Uu]nable to handle' 'stack-protector'
	'possible recursive locking' 'circular locking' 'lock inversion'
	'inconsistent lock state' 'bad unlock balance' 'Invalid wait context'
	'lock held when returning' 'locks? (still )?held' 'held lock freed'
	'locking correctness' 'lockdep turned itself off'
	'suspicious RCU usage' 'Illegal context switch in RCU'
	'rcu:.*stall' 'stalls on CPUs' 'detected stall' 'soft lockup'
	'hard LOCKUP' 'hung task' 'blocked for more than' 'workqueue lockup'
	'sleeping function called' 'scheduling while atomic'
	'using smp_processor_id\(\) in preemptible'
	'KASAN' 'UBSAN' 'ODEBUG' 'suspected memory leak' 'unreferenced object'
	'unchecked MSR access' 'list_(add|del) corruption' 'refcount_t:'
	'Object already free' 'Poison overwritten' 'Redzone' 'Bad page'
	'nobody cared' 'disagrees about version' 'Unknown symbol'
	'segfault at' 'trap invalid opcode' 'Marking clocksource'
	'Objtool|unpatched return thunk' 'missing ENDBR' 'Missing ENDBR'
)

# What says that a checker is at work, not that it found something.
quiet='kasan: KernelAddressSanitizer initialized'

# Serial output loses or gains nothing, so the end mark proves a whole log.
mark='test machine: end of the job'

usage()
{
	echo 'Usage: klog-check.sh [--complete] FILE' >&2
	exit 64
}

find_faults()
{
	local pattern

	pattern=$(IFS='|'; echo "${faults[*]}")
	grep -aE "$pattern" "$1" | grep -avF "$quiet"
}

main()
{
	local complete=0 status=0

	if [[ ${1:-} == --complete ]]; then
		complete=1
		shift
	fi
	(($# == 1)) || usage
	[[ -s $1 ]] || { echo "$1: no kernel log"; exit 1; }
	! find_faults "$1" || status=1
	if ((complete)) && ! grep -qaF "$mark" "$1"; then
		echo "$1: the log has no end mark"
		status=1
	fi
	exit "$status"
}

main "$@"
