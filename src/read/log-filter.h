/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Keeps the lines of a kernel log that concern TDX and what it stands on. */
#ifndef TDXCTL_READ_LOG_FILTER_H
#define TDXCTL_READ_LOG_FILTER_H

#include <stdbool.h>
#include <stddef.h>

#define LOG_FILTER_LINES_MAX 500
#define LOG_FILTER_LINE_MAX 400

/**
 * struct log_filter_word - lines with this word are kept
 * @text: lower case; found in any case, where no letter or digit stands before
 * @whole: nor behind
 * @why: lines that it is there for, and who prints them
 */
struct log_filter_word {
	const char *text;
	bool whole;
	const char *why;
};

/* In order of their texts. */
extern const struct log_filter_word log_filter_words[];
extern const size_t log_filter_words_count;

/**
 * struct log_filter - the last lines that were kept; starts zeroed
 * @lines: a ring
 * @count: how many were kept in all
 */
struct log_filter {
	char lines[LOG_FILTER_LINES_MAX][LOG_FILTER_LINE_MAX + 1];
	size_t count;
};

/**
 * log_filter_add_record() - a record of /dev/kmsg
 * @filter: where to keep it
 * @record: "6,339,5140900,-;text\n"; lines behind the first are properties
 * @len: bytes of it
 *
 * What user space wrote into the log is left out: it is not the kernel's word.
 */
void log_filter_add_record(struct log_filter *filter, const char *record,
			   size_t len);

/**
 * log_filter_add_line() - a line as dmesg(1) or journalctl(1) prints it
 * @filter: where to keep it
 * @line: with or without a time in front: "[    5.140900] text"
 * @len: bytes of it; a newline is not among them
 */
void log_filter_add_line(struct log_filter *filter, const char *line,
			 size_t len);

/* Whether a line has words that no observation may carry, such as "hostname". */
bool log_filter_gives_away(const char *line);

/* The lines, each with a newline; NULL if out of memory. To be freed. */
char *log_filter_text(const struct log_filter *filter);

#endif
