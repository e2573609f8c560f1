/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Send the callers of a function on to another one.
 */
#ifndef TDXEMU_HOOK_H
#define TDXEMU_HOOK_H

#include <linux/kprobes.h>

/**
 * struct emu_hook - a function that is replaced
 * @symbol: its name
 * @target: what runs instead, with the same parameters
 */
struct emu_hook {
	const char *symbol;
	unsigned long target;
	struct kprobe probe;
};

/*
 * The handler behind a probe: never called, but its presence keeps the probe from
 * being turned into a jump.
 */
void emu_stay_a_breakpoint(struct kprobe *probe, struct pt_regs *regs,
			   unsigned long flags);

/* All or none of them.  Return: 0 or an errno, -ENOENT: no such function. */
int emu_hook_all(struct emu_hook *hooks, unsigned int count);

/* Once this returns, nobody is on the way any more; within is another matter. */
void emu_unhook_all(struct emu_hook *hooks, unsigned int count);

/*
 * How often a caller was not sent on, and ran what it meant to, of all hooks
 * that were taken away.
 */
unsigned long emu_hooks_missed(void);

#endif
