// SPDX-License-Identifier: GPL-2.0-only
/*
 * Write back the caches of the CPUs on which a SEAMCALL reached SEAM software.
 *
 * SEAM software writes memory with a private key ID.  If such a line is still
 * dirty in a cache when kexec starts a kernel that uses the memory with key
 * ID 0, its later eviction corrupts that kernel's data.  The kernel remembers
 * CPUs that ran its own SEAMCALLs; it cannot know of ours.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include "writeback.h"

#include <linux/cpu.h>
#include <linux/cpumask.h>
#include <linux/printk.h>
#include <linux/smp.h>

#include "hw.h"

/* CPUs that SEAM software ran on since their last write-back. */
static struct cpumask dirty;

void tdxctl_writeback_note(void)
{
	unsigned int cpu = smp_processor_id();

	/* Not written again and again: it would bounce between all CPUs. */
	if (!cpumask_test_cpu(cpu, &dirty))
		cpumask_set_cpu(cpu, &dirty);
}

static int writeback_this_cpu(void *unused)
{
	tdxctl_hw_wbinvd();
	return 0;
}

/*
 * WBINVD blocks its CPU, and the memory traffic of its package, for
 * milliseconds: never on more than one CPU at a time, and in a kernel thread
 * of the CPU rather than in an interrupt.
 */
void tdxctl_writeback_all(void)
{
	unsigned int cpu;

	cpus_read_lock();
	for_each_cpu(cpu, &dirty) {
		if (cpu_online(cpu) &&
		    smp_call_on_cpu(cpu, writeback_this_cpu, NULL, false)) {
			pr_warn("cache of CPU %u not written back\n", cpu);
			continue;
		}
		cpumask_clear_cpu(cpu, &dirty);
	}
	cpus_read_unlock();
}
