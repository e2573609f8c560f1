/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Observes a host: registers of its CPUs, and all that it says of itself. */
#ifndef TDXCTL_READ_READ_HOST_H
#define TDXCTL_READ_READ_HOST_H

#include "capture/capture.h"
#include "read/reading.h"
#include "read/source.h"

/**
 * read_host() - observe a host that is there
 * @capture: zeroed; to be released by the caller in any case
 * @opts: where from; not a snapshot
 * @cpus: which CPUs
 * @keys: what of each CPU, in the order that the capture shall have
 * @nkeys: number of these
 * @failures: the ways of reading that failed
 *
 * One request to the helper for all registers; others, of one CPU in each package,
 * for what is global to the TDX module.
 *
 * Return: 0 or -ENOMEM.
 */
int read_host(struct capture *capture, const struct reading *opts,
	      const struct reading_cpus *cpus, const struct obs_key *keys,
	      size_t nkeys, struct source_failures *failures);

#endif
