// SPDX-License-Identifier: GPL-2.0-or-later
/* Typed rows and their columns: the one thing that text and JSON print. */
#include "show/table.h"

#include <ctype.h>
#include <inttypes.h>
#include <string.h>

void cell_set_text(struct cell *cell, const char *text)
{
	cell->known = text;
	cell->text = text;
}

void cell_set_number(struct cell *cell, uint64_t number)
{
	cell->known = true;
	cell->number = number;
}

void cell_set_bool(struct cell *cell, bool yes)
{
	cell->known = true;
	cell->yes = yes;
}

const char *cell_to_text(enum cell_type type, const struct cell *cell,
			 char *buf)
{
	if (!cell->known)
		return "-";
	switch (type) {
	case CELL_TEXT:
		return cell->text;
	case CELL_COUNT:
		snprintf(buf, CELL_TEXT_MAX, "%" PRIu64, cell->number);
		return buf;
	case CELL_HEX64:
		snprintf(buf, CELL_TEXT_MAX, "0x%016" PRIx64, cell->number);
		return buf;
	case CELL_BOOL:
		return cell->yes ? "yes" : "no";
	case CELL_TEXTS:
	case CELL_ROWS:
		break;
	}
	return "-";
}

/* As in names, or as in headings: letter case is ignored, and "-" is "_". */
static bool is_name(const char *name, const char *text, size_t len)
{
	size_t i;

	for (i = 0; i < len && name[i]; i++)
		if (tolower((unsigned char)text[i]) != name[i] &&
		    !(text[i] == '-' && name[i] == '_'))
			return false;
	return i == len && !name[i];
}

const struct column *table_column(const struct table *table, const char *name,
				  size_t len)
{
	size_t i;

	for (i = 0; i < table->ncolumns; i++) {
		const struct column *column = &table->columns[i];

		/* Arrays have no text. */
		if (column->type != CELL_TEXTS && column->type != CELL_ROWS &&
		    is_name(column->name, name, len))
			return column;
	}
	return NULL;
}

bool table_check_columns(const struct table *table, const char *names,
			 const char **bad, size_t *len)
{
	do {
		*bad = names;
		*len = strcspn(names, ",");
		if (!table_column(table, names, *len))
			return false;
		names += *len;
	} while (*names++ == ',');
	return true;
}
