// SPDX-License-Identifier: GPL-2.0-only
/*
 * Answers that a scenario forces.
 */
#include "answer.h"

#include <linux/bits.h>
#include <asm/ptrace.h>

static const struct emu_answer *forced_answer(const struct emu_cpu *cpu,
					      u64 leaf)
{
	unsigned int i;

	for (i = 0; i < cpu->nr_answers; i++)
		if (cpu->answers[i].leaf == leaf)
			return &cpu->answers[i];
	return NULL;
}

static void force(const struct emu_answer *answer, struct pt_regs *regs)
{
	unsigned long *outputs[EMU_NR_OUTPUTS] = {
		[EMU_RCX] = &regs->cx,
		[EMU_RDX] = &regs->dx,
		[EMU_R8] = &regs->r8,
		[EMU_R9] = &regs->r9,
		[EMU_R10] = &regs->r10,
		[EMU_R11] = &regs->r11,
	};
	unsigned int i;

	for (i = 0; i < EMU_NR_OUTPUTS; i++)
		if (answer->outputs & BIT(i))
			*outputs[i] = answer->output[i];
	regs->ax = answer->status;
}

bool emu_forced_answer(const struct emu_cpu *cpu, struct pt_regs *regs)
{
	const struct emu_answer *answer = forced_answer(cpu, regs->ax);

	if (!answer)
		return false;
	force(answer, regs);
	return true;
}
