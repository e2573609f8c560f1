// SPDX-License-Identifier: GPL-2.0-only
/*
 * The leaves with which a kernel brings the TDX module up and down:
 * reference/leaves.tsv says in which state each of them may be called.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": kernel: " fmt

#include "sys.h"

#include <linux/bits.h>
#include <linux/cpumask.h>
#include <linux/minmax.h>
#include <linux/printk.h>
#include <linux/sizes.h>
#include <linux/smp.h>
#include <linux/stdarg.h>
#include <linux/topology.h>
#include <asm/ptrace.h>

#include "field.h"
#include "status.h"
#include "tdmr.h"
#include "tdxmod.h"

/* TDX_FEATURES0 */
#define FEATURE_TD_PRESERVING	BIT_ULL(1)
#define FEATURE_SYS_DISABLE	BIT_ULL(53)

/* TDH.SYS.SHUTDOWN: the handoff version in RCX. */
#define HANDOFF_VERSION		GENMASK_ULL(15, 0)

/* Memory that one TDH.SYS.TDMR.INIT does. */
#define TDMR_INIT_BYTES		SZ_1G

void emu_sys_fault(struct emu_host *host, const char *format, ...)
{
	struct va_format text = { .fmt = format };
	va_list args;

	atomic_inc(&host->seam.faults);
	va_start(args, format);
	text.va = &args;
	pr_err("%pV\n", &text);
	va_end(args);
}

/* CPUs on which the scenario leaves the module out keep it so. */
static void enter_state(struct emu_host *host, enum emu_module state)
{
	unsigned int cpu;

	for_each_possible_cpu(cpu)
		if (host->cpus[cpu].module != EMU_MODULE_NONE)
			host->cpus[cpu].module = state;
}

u64 emu_sys_init(struct emu_host *host, struct emu_cpu *cpu)
{
	if (cpu->module != EMU_MODULE_LOADED)
		return TDX_SYS_INIT_NOT_PENDING;
	enter_state(host, EMU_MODULE_SYS_INIT);
	return 0;
}

u64 emu_sys_lp_init(struct emu_cpu *cpu)
{
	if (cpu->module == EMU_MODULE_LOADED)
		return TDX_SYS_NOT_READY;
	if (cpu->lp_init)
		return TDX_SYS_LP_INIT_DONE;
	cpu->lp_init = true;
	return 0;
}

static bool all_initialised(const struct emu_host *host)
{
	unsigned int cpu;

	for_each_present_cpu(cpu)
		if (!host->cpus[cpu].lp_init)
			return false;
	return true;
}

static u64 sys_config(struct emu_host *host, struct emu_cpu *cpu,
		      struct pt_regs *regs)
{
	u64 status;

	if (cpu->module != EMU_MODULE_SYS_INIT || !all_initialised(host))
		return TDX_SYS_CONFIG_NOT_PENDING;
	status = emu_tdmr_config(host, cpu, regs);
	if (!status)
		enter_state(host, EMU_MODULE_CONFIGURED);
	return status;
}

/* Packages by the number of one of their CPUs. */
static bool all_packages(const struct cpumask *packages)
{
	unsigned int cpu;

	for_each_present_cpu(cpu)
		if (!cpumask_test_cpu(topology_physical_package_id(cpu),
				      packages))
			return false;
	return true;
}

static u64 key_config(struct emu_host *host, struct emu_cpu *cpu)
{
	struct cpumask *packages = &host->seam.packages;
	unsigned int package;

	if (cpu->module != EMU_MODULE_CONFIGURED)
		return TDX_SYS_KEY_CONFIG_NOT_PENDING;
	package = topology_physical_package_id(smp_processor_id());
	if (cpumask_test_and_set_cpu(package, packages)) {
		emu_sys_fault(host, "TDH.SYS.KEY.CONFIG twice on package %u",
			      package);
		return TDX_KEY_CONFIGURED;
	}
	if (all_packages(packages))
		enter_state(host, EMU_MODULE_INITIALISED);
	return 0;
}

static struct emu_tdmr *find_tdmr(struct emu_seam *seam, u64 base)
{
	unsigned int i;

	for (i = 0; i < seam->nr_tdmrs; i++)
		if (seam->tdmrs[i].base == base)
			return &seam->tdmrs[i];
	return NULL;
}

/* RDX is the address up to which the TDMR is initialised now. */
static u64 tdmr_init(struct emu_host *host, struct emu_cpu *cpu,
		     struct pt_regs *regs)
{
	struct emu_tdmr *tdmr;

	if (cpu->module != EMU_MODULE_INITIALISED)
		return TDX_SYS_NOT_READY;
	tdmr = find_tdmr(&host->seam, regs->cx);
	if (!tdmr) {
		emu_sys_fault(host, "TDH.SYS.TDMR.INIT: no TDMR begins at %#lx",
			      regs->cx);
		return TDX_OPERAND_INVALID | OPERAND_RCX;
	}
	tdmr->initialised = min(tdmr->initialised + TDMR_INIT_BYTES,
				tdmr->size);
	regs->dx = tdmr->base + tdmr->initialised;
	return 0;
}

static u64 shut_down(struct emu_host *host, struct emu_cpu *cpu,
		     struct pt_regs *regs)
{
	if (!(cpu->features & FEATURE_TD_PRESERVING))
		return TDX_OPERAND_INVALID | OPERAND_RAX;
	if (cpu->module != EMU_MODULE_INITIALISED)
		return TDX_SYS_NOT_READY;
	if ((regs->cx & HANDOFF_VERSION) > emu_field(cpu, EMU_FIELD_MODULE_HV)) {
		emu_sys_fault(host, "TDH.SYS.SHUTDOWN: handoff version %#lx",
			      regs->cx);
		return TDX_OPERAND_INVALID | OPERAND_RCX;
	}
	enter_state(host, EMU_MODULE_SHUTDOWN);
	host->seam.handoff = true;
	return 0;
}

static u64 update(struct emu_host *host, struct emu_cpu *cpu)
{
	if (cpu->module != EMU_MODULE_SYS_INIT || !host->seam.handoff ||
	    !all_initialised(host))
		return TDX_SYS_STATE_INCORRECT;
	host->seam.handoff = false;
	enter_state(host, EMU_MODULE_INITIALISED);
	return 0;
}

/* Nothing of it is modelled but that nothing may be called afterwards. */
static u64 disable(struct emu_host *host, const struct emu_cpu *cpu)
{
	if (!(cpu->features & FEATURE_SYS_DISABLE))
		return TDX_OPERAND_INVALID | OPERAND_RAX;
	enter_state(host, EMU_MODULE_SHUTDOWN);
	return 0;
}

u64 emu_sys_call(struct emu_host *host, struct emu_cpu *cpu,
		 struct pt_regs *regs)
{
	switch (regs->ax) {
	case TDH_SYS_CONFIG:
		return sys_config(host, cpu, regs);
	case TDH_SYS_KEY_CONFIG:
		return key_config(host, cpu);
	case TDH_SYS_TDMR_INIT:
		return tdmr_init(host, cpu, regs);
	case TDH_SYS_SHUTDOWN:
		return shut_down(host, cpu, regs);
	case TDH_SYS_UPDATE:
		return update(host, cpu);
	case TDH_SYS_DISABLE:
		return disable(host, cpu);
	case TDH_PHYMEM_PAGE_RDMD:
		/* No page is ever a TD's. */
		regs->cx = 0;
		return 0;
	}
	/* No other leaf is modelled. */
	return TDX_OPERAND_INVALID | OPERAND_RAX;
}
