// SPDX-License-Identifier: GPL-2.0-or-later
/* Counts function-call interrupts, the kernel's cross-calls, by CPU. */
#define _GNU_SOURCE
#include "calls.h"

#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void parse_counts(struct calls *calls, const char *text)
{
	unsigned long count;
	char *end;

	for (calls->ncpus = 0; calls->ncpus < CALLS_CPUS_MAX; text = end) {
		count = strtoul(text, &end, 10);
		if (end == text)
			return;
		calls->count[calls->ncpus++] = count;
	}
}

void calls_read(struct calls *calls)
{
	const char head[] = "CAL:";
	FILE *in = fopen("/proc/interrupts", "re");
	char *line = NULL, *text;
	size_t size = 0;

	if (!in)
		err(2, "/proc/interrupts");
	calls->ncpus = 0;
	while (getline(&line, &size, in) > 0) {
		text = strstr(line, head);
		if (text)
			parse_counts(calls, text + strlen(head));
	}
	free(line);
	fclose(in);
}
