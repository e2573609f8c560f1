/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Finds a wording with numbers in it in a line; for log-events.c. */
#ifndef TDXCTL_JUDGE_LOG_MATCH_H
#define TDXCTL_JUDGE_LOG_MATCH_H

#include <stdbool.h>
#include <stddef.h>

#include "judge/log-events.h"

/** struct log_events_line - a line without colours and what ends a line */
struct log_events_line {
	char text[LOG_EVENT_LINE_MAX];
	size_t len;
	bool cut;		/* the line goes on */
};

/** struct log_events_found - numbers that stand where the pattern wants them */
struct log_events_found {
	unsigned int count;
	struct log_events_number number[LOG_EVENT_NUMBERS_MAX];
};

/**
 * log_match_clean() - take a line over
 * @text: the line as it stands in the log
 * @len: its bytes, without newline
 * @line: always filled in
 */
void log_match_clean(const char *text, size_t len,
		     struct log_events_line *line);

/**
 * log_match() - find a pattern anywhere in a line
 * @line: the line
 * @pattern: see struct log_events_wording
 * @found: filled in on success
 */
bool log_match(const struct log_events_line *line, const char *pattern,
	       struct log_events_found *found);

/** log_match_find() - what stands behind a text, in any letter case; NULL if none */
const char *log_match_find(const struct log_events_line *line,
			   const char *text);

/**
 * log_match_digits() - read digits that stand at a place of a line
 * @line: the line
 * @at: the place
 * @base: 10 or 16, without prefix
 * @number: unknown if the digits do not fit, or may go on behind the line
 *
 * Return: how many digits there are.
 */
size_t log_match_digits(const struct log_events_line *line, const char *at,
			unsigned int base, struct log_events_number *number);

#endif
