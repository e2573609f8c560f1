/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the checks are, without a host. */
#ifndef TDXCTL_SHOW_CHECK_EXPLAIN_H
#define TDXCTL_SHOW_CHECK_EXPLAIN_H

#include <stdio.h>

#include "judge/check.h"
#include "show/table.h"

/* Say what a check is, without a host. Return: 0 or -ENOMEM. */
int check_explain(enum check_id id, const struct text_options *how, FILE *out);

/* All checks, a line each. Return: 0 or -ENOMEM. */
int check_explain_list(const struct text_options *how, FILE *out);

#endif
