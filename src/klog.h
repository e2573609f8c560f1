/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Keeps the lines of a kernel log that concern TDX and what it stands on. */
#ifndef TDXCTL_KLOG_H
#define TDXCTL_KLOG_H

#include <stdbool.h>
#include <stddef.h>

#define KLOG_LINES_MAX 500
#define KLOG_LINE_MAX 400

/**
 * struct klog_word - lines with this word are kept
 * @text: lower case; found in any case, where no letter or digit stands before
 * @whole: nor behind
 * @why: lines that it is there for, and who prints them
 */
struct klog_word {
	const char *text;
	bool whole;
	const char *why;
};

/* In order of their texts. */
extern const struct klog_word klog_words[];
extern const size_t klog_words_count;

/**
 * struct klog - the last lines that were kept; starts zeroed
 * @lines: a ring
 * @count: how many were kept in all
 */
struct klog {
	char lines[KLOG_LINES_MAX][KLOG_LINE_MAX + 1];
	size_t count;
};

/**
 * klog_add_record() - a record of /dev/kmsg
 * @klog: where to keep it
 * @record: "6,339,5140900,-;text\n"; lines behind the first are properties
 * @len: bytes of it
 *
 * What user space wrote into the log is left out: it is not the kernel's word.
 */
void klog_add_record(struct klog *klog, const char *record, size_t len);

/**
 * klog_add_line() - a line as dmesg(1) or journalctl(1) prints it
 * @klog: where to keep it
 * @line: with or without a time in front: "[    5.140900] text"
 * @len: bytes of it; a newline is not among them
 */
void klog_add_line(struct klog *klog, const char *line, size_t len);

/* The lines, each with a newline; NULL if out of memory. To be freed. */
char *klog_text(const struct klog *klog);

#endif
