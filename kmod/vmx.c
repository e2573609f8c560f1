// SPDX-License-Identifier: GPL-2.0-only
/*
 * Enter VMX operation on a CPU that nobody holds there, and leave it again.
 *
 * What VMXON wants: SDM vol. 3, "VMXON"; TDX adds nothing to it.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include "vmx.h"

#include <linux/bitfield.h>
#include <linux/bits.h>
#include <linux/io.h>
#include <linux/kexec.h>
#include <linux/lockdep.h>
#include <linux/module.h>
#include <linux/printk.h>
#include <linux/smp.h>
#include <asm/cpufeature.h>
#include <asm/processor-flags.h>

#include "compat.h"
#include "hw.h"

#define MSR_FEAT_CTL		0x3a
#define FEAT_CTL_LOCK		BIT_ULL(0)
#define FEAT_CTL_INSIDE_SMX	BIT_ULL(1)
#define FEAT_CTL_OUTSIDE_SMX	BIT_ULL(2)

#define MSR_VMX_BASIC		0x480
#define VMX_BASIC_REVISION	GENMASK_ULL(30, 0)
#define VMX_BASIC_SIZE		GENMASK_ULL(44, 32)
#define VMX_BASIC_32BIT		BIT_ULL(48)
#define VMX_BASIC_MEM_TYPE	GENMASK_ULL(53, 50)
#define MEM_TYPE_WB		6

#define MSR_VMX_MISC		0x485
#define VMX_MISC_INTEL_PT	BIT_ULL(14)

#define MSR_VMX_CR0_FIXED0	0x486
#define MSR_VMX_CR0_FIXED1	0x487
#define MSR_VMX_CR4_FIXED0	0x488
#define MSR_VMX_CR4_FIXED1	0x489

#define MSR_RTIT_CTL		0x570
#define RTIT_CTL_TRACE_EN	BIT_ULL(0)

#define CPUID_FEATURES		1
#define CPUID_ECX_VMX		BIT(5)
#define CPUID_EXTENDED		7
#define CPUID_EBX_INTEL_PT	BIT(25)

/* A CPU could not leave: whatever is the matter, let it not spread. */
static bool stuck;

bool tdxctl_vmx_supported(void)
{
	return TDXCTL_CAN_ENTER_VMX;
}

bool tdxctl_vmx_stuck(void)
{
	return READ_ONCE(stuck);
}

bool tdxctl_vmx_crash_kernel(void)
{
	return kexec_crash_loaded();
}

static bool has_vmx(void)
{
	struct tdxctl_cpuid_regs regs;

	tdxctl_hw_cpuid(CPUID_FEATURES, 0, &regs);
	return regs.ecx & CPUID_ECX_VMX;
}

/*
 * One bit counts outside SMX, the other one after a measured launch, of which no
 * register tells that may be read at will.  The kernel knows: where the bit that
 * counts is missing, it takes VMX from the features of the CPU.  (It also does on
 * its command line, and cannot know if it was built without TXT: then a CPU is
 * left alone that could enter, or VMXON itself says no.)
 */
static bool feat_ctl_permits(void)
{
	u64 feat_ctl;

	if (tdxctl_hw_rdmsr(MSR_FEAT_CTL, &feat_ctl) ||
	    !(feat_ctl & FEAT_CTL_LOCK))
		return false;
	switch (feat_ctl & (FEAT_CTL_INSIDE_SMX | FEAT_CTL_OUTSIDE_SMX)) {
	case FEAT_CTL_INSIDE_SMX | FEAT_CTL_OUTSIDE_SMX:
		return true;
	case 0:
		return false;
	default:
		return this_cpu_has(X86_FEATURE_VMX);
	}
}

/* One page of ordinary memory, anywhere, will do; gives its first word. */
static bool region_suffices(u32 *revision)
{
	u64 basic;

	if (tdxctl_hw_rdmsr(MSR_VMX_BASIC, &basic))
		return false;
	*revision = FIELD_GET(VMX_BASIC_REVISION, basic);
	return FIELD_GET(VMX_BASIC_SIZE, basic) <= TDXCTL_VMX_REGION_SIZE &&
	       !(basic & VMX_BASIC_32BIT) &&
	       FIELD_GET(VMX_BASIC_MEM_TYPE, basic) == MEM_TYPE_WB;
}

static bool fixed_bits_fit(u64 value, u32 fixed0_msr, u32 fixed1_msr)
{
	u64 fixed0, fixed1;

	if (tdxctl_hw_rdmsr(fixed0_msr, &fixed0) ||
	    tdxctl_hw_rdmsr(fixed1_msr, &fixed1))
		return false;
	return (value & fixed0) == fixed0 && !(value & ~fixed1);
}

/* IA32_RTIT_CTL is looked at only where it decides. */
static bool intel_pt_permits(void)
{
	struct tdxctl_cpuid_regs regs;
	u64 misc, rtit_ctl;

	if (!tdxctl_hw_rdmsr(MSR_VMX_MISC, &misc) && (misc & VMX_MISC_INTEL_PT))
		return true;
	tdxctl_hw_cpuid(CPUID_EXTENDED, 0, &regs);
	if (!(regs.ebx & CPUID_EBX_INTEL_PT))
		return true;
	return !tdxctl_hw_rdmsr(MSR_RTIT_CTL, &rtit_ctl) &&
	       !(rtit_ctl & RTIT_CTL_TRACE_EN);
}

/* What VMXON checks, in words; DONE if nothing speaks against it. */
static enum tdxctl_vmx_entry check_processor(u64 cr4)
{
	u32 revision;

	if (!has_vmx())
		return TDXCTL_VMX_ENTRY_UNSUPPORTED;
	if (!feat_ctl_permits())
		return TDXCTL_VMX_ENTRY_FEAT_CTL;
	if (!region_suffices(&revision))
		return TDXCTL_VMX_ENTRY_UNSUPPORTED;
	if (!fixed_bits_fit(tdxctl_hw_read_cr0(), MSR_VMX_CR0_FIXED0,
			    MSR_VMX_CR0_FIXED1) ||
	    !fixed_bits_fit(cr4 | X86_CR4_VMXE, MSR_VMX_CR4_FIXED0,
			    MSR_VMX_CR4_FIXED1))
		return TDXCTL_VMX_ENTRY_FIXED_BITS;
	if (!intel_pt_permits())
		return TDXCTL_VMX_ENTRY_INTEL_PT;
	return TDXCTL_VMX_ENTRY_DONE;
}

enum tdxctl_vmx_entry tdxctl_vmx_check(bool force)
{
	u64 cr4 = tdxctl_hw_read_cr4();

	lockdep_assert_irqs_disabled();

	/* It cannot be cleared in VMX operation: where it is clear, so is that. */
	if (cr4 & X86_CR4_VMXE)
		return TDXCTL_VMX_ENTRY_NOT_NEEDED;
	if (tdxctl_vmx_stuck())
		return TDXCTL_VMX_ENTRY_STOPPED;
	if (tdxctl_vmx_crash_kernel() && !force)
		return TDXCTL_VMX_ENTRY_CRASH_KERNEL;
	return check_processor(cr4);
}

/* Neither the register nor its copy is touched any more. */
static enum tdxctl_vmx_entry get_stuck(const char *instruction, u32 outcome)
{
	WRITE_ONCE(stuck, true);
	__module_get(THIS_MODULE);
	pr_err("CPU %u cannot leave VMX operation (%s: 0x%x): reset the host, without kexec\n",
	       smp_processor_id(), instruction, outcome);
	return TDXCTL_VMX_ENTRY_VMXOFF_FAILED;
}

enum tdxctl_vmx_entry tdxctl_vmx_enter(void *region)
{
	u64 address = virt_to_phys(region);
	u32 outcome, revision;

	lockdep_assert_irqs_disabled();

	if (!region_suffices(&revision))
		return TDXCTL_VMX_ENTRY_UNSUPPORTED;
	*(u32 *)region = revision;
	tdxctl_hw_set_vmxe(true);
	outcome = tdxctl_hw_vmxon(&address);
	if (outcome == TDXCTL_HW_COMPLETED)
		return TDXCTL_VMX_ENTRY_DONE;
	/*
	 * VMfail leaves one reason: in VMX operation before, with VMXE clear.  No
	 * processor does that, and on one that does VMXE must not be cleared.
	 */
	if (outcome < TDXCTL_HW_TRAP)
		return get_stuck("VMXON", outcome);
	tdxctl_hw_set_vmxe(false);
	return TDXCTL_VMX_ENTRY_VMXON_FAILED;
}

enum tdxctl_vmx_entry tdxctl_vmx_leave(void)
{
	u32 outcome;

	lockdep_assert_irqs_disabled();

	outcome = tdxctl_hw_vmxoff();
	/* #UD: not in VMX operation, so somebody took this CPU out of it. */
	if (outcome != TDXCTL_HW_COMPLETED && outcome != TDXCTL_HW_UD)
		return get_stuck("VMXOFF", outcome);
	tdxctl_hw_set_vmxe(false);
	return TDXCTL_VMX_ENTRY_DONE;
}
