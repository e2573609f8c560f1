/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Finds the SEAMCALL statuses in a line of a kernel log. */
#ifndef TDXCTL_JUDGE_LOG_SEAMCALL_H
#define TDXCTL_JUDGE_LOG_SEAMCALL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "ref/status.h"

#define LOG_STATUSES_MAX 8	/* of one line; no known wording has over 1 */

/** struct log_status - a status word that a line reports */
struct log_status {
	size_t offset;		/* of the number in the line */
	size_t len;
	uint64_t word;
	bool has_leaf;		/* does the line say which leaf gave it */
	uint64_t leaf;		/* RAX word of that leaf */
};

enum log_register {
	LOG_RCX,
	LOG_RDX,
	LOG_R8,
	LOG_R9,
	LOG_R10,
	LOG_R11,
	LOG_REGISTERS_MAX
};

/** struct log_registers - output registers that a line shows */
struct log_registers {
	bool have[LOG_REGISTERS_MAX];
	uint64_t value[LOG_REGISTERS_MAX];
};

enum log_kind {
	LOG_OTHER,		/* nothing for us */
	LOG_STATUS,		/* at least one status */
	LOG_REGISTERS,		/* registers of a call that failed before */
	LOG_ERRNO		/* an outcome without a status word */
};

/** struct log_line - what a line says */
struct log_line {
	enum log_kind kind;
	size_t count;
	struct log_status status[LOG_STATUSES_MAX];
	struct log_registers registers;
	int error;		/* LOG_ERRNO: errno, positive */
	const char *error_name;	/* its name, NULL if we have none */
	const char *error_text;	/* what it says of the SEAMCALL */
	bool full;		/* there are more statuses than fit in */
	bool cut;		/* a number at the end of the line was left out,
				 * for its digits may go on
				 */
};

/**
 * log_seamcall_parse() - read one line
 * @text: the line, without its newline; may hold any byte
 * @len: bytes of @text
 * @cut: the line goes on, or may go on, behind @text
 * @line: always filled in
 *
 * Only numbers that a known wording calls the status of a SEAMCALL are
 * statuses, and a line that is nothing but one 0x-number (0, or above 32 bits).
 */
void log_seamcall_parse(const char *text, size_t len, bool cut,
			struct log_line *line);

/** log_seamcall_knows() - whether a word alone may decide how a line is read */
bool log_seamcall_knows(const char *word, size_t len);

/** log_seamcall_interface() - who made the word, as far as the line says it */
enum status_interface log_seamcall_interface(const struct log_status *status);

/**
 * log_explain_advice() - what an administrator can do
 * @status: where the word stands, or NULL if it is not from a log
 * @decoded: the word
 *
 * Return: the advice of the status, or of the leaf that gave it; "" for none.
 */
const char *log_explain_advice(const struct log_status *status,
			       const struct status_decoded *decoded);

/**
 * log_explain_registers() - decode the registers that came with a status
 * @registers: registers of the status line or of a line that follows it
 * @decoded: the status
 * @buf: where to write; "" if the registers mean nothing with this status
 * @size: bytes in @buf
 *
 * Return: @buf.
 */
const char *log_explain_registers(const struct log_registers *registers,
				  const struct status_decoded *decoded,
				  char *buf, size_t size);

#endif
