/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Output that is written whole or not at all. */
#ifndef TDXCTL_OUTPUT_H
#define TDXCTL_OUTPUT_H

#include <stdio.h>

/**
 * struct output - text in the making
 * @stream: write here
 */
struct output {
	FILE *stream;
	char *text;
	size_t size;
};

/* Return: 0 or -ENOMEM, with @output empty. */
int output_begin(struct output *output);

/* Throw away what was written; fine after output_end(). */
void output_cancel(struct output *output);

#define cleanup_output __attribute__((cleanup(output_cancel)))

/**
 * output_end() - deliver what was written
 * @file: written beside and renamed over, so that it is complete or untouched;
 *        NULL for standard output
 *
 * Prints what is wrong.
 *
 * Return: 0 or a negative errno.
 */
int output_end(struct output *output, const char *file);

/**
 * output_words() - print a paragraph and end its line
 * @text: words separated by single spaces
 * @width: columns of the terminal, 0 for no limit
 * @column: where the first word begins
 * @indent: where every further line begins
 */
void output_words(FILE *stream, const char *text, unsigned int width,
		  unsigned int column, unsigned int indent);

/* Now as RFC 3339 in UTC. Return: @buf, of at least 21 bytes. */
const char *output_time(char *buf, size_t size);

#endif
