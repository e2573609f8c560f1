// SPDX-License-Identifier: GPL-2.0-only
/*
 * Keep a runtime update of the TDX module from going on, so that a host can be
 * looked at in the middle of one.
 *
 * While the parameter hold_update is set, the thread of the update waits before
 * it stops the machine; until then nothing has been asked of the P-SEAMLDR.
 */
#include "hold.h"

#include <linux/delay.h>
#include <linux/errno.h>
#include <linux/kprobes.h>
#include <linux/moduleparam.h>
#include <linux/sched.h>
#include <asm/ptrace.h>

#include "hook.h"
#include "symbol.h"

#define FUNCTION	"seamldr_install_module"
#define WAIT_MS		10

static bool hold_update;
module_param(hold_update, bool, 0600);
MODULE_PARM_DESC(hold_update, "Let a runtime update wait");

/* The thread that has waited enough. */
static struct task_struct *released;

static int (*install)(const u8 *data, u32 length);

static int install_later(const u8 *data, u32 length)
{
	int err;

	while (READ_ONCE(hold_update))
		msleep(WAIT_MS);
	WRITE_ONCE(released, current);
	err = install(data, length);
	WRITE_ONCE(released, NULL);
	return err;
}

static int on_install(struct kprobe *probe, struct pt_regs *regs)
{
	if (!READ_ONCE(hold_update) || READ_ONCE(released) == current)
		return 0;
	regs->ip = (unsigned long)install_later;
	return 1;
}

NOKPROBE_SYMBOL(on_install);

static struct kprobe probe = {
	.pre_handler = on_install,
	.post_handler = emu_stay_a_breakpoint,
	.symbol_name = FUNCTION,
};

int emu_hold_register(void)
{
	int err = register_kprobe(&probe);

	if (err == -ENOENT)
		return 0;
	if (err)
		return err;
	install = emu_symbol(FUNCTION);
	return install ? 0 : -ENOENT;
}

void emu_hold_unregister(void)
{
	if (install)
		unregister_kprobe(&probe);
	install = NULL;
}
