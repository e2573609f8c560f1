/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Answers that a scenario forces.
 */
#ifndef TDXEMU_ANSWER_H
#define TDXEMU_ANSWER_H

#include "state.h"

struct pt_regs;

/* Whether the scenario answers this call; @regs is then as it wants it. */
bool emu_forced_answer(const struct emu_cpu *cpu, struct pt_regs *regs);

#endif
