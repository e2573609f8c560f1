/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The only place that knows about kernel versions: the floor.
 */
#ifndef TDXCTL_COMPAT_H
#define TDXCTL_COMPAT_H

#include <linux/version.h>

#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 1, 0)
#error "tdxctl needs Linux 6.1 or later"
#endif

#endif
