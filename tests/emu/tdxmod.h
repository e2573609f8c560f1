/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the TDX module answers to a SEAMCALL.
 */
#ifndef TDXEMU_TDXMOD_H
#define TDXEMU_TDXMOD_H

#include "state.h"

struct pt_regs;

/**
 * struct emu_version - facts of one published TDX module
 * @name: x.y.zz
 * @major: x
 * @minor: y
 * @update: zz
 * @date: build date, BCD
 * @handoff_pages: NUM_HANDOFF_PAGES
 * @features: TDX_FEATURES0
 */
struct emu_version {
	const char *name;
	u16 major;
	u16 minor;
	u16 update;
	u32 date;
	u16 handoff_pages;
	u64 features;
};

/* NULL if no such module is known. */
const struct emu_version *emu_version_find(const char *name);

/* The module of the same line that was published next, or NULL. */
const struct emu_version *emu_version_next(const struct emu_version *version);

/* Leave in @regs what the module answers on @cpu.  Context: any. */
void emu_module_call(struct emu_host *host, struct emu_cpu *cpu,
		     struct pt_regs *regs);

#endif
