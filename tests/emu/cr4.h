/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Keep CR4.VMXE away from a processor that does not have VMX.
 */
#ifndef TDXEMU_CR4_H
#define TDXEMU_CR4_H

/* From now on the kernel's writes of CR4 change the emulated VMXE alone. */
int emu_cr4_register(void);
void emu_cr4_unregister(void);

/* Linux left VMX operation on this CPU, and clears VMXE next. */
void emu_cr4_vmxoff(void);

/* CPUs whose CR4.VMXE the kernel believes to be set. */
unsigned int emu_kernel_vmxe(void);

#endif
