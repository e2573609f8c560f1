/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reads lines of bounded length from a stream that may hold anything. */
#ifndef TDXCTL_BASE_LOG_LINES_H
#define TDXCTL_BASE_LOG_LINES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#define LINES_PIECE_MAX 65536

/**
 * struct lines - a stream that is read line by line
 * @in: the stream
 * @number: number of the line that the piece belongs to, from 1
 * @piece: bytes read last, without the newline, not ended by a NUL
 * @len: number of these bytes
 * @first: the piece starts the line
 * @last: the piece ends the line
 * @newline: the line ended with a newline, not with the end of the stream
 *
 * A line longer than LINES_PIECE_MAX comes in several pieces. Set up with
 * log_lines_init(); nothing needs to be released.
 */
struct lines {
	FILE *in;
	size_t number;
	char piece[LINES_PIECE_MAX];
	size_t len;
	bool first;
	bool last;
	bool newline;
};

/** log_lines_init() - start reading @in, which stays the caller's */
void log_lines_init(struct lines *lines, FILE *in);

/**
 * log_lines_next() - read the next piece
 *
 * Return: 1 if there is one, 0 at the end of the stream, a negative errno if
 * the stream cannot be read.
 */
int log_lines_next(struct lines *lines);

#endif
