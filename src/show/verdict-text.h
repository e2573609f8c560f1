/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The verdict for a person. */
#ifndef TDXCTL_SHOW_VERDICT_TEXT_H
#define TDXCTL_SHOW_VERDICT_TEXT_H

#include <stdio.h>

#include "judge/verdict.h"
#include "show/table.h"

/**
 * verdict_text() - print the answer for a person
 * @verdict: the answer
 * @rows: the table of checks
 * @how: width, colours
 *
 * Return: 0 or a negative errno.
 */
int verdict_text(const struct verdict *verdict, const struct table *rows,
		 const struct text_options *how, FILE *out);

#endif
