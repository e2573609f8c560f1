// SPDX-License-Identifier: GPL-2.0-only
/*
 * Write back the caches of the CPUs on which a SEAMCALL reached SEAM software.
 *
 * SEAM software writes memory with a private key ID.  If such a line is still
 * dirty in a cache when kexec starts a kernel that uses the memory with key
 * ID 0, its later eviction corrupts that kernel's data.  Kernels that remember
 * on which CPUs they issued SEAMCALLs cannot know of ours.
 */
#include "writeback.h"

#include <linux/cpu.h>
#include <linux/cpumask.h>
#include <linux/mutex.h>
#include <linux/smp.h>

#include "hw.h"

/* CPUs that SEAM software ran on since their last write-back. */
static struct cpumask dirty;

/* One WBINVD at a time, although unload and reboot may come together. */
static DEFINE_MUTEX(writeback_lock);

void tdxctl_writeback_note(void)
{
	unsigned int cpu = smp_processor_id();

	/* Not written again and again: it would bounce between all CPUs. */
	if (!cpumask_test_cpu(cpu, &dirty))
		cpumask_set_cpu(cpu, &dirty);
}

static void writeback_this_cpu(void *unused)
{
	tdxctl_hw_wbinvd();
}

/*
 * The lock against hotplug is held for one CPU at a time: a WBINVD takes
 * milliseconds, and a host has hundreds of CPUs.
 */
static void writeback_cpu(unsigned int cpu)
{
	cpus_read_lock();
	/* Fails for a CPU that is offline, which has nothing left to do. */
	smp_call_function_single(cpu, writeback_this_cpu, NULL, 1);
	cpumask_clear_cpu(cpu, &dirty);
	cpus_read_unlock();
}

/*
 * WBINVD slows down the memory of a whole package for milliseconds: never on
 * more than one CPU at a time.  It is sent as an interrupt, since it cannot be
 * interrupted either way, and a kernel thread of the CPU might never run: a
 * real-time task that does not yield would hang unload and reboot.
 */
void tdxctl_writeback_all(void)
{
	unsigned int cpu;

	might_sleep();
	mutex_lock(&writeback_lock);
	for_each_cpu(cpu, &dirty)
		writeback_cpu(cpu);
	mutex_unlock(&writeback_lock);
}
