// SPDX-License-Identifier: GPL-2.0-or-later
/* Tables: the same rows as text and JSON, types that never change. */
#include <stdlib.h>

#include "base/output.h"
#include "base/util.h"
#include "show/table.h"
#include "tap.h"

struct row {
	const char *text;
	bool known;
	uint64_t number;
};

static const struct row rows[] = {
	{ "first \"quoted\"", true, 42 },
	{ NULL, false, 0 },
	{ "third", true, UINT64_MAX >> 1 },
};

static void get_text(const void *data, struct cell *cell)
{
	const struct row *row = data;

	cell_set_text(cell, row->text);
}

static void get_count(const void *data, struct cell *cell)
{
	const struct row *row = data;

	cell->mood = row->known ? MOOD_GOOD : MOOD_BAD;
	if (row->known)
		cell_set_number(cell, row->number);
}

static void get_yes(const void *data, struct cell *cell)
{
	const struct row *row = data;

	if (row->known)
		cell_set_bool(cell, row->number == 42);
}

/* clang-format off */
static const struct column columns[] = {
	{ .name = "text", .type = CELL_TEXT, .show = SHOW_DEFAULT | SHOW_VERBOSE, .get = get_text },
	{ .name = "only", .type = CELL_TEXT, .show = SHOW_VERBOSE, .text_only = true, .get = get_text },
	{ .name = "count", .type = CELL_COUNT, .show = SHOW_DEFAULT, .get = get_count },
	{ .name = "hex", .object = "in", .type = CELL_HEX64, .show = SHOW_DEFAULT, .get = get_count },
	{ .name = "is_it", .object = "in", .type = CELL_BOOL, .show = SHOW_DEFAULT, .get = get_yes },
};
/* clang-format on */

static const struct table table = {
	.name = "rows",
	.columns = columns,
	.ncolumns = ARRAY_SIZE(columns),
	.rows = rows,
	.row_size = sizeof(rows[0]),
	.nrows = ARRAY_SIZE(rows),
};

static char *text_of(const struct text_options *options)
{
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	if (!out || table_text(&table, options, out) || fclose(out))
		abort();
	return text;
}

static void test_text(void)
{
	cleanup_free char *plain = text_of(&(struct text_options){ 0 });
	cleanup_free char *verbose =
		text_of(&(struct text_options){ .verbose = true });
	cleanup_free char *chosen = text_of(&(struct text_options){
		.columns = "COUNT,text,count", .no_headings = true });
	cleanup_free char *narrow = text_of(&(struct text_options){
		.columns = "is_it,count,is_it", .no_headings = true });
	cleanup_free char *color = text_of(&(struct text_options){
		.columns = "count", .color = true });

	is_str(plain,
	       "TEXT                         COUNT HEX                IS-IT\n"
	       "first \"quoted\"                  42 0x000000000000002a yes\n"
	       "-                                - -                  -\n"
	       "third          9223372036854775807 0x7fffffffffffffff no\n",
	       "text: default columns");
	is_str(verbose,
	       "TEXT           ONLY\n"
	       "first \"quoted\" first \"quoted\"\n"
	       "-              -\n"
	       "third          third\n",
	       "text: verbose columns");
	is_str(chosen,
	       "                 42 first \"quoted\"                  42\n"
	       "                  - -                                -\n"
	       "9223372036854775807 third          9223372036854775807\n",
	       "text: chosen columns, no headings");
	is_str(narrow,
	       "yes                    42 yes\n"
	       "-                       - -\n"
	       "no    9223372036854775807 no\n",
	       "text: as wide as the headings that are left out");
	ok(strstr(color, "\033[32m") && strstr(color, "\033[31m"),
	   "text: colours");
	ok(!strchr(plain, '\033'), "text: no colours");
}

static void get_list(const void *row, struct cell *cell)
{
	cell_set_text(cell, row);
}

/* A number of a list and a word of a sentence are never torn apart. */
static void test_narrow(void)
{
	static const char lists[][32] = { "0,10,20,30,40,50,60,70",
					  "several words that wrap" };
	static const struct column both[] = {
		{ .name = "rigid", .type = CELL_TEXT, .show = SHOW_DEFAULT,
		  .get = get_list },
		{ .name = "wrapped", .type = CELL_TEXT, .show = SHOW_DEFAULT,
		  .wrap = true, .get = get_list },
	};
	static const struct table narrow = {
		.columns = both,
		.ncolumns = ARRAY_SIZE(both),
		.rows = lists,
		.row_size = sizeof(lists[0]),
		.nrows = ARRAY_SIZE(lists),
	};
	const struct text_options options = { .width = 37 };
	cleanup_free char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	if (!out || table_text(&narrow, &options, out) || fclose(out))
		abort();
	is_str(text,
	       "RIGID                   WRAPPED\n"
	       "0,10,20,30,40,50,60,70  0,10,20,30,\n"
	       "                        40,50,60,70\n"
	       "several words that wrap several\n"
	       "                        words that\n"
	       "                        wrap\n",
	       "text: columns that are broken");
}

static void test_columns(void)
{
	const char *bad;
	size_t len;

	ok(table_check_columns(&table, "text,HEX,is_it,IS-IT", &bad, &len),
	   "columns: known, any case, as in headings");
	ok(!table_check_columns(&table, "text,nope,hex", &bad, &len) &&
		   len == 4 && !strncmp(bad, "nope", 4),
	   "columns: unknown one is named");
	ok(!table_check_columns(&table, "text,,hex", &bad, &len) && len == 0,
	   "columns: empty name");
	ok(!table_check_columns(&table, "text,", &bad, &len) && len == 0,
	   "columns: comma at the end");
	ok(!table_check_columns(&table, "", &bad, &len), "columns: none");
}

static void test_json(void)
{
	static const struct host_ident host = { .hostname = "h",
						.kernel = "k" };
	struct table tables[] = { table, table, table };
	const struct document document = { .command = "test",
					   .host = &host,
					   .source = "helper",
					   .time = "2026-01-01T00:00:00Z",
					   .tables = tables,
					   .ntables = 3 };
	cleanup_free char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	tables[1].name = "one";
	tables[1].single = true;
	tables[2].name = NULL;
	tables[2].single = true;
	if (!out || table_json(&document, out) || fclose(out))
		abort();
	is_str(text,
	       "{\n"
	       "  \"schema\": \"tdxctl.test/1\",\n"
	       "  \"tool\": {\n"
	       "    \"name\": \"tdxctl\",\n"
	       "    \"version\": \"" PACKAGE_VERSION "\"\n"
	       "  },\n"
	       "  \"host\": {\n"
	       "    \"hostname\": \"h\",\n"
	       "    \"kernel\": \"k\",\n"
	       "    \"vendor\": null,\n"
	       "    \"product\": null,\n"
	       "    \"bios\": null\n"
	       "  },\n"
	       "  \"source\": \"helper\",\n"
	       "  \"time\": \"2026-01-01T00:00:00Z\",\n"
	       "  \"rows\": [\n"
	       "    {\n"
	       "      \"text\": \"first \\\"quoted\\\"\",\n"
	       "      \"count\": 42,\n"
	       "      \"in\": {\n"
	       "        \"hex\": \"0x000000000000002a\",\n"
	       "        \"is_it\": true\n"
	       "      }\n"
	       "    },\n"
	       "    {\n"
	       "      \"text\": null,\n"
	       "      \"count\": null,\n"
	       "      \"in\": null\n"
	       "    },\n"
	       "    {\n"
	       "      \"text\": \"third\",\n"
	       "      \"count\": 9223372036854775807,\n"
	       "      \"in\": {\n"
	       "        \"hex\": \"0x7fffffffffffffff\",\n"
	       "        \"is_it\": false\n"
	       "      }\n"
	       "    }\n"
	       "  ],\n"
	       "  \"one\": {\n"
	       "    \"text\": \"first \\\"quoted\\\"\",\n"
	       "    \"count\": 42,\n"
	       "    \"in\": {\n"
	       "      \"hex\": \"0x000000000000002a\",\n"
	       "      \"is_it\": true\n"
	       "    }\n"
	       "  },\n"
	       "  \"text\": \"first \\\"quoted\\\"\",\n"
	       "  \"count\": 42,\n"
	       "  \"in\": {\n"
	       "    \"hex\": \"0x000000000000002a\",\n"
	       "    \"is_it\": true\n"
	       "  }\n"
	       "}\n",
	       "JSON: whole document");
}

static void get_texts(const void *data, struct cell *cell)
{
	const struct row *row = data;

	cell->known = true;
	cell->texts = &row->text;
	cell->ntexts = row->known;
}

/* json-c prints an empty array on two lines up to 0.16, on one from 0.17 on. */
static void test_empty(void)
{
	static const struct column texts[] = {
		{ .name = "texts", .type = CELL_TEXTS, .get = get_texts },
	};
	struct table tables[] = { table, table };
	const struct document document = { .command = "test",
					   .tables = tables,
					   .ntables = ARRAY_SIZE(tables) };
	cleanup_free char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	tables[0].columns = texts;
	tables[0].ncolumns = ARRAY_SIZE(texts);
	tables[0].nrows = 2;
	tables[1].name = "none";
	tables[1].nrows = 0;
	if (!out || table_json(&document, out) || fclose(out))
		abort();
	is_str(strstr(text, "  \"rows\""),
	       "  \"rows\": [\n"
	       "    {\n"
	       "      \"texts\": [\n"
	       "        \"first \\\"quoted\\\"\"\n"
	       "      ]\n"
	       "    },\n"
	       "    {\n"
	       "      \"texts\": [\n"
	       "      ]\n"
	       "    }\n"
	       "  ],\n"
	       "  \"none\": [\n"
	       "  ]\n"
	       "}\n",
	       "JSON: empty arrays, the same with each json-c");
}

static void test_wrap(void)
{
	cleanup_free char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	if (!out)
		abort();
	output_words(out, "aaa bbb ccc dddddddddddd e", 8, 0, 2);
	output_words(out, "aaa bbb ccc", 0, 0, 2);
	output_words(out, "", 8, 0, 2);
	if (fclose(out))
		abort();
	is_str(text,
	       "aaa bbb\n"
	       "  ccc\n"
	       "  dddddddddddd\n"
	       "  e\n"
	       "aaa bbb ccc\n"
	       "\n",
	       "wrapped text");
}

int main(void)
{
	test_text();
	test_narrow();
	test_columns();
	test_json();
	test_empty();
	test_wrap();
	return tap_done();
}
