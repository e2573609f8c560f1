// SPDX-License-Identifier: GPL-2.0-only
/*
 * Addresses of functions that the kernel does not export.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include "symbol.h"

#include <linux/kprobes.h>
#include <linux/printk.h>
#include <linux/types.h>
#include <linux/uaccess.h>

/* ENDBR64, and what older and newer kernels put where it is not needed. */
#define ENDBR			0xfa1e0ff3
#define ENDBR_POISON		0x001f0f66
#define ENDBR_POISON_UDB	0xd6401f0f

/* Where the function begins: probes come behind ENDBR64. */
static void *start_of(u8 *probed)
{
	u32 before;

	if (!get_kernel_nofault(before, (u32 *)(probed - sizeof(before))) &&
	    (before == ENDBR || before == ENDBR_POISON ||
	     before == ENDBR_POISON_UDB))
		return probed - sizeof(before);
	return probed;
}

/* kprobes know the address of every function; nothing is ever probed. */
void *emu_symbol(const char *name)
{
	struct kprobe probe = {
		.symbol_name = name,
		.flags = KPROBE_FLAG_DISABLED,
	};
	int err;

	err = register_kprobe(&probe);
	if (err) {
		pr_err("no %s in this kernel: %d\n", name, err);
		return NULL;
	}
	unregister_kprobe(&probe);
	return start_of((u8 *)probe.addr);
}
