// SPDX-License-Identifier: GPL-2.0-only
/*
 * The P-SEAMLDR, which replaces the TDX module of a running machine:
 * reference/seamldr_info.md.
 */
#include "seamldr.h"

#include <linux/align.h>
#include <linux/build_bug.h>
#include <linux/cpumask.h>
#include <linux/io.h>
#include <linux/mm.h>
#include <linux/sizes.h>
#include <linux/stddef.h>
#include <linux/string.h>
#include <asm/ptrace.h>

#include "answer.h"
#include "status.h"
#include "sys.h"
#include "tdxmod.h"

#define MAX_MODULE_PAGES	496
#define SCENARIO_UPDATE		1

/* Version 1.5.02 with a made-up date; as many updates as were seen left. */
#define LOADER_MAJOR			1
#define LOADER_MINOR			5
#define LOADER_UPDATE			2
#define REMAINING_UPDATES	15

struct info {
	u32 version;
	u32 attributes;
	u32 vendor_id;
	u32 build_date;
	u16 build_num;
	u16 minor;
	u16 major;
	u16 update;
	u32 acm_x2apicid;
	u32 num_remaining_updates;
	u8 seaminfo[128];
	u8 seam_ready;
	u8 system_under_debug;
	u8 p_seamldr_ready;
	u8 reserved[5];
	u64 features0;
	u8 reserved_2[80];
};

static_assert(sizeof(struct info) == 256);
static_assert(offsetof(struct info, features0) == 168);

struct params {
	u32 version;
	u32 scenario;
	u64 sigstruct;
	u8 reserved[104];
	u64 nr_pages;
	u64 pages[MAX_MODULE_PAGES];
};

static_assert(sizeof(struct params) == SZ_4K);

/* What a kernel names by its physical address. */
static void *buffer_at(struct emu_host *host, u64 address, u64 alignment)
{
	if (IS_ALIGNED(address, alignment) && pfn_valid(PHYS_PFN(address)))
		return phys_to_virt(address);
	emu_sys_fault(host, "P-SEAMLDR: buffer at %#llx", address);
	return NULL;
}

static u64 get_info(struct emu_host *host, const struct emu_cpu *cpu,
		    u64 address)
{
	struct info *info = buffer_at(host, address, sizeof(*info));

	if (!info)
		return PSEAMLDR_EBADPARAM;
	*info = (struct info){
		.vendor_id = 0x8086,
		.build_date = 0x20240101,
		.minor = LOADER_MINOR,
		.major = LOADER_MAJOR,
		.update = LOADER_UPDATE,
		.num_remaining_updates = REMAINING_UPDATES,
		.seam_ready = cpu->module != EMU_MODULE_SHUTDOWN,
		.p_seamldr_ready = 1,
	};
	return 0;
}

static bool all_installed(const struct emu_host *host)
{
	unsigned int cpu;

	for_each_online_cpu(cpu)
		if (!host->cpus[cpu].installed)
			return false;
	return true;
}

/* The new module knows nothing yet but what the old one has left for it. */
static void replace_module(struct emu_host *host)
{
	unsigned int number;

	for_each_possible_cpu(number) {
		struct emu_cpu *cpu = &host->cpus[number];

		cpu->installed = false;
		cpu->lp_init = false;
		cpu->module = EMU_MODULE_LOADED;
		cpu->version = emu_version_next(cpu->version) ?: cpu->version;
		cpu->features = cpu->version->features;
	}
}

static bool good_params(struct emu_host *host, const struct params *params)
{
	if (!params->version && params->scenario == SCENARIO_UPDATE &&
	    params->nr_pages && params->nr_pages <= MAX_MODULE_PAGES &&
	    buffer_at(host, params->sigstruct, SZ_4K) &&
	    buffer_at(host, params->pages[0], SZ_4K))
		return true;
	emu_sys_fault(host, "SEAMLDR.INSTALL: parameters");
	return false;
}

/* Each CPU once; with the last of them the new module is there. */
static u64 install(struct emu_host *host, struct emu_cpu *cpu, u64 address)
{
	const struct params *params = buffer_at(host, address, SZ_4K);

	if (cpu->module != EMU_MODULE_SHUTDOWN || cpu->installed)
		return PSEAMLDR_EBADCALL;
	if (!params || !good_params(host, params))
		return PSEAMLDR_EBADPARAM;
	cpu->installed = true;
	if (all_installed(host))
		replace_module(host);
	return 0;
}

void emu_seamldr_call(struct emu_host *host, struct emu_cpu *cpu,
		      struct pt_regs *regs)
{
	if (emu_forced_answer(cpu, regs))
		return;
	switch (regs->ax) {
	case SEAMLDR_INFO:
		regs->ax = get_info(host, cpu, regs->cx);
		break;
	case SEAMLDR_INSTALL:
		regs->ax = install(host, cpu, regs->cx);
		break;
	default:
		regs->ax = PSEAMLDR_EBADPARAM;
	}
}
