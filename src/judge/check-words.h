/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is particular about a result, behind the text that the check has for it. */
#ifndef TDXCTL_JUDGE_CHECK_WORDS_H
#define TDXCTL_JUDGE_CHECK_WORDS_H

#include "judge/check.h"

check_words check_words_cpus_missing;
check_words check_words_ended;
check_words check_words_erratum;
check_words check_words_found_version;
check_words check_words_key_split;
check_words check_words_kvm_tdx_off;
check_words check_words_not_in_vmx;
check_words check_words_not_initialised;
check_words check_words_seamrr_off;
check_words check_words_too_old;

#endif
