/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Decodes statuses that were given one by one or stand in a log. */
#ifndef TDXCTL_CMD_DECODE_RUN_H
#define TDXCTL_CMD_DECODE_RUN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "base/exit.h"
#include "capture/missing.h"
#include "judge/decode-row.h"
#include "show/decode-text.h"

/* A log may have no end: this many statuses are kept, none if it streams. */
#define DECODE_ROWS_MAX 10000

/**
 * struct decoding - statuses as they are decoded
 * @interface: who made them; STATUS_ANY lets the line of a log tell
 * @out: a log goes here with notes, as it is read; NULL for none
 * @style: of the notes
 * @keep: keep rows
 * @rows: the rows, owned
 * @nrows: number of @rows
 * @capacity: room in @rows
 * @overflow: rows were left out, and that was said
 * @gap: what is missing of a log; its error is NULL if nothing is
 * @unread: the log has more that could not be read
 * @unknown: a code has no name
 * @near: status whose registers the next @near_lines lines may show
 * @near_lines: 0 if there is no such status
 * @long_line: a line was too long, and that was said
 */
struct decoding {
	enum status_interface interface;
	FILE *out;
	struct text_style style;
	bool keep;
	struct decode_row *rows;
	size_t nrows;
	size_t capacity;
	bool overflow;
	struct missing gap;
	bool unread;
	bool unknown;
	struct status_decoded near;
	unsigned int near_lines;
	bool long_line;
};

/* Release the rows. */
void decode_run_free(struct decoding *d);

#define cleanup_decoding __attribute__((cleanup(decode_run_free)))

/**
 * decode_run_operands() - decode what the user typed
 *
 * Prints what is wrong with the first bad operand.
 *
 * Return: 0, -EINVAL for a bad operand, -ENOMEM.
 */
int decode_run_operands(struct decoding *d, char *const *operands,
			size_t count);

/**
 * decode_run_log() - decode the statuses in a log
 *
 * Prints what could not be read and notes it as a gap.
 *
 * Return: 0 or -ENOMEM.
 */
int decode_run_log(struct decoding *d, FILE *in);

/* EXIT_UNKNOWN if a code is unknown or something is missing. */
enum exit_status decode_run_exit(const struct decoding *d);

#endif
