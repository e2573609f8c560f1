// SPDX-License-Identifier: GPL-2.0-only
/*
 * Redirect the helper's processor functions to the emulated host for as long
 * as the helper is loaded, whichever of the two modules came first.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include "hooks.h"

#include <linux/cpumask.h>
#include <linux/delay.h>
#include <linux/topology.h>
#include <linux/kernel.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/notifier.h>
#include <linux/preempt.h>
#include <linux/printk.h>
#include <linux/smp.h>
#include <linux/string.h>
#include <asm/processor.h>
#include <asm/ptrace.h>

#include "../../kmod/hw.h"
#include "forbidden.h"
#include "hook.h"
#include "profile.h"
#include "vmx.h"

#define HELPER	"tdxctl"

/* How long WBINVD takes at least: two at a time shall meet. */
#define WBINVD_US	200

static bool hooked;
static DEFINE_MUTEX(hooks_lock);

/* This CPU of the emulated host, until leave(). */
static struct emu_cpu *enter(struct emu_host **host)
	__acquires(RCU)
{
	unsigned int cpu = get_cpu();

	rcu_read_lock();
	*host = rcu_dereference(emu_host);
	return &(*host)->cpus[cpu];
}

static void leave(void)
	__releases(RCU)
{
	rcu_read_unlock();
	put_cpu();
}

static int emu_rdmsr(u32 address, u64 *value)
{
	struct emu_host *host;
	struct emu_cpu *cpu = enter(&host);
	struct emu_msr *msr = emu_find_msr(cpu, address);
	int err = -EIO;

	emu_count(cpu, EMU_RDMSR);
	emu_forbid_rdmsr(host, cpu, address, msr);
	if (msr)
		atomic_inc(&msr->reads);
	if (msr && !msr->gp) {
		*value = msr->value;
		err = 0;
	}
	leave();
	return err;
}

static void emu_cpuid(u32 leaf, u32 subleaf, struct tdxctl_cpuid_regs *regs)
{
	struct emu_host *host;
	struct emu_cpu *cpu = enter(&host);
	struct emu_cpuid *row = emu_find_cpuid(cpu, leaf, subleaf);
	u32 value[EMU_NR_REGISTERS];

	emu_count(cpu, EMU_CPUID);
	emu_forbid_cpuid(host, leaf, subleaf, row);
	if (row)
		atomic_inc(&row->reads);
	emu_cpuid_value(row, leaf, subleaf, value);
	leave();

	regs->eax = value[EMU_EAX];
	regs->ebx = value[EMU_EBX];
	regs->ecx = value[EMU_ECX];
	regs->edx = value[EMU_EDX];
}

static u64 emu_read_cr4(void)
{
	struct emu_host *host;
	struct emu_cpu *cpu = enter(&host);
	u64 cr4 = emu_cr4(cpu);

	emu_count(cpu, EMU_CR4);
	leave();
	return cr4;
}

/* WBINVD is for what the threads of a core share; whether one was dirty. */
static bool clean_core(void)
{
	bool dirty = false;
	unsigned int cpu;

	for_each_cpu(cpu, topology_sibling_cpumask(smp_processor_id()))
		dirty |= cpumask_test_and_clear_cpu(cpu, &emu_dirty);
	return dirty;
}

/*
 * Flushing the caches of the emulation proves nothing: only who asked is
 * noted, and whether another CPU was at it.
 */
static void emu_wbinvd(void)
{
	struct emu_host *host;
	struct emu_cpu *cpu = enter(&host);
	int inside;

	emu_count(cpu, EMU_WBINVD);
	if (!clean_core())
		emu_count(cpu, EMU_WBINVD_NEEDLESS);
	inside = atomic_inc_return(&host->in_wbinvd);
	if (inside > 1)
		emu_count(cpu, EMU_WBINVD_UNSAFE);
	emu_raise(&host->max_wbinvd, inside);
	udelay(WBINVD_US);
	atomic_dec(&host->in_wbinvd);
	leave();
}

/* clang-format off */

/* Where the machine has VMX of its own, only the first is redirected. */
static struct emu_hook hooks[] = {
	{ .symbol = "tdxctl_hw_wbinvd",   .target = (unsigned long)emu_wbinvd },
	{ .symbol = "tdxctl_hw_rdmsr",    .target = (unsigned long)emu_rdmsr },
	{ .symbol = "tdxctl_hw_cpuid",    .target = (unsigned long)emu_cpuid },
	{ .symbol = "tdxctl_hw_read_cr4", .target = (unsigned long)emu_read_cr4 },
};

/* clang-format on */

static unsigned int nr_hooks(void)
{
	return emu_real_vmx ? 1 : ARRAY_SIZE(hooks);
}

/*
 * The reference keeps the emulated host there while somebody runs on it.
 * Return: 0 or why the helper must not run, -ENOENT if it is not loaded.
 */
static int hook_helper(void)
{
	int err = 0;

	mutex_lock(&hooks_lock);
	if (hooked)
		goto unlock;
	if (!try_module_get(THIS_MODULE)) {
		err = -ENODEV;
		goto unlock;
	}
	err = emu_hook_all(hooks, nr_hooks());
	if (err)
		module_put(THIS_MODULE);
	else
		hooked = true;
unlock:
	mutex_unlock(&hooks_lock);
	return err;
}

static void unhook_helper(void)
{
	mutex_lock(&hooks_lock);
	if (hooked) {
		emu_unhook_all(hooks, nr_hooks());
		hooked = false;
		module_put(THIS_MODULE);
	}
	mutex_unlock(&hooks_lock);
}

/* COMING is before the helper's first instruction, GOING after its last. */
static int on_module(struct notifier_block *nb, unsigned long action,
		     void *data)
{
	const struct module *module = data;
	int err;

	if (strcmp(module->name, HELPER))
		return NOTIFY_DONE;
	if (action == MODULE_STATE_GOING)
		unhook_helper();
	if (action != MODULE_STATE_COMING)
		return NOTIFY_DONE;
	err = hook_helper();
	if (err)
		pr_err("cannot redirect %s, so it must not run: %d\n", HELPER,
		       err);
	return notifier_from_errno(err);
}

static struct notifier_block module_notifier = {
	.notifier_call = on_module,
};

int emu_hooks_register(void)
{
	int err;

	err = register_module_notifier(&module_notifier);
	if (err)
		return err;
	err = hook_helper();
	if (!err || err == -ENOENT)
		return 0;
	pr_err("cannot redirect %s: %d\n", HELPER, err);
	unregister_module_notifier(&module_notifier);
	return err;
}

void emu_hooks_unregister(void)
{
	unregister_module_notifier(&module_notifier);
}
