/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * All contact with the processor: one small function per instruction, out of
 * line, without policy, retry or logging.
 */
#ifndef TDXCTL_HW_H
#define TDXCTL_HW_H

#include <linux/types.h>

#include "compat.h"

/**
 * struct tdxctl_seamcall_regs - registers of one SEAMCALL, in and out
 * @rax: leaf word on entry, completion status on return
 * @rcx: input and output
 * @rdx: input and output
 * @r8:  input and output
 * @r9:  input and output
 * @r10: output; zero on entry whatever stands here
 * @r11: output; zero on entry whatever stands here
 *
 * seamcall.S knows these offsets; hw.c asserts them.
 */
struct tdxctl_seamcall_regs {
	u64 rax;
	u64 rcx;
	u64 rdx;
	u64 r8;
	u64 r9;
	u64 r10;
	u64 r11;
};

struct tdxctl_cpuid_regs {
	u32 eax;
	u32 ebx;
	u32 ecx;
	u32 edx;
};

/* How a VMX instruction ended: one of these, or TRAP plus a vector. */
#define TDXCTL_HW_COMPLETED	0
#define TDXCTL_HW_VMFAILINVALID	1
#define TDXCTL_HW_VMFAILVALID	2
#define TDXCTL_HW_TRAP		0x100

#define TDXCTL_HW_UD		(TDXCTL_HW_TRAP + 6)

/**
 * tdxctl_hw_seamcall() - issue SEAMCALL on this CPU
 * @regs: inputs; replaced by the outputs if the call completed, else untouched
 *
 * Context: interrupts off, or at least no migration between the call and the
 * use of its answer.
 * Return: TDXCTL_HW_COMPLETED (CF clear, SEAM software answered in @regs),
 * TDXCTL_HW_VMFAILINVALID (CF set, nobody answered), or TDXCTL_HW_TRAP plus
 * the vector: 6 for #UD, 13 for #GP.
 */
u32 tdxctl_hw_seamcall(struct tdxctl_seamcall_regs *regs);

/**
 * tdxctl_hw_vmxon() - enter VMX operation on this CPU
 * @region: physical address of the VMXON region
 *
 * Context: interrupts off, CR4.VMXE set.
 * Return: TDXCTL_HW_COMPLETED, TDXCTL_HW_VMFAILINVALID, TDXCTL_HW_VMFAILVALID,
 * or TDXCTL_HW_TRAP plus the vector: 6 for #UD, 13 for #GP.
 */
u32 tdxctl_hw_vmxon(const u64 *region);

/**
 * tdxctl_hw_vmxoff() - leave VMX operation on this CPU
 *
 * Context: interrupts off.
 * Return: as tdxctl_hw_vmxon(); TDXCTL_HW_UD if it was not in VMX operation.
 */
u32 tdxctl_hw_vmxoff(void);

/**
 * tdxctl_hw_rdmsr() - read an MSR of this CPU
 * @msr: address
 * @value: set on success only
 *
 * Return: 0, or -EIO if RDMSR raised #GP.
 */
int tdxctl_hw_rdmsr(u32 msr, u64 *value);

/**
 * tdxctl_hw_cpuid() - execute CPUID on this CPU
 * @leaf: EAX
 * @subleaf: ECX
 * @regs: where the four results go
 */
void tdxctl_hw_cpuid(u32 leaf, u32 subleaf, struct tdxctl_cpuid_regs *regs);

/* The CR0 register of this CPU. */
u64 tdxctl_hw_read_cr0(void);

/**
 * tdxctl_hw_read_cr4() - the CR4 register of this CPU, not the kernel's copy
 *
 * Return: CR4.
 */
u64 tdxctl_hw_read_cr4(void);

/**
 * tdxctl_hw_set_vmxe() - change CR4.VMXE of this CPU, and the kernel's copy
 * @on: the new value
 *
 * Context: interrupts off; not in VMX operation.
 */
#if TDXCTL_CAN_ENTER_VMX
void tdxctl_hw_set_vmxe(bool on);
#else
static inline void tdxctl_hw_set_vmxe(bool on)
{
}
#endif

/**
 * tdxctl_hw_wbinvd() - write back and invalidate the caches of this CPU
 *
 * Context: any; takes milliseconds in which this CPU hears no interrupt.
 */
void tdxctl_hw_wbinvd(void);

/**
 * tdxctl_hw_tsc() - ordered time-stamp counter of this CPU
 *
 * Return: ticks.
 */
u64 tdxctl_hw_tsc(void);

#endif
