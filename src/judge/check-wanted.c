// SPDX-License-Identifier: GPL-2.0-or-later
/* What the checks wanted to see of a host, and is not had. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/util.h"
#include "judge/verdict.h"

static int add_cpus(struct missing_list *list, const struct obs_key *key,
		    const struct cpulist *cpus, enum obs_error error)
{
	char key_text[OBS_KEY_TEXT_MAX];
	cleanup_free char *text = NULL;

	if (!cpulist_count(cpus))
		return 0;
	text = cpulist_format(cpus);
	if (!text)
		return -ENOMEM;
	return missing_add(list, obs_kind_name(key->kind),
			   obs_key_text(key, key_text), text,
			   obs_error_name(error));
}

/* A capture need not have a register, nor have it of all CPUs. */
static int add_register(struct verdict *verdict, const struct obs_key *key,
			const struct cpulist *cpus)
{
	const struct capture *capture = verdict->host.capture;
	struct cpulist left = host_facts_cpus(&verdict->host);
	size_t g;

	for (g = 0; g < capture->ngroups; g++) {
		const struct obs_group *group = &capture->groups[g];
		struct cpulist these = group->cpus;

		if (!obs_key_equal(&group->obs.key, key))
			continue;
		cpulist_andnot(&left, &these);
		cpulist_and(&these, cpus);
		if (group->obs.error != OBS_READ &&
		    add_cpus(&verdict->missing, key, &these, group->obs.error))
			return -ENOMEM;
	}
	return add_cpus(&verdict->missing, key, &left, OBS_ABSENT);
}

/* Files of which a capture has what they say in any case. */
static bool has_list(const struct capture *capture, const char *key)
{
	const struct cpulist *cpus = verdict_evidence_cpus(capture, key);

	return cpus && cpulist_count(cpus);
}

static int add_host(struct verdict *verdict,
		    const struct check_evidence *wanted)
{
	const struct capture *capture = verdict->host.capture;
	const struct host_obs *obs =
		capture_find_host(capture, wanted->kind, wanted->key);
	enum obs_error error = obs ? obs->error : OBS_ABSENT;

	if (error == OBS_READ || has_list(capture, wanted->key))
		return 0;
	return missing_add(&verdict->missing, capture_kind_name(wanted->kind),
			   wanted->key, "", obs_error_name(error));
}

/* Whether a check that was asked before wanted it as well. */
static bool was_wanted(const struct verdict *verdict, unsigned int check,
		       const struct check_evidence *wanted)
{
	const struct check_evidence *before;
	unsigned int i;

	for (i = 0; i < check; i++)
		for (before = checks[i].evidence; before->look; before++)
			if (verdict->rows[i].result != RESULT_SKIP &&
			    check_evidence_equal(before, wanted))
				return true;
	return false;
}

int check_wanted_fill(struct verdict *verdict, const struct cpulist *cpus)
{
	const struct check_evidence *wanted;
	unsigned int i;
	int err = 0;

	for (i = 0; i < CHECKS; i++) {
		wanted = checks[i].evidence;
		if (verdict->rows[i].result == RESULT_SKIP)
			continue;
		for (; !err && wanted->look; wanted++)
			if (!was_wanted(verdict, i, wanted))
				err = wanted->look == CHECK_LOOK_CPU ?
					      add_register(verdict,
							   &wanted->reg, cpus) :
					      add_host(verdict, wanted);
	}
	return err;
}
