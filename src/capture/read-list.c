// SPDX-License-Identifier: GPL-2.0-or-later
/* All that any command reads of a CPU. */
#include "capture/read-list.h"

#include "base/util.h"
#include "ref/register.h"

/* clang-format off */
#define KEY_NAMED(...)
#define KEY_READ(...) __VA_ARGS__,
#define CR_ROW(id, ...) { .kind = OBS_##id },
#define MSR_ROW(id, address, name, scope, use, source) \
	KEY_##use(KEYS_MSR(address))
#define CPUID_ROW(leaf, subleaf, scope) KEYS_CPUID(leaf, subleaf),
#define METADATA_ROW(id, field, ...) KEYS_FIELD(field),
#define BITS_ROW(...)
const struct obs_key read_list[] = {
#include "ref/register.tbl"
};
/* clang-format on */

const size_t read_list_count = ARRAY_SIZE(read_list);

struct obs_key read_list_msr(uint32_t address)
{
	return (struct obs_key)KEYS_MSR(address);
}

struct obs_key read_list_cpuid(uint32_t leaf, uint32_t subleaf)
{
	return (struct obs_key)KEYS_CPUID(leaf, subleaf);
}

bool read_list_is_global(const struct obs_key *key)
{
	const struct register_row *field;

	if (key->kind != OBS_SEAMCALL)
		return false;
	field = register_metadata(key->seamcall.rdx);
	return !field || field->use != REGISTER_EACH ||
	       key->seamcall.rax != KEYS_LEAF_SYS_RD;
}

struct obs_key read_list_field(uint64_t field)
{
	return (struct obs_key)KEYS_FIELD(field);
}
