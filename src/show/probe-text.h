/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The answer of probe, for a person. */
#ifndef TDXCTL_SHOW_PROBE_TEXT_H
#define TDXCTL_SHOW_PROBE_TEXT_H

#include <stdio.h>

#include "judge/probe.h"
#include "show/table.h"

/* The answer as one sentence without a final stop; the caller frees it. */
char *probe_headline(const struct probe *probe);

/**
 * probe_text() - print the answer for a person
 * @probe: the answer
 * @table: the groups or the CPUs
 * @how: only the table where columns are named or headings are not wanted
 * @out: where to
 *
 * Return: 0 or a negative errno.
 */
int probe_text(const struct probe *probe, const struct table *table,
	       const struct text_options *how, FILE *out);

/* CPUs for whose answer @choose is true, to be freed; NULL if out of memory. */
char *probe_text_choose(const struct probe *probe,
			bool (*choose)(const struct obs_seamcall *call));

#endif
