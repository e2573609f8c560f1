// SPDX-License-Identifier: GPL-2.0-only
/*
 * Let KVM believe in posted interrupts, which it wants for TDX and which Bochs
 * does not have: its variable enable_apicv is set when its setup of TDX begins.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include "apicv.h"

#include <linux/errno.h>
#include <linux/kallsyms.h>
#include <linux/kprobes.h>
#include <linux/module.h>
#include <linux/notifier.h>
#include <linux/printk.h>
#include <linux/string.h>

#define KVM	"kvm_intel"
#define SETUP	"tdx_hardware_setup"

static bool apicv;
module_param(apicv, bool, 0600);
MODULE_PARM_DESC(apicv, "Let KVM believe in posted interrupts");

#ifdef MODULE
/* No module can find a variable of KVM by its name. */
int emu_apicv_register(void)
{
	return apicv ? -EOPNOTSUPP : 0;
}

void emu_apicv_unregister(void)
{
}
#else
/* Not by its own name, which would then be found here. */
static bool *variable;

static int on_setup(struct kprobe *probe, struct pt_regs *regs)
{
	pr_info("enable_apicv of KVM was %d\n", *variable);
	*variable = true;
	return 0;
}

NOKPROBE_SYMBOL(on_setup);

static struct kprobe setup;

/* COMING: before the first instruction of KVM. */
static int on_module(struct notifier_block *nb, unsigned long action,
		     void *data)
{
	const struct module *module = data;
	int err;

	if (strcmp(module->name, KVM))
		return NOTIFY_DONE;
	if (action == MODULE_STATE_GOING && setup.addr) {
		unregister_kprobe(&setup);
		setup.addr = NULL;
	}
	if (action != MODULE_STATE_COMING || !apicv)
		return NOTIFY_DONE;
	variable = (bool *)kallsyms_lookup_name("enable_apicv");
	if (!variable)
		return notifier_from_errno(-ENOENT);
	setup = (struct kprobe){
		.symbol_name = SETUP,
		.pre_handler = on_setup,
	};
	err = register_kprobe(&setup);
	return notifier_from_errno(err);
}

static struct notifier_block module_notifier = {
	.notifier_call = on_module,
};

int emu_apicv_register(void)
{
	return register_module_notifier(&module_notifier);
}

void emu_apicv_unregister(void)
{
	unregister_module_notifier(&module_notifier);
}
#endif
