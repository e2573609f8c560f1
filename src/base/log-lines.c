// SPDX-License-Identifier: GPL-2.0-or-later
/* Reads lines of bounded length from a stream that may hold anything. */
#include "base/log-lines.h"

#include <errno.h>

void log_lines_init(struct lines *lines, FILE *in)
{
	lines->in = in;
	lines->number = 0;
	lines->len = 0;
	lines->first = false;
	lines->last = true;
	lines->newline = false;
}

/* The character behind a full piece says whether the line goes on. */
static void finish_full_piece(struct lines *lines)
{
	int c = getc_unlocked(lines->in);

	lines->newline = c == '\n';
	lines->last = c == '\n' || c == EOF;
	if (!lines->last)
		ungetc(c, lines->in);
}

static void fill_piece(struct lines *lines)
{
	int c = 0;

	while (lines->len < LINES_PIECE_MAX) {
		c = getc_unlocked(lines->in);
		if (c == EOF || c == '\n')
			break;
		lines->piece[lines->len++] = (char)c;
	}
	if (lines->len == LINES_PIECE_MAX) {
		finish_full_piece(lines);
		return;
	}
	lines->newline = c == '\n';
	lines->last = true;
}

int log_lines_next(struct lines *lines)
{
	lines->first = lines->last;
	lines->len = 0;
	errno = 0;
	fill_piece(lines);
	if (ferror(lines->in))
		return errno ? -errno : -EIO;
	if (!lines->len && !lines->newline)
		return 0;
	if (lines->first)
		lines->number++;
	return 1;
}
