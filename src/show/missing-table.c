// SPDX-License-Identifier: GPL-2.0-or-later
/* The table of what is missing, as every document has it. */
#include "show/missing-table.h"
#include "base/util.h"

static void get_kind(const void *row, struct cell *cell)
{
	const struct missing *missing = row;

	cell_set_text(cell, missing->kind);
}

static void get_key(const void *row, struct cell *cell)
{
	const struct missing *missing = row;

	cell_set_text(cell, missing->key);
}

static void get_cpus(const void *row, struct cell *cell)
{
	const struct missing *missing = row;

	cell_set_text(cell, missing->cpus);
}

static void get_error(const void *row, struct cell *cell)
{
	const struct missing *missing = row;

	cell_set_text(cell, missing->error);
}

/* clang-format off */
static const struct column columns[] = {
	{ .name = "kind", .type = CELL_TEXT, .get = get_kind },
	{ .name = "key", .type = CELL_TEXT, .get = get_key },
	{ .name = "cpus", .type = CELL_TEXT, .get = get_cpus },
	{ .name = "error", .type = CELL_TEXT, .get = get_error },
};
/* clang-format on */

struct table missing_table(const struct missing *rows, size_t nrows)
{
	return (struct table){
		.name = "missing",
		.columns = columns,
		.ncolumns = ARRAY_SIZE(columns),
		.rows = rows,
		.row_size = sizeof(*rows),
		.nrows = nrows,
	};
}
