// SPDX-License-Identifier: GPL-2.0-only
/*
 * Load and unload of the emulated TDX host.
 */
#include <linux/errno.h>
#include <linux/module.h>

#include "devices.h"
#include "farewell.h"
#include "hooks.h"
#include "proc.h"
#include "state.h"
#include "trap.h"
#include "vmx.h"

static int __init tdxemu_init(void)
{
	struct emu_host *host = emu_host_alloc();
	int err;

	if (!host)
		return -ENOMEM;
	emu_host_replace(host);
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
	err = emu_hooks_register();
	if (err)
		goto unregister_devices;
	return 0;

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

static void __exit tdxemu_exit(void)
{
	emu_hooks_unregister();
	emu_devices_unregister();
	emu_farewell_unregister();
	emu_vmx_unregister();
	emu_trap_unregister();
	emu_proc_unregister();
	emu_host_replace(NULL);
}

module_init(tdxemu_init);
module_exit(tdxemu_exit);

MODULE_DESCRIPTION("Plays the firmware and the TDX module of a host; for tests only");
MODULE_AUTHOR("The tdxctl authors");
MODULE_LICENSE("GPL");
