// SPDX-License-Identifier: GPL-2.0-or-later
/* The columns of the answer about key IDs. */
#include "show/keyid-table.h"

#include "base/util.h"
#include "show/missing-table.h"

static void set_fact(const struct fact *fact, struct cell *cell)
{
	if (fact->known)
		cell_set_number(cell, fact->value);
}

static void set_yes(const struct fact *fact, struct cell *cell)
{
	if (fact->known)
		cell_set_bool(cell, fact->value);
}

static void set_reg(const struct facts_reg *reg, struct cell *cell)
{
	if (reg->mask == UINT64_MAX)
		cell_set_number(cell, reg->value);
}

/* A partition stands alone, and in each group. */
#define PARTITION_CELL(member, set)                                          \
	static void partition_##member(const void *data, struct cell *cell)  \
	{                                                                    \
		const struct facts_partition *partition = data;              \
                                                                             \
		set(&partition->member, cell);                               \
	}                                                                    \
                                                                             \
	static void group_##member(const void *data, struct cell *cell)      \
	{                                                                    \
		const struct keyid_group *group = data;                      \
                                                                             \
		set(&group->partition.member, cell);                         \
	}

PARTITION_CELL(activated, set_yes)
PARTITION_CELL(locked, set_yes)
PARTITION_CELL(keyid_bits, set_fact)
PARTITION_CELL(tdx_reserved_bits, set_fact)
PARTITION_CELL(mktme_keyids, set_fact)
PARTITION_CELL(tdx_keyids, set_fact)
PARTITION_CELL(tdx_first, set_fact)
PARTITION_CELL(tdx_last, set_fact)
PARTITION_CELL(global_keyid, set_fact)
PARTITION_CELL(guest_keyids, set_fact)
PARTITION_CELL(physical_bits, set_fact)
PARTITION_CELL(usable_physical_bits, set_fact)

static void verdict_consistent(const void *data, struct cell *cell)
{
	const struct keyid *keyid = data;

	set_yes(&keyid->consistent, cell);
}

static void group_cpus(const void *data, struct cell *cell)
{
	const struct keyid_group *group = data;

	cell_set_text(cell, group->cpus);
}

static void group_count(const void *data, struct cell *cell)
{
	const struct keyid_group *group = data;

	cell_set_number(cell, group->count);
}

static void group_packages(const void *data, struct cell *cell)
{
	const struct keyid_group *group = data;

	cell_set_text(cell, *group->packages ? group->packages : NULL);
}

static enum cell_mood mood_of(const struct keyid_group *group)
{
	if (group->error != OBS_READ)
		return MOOD_WARN;
	if (group->partition.contradictions || group->conflict)
		return MOOD_BAD;
	return group->state == KEYID_DIVIDED ? MOOD_GOOD : MOOD_BAD;
}

static void group_state(const void *data, struct cell *cell)
{
	const struct keyid_group *group = data;

	cell->mood = mood_of(group);
	cell_set_text(cell, group->state == KEYID_UNREAD ?
				    obs_error_name(group->error) :
				    keyid_state_name(group->state));
}

static void group_tme_capability(const void *data, struct cell *cell)
{
	const struct keyid_group *group = data;

	set_reg(&group->regs.tme_capability, cell);
}

static void group_tme_activate(const void *data, struct cell *cell)
{
	const struct keyid_group *group = data;

	set_reg(&group->regs.tme_activate, cell);
}

static void group_keyid_partitioning(const void *data, struct cell *cell)
{
	const struct keyid_group *group = data;

	set_reg(&group->regs.keyid_partitioning, cell);
}

/* clang-format off */
static const struct column partition_columns[] = {
	{ .name = "activated", .type = CELL_BOOL, .get = partition_activated },
	{ .name = "locked", .type = CELL_BOOL, .get = partition_locked },
	{ .name = "keyid_bits", .type = CELL_COUNT, .get = partition_keyid_bits },
	{ .name = "tdx_reserved_bits", .type = CELL_COUNT, .get = partition_tdx_reserved_bits },
	{ .name = "mktme_keyids", .type = CELL_COUNT, .get = partition_mktme_keyids },
	{ .name = "tdx_keyids", .type = CELL_COUNT, .get = partition_tdx_keyids },
	{ .name = "tdx_first", .type = CELL_COUNT, .get = partition_tdx_first },
	{ .name = "tdx_last", .type = CELL_COUNT, .get = partition_tdx_last },
	{ .name = "global_keyid", .type = CELL_COUNT, .get = partition_global_keyid },
	{ .name = "guest_keyids", .type = CELL_COUNT, .get = partition_guest_keyids },
	{ .name = "physical_bits", .type = CELL_COUNT, .get = partition_physical_bits },
	{ .name = "usable_physical_bits", .type = CELL_COUNT, .get = partition_usable_physical_bits },
};

static const struct column verdict_columns[] = {
	{ .name = "consistent", .type = CELL_BOOL, .get = verdict_consistent },
};

static const struct column group_columns[] = {
	{ .name = "cpus", .help = "CPUs of the group", .type = CELL_TEXT, .show = SHOW_DEFAULT | SHOW_VERBOSE, .wrap = true, .get = group_cpus },
	{ .name = "count", .help = "number of CPUs", .type = CELL_COUNT, .show = SHOW_DEFAULT, .text_only = true, .get = group_count },
	{ .name = "packages", .help = "packages that the CPUs are in", .type = CELL_TEXT, .show = SHOW_DEFAULT | SHOW_VERBOSE, .text_only = true, .wrap = true, .get = group_packages },
	{ .name = "state", .help = "how far key IDs got, or why nothing is known", .type = CELL_TEXT, .show = SHOW_DEFAULT, .text_only = true, .get = group_state },
	{ .name = "tme_capability", .help = "IA32_TME_CAPABILITY", .type = CELL_HEX64, .show = SHOW_VERBOSE, .get = group_tme_capability },
	{ .name = "tme_activate", .help = "IA32_TME_ACTIVATE", .type = CELL_HEX64, .show = SHOW_VERBOSE, .get = group_tme_activate },
	{ .name = "keyid_partitioning", .help = "IA32_MKTME_KEYID_PARTITIONING", .type = CELL_HEX64, .show = SHOW_VERBOSE, .get = group_keyid_partitioning },
	{ .name = "activated", .object = "partition", .help = "memory encryption is on", .type = CELL_BOOL, .get = group_activated },
	{ .name = "locked", .object = "partition", .help = "and cannot be changed", .type = CELL_BOOL, .get = group_locked },
	{ .name = "keyid_bits", .object = "partition", .help = "address bits for the key ID", .type = CELL_COUNT, .show = SHOW_DEFAULT, .get = group_keyid_bits },
	{ .name = "tdx_reserved_bits", .object = "partition", .help = "those of them that are for TDX", .type = CELL_COUNT, .get = group_tdx_reserved_bits },
	{ .name = "mktme_keyids", .object = "partition", .help = "key IDs for TME-MT", .type = CELL_COUNT, .show = SHOW_DEFAULT, .get = group_mktme_keyids },
	{ .name = "tdx_keyids", .object = "partition", .help = "private key IDs", .type = CELL_COUNT, .show = SHOW_DEFAULT, .get = group_tdx_keyids },
	{ .name = "tdx_first", .object = "partition", .help = "the first of them", .type = CELL_COUNT, .get = group_tdx_first },
	{ .name = "tdx_last", .object = "partition", .help = "the last of them", .type = CELL_COUNT, .get = group_tdx_last },
	{ .name = "global_keyid", .object = "partition", .help = "the TDX module's own", .type = CELL_COUNT, .get = group_global_keyid },
	{ .name = "guest_keyids", .object = "partition", .help = "those left for guests", .type = CELL_COUNT, .get = group_guest_keyids },
	{ .name = "physical_bits", .object = "partition", .help = "physical address bits", .type = CELL_COUNT, .get = group_physical_bits },
	{ .name = "usable_physical_bits", .object = "partition", .help = "those without the key ID", .type = CELL_COUNT, .get = group_usable_physical_bits },
};
/* clang-format on */

void keyid_tables(const struct keyid *keyid, struct table *tables)
{
	tables[KEYID_TABLE_PARTITION] = (struct table){
		.name = "partition",
		.columns = partition_columns,
		.ncolumns = ARRAY_SIZE(partition_columns),
		.rows = &keyid->partition,
		.row_size = sizeof(keyid->partition),
		.nrows = 1,
		.single = true,
	};
	tables[KEYID_TABLE_VERDICT] = (struct table){
		.columns = verdict_columns,
		.ncolumns = ARRAY_SIZE(verdict_columns),
		.rows = keyid,
		.row_size = sizeof(*keyid),
		.nrows = 1,
		.single = true,
	};
	tables[KEYID_TABLE_GROUPS] = (struct table){
		.name = "groups",
		.columns = group_columns,
		.ncolumns = ARRAY_SIZE(group_columns),
		.rows = keyid->groups,
		.row_size = sizeof(*keyid->groups),
		.nrows = keyid->ngroups,
	};
	tables[KEYID_TABLE_MISSING] =
		missing_table(keyid->missing.rows, keyid->missing.count);
}
