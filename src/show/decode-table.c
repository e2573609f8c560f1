// SPDX-License-Identifier: GPL-2.0-or-later
/* The columns of decoded statuses. */
#include "show/decode-table.h"

#include "base/util.h"
#include "show/missing-table.h"
#include "show/mood.h"

static const struct status_decoded *decoded_of(const void *data)
{
	const struct decode_row *row = data;

	return &row->decoded;
}

static void get_status(const void *row, struct cell *cell)
{
	cell_set_number(cell, decoded_of(row)->word);
}

static void get_name(const void *row, struct cell *cell)
{
	cell_set_text(cell, status_name(decoded_of(row)));
	cell->mood = mood_of_gravity(status_gravity(decoded_of(row)));
}

static void get_interface(const void *row, struct cell *cell)
{
	cell_set_text(cell, status_interface_name(decoded_of(row)->interface));
}

static void get_class(const void *row, struct cell *cell)
{
	cell_set_text(cell, decoded_of(row)->class_label);
}

static void get_error(const void *row, struct cell *cell)
{
	cell_set_bool(cell, decoded_of(row)->error);
}

static void set_flag(struct cell *cell, enum status_flag flag)
{
	if (flag != STATUS_FLAG_NA)
		cell_set_bool(cell, flag == STATUS_FLAG_YES);
}

static void get_recoverable(const void *row, struct cell *cell)
{
	set_flag(cell, decoded_of(row)->recoverable);
}

static void get_fatal(const void *row, struct cell *cell)
{
	set_flag(cell, decoded_of(row)->fatal);
}

static void get_operand_id(const void *row, struct cell *cell)
{
	if (decoded_of(row)->operand.present)
		cell_set_number(cell, decoded_of(row)->operand.id);
}

static void set_nonempty(struct cell *cell, const char *text)
{
	cell_set_text(cell, *text ? text : NULL);
}

static void get_operand_name(const void *row, struct cell *cell)
{
	set_nonempty(cell, decoded_of(row)->operand.name);
}

static void get_meaning(const void *row, struct cell *cell)
{
	const struct status_row *known = decoded_of(row)->row;

	cell_set_text(cell, known ? known->meaning : NULL);
}

static void get_advice(const void *row, struct cell *cell)
{
	const struct decode_row *decoded = row;

	set_nonempty(cell, decoded->advice);
}

static void get_line(const void *row, struct cell *cell)
{
	const struct decode_row *decoded = row;

	if (decoded->line)
		cell_set_number(cell, decoded->line);
}

static void get_operand(const void *row, struct cell *cell)
{
	set_nonempty(cell, status_detail(decoded_of(row), cell->buf,
					 sizeof(cell->buf)));
}

#define SHOW_ALWAYS (SHOW_DEFAULT | SHOW_VERBOSE)

/* clang-format off */
static const struct column columns[] = {
	{ .name = "status", .help = "the word", .type = CELL_HEX64, .show = SHOW_ALWAYS, .get = get_status },
	{ .name = "name", .help = "its name", .type = CELL_TEXT, .show = SHOW_ALWAYS, .get = get_name },
	{ .name = "interface", .help = "who made it", .type = CELL_TEXT, .show = SHOW_ALWAYS, .get = get_interface },
	{ .name = "class", .help = "class of the status", .type = CELL_TEXT, .show = SHOW_VERBOSE, .get = get_class },
	{ .name = "error", .help = "bit 63", .type = CELL_BOOL, .show = SHOW_VERBOSE, .get = get_error },
	{ .name = "recoverable", .help = "calling again may help", .type = CELL_BOOL, .show = SHOW_VERBOSE, .get = get_recoverable },
	{ .name = "fatal", .help = "bit 61", .type = CELL_BOOL, .show = SHOW_VERBOSE, .get = get_fatal },
	{ .name = "id", .object = "operand", .help = "bits 31:0 as a number", .type = CELL_COUNT, .get = get_operand_id },
	{ .name = "name", .object = "operand", .type = CELL_TEXT, .get = get_operand_name },
	{ .name = "meaning", .help = "what happened", .type = CELL_TEXT, .show = SHOW_VERBOSE, .wrap = true, .get = get_meaning },
	{ .name = "advice", .help = "what to do", .type = CELL_TEXT, .wrap = true, .get = get_advice },
	{ .name = "line", .help = "line of the log", .type = CELL_COUNT, .get = get_line },
	{ .name = "operand", .help = "bits 31:0 in words", .type = CELL_TEXT, .show = SHOW_ALWAYS, .text_only = true, .wrap = true, .get = get_operand },
};
/* clang-format on */

void decode_tables(const struct decode_row *rows, size_t nrows,
		   const struct missing *gap, struct table *tables)
{
	tables[DECODE_TABLE_STATUSES] = (struct table){
		.name = "statuses",
		.columns = columns,
		.ncolumns = ARRAY_SIZE(columns),
		.rows = rows,
		.row_size = sizeof(*rows),
		.nrows = nrows,
	};
	tables[DECODE_TABLE_MISSING] = missing_table(gap, gap->error != NULL);
}
