/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Who a host is, and which CPUs it has. */
#ifndef TDXCTL_CAPTURE_IDENT_H
#define TDXCTL_CAPTURE_IDENT_H

#include "base/cpulist.h"

#define HOST_TEXT_MAX 128

/* Who the host is; a text is "" where it could not be read. */
struct host_ident {
	char hostname[HOST_TEXT_MAX];
	char kernel[HOST_TEXT_MAX];
	char vendor[HOST_TEXT_MAX];
	char product[HOST_TEXT_MAX];
	char bios[HOST_TEXT_MAX];
};

/* CPUs as the kernel lists them. */
struct host_cpus {
	struct cpulist present;
	struct cpulist online;
	struct cpulist isolated;	/* set apart, see host_each_isolation() */
};

#endif
