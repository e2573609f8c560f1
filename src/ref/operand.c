// SPDX-License-Identifier: GPL-2.0-or-later
/* The names behind the numbers that a status word carries. */
#include "ref/operand.h"

#include <stddef.h>

#include "base/util.h"

struct operand_row {
	uint32_t id;
	const char *name;
	const char *text;
};

/* operand.tbl holds three tables; each reader picks its own rows. */
#define OPERAND_ROW(id_, name_, text_) \
	{ .id = (id_), .name = (name_), .text = (text_) },
#define CLASS_ROW(id_, name_)
#define LOADER_CLASS_ROW(id_, name_)
static const struct operand_row operand_table[] = {
#include "ref/operand.tbl"
};
#undef OPERAND_ROW
#undef CLASS_ROW
#define OPERAND_ROW(id_, name_, text_)
#define CLASS_ROW(id_, name_) { .id = (id_), .name = (name_) },
static const struct operand_row class_table[] = {
#include "ref/operand.tbl"
};
#undef CLASS_ROW
#undef LOADER_CLASS_ROW
#define CLASS_ROW(id_, name_)
#define LOADER_CLASS_ROW(id_, name_) { .id = (id_), .name = (name_) },
static const struct operand_row loader_class_table[] = {
#include "ref/operand.tbl"
};
#undef OPERAND_ROW
#undef CLASS_ROW
#undef LOADER_CLASS_ROW

static const struct operand_row *find_number(const struct operand_row *table,
					     size_t count, uint32_t id)
{
	size_t i;

	for (i = 0; i < count; i++)
		if (table[i].id == id)
			return &table[i];
	return NULL;
}

static const char *number_name(const struct operand_row *table, size_t count,
			       uint32_t id)
{
	const struct operand_row *row = find_number(table, count, id);

	return row ? row->name : NULL;
}

const char *operand_name(uint32_t id)
{
	return number_name(operand_table, ARRAY_SIZE(operand_table), id);
}

const char *operand_text(uint32_t id)
{
	const struct operand_row *row;

	row = find_number(operand_table, ARRAY_SIZE(operand_table), id);
	return row ? row->text : NULL;
}

const char *operand_class_name(uint32_t id)
{
	return number_name(class_table, ARRAY_SIZE(class_table), id);
}

const char *operand_loader_class_name(uint32_t id)
{
	return number_name(loader_class_table, ARRAY_SIZE(loader_class_table),
			   id);
}
