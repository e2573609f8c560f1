// SPDX-License-Identifier: GPL-2.0-only
/*
 * Make, replace and free the emulated host.
 */
#include "state.h"

#include <linux/mm.h>
#include <linux/mutex.h>
#include <linux/overflow.h>
#include <linux/slab.h>

#include "profile.h"
#include "vmx.h"

struct emu_host __rcu *emu_host;
struct cpumask emu_dirty;
static DEFINE_MUTEX(host_lock);

struct emu_host *emu_host_alloc(void)
{
	struct emu_host *host;
	unsigned int cpu;

	host = kvzalloc(struct_size(host, cpus, nr_cpu_ids), GFP_KERNEL);
	if (!host)
		return NULL;
	raw_spin_lock_init(&host->seam.lock);
	for (cpu = 0; cpu < nr_cpu_ids; cpu++)
		emu_profile_apply(&host->cpus[cpu], cpu);
	return host;
}

void emu_host_free(struct emu_host *host)
{
	kvfree(host);
}

void emu_host_replace(struct emu_host *host)
{
	struct emu_host *old;

	mutex_lock(&host_lock);
	old = rcu_replace_pointer(emu_host, host, lockdep_is_held(&host_lock));
	emu_tell_kernel(host);
	mutex_unlock(&host_lock);
	synchronize_rcu();
	kvfree(old);
}

struct emu_host *emu_host_lock(void)
{
	mutex_lock(&host_lock);
	return rcu_dereference_protected(emu_host, lockdep_is_held(&host_lock));
}

void emu_host_unlock(void)
{
	mutex_unlock(&host_lock);
}

void emu_raise(atomic_t *max, int now)
{
	int old = atomic_read(max);

	while (old < now && !atomic_try_cmpxchg(max, &old, now))
		;
}

unsigned int emu_total(const struct emu_host *host, enum emu_count what)
{
	unsigned int cpu, total = 0;

	for (cpu = 0; cpu < nr_cpu_ids; cpu++)
		total += atomic_read(&host->cpus[cpu].counts[what]);
	return total;
}
