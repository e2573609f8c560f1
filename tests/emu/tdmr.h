/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The memory that a kernel hands over with TDH.SYS.CONFIG.
 */
#ifndef TDXEMU_TDMR_H
#define TDXEMU_TDMR_H

#include "state.h"

struct pt_regs;

/*
 * Check the TDMRs as the module does, and keep them in @host.
 * Return: the completion status.
 */
u64 emu_tdmr_config(struct emu_host *host, const struct emu_cpu *cpu,
		    const struct pt_regs *regs);

#endif
