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
bool tdxctl_vmx_supported(void);

/* Whether a CPU could not leave: nobody enters any more. */
bool tdxctl_vmx_stuck(void);

/* Whether a crash kernel is loaded, which a CPU in VMX operation would spoil. */
bool tdxctl_vmx_crash_kernel(void);

/**
 * tdxctl_vmx_check() - look at everything that VMXON looks at
 * @force: although a crash kernel is loaded
 *
 * Changes nothing.
 *
 * Context: interrupts off.
 * Return: TDXCTL_VMX_ENTRY_DONE if this CPU may enter now;
 * TDXCTL_VMX_ENTRY_NOT_NEEDED if CR4.VMXE is set; else why not.
 */
enum tdxctl_vmx_entry tdxctl_vmx_check(bool force);

/**
 * tdxctl_vmx_enter() - put this CPU into VMX operation
 * @region: page for the VMXON region, the processor's until left
 *
 * Context: interrupts off since tdxctl_vmx_check() said TDXCTL_VMX_ENTRY_DONE,
 * and off until tdxctl_vmx_leave().
 * Return: TDXCTL_VMX_ENTRY_DONE, which owes a tdxctl_vmx_leave(); else why not,
 * with the CPU as it was; but TDXCTL_VMX_ENTRY_VMXOFF_FAILED if the processor
 * says that it was in VMX operation already, as after a failed
 * tdxctl_vmx_leave().
 */
enum tdxctl_vmx_entry tdxctl_vmx_enter(void *region);

/**
 * tdxctl_vmx_leave() - take this CPU out of VMX operation again
 *
 * A CPU that cannot leave keeps its region and CR4.VMXE, of which the kernel's
 * copy knows; the module cannot be unloaded from then on, and nobody enters any
 * more.
 *
 * Context: interrupts off ever since tdxctl_vmx_enter().
 * Return: TDXCTL_VMX_ENTRY_DONE, or TDXCTL_VMX_ENTRY_VMXOFF_FAILED.
 */
enum tdxctl_vmx_entry tdxctl_vmx_leave(void);

/* Whether a CPU with this verdict was kept from issuing SEAMCALLs. */
static inline bool tdxctl_vmx_refused(enum tdxctl_vmx_entry entry)
{
	return entry >= TDXCTL_VMX_ENTRY_UNSUPPORTED &&
	       entry <= TDXCTL_VMX_ENTRY_VMXON_FAILED;
}

#endif
