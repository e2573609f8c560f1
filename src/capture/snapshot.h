/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Captures as documents: tdxctl.snapshot/1. */
#ifndef TDXCTL_CAPTURE_SNAPSHOT_H
#define TDXCTL_CAPTURE_SNAPSHOT_H

#include <stdio.h>

#include "capture/capture.h"

/* A larger file is no snapshot. */
#define SNAPSHOT_BYTES_MAX (16U << 20)

#define SNAPSHOT_PROBLEM_MAX 256

/**
 * snapshot_write() - write a capture, an observation a line
 *
 * Return: 0 or -ENOMEM; errors of @out are the caller's to look for.
 */
int snapshot_write(const struct capture *capture, FILE *out);

/**
 * snapshot_read() - read what snapshot_write() has written, here or elsewhere
 * @fd: a file or a pipe, read to its end
 * @capture: zeroed; to be released by the caller in any case
 * @problem: at least SNAPSHOT_PROBLEM_MAX bytes; set to one line that says what
 *           is wrong and where ("observations[3]: ..."), "" on success
 *
 * Return: 0, -EINVAL for what is no snapshot of a schema that this program
 * knows, -ENOMEM, or the negative errno of reading.
 */
int snapshot_read(int fd, struct capture *capture, char *problem);

#endif
