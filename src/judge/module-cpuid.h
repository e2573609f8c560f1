/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The CPUID values that the TDX module wants when it is initialised. */
#ifndef TDXCTL_JUDGE_MODULE_CPUID_H
#define TDXCTL_JUDGE_MODULE_CPUID_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "judge/facts.h"

/**
 * struct module_cpuid - bits of one register
 * @leaf: of CPUID
 * @subleaf: 0 where the leaf has none
 * @reg: which register
 * @mask: the bits that are compared
 * @expected: what they have to be
 * @what: what they mean
 */
struct module_cpuid {
	uint32_t leaf;
	uint32_t subleaf;
	enum register_part reg;
	uint32_t mask;
	uint32_t expected;
	const char *what;
};

/* Of TDX module 1.5.05, by leaf, subleaf and register; others may differ. */
extern const struct module_cpuid module_cpuids[];
extern const size_t module_cpuid_count;

/* "EAX" ... */
const char *module_cpuid_register(enum register_part reg);

/**
 * module_cpuid_differs() - whether a CPU has other bits than the module wants
 * @row: what it wants
 * @obs: what the leaf returned; false where that is not known
 * @value: set to the bits, if they differ
 */
bool module_cpuid_differs(const struct module_cpuid *row,
			  const struct obs *obs, uint32_t *value);

#endif
