// SPDX-License-Identifier: GPL-2.0-only
/*
 * Load and unload of the emulated TDX host.
 */
#include <linux/errno.h>
#include <linux/init.h>
#include <linux/module.h>
#include <linux/moduleparam.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "apicv.h"
#include "devices.h"
#include "farewell.h"
#include "hold.h"
#include "hooks.h"
#include "kvm.h"
#include "proc.h"
#include "scenario.h"
#include "state.h"
#include "trap.h"
#include "vmx.h"

/* For a kernel that has the emulator built in: nobody could write it to /proc. */
static char *scenario;
module_param(scenario, charp, 0);
MODULE_PARM_DESC(scenario, "The first scenario, its lines parted by semicolons");

/* A kernel that has it built in is an ordinary one if no scenario is given. */
static bool __init wanted(void)
{
#ifdef MODULE
	return true;
#else
	return scenario;
#endif
}

static int __init first_scenario(void)
{
	char *text;
	int err;

	if (!scenario)
		return 0;
	text = kstrdup(scenario, GFP_KERNEL);
	if (!text)
		return -ENOMEM;
	strreplace(text, ';', '\n');
	err = emu_scenario_set(text);
	kfree(text);
	return err;
}

static int __init tdxemu_init(void)
{
	struct emu_host *host;
	int err;

	if (!wanted())
		return 0;
	host = emu_host_alloc();
	if (!host)
		return -ENOMEM;
	emu_host_replace(host);
	err = first_scenario();
	if (err)
		goto free_host;
	err = emu_proc_register();
	if (err)
		goto free_host;
	err = emu_trap_register();
	if (err)
		goto unregister_proc;
	err = emu_vmx_register();
	if (err)
		goto unregister_trap;
	err = emu_farewell_register();
	if (err)
		goto unregister_vmx;
	err = emu_devices_register();
	if (err)
		goto unregister_farewell;
	err = emu_hold_register();
	if (err)
		goto unregister_devices;
	err = emu_apicv_register();
	if (err)
		goto unregister_hold;
	err = emu_kvm_register();
	if (err)
		goto unregister_apicv;
	err = emu_hooks_register();
	if (err)
		goto unregister_kvm;
	return 0;

unregister_kvm:
	emu_kvm_unregister();
unregister_apicv:
	emu_apicv_unregister();
unregister_hold:
	emu_hold_unregister();
unregister_devices:
	emu_devices_unregister();
unregister_farewell:
	emu_farewell_unregister();
unregister_vmx:
	emu_vmx_unregister();
unregister_trap:
	emu_trap_unregister();
unregister_proc:
	emu_proc_unregister();
free_host:
	emu_host_replace(NULL);
	return err;
}

#ifdef MODULE
static void __exit tdxemu_exit(void)
{
	emu_hooks_unregister();
	emu_kvm_unregister();
	emu_apicv_unregister();
	emu_hold_unregister();
	emu_devices_unregister();
	emu_farewell_unregister();
	emu_vmx_unregister();
	emu_trap_unregister();
	emu_proc_unregister();
	emu_host_replace(NULL);
}

module_init(tdxemu_init);
module_exit(tdxemu_exit);
#else
/* Before Linux initialises the TDX module, which is in a subsys_initcall(). */
core_initcall(tdxemu_init);
#endif

MODULE_DESCRIPTION("Plays the firmware and the TDX module of a host; for tests only");
MODULE_AUTHOR("The tdxctl authors");
MODULE_LICENSE("GPL");
