// SPDX-License-Identifier: GPL-2.0-or-later
/* The rows of the verdict, as text and JSON show them. */
#include "show/verdict-table.h"

#include "base/util.h"
#include "show/missing-table.h"

static void verdict_verdict(const void *data, struct cell *cell)
{
	const struct verdict *verdict = data;

	cell_set_text(cell, check_result_name(verdict->result));
}

static void verdict_cause(const void *data, struct cell *cell)
{
	const struct verdict *verdict = data;

	cell_set_text(cell, verdict->cause);
}

static void set_texts(struct cell *cell, const char *const *texts, size_t count)
{
	cell->known = true;
	cell->texts = texts;
	cell->ntexts = count;
}

static void verdict_also(const void *data, struct cell *cell)
{
	const struct verdict *verdict = data;

	set_texts(cell, verdict->also, verdict->nalso);
}

static void row_id(const void *data, struct cell *cell)
{
	const struct verdict_row *row = data;

	cell_set_text(cell, row->check->id);
}

static void row_layer(const void *data, struct cell *cell)
{
	const struct verdict_row *row = data;

	cell_set_text(cell, check_layer_name(row->check->layer));
}

static void row_result(const void *data, struct cell *cell)
{
	static const enum cell_mood moods[RESULTS] = {
		[RESULT_PASS] = MOOD_GOOD,
		[RESULT_FAIL] = MOOD_BAD,
		[RESULT_WARN] = MOOD_WARN,
		[RESULT_UNKNOWN] = MOOD_WARN,
	};
	const struct verdict_row *row = data;

	cell->mood = moods[row->result];
	cell_set_text(cell, check_result_name(row->result));
}

static void row_cpus(const void *data, struct cell *cell)
{
	const struct verdict_row *row = data;

	cell_set_text(cell, row->cpus);
}

static void row_summary(const void *data, struct cell *cell)
{
	const struct verdict_row *row = data;

	cell_set_text(cell, row->summary);
}

static void row_fix(const void *data, struct cell *cell)
{
	const struct verdict_row *row = data;

	set_texts(cell, (const char *const *)row->fix, row->nfix);
}

static void row_skipped_because(const void *data, struct cell *cell)
{
	const struct verdict_row *row = data;

	cell_set_text(cell, row->skipped_because);
}

static void row_explained_by(const void *data, struct cell *cell)
{
	const struct verdict_row *row = data;

	cell_set_text(cell, row->explained_by);
}

static void evidence_kind(const void *data, struct cell *cell)
{
	const struct verdict_evidence *evidence = data;

	cell_set_text(cell, evidence->kind);
}

static void evidence_key(const void *data, struct cell *cell)
{
	const struct verdict_evidence *evidence = data;

	cell_set_text(cell, evidence->key);
}

static void evidence_name(const void *data, struct cell *cell)
{
	const struct verdict_evidence *evidence = data;

	cell_set_text(cell, evidence->name);
}

static void evidence_cpus(const void *data, struct cell *cell)
{
	const struct verdict_evidence *evidence = data;

	cell_set_text(cell, evidence->cpus);
}

static void evidence_value(const void *data, struct cell *cell)
{
	const struct verdict_evidence *evidence = data;

	cell_set_text(cell, evidence->value);
}

static void evidence_error(const void *data, struct cell *cell)
{
	const struct verdict_evidence *evidence = data;

	cell_set_text(cell, evidence->error);
}

static void plan_steps(const void *data, struct cell *cell)
{
	const struct verdict_plan *plan = data;

	set_texts(cell, (const char *const *)plan->steps, plan->nsteps);
}

static void plan_reboots(const void *data, struct cell *cell)
{
	const struct verdict_plan *plan = data;

	cell_set_number(cell, plan->reboots);
}

static void plan_power_cycle(const void *data, struct cell *cell)
{
	const struct verdict_plan *plan = data;

	cell_set_bool(cell, plan->power_cycle);
}

/* clang-format off */
static const struct column evidence_columns[] = {
	{ .name = "kind", .type = CELL_TEXT, .get = evidence_kind },
	{ .name = "key", .type = CELL_TEXT, .get = evidence_key },
	{ .name = "name", .type = CELL_TEXT, .get = evidence_name },
	{ .name = "cpus", .type = CELL_TEXT, .get = evidence_cpus },
	{ .name = "value", .type = CELL_TEXT, .get = evidence_value },
	{ .name = "error", .type = CELL_TEXT, .get = evidence_error },
};
/* clang-format on */

static void row_evidence(const void *data, struct table *table)
{
	const struct verdict_row *row = data;

	*table = (struct table){
		.columns = evidence_columns,
		.ncolumns = ARRAY_SIZE(evidence_columns),
		.rows = row->evidence,
		.row_size = sizeof(*row->evidence),
		.nrows = row->nevidence,
	};
}

/* clang-format off */
static const struct column verdict_columns[] = {
	{ .name = "verdict", .type = CELL_TEXT, .get = verdict_verdict },
	{ .name = "cause", .type = CELL_TEXT, .get = verdict_cause },
	{ .name = "also", .type = CELL_TEXTS, .get = verdict_also },
};

static const struct column check_columns[] = {
	{ .name = "id", .help = "name of the check", .type = CELL_TEXT, .show = SHOW_DEFAULT | SHOW_VERBOSE, .get = row_id },
	{ .name = "layer", .help = "where the fault would sit", .type = CELL_TEXT, .show = SHOW_DEFAULT | SHOW_VERBOSE, .get = row_layer },
	{ .name = "result", .help = "pass, fail, warn, unknown or skip", .type = CELL_TEXT, .show = SHOW_DEFAULT | SHOW_VERBOSE, .get = row_result },
	{ .name = "cpus", .help = "CPUs on which that is so", .type = CELL_TEXT, .show = SHOW_DEFAULT | SHOW_VERBOSE, .wrap = true, .get = row_cpus },
	{ .name = "evidence", .type = CELL_ROWS, .rows = row_evidence },
	{ .name = "summary", .help = "the result in words", .type = CELL_TEXT, .show = SHOW_DEFAULT | SHOW_VERBOSE, .wrap = true, .get = row_summary },
	{ .name = "fix", .type = CELL_TEXTS, .get = row_fix },
	{ .name = "skipped_because", .help = "the check that failed before", .type = CELL_TEXT, .get = row_skipped_because },
	{ .name = "explained_by", .help = "the failing check that is the reason", .type = CELL_TEXT, .get = row_explained_by },
};

static const struct column plan_columns[] = {
	{ .name = "steps", .type = CELL_TEXTS, .get = plan_steps },
	{ .name = "reboots", .type = CELL_COUNT, .get = plan_reboots },
	{ .name = "power_cycle", .type = CELL_BOOL, .get = plan_power_cycle },
};
/* clang-format on */

void verdict_tables(const struct verdict *verdict, struct table *tables)
{
	tables[VERDICT_TABLE_VERDICT] = (struct table){
		.columns = verdict_columns,
		.ncolumns = ARRAY_SIZE(verdict_columns),
		.rows = verdict,
		.row_size = sizeof(*verdict),
		.nrows = 1,
		.single = true,
	};
	tables[VERDICT_TABLE_CHECKS] = (struct table){
		.name = "checks",
		.columns = check_columns,
		.ncolumns = ARRAY_SIZE(check_columns),
		.rows = verdict->rows,
		.row_size = sizeof(verdict->rows[0]),
		.nrows = verdict->rows[0].check ? CHECKS : 0,
	};
	tables[VERDICT_TABLE_PLAN] = (struct table){
		.name = "plan",
		.columns = plan_columns,
		.ncolumns = ARRAY_SIZE(plan_columns),
		.rows = &verdict->plan,
		.row_size = sizeof(verdict->plan),
		.nrows = 1,
		.single = true,
	};
	tables[VERDICT_TABLE_MISSING] =
		missing_table(verdict->missing.rows, verdict->missing.count);
}
