// SPDX-License-Identifier: GPL-2.0-only
/*
 * Send the callers of a function on to another one.
 *
 * A kprobe at the start of the function changes where its caller goes; what is
 * there has the same parameters and returns to the caller by itself.
 */
#include "hook.h"

#include <linux/kernel.h>
#include <linux/string.h>
#include <asm/ptrace.h>

static int redirect(struct kprobe *probe, struct pt_regs *regs)
{
	struct emu_hook *hook = container_of(probe, struct emu_hook, probe);

	regs->ip = hook->target;
	return 1;
}

NOKPROBE_SYMBOL(redirect);

/* Never called; its presence keeps the probe from being turned into a jump. */
static void stay_a_breakpoint(struct kprobe *probe, struct pt_regs *regs,
			      unsigned long flags)
{
}

NOKPROBE_SYMBOL(stay_a_breakpoint);

/* A probe that was registered once cannot be registered again as it is. */
static int hook_one(struct emu_hook *hook)
{
	memset(&hook->probe, 0, sizeof(hook->probe));
	hook->probe.symbol_name = hook->symbol;
	hook->probe.pre_handler = redirect;
	hook->probe.post_handler = stay_a_breakpoint;
	return register_kprobe(&hook->probe);
}

void emu_unhook_all(struct emu_hook *hooks, unsigned int count)
{
	while (count--)
		unregister_kprobe(&hooks[count].probe);
}

int emu_hook_all(struct emu_hook *hooks, unsigned int count)
{
	unsigned int i;
	int err;

	for (i = 0; i < count; i++) {
		err = hook_one(&hooks[i]);
		if (err) {
			emu_unhook_all(hooks, i);
			return err;
		}
	}
	return 0;
}
