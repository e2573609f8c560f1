/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is particular about a result, behind the text that the check has for it. */
#ifndef TDXCTL_JUDGE_CHECK_WORDS_H
#define TDXCTL_JUDGE_CHECK_WORDS_H

#include "judge/check.h"

rule_words words_cpus_missing;
rule_words words_ended;
rule_words words_erratum;
rule_words words_found_version;
rule_words words_key_split;
rule_words words_kvm_tdx_off;
rule_words words_not_in_vmx;
rule_words words_not_initialised;
rule_words words_seamrr_off;
rule_words words_too_old;

#endif
