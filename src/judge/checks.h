/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The predicates of all rules: small, pure, one for each. */
#ifndef TDXCTL_JUDGE_CHECKS_H
#define TDXCTL_JUDGE_CHECKS_H

#include "judge/check.h"

/* Of CPUs that read the same. */
#define JUDGE_CPUS(name)                                               \
	enum rule_result judge_##name(const struct diagnosis *host,    \
				      const struct diagnosis_cpus *cpus)

/* Of the host. */
#define JUDGE_HOST(name) \
	enum rule_result judge_##name(const struct diagnosis *host)

#define RULE_CPUS(number, judge, ...) JUDGE_CPUS(judge);
#define RULE_HOST(number, judge, ...) JUDGE_HOST(judge);
#include "judge/check.tbl"
#undef RULE_CPUS
#undef RULE_HOST

/* What Linux calls to initialise the module; TDX module 1.5, interface functions. */
enum {
	LEAF_SYS_KEY_CONFIG = 31,
	LEAF_SYS_INIT = 33,
	LEAF_SYS_TDMR_INIT = 36,
	LEAF_SYS_CONFIG = 45,
};

/* Words of the command line that may keep CPUs away, up to NULL. */
extern const char *const judge_cpu_words[];

/* Whether such a word does so on this host. */
enum tristate judge_keeps_cpus_away(const struct diagnosis *host,
				    const char *word);

/* Whether a SEAMCALL of Linux raised #GP, which it says by its errno alone. */
bool judge_init_raised_gp(const struct diagnosis *host);

/* Where the kernel or KVM has the module up, its later states are passed. */
bool judge_module_is_up(const struct diagnosis *host);

/* The last SEAMCALL of the log with which initialisation failed, or NULL. */
const struct klog_seamcall *judge_failed_call(const struct diagnosis *host);

/*
 * Whether a module says by this status that it does not know what is asked; a
 * @leaf of 0 is not known.
 */
bool judge_says_too_old(unsigned int leaf, uint64_t status);

/* Whether KVM was not asked to bring the module up, or cannot. */
bool judge_kvm_is_to_blame(const struct diagnosis *host);

/* Whether KVM was asked to bring the module up, and could. */
bool judge_kvm_was_to_start(const struct diagnosis *host);

/* Whether KVM has TDX off and was not asked to have it on. */
bool judge_kvm_wants_parameter(const struct diagnosis *host);

/* What tells against a result. */
bool judge_has_invalid_seamrr(const struct diagnosis *host);
bool judge_answered(const struct diagnosis *host);
bool judge_answered_some(const struct diagnosis *host);
bool judge_kvm_proves(const struct diagnosis *host);

#endif
