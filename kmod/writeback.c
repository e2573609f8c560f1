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
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include "writeback.h"

#include <linux/cpu.h>
#include <linux/cpumask.h>
#include <linux/init.h>
#include <linux/iopoll.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/percpu.h>
#include <linux/smp.h>
#include <linux/topology.h>

#include "hw.h"

/* A CPU writes back within milliseconds, unless it hangs. */
#define PATIENCE_US	(10 * USEC_PER_SEC)
#define POLL_US		50

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

/* WBINVD writes back what the threads of a core share. */
static void writeback_this_core(void *unused)
{
	unsigned int cpu;

	tdxctl_hw_wbinvd();
	for_each_cpu(cpu, topology_sibling_cpumask(smp_processor_id()))
		cpumask_clear_cpu(cpu, &dirty);
}

/* Each CPU has its own, since one that hangs keeps it. */
static DEFINE_PER_CPU(call_single_data_t, writeback_call);

/* Pointers in per-CPU data of a module are not relocated by all kernels. */
void __init tdxctl_writeback_init(void)
{
	unsigned int cpu;

	for_each_possible_cpu(cpu)
		INIT_CSD(per_cpu_ptr(&writeback_call, cpu), writeback_this_core,
			 NULL);
}

/*
 * The lock against hotplug is held for one core at a time: a WBINVD takes
 * milliseconds, and a host has hundreds of them.  Nobody waits without end for a
 * CPU that hangs; another thread of its core may still answer.
 */
static void writeback_core_of(unsigned int cpu)
{
	bool dirty_still = true;
	int err;

	cpus_read_lock();
	err = smp_call_function_single_async(cpu,
					     per_cpu_ptr(&writeback_call, cpu));
	if (!err)
		err = read_poll_timeout(cpumask_test_cpu, dirty_still,
					!dirty_still, POLL_US, PATIENCE_US,
					false, cpu, &dirty);
	cpus_read_unlock();
	switch (err) {
	case 0:
		return;
	case -ENXIO:	/* offline: nothing is left to do there */
		cpumask_clear_cpu(cpu, &dirty);
		return;
	case -ETIMEDOUT:
		/* It may answer yet, with our code. */
		__module_get(THIS_MODULE);
		break;
	}
	pr_warn("CPU %u hangs: it does not write its caches back\n", cpu);
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
