// SPDX-License-Identifier: GPL-2.0-only
/*
 * A last line in the log when the machine goes down: nobody can read
 * /proc/tdxemu any more to see whether the caches were written back.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include "farewell.h"

#include <linux/limits.h>
#include <linux/notifier.h>
#include <linux/printk.h>
#include <linux/reboot.h>

#include "state.h"

static int going_down(struct notifier_block *nb, unsigned long action,
		      void *data)
{
	struct emu_host *host = emu_host_lock();

	pr_info("going down: dirty %u wbinvd %u unsafe %u needless %u max_parallel %d\n",
		cpumask_weight(&emu_dirty), emu_total(host, EMU_WBINVD),
		emu_total(host, EMU_WBINVD_UNSAFE),
		emu_total(host, EMU_WBINVD_NEEDLESS),
		atomic_read(&host->max_wbinvd));
	emu_host_unlock();
	return NOTIFY_DONE;
}

/* Behind all but perf, which waits for CPUs that hang. */
static struct notifier_block reboot_notifier = {
	.notifier_call = going_down,
	.priority = INT_MIN + 1,
};

int emu_farewell_register(void)
{
	return register_reboot_notifier(&reboot_notifier);
}

void emu_farewell_unregister(void)
{
	unregister_reboot_notifier(&reboot_notifier);
}
