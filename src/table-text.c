// SPDX-License-Identifier: GPL-2.0-or-later
/* Tables as text, drawn by libsmartcols. */
#include <ctype.h>
#include <errno.h>
#include <libsmartcols.h>
#include <string.h>

#include "table.h"
#include "util.h"

#define HEADING_MAX 32

static const char *const mood_colors[] = {
	[MOOD_PLAIN] = NULL,
	[MOOD_GOOD] = "green",
	[MOOD_WARN] = "yellow",
	[MOOD_BAD] = "red",
};

/* The columns to print, in order. */
struct choice {
	const struct column **columns;
	size_t count;
};

static void free_choice(struct choice *choice)
{
	free(choice->columns);
}

static void unref_table(struct libscols_table **t)
{
	scols_unref_table(*t);
}

static void choose_default(const struct table *table,
			   const struct text_options *options,
			   struct choice *choice)
{
	unsigned int show = options->verbose ? SHOW_VERBOSE : SHOW_DEFAULT;
	size_t i;

	for (i = 0; i < table->ncolumns; i++)
		if (table->columns[i].show & show)
			choice->columns[choice->count++] = &table->columns[i];
}

static void choose_named(const struct table *table, const char *names,
			 struct choice *choice)
{
	const char *name = names;
	size_t len;

	do {
		len = strcspn(name, ",");
		choice->columns[choice->count++] =
			table_column(table, name, len);
		name += len;
	} while (*name++ == ',');
}

static size_t count_names(const char *names)
{
	size_t n = 1;

	for (; *names; names++)
		n += *names == ',';
	return n;
}

static int choose(const struct table *table, const struct text_options *options,
		  struct choice *choice)
{
	size_t room = table->ncolumns;

	if (options->columns && count_names(options->columns) > room)
		room = count_names(options->columns);
	choice->columns = calloc(room, sizeof(const struct column *));
	if (!choice->columns)
		return -ENOMEM;
	if (options->columns)
		choose_named(table, options->columns, choice);
	else
		choose_default(table, options, choice);
	return 0;
}

static int add_column(struct libscols_table *t, const struct column *column)
{
	char heading[HEADING_MAX];
	int flags = 0;
	size_t i;

	for (i = 0; column->name[i] && i < sizeof(heading) - 1; i++)
		heading[i] = column->name[i] == '_' ?
			'-' : (char)toupper((unsigned char)column->name[i]);
	heading[i] = '\0';
	if (column->type == CELL_COUNT)
		flags |= SCOLS_FL_RIGHT;
	if (column->wrap)
		flags |= SCOLS_FL_WRAP;
	return scols_table_new_column(t, heading, 0, flags) ? 0 : -ENOMEM;
}

static int add_cell(struct libscols_line *line, size_t i,
		    const struct column *column, const void *row)
{
	char buf[CELL_TEXT_MAX];
	struct cell cell = { 0 };
	int err;

	column->get(row, &cell);
	err = scols_line_set_data(line, i,
				  cell_to_text(column->type, &cell, buf));
	if (!err && mood_colors[cell.mood])
		err = scols_cell_set_color(scols_line_get_cell(line, i),
					   mood_colors[cell.mood]);
	return err;
}

static int add_rows(struct libscols_table *t, const struct table *table,
		    const struct choice *choice)
{
	size_t row, i;
	int err;

	for (row = 0; row < table->nrows; row++) {
		struct libscols_line *line = scols_table_new_line(t, NULL);

		if (!line)
			return -ENOMEM;
		for (i = 0; i < choice->count; i++) {
			err = add_cell(line, i, choice->columns[i],
				       (const char *)table->rows +
					       row * table->row_size);
			if (err)
				return err;
		}
	}
	return 0;
}

static void set_width(struct libscols_table *t, unsigned int width)
{
	if (!width) {
		scols_table_set_termforce(t, SCOLS_TERMFORCE_NEVER);
		return;
	}
	scols_table_set_termforce(t, SCOLS_TERMFORCE_ALWAYS);
	scols_table_set_termwidth(t, width);
}

int table_text(const struct table *table, const struct text_options *options,
	       FILE *out)
{
	struct libscols_table *t __attribute__((cleanup(unref_table))) =
		scols_new_table();
	struct choice choice __attribute__((cleanup(free_choice))) = { 0 };
	size_t i;
	int err;

	if (!t)
		return -ENOMEM;
	err = choose(table, options, &choice);
	for (i = 0; !err && i < choice.count; i++)
		err = add_column(t, choice.columns[i]);
	if (!err)
		err = add_rows(t, table, &choice);
	if (err)
		return err;
	scols_table_enable_colors(t, options->color);
	scols_table_enable_noheadings(t, options->no_headings);
	set_width(t, options->width);
	scols_table_set_stream(t, out);
	return scols_print_table(t);
}
