/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The SEAMCALL instruction: the processor's checks in its order.
 */
#ifndef TDXEMU_SEAMCALL_H
#define TDXEMU_SEAMCALL_H

#include "state.h"
#include "trap.h"

struct pt_regs;

enum emu_end emu_seamcall(struct emu_host *host, struct emu_cpu *cpu,
			  struct pt_regs *regs, unsigned long *flags);

#endif
