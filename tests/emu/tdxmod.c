// SPDX-License-Identifier: GPL-2.0-only
/*
 * A model of the TDX module: its states, and TDH.SYS.RD over the fields whose
 * values are known for published modules.
 */
#include "tdxmod.h"

#include <linux/bits.h>
#include <linux/kernel.h>
#include <linux/limits.h>
#include <linux/string.h>
#include <asm/ptrace.h>

#define TDH_SYS_RD	34

/* RAX on entry: leaf, version, and bits that must be 0; status_layout.md 1. */
#define LEAF_NUMBER	GENMASK_ULL(15, 0)

/* reference/status_codes.tsv */
#define TDX_OPERAND_INVALID			0xc000010000000000ULL
#define TDX_SYS_BUSY				0x8000020200000000ULL
#define TDX_RND_NO_ENTROPY			0x8000020300000000ULL
#define TDX_SYS_LP_INIT_NOT_DONE		0xc000050200000000ULL
#define TDX_SYS_NOT_READY			0xc000050500000000ULL
#define TDX_SYS_SHUTDOWN			0xc000050600000000ULL
#define TDX_METADATA_FIELD_ID_INCORRECT		0xc0000c0000000000ULL
#define TDX_METADATA_FIRST_FIELD_ID_IN_CONTEXT	0x00000c0b00000000ULL

/* reference/operand_ids.tsv */
#define OPERAND_RAX	0

/*
 * reference/field_id_layout.md: parts of an ID that a single read does not
 * look at: size code, INC_SIZE, WRITE_MASK_VALID, CONTEXT.
 */
#define FIELD_ID_IGNORED \
	(GENMASK_ULL(33, 32) | BIT_ULL(50) | BIT_ULL(51) | GENMASK_ULL(54, 52))

/* clang-format off */

/*
 * reference/module_versions.tsv, rows that a scenario may want; 1.0 is the
 * first generation, which knows no SYS.RD (reference/leaves.tsv).
 */
static const struct emu_version versions[] = {
	{ "1.0",    1, 0, 0, 0,          0,  0 },
	{ "1.5.01", 1, 5, 1, 0x20231008, 13, 0xf0fbf },
	{ "1.5.05", 1, 5, 5, 0x20240129, 13, 0x61f0fbf },
	{ "1.5.06", 1, 5, 6, 0x20240407, 13, 0x2e1f0fbf },
	{ "1.5.16", 1, 5, 16, 0x20250219, 13, 0x226f3f0fbf },
	{ "2.0.08", 2, 0, 8, 0x20250325, 24, 0x32a71f0fbf },
};

/* clang-format on */

enum field {
	VENDOR_ID,
	BUILD_DATE,
	MINOR_VERSION,
	MAJOR_VERSION,
	UPDATE_VERSION,
	MODULE_HV,
	MIN_UPDATE_HV,
	NUM_HANDOFF_PAGES,
	SYS_ATTRIBUTES,
	NUM_TDX_FEATURES,
	TDX_FEATURES0,
	NUM_CMRS,
	NR_FIELDS
};

/* reference/metadata_fields.tsv, in the order in which the module walks. */
static const u64 field_ids[NR_FIELDS] = {
	[VENDOR_ID] = 0x0800000200000000,
	[BUILD_DATE] = 0x8800000200000001,
	[MINOR_VERSION] = 0x0800000100000003,
	[MAJOR_VERSION] = 0x0800000100000004,
	[UPDATE_VERSION] = 0x0800000100000005,
	[MODULE_HV] = 0x8900000100000000,
	[MIN_UPDATE_HV] = 0x8900000100000001,
	[NUM_HANDOFF_PAGES] = 0x8900000100000003,
	[SYS_ATTRIBUTES] = 0x0a00000200000000,
	[NUM_TDX_FEATURES] = 0x0a00000000000001,
	[TDX_FEATURES0] = 0x0a00000300000008,
	[NUM_CMRS] = 0x9000000100000000,
};

const struct emu_version *emu_version_find(const char *name)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(versions); i++)
		if (!strcmp(versions[i].name, name))
			return &versions[i];
	return NULL;
}

static u64 field_value(const struct emu_cpu *cpu, enum field field)
{
	switch (field) {
	case VENDOR_ID:
		return 0x8086;
	case BUILD_DATE:
		return cpu->version->date;
	case MINOR_VERSION:
		return cpu->version->minor;
	case MAJOR_VERSION:
		return cpu->version->major;
	case UPDATE_VERSION:
		return cpu->version->update;
	case NUM_HANDOFF_PAGES:
		return cpu->version->handoff_pages;
	case NUM_TDX_FEATURES:
		return 1;
	case TDX_FEATURES0:
		return cpu->features;
	case NUM_CMRS:
		return 32;
	case MODULE_HV:
	case MIN_UPDATE_HV:
	case SYS_ATTRIBUTES:
	case NR_FIELDS:
		break;
	}
	return 0;
}

static unsigned int field_find(u64 id)
{
	unsigned int i;

	for (i = 0; i < NR_FIELDS; i++)
		if (!((id ^ field_ids[i]) & ~FIELD_ID_IGNORED))
			return i;
	return NR_FIELDS;
}

/*
 * reference/leaves.tsv, TDH.SYS.RD: RDX is the next ID, all ones after the last
 * one; R8 the value; failures set them to all ones and 0.
 */
static u64 sys_rd(const struct emu_cpu *cpu, struct pt_regs *regs)
{
	u64 id = regs->dx;
	unsigned int field;

	regs->r8 = 0;
	if (id == U64_MAX) {
		regs->dx = field_ids[0];
		return TDX_METADATA_FIRST_FIELD_ID_IN_CONTEXT;
	}
	regs->dx = U64_MAX;
	field = field_find(id);
	if (field == NR_FIELDS)
		return TDX_METADATA_FIELD_ID_INCORRECT;
	if (field + 1 < NR_FIELDS)
		regs->dx = field_ids[field + 1];
	regs->r8 = field_value(cpu, field);
	return 0;
}

static bool never_initialised(const struct emu_cpu *cpu)
{
	return cpu->module == EMU_MODULE_LOADED || !cpu->lp_init;
}

/*
 * reference/seamcall_semantics.md 7.8, reference/leaves.tsv: a module of the
 * 1.5 line answers by its state; the 1.0 module does not know the leaf and says
 * so only once it is initialised.
 */
static u64 answer(const struct emu_cpu *cpu, struct pt_regs *regs)
{
	bool first_generation = cpu->version->major == 1 &&
				cpu->version->minor == 0;

	/* Reserved bits and versions above 0 count as a wrong leaf. */
	if (regs->ax & ~LEAF_NUMBER)
		return TDX_OPERAND_INVALID | OPERAND_RAX;
	if (cpu->module == EMU_MODULE_SHUTDOWN)
		return TDX_SYS_SHUTDOWN;
	if (never_initialised(cpu))
		return first_generation ? TDX_SYS_NOT_READY :
					  TDX_SYS_LP_INIT_NOT_DONE;
	/* No other leaf is modelled: none may be issued. */
	if (first_generation || regs->ax != TDH_SYS_RD)
		return TDX_OPERAND_INVALID | OPERAND_RAX;
	return sys_rd(cpu, regs);
}

static const struct emu_answer *forced_answer(const struct emu_cpu *cpu,
					      u64 leaf)
{
	unsigned int i;

	for (i = 0; i < cpu->nr_answers; i++)
		if (cpu->answers[i].leaf == leaf)
			return &cpu->answers[i];
	return NULL;
}

static u64 force(const struct emu_answer *answer, struct pt_regs *regs)
{
	unsigned long *outputs[EMU_NR_OUTPUTS] = {
		[EMU_RCX] = &regs->cx,
		[EMU_RDX] = &regs->dx,
		[EMU_R8] = &regs->r8,
		[EMU_R9] = &regs->r9,
		[EMU_R10] = &regs->r10,
		[EMU_R11] = &regs->r11,
	};
	unsigned int i;

	for (i = 0; i < EMU_NR_OUTPUTS; i++)
		if (answer->outputs & BIT(i))
			*outputs[i] = answer->output[i];
	return answer->status;
}

/*
 * reference/seamcall_semantics.md 3: modules without NO_RBP_MOD lose RBP, and
 * an odd build may lose more.  Not canonical, so that the first use faults.
 */
static void lose_registers(struct pt_regs *regs)
{
	regs->bx = 0xdead000000000b0bULL;
	regs->bp = 0xdead000000000b0dULL;
	regs->si = 0xdead000000000b0eULL;
	regs->di = 0xdead000000000b0fULL;
	regs->r12 = 0xdead000000000b12ULL;
	regs->r13 = 0xdead000000000b13ULL;
	regs->r14 = 0xdead000000000b14ULL;
	regs->r15 = 0xdead000000000b15ULL;
}

void emu_module_call(struct emu_cpu *cpu, struct pt_regs *regs)
{
	const struct emu_answer *forced = forced_answer(cpu, regs->ax);

	/* status_codes.tsv: both are gone when the caller tries again. */
	if (atomic_dec_if_positive(&cpu->busy) >= 0)
		regs->ax = TDX_SYS_BUSY;
	else if (atomic_dec_if_positive(&cpu->no_entropy) >= 0)
		regs->ax = TDX_RND_NO_ENTROPY;
	else if (forced)
		regs->ax = force(forced, regs);
	else
		regs->ax = answer(cpu, regs);
	if (cpu->clobber)
		lose_registers(regs);
}
