// SPDX-License-Identifier: GPL-2.0-or-later
/* Documents as JSON, written by json-c. */
#include <errno.h>
#include <json-c/json.h>
#include <string.h>

#include "base/util.h"
#include "show/table.h"

static void put_json(struct json_object **object)
{
	json_object_put(*object);
}

/*
 * Every member goes through here, so that one check finds all failures. Keys
 * are names of ours: constant, and each is added once.
 */
static int add(struct json_object *object, const char *key,
	       struct json_object *value)
{
	const unsigned int flags = JSON_C_OBJECT_ADD_KEY_IS_NEW |
				   JSON_C_OBJECT_KEY_IS_CONSTANT;

	return json_object_object_add_ex(object, key, value, flags) ? -ENOMEM
								     : 0;
}

static int add_text(struct json_object *object, const char *key,
		    const char *text)
{
	struct json_object *value = NULL;

	if (text && *text) {
		value = json_object_new_string(text);
		if (!value)
			return -ENOMEM;
	}
	return add(object, key, value);
}

/* Two lines, as a full array has; two spaces a level are json-c's own. */
static int print_empty(struct json_object *array, struct printbuf *out,
		       int level, int flags)
{
	(void)array;
	(void)flags;
	return sprintbuf(out, "[\n%*s]", 2 * level, "");
}

/*
 * How json-c prints an array without elements changed with 0.17. Documents are
 * the same bytes with each version. Every array goes through here when full.
 */
static struct json_object *whole_array(struct json_object *array)
{
	if (array && !json_object_array_length(array))
		json_object_set_serializer(array, print_empty, NULL, NULL);
	return array;
}

static struct json_object *rows_to_json(const struct table *table);

static struct json_object *texts_to_json(const struct cell *cell)
{
	struct json_object *array = json_object_new_array();
	size_t i;

	for (i = 0; array && i < cell->ntexts; i++) {
		struct json_object *text =
			json_object_new_string(cell->texts[i]);

		if (!text || json_object_array_add(array, text)) {
			json_object_put(text);
			json_object_put(array);
			return NULL;
		}
	}
	return whole_array(array);
}

static struct json_object *nested_to_json(const struct column *column,
					  const void *row)
{
	struct table table = { 0 };

	column->rows(row, &table);
	return rows_to_json(&table);
}

/* NULL for unknown; false if out of memory. */
static bool cell_to_json(const struct column *column, const void *row,
			 struct json_object **value)
{
	char buf[CELL_TEXT_MAX];
	struct cell cell = { 0 };

	if (column->type == CELL_ROWS) {
		*value = nested_to_json(column, row);
		return *value;
	}
	*value = NULL;
	column->get(row, &cell);
	if (!cell.known)
		return true;
	switch (column->type) {
	case CELL_COUNT:
		*value = json_object_new_int64((int64_t)cell.number);
		break;
	case CELL_BOOL:
		*value = json_object_new_boolean(cell.yes);
		break;
	case CELL_TEXTS:
		*value = texts_to_json(&cell);
		break;
	case CELL_ROWS:
		break;
	case CELL_TEXT:
	case CELL_HEX64:
		*value = json_object_new_string(
			cell_to_text(column->type, &cell, buf));
		break;
	}
	return *value;
}

/* Columns from @first on that share its JSON object; at least one. */
static size_t object_span(const struct table *table, size_t first)
{
	const char *object = table->columns[first].object;
	size_t i = first + 1;

	while (object && i < table->ncolumns && table->columns[i].object &&
	       !strcmp(table->columns[i].object, object))
		i++;
	return i - first;
}

/* The columns of one JSON object; null if no cell of it is known. */
static int add_object(struct json_object *parent, const struct table *table,
		      size_t first, size_t count, const void *row)
{
	struct json_object *object = json_object_new_object();
	bool any = false;
	size_t i;

	if (!object)
		return -ENOMEM;
	for (i = first; i < first + count; i++) {
		struct json_object *value;

		if (!cell_to_json(&table->columns[i], row, &value) ||
		    add(object, table->columns[i].name, value)) {
			json_object_put(object);
			return -ENOMEM;
		}
		any |= value != NULL;
	}
	if (!any) {
		json_object_put(object);
		object = NULL;
	}
	return add(parent, table->columns[first].object, object);
}

static int add_cells(struct json_object *object, const struct table *table,
		     const void *row)
{
	struct json_object *value;
	size_t i, count;
	int err = 0;

	for (i = 0; !err && i < table->ncolumns; i += count) {
		const struct column *column = &table->columns[i];

		count = object_span(table, i);
		if (column->text_only)
			continue;
		if (column->object)
			err = add_object(object, table, i, count, row);
		else if (cell_to_json(column, row, &value))
			err = add(object, column->name, value);
		else
			err = -ENOMEM;
	}
	return err;
}

static struct json_object *row_to_json(const struct table *table, size_t i)
{
	const char *row = (const char *)table->rows + i * table->row_size;
	struct json_object *object = json_object_new_object();

	if (object && add_cells(object, table, row)) {
		json_object_put(object);
		return NULL;
	}
	return object;
}

static struct json_object *rows_to_json(const struct table *table)
{
	struct json_object *array = json_object_new_array();
	size_t i;

	for (i = 0; array && i < table->nrows; i++) {
		struct json_object *row = row_to_json(table, i);

		if (!row || json_object_array_add(array, row)) {
			json_object_put(row);
			json_object_put(array);
			return NULL;
		}
	}
	return whole_array(array);
}

static int add_table(struct json_object *document, const struct table *table)
{
	struct json_object *rows;

	if (!table->name)
		return add_cells(document, table, table->rows);
	rows = table->single ? row_to_json(table, 0) : rows_to_json(table);
	return rows ? add(document, table->name, rows) : -ENOMEM;
}

static int add_tool(struct json_object *document)
{
	struct json_object *tool = json_object_new_object();

	if (!tool || add(document, "tool", tool))
		return -ENOMEM;
	return add_text(tool, "name", "tdxctl") ||
	       add_text(tool, "version", PACKAGE_VERSION) ? -ENOMEM : 0;
}

static int add_host(struct json_object *document,
		    const struct host_ident *ident)
{
	static const struct host_ident unread;
	struct json_object *host = json_object_new_object();

	if (!ident)
		ident = &unread;
	if (!host || add(document, "host", host))
		return -ENOMEM;
	return add_text(host, "hostname", ident->hostname) ||
	       add_text(host, "kernel", ident->kernel) ||
	       add_text(host, "vendor", ident->vendor) ||
	       add_text(host, "product", ident->product) ||
	       add_text(host, "bios", ident->bios) ? -ENOMEM : 0;
}

static int add_header(struct json_object *object,
		      const struct document *document)
{
	char schema[64];

	snprintf(schema, sizeof(schema), "tdxctl.%s/1", document->command);
	return add_text(object, "schema", schema) || add_tool(object) ||
	       add_host(object, document->host) ||
	       add_text(object, "source", document->source) ||
	       add_text(object, "time", document->time) ? -ENOMEM : 0;
}

int table_json(const struct document *document, FILE *out)
{
	struct json_object *object __attribute__((cleanup(put_json))) =
		json_object_new_object();
	const char *text;
	size_t i;

	if (!object || add_header(object, document))
		return -ENOMEM;
	for (i = 0; i < document->ntables; i++)
		if (add_table(object, &document->tables[i]))
			return -ENOMEM;
	text = json_object_to_json_string_ext(
		object, JSON_C_TO_STRING_PRETTY | JSON_C_TO_STRING_SPACED |
				JSON_C_TO_STRING_NOSLASHESCAPE);
	if (!text)
		return -ENOMEM;
	fputs(text, out);
	fputc('\n', out);
	return 0;
}
