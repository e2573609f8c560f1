/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The P-SEAMLDR, which replaces the TDX module of a running machine.
 */
#ifndef TDXEMU_SEAMLDR_H
#define TDXEMU_SEAMLDR_H

#include "state.h"

struct pt_regs;

/* Leave in @regs what the P-SEAMLDR answers on @cpu.  Context: any. */
void emu_seamldr_call(struct emu_host *host, struct emu_cpu *cpu,
		      struct pt_regs *regs);

#endif
