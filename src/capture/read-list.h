/* SPDX-License-Identifier: GPL-2.0-or-later */
/* All that any command reads of a CPU. */
#ifndef TDXCTL_CAPTURE_READ_LIST_H
#define TDXCTL_CAPTURE_READ_LIST_H

#include <stdbool.h>
#include <stddef.h>

#include "capture/obs.h"

/* Each once; CR4 first, then MSRs, CPUID and SEAMCALLs, ascending. */
extern const struct obs_key read_list[];
extern const size_t read_list_count;

/* Leaf TDH.SYS.RD, which returns in R8 the field that RDX names. */
#define KEYS_LEAF_SYS_RD 34

/* Initialisers of the keys of one register, leaf or field ... */
#define KEYS_MSR(address)	{ .kind = OBS_MSR, .msr = (address) }
#define KEYS_CPUID(l, s) \
	{ .kind = OBS_CPUID, .cpuid = { .leaf = (l), .subleaf = (s) } }
#define KEYS_FIELD(id)                                              \
	{ .kind = OBS_SEAMCALL,                                     \
	  .seamcall = { .rax = KEYS_LEAF_SYS_RD, .rdx = (id) } }

/* ... and the keys themselves. */
struct obs_key read_list_msr(uint32_t address);
struct obs_key read_list_cpuid(uint32_t leaf, uint32_t subleaf);
struct obs_key read_list_field(uint64_t field);

/*
 * Whether all CPUs of a package get the same answer: a field of the module. But
 * TDX_FEATURES0 is asked of each, since that it answers is what is looked at.
 */
bool read_list_is_global(const struct obs_key *key);

#endif
