/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One typed value of a row. */
#ifndef TDXCTL_SHOW_CELL_H
#define TDXCTL_SHOW_CELL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The type of a column, in text and JSON alike, whatever the data. */
enum cell_type {
	CELL_TEXT, /* string */
	CELL_COUNT, /* number */
	CELL_HEX64, /* string "0x%016x" */
	CELL_BOOL, /* true or false; yes or no */
	CELL_TEXTS, /* array of strings, maybe empty; not for text tables */
	CELL_ROWS, /* array of the rows of a table; likewise */
};

/* How a cell is to be felt; a colour where there are colours. */
enum cell_mood {
	MOOD_PLAIN,
	MOOD_GOOD,
	MOOD_WARN,
	MOOD_BAD,
};

/* The longest text a column makes up: six registers with their names. */
#define CELL_TEXT_MAX 160

/**
 * struct cell - one value
 * @known: false: JSON null, "-" in text
 * @mood: colour
 * @text: of CELL_TEXT; points into the row, or to @buf
 * @number: of CELL_COUNT and CELL_HEX64
 * @yes: of CELL_BOOL
 * @texts: of CELL_TEXTS; points into the row
 * @ntexts: number of them
 * @buf: room for a text that the row does not hold
 */
struct cell {
	bool known;
	enum cell_mood mood;
	const char *text;
	uint64_t number;
	bool yes;
	const char *const *texts;
	size_t ntexts;
	char buf[CELL_TEXT_MAX];
};

/* Set a cell to a text, or to unknown if it is NULL. */
void cell_set_text(struct cell *cell, const char *text);
void cell_set_number(struct cell *cell, uint64_t number);
void cell_set_bool(struct cell *cell, bool yes);

/**
 * cell_to_text() - a cell as a person reads it
 * @type: of the column
 * @cell: the value
 * @buf: at least CELL_TEXT_MAX bytes
 *
 * Return: @buf or the cell's own text; "-" if unknown.
 */
const char *cell_to_text(enum cell_type type, const struct cell *cell,
			 char *buf);

#endif
