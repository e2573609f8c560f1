// SPDX-License-Identifier: GPL-2.0-or-later
/* Decodes statuses that were given one by one or stand in a log. */
#include "cmd/decode-run.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>

#include "base/diag.h"
#include "base/exit.h"
#include "base/log-lines.h"
#include "base/number.h"
#include "base/utf8.h"
#include "base/util.h"
#include "capture/obs.h"
#include "judge/log-seamcall.h"

#define HEX_DIGITS "0123456789abcdefABCDEF"
#define HEX_DIGITS_MAX 16

/* Registers stand on the two lines below their status (Linux 6.8, tdx.c). */
#define REGISTER_LINES 2

void decode_run_free(struct decoding *d)
{
	free(d->rows);
	d->rows = NULL;
}

enum exit_status decode_run_exit(const struct decoding *d)
{
	return d->unknown || d->gap.error ? EXIT_UNKNOWN : EXIT_ALL_WELL;
}

/* The log is one observation, whatever is missing of it. */
static void note_gap(struct decoding *d, enum obs_error error)
{
	d->gap = (struct missing){
		.kind = "log",
		.key = "kernel",
		.cpus = "",
		.error = obs_error_name(error),
	};
}

static int grow(struct decoding *d)
{
	size_t capacity = d->capacity ? 2 * d->capacity : 16;
	struct decode_row *rows;

	if (d->nrows < d->capacity)
		return 0;
	rows = reallocarray(d->rows, capacity, sizeof(*rows));
	if (!rows)
		return -ENOMEM;
	d->rows = rows;
	d->capacity = capacity;
	return 0;
}

static void leave_out(struct decoding *d, size_t line)
{
	if (!d->overflow)
		diag_warning("line %zu: this and later statuses are left out, only %d are kept",
			     line, DECODE_ROWS_MAX);
	d->overflow = true;
	note_gap(d, OBS_UNSUPPORTED);
}

/* @status is NULL if the word does not come from a log. */
static int keep(struct decoding *d, const struct status_decoded *decoded,
		const struct log_status *status, size_t line)
{
	int err;

	if (line && d->nrows >= DECODE_ROWS_MAX) {
		leave_out(d, line);
		return 0;
	}
	err = grow(d);
	if (!err)
		d->rows[d->nrows++] = (struct decode_row){
			.decoded = *decoded,
			.advice = log_explain_advice(status, decoded),
			.line = line,
		};
	return err;
}

/* What the user says of the maker stands above what a line says. */
static void decode(struct decoding *d, uint64_t word,
		   enum status_interface interface, struct status_decoded *out)
{
	if (d->interface != STATUS_ANY)
		interface = d->interface;
	if (!status_decode(word, interface, out))
		d->unknown = true;
}

/*
 * 0x and up to 16 digits, or exactly 16 digits without: fewer could be decimal.
 * Return: NULL, or what is wrong.
 */
static const char *parse_status(const char *text, uint64_t *word)
{
	bool prefix = text[0] == '0' && (text[1] == 'x' || text[1] == 'X');
	const char *digits = prefix ? text + 2 : text;
	size_t len = strlen(digits);
	char number[HEX_DIGITS_MAX + 3];

	if (!*text)
		return "empty";
	if (!len || strspn(digits, HEX_DIGITS) != len)
		return "not a hexadecimal number";
	if (len > HEX_DIGITS_MAX)
		return "longer than 16 hexadecimal digits";
	if (!prefix && len < HEX_DIGITS_MAX)
		return "without 0x, it needs all 16 hexadecimal digits";
	snprintf(number, sizeof(number), "0x%s", digits);
	return number_parse(number, word) ? "not a hexadecimal number" : NULL;
}

/* Tables and people often leave out the lower half, which is mostly 0. */
static void hint_at_half(uint64_t word, const char *operand)
{
	struct status_decoded whole;

	if (!word || word > UINT32_MAX ||
	    !status_decode(word << 32, STATUS_ANY, &whole))
		return;
	diag_hint("%s may stand for 0x%016" PRIx64 ", %s", operand, whole.word,
		  status_name(&whole));
}

static int decode_operand(struct decoding *d, const char *operand)
{
	struct status_decoded decoded;
	const char *wrong;
	uint64_t word;

	wrong = parse_status(operand, &word);
	if (wrong) {
		diag_error("status '%s': %s", operand, wrong);
		return -EINVAL;
	}
	decode(d, word, STATUS_ANY, &decoded);
	if (!d->keep)
		return 0;
	hint_at_half(word, operand);
	return keep(d, &decoded, NULL, 0);
}

int decode_run_operands(struct decoding *d, char *const *operands, size_t count)
{
	int err = 0;
	size_t i;

	for (i = 0; !err && i < count; i++)
		err = decode_operand(d, operands[i]);
	return err;
}

static int take_statuses(struct decoding *d, const struct log_line *line,
			 size_t number)
{
	const struct log_status *status = line->status;
	int err = 0;

	for (; !err && status < line->status + line->count; status++) {
		decode(d, status->word, log_seamcall_interface(status),
		       &d->near);
		d->near_lines = REGISTER_LINES;
		if (d->out)
			decode_text_note(d->out, &d->style, status, &d->near);
		if (d->keep)
			err = keep(d, &d->near, status, number);
	}
	return err;
}

static void take_registers(struct decoding *d, const struct log_line *line)
{
	if (d->out && d->near_lines)
		decode_text_registers(d->out, &d->style, &line->registers,
				      &d->near);
}

static void note_full(struct decoding *d, size_t number)
{
	diag_warning("line %zu: more than %d statuses, the rest is left out",
		     number, LOG_STATUSES_MAX);
	note_gap(d, OBS_UNSUPPORTED);
}

static void note_cut(struct decoding *d, size_t number)
{
	diag_warning("line %zu: cut short in the middle of a status", number);
	note_gap(d, OBS_IO);
}

/* A line has ended: say what it says. */
static int take_line(struct decoding *d, const struct log_line *line,
		     size_t number)
{
	int err = 0;

	if (line->kind != LOG_STATUS && line->kind != LOG_REGISTERS)
		d->near_lines = 0;
	if (line->kind == LOG_STATUS)
		err = take_statuses(d, line, number);
	take_registers(d, line);
	if (line->kind == LOG_REGISTERS && d->near_lines)
		d->near_lines--;
	if (line->kind == LOG_ERRNO && d->out)
		decode_text_errno(d->out, &d->style, line);
	if (line->full)
		note_full(d, number);
	if (line->cut)
		note_cut(d, number);
	return err;
}

static void warn_long_line(struct decoding *d, size_t number)
{
	if (d->long_line)
		return;
	d->long_line = true;
	note_gap(d, OBS_UNSUPPORTED);
	diag_warning("line %zu: too long, only its first %d bytes are searched",
		     number, LINES_PIECE_MAX);
}

static bool gets_note(const struct log_line *line)
{
	return line->kind == LOG_STATUS || line->kind == LOG_ERRNO;
}

/*
 * Whoever wrote to the log must not write to the terminal: what a reader would
 * not see is escaped, but for a carriage return that ends the line. So is a
 * character that two pieces of a very long line have half of, byte by byte.
 */
static void put_piece(const struct lines *lines, FILE *out)
{
	size_t len = lines->len;
	bool cr = lines->newline && len && lines->piece[len - 1] == '\r';

	utf8_put(out, lines->piece, len - cr, "\t");
	if (cr)
		fputc('\r', out);
}

/* The lines of the log go through; notes begin on a line of their own. */
static void pass_on(struct decoding *d, const struct lines *lines,
		    const struct log_line *line)
{
	if (!d->out)
		return;
	put_piece(lines, d->out);
	if (lines->newline || (lines->last && gets_note(line)))
		fputc('\n', d->out);
}

static int take_log(struct decoding *d, struct lines *lines)
{
	struct log_line line;
	int err;

	while ((err = log_lines_next(lines)) > 0) {
		if (lines->first)
			log_seamcall_parse(lines->piece, lines->len,
					   !lines->newline, &line);
		pass_on(d, lines, &line);
		if (!lines->last)
			warn_long_line(d, lines->number);
		else if (take_line(d, &line, lines->number))
			return -ENOMEM;
		if (d->out && ferror(d->out))
			return 0;
	}
	return err;
}

int decode_run_log(struct decoding *d, FILE *in)
{
	cleanup_free struct lines *lines = malloc(sizeof(*lines));
	int err;

	if (!lines)
		return -ENOMEM;
	log_lines_init(lines, in);
	err = take_log(d, lines);
	if (!err || err == -ENOMEM)
		return err;
	diag_error("standard input: cannot read: %s", strerror(-err));
	note_gap(d, OBS_IO);
	d->unread = true;
	return 0;
}
