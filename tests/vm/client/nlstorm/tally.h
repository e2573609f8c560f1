/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Counts that all processes share, and what was wrong. */
#ifndef NLSTORM_TALLY_H
#define NLSTORM_TALLY_H

enum tally {
	TALLY_MESSAGES,
	TALLY_BY_OTHERS,	/* of them not by root */
	TALLY_ACCEPTED,
	TALLY_REFUSED,
	TALLY_SILENT,
	TALLY_ROWS,
	TALLY_OFFLINE,		/* rows of CPUs that were away */
	TALLY_NO_HELPER,	/* sent while it was not loaded */
	TALLY_ABANDONED,	/* requests whose answer was not read to its end */
	TALLY_KILLED,		/* readers */
	TALLY_TRUNCATED,	/* datagrams that were larger than the buffer */
	TALLY_OVERRUN,		/* answers that found the buffer full */
	TALLY_LOADS,
	TALLY_UNLOADS,
	TALLY_BUSY,		/* unloads refused because a dump was open */
	TALLY_HOTPLUG,		/* CPUs that left or came */
	TALLY_SCENARIOS,
	TALLY_FORBIDDEN,	/* what reached the processor and must not */
	TALLY_FAULTS,		/* injected */
	TALLY_NOMEM,		/* operations that ended with it */
	TALLY_WRONG,
	NR_TALLIES,
};

/* tally_begin() - before the first fork */
void tally_begin(void);
void tally_add(enum tally tally, unsigned long count);
unsigned long tally_get(enum tally tally);

/* tally_wrong() - count a wrong answer, and describe the first few */
void tally_wrong(const char *format, ...)
	__attribute__((format(printf, 1, 2)));

/* tally_print() - "count NAME VALUE" for each that is not 0 or must be */
void tally_print(void);

#endif
