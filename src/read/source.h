/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Where observations come from: one request, every CPU, every key. */
#ifndef TDXCTL_READ_SOURCE_H
#define TDXCTL_READ_SOURCE_H

#include "read/source-request.h"

enum source_choice {
	SOURCE_AUTO,	/* the helper, else without it */
	SOURCE_HELPER,	/* the helper module only */
	SOURCE_MSR,	/* never the helper */
};

/**
 * source_collect() - one observation for every key on every CPU asked for it
 * @choice: which source; a snapshot leaves no choice
 * @request: what to read
 * @out: gets the observations, ordered by CPU
 * @failures: the ways of reading that failed, if values are missing for it
 * @used: set to what was read with
 *
 * Return: 0 or -ENOMEM.
 */
int source_collect(enum source_choice choice,
		   const struct source_request *request, struct obs_list *out,
		   struct source_failures *failures, struct source_used *used);

#endif
