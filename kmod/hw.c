// SPDX-License-Identifier: GPL-2.0-only
/*
 * The processor's instructions that tdxctl uses, but for SEAMCALL, which is in
 * seamcall.S.
 */
#include "hw.h"

#include <linux/build_bug.h>
#include <linux/compiler.h>
#include <linux/errno.h>
#include <linux/stddef.h>
#include <asm/asm.h>
#include <asm/msr.h>
#include <asm/processor-flags.h>
#include <asm/special_insns.h>
#include <asm/tlbflush.h>
#include <asm/tsc.h>

/* seamcall.S addresses the members by number. */
static_assert(offsetof(struct tdxctl_seamcall_regs, rax) == 0x00);
static_assert(offsetof(struct tdxctl_seamcall_regs, rcx) == 0x08);
static_assert(offsetof(struct tdxctl_seamcall_regs, rdx) == 0x10);
static_assert(offsetof(struct tdxctl_seamcall_regs, r8) == 0x18);
static_assert(offsetof(struct tdxctl_seamcall_regs, r9) == 0x20);
static_assert(offsetof(struct tdxctl_seamcall_regs, r10) == 0x28);
static_assert(offsetof(struct tdxctl_seamcall_regs, r11) == 0x30);
static_assert(sizeof(struct tdxctl_seamcall_regs) == 0x38);

/* A vector, or else what the flags say after a VMX instruction; SDM vol. 3. */
static u32 vmx_outcome(unsigned int vector, bool cf, bool zf)
{
	if (vector)
		return TDXCTL_HW_TRAP + vector;
	if (cf)
		return TDXCTL_HW_VMFAILINVALID;
	return zf ? TDXCTL_HW_VMFAILVALID : TDXCTL_HW_COMPLETED;
}

/* On a fault the exception table puts the vector into EAX. */
noinline u32 tdxctl_hw_vmxon(const u64 *region)
{
	unsigned int vector = 0;
	bool cf, zf;

	asm volatile("1: vmxon (%[region])\n"
		     "2:\n"
		     _ASM_EXTABLE_FAULT(1b, 2b)
		     : "+a" (vector), "=@ccc" (cf), "=@ccz" (zf)
		     : [region] "D" (region), "m" (*region)
		     : "memory");
	return vmx_outcome(vector, cf, zf);
}

noinline u32 tdxctl_hw_vmxoff(void)
{
	unsigned int vector = 0;
	bool cf, zf;

	asm volatile("1: vmxoff\n"
		     "2:\n"
		     _ASM_EXTABLE_FAULT(1b, 2b)
		     : "+a" (vector), "=@ccc" (cf), "=@ccz" (zf)
		     :
		     : "memory");
	return vmx_outcome(vector, cf, zf);
}

noinline int tdxctl_hw_rdmsr(u32 msr, u64 *value)
{
	u32 low, high;

	if (rdmsr_safe(msr, &low, &high))
		return -EIO;
	*value = (u64)high << 32 | low;
	return 0;
}

noinline void tdxctl_hw_cpuid(u32 leaf, u32 subleaf,
			      struct tdxctl_cpuid_regs *regs)
{
	asm volatile("cpuid"
		     : "=a" (regs->eax), "=b" (regs->ebx), "=c" (regs->ecx),
		       "=d" (regs->edx)
		     : "a" (leaf), "c" (subleaf));
}

noinline u64 tdxctl_hw_read_cr0(void)
{
	return native_read_cr0();
}

noinline u64 tdxctl_hw_read_cr4(void)
{
	return native_read_cr4();
}

#if TDXCTL_CAN_ENTER_VMX
noinline void tdxctl_hw_set_vmxe(bool on)
{
	if (on)
		cr4_set_bits_irqsoff(X86_CR4_VMXE);
	else
		cr4_clear_bits_irqsoff(X86_CR4_VMXE);
}
#endif

noinline void tdxctl_hw_wbinvd(void)
{
	wbinvd();
}

noinline u64 tdxctl_hw_tsc(void)
{
	return rdtsc_ordered();
}
