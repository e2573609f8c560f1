// SPDX-License-Identifier: GPL-2.0-only
/*
 * Play the processor for instructions that it does not know, before the kernel
 * sees their #UD.
 */
#include "trap.h"

#include <linux/bits.h>
#include <linux/errno.h>
#include <linux/kdebug.h>
#include <linux/kernel.h>
#include <linux/kprobes.h>
#include <linux/notifier.h>
#include <linux/smp.h>
#include <linux/uaccess.h>
#include <asm/processor-flags.h>
#include <asm/ptrace.h>
#include <asm/trapnr.h>

#include "seamcall.h"
#include "state.h"
#include "symbol.h"
#include "vmx.h"

#define FLAGS_ARITHMETIC (X86_EFLAGS_CF | X86_EFLAGS_PF | X86_EFLAGS_AF | \
			  X86_EFLAGS_ZF | X86_EFLAGS_SF | X86_EFLAGS_OF)

/**
 * struct instruction - one that is emulated
 * @bytes: its code, least significant byte first
 * @length: number of bytes
 * @vmx: the processor's own where it has VMX
 * @execute: does it; sets the flags that are set after EMU_END_DONE
 */
struct instruction {
	u32 bytes;
	unsigned int length;
	bool vmx;
	enum emu_end (*execute)(struct emu_host *host, struct emu_cpu *cpu,
				struct pt_regs *regs, unsigned long *flags);
};

/* VMXON takes its operand where the helper has it: at the address in RDI. */
static const struct instruction instructions[] = {
	{ 0xcf010f66, 4, false, emu_seamcall },
	{ 0x37c70ff3, 4, true, emu_vmxon },
	{ 0x00c4010f, 3, true, emu_vmxoff },
};

/* The kernel's own search of the exception tables; not exported. */
static int (*fixup)(struct pt_regs *regs, int trapnr, unsigned long error_code,
		    unsigned long fault_addr);

static const struct instruction *find(u32 code)
{
	const struct instruction *instruction;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(instructions); i++) {
		instruction = &instructions[i];
		if (instruction->vmx && emu_real_vmx)
			continue;
		if (!((code ^ instruction->bytes) &
		      GENMASK(8 * instruction->length - 1, 0)))
			return instruction;
	}
	return NULL;
}

NOKPROBE_SYMBOL(find);

/* Interrupts are off and RCU is held by the kernel's die chain. */
static bool emulate(const struct instruction *instruction, struct pt_regs *regs)
{
	struct emu_host *host = rcu_dereference(emu_host);
	struct emu_cpu *cpu = &host->cpus[smp_processor_id()];
	unsigned long flags = 0;

	switch (instruction->execute(host, cpu, regs, &flags)) {
	case EMU_END_UD:
		return false;
	case EMU_END_GP:
		/* Let the kernel see #GP with error code 0. */
		return fixup(regs, X86_TRAP_GP, 0, 0);
	case EMU_END_DONE:
		break;
	}
	regs->flags = (regs->flags & ~FLAGS_ARITHMETIC) | flags;
	regs->ip += instruction->length;
	return true;
}

NOKPROBE_SYMBOL(emulate);

static int on_trap(struct notifier_block *nb, unsigned long action, void *data)
{
	const struct instruction *instruction;
	const struct die_args *args = data;
	u32 code;

	if (action != DIE_TRAP || args->trapnr != X86_TRAP_UD ||
	    user_mode(args->regs) ||
	    get_kernel_nofault(code, (u32 *)args->regs->ip))
		return NOTIFY_DONE;
	instruction = find(code);
	if (!instruction || !emulate(instruction, args->regs))
		return NOTIFY_DONE;
	return NOTIFY_STOP;
}

NOKPROBE_SYMBOL(on_trap);

static struct notifier_block die_notifier = {
	.notifier_call = on_trap,
};

int emu_trap_register(void)
{
	fixup = emu_symbol("fixup_exception");
	if (!fixup)
		return -ENOENT;
	return register_die_notifier(&die_notifier);
}

void emu_trap_unregister(void)
{
	unregister_die_notifier(&die_notifier);
}
