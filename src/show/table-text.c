// SPDX-License-Identifier: GPL-2.0-or-later
/* Tables as text, drawn by libsmartcols. */
#include <ctype.h>
#include <errno.h>
#include <libsmartcols.h>
#include <string.h>

#include "base/util.h"
#include "show/table.h"

#define HEADING_MAX 32

static const char *const mood_colors[] = {
	[MOOD_PLAIN] = NULL,
	[MOOD_GOOD] = "green",
	[MOOD_WARN] = "yellow",
	[MOOD_BAD] = "red",
};

/* A column narrower than this is worse than a line that is too long. */
#define WRAP_MIN 12

/* The columns to print, in order; width 0 for one that need not be broken. */
struct choice {
	const struct column **columns;
	size_t *widths;
	size_t count;
};

static void free_choice(struct choice *choice)
{
	free(choice->columns);
	free(choice->widths);
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
	choice->widths = calloc(room, sizeof(*choice->widths));
	if (!choice->columns || !choice->widths)
		return -ENOMEM;
	if (options->columns)
		choose_named(table, options->columns, choice);
	else
		choose_default(table, options, choice);
	return 0;
}

static const char *cell_text(const struct table *table,
			     const struct column *column, size_t row,
			     struct cell *cell, char *buf)
{
	*cell = (struct cell){ 0 };
	column->get((const char *)table->rows + row * table->row_size, cell);
	return cell_to_text(column->type, cell, buf);
}

static size_t natural_width(const struct table *table,
			    const struct column *column)
{
	size_t width = strlen(column->name);
	char buf[CELL_TEXT_MAX];
	struct cell cell;
	size_t row, len;

	for (row = 0; row < table->nrows; row++) {
		len = strlen(cell_text(table, column, row, &cell, buf));
		if (len > width)
			width = len;
	}
	return width;
}

/* Give each column that is too wide for its share of @room just that share. */
static void share_room(struct choice *choice, size_t room, size_t sharers)
{
	size_t i, share;

	for (i = 0; i < choice->count; i++) {
		if (!choice->columns[i]->wrap)
			continue;
		share = room / sharers--;
		if (share < WRAP_MIN)
			share = WRAP_MIN;
		if (choice->widths[i] > share)
			choice->widths[i] = share;
		room -= choice->widths[i] < room ? choice->widths[i] : room;
	}
}

/* Find out which columns have to be broken, and at what width. */
static void fit(struct choice *choice, const struct table *table,
		const struct text_options *options)
{
	size_t rigid = 0, total = choice->count - 1, sharers = 0, i;

	for (i = 0; i < choice->count; i++) {
		choice->widths[i] = natural_width(table, choice->columns[i]);
		total += choice->widths[i];
		if (choice->columns[i]->wrap)
			sharers++;
		else
			rigid += choice->widths[i] + 1;
	}
	if (!options->width || total <= options->width || !sharers)
		memset(choice->widths, 0,
		       choice->count * sizeof(*choice->widths));
	else
		share_room(choice, options->width > rigid + sharers ?
					   options->width - rigid - sharers : 0,
			   sharers);
}

/*
 * The heading's length is the least width, so that columns stay where they are
 * with --no-headings: from 2.40 on libsmartcols leaves hidden headings out.
 */
static int add_column(struct libscols_table *t, const struct column *column,
		      bool wrap)
{
	struct libscols_column *added;
	char heading[HEADING_MAX];
	int flags = 0;
	size_t i;

	for (i = 0; column->name[i] && i < sizeof(heading) - 1; i++)
		heading[i] = column->name[i] == '_' ?
			'-' : (char)toupper((unsigned char)column->name[i]);
	heading[i] = '\0';
	if (column->type == CELL_COUNT)
		flags |= SCOLS_FL_RIGHT;
	if (wrap)
		flags |= SCOLS_FL_WRAP;
	added = scols_table_new_column(t, heading, (double)i, flags);
	if (!added)
		return -ENOMEM;
	if (!wrap)
		return 0;
	if (scols_column_set_safechars(added, "\n"))
		return -ENOMEM;
	return scols_column_set_wrapfunc(added, scols_wrapnl_chunksize,
					 scols_wrapnl_nextchunk, NULL);
}

/* Bytes up to a space, or with a comma: a number of a list stays whole. */
static size_t piece_len(const char *text)
{
	size_t len = strcspn(text, " ,");

	return len + (text[len] == ',');
}

/* The text in lines of @width, ended by newlines; the caller frees it. */
static char *broken(const char *text, size_t width)
{
	size_t size, len, column = 0;
	char *lines = NULL;
	FILE *out = open_memstream(&lines, &size);

	if (!out)
		return NULL;
	while (*text) {
		bool space = *text == ' ';

		text += space;
		len = piece_len(text);
		if (column && column + space + len > width) {
			fputc('\n', out);
			column = 0;
		} else if (column && space) {
			fputc(' ', out);
			column++;
		}
		fwrite(text, 1, len, out);
		column += len;
		text += len;
	}
	if (fclose(out)) {
		free(lines);
		return NULL;
	}
	return lines;
}

static int set_cell(struct libscols_line *line, size_t i, const char *text,
		    size_t width)
{
	cleanup_free char *lines = NULL;

	if (!width)
		return scols_line_set_data(line, i, text);
	lines = broken(text, width);
	return lines ? scols_line_set_data(line, i, lines) : -ENOMEM;
}

static int add_cell(struct libscols_line *line, size_t i,
		    const struct table *table, const struct choice *choice,
		    size_t row)
{
	char buf[CELL_TEXT_MAX];
	struct cell cell;
	int err;

	err = set_cell(line, i,
		       cell_text(table, choice->columns[i], row, &cell, buf),
		       choice->widths[i]);
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
			err = add_cell(line, i, table, choice, row);
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

static int print_table(const struct table *table,
		       const struct text_options *options, FILE *out)
{
	struct libscols_table *t __attribute__((cleanup(unref_table))) =
		scols_new_table();
	struct choice choice __attribute__((cleanup(free_choice))) = { 0 };
	size_t i;
	int err;

	if (!t)
		return -ENOMEM;
	err = choose(table, options, &choice);
	if (!err)
		fit(&choice, table, options);
	for (i = 0; !err && i < choice.count; i++)
		err = add_column(t, choice.columns[i], choice.widths[i] != 0);
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

int table_text(const struct table *table, const struct text_options *options,
	       FILE *out)
{
	struct table shown = *table;
	int err;

	if (options->bounded)
		shown.nrows = text_bound(table->nrows, TEXT_ROWS_MAX);
	err = print_table(&shown, options, out);
	if (!err && shown.nrows < table->nrows)
		fprintf(out, "(%zu more rows with -v)\n",
			table->nrows - shown.nrows);
	return err;
}
