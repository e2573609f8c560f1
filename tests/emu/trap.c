// SPDX-License-Identifier: GPL-2.0-only
/*
 * Play the processor for instructions that it does not know, before the kernel
 * sees their #UD.
 */
#include "trap.h"

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

#include "operand.h"
#include "seamcall.h"
#include "state.h"
#include "symbol.h"
#include "vmx.h"

#define FLAGS_ARITHMETIC (X86_EFLAGS_CF | X86_EFLAGS_PF | X86_EFLAGS_AF | \
			  X86_EFLAGS_ZF | X86_EFLAGS_SF | X86_EFLAGS_OF)

/**
 * struct instruction - one that is emulated
 * @bytes: its code without REX prefix, least significant byte first
 * @mask: the bits of it that count
 * @length: number of bytes, 0: it has an operand in memory
 * @vmx: the processor's own where it has VMX
 * @execute: does it; sets the flags that are set after EMU_END_DONE
 */
struct instruction {
	u32 bytes;
	u32 mask;
	unsigned int length;
	bool vmx;
	enum emu_end (*execute)(struct emu_host *host, struct emu_cpu *cpu,
				struct pt_regs *regs, unsigned long *flags);
};

/* Changes no flags: the ones that are set stay. */
static enum emu_end emu_movdir64b(struct emu_host *host, struct emu_cpu *cpu,
				  struct pt_regs *regs, unsigned long *flags)
{
	*flags = regs->flags & FLAGS_ARITHMETIC;
	return emu_operand_movdir64b(regs) < 0 ? EMU_END_UD : EMU_END_DONE;
}

NOKPROBE_SYMBOL(emu_movdir64b);

/* clang-format off */

/* SDM vol. 2 and 3; VMXON is f3 0f c7 /6. */
static const struct instruction instructions[] = {
	{ 0xcf010f66, 0xffffffff, 4, false, emu_seamcall },
	{ 0x30c70ff3, 0x38ffffff, 0, true,  emu_vmxon },
	{ 0x00c4010f, 0x00ffffff, 3, true,  emu_vmxoff },
	{ 0xf8380f66, 0xffffffff, 0, false, emu_movdir64b },
};

/* clang-format on */

/* The kernel's own search of the exception tables; not exported. */
static int (*fixup)(struct pt_regs *regs, int trapnr, unsigned long error_code,
		    unsigned long fault_addr);

/* A prefix that only extends the numbers of registers goes. */
static u32 without_rex(u64 code)
{
	if ((code >> 8 & 0xf0) == 0x40)
		return (code & 0xff) | (code >> 8 & ~0xffULL);
	return code;
}

NOKPROBE_SYMBOL(without_rex);

static const struct instruction *find(u64 bytes)
{
	const struct instruction *instruction;
	u32 code = without_rex(bytes);
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(instructions); i++) {
		instruction = &instructions[i];
		if (instruction->vmx && emu_real_vmx)
			continue;
		if (!((code ^ instruction->bytes) & instruction->mask))
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
	int length = instruction->length;
	unsigned long flags = 0;
	void *operand;

	if (!length)
		length = emu_operand_decode(regs, &operand);
	if (length < 0)
		return false;
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
	regs->ip += length;
	return true;
}

NOKPROBE_SYMBOL(emulate);

static int on_trap(struct notifier_block *nb, unsigned long action, void *data)
{
	const struct instruction *instruction;
	const struct die_args *args = data;
	u64 code;

	if (action != DIE_TRAP || args->trapnr != X86_TRAP_UD ||
	    user_mode(args->regs) ||
	    get_kernel_nofault(code, (u64 *)args->regs->ip))
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
	int err;

	fixup = emu_symbol("fixup_exception");
	if (!fixup)
		return -ENOENT;
	err = emu_operand_register();
	if (err)
		return err;
	return register_die_notifier(&die_notifier);
}

void emu_trap_unregister(void)
{
	unregister_die_notifier(&die_notifier);
}
