/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Enter VMX operation on a CPU that nobody holds there, and leave it again.
 */
#ifndef TDXCTL_VMX_H
#define TDXCTL_VMX_H

#include <linux/types.h>

#include "uapi/tdxctl.h"

/* Bytes of a VMXON region: all that any processor may ask for (SDM vol. 3). */
#define TDXCTL_VMX_REGION_SIZE	4096

/* Whether this kernel lets the helper enter at all. */
bool tdxctl_vmx_may_enter(void);

/* Whether a crash kernel is loaded, which a CPU in VMX operation would spoil. */
bool tdxctl_vmx_crash_kernel(void);

/**
 * tdxctl_vmx_enter() - put this CPU into VMX operation
 * @region: page for the VMXON region, the processor's until left; may be NULL
 *          once a CPU could not leave
 * @force: although a crash kernel is loaded
 *
 * Everything that VMXON looks at is looked at before; IA32_FEAT_CTL is never
 * written.
 *
 * Context: interrupts off, and they stay off until tdxctl_vmx_leave().
 * Return: TDXCTL_VMX_ENTRY_DONE, which owes a tdxctl_vmx_leave();
 * TDXCTL_VMX_ENTRY_NOT_NEEDED if somebody holds VMX operation here; else why
 * not, with the CPU as it was.
 */
enum tdxctl_vmx_entry tdxctl_vmx_enter(void *region, bool force);

/**
 * tdxctl_vmx_leave() - take this CPU out of VMX operation again
 *
 * A CPU that cannot leave keeps its region and CR4.VMXE, of which the kernel's
 * copy knows; the module cannot be unloaded from then on, and nobody enters any
 * more.
 *
 * Context: interrupts off ever since tdxctl_vmx_enter().
 * Return: whether it left.
 */
bool tdxctl_vmx_leave(void);

/* Whether a CPU with this verdict was kept from issuing SEAMCALLs. */
static inline bool tdxctl_vmx_refused(enum tdxctl_vmx_entry entry)
{
	return entry >= TDXCTL_VMX_ENTRY_UNSUPPORTED &&
	       entry <= TDXCTL_VMX_ENTRY_VMXON_FAILED;
}

#endif
