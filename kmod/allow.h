/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a caller may ask of the processor: everything not listed is refused.
 */
#ifndef TDXCTL_ALLOW_H
#define TDXCTL_ALLOW_H

#include <linux/types.h>

/**
 * struct tdxctl_allowed_msr - an MSR that RDMSR may be tried on
 * @address: MSR address
 * @seamrr: exists only where IA32_MTRRCAP bit 15 (SEAMRR) is set; not read
 *          elsewhere
 */
struct tdxctl_allowed_msr {
	u32 address;
	bool seamrr;
};

/* A CPUID leaf with its subleaves @first to @last, inclusive. */
struct tdxctl_allowed_cpuid {
	u32 leaf;
	u32 first;
	u32 last;
};

/**
 * struct tdxctl_allowed_leaf - a SEAMCALL leaf that may be issued
 * @rax: leaf word
 * @settable: mask of enum tdxctl_regs that a caller may set
 *
 * What a row must be true of: the leaf only reads; it takes no lock that
 * another caller could wait for or be refused by; it needs no address, since
 * a register that takes an address is never settable; it leaves XMM registers
 * alone (they are not saved around the call).  And it leaves no line with a
 * private key ID in a cache for memory that is not SEAM software's for good,
 * which allow.c asserts of rows that are written with its LEAF(), as all are: then
 * nothing is owed when the module is unloaded.
 */
struct tdxctl_allowed_leaf {
	u64 rax;
	u32 settable;
};

/* All sorted in ascending order. */
extern const struct tdxctl_allowed_msr tdxctl_allowed_msrs[];
extern const unsigned int tdxctl_nr_allowed_msrs;
extern const struct tdxctl_allowed_cpuid tdxctl_allowed_cpuids[];
extern const unsigned int tdxctl_nr_allowed_cpuids;
extern const struct tdxctl_allowed_leaf tdxctl_allowed_leaves[];
extern const unsigned int tdxctl_nr_allowed_leaves;

/* Each returns the row, or NULL if what is asked for is not allowed. */
const struct tdxctl_allowed_msr *tdxctl_allow_msr(u32 address);
const struct tdxctl_allowed_cpuid *tdxctl_allow_cpuid(u32 leaf, u32 subleaf);
const struct tdxctl_allowed_leaf *tdxctl_allow_leaf(u64 rax);

#endif
