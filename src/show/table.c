// SPDX-License-Identifier: GPL-2.0-or-later
/* Typed rows and their columns: the one thing that text and JSON print. */
#include "show/table.h"

#include <ctype.h>
#include <string.h>

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
