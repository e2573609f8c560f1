/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The causes that tdxctl knows: what is asked, when it fails, what to do. */
#ifndef TDXCTL_JUDGE_CHECK_H
#define TDXCTL_JUDGE_CHECK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "ref/bios.h"
#include "judge/host-facts.h"

/* In the order of their questions: a cause stands before what it explains. */
#define RULE_CPUS(number, ...) RULE_##number,
#define RULE_HOST(number, ...) RULE_##number,
enum rule_id {
#include "judge/check.tbl"
	RULES,
	RULE_NONE = RULES
};
#undef RULE_CPUS
#undef RULE_HOST

enum rule_layer {
	LAYER_PLATFORM,
	LAYER_CPU,
	LAYER_BIOS,
	LAYER_VMX,
	LAYER_KERNEL,
	LAYER_MODULE,
	LAYER_KVM,
	LAYERS
};

/* Set of rules, a bit each. */
#define RULE_BIT(id) (1U << (id))
_Static_assert(RULES <= 32, "sets of rules need a wider type");

enum rule_result {
	RESULT_PASS,
	RESULT_FAIL,
	RESULT_WARN,
	RESULT_UNKNOWN,
	RESULT_SKIP,
	RESULTS
};

/* Where a value comes from that a rule looks at. */
enum rule_look {
	RULE_LOOK_END,	/* at nothing more */
	RULE_LOOK_CPU,
	RULE_LOOK_HOST,
};

/**
 * struct rule_evidence - a value that a rule looks at
 * @look: where it comes from
 * @reg: which one of a CPU
 * @kind: which one of the host
 * @key: its name in a snapshot
 * @hint: it decides nothing, but explains the result
 */
struct rule_evidence {
	enum rule_look look;
	struct obs_key reg;
	enum host_kind kind;
	const char *key;
	bool hint;
};

/* What a repair needs to take effect. */
enum rule_after {
	RULE_AFTER_NOTHING,
	RULE_AFTER_REBOOT,
	RULE_AFTER_POWER_CYCLE,
};

#define RULE_EVIDENCE_MAX 10

/* Set of events of the kernel log, a bit each. */
#define RULE_EVENT(event) (UINT64_C(1) << (event))

/**
 * struct rule - one cause, a row of check.tbl
 * @id: its name in JSON and on the command line
 * @layer: where the fault sits
 * @parents: rules without which the question makes no sense
 * @explained_by: rules whose failure is the reason for this one's
 * @explained_if: whether a rule of @explained_by explains it on this host; NULL
 *                for always
 * @fails_beside: rules beside whose failure a warning is one; of a rule that
 *                judges the host
 * @warn_only: never decides the verdict
 * @on_cpus: judge CPUs that read the same; or else NULL
 * @on_host: judge the host; or else NULL
 * @evidence: what it looks at, most telling first, up to RULE_LOOK_END
 * @events: lines of the kernel log that are evidence, a RULE_EVENT() each
 * @settings: BIOS settings to look at when it fails, a BIOS_BIT() each
 * @asks: the question
 * @texts: what each result means, in a few words
 * @why: why it matters, in sentences
 * @verify: how to see it by hand
 * @fix: what to do beyond @settings, or NULL
 * @after: what has to follow for it to take effect
 * @source: documents
 */
struct rule {
	const char *id;
	enum rule_layer layer;
	unsigned int parents;
	unsigned int explained_by;
	bool (*explained_if)(const struct diagnosis *host, enum rule_id by);
	unsigned int fails_beside;
	bool warn_only;
	enum rule_result (*on_cpus)(const struct diagnosis *host,
				    const struct diagnosis_cpus *cpus);
	enum rule_result (*on_host)(const struct diagnosis *host);
	struct rule_evidence evidence[RULE_EVIDENCE_MAX];
	uint64_t events;
	unsigned int settings;
	const char *asks;
	const char *texts[RESULTS];
	const char *why;
	const char *verify;
	const char *fix;
	enum rule_after after;
	const char *source;
};

/* By their ids. */
extern const struct rule rules[RULES];

/* "bios", "kernel" ... */
const char *rule_layer_name(enum rule_layer layer);

/* "pass", "fail" ... */
const char *rule_result_name(enum rule_result result);

/* Whether both are the same value. */
bool rule_evidence_equal(const struct rule_evidence *a,
			 const struct rule_evidence *b);

/* Rule by its name, RULE_NONE if there is none. */
enum rule_id rule_find(const char *name);

#endif
