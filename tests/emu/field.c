// SPDX-License-Identifier: GPL-2.0-only
/*
 * Global metadata of the TDX module: the fields that this project or Linux
 * reads, with the values of published modules.
 */
#include "field.h"

#include <linux/bits.h>
#include <linux/kernel.h>
#include <linux/limits.h>
#include <asm/ptrace.h>

#include "tdxmod.h"

/* reference/status_codes.tsv */
#define TDX_METADATA_FIELD_ID_INCORRECT		0xc0000c0000000000ULL
#define TDX_METADATA_FIRST_FIELD_ID_IN_CONTEXT	0x00000c0b00000000ULL

/*
 * reference/field_id_layout.md: parts of an ID that a single read does not
 * look at: size code, INC_SIZE, WRITE_MASK_VALID, CONTEXT.
 */
#define FIELD_ID_IGNORED \
	(GENMASK_ULL(33, 32) | BIT_ULL(50) | BIT_ULL(51) | GENMASK_ULL(54, 52))

/* Where a value comes from: the row, or the version of the module. */
enum origin {
	FIXED,
	BUILD_DATE,
	MAJOR,
	MINOR,
	UPDATE,
	HANDOFF_PAGES,
	FEATURES,
};

struct field {
	u64 id;
	enum origin origin;
	u64 value;
};

/* clang-format off */

/*
 * reference/metadata_fields.tsv, in the order in which the module walks.  Where
 * that has no value, Linux takes any within its bounds.
 */
static const struct field fields[] = {
	{ 0x0800000200000000, FIXED, 0x8086 },		/* VENDOR_ID */
	{ 0x8800000200000001, BUILD_DATE },
	{ 0x0800000100000003, MINOR },
	{ 0x0800000100000004, MAJOR },
	{ 0x0800000100000005, UPDATE },
	{ EMU_FIELD_MODULE_HV, FIXED, 0 },
	{ 0x8900000100000001, FIXED, 0 },		/* MIN_UPDATE_HV */
	{ 0x8900000100000003, HANDOFF_PAGES },
	{ 0x0a00000200000000, FIXED, 0 },		/* SYS_ATTRIBUTES */
	{ 0x0a00000000000001, FIXED, 1 },		/* NUM_TDX_FEATURES */
	{ 0x0a00000300000008, FEATURES },
	{ 0x9000000100000000, FIXED, 32 },		/* NUM_CMRS */
	{ EMU_FIELD_MAX_TDMRS, FIXED, EMU_MAX_TDMRS },
	{ EMU_FIELD_MAX_RESERVED, FIXED, EMU_MAX_RESERVED },
	{ EMU_FIELD_PAMT_4K_ENTRY_SIZE, FIXED, 16 },
	{ EMU_FIELD_PAMT_2M_ENTRY_SIZE, FIXED, 16 },
	{ EMU_FIELD_PAMT_1G_ENTRY_SIZE, FIXED, 16 },
	{ 0x9800000100000000, FIXED, 4096 },		/* TDR_BASE_SIZE */
	{ 0x9800000100000100, FIXED, 16384 },		/* TDCS_BASE_SIZE */
	{ 0x9800000100000200, FIXED, 24576 },		/* TDVPS_BASE_SIZE */
	{ 0x1900000300000000, FIXED, U64_MAX },		/* ATTRIBUTES_FIXED0 */
	{ 0x1900000300000001, FIXED, 0 },		/* ATTRIBUTES_FIXED1 */
	{ 0x1900000300000002, FIXED, 0x6dbe7 },		/* XFAM_FIXED0 */
	{ 0x1900000300000003, FIXED, 3 },		/* XFAM_FIXED1 */
	{ 0x9900000100000004, FIXED, 1 },		/* NUM_CPUID_CONFIG */
	{ 0x9900000100000008, FIXED, 576 },		/* MAX_VCPUS_PER_TD */
	/* CPUID_CONFIG_LEAVES: leaf 1, which has no sub-leaves */
	{ 0x9900000300000400, FIXED, 0xffffffff00000001 },
	{ 0x9900000300000500, FIXED, 0 },		/* CPUID_CONFIG_VALUES */
	{ 0x9900000300000501, FIXED, 0 },
};

/* clang-format on */

static bool same(u64 id, u64 other)
{
	return !((id ^ other) & ~FIELD_ID_IGNORED);
}

static unsigned int find(u64 id)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(fields); i++)
		if (same(id, fields[i].id))
			break;
	return i;
}

bool emu_field_exists(u64 id)
{
	return find(id) < ARRAY_SIZE(fields);
}

static u64 value_of(const struct emu_cpu *cpu, const struct field *field)
{
	switch (field->origin) {
	case BUILD_DATE:
		return cpu->version->date;
	case MAJOR:
		return cpu->version->major;
	case MINOR:
		return cpu->version->minor;
	case UPDATE:
		return cpu->version->update;
	case HANDOFF_PAGES:
		return cpu->version->handoff_pages;
	case FEATURES:
		return cpu->features;
	case FIXED:
		break;
	}
	return field->value;
}

u64 emu_field(const struct emu_cpu *cpu, u64 id)
{
	unsigned int i;

	for (i = 0; i < cpu->nr_fields; i++)
		if (same(id, cpu->fields[i].id))
			return cpu->fields[i].value;
	i = find(id);
	return i < ARRAY_SIZE(fields) ? value_of(cpu, &fields[i]) : 0;
}

/*
 * reference/leaves.tsv, TDH.SYS.RD: RDX is the next ID, all ones after the last
 * one; R8 the value; failures set them to all ones and 0.
 */
u64 emu_field_read(const struct emu_cpu *cpu, struct pt_regs *regs)
{
	u64 id = regs->dx;
	unsigned int i;

	regs->r8 = 0;
	if (id == U64_MAX) {
		regs->dx = fields[0].id;
		return TDX_METADATA_FIRST_FIELD_ID_IN_CONTEXT;
	}
	regs->dx = U64_MAX;
	i = find(id);
	if (i == ARRAY_SIZE(fields))
		return TDX_METADATA_FIELD_ID_INCORRECT;
	if (i + 1 < ARRAY_SIZE(fields))
		regs->dx = fields[i + 1].id;
	regs->r8 = emu_field(cpu, id);
	return 0;
}
