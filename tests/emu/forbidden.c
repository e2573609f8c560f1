// SPDX-License-Identifier: GPL-2.0-only
/*
 * A second opinion on the helper's allow-lists, written from the contract and
 * not from the helper: what it lets through although it must not is counted
 * here.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": forbidden: " fmt

#include "forbidden.h"

#include <linux/kprobes.h>
#include <linux/printk.h>
#include <asm/pgtable.h>
#include <asm/processor-flags.h>
#include <asm/ptrace.h>

#include "profile.h"

/* The one leaf of this version; of its inputs only RDX may be set. */
#define TDH_SYS_RD	34

void emu_forbid(struct emu_host *host, const char *what)
{
	atomic_inc(&host->forbidden);
	pr_err_ratelimited("%s\n", what);
}

bool emu_from_kernel(const struct pt_regs *regs)
{
	return regs->ip < MODULES_VADDR || regs->ip >= MODULES_END;
}

NOKPROBE_SYMBOL(emu_from_kernel);

void emu_forbid_interrupts(struct emu_host *host, const struct pt_regs *regs,
			   const char *instruction)
{
	if (!(regs->flags & X86_EFLAGS_IF) || emu_from_kernel(regs))
		return;
	atomic_inc(&host->forbidden);
	pr_err_ratelimited("%s with interrupts on\n", instruction);
}

static bool inputs_are_zero(const struct pt_regs *regs)
{
	/* Others than RCX, R8 and R9 are no inputs, but must leak nothing. */
	return !(regs->cx | regs->r8 | regs->r9 | regs->r10 | regs->r11 |
		 regs->si | regs->di);
}

void emu_forbid_seamcall(struct emu_host *host, struct emu_cpu *cpu,
			 const struct pt_regs *regs)
{
	const char *why;

	if (regs->ax != TDH_SYS_RD)
		why = "leaf";
	else if (!inputs_are_zero(regs))
		why = "an input register";
	else if (emu_in_virtual_machine(cpu))
		why = "a virtual machine";
	else
		return;
	atomic_inc(&host->forbidden);
	pr_err_ratelimited("SEAMCALL 0x%lx because of %s\n", regs->ax, why);
}

/* Reading SEAMRR registers that the CPU lacks raises #GP: must not be tried. */
void emu_forbid_rdmsr(struct emu_host *host, struct emu_cpu *cpu, u32 address,
		      const struct emu_msr *msr)
{
	bool seamrr = address == EMU_MSR_SEAMRR_BASE ||
		      address == EMU_MSR_SEAMRR_MASK;

	if (msr && (!seamrr || emu_has_seam(cpu)))
		return;
	atomic_inc(&host->forbidden);
	pr_err_ratelimited("RDMSR 0x%x\n", address);
}

void emu_forbid_cpuid(struct emu_host *host, u32 leaf, u32 subleaf,
		      const struct emu_cpuid *cpuid)
{
	if (cpuid)
		return;
	atomic_inc(&host->forbidden);
	pr_err_ratelimited("CPUID 0x%x:0x%x\n", leaf, subleaf);
}
