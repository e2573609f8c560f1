// SPDX-License-Identifier: GPL-2.0-or-later
/* Counts that all processes share, and what was wrong. */
#include "tally.h"

#include <err.h>
#include <stdarg.h>
#include <stdio.h>
#include <sys/mman.h>

#define MAX_DESCRIBED 20

static const char *const names[NR_TALLIES] = {
	[TALLY_MESSAGES] = "messages",
	[TALLY_BY_OTHERS] = "by-others",
	[TALLY_ACCEPTED] = "accepted",
	[TALLY_REFUSED] = "refused",
	[TALLY_SILENT] = "dropped",
	[TALLY_ROWS] = "rows",
	[TALLY_OFFLINE] = "offline-rows",
	[TALLY_NO_HELPER] = "without-helper",
	[TALLY_ABANDONED] = "abandoned",
	[TALLY_KILLED] = "readers-killed",
	[TALLY_TRUNCATED] = "truncated",
	[TALLY_OVERRUN] = "overruns",
	[TALLY_LOADS] = "loads",
	[TALLY_UNLOADS] = "unloads",
	[TALLY_BUSY] = "unloads-refused",
	[TALLY_HOTPLUG] = "hotplug-events",
	[TALLY_SCENARIOS] = "scenarios",
	[TALLY_FORBIDDEN] = "forbidden",
	[TALLY_FAULTS] = "faults",
	[TALLY_NOMEM] = "out-of-memory",
	[TALLY_WRONG] = "wrong",
};

static unsigned long *tallies;

void tally_begin(void)
{
	tallies = mmap(NULL, NR_TALLIES * sizeof(*tallies),
		       PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1,
		       0);
	if (tallies == MAP_FAILED)
		err(2, "tallies");
}

void tally_add(enum tally tally, unsigned long count)
{
	__atomic_add_fetch(&tallies[tally], count, __ATOMIC_RELAXED);
}

unsigned long tally_get(enum tally tally)
{
	return __atomic_load_n(&tallies[tally], __ATOMIC_RELAXED);
}

void tally_wrong(const char *format, ...)
{
	char text[512];
	va_list args;

	tally_add(TALLY_WRONG, 1);
	if (tally_get(TALLY_WRONG) > MAX_DESCRIBED)
		return;
	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	printf("wrong: %s\n", text);
	fflush(stdout);
}

void tally_print(void)
{
	int i;

	for (i = 0; i < NR_TALLIES; i++)
		if (tallies[i] || i == TALLY_WRONG || i == TALLY_FORBIDDEN)
			printf("count %s %lu\n", names[i], tallies[i]);
}
