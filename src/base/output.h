/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Output that is written whole or not at all. */
#ifndef TDXCTL_BASE_OUTPUT_H
#define TDXCTL_BASE_OUTPUT_H

#include <stdio.h>

#include "base/place.h"
#include "base/replacement.h"

/**
 * struct output - text in the making
 * @stream: write here
 * @file: the name of the file, NULL for standard output
 * @text: what is kept for standard output, owned
 * @size: its length
 * @fd: what @stream writes to, if there is a file
 * @error: the first error in doing so, a negative errno, or 0
 * @place: where the file is
 * @new: the file in the making; unused if @fd is no regular file
 */
struct output {
	FILE *stream;
	const char *file;
	char *text;
	size_t size;
	int fd;
	int error;
	struct place place;
	struct replacement new;
};

/**
 * output_begin() - start to write
 * @file: what takes its place goes to disk as it is written, and is complete
 *        before it does. What is no regular file is written directly. NULL for
 *        standard output, which gets everything at the end
 *
 * Prints why the file cannot be written.
 *
 * Return: 0, -ENOMEM, or -EIO if that was printed; with @output empty.
 */
int output_begin(struct output *output, const char *file);

/* Leave a file as it was; fine after output_end(). */
void output_cancel(struct output *output);

#define cleanup_output __attribute__((cleanup(output_cancel)))

/**
 * output_end() - deliver what was written
 *
 * Prints what is wrong.
 *
 * Return: 0 or -EIO.
 */
int output_end(struct output *output);

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
