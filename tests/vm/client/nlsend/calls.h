/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Counts function-call interrupts, the kernel's cross-calls, by CPU. */
#ifndef NLSEND_CALLS_H
#define NLSEND_CALLS_H

#define CALLS_CPUS_MAX 64

struct calls {
	int ncpus;
	unsigned long count[CALLS_CPUS_MAX];
};

/* calls_read() - what the line CAL of /proc/interrupts says now */
void calls_read(struct calls *calls);

#endif
