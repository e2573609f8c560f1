// SPDX-License-Identifier: GPL-2.0-only
/*
 * Operands in memory of instructions that are emulated.
 */
#include "operand.h"

#include <linux/errno.h>
#include <linux/kprobes.h>
#include <linux/string.h>
#include <linux/uaccess.h>
#include <asm/insn.h>
#include <asm/insn-eval.h>
#include <asm/ptrace.h>

#include "symbol.h"

#define MOVDIR64B_BYTES	64

/* The kernel's own decoder; not exported. */
static int (*decode)(struct insn *insn, const void *code, int length,
		     enum insn_mode mode);
static void __user *(*address_of)(struct insn *insn, struct pt_regs *regs);
static int (*register_of)(struct insn *insn, struct pt_regs *regs);

int emu_operand_register(void)
{
	decode = emu_symbol("insn_decode");
	address_of = emu_symbol("insn_get_addr_ref");
	register_of = emu_symbol("insn_get_modrm_reg_off");
	return decode && address_of && register_of ? 0 : -ENOENT;
}

static int decode_at(const struct pt_regs *regs, struct insn *insn)
{
	u8 code[MAX_INSN_SIZE];

	if (copy_from_kernel_nofault(code, (void *)regs->ip, sizeof(code)) ||
	    decode(insn, code, sizeof(code), INSN_MODE_64))
		return -EINVAL;
	/* An address relative to RIP is one to the next instruction. */
	return insn->length;
}

NOKPROBE_SYMBOL(decode_at);

static int locate(const struct pt_regs *regs, struct insn *insn, void **address)
{
	/* The decoder takes registers that it may change, and does not. */
	struct pt_regs *all = (struct pt_regs *)regs;
	int length = decode_at(regs, insn);
	void __user *place;

	if (length < 0)
		return length;
	place = address_of(insn, all);
	if (place == (void __user *)-1L)
		return -EINVAL;
	*address = (__force void *)place;
	return length;
}

NOKPROBE_SYMBOL(locate);

int emu_operand_decode(const struct pt_regs *regs, void **address)
{
	struct insn insn;

	return locate(regs, &insn, address);
}

NOKPROBE_SYMBOL(emu_operand_decode);

int emu_operand_read(const struct pt_regs *regs, u64 *value)
{
	void *address;
	int length = emu_operand_decode(regs, &address);

	if (length < 0)
		return length;
	return copy_from_kernel_nofault(value, address, sizeof(*value));
}

NOKPROBE_SYMBOL(emu_operand_read);

/* SDM vol. 2: from memory to where the register points. */
int emu_operand_movdir64b(const struct pt_regs *regs)
{
	struct pt_regs *all = (struct pt_regs *)regs;
	struct insn insn;
	void *from, *to;
	int length, offset;

	length = locate(regs, &insn, &from);
	if (length < 0)
		return length;
	offset = register_of(&insn, all);
	if (offset < 0)
		return -EINVAL;
	to = *(void **)((u8 *)regs + offset);
	memcpy(to, from, MOVDIR64B_BYTES);
	return length;
}

NOKPROBE_SYMBOL(emu_operand_movdir64b);
