// SPDX-License-Identifier: GPL-2.0-only
/*
 * Redirect the helper's processor functions to the emulated host for as long
 * as the helper is loaded, whichever of the two modules came first.
 *
 * A kprobe at the start of a function sends the caller on to ours, which has
 * the same parameters and returns to the caller by itself.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include "hooks.h"

#include <linux/cpumask.h>
#include <linux/delay.h>
#include <linux/irqflags.h>
#include <linux/kernel.h>
#include <linux/kprobes.h>
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
#include "profile.h"
#include "vmx.h"

#define HELPER	"tdxctl"

/* CPUID leaf 0xb: what the virtual machine has for 0x1f. */
#define CPUID_TOPOLOGY_V1	0xb

/* How long WBINVD takes at least: two at a time shall meet. */
#define WBINVD_US	200

struct hook {
	const char *symbol;
	unsigned long target;
	struct kprobe probe;
};

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

/* The virtual machine's own answer, which knows its APIC IDs and caches. */
static void native(u32 leaf, u32 subleaf, u32 *value)
{
	if (leaf == EMU_CPUID_TOPOLOGY)
		leaf = CPUID_TOPOLOGY_V1;
	cpuid_count(leaf, subleaf, &value[EMU_EAX], &value[EMU_EBX],
		    &value[EMU_ECX], &value[EMU_EDX]);
}

static void emu_cpuid(u32 leaf, u32 subleaf, struct tdxctl_cpuid_regs *regs)
{
	struct emu_host *host;
	struct emu_cpu *cpu = enter(&host);
	struct emu_cpuid *row = emu_find_cpuid(cpu, leaf, subleaf);
	u32 value[EMU_NR_REGISTERS];
	unsigned int i;

	emu_count(cpu, EMU_CPUID);
	emu_forbid_cpuid(host, leaf, subleaf, row);
	native(leaf, subleaf, value);
	if (row) {
		atomic_inc(&row->reads);
		for (i = 0; i < EMU_NR_REGISTERS; i++)
			value[i] = (value[i] & ~row->mask[i]) |
				   (row->value[i] & row->mask[i]);
	}
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
	if (!cpumask_test_and_clear_cpu(smp_processor_id(), &emu_dirty))
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
static struct hook hooks[] = {
	{ .symbol = "tdxctl_hw_wbinvd",   .target = (unsigned long)emu_wbinvd },
	{ .symbol = "tdxctl_hw_rdmsr",    .target = (unsigned long)emu_rdmsr },
	{ .symbol = "tdxctl_hw_cpuid",    .target = (unsigned long)emu_cpuid },
	{ .symbol = "tdxctl_hw_read_cr4", .target = (unsigned long)emu_read_cr4 },
};

/* clang-format on */

static int redirect(struct kprobe *probe, struct pt_regs *regs)
{
	struct hook *hook = container_of(probe, struct hook, probe);

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
static int hook_one(struct hook *hook)
{
	memset(&hook->probe, 0, sizeof(hook->probe));
	hook->probe.symbol_name = hook->symbol;
	hook->probe.pre_handler = redirect;
	hook->probe.post_handler = stay_a_breakpoint;
	return register_kprobe(&hook->probe);
}

static unsigned int nr_hooks(void)
{
	return emu_real_vmx ? 1 : ARRAY_SIZE(hooks);
}

static void unhook_first(unsigned int count)
{
	while (count--)
		unregister_kprobe(&hooks[count].probe);
}

static int hook_all(void)
{
	unsigned int i;
	int err;

	for (i = 0; i < nr_hooks(); i++) {
		err = hook_one(&hooks[i]);
		if (err) {
			unhook_first(i);
			return err;
		}
	}
	return 0;
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
	err = hook_all();
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
		unhook_first(nr_hooks());
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
