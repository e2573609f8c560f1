/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The verdict for a person. */
#ifndef TDXCTL_SHOW_CHECK_TEXT_H
#define TDXCTL_SHOW_CHECK_TEXT_H

#include <stdio.h>

#include "judge/verdict.h"
#include "show/table.h"

/**
 * check_text() - print the answer for a person
 * @check: the answer
 * @rows: the table of checks
 * @how: width, colours
 *
 * Return: 0 or a negative errno.
 */
int check_text(const struct check *check, const struct table *rows,
	       const struct text_options *how, FILE *out);

#endif
