// SPDX-License-Identifier: GPL-2.0-or-later
/* Where observations come from: one request, every CPU, every key. */
#include "source.h"

#include <stdio.h>

#include "diag.h"

/* /dev/cpu/N/msr gives no SEAMCALL and no CR4. */
static int msr_collect(const struct source_request *request,
		       struct obs_list *out, struct source_failure *failure)
{
	(void)request;
	(void)out;
	failure->error = OBS_ABSENT;
	snprintf(failure->text, sizeof(failure->text),
		 "SEAMCALL needs the helper module, which --source msr leaves out");
	return 0;
}

static const struct source_ops source_msr = {
	.name = "msr",
	.collect = msr_collect,
};

/* Every key on every CPU gets an observation, whatever a source left out. */
static int add_missing(const struct source_request *request,
		       enum obs_error error, struct obs_list *out)
{
	unsigned int cpu;
	size_t i;
	int err;

	cpulist_for_each(cpu, request->cpus) {
		for (i = 0; i < request->nkeys; i++) {
			struct obs obs = { .key = request->keys[i],
					   .cpu = cpu,
					   .error = error };

			if (obs_find(out, &obs.key, cpu))
				continue;
			err = obs_add(out, &obs);
			if (err)
				return err;
		}
	}
	return 0;
}

int source_collect(enum source_choice choice,
		   const struct source_request *request, struct obs_list *out,
		   struct source_failure *failure, const char **name)
{
	const struct source_ops *source =
		choice == SOURCE_MSR ? &source_msr : &source_netlink;
	int err;

	*failure = (struct source_failure){ .error = OBS_READ, .hint = "" };
	*name = source->name;
	if (!cpulist_count(request->cpus))
		return 0;
	diag_debug("source %s: %zu keys on %u CPUs", source->name,
		   request->nkeys, cpulist_count(request->cpus));
	err = source->collect(request, out, failure);
	if (err)
		return err;
	if (failure->error != OBS_READ)
		diag_debug("source %s: %s", source->name, failure->text);
	/* Without a helper, what remains is the way without it. */
	if (choice == SOURCE_AUTO && failure->error == OBS_ABSENT)
		source = &source_msr;
	*name = source->name;
	return add_missing(request,
			   failure->error == OBS_READ ? OBS_IO : failure->error,
			   out);
}
