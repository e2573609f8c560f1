// SPDX-License-Identifier: GPL-2.0-or-later
/* The verdict about a host: results of all checks, cause, evidence, plan. Pure. */
#include "judge/verdict.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/exit.h"
#include "base/util.h"

/* Of several results on different CPUs the first of these is the check's. */
static const enum check_result precedence[] = {
	RESULT_FAIL,
	RESULT_UNKNOWN,
	RESULT_WARN,
	RESULT_PASS,
};

/* Whether any of the CPUs gave a register that the check looks at. */
static bool is_seen(const struct host_facts *host, const struct check *check,
		    const struct cpulist *cpus)
{
	const struct capture *capture = host->capture;
	const struct check_evidence *evidence;
	size_t g;

	for (evidence = check->evidence; evidence->look; evidence++) {
		if (evidence->look != CHECK_LOOK_CPU)
			continue;
		for (g = 0; g < capture->ngroups; g++) {
			const struct obs_group *group = &capture->groups[g];
			struct cpulist both = group->cpus;

			cpulist_and(&both, cpus);
			if (obs_key_equal(&group->obs.key, &evidence->reg) &&
			    (group->obs.error == OBS_READ ||
			     group->obs.error == OBS_GP) &&
			    cpulist_count(&both))
				return true;
		}
	}
	return false;
}

/* What a check makes of the CPUs. */
struct judgement {
	enum check_result result;
	struct cpulist cpus;	/* that have it */
	struct cpulist proven;	/* by registers of theirs */
	bool others_pass;	/* while it fails on these */
};

static bool passes_somewhere(const struct host_facts *host,
			     const struct check *check)
{
	size_t g;

	for (g = 0; g < host->ngroups; g++)
		if (check->on_cpus(host, &host->groups[g]) == RESULT_PASS)
			return true;
	return false;
}

/*
 * @silent: @host without its log, which says nothing of CPUs that did not tell
 * where registers of others do.
 */
static enum check_result judge_group(const struct host_facts *host,
				     const struct host_facts *silent,
				     const struct check *check,
				     const struct cpu_facts *group)
{
	enum check_result result = check->on_cpus(host, group);

	if (result == RESULT_FAIL &&
	    check->on_cpus(silent, group) == RESULT_UNKNOWN &&
	    passes_somewhere(silent, check))
		return RESULT_UNKNOWN;
	return result;
}

/* Of CPUs with a result those that have it without the log, and were seen. */
static void find_proven(const struct host_facts *silent,
			const struct check *check, struct judgement *j)
{
	size_t g;

	for (g = 0; g < silent->ngroups; g++) {
		const struct cpu_facts *group = &silent->groups[g];

		if (cpulist_has(&j->cpus, cpulist_next(&group->cpus, 0)) &&
		    check->on_cpus(silent, group) == j->result)
			cpulist_or(&j->proven, &group->cpus);
	}
	if (!is_seen(silent, check, &j->proven))
		j->proven = (struct cpulist){ 0 };
}

/* @j starts zeroed. */
static void judge_cpus(const struct host_facts *host, const struct check *check,
		       struct judgement *j)
{
	struct cpulist having[RESULTS] = { 0 };
	struct host_facts silent = *host;
	size_t g, i;

	silent.log = NULL;
	j->result = RESULT_UNKNOWN;
	for (g = 0; g < host->ngroups; g++) {
		const struct cpu_facts *group = &host->groups[g];

		cpulist_or(&having[judge_group(host, &silent, check, group)],
			   &group->cpus);
	}
	for (i = 0; i < ARRAY_SIZE(precedence); i++)
		if (cpulist_count(&having[precedence[i]])) {
			j->result = precedence[i];
			break;
		}
	j->cpus = having[j->result];
	if (j->result != RESULT_UNKNOWN)
		find_proven(&silent, check, j);
	j->others_pass = j->result == RESULT_FAIL &&
			 cpulist_count(&having[RESULT_PASS]);
	/* None is accused of what a line of the log, or the like, says. */
	if (j->result == RESULT_FAIL || j->result == RESULT_WARN)
		j->cpus = j->proven;
}

static void judge(const struct host_facts *host, const struct check *check,
		  struct judgement *j)
{
	if (check->on_cpus)
		judge_cpus(host, check, j);
	else
		j->result = check->on_host(host);
}

/* The first parent that failed, or was skipped itself. */
static const struct check *failed_parent(const struct verdict *verdict,
					 const struct check *check)
{
	unsigned int i;

	for (i = 0; i < CHECKS; i++)
		if (check->parents & CHECK_BIT(i) &&
		    (verdict->rows[i].result == RESULT_FAIL ||
		     verdict->rows[i].result == RESULT_SKIP))
			return verdict->rows[i].check;
	return NULL;
}

static char *summarise(const struct host_facts *host,
		       const struct verdict_row *row,
		       const struct cpulist *cpus)
{
	check_words *say = row->check->say[row->result];
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	if (!out)
		return NULL;
	if (row->result == RESULT_SKIP)
		fprintf(out, "not asked: %s failed", row->skipped_because);
	else
		fputs(row->check->texts[row->result], out);
	if (say)
		say(host, cpus, out);
	if (row->contradicted)
		fprintf(out, "; yet %s", row->contradicted);
	if (fclose(out)) {
		free(text);
		return NULL;
	}
	return text;
}

static int build_row(struct verdict *verdict, const struct check *check,
		     struct verdict_row *row)
{
	const struct check *parent = failed_parent(verdict, check);
	struct judgement judgement = { .result = RESULT_SKIP };

	row->check = check;
	if (parent) {
		const struct verdict_row *above =
			&verdict->rows[parent - checks];

		row->skipped_because = above->result == RESULT_SKIP ?
					       above->skipped_because :
					       parent->id;
	} else {
		judge(&verdict->host, check, &judgement);
	}
	row->result = judgement.result;
	row->others_pass = judgement.others_pass;
	row->contradicted =
		check_contradict(&verdict->host, check, row->result);
	row->cpus = cpulist_format(&judgement.cpus);
	row->summary = summarise(&verdict->host, row, &judgement.cpus);
	return row->cpus && row->summary ? 0 : -ENOMEM;
}

/* Whether one of a set of checks fails. */
static bool any_fails(const struct verdict *verdict, unsigned int set)
{
	unsigned int i;

	for (i = 0; i < CHECKS; i++)
		if (set & CHECK_BIT(i) &&
		    verdict->rows[i].result == RESULT_FAIL)
			return true;
	return false;
}

/* What is no more than a warning alone, and a failure beside others. */
static int fail_beside(struct verdict *verdict)
{
	const struct cpulist none = { 0 };
	unsigned int i;

	for (i = 0; i < CHECKS; i++) {
		struct verdict_row *row = &verdict->rows[i];

		if (row->result != RESULT_WARN ||
		    !any_fails(verdict, row->check->fails_beside))
			continue;
		row->result = RESULT_FAIL;
		free(row->summary);
		row->summary = summarise(&verdict->host, row, &none);
		if (!row->summary)
			return -ENOMEM;
	}
	return 0;
}

/* The first failing check that explains this one. */
static const char *find_explanation(const struct verdict *verdict,
				    const struct check *check)
{
	unsigned int i;

	for (i = 0; i < CHECKS; i++)
		if (check->explained_by & CHECK_BIT(i) &&
		    verdict->rows[i].result == RESULT_FAIL &&
		    (!(check->explained_if.checks & CHECK_BIT(i)) ||
		     check->explained_if.so(&verdict->host)))
			return checks[i].id;
	return NULL;
}

static void explain(struct verdict *verdict)
{
	unsigned int i;

	for (i = 0; i < CHECKS; i++) {
		struct verdict_row *row = &verdict->rows[i];

		if (row->result != RESULT_FAIL)
			continue;
		row->explained_by = find_explanation(verdict, row->check);
		if (row->explained_by)
			continue;
		if (!verdict->cause)
			verdict->cause = row->check->id;
		else
			verdict->also[verdict->nalso++] = row->check->id;
	}
}

static void find_verdict(struct verdict *verdict)
{
	unsigned int i;

	verdict->result = RESULT_PASS;
	for (i = 0; i < CHECKS; i++) {
		if (verdict->rows[i].result == RESULT_FAIL) {
			verdict->result = RESULT_FAIL;
			return;
		}
		if (check_wanted_is_open(&verdict->rows[i]))
			verdict->result = RESULT_UNKNOWN;
	}
}

int verdict_build(struct verdict *verdict, const struct capture *capture,
		  const struct cpulist *cpus)
{
	const struct host_obs *bios_vendor =
		capture_find_host(capture, HOST_DMI, "bios_vendor");
	cleanup_free struct obs_key *keys = NULL;
	size_t nkeys;
	unsigned int i;

	keys = what_to_read_judged(&nkeys);
	if (!keys ||
	    host_facts_build(&verdict->host, capture, cpus, keys, nkeys))
		return -ENOMEM;
	verdict->vendor =
		bios_vendor_of(capture->ident.vendor, capture->ident.product,
			       bios_vendor ? bios_vendor->text : NULL);
	for (i = 0; i < CHECKS; i++)
		if (build_row(verdict, &checks[i], &verdict->rows[i]))
			return -ENOMEM;
	if (fail_beside(verdict))
		return -ENOMEM;
	for (i = 0; i < CHECKS; i++)
		if (verdict_evidence_fill(&verdict->host, &verdict->rows[i]))
			return -ENOMEM;
	explain(verdict);
	find_verdict(verdict);
	return check_wanted_fill(verdict, cpus) ? -ENOMEM :
						  verdict_plan_fill(verdict);
}

static void free_row(struct verdict_row *row)
{
	size_t i;

	for (i = 0; i < row->nevidence; i++) {
		free(row->evidence[i].key);
		free(row->evidence[i].cpus);
		free(row->evidence[i].value);
	}
	for (i = 0; i < row->nfix; i++)
		free(row->fix[i]);
	free(row->evidence);
	free(row->cpus);
	free(row->summary);
}

void verdict_free(struct verdict *verdict)
{
	size_t i;

	for (i = 0; i < CHECKS; i++)
		free_row(&verdict->rows[i]);
	for (i = 0; i < verdict->plan.nsteps; i++)
		free(verdict->plan.steps[i]);
	free(verdict->plan.steps);
	missing_list_free(&verdict->missing);
	host_facts_free(&verdict->host);
	memset(verdict, 0, sizeof(*verdict));
}

enum exit_status verdict_exit(const struct verdict *verdict)
{
	if (verdict->result == RESULT_FAIL)
		return EXIT_FAULT;
	return verdict->result == RESULT_PASS ? EXIT_ALL_WELL : EXIT_UNKNOWN;
}
