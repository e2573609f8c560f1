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
