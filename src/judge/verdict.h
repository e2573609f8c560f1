/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The verdict about a host: results of all rules, cause, evidence, plan. Pure. */
#ifndef TDXCTL_JUDGE_VERDICT_H
#define TDXCTL_JUDGE_VERDICT_H

#include <stdio.h>

#include "base/exit.h"
#include "capture/missing.h"
#include "judge/check.h"
#include "judge/host-facts.h"
#include "ref/bios.h"

#define CHECK_FIX_MAX 24

/**
 * struct check_evidence - one value that a rule looked at
 * @kind: as in a snapshot
 * @key: as in a snapshot; owned
 * @name: of a register, or NULL
 * @cpus: CPUs that have the value, "" for what is of the host; owned
 * @value: as text, NULL where there is none; owned
 * @error: why there is none, NULL if there is one
 */
struct check_evidence {
	const char *kind;
	char *key;
	const char *name;
	char *cpus;
	char *value;
	const char *error;
};

/**
 * struct check_row - what became of a rule
 * @rule: which
 * @result: what became of it
 * @cpus: CPUs on which that is so; owned, "" for a rule about the host, and for a
 *	fault that no register of a CPU shows
 * @others_pass: it fails on these, and passes on others
 * @summary: in a few words; owned
 * @evidence: what it looked at; owned
 * @nevidence: number of values
 * @fix: what to do, where it fails or warns; owned
 * @nfix: number of lines
 * @skipped_because: the rule that failed before, or NULL
 * @explained_by: the failing rule that explains this one, or NULL
 * @contradicted: what the kernel or its log says to the contrary, NULL if
 *	nothing; a part of @summary
 */
struct check_row {
	const struct rule *rule;
	enum rule_result result;
	char *cpus;
	bool others_pass;
	char *summary;
	struct check_evidence *evidence;
	size_t nevidence;
	char *fix[CHECK_FIX_MAX];
	size_t nfix;
	const char *skipped_because;
	const char *explained_by;
	const char *contradicted;
};

/**
 * struct check_plan - what to do on this host, in order
 * @steps: owned
 * @nsteps: number of steps
 * @reboots: how often the host starts anew for it
 * @power_cycle: one of these must cut the power
 */
struct check_plan {
	char **steps;
	size_t nsteps;
	unsigned int reboots;
	bool power_cycle;
};

/**
 * struct check - the whole answer
 * @host: the facts
 * @vendor: whose BIOS it is
 * @rows: results, by the ids of the rules
 * @verdict: RESULT_PASS, RESULT_FAIL or RESULT_UNKNOWN
 * @cause: the failing rule that no other explains, NULL unless the host fails
 * @also: the other failing rules that none explains
 * @nalso: number of these
 * @plan: what to do
 * @missing: values that a rule wanted, and were not had
 */
struct check {
	struct diagnosis host;
	enum bios_vendor vendor;
	struct check_row rows[RULES];
	enum rule_result verdict;
	const char *cause;
	const char *also[RULES];
	size_t nalso;
	struct check_plan plan;
	struct missing_list missing;
};

/**
 * check_build() - judge a capture
 * @check: zeroed
 * @capture: must outlive @check
 * @cpus: CPUs to judge
 *
 * Return: 0 or -ENOMEM; check_free() releases what is in @check.
 */
int check_build(struct check *check, const struct capture *capture,
		const struct cpulist *cpus);

void check_free(struct check *check);

#define cleanup_check __attribute__((cleanup(check_free)))

/* Whether it is for this check that the verdict cannot be a pass. */
bool check_leaves_open(const struct check_row *row);

/* EXIT_ALL_WELL, EXIT_FAULT or EXIT_UNKNOWN by the verdict. */
enum exit_status check_exit(const struct check *check);

/**
 * check_keys() - what has to be read of each CPU for check_build()
 * @count: how many
 *
 * Return: some of read_list, in their order, which the caller frees; NULL if out
 * of memory.
 */
struct obs_key *check_keys(size_t *count);

/* The same without those that only say more about a result. */
struct obs_key *check_keys_judged(size_t *count);

/* Fill in @row->evidence. Return: 0 or -ENOMEM. */
int check_find_evidence(const struct diagnosis *host, struct check_row *row);

/* Whether a value is of CPUs that failed, and of no others. */
bool check_evidence_fails(const struct check_row *row,
			  const struct check_evidence *evidence);

/**
 * check_contradiction() - what tells against a result
 * @host: the facts
 * @rule: whose
 * @result: what became of it
 *
 * Return: a clause about the kernel or its log, NULL where nothing does.
 */
const char *check_contradiction(const struct diagnosis *host,
				const struct rule *rule,
				enum rule_result result);

/*
 * The CPUs that a file lists of which a capture has what it says in any case;
 * NULL for other files.
 */
const struct cpulist *check_cpus_of_file(const struct capture *capture,
					 const char *path);

/* All CPUs that are judged. */
struct cpulist check_judged(const struct diagnosis *host);

/*
 * Of each check that is open the first register, file or the like that was not
 * had, as a list; the caller frees it. "" if there are none, NULL if out of memory.
 */
char *check_open_text(const struct check *check);

/* Fill in @check->missing, by all rows, of @cpus. Return: 0 or -ENOMEM. */
int check_find_missing(struct check *check, const struct cpulist *cpus);

/* Fill in @row->fix and @check->plan. Return: 0 or -ENOMEM. */
int check_make_plan(struct check *check);

#endif
