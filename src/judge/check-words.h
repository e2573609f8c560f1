/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is particular about a result, behind the text that the check has for it. */
#ifndef TDXCTL_JUDGE_CHECK_WORDS_H
#define TDXCTL_JUDGE_CHECK_WORDS_H

#include "judge/check.h"

rule_words check_words_cpus_missing;
rule_words check_words_ended;
rule_words check_words_erratum;
rule_words check_words_found_version;
rule_words check_words_key_split;
rule_words check_words_kvm_tdx_off;
rule_words check_words_not_in_vmx;
rule_words check_words_not_initialised;
rule_words check_words_seamrr_off;
rule_words check_words_too_old;

#endif
