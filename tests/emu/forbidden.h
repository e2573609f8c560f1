/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Count what must never reach the processor.
 */
#ifndef TDXEMU_FORBIDDEN_H
#define TDXEMU_FORBIDDEN_H

#include "state.h"

struct pt_regs;

/* Count it, and name it in the log. */
void emu_forbid(struct emu_host *host, const char *what);

/*
 * Whether it is Linux itself that executes the instruction, to which none of
 * these rules applies, and not a module, which the helper is.
 */
bool emu_from_kernel(const struct pt_regs *regs);

/* Between entering and leaving VMX operation interrupts stay off. */
void emu_forbid_interrupts(struct emu_host *host, const struct pt_regs *regs,
			   const char *instruction);

/* The rules for a SEAMCALL, whatever becomes of it. */
void emu_forbid_seamcall(struct emu_host *host, struct emu_cpu *cpu,
			 const struct pt_regs *regs);

/* @msr: its row, NULL if there is none. */
void emu_forbid_rdmsr(struct emu_host *host, struct emu_cpu *cpu, u32 address,
		      const struct emu_msr *msr);

/* @cpuid: its row, NULL if there is none. */
void emu_forbid_cpuid(struct emu_host *host, u32 leaf, u32 subleaf,
		      const struct emu_cpuid *cpuid);

#endif
