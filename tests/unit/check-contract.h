/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What any answer of check must hold to, worked out from the contract alone. */
#ifndef TDXCTL_CHECK_CONTRACT_H
#define TDXCTL_CHECK_CONTRACT_H

#include "check-host.h"

#define MODULE_IDS                                           \
	"module-not-loaded module-shut-down module-too-old " \
	"module-rejects-platform tdmr-exhausted module-not-initialised"

/* The contract's table: layer, id, parents, explained by. */
struct contract_row {
	const char *layer;
	const char *id;
	const char *parents;
	const char *explained_by;
	bool cpus; /* it is about CPUs, not the host */
	bool never_counts; /* its unknown leaves the verdict alone */
	bool warns_only;
};

static const struct contract_row contract[] = {
	{ "platform", "running-in-vm", "", "", .cpus = true },
	{ "cpu", "cpu-no-tdx", "running-in-vm", "", .cpus = true },
	{ "bios", "pa-limit", "cpu-no-tdx", "", .cpus = true },
	{ "bios", "tme-off", "cpu-no-tdx", "", .cpus = true },
	{ "bios", "tme-mt-off", "tme-off pa-limit", "", .cpus = true },
	{ "bios", "key-split-zero", "tme-mt-off", "", .cpus = true },
	{ "bios", "too-few-keyids", "key-split-zero", "", .cpus = true },
	{ "bios", "keyid-mismatch", "tme-mt-off", "", .cpus = true },
	{ "bios", "sgx-off", "cpu-no-tdx", "", .cpus = true },
	{ "bios", "mcheck-failed", "cpu-no-tdx", "", .cpus = true },
	{ "bios", "dimm-population", "cpu-no-tdx", "", .never_counts = true },
	{ "bios", "seamrr-off", "key-split-zero",
	  "sgx-off mcheck-failed dimm-population keyid-mismatch",
	  .cpus = true },
	{ "bios", "preproduction", "cpu-no-tdx", "", .cpus = true,
	  .never_counts = true, .warns_only = true },
	{ "cpu", "erratum", "cpu-no-tdx", "", .cpus = true,
	  .never_counts = true, .warns_only = true },
	{ "vmx", "vmx-off", "cpu-no-tdx", "", .cpus = true },
	{ "kernel", "kernel-lacks-tdx", "seamrr-off", "" },
	{ "kernel", "hibernation-on", "kernel-lacks-tdx", "" },
	{ "kernel", "cpus-missing", "kernel-lacks-tdx", "" },
	{ "vmx", "not-in-vmx", "vmx-off", "", .cpus = true },
	{ "module", "module-not-loaded", "seamrr-off", "", .cpus = true },
	{ "module", "module-shut-down", "module-not-loaded", "", .cpus = true },
	{ "module", "module-too-old", "module-not-loaded", "", .cpus = true },
	{ "module", "module-rejects-platform", "module-not-loaded", "",
	  .cpus = true },
	{ "module", "tdmr-exhausted", "module-not-loaded", "" },
	{ "module", "module-not-initialised", "module-not-loaded",
	  "hibernation-on cpus-missing kernel-lacks-tdx module-too-old module-rejects-platform tdmr-exhausted kvm-tdx-off",
	  .cpus = true },
	{ "kvm", "kvm-tdx-off", "kernel-lacks-tdx", MODULE_IDS },
	{ "kvm", "kvm-abi", "kvm-tdx-off", "" },
};

/* Whether a list of words has a word. */
static inline bool has_id(const char *list, const char *id)
{
	size_t len = strlen(id);
	const char *at;

	for (at = strstr(list, id); at; at = strstr(at + len, id))
		if ((at == list || at[-1] == ' ') &&
		    (at[len] == ' ' || !at[len]))
			return true;
	return false;
}

static inline const char *ids_of(unsigned int set, char *buf, size_t size)
{
	size_t len = 0;
	unsigned int i;

	*buf = '\0';
	for (i = 0; i < CHECKS; i++)
		if (set & CHECK_BIT(i) && len < size)
			len += (size_t)snprintf(buf + len, size - len, "%s%s",
						len ? " " : "", checks[i].id);
	return buf;
}

/*
 * What a check must hold to: its row of the contract, or, if the contract does not
 * have it, what it says of itself.
 */
static inline const struct contract_row *contract_of(unsigned int i)
{
	static struct contract_row rows[CHECKS];
	static char texts[CHECKS][2][CHECKS * 32];
	const struct check *check = &checks[i];
	size_t c;

	for (c = 0; c < ARRAY_SIZE(contract); c++)
		if (!strcmp(contract[c].id, check->id))
			return &contract[c];
	if (!rows[i].id)
		rows[i] = (struct contract_row){
			.layer = check_layer_name(check->layer),
			.id = check->id,
			.parents = ids_of(check->parents, texts[i][0],
					  sizeof(texts[i][0])),
			.explained_by = ids_of(check->explained_by, texts[i][1],
					       sizeof(texts[i][1])),
			.cpus = check->on_cpus != NULL,
			.never_counts = check->warn_only,
			.warns_only = check->warn_only,
		};
	return &rows[i];
}

/* "" is as it should be; else what is wrong, in @buf. */
static inline const char *complain(char *buf, size_t size, const char *id,
				   const char *what)
{
	snprintf(buf, size, "%s: %s", id, what);
	return buf;
}

/* A check is asked unless a parent failed or was not asked itself. */
static inline bool skip_is_right(const struct verdict *verdict, unsigned int i)
{
	bool skip = false;
	unsigned int p;

	for (p = 0; p < CHECKS; p++)
		if (has_id(contract_of(i)->parents, contract_of(p)->id))
			skip |= verdict->rows[p].result == RESULT_FAIL ||
				verdict->rows[p].result == RESULT_SKIP;
	return skip == (verdict->rows[i].result == RESULT_SKIP) &&
	       skip == (verdict->rows[i].skipped_because != NULL);
}

/* What it was skipped for failed, and stands above it. */
static inline bool because_is_right(const struct verdict *verdict,
				    unsigned int i)
{
	const struct verdict_row *row = &verdict->rows[i];
	unsigned int p;

	if (!row->skipped_because)
		return true;
	if (has_id(contract_of(i)->parents, row->skipped_because))
		return verdict->rows[check_find(row->skipped_because)].result ==
		       RESULT_FAIL;
	for (p = 0; p < i; p++)
		if (has_id(contract_of(i)->parents, contract_of(p)->id) &&
		    verdict->rows[p].skipped_because &&
		    !strcmp(verdict->rows[p].skipped_because,
			    row->skipped_because))
			return true;
	return false;
}

static inline bool explanation_is_right(const struct verdict *verdict,
					unsigned int i)
{
	const struct verdict_row *row = &verdict->rows[i];

	if (!row->explained_by)
		return true;
	return row->result == RESULT_FAIL &&
	       has_id(contract_of(i)->explained_by, row->explained_by) &&
	       verdict->rows[check_find(row->explained_by)].result ==
		       RESULT_FAIL;
}

/* A register that raises #GP is evidence that has no value. */
/* A value, or a fault that says as much: of CPUs, or of the host. */
static inline bool has_evidence(const struct verdict_row *row, bool of_cpus)
{
	size_t i;

	for (i = 0; i < row->nevidence; i++)
		if ((row->evidence[i].value ||
		     (row->evidence[i].error &&
		      !strcmp(row->evidence[i].error, "gp"))) &&
		    (*row->evidence[i].cpus != '\0') == of_cpus)
			return true;
	return false;
}

/* CPUs are accused by what they showed themselves. */
static inline bool accuses_rightly(const struct verdict_row *row, bool of_cpus)
{
	if (*row->cpus)
		return of_cpus && has_evidence(row, true);
	return !of_cpus || has_evidence(row, false);
}

static inline const char *wrong_row(const struct verdict *verdict,
				    unsigned int i, char *buf, size_t size)
{
	const struct verdict_row *row = &verdict->rows[i];
	const char *id = contract_of(i)->id;

	if (!skip_is_right(verdict, i) || !because_is_right(verdict, i))
		return complain(buf, size, id, "skipped, or not, wrongly");
	if (!explanation_is_right(verdict, i))
		return complain(buf, size, id, "explained wrongly");
	if (row->result == RESULT_FAIL && contract_of(i)->warns_only)
		return complain(buf, size, id, "fails, and may only warn");
	if (row->result == RESULT_FAIL && !has_evidence(row, true) &&
	    !has_evidence(row, false))
		return complain(buf, size, id, "fails without evidence");
	if ((row->result == RESULT_FAIL || row->result == RESULT_WARN) &&
	    !accuses_rightly(row, contract_of(i)->cpus))
		return complain(buf, size, id, "has no CPUs, or any");
	if (row->result == RESULT_FAIL && !row->nfix)
		return complain(buf, size, id, "fails without a fix");
	if (!row->summary || !*row->summary)
		return complain(buf, size, id, "has no summary");
	return "";
}

static inline enum check_result verdict_of(const struct verdict *verdict)
{
	enum check_result result = RESULT_PASS;
	unsigned int i;

	for (i = 0; i < CHECKS; i++) {
		if (verdict->rows[i].result == RESULT_FAIL)
			return RESULT_FAIL;
		if (verdict->rows[i].result == RESULT_UNKNOWN &&
		    !contract_of(i)->never_counts)
			result = RESULT_UNKNOWN;
	}
	return result;
}

/* The cause is the first failing check that none explains; then come others. */
static inline bool causes_are_right(const struct verdict *verdict)
{
	const char *cause = NULL;
	unsigned int i;
	size_t n = 0;

	for (i = 0; i < CHECKS; i++) {
		if (verdict->rows[i].result != RESULT_FAIL ||
		    verdict->rows[i].explained_by)
			continue;
		if (!cause)
			cause = contract_of(i)->id;
		else if (n == verdict->nalso ||
			 strcmp(verdict->also[n++], contract_of(i)->id))
			return false;
	}
	if ((verdict->result == RESULT_FAIL) != (cause != NULL) ||
	    n != verdict->nalso)
		return false;
	return cause ? verdict->cause && !strcmp(verdict->cause, cause) :
		       !verdict->cause;
}

/* "Save, and reboot" stands between menus, and may come again. */
static inline bool plan_repeats(const struct verdict_plan *plan)
{
	size_t i, j;

	for (i = 0; i < plan->nsteps; i++)
		for (j = 0; j < i; j++)
			if (!strcmp(plan->steps[i], plan->steps[j]) &&
			    (j + 1 == i ||
			     strcmp(plan->steps[i], "Save, and reboot")))
				return true;
	return false;
}

/* "" for an answer as the contract wants it, or what is wrong with it. */
static inline const char *wrong_answer(const struct verdict *verdict, char *buf,
				       size_t size)
{
	static const enum exit_status exits[RESULTS] = {
		[RESULT_PASS] = EXIT_ALL_WELL,
		[RESULT_FAIL] = EXIT_FAULT,
		[RESULT_UNKNOWN] = EXIT_UNKNOWN,
	};
	unsigned int i;

	for (i = 0; i < CHECKS; i++)
		if (*wrong_row(verdict, i, buf, size))
			return buf;
	if (verdict->result != verdict_of(verdict))
		return "the verdict does not follow from the checks";
	if (verdict_exit(verdict) != exits[verdict->result])
		return "the exit status does not follow from the verdict";
	if (!causes_are_right(verdict))
		return "cause or also do not follow from the checks";
	if (verdict->result == RESULT_FAIL && !verdict->plan.nsteps)
		return "there is no plan";
	if (plan_repeats(&verdict->plan))
		return "the plan repeats itself";
	return "";
}

/* A healthy host with changes, and what judged_text() is to say of it. */
struct check_case {
	const char *what;
	const char *changes;
	const char *want;
};

/* As what checks were met in cases. */
struct check_met {
	bool results[CHECKS][RESULTS];
	bool deviating[CHECKS]; /* failing, or warning, on some CPUs alone */
};

static struct check_met check_met;

static inline void check_meet(const struct verdict *verdict)
{
	unsigned int i;

	for (i = 0; i < CHECKS; i++) {
		const struct verdict_row *row = &verdict->rows[i];

		check_met.results[i][row->result] = true;
		if (row->result == RESULT_FAIL || row->result == RESULT_WARN)
			check_met.deviating[i] |= strcmp(row->cpus, "0-7") != 0;
	}
}

/* Whether the cases so far have each kind for the checks from @first to @last. */
static inline void test_met_cases(unsigned int first, unsigned int last)
{
	struct judged *healthy cleanup_judged = judge_changed("");
	unsigned int i;

	check_meet(&healthy->verdict);
	for (i = first; i <= last; i++) {
		const bool *met = check_met.results[i];
		const char *id = checks[i].id;

		ok(met[RESULT_PASS], "%s: a case that passes", id);
		ok(met[checks[i].warn_only ? RESULT_WARN : RESULT_FAIL],
		   "%s: a case that fails, or warns", id);
		ok(met[RESULT_UNKNOWN], "%s: a case that is unknown", id);
		ok(!checks[i].on_cpus || check_met.deviating[i],
		   "%s: a case in which some CPUs deviate", id);
	}
}

static inline void test_cases(const struct check_case *cases, size_t count)
{
	size_t i;

	for (i = 0; i < count; i++) {
		struct judged *judged cleanup_judged =
			judge_changed(cases[i].changes);
		cleanup_free char *text = judged_text(&judged->verdict);
		char buf[128];
		const char *wrong =
			wrong_answer(&judged->verdict, buf, sizeof(buf));

		check_meet(&judged->verdict);
		is_str(*wrong ? wrong : text, cases[i].want, "%s",
		       cases[i].what);
	}
}

#endif
