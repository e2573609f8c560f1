// SPDX-License-Identifier: GPL-2.0-only
/*
 * The SEAMCALL instruction: the processor's checks in its order.
 */
#include "seamcall.h"

#include <linux/bits.h>
#include <linux/cpumask.h>
#include <linux/delay.h>
#include <linux/time64.h>
#include <linux/kprobes.h>
#include <linux/smp.h>
#include <linux/spinlock.h>
#include <asm/processor-flags.h>
#include <asm/ptrace.h>

#include "forbidden.h"
#include "profile.h"
#include "seamldr.h"
#include "tdxmod.h"
#include "vmx.h"

#define RAX_P_SEAMLDR	BIT_ULL(63)

/* Whoever cleared SEAM_READY for a moment is still at work. */
static bool away(struct emu_cpu *cpu)
{
	if (atomic_dec_if_positive(&cpu->vmfail) >= 0)
		return true;
	return atomic_read(&cpu->no_entropy) <= 0 &&
	       atomic_dec_if_positive(&cpu->vmfail_late) >= 0;
}

static bool nobody_there(struct emu_cpu *cpu, const struct pt_regs *regs)
{
	/* The P-SEAMLDR is there whenever its range of memory is. */
	if (regs->ax & RAX_P_SEAMLDR)
		return false;
	return cpu->module == EMU_MODULE_NONE || away(cpu);
}

/*
 * reference/seamcall_semantics.md 2, the order of checks.  The caller is the
 * kernel in 64-bit mode.  A hypervisor of today injects #UD.
 */
static enum emu_count execute(struct emu_host *host, struct emu_cpu *cpu,
			      struct pt_regs *regs)
{
	if (!emu_in_vmx(cpu) || !emu_has_seam(cpu) ||
	    emu_in_virtual_machine(cpu))
		return EMU_UD;
	mdelay(cpu->delay / USEC_PER_MSEC);
	udelay(cpu->delay % USEC_PER_MSEC);
	if (!emu_seamrr_enabled(cpu))
		return EMU_GP;
	if (nobody_there(cpu, regs))
		return EMU_VMFAILINVALID;
	if (regs->ax & RAX_P_SEAMLDR)
		emu_seamldr_call(host, cpu, regs);
	else
		emu_module_call(host, cpu, regs);
	return EMU_ANSWERED;
}

static void count_leaf(struct emu_host *host, u64 rax)
{
	atomic_inc(rax < EMU_NR_LEAVES ? &host->leaves[rax] :
					 &host->other_leaves);
}

/* Linux writes back by itself what its own calls leave in the caches. */
static enum emu_count of_kernel(struct emu_host *host, struct emu_cpu *cpu,
				struct pt_regs *regs)
{
	enum emu_count outcome;
	unsigned long flags;

	atomic_inc(&host->seam.calls);
	raw_spin_lock_irqsave(&host->seam.lock, flags);
	outcome = execute(host, cpu, regs);
	raw_spin_unlock_irqrestore(&host->seam.lock, flags);
	return outcome;
}

static enum emu_count of_helper(struct emu_host *host, struct emu_cpu *cpu,
				struct pt_regs *regs)
{
	enum emu_count outcome;

	emu_count(cpu, EMU_SEAMCALL);
	count_leaf(host, regs->ax);
	emu_forbid_seamcall(host, cpu, regs);
	emu_forbid_interrupts(host, regs, "SEAMCALL");
	outcome = execute(host, cpu, regs);
	emu_count(cpu, outcome);
	if (outcome == EMU_ANSWERED)
		cpumask_set_cpu(smp_processor_id(), &emu_dirty);
	return outcome;
}

enum emu_end emu_seamcall(struct emu_host *host, struct emu_cpu *cpu,
			  struct pt_regs *regs, unsigned long *flags)
{
	enum emu_count outcome = emu_from_kernel(regs) ?
				 of_kernel(host, cpu, regs) :
				 of_helper(host, cpu, regs);

	switch (outcome) {
	case EMU_UD:
		return EMU_END_UD;
	case EMU_GP:
		return EMU_END_GP;
	case EMU_VMFAILINVALID:
		*flags = X86_EFLAGS_CF;
		return EMU_END_DONE;
	default:
		return EMU_END_DONE;
	}
}

NOKPROBE_SYMBOL(emu_seamcall);
