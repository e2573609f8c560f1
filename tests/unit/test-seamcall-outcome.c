// SPDX-License-Identifier: GPL-2.0-or-later
/* Outcomes: names, software codes, errno. */
#include "base/util.h"
#include "capture/seamcall-outcome.h"
#include "tap.h"

static const struct {
	enum outcome outcome;
	uint64_t rax;
	const char *name;
	uint64_t status;
	const char *error;
} cases[] = {
	{ OUTCOME_SUCCESS, 0, "success", 0, NULL },
	{ OUTCOME_STATUS, 0xc000050200000000, "status", 0xc000050200000000,
	  "EIO" },
	{ OUTCOME_STATUS, 0x8000020200000000, "status", 0x8000020200000000,
	  "EIO" },
	{ OUTCOME_STATUS, 0x4000000100000000, "status", 0x4000000100000000,
	  "EIO" },
	{ OUTCOME_STATUS, 0x00000c0b00000000, "status", 0x00000c0b00000000,
	  "EIO" },
	{ OUTCOME_VMFAILINVALID, 34, "vmfailinvalid", 0x8000ff00ffff0000,
	  "ENODEV" },
	{ OUTCOME_UD, 34, "ud", 0x8000ff0000000006, "EINVAL" },
	{ OUTCOME_GP, 34, "gp", 0x8000ff000000000d, "ENODEV" },
};

int main(void)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		enum outcome outcome = cases[i].outcome;
		uint64_t status =
			seamcall_outcome_status(outcome, cases[i].rax);

		is_str(seamcall_outcome_name(outcome), cases[i].name,
		       "%s: name", cases[i].name);
		is_u64(status, cases[i].status, "%s: status", cases[i].name);
		is_str(seamcall_outcome_errno(outcome), cases[i].error,
		       "%s: errno", cases[i].name);
	}
	return tap_done();
}
