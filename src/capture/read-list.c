// SPDX-License-Identifier: GPL-2.0-or-later
/* All that any command reads of a CPU. */
#include "capture/read-list.h"

#include "base/util.h"

#define MSR KEYS_MSR
#define CPUID KEYS_CPUID
#define FIELD KEYS_FIELD

/* clang-format off */
const struct obs_key keys_all[] = {
	{ .kind = OBS_CR4 },
	/* What the helper may read; the documents stand in kmod/allow.c. */
	MSR(0x1b), MSR(0x35), MSR(0x3a), MSR(0x3b), MSR(0x48), MSR(0x87),
	MSR(0x8b), MSR(0xa0), MSR(0xa5), MSR(0xbc), MSR(0xbd), MSR(0xce),
	MSR(0xcf), MSR(0xfe), MSR(0x10a), MSR(0x122), MSR(0x13a), MSR(0x151),
	MSR(0x1a0), MSR(0x302), MSR(0x345), MSR(0x480), MSR(0x485), MSR(0x486),
	MSR(0x487), MSR(0x488), MSR(0x489), MSR(0x48b), MSR(0x48c), MSR(0x48d),
	MSR(0x48e), MSR(0x48f), MSR(0x490), MSR(0x491), MSR(0x492), MSR(0x500),
	MSR(0x503), MSR(0x981), MSR(0x982), MSR(0x983), MSR(0x984),
	MSR(0x1400), MSR(0x1401), MSR(0xc0000080),
	CPUID(0x0, 0), CPUID(0x1, 0), CPUID(0x4, 3), CPUID(0x7, 0),
	CPUID(0xa, 0), CPUID(0x12, 0), CPUID(0x15, 0),
	CPUID(0x1b, 0), CPUID(0x1b, 1), CPUID(0x1b, 2), CPUID(0x1b, 3),
	CPUID(0x1b, 4), CPUID(0x1b, 5), CPUID(0x1b, 6), CPUID(0x1b, 7),
	CPUID(0x1f, 0), CPUID(0x1f, 1), CPUID(0x1f, 2), CPUID(0x1f, 3),
	CPUID(0x1f, 4), CPUID(0x1f, 5), CPUID(0x1f, 6), CPUID(0x1f, 7),
	CPUID(0x21, 0), CPUID(0x40000000, 0), CPUID(0x80000000, 0),
	CPUID(0x80000008, 0),
	/* TDX module 1.5 metadata: version, features, what KVM asks for. */
	FIELD(KEYS_FIELD_MINOR), FIELD(KEYS_FIELD_MAJOR),
	FIELD(KEYS_FIELD_UPDATE), FIELD(KEYS_FIELD_INTERNAL),
	FIELD(KEYS_FIELD_FEATURES0), FIELD(KEYS_FIELD_BUILD_NUM),
	FIELD(KEYS_FIELD_BUILD_DATE), FIELD(KEYS_FIELD_MAX_VCPUS),
};
/* clang-format on */

const size_t keys_count = ARRAY_SIZE(keys_all);

struct obs_key keys_msr(uint32_t address)
{
	return (struct obs_key)MSR(address);
}

struct obs_key keys_cpuid(uint32_t leaf, uint32_t subleaf)
{
	return (struct obs_key)CPUID(leaf, subleaf);
}

bool keys_is_global(const struct obs_key *key)
{
	const struct obs_key each = keys_field(KEYS_FIELD_FEATURES0);

	return key->kind == OBS_SEAMCALL && !obs_key_equal(key, &each);
}

struct obs_key keys_field(uint64_t field)
{
	return (struct obs_key)FIELD(field);
}
