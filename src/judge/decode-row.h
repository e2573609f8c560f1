/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A status that was decoded. */
#ifndef TDXCTL_JUDGE_DECODE_ROW_H
#define TDXCTL_JUDGE_DECODE_ROW_H

#include <stddef.h>

#include "ref/status.h"

/* A status with its advice; @line is 0 if it does not come from a log. */
struct decode_row {
	struct status_decoded decoded;
	const char *advice;
	size_t line;
};

#endif
