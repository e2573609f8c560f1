// SPDX-License-Identifier: GPL-2.0-only
/*
 * Play the processor for SEAMCALL: its checks in its order, before the kernel
 * sees the #UD of a machine that does not know the instruction.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include "seamcall.h"

#include <linux/bits.h>
#include <linux/cpumask.h>
#include <linux/delay.h>
#include <linux/kdebug.h>
#include <linux/kprobes.h>
#include <linux/notifier.h>
#include <linux/printk.h>
#include <linux/smp.h>
#include <linux/uaccess.h>
#include <asm/processor-flags.h>
#include <asm/ptrace.h>
#include <asm/trapnr.h>

#include "forbidden.h"
#include "profile.h"
#include "tdxmod.h"

/* reference/seamcall_semantics.md 1: 66 0f 01 cf */
#define SEAMCALL_BYTES	0xcf010f66
#define SEAMCALL_LENGTH	4

#define RAX_P_SEAMLDR	BIT_ULL(63)

#define FLAGS_ARITHMETIC (X86_EFLAGS_CF | X86_EFLAGS_PF | X86_EFLAGS_AF | \
			  X86_EFLAGS_ZF | X86_EFLAGS_SF | X86_EFLAGS_OF)

/* The kernel's own search of the exception tables; not exported. */
static int (*fixup)(struct pt_regs *regs, int trapnr, unsigned long error_code,
		    unsigned long fault_addr);

/* Let the kernel see #GP with error code 0 where the #UD was. */
static bool raise_gp(struct pt_regs *regs)
{
	return fixup(regs, X86_TRAP_GP, 0, 0);
}

static void step_over(struct pt_regs *regs, unsigned long flags)
{
	regs->flags = (regs->flags & ~FLAGS_ARITHMETIC) | flags;
	regs->ip += SEAMCALL_LENGTH;
}

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
	/* No P-SEAMLDR is modelled: it looks like one that is not loaded. */
	return (regs->ax & RAX_P_SEAMLDR) || cpu->module == EMU_MODULE_NONE ||
	       away(cpu);
}

/*
 * reference/seamcall_semantics.md 2, the order of checks.  The caller is the
 * kernel in 64-bit mode.  A hypervisor of today injects #UD.
 *
 * Return: what happened; only #UD is left to the kernel.
 */
static enum emu_count execute(struct emu_cpu *cpu, struct pt_regs *regs)
{
	if (!cpu->in_vmx || !emu_has_seam(cpu) || emu_in_virtual_machine(cpu))
		return EMU_UD;
	udelay(cpu->delay);
	if (!emu_seamrr_enabled(cpu))
		return raise_gp(regs) ? EMU_GP : EMU_UD;
	if (nobody_there(cpu, regs)) {
		step_over(regs, X86_EFLAGS_CF);
		return EMU_VMFAILINVALID;
	}
	emu_module_call(cpu, regs);
	step_over(regs, 0);
	cpumask_set_cpu(smp_processor_id(), &emu_dirty);
	return EMU_ANSWERED;
}

static void count_leaf(struct emu_host *host, u64 rax)
{
	atomic_inc(rax < EMU_NR_LEAVES ? &host->leaves[rax] :
					 &host->other_leaves);
}

/* Interrupts are off and RCU is held by the kernel's die chain. */
static bool emulate(struct pt_regs *regs)
{
	struct emu_host *host = rcu_dereference(emu_host);
	struct emu_cpu *cpu = &host->cpus[smp_processor_id()];
	enum emu_count outcome;

	emu_count(cpu, EMU_SEAMCALL);
	count_leaf(host, regs->ax);
	emu_forbid_seamcall(host, cpu, regs);
	outcome = execute(cpu, regs);
	emu_count(cpu, outcome);
	return outcome != EMU_UD;
}

NOKPROBE_SYMBOL(emulate);

static bool is_seamcall(const struct die_args *args)
{
	u32 bytes;

	return args->trapnr == X86_TRAP_UD && !user_mode(args->regs) &&
	       !get_kernel_nofault(bytes, (u32 *)args->regs->ip) &&
	       bytes == SEAMCALL_BYTES;
}

NOKPROBE_SYMBOL(is_seamcall);

static int on_trap(struct notifier_block *nb, unsigned long action, void *data)
{
	const struct die_args *args = data;

	if (action != DIE_TRAP || !is_seamcall(args))
		return NOTIFY_DONE;
	return emulate(args->regs) ? NOTIFY_STOP : NOTIFY_DONE;
}

NOKPROBE_SYMBOL(on_trap);

static struct notifier_block die_notifier = {
	.notifier_call = on_trap,
};

/* kprobes know the address of every function; nothing is ever probed. */
static int find_fixup(void)
{
	struct kprobe probe = { .symbol_name = "fixup_exception" };
	int err;

	err = register_kprobe(&probe);
	if (err)
		return err;
	fixup = (void *)probe.addr;
	unregister_kprobe(&probe);
	return 0;
}

int emu_seamcall_register(void)
{
	int err;

	err = find_fixup();
	if (err) {
		pr_err("no fixup_exception in this kernel: %d\n", err);
		return err;
	}
	return register_die_notifier(&die_notifier);
}

void emu_seamcall_unregister(void)
{
	unregister_die_notifier(&die_notifier);
}
