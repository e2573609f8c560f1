/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The leaves with which a kernel brings the TDX module up and down.
 */
#ifndef TDXEMU_SYS_H
#define TDXEMU_SYS_H

#include "state.h"

struct pt_regs;

/* Each returns the completion status.  Context: the lock of @host's SEAM. */
u64 emu_sys_init(struct emu_host *host, struct emu_cpu *cpu);
u64 emu_sys_lp_init(struct emu_cpu *cpu);

/* The leaves that want a CPU on which TDH.SYS.LP.INIT was done. */
u64 emu_sys_call(struct emu_host *host, struct emu_cpu *cpu,
		 struct pt_regs *regs);

/* A rule of the interface that the kernel broke: counted and logged. */
__printf(2, 3)
void emu_sys_fault(struct emu_host *host, const char *format, ...);

#endif
