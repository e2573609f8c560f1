// SPDX-License-Identifier: GPL-2.0-only
/*
 * The memory that a kernel hands over with TDH.SYS.CONFIG: the rules of
 * TDX_INVALID_TDMR, TDX_INVALID_PAMT and TDX_INVALID_RESERVED_IN_TDMR in
 * reference/status_codes.tsv.  Whether it is convertible memory is not
 * checked: the machine has no CMRs.
 */
#include "tdmr.h"

#include <linux/align.h>
#include <linux/io.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/sizes.h>
#include <asm/ptrace.h>

#include "field.h"
#include "profile.h"
#include "status.h"
#include "sys.h"

/* TDMR_INFO and the array of pointers to it begin at multiples of this. */
#define INFO_ALIGNMENT	512

/* TDMRs are whole gigabytes. */
#define TDMR_ALIGNMENT	SZ_1G

/* The order of levels in TDMR_INFO is not that of their numbers. */
enum level { LEVEL_4K, LEVEL_2M, LEVEL_1G, NR_LEVELS };

struct area {
	u64 base;
	u64 size;
};

struct tdmr_info {
	struct area memory;
	struct area pamt_1g;
	struct area pamt_2m;
	struct area pamt_4k;
	struct area reserved[EMU_MAX_RESERVED];	/* base is an offset */
};

static u64 end_of(const struct area *area)
{
	return area->base + area->size;
}

static bool overlap(const struct area *a, const struct area *b)
{
	return a->base < end_of(b) && b->base < end_of(a);
}

static const struct area *pamt_of(const struct tdmr_info *info,
				  enum level level)
{
	switch (level) {
	case LEVEL_4K:
		return &info->pamt_4k;
	case LEVEL_2M:
		return &info->pamt_2m;
	default:
		return &info->pamt_1g;
	}
}

static u64 pamt_size(const struct emu_cpu *cpu, const struct tdmr_info *info,
		     enum level level)
{
	static const struct {
		unsigned int shift;
		u64 entry_size;
	} levels[NR_LEVELS] = {
		[LEVEL_4K] = { 12, EMU_FIELD_PAMT_4K_ENTRY_SIZE },
		[LEVEL_2M] = { 21, EMU_FIELD_PAMT_2M_ENTRY_SIZE },
		[LEVEL_1G] = { 30, EMU_FIELD_PAMT_1G_ENTRY_SIZE },
	};

	return (info->memory.size >> levels[level].shift) *
	       emu_field(cpu, levels[level].entry_size);
}

static u64 check_pamts(struct emu_host *host, const struct emu_cpu *cpu,
		       const struct tdmr_info *info, unsigned int index)
{
	const struct area *pamt;
	enum level level;

	for (level = LEVEL_4K; level < NR_LEVELS; level++) {
		pamt = pamt_of(info, level);
		if (IS_ALIGNED(pamt->base | pamt->size, SZ_4K) &&
		    pamt->size >= pamt_size(cpu, info, level))
			continue;
		emu_sys_fault(host, "PAMT level %u of TDMR %u: %#llx+%#llx",
			      level, index, pamt->base, pamt->size);
		return TDX_INVALID_PAMT | level << 8 | index;
	}
	return 0;
}

/* Ascending, within the TDMR, none in another; empty ones end the list. */
static u64 check_reserved(struct emu_host *host, const struct tdmr_info *info,
			  unsigned int index)
{
	const struct area *area;
	unsigned int i;
	u64 end = 0;

	for (i = 0; i < EMU_MAX_RESERVED && info->reserved[i].size; i++) {
		area = &info->reserved[i];
		if (!IS_ALIGNED(area->base | area->size, SZ_4K) ||
		    end_of(area) > info->memory.size) {
			emu_sys_fault(host, "reserved area %u of TDMR %u", i,
				      index);
			return TDX_INVALID_RESERVED_IN_TDMR | i << 8 | index;
		}
		if (area->base < end) {
			emu_sys_fault(host, "reserved areas of TDMR %u overlap",
				      index);
			return TDX_NON_ORDERED_RESERVED | i << 8 | index;
		}
		end = end_of(area);
	}
	return 0;
}

/* A PAMT must lie in no TDMR but where that has a reserved area. */
static bool is_reserved(const struct tdmr_info *info, const struct area *pamt)
{
	unsigned int i;

	for (i = 0; i < EMU_MAX_RESERVED; i++) {
		struct area area = info->reserved[i];

		area.base += info->memory.base;
		if (area.base <= pamt->base && end_of(&area) >= end_of(pamt))
			return true;
	}
	return false;
}

static u64 check_overlap(struct emu_host *host, const struct tdmr_info *info,
			 const struct tdmr_info *other, unsigned int index)
{
	enum level level;

	for (level = LEVEL_4K; level < NR_LEVELS; level++) {
		const struct area *pamt = pamt_of(info, level);

		if (!overlap(pamt, &other->memory) || is_reserved(other, pamt))
			continue;
		emu_sys_fault(host, "PAMT level %u of TDMR %u is usable memory",
			      level, index);
		return TDX_PAMT_OVERLAP | level << 8 | index;
	}
	return 0;
}

static u64 check_tdmr(struct emu_host *host, const struct emu_cpu *cpu,
		      const struct tdmr_info *info, unsigned int index)
{
	const struct emu_seam *seam = &host->seam;
	u64 status;

	if (!info->memory.size ||
	    !IS_ALIGNED(info->memory.base | info->memory.size,
			TDMR_ALIGNMENT)) {
		emu_sys_fault(host, "TDMR %u: %#llx+%#llx", index,
			      info->memory.base, info->memory.size);
		return TDX_INVALID_TDMR | index;
	}
	if (index && info->memory.base < seam->tdmrs[index - 1].base +
					 seam->tdmrs[index - 1].size) {
		emu_sys_fault(host, "TDMR %u does not follow the one before",
			      index);
		return TDX_NON_ORDERED_TDMR | index;
	}
	status = check_pamts(host, cpu, info, index);
	return status ?: check_reserved(host, info, index);
}

static const struct tdmr_info *info_at(u64 address)
{
	if (!IS_ALIGNED(address, INFO_ALIGNMENT) ||
	    !pfn_valid(PHYS_PFN(address)))
		return NULL;
	return phys_to_virt(address);
}

static u64 check_overlaps(struct emu_host *host, const u64 *addresses,
			  unsigned int count)
{
	unsigned int i, j;
	u64 status = 0;

	for (i = 0; i < count; i++)
		for (j = 0; j < count && !status; j++)
			status = check_overlap(host, info_at(addresses[i]),
					       info_at(addresses[j]), i);
	return status;
}

static u64 take_all(struct emu_host *host, const struct emu_cpu *cpu,
		    const u64 *addresses, unsigned int count)
{
	const struct tdmr_info *info;
	unsigned int i;
	u64 status;

	for (i = 0; i < count; i++) {
		info = info_at(addresses[i]);
		if (!info) {
			emu_sys_fault(host, "TDMR_INFO %u at %#llx", i,
				      addresses[i]);
			return TDX_OPERAND_INVALID | OPERAND_RCX;
		}
		status = check_tdmr(host, cpu, info, i);
		if (status)
			return status;
		host->seam.tdmrs[i] = (struct emu_tdmr){
			.base = info->memory.base,
			.size = info->memory.size,
		};
	}
	return check_overlaps(host, addresses, count);
}

/* IA32_MKTME_KEYID_PARTITIONING: shared key IDs are below the private ones. */
static bool is_private(struct emu_cpu *cpu, u64 keyid)
{
	u64 split = emu_find_msr(cpu, EMU_MSR_KEYID_PARTITIONING)->value;
	u64 first = lower_32_bits(split) + 1;

	return keyid >= first && keyid < first + upper_32_bits(split);
}

u64 emu_tdmr_config(struct emu_host *host, const struct emu_cpu *cpu,
		    const struct pt_regs *regs)
{
	const u64 *addresses = (const void *)info_at(regs->cx);
	u64 status;

	if (!addresses) {
		emu_sys_fault(host, "TDH.SYS.CONFIG: array at %#lx", regs->cx);
		return TDX_OPERAND_INVALID | OPERAND_RCX;
	}
	if (!regs->dx || regs->dx > EMU_MAX_TDMRS ||
	    regs->dx > emu_field(cpu, EMU_FIELD_MAX_TDMRS)) {
		emu_sys_fault(host, "TDH.SYS.CONFIG: %lu TDMRs", regs->dx);
		return TDX_OPERAND_INVALID | OPERAND_RDX;
	}
	if (!is_private((struct emu_cpu *)cpu, regs->r8)) {
		emu_sys_fault(host, "TDH.SYS.CONFIG: key ID %lu is not private",
			      regs->r8);
		return TDX_OPERAND_INVALID | OPERAND_R8;
	}
	status = take_all(host, cpu, addresses, regs->dx);
	if (!status)
		host->seam.nr_tdmrs = regs->dx;
	return status;
}
