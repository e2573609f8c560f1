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
static int msr_of_cpu(unsigned int cpu, u32 address, u64 *value)
{
	struct emu_msr *msr;
	int err = -EIO;

	rcu_read_lock();
	msr = emu_find_msr(&rcu_dereference(emu_host)->cpus[cpu], address);
	if (msr && !msr->gp) {
		*value = msr->value;
		err = 0;
	}
	rcu_read_unlock();
	return err;
}

static int halves_of_cpu(unsigned int cpu, u32 address, u32 *low, u32 *high)
{
	u64 value;
	int err = msr_of_cpu(cpu, address, &value);

	if (err)
		return err;
	*low = lower_32_bits(value);
	*high = upper_32_bits(value);
	return 0;
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

/* What the msr driver reads with, from Linux 6.16 on and before. */
static struct emu_hook msr_hooks[] = {
	{ .symbol = "rdmsrq_safe_on_cpu", .target = (unsigned long)msr_of_cpu },
	{ .symbol = "rdmsr_safe_on_cpu", .target = (unsigned long)halves_of_cpu },
};

static struct emu_hook cpuid_hook = {
	.symbol = "cpuid_smp_cpuid", .target = (unsigned long)cpuid_of_this_cpu
};

/* The one of them that is there; the first, if both are. */
static struct emu_hook *msr_hook;

/* clang-format on */

static int hook_msr(void)
{
	int err;

	for (msr_hook = msr_hooks;; msr_hook++) {
		err = emu_hook_all(msr_hook, 1);
		if (err != -ENOENT || msr_hook != msr_hooks)
			return err;
	}
}

static int hook_all(void)
{
	int err;

	err = hook_msr();
	if (err)
		return err;
	err = emu_hook_all(&cpuid_hook, 1);
	if (err)
		emu_unhook_all(msr_hook, 1);
	return err;
}

int emu_devices_register(void)
{
	int err;

	if (!devices)
		return 0;
	err = hook_all();
	if (err)
		pr_err("cannot redirect the drivers of /dev/cpu: %d\n", err);
	return err;
}

void emu_devices_unregister(void)
{
	if (!devices)
		return;
	emu_unhook_all(&cpuid_hook, 1);
	emu_unhook_all(msr_hook, 1);
}
