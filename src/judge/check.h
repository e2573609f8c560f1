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
#define CHECK_CPUS(number, ...) CHECK_##number,
#define CHECK_HOST(number, ...) CHECK_##number,
enum check_id {
#include "judge/check.tbl"
	CHECKS,
	CHECK_NONE = CHECKS
};
#undef CHECK_CPUS
#undef CHECK_HOST

enum check_layer {
	LAYER_PLATFORM,
	LAYER_CPU,
	LAYER_BIOS,
	LAYER_VMX,
	LAYER_KERNEL,
	LAYER_MODULE,
	LAYER_KVM,
	LAYERS
};

/* Set of checks, a bit each. */
#define CHECK_BIT(id) (1U << (id))
_Static_assert(CHECKS <= 32, "sets of checks need a wider type");

enum check_result {
	RESULT_PASS,
	RESULT_FAIL,
	RESULT_WARN,
	RESULT_UNKNOWN,
	RESULT_SKIP,
	RESULTS
};

/* Where a value comes from that a check looks at. */
enum check_look {
	CHECK_LOOK_END, /* at nothing more */
	CHECK_LOOK_CPU,
	CHECK_LOOK_HOST,
};

/**
 * struct check_evidence - a value that a check looks at
 * @look: where it comes from
 * @reg: which one of a CPU
 * @kind: which one of the host
 * @key: its name in a snapshot
 * @hint: it decides nothing, but explains the result
 */
struct check_evidence {
	enum check_look look;
	struct obs_key reg;
	enum host_kind kind;
	const char *key;
	bool hint;
};

/* What a repair needs to take effect. */
enum check_after {
	CHECK_AFTER_NOTHING,
	CHECK_AFTER_REBOOT,
	CHECK_AFTER_POWER_CYCLE,
};

/* What tells more of a check that is unknown, beside reading more. */
enum check_open {
	CHECK_OPEN_READ, /* nothing */
	CHECK_OPEN_ENTER_VMX, /* CPUs that are in VMX operation */
	CHECK_OPEN_ASK_KVM, /* KVM itself */
};

#define CHECK_EVIDENCE_MAX 10
#define CHECK_AGAINST_MAX 5

/* Set of events of the kernel log, a bit each. */
#define CHECK_EVENT(event) (UINT64_C(1) << (event))

/**
 * struct check_against - what tells against a result
 * @result: which one
 * @so: whether that is so on this host; NULL for a line of the log
 * @event: the line
 * @undone: a line that takes it back if it comes later, LOG_EVENTS if none does:
 *	registers are of now, and what a log says may be over
 * @text: a clause about the kernel or its log
 */
struct check_against {
	enum check_result result;
	bool (*so)(const struct host_facts *host);
	enum log_event event;
	enum log_event undone;
	const char *text;
};

/**
 * check_words - say what is particular about a result
 * @host: the facts
 * @cpus: the CPUs that have the result
 * @out: behind the text of the result
 */
typedef void check_words(const struct host_facts *host,
			 const struct cpulist *cpus, FILE *out);

/**
 * struct check - one cause, a row of check.tbl
 * @id: its name in JSON and on the command line
 * @layer: where the fault sits
 * @parents: checks without which the question makes no sense
 * @explained_by: checks whose failure is the reason for this one's
 * @explained_if: those of @explained_by that explain it only where this is so
 * @fails_beside: checks beside whose failure a warning is one; of a check that
 *                judges the host
 * @warn_only: never decides the verdict
 * @never_open: that it is unknown does not keep the verdict from a pass
 * @ours: to be mended by whoever runs the host, not by vendor or provider
 * @on_cpus: judge CPUs that read the same; or else NULL
 * @on_host: judge the host; or else NULL
 * @evidence: what it looks at, most telling first, up to CHECK_LOOK_END
 * @events: lines of the kernel log that are evidence, a CHECK_EVENT() each
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
struct check {
	const char *id;
	enum check_layer layer;
	unsigned int parents;
	unsigned int explained_by;
	struct {
		unsigned int checks;
		bool (*so)(const struct host_facts *host);
	} explained_if;
	unsigned int fails_beside;
	bool warn_only;
	bool never_open;
	bool ours;
	enum check_result (*on_cpus)(const struct host_facts *host,
				     const struct cpu_facts *cpus);
	enum check_result (*on_host)(const struct host_facts *host);
	struct check_evidence evidence[CHECK_EVIDENCE_MAX];
	uint64_t events;
	struct check_against against[CHECK_AGAINST_MAX];
	unsigned int settings;
	unsigned int shows_right;
	const char *asks;
	const char *texts[RESULTS];
	check_words *say[RESULTS];
	const char *why;
	const char *verify;
	const char *fix;
	enum check_after after;
	const char *ahead;
	bool (*ahead_if)(const struct host_facts *host);
	enum check_open when_open;
	const char *source;
};

/* By their ids. */
extern const struct check checks[CHECKS];

/* "bios", "kernel" ... */
const char *check_layer_name(enum check_layer layer);

/* "pass", "fail" ... */
const char *check_result_name(enum check_result result);

/* Whether both are the same value. */
bool check_evidence_equal(const struct check_evidence *a,
			  const struct check_evidence *b);

/* Check by its name, CHECK_NONE if there is none. */
enum check_id check_find(const char *name);

#endif
