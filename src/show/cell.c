// SPDX-License-Identifier: GPL-2.0-or-later
/* One typed value of a row. */
#include "show/cell.h"

#include <inttypes.h>
#include <stdio.h>

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
