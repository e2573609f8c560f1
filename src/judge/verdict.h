/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The verdict about a host: results of all checks, cause, evidence, plan. Pure. */
#ifndef TDXCTL_JUDGE_VERDICT_H
#define TDXCTL_JUDGE_VERDICT_H

#include <stdio.h>

#include "base/exit.h"
#include "capture/missing.h"
#include "judge/check.h"
#include "judge/host-facts.h"
#include "ref/bios.h"

#define VERDICT_FIX_MAX 24

/**
 * struct verdict_evidence - one value that a check looked at
 * @kind: as in a snapshot
 * @key: as in a snapshot; owned
 * @name: of a register, or NULL
 * @cpus: CPUs that have the value, "" for what is of the host; owned
 * @value: as text, NULL where there is none; owned
 * @error: why there is none, NULL if there is one
 */
struct verdict_evidence {
	const char *kind;
	char *key;
	const char *name;
	char *cpus;
	char *value;
	const char *error;
};

/**
 * struct verdict_row - what became of a check
 * @check: which
 * @result: what became of it
 * @cpus: CPUs on which that is so; owned, "" for a check about the host, and for a
 *	fault that no register of a CPU shows
 * @others_pass: it fails on these, and passes on others
 * @summary: in a few words; owned
 * @evidence: what it looked at; owned
 * @nevidence: number of values
 * @fix: what to do, where it fails or warns; owned
 * @nfix: number of lines
 * @skipped_because: the check that failed before, or NULL
 * @explained_by: the failing check that explains this one, or NULL
 * @contradicted: what the kernel or its log says to the contrary, NULL if
 *	nothing; a part of @summary
 */
struct verdict_row {
	const struct check *check;
	enum check_result result;
	char *cpus;
	bool others_pass;
	char *summary;
	struct verdict_evidence *evidence;
	size_t nevidence;
	char *fix[VERDICT_FIX_MAX];
	size_t nfix;
	const char *skipped_because;
	const char *explained_by;
	const char *contradicted;
};

/**
 * struct verdict_plan - what to do on this host, in order
 * @steps: owned
 * @nsteps: number of steps
 * @reboots: how often the host starts anew for it
 * @power_cycle: one of these must cut the power
 */
struct verdict_plan {
	char **steps;
	size_t nsteps;
	unsigned int reboots;
	bool power_cycle;
};

/**
 * struct verdict - the whole answer
 * @host: the facts
 * @vendor: whose BIOS it is
 * @rows: results, by the ids of the checks
 * @result: RESULT_PASS, RESULT_FAIL or RESULT_UNKNOWN
 * @cause: the failing check that no other explains, NULL unless the host fails
 * @also: the other failing checks that none explains
 * @nalso: number of these
 * @plan: what to do
 * @missing: values that a check wanted, and were not had
 */
struct verdict {
	struct host_facts host;
	enum bios_vendor vendor;
	struct verdict_row rows[CHECKS];
	enum check_result result;
	const char *cause;
	const char *also[CHECKS];
	size_t nalso;
	struct verdict_plan plan;
	struct missing_list missing;
};

/**
 * verdict_build() - judge a capture
 * @verdict: zeroed
 * @capture: must outlive @verdict
 * @cpus: CPUs to judge
 *
 * Return: 0 or -ENOMEM; verdict_free() releases what is in @verdict.
 */
int verdict_build(struct verdict *verdict, const struct capture *capture,
		  const struct cpulist *cpus);

void verdict_free(struct verdict *verdict);

#define cleanup_verdict __attribute__((cleanup(verdict_free)))

/* Whether it is for this check that the verdict cannot be a pass. */
bool check_wanted_is_open(const struct verdict_row *row);

/* EXIT_ALL_WELL, EXIT_FAULT or EXIT_UNKNOWN by the verdict. */
enum exit_status verdict_exit(const struct verdict *verdict);

/**
 * what_to_read() - what has to be read of each CPU for verdict_build()
 * @count: how many
 *
 * Return: some of read_list, in their order, which the caller frees; NULL if out
 * of memory.
 */
struct obs_key *what_to_read(size_t *count);

/* The same without those that only say more about a result. */
struct obs_key *what_to_read_judged(size_t *count);

/* Fill in @row->evidence. Return: 0 or -ENOMEM. */
int verdict_evidence_fill(const struct host_facts *host,
			  struct verdict_row *row);

/* Whether a value is of CPUs that failed, and of no others. */
bool verdict_evidence_fails(const struct verdict_row *row,
			    const struct verdict_evidence *evidence);

/**
 * check_contradict() - what tells against a result
 * @host: the facts
 * @check: whose
 * @result: what became of it
 *
 * Return: a clause about the kernel or its log, NULL where nothing does.
 */
const char *check_contradict(const struct host_facts *host,
			     const struct check *check,
			     enum check_result result);

/*
 * The CPUs that a file lists of which a capture has what it says in any case;
 * NULL for other files.
 */
const struct cpulist *verdict_evidence_cpus(const struct capture *capture,
					    const char *path);

/*
 * Of each check that is open the first register, file or the like that was not
 * had, as a list; the caller frees it. "" if there are none, NULL if out of memory.
 */
char *check_wanted_text(const struct verdict *verdict);

/* Fill in @verdict->missing, by all rows, of @cpus. Return: 0 or -ENOMEM. */
int check_wanted_fill(struct verdict *verdict, const struct cpulist *cpus);

/* Fill in @row->fix and @verdict->plan. Return: 0 or -ENOMEM. */
int verdict_plan_fill(struct verdict *verdict);

#endif
