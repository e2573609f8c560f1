// SPDX-License-Identifier: GPL-2.0-or-later
/* What would tell more of the checks that are open. */
#include <stdlib.h>
#include <string.h>

#include "base/util.h"
#include "judge/verdict.h"

/* What is in it can be read only where the module is loaded. */
#define KVM_INTEL "/sys/module/kvm_intel/"

/* Whether it is for this check that the verdict cannot be a pass. */
bool check_leaves_open(const struct check_row *row)
{
	return row->result == RESULT_UNKNOWN && !row->rule->warn_only &&
	       !row->rule->never_open;
}

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

/* All of a register; that there is none will do, too. */
static bool is_whole(const struct obs *obs)
{
	return !obs->unknown &&
	       (obs->error == OBS_READ || obs->error == OBS_GP ||
		obs->error == OBS_UNSUPPORTED);
}

static bool has_register(const struct diagnosis *host, const struct obs_key *key)
{
	const struct capture *capture = host->capture;
	struct cpulist left = check_judged(host);
	size_t g;

	for (g = 0; g < capture->ngroups; g++)
		if (obs_key_equal(&capture->groups[g].obs.key, key) &&
		    is_whole(&capture->groups[g].obs))
			cpulist_andnot(&left, &capture->groups[g].cpus);
	return host->ngroups && !cpulist_count(&left);
}

static bool is_had(const struct diagnosis *host,
		   const struct rule_evidence *wanted)
{
	const struct cpulist *cpus;
	const struct host_obs *obs;

	if (wanted->look == RULE_LOOK_CPU)
		return has_register(host, &wanted->reg);
	if (host->kvm_tdx == PARAMETER_ABSENT &&
	    !strncmp(wanted->key, KVM_INTEL, strlen(KVM_INTEL)))
		return true;
	cpus = check_cpus_of_file(host->capture, wanted->key);
	if (cpus && cpulist_count(cpus))
		return true;
	obs = capture_find_host(host->capture, wanted->kind, wanted->key);
	return obs && (obs->error == OBS_READ || obs->error == OBS_ABSENT);
}

/* The first value that an open check lacks, which would tell it most, or NULL. */
static const struct rule_evidence *first_missing(const struct check *check,
						 unsigned int rule)
{
	const struct rule_evidence *wanted;

	if (!check_leaves_open(&check->rows[rule]))
		return NULL;
	for (wanted = rules[rule].evidence; wanted->look; wanted++)
		if (!wanted->hint && what_is(wanted) != WHATS &&
		    !is_had(&check->host, wanted))
			return wanted;
	return NULL;
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

/* Of all checks, NULL where one before lacks the same. */
static void find_missing(const struct check *check,
			 const struct rule_evidence **missing)
{
	unsigned int i, j;

	for (i = 0; i < RULES; i++) {
		missing[i] = first_missing(check, i);
		for (j = 0; j < i && missing[i]; j++)
			if (missing[j] &&
			    rule_evidence_equal(missing[j], missing[i]))
				missing[i] = NULL;
	}
}

char *check_open_text(const struct check *check)
{
	const struct rule_evidence *missing[RULES];
	const char *joint = "";
	char *text = NULL;
	unsigned int what, i;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	if (!out)
		return NULL;
	find_missing(check, missing);
	for (what = 0; what < WHATS; what++)
		for (i = 0; i < RULES; i++) {
			if (!missing[i] || what_is(missing[i]) != what)
				continue;
			fputs(joint, out);
			print_name(missing[i], out);
			joint = ", ";
		}
	if (fclose(out)) {
		free(text);
		return NULL;
	}
	return text;
}
