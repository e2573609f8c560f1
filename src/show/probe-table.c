// SPDX-License-Identifier: GPL-2.0-or-later
/* The columns of a probe's rows, groups and missing values. */
#include "show/probe-table.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/util.h"
#include "show/missing-table.h"
#include "show/mood.h"

static bool answered(const struct probe_row *row)
{
	return row->error == OBS_READ && (row->call.outcome == OUTCOME_SUCCESS ||
					  row->call.outcome == OUTCOME_STATUS);
}

/* What a row and a group show alike. */
static void set_outcome(const struct probe_row *row, struct cell *cell)
{
	cell->mood = mood_of_gravity(probe_gravity(row));
	if (row->error == OBS_READ)
		cell_set_text(cell, seamcall_outcome_name(row->call.outcome));
}

static void set_status(const struct probe_row *row, struct cell *cell)
{
	if (row->error == OBS_READ)
		cell_set_number(cell, row->status);
}

static void set_happening(const struct probe_row *row, struct cell *cell)
{
	set_outcome(row, cell);
	if (!cell->known)
		cell_set_text(cell, obs_error_name(row->error));
}

static void row_cpu(const void *data, struct cell *cell)
{
	const struct probe_row *row = data;

	cell_set_number(cell, row->cpu);
}

static void row_outcome(const void *data, struct cell *cell)
{
	set_outcome(data, cell);
}

static void row_happening(const void *data, struct cell *cell)
{
	set_happening(data, cell);
}

static void row_status(const void *data, struct cell *cell)
{
	set_status(data, cell);
}

static void row_name(const void *data, struct cell *cell)
{
	const struct probe_row *row = data;

	cell_set_text(cell, row->name);
}

static void row_class(const void *data, struct cell *cell)
{
	const struct probe_row *row = data;

	cell_set_text(cell, row->class);
}

static void row_meaning(const void *data, struct cell *cell)
{
	const struct probe_row *row = data;

	cell_set_text(cell, row->meaning);
}

static void row_errno(const void *data, struct cell *cell)
{
	const struct probe_row *row = data;

	if (row->error == OBS_READ)
		cell_set_text(cell, seamcall_outcome_errno(row->call.outcome));
}

#define REGISTER_CELL(reg)                                             \
	static void row_##reg(const void *data, struct cell *cell)     \
	{                                                              \
		const struct probe_row *row = data;                    \
                                                                       \
		if (answered(row))                                     \
			cell_set_number(cell, row->call.regs.reg);     \
	}

REGISTER_CELL(rcx)
REGISTER_CELL(rdx)
REGISTER_CELL(r8)
REGISTER_CELL(r9)
REGISTER_CELL(r10)
REGISTER_CELL(r11)

const char *probe_table_registers(const struct probe_row *row, char *buf,
				  size_t size)
{
	const struct obs_seamcall_regs *regs = &row->call.regs;
	const struct {
		const char *name;
		uint64_t value;
	} all[] = {
		{ "RCX", regs->rcx }, { "RDX", regs->rdx },
		{ "R8", regs->r8 },   { "R9", regs->r9 },
		{ "R10", regs->r10 }, { "R11", regs->r11 },
	};
	size_t i, n = 0;

	buf[0] = '\0';
	for (i = 0; answered(row) && i < ARRAY_SIZE(all); i++)
		if (all[i].value)
			n += (size_t)snprintf(buf + n, size - n,
					      "%s%s 0x%016" PRIx64,
					      n ? " " : "", all[i].name,
					      all[i].value);
	return buf;
}

static void row_registers(const void *data, struct cell *cell)
{
	probe_table_registers(data, cell->buf, sizeof(cell->buf));
	cell_set_text(cell, cell->buf[0] ? cell->buf : NULL);
}

static void row_cycles(const void *data, struct cell *cell)
{
	const struct probe_row *row = data;

	if (row->error == OBS_READ)
		cell_set_number(cell, row->call.cycles);
}

static void row_attempts(const void *data, struct cell *cell)
{
	const struct probe_row *row = data;

	if (row->error == OBS_READ)
		cell_set_number(cell, row->call.attempts);
}

static void row_vmx_entered(const void *data, struct cell *cell)
{
	const struct probe_row *row = data;

	if (row->error == OBS_READ)
		cell_set_bool(cell, row->call.vmx_entered);
}

static void row_vmx_stuck(const void *data, struct cell *cell)
{
	const struct probe_row *row = data;

	if (row->error == OBS_READ)
		cell_set_bool(cell, row->call.vmx_stuck);
}

static void row_error(const void *data, struct cell *cell)
{
	const struct probe_row *row = data;

	cell_set_text(cell, obs_error_name(row->error));
}

static void group_cpus(const void *data, struct cell *cell)
{
	const struct probe_group *group = data;

	cell_set_text(cell, group->cpus);
}

static void group_count(const void *data, struct cell *cell)
{
	const struct probe_group *group = data;

	cell_set_number(cell, group->count);
}

static void group_outcome(const void *data, struct cell *cell)
{
	const struct probe_group *group = data;

	set_outcome(&group->row, cell);
}

static void group_happening(const void *data, struct cell *cell)
{
	const struct probe_group *group = data;

	set_happening(&group->row, cell);
}

static void group_status(const void *data, struct cell *cell)
{
	const struct probe_group *group = data;

	set_status(&group->row, cell);
}

static void group_name(const void *data, struct cell *cell)
{
	const struct probe_group *group = data;

	cell_set_text(cell, group->row.name);
}

static void group_meaning(const void *data, struct cell *cell)
{
	const struct probe_group *group = data;

	cell_set_text(cell, group->row.meaning);
}

static void group_advice(const void *data, struct cell *cell)
{
	const struct probe_group *group = data;

	cell_set_text(cell, group->advice);
}

static void leaf_cell_name(const void *data, struct cell *cell)
{
	const struct leaf *leaf = data;

	cell_set_text(cell, leaf->name);
}

static void leaf_cell_number(const void *data, struct cell *cell)
{
	const struct leaf *leaf = data;

	cell_set_number(cell, leaf->number);
}

static void leaf_cell_interface(const void *data, struct cell *cell)
{
	const struct leaf *leaf = data;

	cell_set_text(cell, leaf_interface_name(leaf->interface));
}

/* clang-format off */
static const struct column leaf_columns[] = {
	{ .name = "name", .type = CELL_TEXT, .get = leaf_cell_name },
	{ .name = "number", .type = CELL_COUNT, .get = leaf_cell_number },
	{ .name = "interface", .type = CELL_TEXT, .get = leaf_cell_interface },
};

static const struct column cpu_columns[] = {
	{ .name = "cpu", .help = "CPU number", .type = CELL_COUNT, .show = SHOW_DEFAULT | SHOW_VERBOSE, .get = row_cpu },
	{ .name = "result", .help = "outcome, or why there is none", .type = CELL_TEXT, .show = SHOW_DEFAULT | SHOW_VERBOSE, .text_only = true, .get = row_happening },
	{ .name = "outcome", .help = "success, status, vmfailinvalid, ud or gp", .type = CELL_TEXT, .get = row_outcome },
	{ .name = "status", .help = "completion status, or software code", .type = CELL_HEX64, .show = SHOW_DEFAULT | SHOW_VERBOSE, .get = row_status },
	{ .name = "name", .help = "name of the status", .type = CELL_TEXT, .show = SHOW_DEFAULT | SHOW_VERBOSE, .get = row_name },
	{ .name = "class", .help = "class of the status", .type = CELL_TEXT, .get = row_class },
	{ .name = "meaning", .help = "what the status means", .type = CELL_TEXT, .get = row_meaning },
	{ .name = "errno", .help = "errno of the kernel's TDX series", .type = CELL_TEXT, .show = SHOW_DEFAULT | SHOW_VERBOSE, .get = row_errno },
	{ .name = "rcx", .help = "RCX on return", .object = "regs", .type = CELL_HEX64, .get = row_rcx },
	{ .name = "rdx", .help = "RDX on return", .object = "regs", .type = CELL_HEX64, .get = row_rdx },
	{ .name = "r8", .help = "R8 on return", .object = "regs", .type = CELL_HEX64, .get = row_r8 },
	{ .name = "r9", .help = "R9 on return", .object = "regs", .type = CELL_HEX64, .get = row_r9 },
	{ .name = "r10", .help = "R10 on return", .object = "regs", .type = CELL_HEX64, .get = row_r10 },
	{ .name = "r11", .help = "R11 on return", .object = "regs", .type = CELL_HEX64, .get = row_r11 },
	{ .name = "cycles", .help = "TSC ticks of the last attempt", .type = CELL_COUNT, .get = row_cycles },
	{ .name = "attempts", .help = "how often it was issued", .type = CELL_COUNT, .show = SHOW_DEFAULT | SHOW_VERBOSE, .get = row_attempts },
	{ .name = "registers", .help = "output registers that are not zero", .type = CELL_TEXT, .text_only = true, .wrap = true, .get = row_registers },
	{ .name = "vmx_entered", .help = "whether VMX was entered for it", .type = CELL_BOOL, .get = row_vmx_entered },
	{ .name = "vmx_stuck", .help = "and could not be left again", .type = CELL_BOOL, .get = row_vmx_stuck },
	{ .name = "error", .help = "why there is no outcome", .type = CELL_TEXT, .get = row_error },
};

static const struct column group_columns[] = {
	{ .name = "cpus", .help = "CPUs of the group", .type = CELL_TEXT, .show = SHOW_DEFAULT | SHOW_VERBOSE, .wrap = true, .get = group_cpus },
	{ .name = "count", .help = "number of CPUs", .type = CELL_COUNT, .show = SHOW_DEFAULT | SHOW_VERBOSE, .get = group_count },
	{ .name = "result", .help = "outcome, or why there is none", .type = CELL_TEXT, .show = SHOW_DEFAULT | SHOW_VERBOSE, .text_only = true, .get = group_happening },
	{ .name = "outcome", .help = "success, status, vmfailinvalid, ud or gp", .type = CELL_TEXT, .get = group_outcome },
	{ .name = "status", .help = "completion status, or software code", .type = CELL_HEX64, .show = SHOW_DEFAULT | SHOW_VERBOSE, .get = group_status },
	{ .name = "name", .help = "name of the status", .type = CELL_TEXT, .show = SHOW_DEFAULT | SHOW_VERBOSE, .get = group_name },
	{ .name = "meaning", .help = "what the status means", .type = CELL_TEXT, .get = group_meaning },
	{ .name = "advice", .help = "what to do", .type = CELL_TEXT, .get = group_advice },
};
/* clang-format on */

void probe_tables(const struct probe *probe, struct table *tables)
{
	tables[PROBE_TABLE_LEAF] = (struct table){
		.name = "leaf",
		.columns = leaf_columns,
		.ncolumns = ARRAY_SIZE(leaf_columns),
		.rows = probe->leaf,
		.row_size = sizeof(*probe->leaf),
		.nrows = 1,
		.single = true,
	};
	tables[PROBE_TABLE_CPUS] = (struct table){
		.name = "cpus",
		.columns = cpu_columns,
		.ncolumns = ARRAY_SIZE(cpu_columns),
		.rows = probe->rows,
		.row_size = sizeof(*probe->rows),
		.nrows = probe->nrows,
	};
	tables[PROBE_TABLE_GROUPS] = (struct table){
		.name = "groups",
		.columns = group_columns,
		.ncolumns = ARRAY_SIZE(group_columns),
		.rows = probe->groups,
		.row_size = sizeof(*probe->groups),
		.nrows = probe->ngroups,
	};
	tables[PROBE_TABLE_MISSING] =
		missing_table(probe->missing, probe->nmissing);
}
