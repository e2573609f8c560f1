/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Where observations come from: one request, every CPU, every key. */
#ifndef TDXCTL_SOURCE_H
#define TDXCTL_SOURCE_H

#include <stddef.h>

#include "cpulist.h"
#include "obs.h"

enum source_choice {
	SOURCE_AUTO,	/* the helper, else without it */
	SOURCE_HELPER,	/* the helper module only */
	SOURCE_MSR,	/* never the helper */
};

#define SOURCE_TEXT_MAX 256

/**
 * struct source_request - what to read, where
 * @keys: the keys, in the order in which each CPU reads them
 * @nkeys: number of keys
 * @cpus: CPUs to read
 */
struct source_request {
	const struct obs_key *keys;
	size_t nkeys;
	const struct cpulist *cpus;
};

/**
 * struct source_failure - why a source as a whole gave nothing
 * @error: OBS_READ if it did answer
 * @text: what went wrong, in one line
 * @hint: what to do about it, or ""; a constant
 */
struct source_failure {
	enum obs_error error;
	char text[SOURCE_TEXT_MAX];
	const char *hint;
};

/**
 * struct source_ops - one way of reading
 * @name: the word for the JSON member "source"
 * @collect: read all keys on all CPUs at once. What a CPU cannot give is an
 *           observation with an error; if the source as a whole fails it says
 *           so in the last argument and adds nothing. Returns 0 or -ENOMEM.
 */
struct source_ops {
	const char *name;
	int (*collect)(const struct source_request *request,
		       struct obs_list *out, struct source_failure *failure);
};

extern const struct source_ops source_netlink;

/**
 * source_collect() - one observation for every key on every CPU
 * @choice: which source
 * @request: what to read
 * @out: gets the observations; those of a failed source carry its error
 * @failure: whether and why the source as a whole failed
 * @name: set to the name of the source used
 *
 * Return: 0 or -ENOMEM.
 */
int source_collect(enum source_choice choice,
		   const struct source_request *request, struct obs_list *out,
		   struct source_failure *failure, const char **name);

#endif
