/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The answer about key IDs for a person. */
#ifndef TDXCTL_SHOW_KEYID_TEXT_H
#define TDXCTL_SHOW_KEYID_TEXT_H

#include <stdio.h>

#include "judge/keyid.h"
#include "show/table.h"

/**
 * keyid_text() - print the answer for a person
 * @keyid: the answer
 * @groups: the table of groups
 * @how: width, colours
 *
 * Return: 0 or a negative errno.
 */
int keyid_text(const struct keyid *keyid, const struct table *groups,
	       const struct text_options *how, FILE *out);

/* The key IDs as a bar and what its parts are; nothing where there are none. */
void keyid_bar(const struct facts_partition *partition,
	       const struct text_options *how, FILE *out);

#endif
