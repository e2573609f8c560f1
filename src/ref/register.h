/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The registers that tdxctl reads or names, and what their bits say. */
#ifndef TDXCTL_REF_REGISTER_H
#define TDXCTL_REF_REGISTER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Numbers of the rows of register.tbl, of all but bits: REGISTER_MSR_FEAT_CTL ... */
#define CR_ROW(id, ...) REGISTER_##id,
#define MSR_ROW(id, ...) REGISTER_MSR_##id,
#define CPUID_ROW(leaf, subleaf, ...) REGISTER_CPUID_##leaf##_##subleaf,
#define METADATA_ROW(id, ...) REGISTER_METADATA_##id,
#define BITS_ROW(...)
enum register_id {
#include "ref/register.tbl"
	REGISTERS
};
#undef CR_ROW
#undef MSR_ROW
#undef CPUID_ROW
#undef METADATA_ROW

/* Their addresses, where a constant is wanted: MSR_FEAT_CTL ... */
#define CR_ROW(...)
#define MSR_ROW(id, address, ...) MSR_##id = (address),
#define CPUID_ROW(...)
#define METADATA_ROW(...)
enum register_msr {
#include "ref/register.tbl"
};
#undef MSR_ROW
#undef METADATA_ROW

/* Field ids of the TDX module: METADATA_FEATURES0 ... */
#define MSR_ROW(...)
#define METADATA_ROW(id, field, ...) METADATA_##id = (field),
enum register_metadata {
#include "ref/register.tbl"
};
#undef METADATA_ROW
#undef BITS_ROW

/* Numbers of the rows of bits: BITS_MSR_FEAT_CTL_LOCK ... */
#define METADATA_ROW(...)
#define BITS_ROW(register, id, ...) BITS_##register##_##id,
enum register_bits_id {
#include "ref/register.tbl"
	REGISTER_BITS
};
#undef CR_ROW
#undef MSR_ROW
#undef CPUID_ROW
#undef METADATA_ROW
#undef BITS_ROW

enum register_kind {
	REGISTER_KIND_CR,
	REGISTER_KIND_MSR,
	REGISTER_KIND_CPUID,
	REGISTER_KIND_METADATA,
};

/* CPUs with this in common have one value. */
enum register_scope {
	REGISTER_SCOPE_UNSURE, /* no document says */
	REGISTER_SCOPE_THREAD,
	REGISTER_SCOPE_CORE,
	REGISTER_SCOPE_PACKAGE,
	REGISTER_SCOPE_GLOBAL,
};

/* Who reads it. */
enum register_use {
	REGISTER_NAMED, /* nobody: it is named in what others say */
	REGISTER_EACH, /* each CPU is asked for it */
	REGISTER_ONCE, /* one CPU of each package is */
};

/**
 * struct register_row - a row of register.tbl
 * @kind: what @number is
 * @number: address of an MSR, CPUID leaf, or field id of the TDX module
 * @subleaf: of a CPUID leaf
 * @name: as the document has it, NULL for a CPUID leaf
 * @scope: which CPUs have it in common
 * @use: who is asked for it
 * @source: document, revision and place
 */
struct register_row {
	enum register_kind kind;
	uint64_t number;
	uint32_t subleaf;
	const char *name;
	enum register_scope scope;
	enum register_use use;
	const char *source;
};

/* By enum register_id. */
extern const struct register_row register_table[REGISTERS];

/* Which part of a register. */
enum register_part {
	REGISTER_WORD, /* the 64 bits of all but CPUID leaves */
	REGISTER_EAX,
	REGISTER_EBX,
	REGISTER_ECX,
	REGISTER_EDX,
};

enum register_healthy {
	REGISTER_ANY,
	REGISTER_ZERO,
	REGISTER_NOT_0,
};

/**
 * struct register_bits - bits of a register that say something together
 * @reg: which register
 * @name: of the bits, "LOCK"
 * @part: which part of the register
 * @high: the highest of them
 * @low: the lowest of them
 * @zero: what it means that they are 0
 * @other: what they are, or mean, if they are not 0
 * @healthy: what they are where TDX works
 */
struct register_bits {
	enum register_id reg;
	const char *name;
	enum register_part part;
	unsigned int high;
	unsigned int low;
	const char *zero;
	const char *other;
	enum register_healthy healthy;
};

/* By enum register_bits_id. */
extern const struct register_bits register_bits[REGISTER_BITS];

/* The bits as a mask of their part. */
static inline uint64_t register_mask(enum register_bits_id id)
{
	const struct register_bits *bits = &register_bits[id];

	return UINT64_MAX >> (63 - (bits->high - bits->low)) << bits->low;
}

/* The row of a field of the TDX module, NULL if there is none. */
const struct register_row *register_metadata(uint64_t field);

/* Name of an MSR, NULL if it has none here. */
const char *register_msr_name(uint32_t address);

#endif
