// SPDX-License-Identifier: GPL-2.0-or-later
/* The columns of the answer about VMX. */
#include "show/vmx-table.h"

#include "base/util.h"
#include "show/missing-table.h"

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

static void group_cpus(const void *data, struct cell *cell)
{
	const struct vmx_group *group = data;

	cell_set_text(cell, group->cpus);
}

static void group_count(const void *data, struct cell *cell)
{
	const struct vmx_group *group = data;

	cell_set_number(cell, group->count);
}

static enum cell_mood mood_of(const struct vmx_group *group)
{
	static const enum cell_mood moods[VMX_STATES] = {
		[VMX_UNREAD] = MOOD_WARN,
		[VMX_UNSUPPORTED] = MOOD_BAD,
		[VMX_CONTRADICTED] = MOOD_BAD,
		[VMX_LOCKED_OFF] = MOOD_BAD,
		[VMX_UNLOCKED] = MOOD_WARN,
		[VMX_SMX_ONLY] = MOOD_BAD,
		[VMX_HALF_READ] = MOOD_WARN,
		[VMX_OFF] = MOOD_PLAIN,
		[VMX_POSSIBLE] = MOOD_PLAIN,
		[VMX_ON] = MOOD_GOOD,
	};

	return group->conflict ? MOOD_BAD : moods[group->row.state];
}

static void group_state(const void *data, struct cell *cell)
{
	const struct vmx_group *group = data;

	cell->mood = mood_of(group);
	cell_set_text(cell, group->row.state == VMX_UNREAD ?
				    obs_error_name(group->row.error) :
				    vmx_state_name(group->row.state));
}

static void group_supported(const void *data, struct cell *cell)
{
	const struct vmx_group *group = data;

	set_yes(&group->row.supported, cell);
}

static void group_feat_ctl(const void *data, struct cell *cell)
{
	const struct vmx_group *group = data;

	set_reg(&group->row.feat_ctl, cell);
}

#define FEAT_CTL_CELL(member, field)                                        \
	static void group_##member(const void *data, struct cell *cell)     \
	{                                                                   \
		const struct vmx_group *group = data;                       \
		struct facts_feat_ctl ctl =                                 \
			facts_feat_ctl(&group->row.feat_ctl);               \
                                                                            \
		set_yes(&ctl.field, cell);                                  \
	}

FEAT_CTL_CELL(locked, lock)
FEAT_CTL_CELL(vmx_outside_smx, vmx_outside_smx)
FEAT_CTL_CELL(vmx_inside_smx, vmx_inside_smx)
FEAT_CTL_CELL(sgx, sgx)

static void group_cr4_vmxe(const void *data, struct cell *cell)
{
	const struct vmx_group *group = data;

	set_yes(&group->row.cr4_vmxe, cell);
}

static void group_in_vmx(const void *data, struct cell *cell)
{
	const struct vmx_group *group = data;

	cell_set_text(cell, vmx_operation_name(group->row.in_vmx));
}

static void group_vmx_basic(const void *data, struct cell *cell)
{
	const struct vmx_group *group = data;

	set_reg(&group->row.basic, cell);
}

static void group_seamret_invalidates_vmcs(const void *data, struct cell *cell)
{
	const struct vmx_group *group = data;
	struct facts_vmx_basic basic = facts_vmx_basic(&group->row.basic);

	if (basic.seamret_keeps_vmcs.known)
		cell_set_bool(cell, !basic.seamret_keeps_vmcs.value);
}

/* clang-format off */
static const struct column group_columns[] = {
	{ .name = "cpus", .help = "CPUs of the group", .type = CELL_TEXT, .show = SHOW_DEFAULT | SHOW_VERBOSE, .wrap = true, .get = group_cpus },
	{ .name = "count", .help = "number of CPUs", .type = CELL_COUNT, .show = SHOW_DEFAULT, .text_only = true, .get = group_count },
	{ .name = "state", .help = "whether VMX is on, or what forbids it", .type = CELL_TEXT, .show = SHOW_DEFAULT, .text_only = true, .get = group_state },
	{ .name = "supported", .help = "CPUID shows VMX", .type = CELL_BOOL, .get = group_supported },
	{ .name = "feat_ctl", .help = "IA32_FEAT_CTL", .type = CELL_HEX64, .show = SHOW_VERBOSE, .get = group_feat_ctl },
	{ .name = "locked", .help = "it cannot be changed until reset", .type = CELL_BOOL, .show = SHOW_DEFAULT, .get = group_locked },
	{ .name = "vmx_outside_smx", .help = "it permits VMX", .type = CELL_BOOL, .show = SHOW_DEFAULT, .get = group_vmx_outside_smx },
	{ .name = "vmx_inside_smx", .help = "it permits VMX after a measured launch", .type = CELL_BOOL, .get = group_vmx_inside_smx },
	{ .name = "sgx", .help = "it permits SGX", .type = CELL_BOOL, .show = SHOW_DEFAULT, .get = group_sgx },
	{ .name = "cr4_vmxe", .help = "CR4.VMXE is set", .type = CELL_BOOL, .show = SHOW_DEFAULT, .get = group_cr4_vmxe },
	{ .name = "in_vmx", .help = "in VMX operation: yes, no or unknown", .type = CELL_TEXT, .show = SHOW_DEFAULT | SHOW_VERBOSE, .get = group_in_vmx },
	{ .name = "vmx_basic", .help = "IA32_VMX_BASIC", .type = CELL_HEX64, .show = SHOW_VERBOSE, .get = group_vmx_basic },
	{ .name = "seamret_invalidates_vmcs", .help = "calling the P-SEAMLDR loses the current VMCS", .type = CELL_BOOL, .show = SHOW_VERBOSE, .get = group_seamret_invalidates_vmcs },
};
/* clang-format on */

void vmx_tables(const struct vmx *vmx, struct table *tables)
{
	tables[VMX_TABLE_GROUPS] = (struct table){
		.name = "groups",
		.columns = group_columns,
		.ncolumns = ARRAY_SIZE(group_columns),
		.rows = vmx->groups,
		.row_size = sizeof(*vmx->groups),
		.nrows = vmx->ngroups,
	};
	tables[VMX_TABLE_MISSING] =
		missing_table(vmx->missing.rows, vmx->missing.count);
}
