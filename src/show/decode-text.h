/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Says in words what a status or a line of a log means. */
#ifndef TDXCTL_SHOW_DECODE_TEXT_H
#define TDXCTL_SHOW_DECODE_TEXT_H

#include <stdbool.h>
#include <stdio.h>

#include "judge/log-seamcall.h"
#include "ref/status.h"

/**
 * struct text_style - how to write
 * @width: columns of the terminal, 0 for no limit
 * @color: with colours
 * @verbose: all that is known
 */
struct text_style {
	unsigned int width;
	bool color;
	bool verbose;
};

/** decode_text_status() - a paragraph about a status */
void decode_text_status(FILE *out, const struct text_style *style,
			const struct status_decoded *decoded);

/** decode_text_note() - a note below a log line that reports a status */
void decode_text_note(FILE *out, const struct text_style *style,
		      const struct log_status *status,
		      const struct status_decoded *decoded);

/**
 * decode_text_registers() - a note below a log line that shows registers
 * @decoded: the status that they belong to
 *
 * Writes nothing if the registers say nothing with this status.
 */
void decode_text_registers(FILE *out, const struct text_style *style,
			   const struct log_registers *registers,
			   const struct status_decoded *decoded);

/** decode_text_errno() - a note below a log line of kind LOG_ERRNO */
void decode_text_errno(FILE *out, const struct text_style *style,
		       const struct log_line *line);

#endif
