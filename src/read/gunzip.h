/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Unpacks what gzip has packed, up to a limit. */
#ifndef TDXCTL_READ_GUNZIP_H
#define TDXCTL_READ_GUNZIP_H

#include "read/file.h"

/**
 * gunzip() - unpack one gzip member
 * @packed: may be anything
 * @max: more bytes are an error, however few they are when packed
 * @bytes: zeroed; set on success only
 *
 * Return: 0, -EINVAL for what gzip has not packed, -EFBIG, -ENOMEM, or
 * -EOPNOTSUPP if the program was built without zlib or does not find it.
 */
int gunzip(const struct file_bytes *packed, size_t max,
	   struct file_bytes *bytes);

#endif
