/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Typed rows and their columns: the one thing that text and JSON print. */
#ifndef TDXCTL_SHOW_TABLE_H
#define TDXCTL_SHOW_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "capture/ident.h"
#include "show/cell.h"

/* Where a column appears if the user chooses no columns. */
enum column_show {
	SHOW_NEVER = 0,
	SHOW_DEFAULT = 1 << 0,	/* the plain text table */
	SHOW_VERBOSE = 1 << 1,	/* the text table of -v */
};

struct table;

/**
 * struct column - what a table shows of a row
 * @name: JSON key, and name for -o (upper case in headings)
 * @object: JSON object that the key is in, NULL for the row itself; columns of
 *          an object stand together, and one without a known cell is null
 * @help: a few words for --help
 * @type: type of every cell
 * @show: enum column_show bits
 * @text_only: not in JSON: made up of other columns
 * @wrap: may be broken over lines where the terminal is narrow
 * @get: fill in a cell, which comes zeroed, from a row; NULL for CELL_ROWS
 * @rows: of CELL_ROWS: fill in the table, whose rows point into the row
 */
struct column {
	const char *name;
	const char *object;
	const char *help;
	enum cell_type type;
	unsigned int show;
	bool text_only;
	bool wrap;
	void (*get)(const void *row, struct cell *cell);
	void (*rows)(const void *row, struct table *table);
};

/**
 * struct table - rows of one kind
 * @name: JSON key; NULL: the columns of its single row are members of the
 *        document itself
 * @columns: what they show
 * @ncolumns: number of columns
 * @rows: array of rows
 * @row_size: bytes of a row
 * @nrows: number of rows
 * @single: exactly one row, an object in JSON instead of an array
 */
struct table {
	const char *name;
	const struct column *columns;
	size_t ncolumns;
	const void *rows;
	size_t row_size;
	size_t nrows;
	bool single;
};

/**
 * struct document - a whole JSON answer
 * @command: "probe": makes the schema "tdxctl.probe/1"
 * @host: who the host is, NULL where nothing of it was read
 * @source: where the values come from, NULL where nothing was read
 * @time: when, RFC 3339
 * @tables: the members that follow
 * @ntables: number of tables
 */
struct document {
	const char *command;
	const struct host_ident *host;
	const char *source;
	const char *time;
	const struct table *tables;
	size_t ntables;
};

/* Column by its name or heading, letter case ignored; NULL if there is none. */
const struct column *table_column(const struct table *table, const char *name,
				  size_t len);

/* Rows of a table that nobody asked for, and groups of CPUs in a text. */
#define TEXT_ROWS_MAX	64
#define TEXT_GROUPS_MAX 8

/**
 * text_bound() - how many are shown of what may be many
 * @count: how many there are
 * @max: how many are enough; one more is not worth a line about it
 */
static inline size_t text_bound(size_t count, size_t max)
{
	return count <= max + 1 ? count : max;
}

/* Count a group of CPUs; false once there were enough of them for a text. */
static inline bool text_has_room(size_t *groups)
{
	return (*groups)++ < TEXT_GROUPS_MAX;
}

/* How many of the groups that were counted found no room. */
static inline size_t text_left_out(size_t groups)
{
	return groups > TEXT_GROUPS_MAX ? groups - TEXT_GROUPS_MAX : 0;
}

/* The end of a sentence that has a clause for each group with room. */
static inline void text_more_groups(size_t groups, FILE *out)
{
	if (text_left_out(groups))
		fprintf(out, ", and %zu more groups of CPUs",
			text_left_out(groups));
}

/**
 * struct text_options - how a text table is printed
 * @columns: names separated by commas, NULL for the default ones
 * @verbose: default columns are those of -v
 * @no_headings: rows only
 * @color: with colours
 * @unicode: whether the reader's locale shows more than ASCII
 * @bounded: of many rows or groups some are shown, and how many more there are
 * @width: columns of the terminal, 0 for no limit
 */
struct text_options {
	const char *columns;
	bool verbose;
	bool no_headings;
	bool color;
	bool unicode;
	bool bounded;
	unsigned int width;
};

/**
 * table_text() - print a table for a person
 * @options: its columns are known to be good, see table_check_columns()
 *
 * Return: 0 or a negative errno.
 */
int table_text(const struct table *table, const struct text_options *options,
	       FILE *out);

/**
 * table_check_columns() - find the first unknown name in a list of columns
 * @names: separated by commas
 * @bad: set to the unknown name
 * @len: set to its length, 0 for an empty name
 *
 * Return: true if all are known.
 */
bool table_check_columns(const struct table *table, const char *names,
			 const char **bad, size_t *len);

/**
 * table_json() - print a document
 *
 * Return: 0 or -ENOMEM.
 */
int table_json(const struct document *document, FILE *out);

#endif
