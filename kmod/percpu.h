/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Carry out one read request on its CPUs: what was asked, what came back.
 */
#ifndef TDXCTL_PERCPU_H
#define TDXCTL_PERCPU_H

#include <linux/cpumask.h>
#include <linux/types.h>

#include "hw.h"
#include "uapi/tdxctl.h"

/* Most CPUs that may be in VMX operation at the same time. */
#define TDXCTL_MAX_ENTERED	4

struct tdxctl_cpuid_want {
	u32 leaf;
	u32 subleaf;
};

/* What to read on each CPU; every entry has passed the allow-lists. */
struct tdxctl_wants {
	u32 flags;
	unsigned int nr_msrs;
	unsigned int nr_cpuids;
	unsigned int nr_seamcalls;
	u32 msrs[TDXCTL_MAX_MSRS];
	struct tdxctl_cpuid_want cpuids[TDXCTL_MAX_CPUIDS];
	struct tdxctl_seamcall_regs seamcalls[TDXCTL_MAX_SEAMCALLS];
};

struct tdxctl_msr_result {
	enum tdxctl_msr_state state;
	u64 value;
};

/**
 * struct tdxctl_seamcall_result - what became of one SEAMCALL
 * @hw: return value of tdxctl_hw_seamcall()
 * @attempts: how often the instruction was issued; 0 if never, for want of VMX
 *            operation, with nothing else valid
 * @cycles: TSC ticks of the last attempt
 * @regs: output registers, valid if @hw is TDXCTL_HW_COMPLETED
 */
struct tdxctl_seamcall_result {
	u32 hw;
	u32 attempts;
	u64 cycles;
	struct tdxctl_seamcall_regs regs;
};

/**
 * struct tdxctl_row - the answer of one CPU
 * @cpu: which
 * @state: whether anything was read
 * @cr4: CR4, masked, as it was before VMX operation was entered
 * @entry: what became of entering VMX operation
 * @issued: whether any SEAMCALL was issued
 * @region: page for the VMXON region while the CPU is asked; NULL if it kept it
 * @msrs: as many as the wants, like the other arrays
 */
struct tdxctl_row {
	unsigned int cpu;
	enum tdxctl_cpu_state state;
	u64 cr4;
	enum tdxctl_vmx_entry entry;
	bool issued;
	void *region;
	struct tdxctl_msr_result *msrs;
	struct tdxctl_cpuid_regs *cpuids;
	struct tdxctl_seamcall_result *seamcalls;
};

/**
 * struct tdxctl_collection - a request with its rows
 * @wants: what to read
 * @cpus: where to read it
 * @nr_rows: number of CPUs in @cpus
 * @rows: a row per CPU of @cpus, ascending
 * @row_of: CPU number to row, NULL outside @cpus
 * @asked: those of @cpus that are read now
 * @retry: CPUs on which a SEAMCALL is to be issued again
 * @batch: CPUs that are asked at the same time, if not all are
 * @regions: pages for the VMXON regions of a batch; those that a CPU kept are
 *           forgotten here
 * @storage: what the arrays of all rows point into
 */
struct tdxctl_collection {
	struct tdxctl_wants wants;
	cpumask_var_t cpus;
	unsigned int nr_rows;
	struct tdxctl_row *rows;
	struct tdxctl_row **row_of;
	cpumask_var_t asked;
	cpumask_var_t retry;
	cpumask_var_t batch;
	void *regions[TDXCTL_MAX_ENTERED];
	void *storage;
};

/**
 * tdxctl_collection_alloc() - make a collection without CPUs and wants
 *
 * Return: the collection, to be freed by the caller, or NULL.
 */
struct tdxctl_collection *tdxctl_collection_alloc(void);

/* Free a collection with all its rows; NULL is fine. */
void tdxctl_collection_free(struct tdxctl_collection *c);

/**
 * tdxctl_collect_first() - read all that is wanted on the first CPU
 * @c: with wants and cpus set, without rows yet
 *
 * One cross-call to one CPU, and a second one if its SEAMCALL met a busy
 * partner, a millisecond or two later.  A CPU that is not online becomes a row
 * that says so.  Waits neither for another collection nor for a CPU that comes
 * or goes.
 *
 * The CPU is kept from interrupts for as long as its reads take: at the limits
 * 128 register reads and four SEAMCALLs, each of 20 to 170 us on published
 * measurements, and where SEAM software has no entropy eleven attempts for each.
 *
 * Context: process context; may sleep.
 * Return: 0, -ENOMEM, -EBUSY if another collection runs or CPUs come or go,
 * -EINTR if a fatal signal is pending and the CPU may have to enter VMX
 * operation, -ESHUTDOWN after tdxctl_collect_stop().
 */
int tdxctl_collect_first(struct tdxctl_collection *c);

/**
 * tdxctl_collect_rest() - read the same on all other CPUs
 * @c: with more than one CPU, after tdxctl_collect_first() has succeeded
 *
 * The CPUs are asked in parallel, but a few at a time where they may have to
 * enter VMX operation.  One collection runs at a time: waits for its turn.
 *
 * Context: process context; may sleep.
 * Return: 0, -ENOMEM, -EINTR if a fatal signal came while waiting for another
 * collection or between CPUs that enter VMX operation, -ESHUTDOWN after
 * tdxctl_collect_stop().
 */
int tdxctl_collect_rest(struct tdxctl_collection *c);

/**
 * tdxctl_collect_stop() - let the running collection end and allow no more
 *
 * Context: process context; sleeps for as long as the running one needs, but for
 * ten seconds at most.
 * Return: whether none runs any more.
 */
bool tdxctl_collect_stop(void);

#endif
