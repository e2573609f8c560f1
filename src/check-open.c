// SPDX-License-Identifier: GPL-2.0-or-later
/* What would tell more of the checks that are open. */
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "util.h"

/* In the order in which they are named. */
enum what { WHAT_MSR, WHAT_CPUID, WHAT_HOST, WHATS };

/* WHATS for what the plan has steps of its own for, or needs more than reading. */
static enum what what_is(const struct rule_evidence *wanted)
{
	if (wanted->look == RULE_LOOK_CPU)
		return wanted->reg.kind == OBS_MSR   ? WHAT_MSR :
		       wanted->reg.kind == OBS_CPUID ? WHAT_CPUID :
						       WHATS;
	return wanted->kind == HOST_IOCTL || wanted->kind == HOST_DIMM ?
		       WHATS : WHAT_HOST;
}

/* All of a register, of every CPU that is judged; that there is none will do, too. */
static bool has_register(const struct diagnosis *host, const struct obs_key *key)
{
	size_t g;

	for (g = 0; g < host->ngroups; g++) {
		const struct obs_group *group =
			capture_find(host->capture, key,
				     cpulist_next(&host->groups[g].cpus, 0));

		if (!group || group->obs.unknown ||
		    (group->obs.error != OBS_READ &&
		     group->obs.error != OBS_GP &&
		     group->obs.error != OBS_UNSUPPORTED))
			return false;
	}
	return host->ngroups > 0;
}

static bool is_had(const struct diagnosis *host,
		   const struct rule_evidence *wanted)
{
	const struct cpulist *cpus;
	const struct host_obs *obs;

	if (wanted->look == RULE_LOOK_CPU)
		return has_register(host, &wanted->reg);
	cpus = check_cpus_of_file(host->capture, wanted->key);
	if (cpus && cpulist_count(cpus))
		return true;
	obs = capture_find_host(host->capture, wanted->kind, wanted->key);
	return obs && (obs->error == OBS_READ || obs->error == OBS_ABSENT);
}

/* The first that a check lacks, which tells it most; NULL if it is not open. */
static const struct rule_evidence *first_missing(const struct check *check,
						 unsigned int rule)
{
	const struct rule_evidence *wanted;

	if (!check_leaves_open(&check->rows[rule]))
		return NULL;
	for (wanted = rules[rule].evidence; wanted->look; wanted++)
		if (what_is(wanted) != WHATS && !is_had(&check->host, wanted))
			return wanted;
	return NULL;
}

/* Whether another check before lacks it, too. */
static bool is_named(const struct check *check, unsigned int rule,
		     const struct rule_evidence *wanted)
{
	unsigned int i;

	for (i = 0; i < rule; i++) {
		const struct rule_evidence *before = first_missing(check, i);

		if (before && rule_evidence_equal(before, wanted))
			return true;
	}
	return false;
}

static void print_name(const struct rule_evidence *wanted, FILE *out)
{
	char text[OBS_KEY_TEXT_MAX];

	if (wanted->look == RULE_LOOK_CPU)
		fprintf(out, "%s %s",
			wanted->reg.kind == OBS_MSR ? "MSR" : "CPUID",
			obs_key_text(&wanted->reg, text));
	else if (wanted->kind == HOST_LOG)
		fputs("the kernel log from boot on", out);
	else
		fputs(wanted->key, out);
}

/* @joint goes before the first, and ", " before all others. */
static void print_all(const struct check *check, enum what what,
		      const char **joint, FILE *out)
{
	unsigned int i;

	for (i = 0; i < RULES; i++) {
		const struct rule_evidence *wanted = first_missing(check, i);

		if (!wanted || what_is(wanted) != what ||
		    is_named(check, i, wanted))
			continue;
		fputs(*joint, out);
		print_name(wanted, out);
		*joint = ", ";
	}
}

char *check_open_text(const struct check *check)
{
	const char *joint = "";
	char *text = NULL;
	unsigned int what;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	if (!out)
		return NULL;
	for (what = 0; what < WHATS; what++)
		print_all(check, (enum what)what, &joint, out);
	if (fclose(out)) {
		free(text);
		return NULL;
	}
	return text;
}
