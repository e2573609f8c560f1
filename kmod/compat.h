/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The only place that knows how kernels differ: the floor, and what Kbuild has
 * found out.
 */
#ifndef TDXCTL_COMPAT_H
#define TDXCTL_COMPAT_H

#include <linux/version.h>

#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 1, 0)
#error "tdxctl needs Linux 6.1 or later"
#endif

/* Modules may change CR4 together with the kernel's copy of it. */
#ifdef TDXCTL_MAY_CHANGE_CR4
#define TDXCTL_CAN_ENTER_VMX	1
#else
#define TDXCTL_CAN_ENTER_VMX	0
#endif

#endif
