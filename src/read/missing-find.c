// SPDX-License-Identifier: GPL-2.0-or-later
/* Finds what a reading was to have and has not. */
#include "read/missing-find.h"

#include <errno.h>
#include <string.h>

#include "base/util.h"

/* #GP and what a CPU does not have are answers; isolated CPUs were spared. */
static bool is_said(const struct obs *obs,
		    const struct source_failures *failures)
{
	size_t i;

	if (obs->error == OBS_GP || obs->error == OBS_ISOLATED ||
	    obs->error == OBS_UNSUPPORTED)
		return true;
	for (i = 0; i < failures->count; i++)
		if (failures->items[i].kinds & SOURCE_KIND(obs->key.kind) &&
		    failures->items[i].error == obs->error)
			return true;
	return false;
}

static int add_row(struct missing_list *list, const struct obs *obs,
		   const struct cpulist *cpus,
		   const struct source_failures *failures)
{
	const struct missing row = {
		.kind = obs_kind_name(obs->key.kind),
		.error = obs_error_name(obs->error),
		.reason = obs->reason ?
				  obs->reason :
				  obs_error_text(obs->key.kind, obs->error),
		.said = is_said(obs, failures),
	};
	char text[OBS_KEY_TEXT_MAX];

	return missing_append(list, row, strdup(obs_key_text(&obs->key, text)),
			      cpulist_format(cpus));
}

/* What a CPU of those wanted says of a key. */
static struct obs look_up(const struct obs_list *observations,
			  const struct obs_key *key, unsigned int cpu)
{
	const struct obs *obs = obs_find(observations, key, cpu);

	return obs ? *obs :
		     (struct obs){ .key = *key,
				   .cpu = cpu,
				   .error = OBS_ISOLATED };
}

/* Moves the CPUs that lack a key for the same reason as the first of them. */
static int collect_alike(struct missing_list *list,
			 const struct obs_list *observations,
			 const struct obs_key *key, struct cpulist *cpus,
			 const struct source_failures *failures)
{
	struct obs first = look_up(observations, key, cpulist_next(cpus, 0));
	struct cpulist alike = { 0 };
	unsigned int cpu;

	cpulist_for_each(cpu, cpus) {
		struct obs obs = look_up(observations, key, cpu);

		if (obs.error == first.error && obs.reason == first.reason)
			cpulist_add(&alike, cpu);
	}
	cpulist_andnot(cpus, &alike);
	if (first.error == OBS_READ)
		return 0;
	return add_row(list, &first, &alike, failures);
}

int missing_find(struct missing_list *list,
		 const struct source_request *request,
		 const struct obs_list *observations,
		 const struct cpulist *isolated,
		 const struct source_failures *failures)
{
	size_t i;
	int err;

	for (i = 0; i < request->nkeys; i++) {
		struct cpulist cpus = *request->cpus;

		cpulist_or(&cpus, isolated);
		while (cpulist_count(&cpus)) {
			err = collect_alike(list, observations,
					    &request->keys[i], &cpus, failures);
			if (err)
				return err;
		}
	}
	return 0;
}
