// SPDX-License-Identifier: GPL-2.0-or-later
/* The registers that tdxctl reads or names, and what their bits say. */
#include "ref/register.h"

#define SOURCE_CPUID "Intel SDM vol. 2, CPUID; TDX module 1.5.05, x86_defs.h"

#define REGISTER_READ REGISTER_EACH

#define CR_ROW(id, name_, scope_, source_)                    \
	[REGISTER_##id] = { .kind = REGISTER_KIND_CR,         \
			    .name = (name_),                  \
			    .scope = REGISTER_SCOPE_##scope_, \
			    .use = REGISTER_EACH,             \
			    .source = (source_) },
#define MSR_ROW(id, address, name_, scope_, use_, source_)        \
	[REGISTER_MSR_##id] = { .kind = REGISTER_KIND_MSR,        \
				.number = (address),              \
				.name = (name_),                  \
				.scope = REGISTER_SCOPE_##scope_, \
				.use = REGISTER_##use_,           \
				.source = (source_) },
#define CPUID_ROW(leaf, subleaf_, scope_)         \
	[REGISTER_CPUID_##leaf##_##subleaf_] = {  \
		.kind = REGISTER_KIND_CPUID,      \
		.number = (leaf),                 \
		.subleaf = (subleaf_),            \
		.scope = REGISTER_SCOPE_##scope_, \
		.use = REGISTER_EACH,             \
		.source = SOURCE_CPUID,           \
	},
#define METADATA_ROW(id, field, name_, use_, source_)                \
	[REGISTER_METADATA_##id] = { .kind = REGISTER_KIND_METADATA, \
				     .number = (field),              \
				     .name = (name_),                \
				     .scope = REGISTER_SCOPE_GLOBAL, \
				     .use = REGISTER_##use_,         \
				     .source = (source_) },
#define BITS_ROW(...)
const struct register_row register_table[REGISTERS] = {
#include "ref/register.tbl"
};
#undef CR_ROW
#undef MSR_ROW
#undef CPUID_ROW
#undef METADATA_ROW
#undef BITS_ROW

#define CR_ROW(...)
#define MSR_ROW(...)
#define CPUID_ROW(...)
#define METADATA_ROW(...)
#define BITS_ROW(register, id, part_, high_, low_, zero_, other_, healthy_) \
	[BITS_##register##_##id] = { .reg = REGISTER_##register,            \
				     .name = #id,                           \
				     .part = REGISTER_##part_,              \
				     .high = (high_),                       \
				     .low = (low_),                         \
				     .zero = (zero_),                       \
				     .other = (other_),                     \
				     .healthy = REGISTER_##healthy_ },
const struct register_bits register_bits[REGISTER_BITS] = {
#include "ref/register.tbl"
};

static const struct register_row *find(enum register_kind kind, uint64_t number)
{
	unsigned int i;

	for (i = 0; i < REGISTERS; i++)
		if (register_table[i].kind == kind &&
		    register_table[i].number == number)
			return &register_table[i];
	return NULL;
}

const struct register_row *register_metadata(uint64_t field)
{
	return find(REGISTER_KIND_METADATA, field);
}

const char *register_msr_name(uint32_t address)
{
	const struct register_row *row = find(REGISTER_KIND_MSR, address);

	return row ? row->name : NULL;
}
