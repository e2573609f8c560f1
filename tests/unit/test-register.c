// SPDX-License-Identifier: GPL-2.0-or-later
/* The catalogue of registers: its order, and that it contradicts itself nowhere. */
#include <ctype.h>
#include <inttypes.h>
#include <string.h>

#include "base/util.h"
#include "capture/read-list.h"
#include "ref/register.h"
#include "tap.h"

/* Registers, and those read, as counted in kmod/allow.c and in the documents. */
#define MSRS 52
#define MSRS_READ 44
#define CPUID_LEAVES 27
#define FIELDS 8

static bool is_before(const struct register_row *a,
		      const struct register_row *b)
{
	if (a->kind != b->kind)
		return a->kind < b->kind;
	if (a->number != b->number)
		return a->number < b->number;
	return a->subleaf < b->subleaf;
}

static bool is_whole(const struct register_row *row)
{
	return *row->source &&
	       (row->kind == REGISTER_KIND_CPUID ? !row->name :
						   row->name && *row->name);
}

static void test_rows(void)
{
	unsigned int i, count[REGISTER_KIND_METADATA + 1] = { 0 };

	for (i = 0; i < REGISTERS; i++) {
		const struct register_row *row = &register_table[i];

		if (i && !is_before(row - 1, row))
			ok(false, "row %u: out of order", i);
		if (!is_whole(row))
			ok(false, "row %u: name or source", i);
		if (row->kind == REGISTER_KIND_METADATA &&
		    row->scope != REGISTER_SCOPE_GLOBAL)
			ok(false, "row %u: scope", i);
		count[row->kind]++;
	}
	is_u64(count[REGISTER_KIND_CR], 1, "control registers");
	is_u64(count[REGISTER_KIND_MSR], MSRS, "MSRs");
	is_u64(count[REGISTER_KIND_CPUID], CPUID_LEAVES, "CPUID leaves");
	is_u64(count[REGISTER_KIND_METADATA], FIELDS, "fields of the module");
}

/* Bits of one part that overlap would be two names for one thing. */
static bool overlap(const struct register_bits *a,
		    const struct register_bits *b)
{
	return a->reg == b->reg && a->part == b->part && a->low <= b->high &&
	       b->low <= a->high;
}

static bool fits(const struct register_bits *bits)
{
	bool cpuid = register_table[bits->reg].kind == REGISTER_KIND_CPUID;

	return bits->low <= bits->high && bits->high < (cpuid ? 32 : 64) &&
	       (bits->part != REGISTER_WORD) == cpuid;
}

static void test_bits(void)
{
	unsigned int i, k, faults = 0;

	for (i = 0; i < REGISTER_BITS; i++) {
		const struct register_bits *bits = &register_bits[i];

		if (!fits(bits) || !*bits->zero || !*bits->other ||
		    !strcmp(bits->zero, bits->other) ||
		    (i && bits->reg < bits[-1].reg)) {
			ok(false, "bits %u: %s", i, bits->name);
			faults++;
		}
		for (k = 0; k < i; k++)
			if (overlap(bits, &register_bits[k]) ||
			    (register_bits[k].reg == bits->reg &&
			     !strcmp(register_bits[k].name, bits->name))) {
				ok(false, "bits %u and %u", k, i);
				faults++;
			}
	}
	ok(!faults, "each row of bits fits its register, and no other row");
	is_u64(register_mask(BITS_MSR_TME_ACTIVATE_TDX_KEYID_BITS),
	       UINT64_C(0xf000000000), "a mask in the middle");
	is_u64(register_mask(BITS_MSR_MKTME_KEYID_PARTITIONING_TDX_KEYIDS),
	       UINT64_C(0xffffffff00000000), "a mask up to bit 63");
}

static void test_names(void)
{
	is_str(register_msr_name(0x982), "IA32_TME_ACTIVATE", "an MSR");
	is_str(register_msr_name(0x1402), "IA32_SEAMEXTEND",
	       "an MSR that nobody may read");
	is_str(register_msr_name(0x983 + 0x100), NULL, "not an MSR of ours");
	is_str(register_metadata(METADATA_FEATURES0)->name, "TDX_FEATURES0",
	       "a field of the module");
	ok(!register_metadata(0), "no field of ours");
}

/* All that is read, in order, and nothing that is only named. */
static void test_read_list(void)
{
	const struct obs_key named = read_list_msr(MSR_SEAMEXTEND);
	size_t i, count[OBS_KINDS] = { 0 };
	bool found = false;

	for (i = 0; i < read_list_count; i++) {
		count[read_list[i].kind]++;
		found |= obs_key_equal(&read_list[i], &named);
	}
	is_u64(count[OBS_CR4], 1, "CR4 is read");
	is_u64(count[OBS_MSR], MSRS_READ, "MSRs that are read");
	is_u64(count[OBS_CPUID], CPUID_LEAVES, "CPUID leaves that are read");
	is_u64(count[OBS_SEAMCALL], FIELDS, "fields that are read");
	ok(!found, "what is only named is not read");
	ok(read_list[0].kind == OBS_CR4, "CR4 first");
}

static void test_global(void)
{
	const struct obs_key each = read_list_field(METADATA_FEATURES0);
	const struct obs_key once = read_list_field(METADATA_MAJOR);
	const struct obs_key other = read_list_field(0);
	const struct obs_key msr = read_list_msr(MSR_TME_ACTIVATE);

	ok(!read_list_is_global(&each), "TDX_FEATURES0 is asked of each CPU");
	ok(read_list_is_global(&once), "the version of one in each package");
	ok(read_list_is_global(&other), "a field that is not ours likewise");
	ok(!read_list_is_global(&msr), "an MSR of each");
}

int main(void)
{
	test_rows();
	test_bits();
	test_names();
	test_read_list();
	test_global();
	return tap_done();
}
