// SPDX-License-Identifier: GPL-2.0-only
/*
 * A model of the TDX module: which leaf may be called in which state.
 */
#include "tdxmod.h"

#include <linux/bits.h>
#include <linux/kernel.h>
#include <linux/string.h>
#include <asm/ptrace.h>

#include "answer.h"
#include "field.h"
#include "status.h"
#include "sys.h"

/* RAX on entry: leaf, version, and bits that must be 0; status_layout.md 1. */
#define LEAF_NUMBER	GENMASK_ULL(15, 0)

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

const struct emu_version *emu_version_find(const char *name)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(versions); i++)
		if (!strcmp(versions[i].name, name))
			return &versions[i];
	return NULL;
}

const struct emu_version *emu_version_next(const struct emu_version *version)
{
	const struct emu_version *next = version + 1;

	if (next == versions + ARRAY_SIZE(versions) ||
	    next->major != version->major || next->minor != version->minor)
		return NULL;
	return next;
}

static bool never_initialised(const struct emu_cpu *cpu)
{
	return cpu->module == EMU_MODULE_LOADED || !cpu->lp_init;
}

/*
 * reference/seamcall_semantics.md 7.8, reference/leaves.tsv: a module of the
 * 1.5 line answers by its state; the 1.0 module does not know TDH.SYS.RD and
 * says so only once it is initialised.
 */
static u64 answer(struct emu_host *host, struct emu_cpu *cpu,
		  struct pt_regs *regs)
{
	bool first_generation = cpu->version->major == 1 &&
				cpu->version->minor == 0;

	/* Reserved bits and versions above 0 count as a wrong leaf. */
	if (regs->ax & ~LEAF_NUMBER)
		return TDX_OPERAND_INVALID | OPERAND_RAX;
	if (cpu->module == EMU_MODULE_SHUTDOWN)
		return TDX_SYS_SHUTDOWN;
	if (regs->ax == TDH_SYS_INIT)
		return emu_sys_init(host, cpu);
	if (regs->ax == TDH_SYS_LP_INIT)
		return emu_sys_lp_init(cpu);
	if (never_initialised(cpu))
		return first_generation ? TDX_SYS_NOT_READY :
					  TDX_SYS_LP_INIT_NOT_DONE;
	if (first_generation)
		return TDX_OPERAND_INVALID | OPERAND_RAX;
	if (regs->ax == TDH_SYS_RD)
		return emu_field_read(cpu, regs);
	return emu_sys_call(host, cpu, regs);
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

void emu_module_call(struct emu_host *host, struct emu_cpu *cpu,
		     struct pt_regs *regs)
{
	/* status_codes.tsv: both are gone when the caller tries again. */
	if (atomic_dec_if_positive(&cpu->busy) >= 0)
		regs->ax = TDX_SYS_BUSY;
	else if (atomic_dec_if_positive(&cpu->no_entropy) >= 0)
		regs->ax = TDX_RND_NO_ENTROPY;
	else if (!emu_forced_answer(cpu, regs))
		regs->ax = answer(host, cpu, regs);
	if (cpu->clobber)
		lose_registers(regs);
}
