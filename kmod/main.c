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
 * Runs before an orderly reboot or kexec, in process context: no read may be in
 * flight when the caches are written back, and none may follow.  Nothing runs
 * before a crash kernel starts, nor before a kexec that preserves the context.
 */
static int going_down(struct notifier_block *nb, unsigned long action,
		      void *data)
{
	tdxctl_collect_stop();
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

static void __exit tdxctl_exit(void)
{
	/* Still notified meanwhile: a kexec must find the caches clean. */
	tdxctl_genl_unregister();
	tdxctl_writeback_all();
	unregister_reboot_notifier(&reboot_notifier);
}

module_init(tdxctl_init);
module_exit(tdxctl_exit);

MODULE_DESCRIPTION("Issue read-only SEAMCALLs and read TDX processor state for tdxctl");
MODULE_AUTHOR("The tdxctl authors");
MODULE_LICENSE("GPL");
MODULE_VERSION(TDXCTL_VERSION);
