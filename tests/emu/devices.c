// SPDX-License-Identifier: GPL-2.0-only
/*
 * The way without the helper: /dev/cpu/N/msr and /dev/cpu/N/cpuid.
 *
 * Both drivers end in one function, which reads the emulated host instead.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include "devices.h"

#include <linux/completion.h>
#include <linux/kernel.h>
#include <linux/module.h>
#include <linux/printk.h>
#include <linux/smp.h>
#include <asm/processor.h>

#include "hook.h"
#include "profile.h"

static bool devices;
module_param(devices, bool, 0444);
MODULE_PARM_DESC(devices, "Answer readers of /dev/cpu, too");

/* Registers that no scenario knows are none that the CPU has. */
static int msr_of_cpu(unsigned int cpu, u32 address, u32 *low, u32 *high)
{
	struct emu_msr *msr;
	int err = -EIO;

	rcu_read_lock();
	msr = emu_find_msr(&rcu_dereference(emu_host)->cpus[cpu], address);
	if (msr && !msr->gp) {
		*low = lower_32_bits(msr->value);
		*high = upper_32_bits(msr->value);
		err = 0;
	}
	rcu_read_unlock();
	return err;
}

/* What the driver's reader waits for, as the driver lays it out. */
struct cpuid_call {
	struct cpuid_regs regs;
	struct completion done;
};

static void cpuid_of_this_cpu(void *data)
{
	struct cpuid_call *call = data;
	u32 value[EMU_NR_REGISTERS];
	struct emu_cpu *cpu;

	rcu_read_lock();
	cpu = &rcu_dereference(emu_host)->cpus[smp_processor_id()];
	emu_cpuid_value(emu_find_cpuid(cpu, call->regs.eax, call->regs.ecx),
			call->regs.eax, call->regs.ecx, value);
	rcu_read_unlock();

	call->regs.eax = value[EMU_EAX];
	call->regs.ebx = value[EMU_EBX];
	call->regs.ecx = value[EMU_ECX];
	call->regs.edx = value[EMU_EDX];
	complete(&call->done);
}

/* clang-format off */

static struct emu_hook hooks[] = {
	{ .symbol = "rdmsr_safe_on_cpu", .target = (unsigned long)msr_of_cpu },
	{ .symbol = "cpuid_smp_cpuid", .target = (unsigned long)cpuid_of_this_cpu },
};

/* clang-format on */

int emu_devices_register(void)
{
	int err;

	if (!devices)
		return 0;
	err = emu_hook_all(hooks, ARRAY_SIZE(hooks));
	if (err)
		pr_err("cannot redirect the drivers of /dev/cpu: %d\n", err);
	return err;
}

void emu_devices_unregister(void)
{
	if (devices)
		emu_unhook_all(hooks, ARRAY_SIZE(hooks));
}
