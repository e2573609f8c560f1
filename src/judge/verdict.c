// SPDX-License-Identifier: GPL-2.0-or-later
/* The verdict about a host: results of all rules, cause, evidence, plan. Pure. */
#include "judge/verdict.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/exit.h"
#include "base/util.h"

/* Of several results on different CPUs the first of these is the rule's. */
static const enum rule_result precedence[] = {
	RESULT_FAIL, RESULT_UNKNOWN, RESULT_WARN, RESULT_PASS,
};

/* Whether any of the CPUs gave a register that the rule looks at. */
static bool is_seen(const struct diagnosis *host, const struct rule *rule,
		    const struct cpulist *cpus)
{
	const struct capture *capture = host->capture;
	const struct rule_evidence *evidence;
	size_t g;

	for (evidence = rule->evidence; evidence->look; evidence++) {
		if (evidence->look != RULE_LOOK_CPU)
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

/* What a rule makes of the CPUs. */
struct judgement {
	enum rule_result result;
	struct cpulist cpus;	/* that have it */
	struct cpulist proven;	/* by registers of theirs */
	bool others_pass;	/* while it fails on these */
};

static bool passes_somewhere(const struct diagnosis *host,
			     const struct rule *rule)
{
	size_t g;

	for (g = 0; g < host->ngroups; g++)
		if (rule->on_cpus(host, &host->groups[g]) == RESULT_PASS)
			return true;
	return false;
}

/*
 * @silent: @host without its log, which says nothing of CPUs that did not tell
 * where registers of others do.
 */
static enum rule_result judge_group(const struct diagnosis *host,
				    const struct diagnosis *silent,
				    const struct rule *rule,
				    const struct diagnosis_cpus *group)
{
	enum rule_result result = rule->on_cpus(host, group);

	if (result == RESULT_FAIL &&
	    rule->on_cpus(silent, group) == RESULT_UNKNOWN &&
	    passes_somewhere(silent, rule))
		return RESULT_UNKNOWN;
	return result;
}

/* Of CPUs with a result those that have it without the log, and were seen. */
static void find_proven(const struct diagnosis *silent,
			const struct rule *rule, struct judgement *j)
{
	size_t g;

	for (g = 0; g < silent->ngroups; g++) {
		const struct diagnosis_cpus *group = &silent->groups[g];

		if (cpulist_has(&j->cpus, cpulist_next(&group->cpus, 0)) &&
		    rule->on_cpus(silent, group) == j->result)
			cpulist_or(&j->proven, &group->cpus);
	}
	if (!is_seen(silent, rule, &j->proven))
		j->proven = (struct cpulist){ 0 };
}

/* @j starts zeroed. */
static void judge_cpus(const struct diagnosis *host, const struct rule *rule,
		       struct judgement *j)
{
	struct cpulist having[RESULTS] = { 0 };
	struct diagnosis silent = *host;
	size_t g, i;

	silent.log = NULL;
	j->result = RESULT_UNKNOWN;
	for (g = 0; g < host->ngroups; g++) {
		const struct diagnosis_cpus *group = &host->groups[g];

		cpulist_or(&having[judge_group(host, &silent, rule, group)],
			   &group->cpus);
	}
	for (i = 0; i < ARRAY_SIZE(precedence); i++)
		if (cpulist_count(&having[precedence[i]])) {
			j->result = precedence[i];
			break;
		}
	j->cpus = having[j->result];
	if (j->result != RESULT_UNKNOWN)
		find_proven(&silent, rule, j);
	j->others_pass = j->result == RESULT_FAIL &&
			 cpulist_count(&having[RESULT_PASS]);
	/* None is accused of what a line of the log, or the like, says. */
	if (j->result == RESULT_FAIL || j->result == RESULT_WARN)
		j->cpus = j->proven;
}

static void judge(const struct diagnosis *host, const struct rule *rule,
		  struct judgement *j)
{
	if (rule->on_cpus)
		judge_cpus(host, rule, j);
	else
		j->result = rule->on_host(host);
}

/* The first parent that failed, or was skipped itself. */
static const struct rule *failed_parent(const struct check *check,
					const struct rule *rule)
{
	unsigned int i;

	for (i = 0; i < RULES; i++)
		if (rule->parents & RULE_BIT(i) &&
		    (check->rows[i].result == RESULT_FAIL ||
		     check->rows[i].result == RESULT_SKIP))
			return check->rows[i].rule;
	return NULL;
}

static char *summarise(const struct diagnosis *host,
		       const struct check_row *row, const struct cpulist *cpus)
{
	rule_words *say = row->rule->say[row->result];
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	if (!out)
		return NULL;
	if (row->result == RESULT_SKIP)
		fprintf(out, "not asked: %s failed", row->skipped_because);
	else
		fputs(row->rule->texts[row->result], out);
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

static int build_row(struct check *check, const struct rule *rule,
		     struct check_row *row)
{
	const struct rule *parent = failed_parent(check, rule);
	struct judgement judgement = { .result = RESULT_SKIP };

	row->rule = rule;
	if (parent) {
		const struct check_row *above = &check->rows[parent - rules];

		row->skipped_because = above->result == RESULT_SKIP ?
					       above->skipped_because :
					       parent->id;
	} else {
		judge(&check->host, rule, &judgement);
	}
	row->result = judgement.result;
	row->others_pass = judgement.others_pass;
	row->contradicted =
		check_contradiction(&check->host, rule, row->result);
	row->cpus = cpulist_format(&judgement.cpus);
	row->summary = summarise(&check->host, row, &judgement.cpus);
	return row->cpus && row->summary ? 0 : -ENOMEM;
}

/* Whether one of a set of rules fails. */
static bool any_fails(const struct check *check, unsigned int set)
{
	unsigned int i;

	for (i = 0; i < RULES; i++)
		if (set & RULE_BIT(i) && check->rows[i].result == RESULT_FAIL)
			return true;
	return false;
}

/* What is no more than a warning alone, and a failure beside others. */
static int fail_beside(struct check *check)
{
	const struct cpulist none = { 0 };
	unsigned int i;

	for (i = 0; i < RULES; i++) {
		struct check_row *row = &check->rows[i];

		if (row->result != RESULT_WARN ||
		    !any_fails(check, row->rule->fails_beside))
			continue;
		row->result = RESULT_FAIL;
		free(row->summary);
		row->summary = summarise(&check->host, row, &none);
		if (!row->summary)
			return -ENOMEM;
	}
	return 0;
}

/* The first failing rule that explains this one. */
static const char *find_explanation(const struct check *check,
				    const struct rule *rule)
{
	unsigned int i;

	for (i = 0; i < RULES; i++)
		if (rule->explained_by & RULE_BIT(i) &&
		    check->rows[i].result == RESULT_FAIL &&
		    (!(rule->explained_if.rules & RULE_BIT(i)) ||
		     rule->explained_if.so(&check->host)))
			return rules[i].id;
	return NULL;
}

static void explain(struct check *check)
{
	unsigned int i;

	for (i = 0; i < RULES; i++) {
		struct check_row *row = &check->rows[i];

		if (row->result != RESULT_FAIL)
			continue;
		row->explained_by = find_explanation(check, row->rule);
		if (row->explained_by)
			continue;
		if (!check->cause)
			check->cause = row->rule->id;
		else
			check->also[check->nalso++] = row->rule->id;
	}
}

static void find_verdict(struct check *check)
{
	unsigned int i;

	check->verdict = RESULT_PASS;
	for (i = 0; i < RULES; i++) {
		if (check->rows[i].result == RESULT_FAIL) {
			check->verdict = RESULT_FAIL;
			return;
		}
		if (check_leaves_open(&check->rows[i]))
			check->verdict = RESULT_UNKNOWN;
	}
}

int check_build(struct check *check, const struct capture *capture,
		const struct cpulist *cpus)
{
	const struct host_obs *bios_vendor =
		capture_find_host(capture, HOST_DMI, "bios_vendor");
	cleanup_free struct obs_key *keys = NULL;
	size_t nkeys;
	unsigned int i;

	keys = check_keys_judged(&nkeys);
	if (!keys || diagnosis_build(&check->host, capture, cpus, keys, nkeys))
		return -ENOMEM;
	check->vendor = bios_vendor_of(capture->ident.vendor,
				       capture->ident.product,
				       bios_vendor ? bios_vendor->text : NULL);
	for (i = 0; i < RULES; i++)
		if (build_row(check, &rules[i], &check->rows[i]))
			return -ENOMEM;
	if (fail_beside(check))
		return -ENOMEM;
	for (i = 0; i < RULES; i++)
		if (check_find_evidence(&check->host, &check->rows[i]))
			return -ENOMEM;
	explain(check);
	find_verdict(check);
	return check_find_missing(check, cpus) ? -ENOMEM : check_make_plan(check);
}

static void free_row(struct check_row *row)
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

void check_free(struct check *check)
{
	size_t i;

	for (i = 0; i < RULES; i++)
		free_row(&check->rows[i]);
	for (i = 0; i < check->plan.nsteps; i++)
		free(check->plan.steps[i]);
	free(check->plan.steps);
	missing_list_free(&check->missing);
	diagnosis_free(&check->host);
	memset(check, 0, sizeof(*check));
}

enum exit_status check_exit(const struct check *check)
{
	if (check->verdict == RESULT_FAIL)
		return EXIT_FAULT;
	return check->verdict == RESULT_PASS ? EXIT_ALL_WELL : EXIT_UNKNOWN;
}
