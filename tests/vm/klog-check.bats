#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# klog-check.sh: each kind of fault makes it fail, a clean log passes.

setup()
{
	here=${BATS_TEST_DIRNAME}
	log=$BATS_TEST_TMPDIR/klog
	clean >"$log"
}

clean()
{
	cat <<'END'
[    0.233316] kasan: KernelAddressSanitizer initialized
[    1.018070] Running RCU self tests
[    0.021394] rcu: RCU lockdep checking is enabled.
[    0.168242] RCU CPU stall warnings timeout set to 90 (rcu_cpu_stall_timeout).
[    0.258999] MDS: Vulnerable: Clear CPU buffers attempted, no microcode
[    1.197334] Lock dependency validator: Copyright (c) 2006 Red Hat, Inc.
[   20.965599] kmemleak: Kernel memory leak detector initialized
[   42.788933] tdxctl: loading out-of-tree module taints kernel.
[   44.470750] test machine: end of the job
END
}

# caught LINE: the log with this line in its middle fails and shows the line.
caught()
{
	{ clean | head -n 5; echo "[   30.000001] $1"; clean; } >"$log"
	run "$here/klog-check.sh" "$log"
	[ "$status" -eq 1 ]
	[ "$output" = "[   30.000001] $1" ]
}

@test "klog-check: a clean log passes in silence" {
	run "$here/klog-check.sh" --complete "$log"
	[ "$status" -eq 0 ]
	[ -z "$output" ]
}

@test "klog-check: a log without its end fails" {
	clean | head -n 8 >"$log"
	run "$here/klog-check.sh" --complete "$log"
	[ "$status" -eq 1 ]
	[ "$output" = "$log: the log has no end mark" ]
}

@test "klog-check: an empty log fails" {
	: >"$log"
	run "$here/klog-check.sh" "$log"
	[ "$status" -eq 1 ]
	[ "$output" = "$log: no kernel log" ]
}

@test "klog-check: warnings, oopses and panics are caught" {
	caught 'WARNING: CPU: 3 PID: 87 at kernel/smp.c:815 smp_call_function_many_cond'
	caught 'BUG: kernel NULL pointer dereference, address: 0000000000000008'
	caught 'Oops: 0002 [#1] PREEMPT SMP KASAN NOPTI'
	caught 'Call Trace:'
	caught 'Kernel panic - not syncing: Fatal exception'
	caught 'Oops: general protection fault, probably for non-canonical address'
	caught 'traps: PANIC: unable to handle page fault'
}

@test "klog-check: lockdep is caught" {
	caught 'WARNING: possible recursive locking detected'
	caught '        possible circular locking dependency detected'
	caught 'WARNING: inconsistent lock state'
	caught 'bad unlock balance detected!'
	caught '[ BUG: Invalid wait context ]'
	caught 'insmod/90 is leaving the kernel with locks still held!'
	caught 'turning off the locking correctness validator.'
	caught 'test machine: lockdep turned itself off'
}

@test "klog-check: RCU misuse and stalls are caught" {
	caught 'WARNING: suspicious RCU usage'
	caught 'rcu: INFO: rcu_preempt self-detected stall on CPU'
	caught 'rcu: INFO: rcu_preempt detected stalls on CPUs/tasks:'
	caught 'watchdog: BUG: soft lockup - CPU#5 stuck for 26s! [tdxctl:91]'
	caught 'INFO: task insmod:77 blocked for more than 120 seconds.'
}

@test "klog-check: atomic sleeps are caught" {
	caught 'BUG: sleeping function called from invalid context at mm/slab.h:337'
	caught 'BUG: scheduling while atomic: tdxctl/91/0x00000002'
	caught 'BUG: using smp_processor_id() in preemptible [00000000] code: tdxctl/9'
}

@test "klog-check: memory checkers are caught" {
	caught 'BUG: KASAN: slab-use-after-free in tdxctl_collect+0x1c/0x40 [tdxctl]'
	caught 'UBSAN: shift-out-of-bounds in kmod/genl.c:7:3'
	caught 'ODEBUG: free active (active state 0) object type: work_struct'
	caught 'kmemleak: 2 new suspected memory leaks (see /sys/kernel/debug/kmemleak)'
	caught 'unreferenced object 0xffff888003c3e000 (size 256):'
	caught 'list_add corruption. prev->next should be next'
	caught 'refcount_t: underflow; use-after-free.'
	caught 'unchecked MSR access error: RDMSR from 0x982 at rIP: 0xffffffff81234'
}
