// SPDX-License-Identifier: GPL-2.0-or-later
/* What would tell more of the checks that are open. */
#include <stdlib.h>
#include <string.h>

#include "base/util.h"
#include "judge/verdict.h"

/* What is in it can be read only where the module is loaded. */
#define KVM_INTEL "/sys/module/kvm_intel/"

/* Whether it is for this check that the verdict cannot be a pass. */
bool check_wanted_is_open(const struct verdict_row *row)
{
	return row->result == RESULT_UNKNOWN && !row->check->warn_only &&
	       !row->check->never_open;
}

/* In the order in which they are named. */
enum what { WHAT_MSR, WHAT_CPUID, WHAT_HOST, WHATS };

/* WHATS for what the plan has steps of its own for, or needs more than reading. */
static enum what what_is(const struct check_evidence *wanted)
{
	if (wanted->look == CHECK_LOOK_CPU)
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

static bool has_register(const struct host_facts *host,
			 const struct obs_key *key)
{
	const struct capture *capture = host->capture;
	struct cpulist left = host_facts_cpus(host);
	size_t g;

	for (g = 0; g < capture->ngroups; g++)
		if (obs_key_equal(&capture->groups[g].obs.key, key) &&
		    is_whole(&capture->groups[g].obs))
			cpulist_andnot(&left, &capture->groups[g].cpus);
	return host->ngroups && !cpulist_count(&left);
}

static bool is_had(const struct host_facts *host,
		   const struct check_evidence *wanted)
{
	const struct cpulist *cpus;
	const struct host_obs *obs;

	if (wanted->look == CHECK_LOOK_CPU)
		return has_register(host, &wanted->reg);
	if (host->kvm_tdx == PARAMETER_ABSENT &&
	    !strncmp(wanted->key, KVM_INTEL, strlen(KVM_INTEL)))
		return true;
	cpus = verdict_evidence_cpus(host->capture, wanted->key);
	if (cpus && cpulist_count(cpus))
		return true;
	obs = capture_find_host(host->capture, wanted->kind, wanted->key);
	return obs && (obs->error == OBS_READ || obs->error == OBS_ABSENT);
}

/* The first value that an open check lacks, which would tell it most, or NULL. */
static const struct check_evidence *first_missing(const struct verdict *verdict,
						  unsigned int check)
{
	const struct check_evidence *wanted;

	if (!check_wanted_is_open(&verdict->rows[check]))
		return NULL;
	for (wanted = checks[check].evidence; wanted->look; wanted++)
		if (!wanted->hint && what_is(wanted) != WHATS &&
		    !is_had(&verdict->host, wanted))
			return wanted;
	return NULL;
}

static void print_name(const struct check_evidence *wanted, FILE *out)
{
	char text[OBS_KEY_TEXT_MAX];

	if (wanted->look == CHECK_LOOK_CPU)
		fprintf(out, "%s %s",
			wanted->reg.kind == OBS_MSR ? "MSR" : "CPUID",
			obs_key_text(&wanted->reg, text));
	else if (wanted->kind == HOST_LOG)
		fputs("the kernel log from boot on", out);
	else
		fputs(wanted->key, out);
}

/* Of all checks, NULL where one before lacks the same. */
static void find_missing(const struct verdict *verdict,
			 const struct check_evidence **missing)
{
	unsigned int i, j;

	for (i = 0; i < CHECKS; i++) {
		missing[i] = first_missing(verdict, i);
		for (j = 0; j < i && missing[i]; j++)
			if (missing[j] &&
			    check_evidence_equal(missing[j], missing[i]))
				missing[i] = NULL;
	}
}

char *check_wanted_text(const struct verdict *verdict)
{
	const struct check_evidence *missing[CHECKS];
	const char *joint = "";
	char *text = NULL;
	unsigned int what, i;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	if (!out)
		return NULL;
	find_missing(verdict, missing);
	for (what = 0; what < WHATS; what++)
		for (i = 0; i < CHECKS; i++) {
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
