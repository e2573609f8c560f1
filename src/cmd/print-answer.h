/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What every reading command does around its own answer. */
#ifndef TDXCTL_CMD_PRINT_ANSWER_H
#define TDXCTL_CMD_PRINT_ANSWER_H

#include <stdio.h>

#include "capture/missing.h"
#include "cmd/opts.h"
#include "cmd/which-host.h"
#include "read/source-request.h"
#include "show/table.h"

/**
 * struct report - an answer ready to be printed
 * @command: "probe"
 * @tables: the members of its JSON document
 * @ntables: number of tables
 * @table: the one that text shows
 * @source: where the values come from
 * @view: the host that was looked at
 * @answer: for @print_text
 * @print_text: print all of the text; returns 0 or a negative errno
 */
struct report {
	const char *command;
	const struct table *tables;
	size_t ntables;
	const struct table *table;
	const char *source;
	const struct view *view;
	const void *answer;
	int (*print_text)(const void *answer, const struct table *table,
			  const struct opts_output *opts, FILE *out);
};

/**
 * print_answer() - print an answer as the user wants it, or nothing with -q
 *
 * Prints what is wrong, but for a lack of memory.
 *
 * Return: 0 or a negative errno.
 */
int print_answer(const struct report *report, const struct opts_output *opts);

/* Say what of the ways of reading failed, and what to do about it. */
void print_answer_failures(const struct source_failures *failures);

/* Say on which CPUs values are missing, unless a line says so already. */
void print_answer_missing(const struct missing_list *missing);

/* Say that there is no memory. Return: the exit status for it. */
int print_answer_oom(void);

/**
 * print_answer_check_columns() - whether a table has the columns of -o
 *
 * Prints what is wrong.
 *
 * Return: 0 or EXIT_BAD_USAGE.
 */
int print_answer_check_columns(const char *command, const struct table *table,
			       const struct opts_output *opts);

#endif
