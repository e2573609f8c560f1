/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * VMX operation: entering, leaving, and CR4.VMXE.
 */
#ifndef TDXEMU_VMX_H
#define TDXEMU_VMX_H

#include "state.h"
#include "trap.h"

struct pt_regs;

/* The machine has VMX of its own: only SEAMCALL is emulated. */
extern bool emu_real_vmx;

/* Whether @cpu, which is this CPU, is in VMX operation. */
bool emu_in_vmx(struct emu_cpu *cpu);

enum emu_end emu_vmxon(struct emu_host *host, struct emu_cpu *cpu,
		       struct pt_regs *regs, unsigned long *flags);
enum emu_end emu_vmxoff(struct emu_host *host, struct emu_cpu *cpu,
			struct pt_regs *regs, unsigned long *flags);

/* This CPU's CR4 as the emulated host has it. */
u64 emu_cr4(struct emu_cpu *cpu);

/* Whether each CPU has VMX by the lights of the kernel; NULL: as it was. */
void emu_tell_kernel(struct emu_host *host);

/* VMXON regions that were freed although a CPU is in VMX operation by them. */
unsigned int emu_lost_regions(const struct emu_host *host);

/* The kernel learns of VMX here, and changes the emulated VMXE alone. */
int emu_vmx_register(void);
void emu_vmx_unregister(void);

#endif
