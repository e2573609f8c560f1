/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The causes that tdxctl knows: what is asked, when it fails, what to do. */
#ifndef TDXCTL_JUDGE_CHECK_H
#define TDXCTL_JUDGE_CHECK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

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

/* What tells more of a check that is unknown, beside reading more. */
enum rule_open {
	RULE_OPEN_READ, /* nothing */
	RULE_OPEN_ENTER_VMX, /* CPUs that are in VMX operation */
	RULE_OPEN_ASK_KVM, /* KVM itself */
};

#define RULE_EVIDENCE_MAX 10
#define RULE_AGAINST_MAX 5

/* Set of events of the kernel log, a bit each. */
#define RULE_EVENT(event) (UINT64_C(1) << (event))

/**
 * struct rule_against - what tells against a result
 * @result: which one
 * @so: whether that is so on this host; NULL for a line of the log
 * @event: the line
 * @undone: a line that takes it back if it comes later, KLOG_EVENTS if none does:
 *	registers are of now, and what a log says may be over
 * @text: a clause about the kernel or its log
 */
struct rule_against {
	enum rule_result result;
	bool (*so)(const struct diagnosis *host);
	enum klog_event event;
	enum klog_event undone;
	const char *text;
};

/**
 * rule_words - say what is particular about a result
 * @host: the facts
 * @cpus: the CPUs that have the result
 * @out: behind the text of the result
 */
typedef void rule_words(const struct diagnosis *host,
			const struct cpulist *cpus, FILE *out);

/**
 * struct rule - one cause, a row of check.tbl
 * @id: its name in JSON and on the command line
 * @layer: where the fault sits
 * @parents: rules without which the question makes no sense
 * @explained_by: rules whose failure is the reason for this one's
 * @explained_if: those of @explained_by that explain it only where this is so
 * @fails_beside: rules beside whose failure a warning is one; of a rule that
 *                judges the host
 * @warn_only: never decides the verdict
 * @never_open: that it is unknown does not keep the verdict from a pass
 * @ours: to be mended by whoever runs the host, not by vendor or provider
 * @on_cpus: judge CPUs that read the same; or else NULL
 * @on_host: judge the host; or else NULL
 * @evidence: what it looks at, most telling first, up to RULE_LOOK_END
 * @events: lines of the kernel log that are evidence, a RULE_EVENT() each
 * @against: what tells against a result, the most telling first, up to one
 *	without a text
 * @settings: BIOS settings to look at when it fails, a BIOS_BIT() each
 * @shows_right: BIOS settings that are right where it passes
 * @asks: the question
 * @texts: what each result means, in a few words
 * @say: says what is particular about a result behind its text, or NULL
 * @why: why it matters, in sentences
 * @verify: how to see it by hand
 * @fix: what to do beyond @settings, or NULL
 * @after: what has to follow for it to take effect
 * @ahead: what to do for it before it can be asked, with other changes that need a
 *	reboot, or NULL
 * @ahead_if: whether that is to be done on this host
 * @when_open: what tells more where it is unknown
 * @source: documents
 */
struct rule {
	const char *id;
	enum rule_layer layer;
	unsigned int parents;
	unsigned int explained_by;
	struct {
		unsigned int rules;
		bool (*so)(const struct diagnosis *host);
	} explained_if;
	unsigned int fails_beside;
	bool warn_only;
	bool never_open;
	bool ours;
	enum rule_result (*on_cpus)(const struct diagnosis *host,
				    const struct diagnosis_cpus *cpus);
	enum rule_result (*on_host)(const struct diagnosis *host);
	struct rule_evidence evidence[RULE_EVIDENCE_MAX];
	uint64_t events;
	struct rule_against against[RULE_AGAINST_MAX];
	unsigned int settings;
	unsigned int shows_right;
	const char *asks;
	const char *texts[RESULTS];
	rule_words *say[RESULTS];
	const char *why;
	const char *verify;
	const char *fix;
	enum rule_after after;
	const char *ahead;
	bool (*ahead_if)(const struct diagnosis *host);
	enum rule_open when_open;
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
