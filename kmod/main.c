// SPDX-License-Identifier: GPL-2.0-only
/*
 * Load, unload, and what is owed when the host goes down.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/module.h>
#include <linux/notifier.h>
#include <linux/reboot.h>
#include <asm/processor.h>

#include "compat.h"
#include "genl.h"
#include "percpu.h"
#include "writeback.h"

/*
 * Whether the next kernel takes over memory without a reset.  kexec restarts with
 * words of its own.  Others come from the caller of reboot(2), or from a kexec
 * that has new ones, which cannot be told; who gives none wants a reset.
 */
static bool hands_memory_over(unsigned long action, const char *words)
{
	return action == SYS_RESTART && words;
}

/*
 * Runs before an orderly halt, reboot or kexec, in process context: no read may
 * be in flight when the caches are written back, and none may follow.  Nothing
 * runs before a crash kernel starts, nor before a kexec that preserves the
 * context.
 */
static int going_down(struct notifier_block *nb, unsigned long action,
		      void *words)
{
	/* Nobody waits without end for a CPU that hangs in a read, or later. */
	if (!tdxctl_collect_stop())
		pr_warn("a read does not end: going down without it, and without writing caches back\n");
	else if (hands_memory_over(action, words))
		tdxctl_writeback_all();
	return NOTIFY_DONE;
}

static struct notifier_block reboot_notifier = {
	.notifier_call = going_down,
};

static int __init tdxctl_init(void)
{
	int err;

	if (boot_cpu_data.x86_vendor != X86_VENDOR_INTEL) {
		pr_err("not an Intel processor\n");
		return -ENODEV;
	}
	tdxctl_writeback_init();
	err = register_reboot_notifier(&reboot_notifier);
	if (err)
		return err;
	err = tdxctl_genl_register();
	if (err)
		goto unregister_notifier;
	return 0;

unregister_notifier:
	unregister_reboot_notifier(&reboot_notifier);
	return err;
}

/*
 * Still notified until nobody can read any more.  No cache is written back: that
 * would cost all tenants of the host, and no allowed leaf leaves anything there
 * that a later kernel could stumble over (allow.c).
 */
static void __exit tdxctl_exit(void)
{
	tdxctl_genl_unregister();
	unregister_reboot_notifier(&reboot_notifier);
}

module_init(tdxctl_init);
module_exit(tdxctl_exit);

MODULE_DESCRIPTION("Issue read-only SEAMCALLs and read TDX processor state for tdxctl");
MODULE_AUTHOR("The tdxctl authors");
MODULE_LICENSE("GPL");
MODULE_VERSION(TDXCTL_VERSION);
