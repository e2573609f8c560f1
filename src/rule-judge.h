/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The predicates of all rules: small, pure, one for each. */
#ifndef TDXCTL_RULE_JUDGE_H
#define TDXCTL_RULE_JUDGE_H

#include "rule.h"

/* Of CPUs that read the same. */
#define JUDGE_CPUS(name)                                               \
	enum rule_result judge_##name(const struct diagnosis *host,    \
				      const struct diagnosis_cpus *cpus)

/* Of the host. */
#define JUDGE_HOST(name) \
	enum rule_result judge_##name(const struct diagnosis *host)

JUDGE_CPUS(running_in_vm);
JUDGE_CPUS(cpu_no_tdx);
JUDGE_CPUS(pa_limit);
JUDGE_CPUS(tme_off);
JUDGE_CPUS(tme_mt_off);
JUDGE_CPUS(key_split_zero);
JUDGE_CPUS(too_few_keyids);
JUDGE_CPUS(keyid_mismatch);
JUDGE_CPUS(sgx_off);
JUDGE_CPUS(mcheck_failed);
JUDGE_HOST(dimm_population);
JUDGE_CPUS(seamrr_off);
JUDGE_CPUS(preproduction);
JUDGE_CPUS(erratum);
JUDGE_CPUS(vmx_off);
JUDGE_HOST(kernel_lacks_tdx);
JUDGE_HOST(hibernation_on);
JUDGE_HOST(cpus_missing);
JUDGE_CPUS(not_in_vmx);
JUDGE_CPUS(module_not_loaded);
JUDGE_CPUS(module_shut_down);
JUDGE_CPUS(module_too_old);
JUDGE_CPUS(module_rejects_platform);
JUDGE_HOST(tdmr_exhausted);
JUDGE_CPUS(module_not_initialised);
JUDGE_HOST(kvm_tdx_off);
JUDGE_HOST(kvm_abi);

/* Words of the command line that may keep CPUs away, up to NULL. */
extern const char *const judge_cpu_words[];

/* Whether such a word does so on this host. */
enum tristate judge_keeps_cpus_away(const struct diagnosis *host,
				    const char *word);

/* Whether a failing rule explains another one on this host. */
bool judge_explains_not_initialised(const struct diagnosis *host,
				    enum rule_id by);
bool judge_explains_kvm_tdx_off(const struct diagnosis *host,
				enum rule_id by);

#endif
