// SPDX-License-Identifier: GPL-2.0-only
/*
 * Let a CPU hang with interrupts off for half a minute:
 * "echo 4 >.../parameters/hang".
 */
#include <linux/cpumask.h>
#include <linux/delay.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/moduleparam.h>
#include <linux/smp.h>

/* Longer than anybody should wait; Linux itself waits for such a CPU at its end. */
#define SECONDS	30

static void hang(void *unused)
{
	unsigned int i;

	for (i = 0; i < SECONDS; i++)
		mdelay(1000);
}

static call_single_data_t hang_call = CSD_INIT(hang, NULL);

static int set_hang(const char *text, const struct kernel_param *param)
{
	unsigned int cpu;
	int err = kstrtouint(text, 0, &cpu);

	if (err)
		return err;
	if (cpu >= nr_cpu_ids)
		return -ENXIO;
	return smp_call_function_single_async(cpu, &hang_call);
}

static const struct kernel_param_ops hang_ops = {
	.set = set_hang,
};
module_param_cb(hang, &hang_ops, NULL, 0200);
MODULE_PARM_DESC(hang, "Let this CPU hang");
