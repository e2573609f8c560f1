// SPDX-License-Identifier: GPL-2.0-or-later
/* What every reading command does around its own answer. */
#include "cmd/print-answer.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>

#include "base/diag.h"
#include "base/exit.h"
#include "base/output.h"

static int print_json(const struct report *report, FILE *out)
{
	struct host_ident ident;
	char now[32];
	struct document document = {
		.command = report->command,
		.host = &ident,
		.source = report->source,
		.time = report->view->capture ?
				report->view->capture->time :
				output_time(now, sizeof(now)),
		.tables = report->tables,
		.ntables = report->ntables,
	};

	which_host_ident(report->view, &ident);
	return table_json(&document, out);
}

int print_answer(const struct report *report, const struct opts_output *opts)
{
	struct output output cleanup_output = { 0 };
	int err;

	if (opts->quiet)
		return 0;
	err = output_begin(&output, opts->output_file);
	if (err)
		return err;
	if (opts->json)
		err = print_json(report, output.stream);
	else
		err = report->print_text(report->answer, report->table, opts,
					 output.stream);
	if (err)
		return err;
	return output_end(&output);
}

void print_answer_failures(const struct source_failures *failures)
{
	size_t i;

	for (i = 0; i < failures->count; i++) {
		diag_error("%s", failures->items[i].text);
		if (failures->items[i].hint[0])
			diag_hint("%s", failures->items[i].hint);
	}
}

static bool alike(const struct missing *a, const struct missing *b)
{
	return !b->said && !strcmp(a->cpus, b->cpus) && a->reason == b->reason;
}

/* What stands before a key in a sentence. */
static const char *kind_word(const char *kind)
{
	if (!strcmp(kind, obs_kind_name(OBS_MSR)))
		return "MSR ";
	if (!strcmp(kind, obs_kind_name(OBS_CPUID)))
		return "CPUID leaf ";
	return !strcmp(kind, obs_kind_name(OBS_SEAMCALL)) ? "SEAMCALL " : "";
}

/* Rows that differ in the key alone make one line, at the first of them. */
void print_answer_missing(const struct missing_list *missing)
{
	size_t i, j, before, others;

	for (i = 0; i < missing->count; i++) {
		const struct missing *row = &missing->rows[i];

		before = others = 0;
		for (j = 0; j < missing->count; j++) {
			bool same = j != i && alike(row, &missing->rows[j]);

			before += same && j < i;
			others += same;
		}
		if (row->said || before)
			continue;
		diag_error("CPU%s %s: cannot read %s%s: %s",
			   strpbrk(row->cpus, "-,") ? "s" : "", row->cpus,
			   others ? "registers" : kind_word(row->kind),
			   others ? "" : row->key, row->reason);
	}
}

int print_answer_oom(void)
{
	diag_error("out of memory");
	return EXIT_UNKNOWN;
}

int print_answer_check_columns(const char *command, const struct table *table,
			       const struct opts_output *opts)
{
	const char *bad;
	size_t len;

	if (!opts->columns ||
	    table_check_columns(table, opts->columns, &bad, &len))
		return 0;
	diag_error("unknown column '%.*s'", (int)len, bad);
	diag_hint("'tdxctl %s --help' lists the columns", command);
	return EXIT_BAD_USAGE;
}
