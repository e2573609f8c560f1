// SPDX-License-Identifier: GPL-2.0-only
/*
 * Run a read request on its CPUs with one cross-call each.
 *
 * A request begins while generic netlink holds its lock against registering
 * families, so that whoever waits there keeps all other families waiting.  The
 * first CPU is read there, since an answer has to begin, and without waiting for
 * anybody; the others are read when the caller receives.
 */
#include "percpu.h"

#include <linux/bits.h>
#include <linux/cpu.h>
#include <linux/delay.h>
#include <linux/gfp.h>
#include <linux/jiffies.h>
#include <linux/lockdep.h>
#include <linux/mm.h>
#include <linux/minmax.h>
#include <linux/mutex.h>
#include <linux/sched.h>
#include <linux/sched/signal.h>
#include <linux/slab.h>
#include <linux/smp.h>

#include "allow.h"
#include "vmx.h"
#include "writeback.h"

/* Completion statuses that are worth another attempt; TDX module 1.5.05. */
#define TDX_STATUS_MASK		GENMASK_ULL(63, 32)
#define TDX_SYS_BUSY		0x8000020200000000ULL
#define TDX_RND_NO_ENTROPY	0x8000020300000000ULL

/* RND_NO_ENTROPY is met in place: the generator refills in microseconds. */
#define NO_ENTROPY_RETRIES	10

#define MSR_MTRRCAP		0xfe
#define MTRRCAP_SEAMRR		BIT_ULL(15)

/* CR4 bits that say something about VMX; the others are none of our business. */
#define CR4_REPORTED		(BIT_ULL(13) | BIT_ULL(14) | BIT_ULL(18))

/* A reading takes milliseconds; one that lasts has met a CPU that hangs. */
#define STOP_PATIENCE		(10 * HZ)

/* Serialises collections. */
static DEFINE_MUTEX(collect_lock);

/* The host is going down. */
static bool stopped;

struct tdxctl_collection *tdxctl_collection_alloc(void)
{
	struct tdxctl_collection *c;

	c = kvzalloc(sizeof(*c), GFP_KERNEL_ACCOUNT);
	if (!c)
		return NULL;
	if (!zalloc_cpumask_var(&c->cpus, GFP_KERNEL_ACCOUNT))
		goto free_c;
	if (!zalloc_cpumask_var(&c->asked, GFP_KERNEL_ACCOUNT))
		goto free_cpus;
	if (!zalloc_cpumask_var(&c->retry, GFP_KERNEL_ACCOUNT))
		goto free_asked;
	if (!zalloc_cpumask_var(&c->batch, GFP_KERNEL_ACCOUNT))
		goto free_retry;
	return c;

free_retry:
	free_cpumask_var(c->retry);
free_asked:
	free_cpumask_var(c->asked);
free_cpus:
	free_cpumask_var(c->cpus);
free_c:
	kvfree(c);
	return NULL;
}

void tdxctl_collection_free(struct tdxctl_collection *c)
{
	if (!c)
		return;
	kvfree(c->storage);
	kvfree(c->row_of);
	kvfree(c->rows);
	free_cpumask_var(c->batch);
	free_cpumask_var(c->retry);
	free_cpumask_var(c->asked);
	free_cpumask_var(c->cpus);
	kvfree(c);
}

static bool wants_entry(const struct tdxctl_collection *c)
{
	return c->wants.flags & TDXCTL_READ_FLAGS_ENTER_VMX;
}

static int alloc_regions(struct tdxctl_collection *c)
{
	unsigned int i;

	for (i = 0; wants_entry(c) && i < TDXCTL_MAX_ENTERED; i++) {
		/* Not the caller's: a processor may keep it for ever. */
		c->regions[i] = (void *)get_zeroed_page(GFP_KERNEL);
		if (!c->regions[i])
			return -ENOMEM;
	}
	return 0;
}

static void free_regions(struct tdxctl_collection *c)
{
	unsigned int i;

	for (i = 0; i < TDXCTL_MAX_ENTERED; i++) {
		free_page((unsigned long)c->regions[i]);
		c->regions[i] = NULL;
	}
}

static int alloc_rows(struct tdxctl_collection *c)
{
	const struct tdxctl_wants *w = &c->wants;
	unsigned int cpu, i = 0;
	size_t row_size;
	void *p;

	c->nr_rows = cpumask_weight(c->cpus);
	/* All entries are multiples of eight bytes, so all arrays are aligned. */
	row_size = w->nr_msrs * sizeof(*c->rows->msrs) +
		   w->nr_seamcalls * sizeof(*c->rows->seamcalls) +
		   w->nr_cpuids * sizeof(*c->rows->cpuids);
	c->rows = kvcalloc(c->nr_rows, sizeof(*c->rows), GFP_KERNEL_ACCOUNT);
	c->row_of = kvcalloc(nr_cpu_ids, sizeof(*c->row_of),
			     GFP_KERNEL_ACCOUNT);
	c->storage = kvcalloc(c->nr_rows, row_size, GFP_KERNEL_ACCOUNT);
	if (!c->rows || !c->row_of || !c->storage)
		return -ENOMEM;

	p = c->storage;
	for_each_cpu(cpu, c->cpus) {
		struct tdxctl_row *row = &c->rows[i++];

		row->cpu = cpu;
		row->state = TDXCTL_CPU_STATE_OFFLINE;
		row->msrs = p;
		p += w->nr_msrs * sizeof(*row->msrs);
		row->seamcalls = p;
		p += w->nr_seamcalls * sizeof(*row->seamcalls);
		row->cpuids = p;
		p += w->nr_cpuids * sizeof(*row->cpuids);
		c->row_of[cpu] = row;
	}
	return 0;
}

static bool cpu_has_seamrr(void)
{
	u64 mtrrcap;

	return !tdxctl_hw_rdmsr(MSR_MTRRCAP, &mtrrcap) &&
	       (mtrrcap & MTRRCAP_SEAMRR);
}

static void read_msr(u32 address, struct tdxctl_msr_result *result)
{
	const struct tdxctl_allowed_msr *allowed = tdxctl_allow_msr(address);

	if (allowed->seamrr && !cpu_has_seamrr())
		result->state = TDXCTL_MSR_STATE_UNSUPPORTED;
	else if (tdxctl_hw_rdmsr(address, &result->value))
		result->state = TDXCTL_MSR_STATE_GP;
	else
		result->state = TDXCTL_MSR_STATE_READ;
}

static bool status_is(const struct tdxctl_seamcall_result *result, u64 status)
{
	return result->hw == TDXCTL_HW_COMPLETED &&
	       (result->regs.rax & TDX_STATUS_MASK) == status;
}

/* CF: no module is loaded, or it is being replaced. */
static bool partner_busy(const struct tdxctl_seamcall_result *result)
{
	return result->hw == TDXCTL_HW_VMFAILINVALID ||
	       status_is(result, TDX_SYS_BUSY);
}

static void seamcall(const struct tdxctl_seamcall_regs *in,
		     struct tdxctl_seamcall_result *result)
{
	bool noted = tdxctl_writeback_note();
	unsigned int retries = 0;
	bool reached = false;
	u64 start;

	do {
		result->regs = *in;
		start = tdxctl_hw_tsc();
		result->hw = tdxctl_hw_seamcall(&result->regs);
		result->cycles = tdxctl_hw_tsc() - start;
		result->attempts++;
		reached |= result->hw == TDXCTL_HW_COMPLETED;
	} while (status_is(result, TDX_RND_NO_ENTROPY) &&
		 retries++ < NO_ENTROPY_RETRIES);
	if (noted && !reached)
		tdxctl_writeback_forget();
}

/* Into VMX operation, if that is wanted and nobody holds it here. */
static enum tdxctl_vmx_entry enter(const struct tdxctl_collection *c,
				   struct tdxctl_row *row)
{
	bool force = c->wants.flags & TDXCTL_READ_FLAGS_ENTER_VMX_FORCE;
	enum tdxctl_vmx_entry entry;

	if (!wants_entry(c))
		return TDXCTL_VMX_ENTRY_NOT_NEEDED;
	entry = tdxctl_vmx_check(force);
	if (entry == TDXCTL_VMX_ENTRY_DONE)
		entry = tdxctl_vmx_enter(row->region);
	return entry;
}

/*
 * What a row says of all its SEAMCALLs: that the CPU is stuck, or else that it
 * was in VMX operation by us for one of them at least.
 */
static void note_entry(struct tdxctl_row *row, enum tdxctl_vmx_entry entry)
{
	if (entry == TDXCTL_VMX_ENTRY_VMXOFF_FAILED)
		row->region = NULL;
	if (!row->issued || entry > row->entry)
		row->entry = entry;
}

/*
 * A CPU is in VMX operation for one SEAMCALL at a time, and everything is looked
 * at again before the next.  Once refused, nothing more is issued: a row without
 * any SEAMCALL says why, and others keep the answers that they have.
 */
static void read_seamcalls(struct tdxctl_collection *c, struct tdxctl_row *row,
			   bool again)
{
	enum tdxctl_vmx_entry entry;
	unsigned int i;

	for (i = 0; i < c->wants.nr_seamcalls; i++) {
		struct tdxctl_seamcall_result *result = &row->seamcalls[i];

		if (again && !(result->attempts && partner_busy(result)))
			continue;
		entry = enter(c, row);
		if (tdxctl_vmx_refused(entry)) {
			if (!row->issued)
				row->entry = entry;
			return;
		}
		seamcall(&c->wants.seamcalls[i], result);
		if (entry == TDXCTL_VMX_ENTRY_DONE)
			entry = tdxctl_vmx_leave();
		note_entry(row, entry);
		row->issued = true;
		if (!again && partner_busy(result))
			cpumask_set_cpu(row->cpu, c->retry);
	}
}

/* The one cross-call: all that is wanted of this CPU. */
static void read_on_cpu(void *info)
{
	struct tdxctl_collection *c = info;
	const struct tdxctl_wants *w = &c->wants;
	struct tdxctl_row *row = c->row_of[smp_processor_id()];
	unsigned int i;

	lockdep_assert_irqs_disabled();

	row->state = TDXCTL_CPU_STATE_READ;
	if (w->flags & TDXCTL_READ_FLAGS_VMX_STATE)
		row->cr4 = tdxctl_hw_read_cr4() & CR4_REPORTED;
	for (i = 0; i < w->nr_msrs; i++)
		read_msr(w->msrs[i], &row->msrs[i]);
	for (i = 0; i < w->nr_cpuids; i++)
		tdxctl_hw_cpuid(w->cpuids[i].leaf, w->cpuids[i].subleaf,
				&row->cpuids[i]);
	read_seamcalls(c, row, false);
}

static void retry_on_cpu(void *info)
{
	struct tdxctl_collection *c = info;

	lockdep_assert_irqs_disabled();
	read_seamcalls(c, c->row_of[smp_processor_id()], true);
}

/*
 * A region that a CPU could not leave is its own until the host is reset.  None
 * is needed in its place: nobody enters any more.
 */
static void take_regions_back(struct tdxctl_collection *c)
{
	unsigned int cpu, i = 0;

	for_each_cpu(cpu, c->batch)
		c->regions[i++] = c->row_of[cpu]->region;
}

/*
 * The next CPUs of @cpus from @cpu on, but no more than half of the machine.
 * Return: where the batch after that begins.
 */
static unsigned int fill_batch(struct tdxctl_collection *c,
			       const struct cpumask *cpus, unsigned int cpu)
{
	unsigned int i, max;

	max = clamp(num_online_cpus() / 2, 1U, (unsigned int)TDXCTL_MAX_ENTERED);
	cpumask_clear(c->batch);
	for (i = 0; i < max; i++) {
		cpu = cpumask_next(cpu - 1, cpus);
		if (cpu >= nr_cpu_ids)
			break;
		c->row_of[cpu]->region = c->regions[i];
		cpumask_set_cpu(cpu++, c->batch);
	}
	return cpu;
}

/*
 * Offline CPUs of the mask are left out by the cross-call itself.  CPUs that may
 * enter VMX operation go a few at a time, so that a panic meanwhile finds few of
 * them where INIT is blocked; that takes its time, and a killed caller has none.
 */
static int run_on_cpus(struct tdxctl_collection *c, const struct cpumask *cpus,
		       smp_call_func_t func)
{
	unsigned int cpu = 0;

	if (!wants_entry(c)) {
		on_each_cpu_mask(cpus, func, c, true);
		return 0;
	}
	while (cpumask_next(cpu - 1, cpus) < nr_cpu_ids) {
		if (fatal_signal_pending(current))
			return -EINTR;
		if (READ_ONCE(stopped))
			return -ESHUTDOWN;
		cpu = fill_batch(c, cpus, cpu);
		on_each_cpu_mask(c->batch, func, c, true);
		take_regions_back(c);
		cond_resched();
	}
	return 0;
}

static int collect_locked(struct tdxctl_collection *c)
{
	int err;

	lockdep_assert_held(&collect_lock);

	if (READ_ONCE(stopped))
		return -ESHUTDOWN;
	cpumask_clear(c->retry);
	err = run_on_cpus(c, c->asked, read_on_cpu);
	if (!err && !cpumask_empty(c->retry)) {
		usleep_range(1000, 2000);
		err = run_on_cpus(c, c->retry, retry_on_cpu);
	}
	return err;
}

static int collect(struct tdxctl_collection *c)
{
	int err;

	if (mutex_lock_killable(&collect_lock))
		return -EINTR;
	cpus_read_lock();
	err = collect_locked(c);
	cpus_read_unlock();
	mutex_unlock(&collect_lock);
	return err;
}

static int try_collect(struct tdxctl_collection *c)
{
	int err = -EBUSY;

	if (!mutex_trylock(&collect_lock))
		return -EBUSY;
	if (cpus_read_trylock()) {
		err = collect_locked(c);
		cpus_read_unlock();
	}
	mutex_unlock(&collect_lock);
	return err;
}

int tdxctl_collect_first(struct tdxctl_collection *c)
{
	int err;

	err = alloc_rows(c);
	if (err)
		return err;
	cpumask_set_cpu(cpumask_first(c->cpus), c->asked);
	err = alloc_regions(c);
	if (!err)
		err = try_collect(c);
	free_regions(c);
	return err;
}

int tdxctl_collect_rest(struct tdxctl_collection *c)
{
	int err;

	cpumask_copy(c->asked, c->cpus);
	cpumask_clear_cpu(cpumask_first(c->cpus), c->asked);
	err = alloc_regions(c);
	if (!err)
		err = collect(c);
	free_regions(c);
	return err;
}

bool tdxctl_collect_stop(void)
{
	unsigned long end = jiffies + STOP_PATIENCE;

	/* Seen between the batches of a collection that runs. */
	WRITE_ONCE(stopped, true);
	while (!mutex_trylock(&collect_lock)) {
		if (time_after(jiffies, end))
			return false;
		msleep(20);
	}
	mutex_unlock(&collect_lock);
	return true;
}
