// SPDX-License-Identifier: GPL-2.0-only
/*
 * The one question that is asked of KVM: which types of virtual machines it has.
 */
#include "kvm.h"

#include <linux/bits.h>
#include <linux/errno.h>
#include <linux/fs.h>
#include <linux/kvm.h>
#include <linux/miscdevice.h>
#include <linux/module.h>
#include <linux/moduleparam.h>

/* Documentation/virt/kvm/api.rst 8.41 and <asm/kvm.h>, newer than some kernels. */
#define CAP_VM_TYPES	235
#define VM_TYPE_DEFAULT	0
#define VM_TYPE_TDX	5

static bool kvm;
module_param(kvm, bool, 0444);
MODULE_PARM_DESC(kvm, "Be a KVM that has guests with TDX, and nothing else");

static long ask(struct file *file, unsigned int command, unsigned long argument)
{
	if (command != KVM_CHECK_EXTENSION)
		return -ENOTTY;
	if (argument != CAP_VM_TYPES)
		return 0;
	return BIT(VM_TYPE_DEFAULT) | BIT(VM_TYPE_TDX);
}

static const struct file_operations operations = {
	.owner = THIS_MODULE,
	.unlocked_ioctl = ask,
};

static struct miscdevice device = {
	.minor = KVM_MINOR,
	.name = "kvm",
	.fops = &operations,
};

int emu_kvm_register(void)
{
	return kvm ? misc_register(&device) : 0;
}

void emu_kvm_unregister(void)
{
	if (kvm)
		misc_deregister(&device);
}
