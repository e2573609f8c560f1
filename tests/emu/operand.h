/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Operands in memory of instructions that are emulated.
 */
#ifndef TDXEMU_OPERAND_H
#define TDXEMU_OPERAND_H

#include <linux/types.h>

struct pt_regs;

int emu_operand_register(void);

/*
 * The instruction at regs->ip, and where its operand in memory is.
 * Return: its length, or -EINVAL.
 */
int emu_operand_decode(const struct pt_regs *regs, void **address);

/* The 64 bits that the operand in memory holds.  Return: 0, -EINVAL, -EFAULT. */
int emu_operand_read(const struct pt_regs *regs, u64 *value);

/*
 * MOVDIR64B, which the kernel uses to give memory back that the TDX module had.
 * Return: as emu_operand_decode().
 */
int emu_operand_movdir64b(const struct pt_regs *regs);

#endif
