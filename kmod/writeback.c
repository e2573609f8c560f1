// SPDX-License-Identifier: GPL-2.0-only
/*
 * Write back the caches of the CPUs on which a SEAMCALL reached SEAM software.
 *
 * SEAM software writes memory with a private key ID.  If such a line is still
 * dirty in a cache when kexec starts a kernel that uses the memory with key
 * ID 0, its later eviction corrupts that kernel's data.  Kernels that remember
 * on which CPUs they issued SEAMCALLs cannot know of ours.  A reset empties the
 * caches, and unloading hands no memory over.
 */
#include "writeback.h"

#include <linux/cpu.h>
#include <linux/cpumask.h>
#include <linux/mutex.h>
#include <linux/smp.h>
#include <linux/topology.h>

#include "hw.h"

/* CPUs that SEAM software may have run on since their last write-back. */
static struct cpumask dirty;

/* One WBINVD at a time, although two may bring the host down together. */
static DEFINE_MUTEX(writeback_lock);

bool tdxctl_writeback_note(void)
{
	unsigned int cpu = smp_processor_id();

	/* Not written again and again: it would bounce between all CPUs. */
	if (cpumask_test_cpu(cpu, &dirty))
		return false;
	cpumask_set_cpu(cpu, &dirty);
	return true;
}

void tdxctl_writeback_forget(void)
{
	cpumask_clear_cpu(smp_processor_id(), &dirty);
}

static void writeback_this_cpu(void *unused)
{
	tdxctl_hw_wbinvd();
}

/*
 * WBINVD writes back what the threads of a core share.  The lock against hotplug
 * is held for one core at a time: a WBINVD takes milliseconds, and a host has
 * hundreds of them.
 */
static void writeback_core_of(unsigned int cpu)
{
	cpus_read_lock();
	/* Fails for a CPU that is offline, which has nothing left to do. */
	if (!smp_call_function_single(cpu, writeback_this_cpu, NULL, 1))
		cpumask_andnot(&dirty, &dirty, topology_sibling_cpumask(cpu));
	cpumask_clear_cpu(cpu, &dirty);
	cpus_read_unlock();
}

/*
 * WBINVD slows down the memory of a whole package for milliseconds: never on
 * more than one CPU at a time.  It is sent as an interrupt, since it cannot be
 * interrupted either way, and a kernel thread of the CPU might never run: a
 * real-time task that does not yield would hang the kexec.
 */
void tdxctl_writeback_all(void)
{
	unsigned int cpu;

	might_sleep();
	mutex_lock(&writeback_lock);
	for_each_cpu(cpu, &dirty)
		writeback_core_of(cpu);
	mutex_unlock(&writeback_lock);
}
