/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Everything that can be observed of a host, at once. */
#ifndef TDXCTL_GATHER_H
#define TDXCTL_GATHER_H

#include "capture.h"
#include "opts.h"
#include "source.h"

/**
 * gather() - observe a host that is there
 * @capture: zeroed; to be released by the caller in any case
 * @opts: where from; not a snapshot
 * @cpus: which CPUs
 * @failures: the ways of reading that failed
 *
 * One request to the helper for all registers.
 *
 * Return: 0 or -ENOMEM.
 */
int gather(struct capture *capture, const struct opts_reading *opts,
	   const struct opts_cpus *cpus, struct source_failures *failures);

#endif
