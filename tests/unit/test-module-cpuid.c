// SPDX-License-Identifier: GPL-2.0-or-later
/* The table of CPUID values that the TDX module wants. */
#include "judge/module-cpuid.h"
#include "tap.h"

/* Whether a row stands behind another, as leaf, subleaf and register go. */
static bool is_behind(const struct module_cpuid *a, const struct module_cpuid *b)
{
	if (a->leaf != b->leaf)
		return a->leaf > b->leaf;
	if (a->subleaf != b->subleaf)
		return a->subleaf > b->subleaf;
	return a->reg > b->reg;
}

static void test_table(void)
{
	bool sorted = true, inside = true, told = true;
	size_t i;

	for (i = 0; i < module_cpuid_count; i++) {
		const struct module_cpuid *row = &module_cpuids[i];

		sorted &= !i || is_behind(row, row - 1);
		inside &= row->mask && !(row->expected & ~row->mask);
		told &= row->what && *row->what;
	}
	is_u64(module_cpuid_count, 35, "as many rows as the document has");
	ok(sorted, "sorted, each register once");
	ok(inside, "what is expected lies below the mask");
	ok(told, "every row says what it is about");
}

static const struct module_cpuid *find(uint32_t leaf, enum register_part reg)
{
	size_t i;

	for (i = 0; i < module_cpuid_count; i++)
		if (module_cpuids[i].leaf == leaf &&
		    module_cpuids[i].reg == reg)
			return &module_cpuids[i];
	return NULL;
}

static void test_differs(void)
{
	const struct module_cpuid *row = find(0x80000008, REGISTER_EAX);
	struct obs obs = { .key = { .kind = OBS_CPUID },
			   .cpuid = { .eax = 0x3934 } };
	uint32_t value = 0;

	ok(row && !module_cpuid_differs(row, &obs, &value),
	   "52 address bits are right, whatever stands beside them");
	obs.cpuid.eax = 0x392e;
	ok(row && module_cpuid_differs(row, &obs, &value) && value == 0x2e,
	   "46 are not");
	obs.error = OBS_IO;
	ok(row && !module_cpuid_differs(row, &obs, &value) &&
		   !module_cpuid_differs(row, NULL, &value),
	   "what was not read does not differ");
}

/* The table as it was compared with the document, so that nothing gets lost. */
static void test_checksum(void)
{
	uint64_t hash = TAP_FNV_START;
	char text[256];
	size_t i;

	for (i = 0; i < module_cpuid_count; i++) {
		const struct module_cpuid *row = &module_cpuids[i];

		snprintf(text, sizeof(text),
			 "%" PRIx32 " %" PRIx32 " %s %" PRIx32 " %" PRIx32
			 " %s\n",
			 row->leaf, row->subleaf,
			 module_cpuid_register(row->reg), row->mask,
			 row->expected, row->what);
		hash = tap_fnv(hash, text);
	}
	is_u64(hash, UINT64_C(0xf593c1d65a74b929), "checksum of the rows");
	snprintf(text, sizeof(text), "%s %s %s %s",
		 module_cpuid_register(REGISTER_EAX),
		 module_cpuid_register(REGISTER_EBX),
		 module_cpuid_register(REGISTER_ECX),
		 module_cpuid_register(REGISTER_EDX));
	is_str(text, "EAX EBX ECX EDX", "names of registers");
}

int main(void)
{
	test_table();
	test_checksum();
	test_differs();
	return tap_done();
}
