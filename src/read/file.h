/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reads files that may be anything, within bounds, and says what went wrong. */
#ifndef TDXCTL_READ_FILE_H
#define TDXCTL_READ_FILE_H

#include <stdbool.h>
#include <stddef.h>

#include "capture/capture.h"

/* The contract's limit for a text of a file. */
#define COLLECT_TEXT_MAX 16384

/**
 * struct file_bytes - what a file holds; starts zeroed
 * @bytes: owned; a NUL stands behind them
 * @len: number of bytes
 */
struct file_bytes {
	char *bytes;
	size_t len;
};

void file_bytes_free(struct file_bytes *bytes);

#define cleanup_bytes __attribute__((cleanup(file_bytes_free)))

/**
 * file_read() - a whole file, whatever bytes it holds
 * @root: prefix of @path, "" for none
 * @path: absolute
 * @max: more bytes are an error
 * @bytes: zeroed; set on success only
 *
 * Return: 0, -EFBIG if it is longer, or another negative errno.
 */
int file_read(const char *root, const char *path, size_t max,
	      struct file_bytes *bytes);

/**
 * file_read_text() - a whole file that must hold text
 *
 * What a kernel file never holds is an error, and not repaired: whatever stands
 * there is not what the kernel says, and must not look like it.
 *
 * Return: as file_read(), or -EILSEQ for what is no plain text.
 */
int file_read_text(const char *root, const char *path, size_t max,
		   struct file_bytes *bytes);

/* What a negative errno means; OBS_READ for 0. */
enum obs_error file_error(int err);

/**
 * file_add() - append an observation that has a text
 * @err: why there is none, a negative errno; -ENOMEM is not an observation
 * @text: where @err is 0
 *
 * Return: 0 or -ENOMEM.
 */
int file_add(struct capture *capture, enum host_kind kind, const char *key,
	     int err, const char *text);

#endif
