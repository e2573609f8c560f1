/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The predicates of all checks: small, pure, one for each. */
#ifndef TDXCTL_JUDGE_CHECKS_H
#define TDXCTL_JUDGE_CHECKS_H

#include "judge/check.h"

/* Of CPUs that read the same. */
#define JUDGE_CPUS(name)                                               \
	enum check_result checks_##name(const struct host_facts *host, \
					const struct cpu_facts *cpus)

/* Of the host. */
#define JUDGE_HOST(name) \
	enum check_result checks_##name(const struct host_facts *host)

#define CHECK_CPUS(number, judge, ...) JUDGE_CPUS(judge);
#define CHECK_HOST(number, judge, ...) JUDGE_HOST(judge);
#include "judge/check.tbl"
#undef CHECK_CPUS
#undef CHECK_HOST

/* What Linux calls to initialise the module; TDX module 1.5, interface functions. */
enum {
	LEAF_SYS_KEY_CONFIG = 31,
	LEAF_SYS_INIT = 33,
	LEAF_SYS_TDMR_INIT = 36,
	LEAF_SYS_CONFIG = 45,
};

/* Words of the command line that may keep CPUs away, up to NULL. */
extern const char *const checks_cpu_words[];

/* Whether such a word does so on this host. */
enum tristate checks_keeps_cpus_away(const struct host_facts *host,
				     const char *word);

/* Whether a SEAMCALL of Linux raised #GP, which it says by its errno alone. */
bool checks_init_raised_gp(const struct host_facts *host);

/* Where the kernel or KVM has the module up, its later states are passed. */
bool checks_module_is_up(const struct host_facts *host);

/* The last SEAMCALL of the log with which initialisation failed, or NULL. */
const struct log_events_seamcall *
checks_failed_call(const struct host_facts *host);

/*
 * Whether a module says by this status that it does not know what is asked; a
 * @leaf of 0 is not known.
 */
bool checks_says_too_old(unsigned int leaf, uint64_t status);

/* Whether KVM was not asked to bring the module up, or cannot. */
bool checks_kvm_is_to_blame(const struct host_facts *host);

/* Whether KVM was asked to bring the module up, and could. */
bool checks_kvm_was_to_start(const struct host_facts *host);

/* Whether KVM has TDX off and was not asked to have it on. */
bool checks_kvm_wants_parameter(const struct host_facts *host);

/* What tells against a result. */
bool checks_has_invalid_seamrr(const struct host_facts *host);
bool checks_answered(const struct host_facts *host);
bool checks_answered_some(const struct host_facts *host);
bool checks_kvm_proves(const struct host_facts *host);

#endif
