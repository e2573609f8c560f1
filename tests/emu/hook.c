// SPDX-License-Identifier: GPL-2.0-only
/*
 * Send the callers of a function on to another one.
 *
 * A kprobe at the start of the function changes where its caller goes; what is
 * there has the same parameters and returns to the caller by itself.
 *
 * The probe must be a breakpoint, whose handler runs with interrupts off.  Where
 * the function begins with a place for ftrace, the kernel would make the probe a
 * call, whose handler can be interrupted; and what runs in that interrupt meets
 * no probe, for a probe is being handled on this CPU already.
 */
#include "hook.h"

#include <linux/atomic.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/string.h>
#include <asm/ptrace.h>

/* Bytes of the call to ftrace, or of the no-operation in its place. */
#define FTRACE_PLACE	5

static atomic_long_t missed;

static int redirect(struct kprobe *probe, struct pt_regs *regs)
{
	struct emu_hook *hook = container_of(probe, struct emu_hook, probe);

	regs->ip = hook->target;
	return 1;
}

NOKPROBE_SYMBOL(redirect);

void emu_stay_a_breakpoint(struct kprobe *probe, struct pt_regs *regs,
			   unsigned long flags)
{
}

NOKPROBE_SYMBOL(emu_stay_a_breakpoint);

/*
 * Where to put the breakpoint: nothing has happened yet behind the place for
 * ftrace, either.  The probe that asks is disabled: ftrace allocates memory to
 * arm and to disarm one, and Linux has no way out if the latter fails.
 * Return: the address, NULL: no such function.
 */
static kprobe_opcode_t *first_instruction(const char *symbol)
{
	struct kprobe probe = {
		.symbol_name = symbol,
		.flags = KPROBE_FLAG_DISABLED,
	};

	if (register_kprobe(&probe))
		return NULL;
	unregister_kprobe(&probe);
	return probe.addr + (kprobe_ftrace(&probe) ? FTRACE_PLACE : 0);
}

/* A probe that was registered once cannot be registered again as it is. */
static int hook_one(struct emu_hook *hook)
{
	memset(&hook->probe, 0, sizeof(hook->probe));
	hook->probe.addr = first_instruction(hook->symbol);
	if (!hook->probe.addr)
		return -ENOENT;
	hook->probe.pre_handler = redirect;
	hook->probe.post_handler = emu_stay_a_breakpoint;
	return register_kprobe(&hook->probe);
}

void emu_unhook_all(struct emu_hook *hooks, unsigned int count)
{
	while (count--) {
		unregister_kprobe(&hooks[count].probe);
		atomic_long_add(hooks[count].probe.nmissed, &missed);
	}
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

unsigned long emu_hooks_missed(void)
{
	return atomic_long_read(&missed);
}
