// SPDX-License-Identifier: GPL-2.0-only
/*
 * VMX operation: entering and leaving it.
 */
#include "vmx.h"

#include <linux/bitfield.h>
#include <linux/bits.h>
#include <linux/cpuhotplug.h>
#include <linux/cpumask.h>
#include <linux/kprobes.h>
#include <linux/mm.h>
#include <linux/moduleparam.h>
#include <linux/smp.h>
#include <linux/uaccess.h>
#include <asm/asm.h>
#include <asm/cpufeature.h>
#include <asm/io.h>
#include <asm/processor.h>
#include <asm/processor-flags.h>
#include <asm/ptrace.h>
#include <asm/special_insns.h>

#include "cr4.h"
#include "forbidden.h"
#include "operand.h"
#include "profile.h"

#define FEAT_CTL_LOCK		BIT_ULL(0)
#define FEAT_CTL_INSIDE_SMX	BIT_ULL(1)
#define FEAT_CTL_OUTSIDE_SMX	BIT_ULL(2)

#define VMX_BASIC_REVISION	GENMASK_ULL(30, 0)

bool emu_real_vmx;
module_param_named(real_vmx, emu_real_vmx, bool, 0444);
MODULE_PARM_DESC(real_vmx, "Leave VMX, MSRs and CPUID to the processor");

/* SDM vol. 3, VMPTRST: #UD outside VMX operation, else harmless. */
static bool really_in_vmx(void)
{
	unsigned int vector = 0;
	u64 pointer;

	asm volatile("1: vmptrst %[pointer]\n"
		     "2:\n"
		     _ASM_EXTABLE_FAULT(1b, 2b)
		     : "+a" (vector), [pointer] "=m" (pointer)
		     :
		     : "cc");
	return !vector;
}

bool emu_in_vmx(struct emu_cpu *cpu)
{
	return emu_real_vmx ? really_in_vmx() : READ_ONCE(cpu->in_vmx);
}

u64 emu_cr4(struct emu_cpu *cpu)
{
	u64 cr4 = native_read_cr4() & ~(u64)X86_CR4_VMXE;

	return READ_ONCE(cpu->vmxe) ? cr4 | X86_CR4_VMXE : cr4;
}

static u64 msr(struct emu_cpu *cpu, u32 address)
{
	return emu_find_msr(cpu, address)->value;
}

static bool fits(struct emu_cpu *cpu, u64 value, u32 fixed0, u32 fixed1)
{
	return (value & msr(cpu, fixed0)) == msr(cpu, fixed0) &&
	       !(value & ~msr(cpu, fixed1));
}

/* reference/seamcall_semantics.md 4 */
static bool feat_ctl_permits(struct emu_cpu *cpu)
{
	u64 want = FEAT_CTL_LOCK |
		   (cpu->smx ? FEAT_CTL_INSIDE_SMX : FEAT_CTL_OUTSIDE_SMX);

	return !emu_find_msr(cpu, EMU_MSR_FEAT_CTL)->gp &&
	       (msr(cpu, EMU_MSR_FEAT_CTL) & want) == want;
}

static bool vmxon_faults(struct emu_cpu *cpu)
{
	return !feat_ctl_permits(cpu) ||
	       !fits(cpu, native_read_cr0(), EMU_MSR_CR0_FIXED0,
		     EMU_MSR_CR0_FIXED1) ||
	       !fits(cpu, emu_cr4(cpu), EMU_MSR_CR4_FIXED0,
		     EMU_MSR_CR4_FIXED1);
}

static bool region_is_good(struct emu_cpu *cpu, u64 address)
{
	u32 revision;

	return IS_ALIGNED(address, PAGE_SIZE) &&
	       !get_kernel_nofault(revision, (u32 *)phys_to_virt(address)) &&
	       revision == FIELD_GET(VMX_BASIC_REVISION,
				     msr(cpu, EMU_MSR_VMX_BASIC));
}

/* Nobody but the processor has a say in the region until VMXOFF. */
static bool region_is_free(const struct emu_cpu *cpu)
{
	return cpu->region && !page_count(pfn_to_page(PHYS_PFN(cpu->region)));
}

/* There is no current VMCS, so every failure that is not ordered is this. */
static enum emu_end fail(unsigned long *flags)
{
	*flags = X86_EFLAGS_CF;
	return EMU_END_DONE;
}

static enum emu_end fail_valid(unsigned long *flags)
{
	*flags = X86_EFLAGS_ZF;
	return EMU_END_DONE;
}

/* SDM vol. 3, "VMXON Region": each processor has one of its own. */
static bool region_is_shared(const struct emu_host *host, u64 region)
{
	unsigned int cpu, users = 0;

	for_each_possible_cpu(cpu)
		users += READ_ONCE(host->cpus[cpu].region) == region;
	return users > 1;
}

static void enter(struct emu_host *host, struct emu_cpu *cpu, u64 region)
{
	int inside;

	WRITE_ONCE(cpu->region, region);
	/* A full barrier: of two that come together one sees the other. */
	inside = atomic_inc_return(&host->entered);
	if (region_is_shared(host, region))
		emu_forbid(host, "VMXON region of another CPU");
	WRITE_ONCE(cpu->in_vmx, true);
	emu_count(cpu, EMU_VMXON);
	emu_raise(&host->max_entered, inside);
}

static void quit(struct emu_host *host, struct emu_cpu *cpu)
{
	WRITE_ONCE(cpu->in_vmx, false);
	WRITE_ONCE(cpu->region, 0);
	atomic_dec(&host->entered);
}

enum emu_end emu_vmxon(struct emu_host *host, struct emu_cpu *cpu,
		       struct pt_regs *regs, unsigned long *flags)
{
	u64 region;

	emu_forbid_interrupts(host, regs, "VMXON");
	emu_count(cpu, EMU_VMXON_TRIED);
	if (!READ_ONCE(cpu->vmxe))
		return EMU_END_UD;
	if (vmxon_faults(cpu) || cpu->vmxon == EMU_VMX_GP ||
	    (cpu->vmxon_ends && atomic_dec_if_positive(&cpu->vmxon_left) < 0))
		return EMU_END_GP;
	if (cpu->vmxon == EMU_VMX_FAIL_VALID)
		return fail_valid(flags);
	if (READ_ONCE(cpu->in_vmx) || cpu->vmxon == EMU_VMX_FAIL ||
	    emu_operand_read(regs, &region) ||
	    !region_is_good(cpu, region))
		return fail(flags);
	enter(host, cpu, region);
	return EMU_END_DONE;
}

NOKPROBE_SYMBOL(emu_vmxon);

enum emu_end emu_vmxoff(struct emu_host *host, struct emu_cpu *cpu,
			struct pt_regs *regs, unsigned long *flags)
{
	enum emu_vmx end = cpu->vmxoff;

	emu_forbid_interrupts(host, regs, "VMXOFF");
	emu_count(cpu, EMU_VMXOFF_TRIED);
	if (atomic_dec_if_positive(&cpu->vmxoff_left) >= 0)
		end = EMU_VMX_OK;
	/* Somebody took the CPU out of VMX operation meanwhile. */
	if (end == EMU_VMX_UD && READ_ONCE(cpu->in_vmx))
		quit(host, cpu);
	if (!READ_ONCE(cpu->in_vmx))
		return EMU_END_UD;
	if (end == EMU_VMX_GP)
		return EMU_END_GP;
	if (end == EMU_VMX_FAIL)
		return fail(flags);
	if (end == EMU_VMX_FAIL_VALID)
		return fail_valid(flags);
	quit(host, cpu);
	emu_count(cpu, EMU_VMXOFF);
	if (emu_from_kernel(regs))
		emu_cr4_vmxoff();
	return EMU_END_DONE;
}

NOKPROBE_SYMBOL(emu_vmxoff);

unsigned int emu_lost_regions(const struct emu_host *host)
{
	unsigned int cpu, total = 0;

	for_each_possible_cpu(cpu)
		total += region_is_free(&host->cpus[cpu]);
	return total;
}

/*
 * Linux takes VMX from the features of a CPU on which IA32_FEAT_CTL does not
 * permit it (its feat_ctl.c); the processor of this machine never had it.
 */
static void tell_kernel_of(unsigned int cpu, struct emu_host *host)
{
	unsigned long *features = (void *)cpu_data(cpu).x86_capability;

	if (host && feat_ctl_permits(&host->cpus[cpu]))
		set_bit(X86_FEATURE_VMX, features);
	else
		clear_bit(X86_FEATURE_VMX, features);
}

void emu_tell_kernel(struct emu_host *host)
{
	unsigned int cpu;

	for_each_possible_cpu(cpu)
		if (!emu_real_vmx)
			tell_kernel_of(cpu, host);
}

/* A CPU that comes online is looked at anew by the kernel. */
static int on_online(unsigned int cpu)
{
	rcu_read_lock();
	tell_kernel_of(cpu, rcu_dereference(emu_host));
	rcu_read_unlock();
	return 0;
}

static int online_state;

int emu_vmx_register(void)
{
	int err;

	if (emu_real_vmx)
		return 0;
	err = emu_cr4_register();
	if (err)
		return err;
	online_state = cpuhp_setup_state_nocalls(CPUHP_AP_ONLINE_DYN,
						 "tdxemu:online", on_online,
						 NULL);
	if (online_state >= 0)
		return 0;
	emu_cr4_unregister();
	return online_state;
}

void emu_vmx_unregister(void)
{
	if (emu_real_vmx)
		return;
	cpuhp_remove_state_nocalls(online_state);
	emu_cr4_unregister();
}
