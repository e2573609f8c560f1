// SPDX-License-Identifier: GPL-2.0-or-later
/* What became of a SEAMCALL, in the words of the contract. */
#include "capture/seamcall-outcome.h"

#include <stddef.h>

#include "ref/status.h"

struct outcome_row {
	const char *name;
	const char *error;	/* errno of the kernel's TDX series */
	uint64_t software_code;	/* Linux arch/x86/include/asm/tdx.h, or 0 */
};

/* clang-format off */
static const struct outcome_row rows[OUTCOMES] = {
	[OUTCOME_SUCCESS] = { .name = "success" },
	[OUTCOME_STATUS] = { .name = "status", .error = "EIO" },
	[OUTCOME_VMFAILINVALID] = { .name = "vmfailinvalid", .error = "ENODEV",
		.software_code = TDX_SEAMCALL_VMFAILINVALID },
	[OUTCOME_UD] = { .name = "ud", .error = "EINVAL",
		.software_code = TDX_SEAMCALL_UD },
	[OUTCOME_GP] = { .name = "gp", .error = "ENODEV",
		.software_code = TDX_SEAMCALL_GP },
};
/* clang-format on */

const char *seamcall_outcome_name(enum outcome outcome)
{
	return rows[outcome].name;
}

uint64_t seamcall_outcome_status(enum outcome outcome, uint64_t rax)
{
	return rows[outcome].software_code ? rows[outcome].software_code : rax;
}

const char *seamcall_outcome_errno(enum outcome outcome)
{
	return rows[outcome].error;
}
