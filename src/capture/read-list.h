/* SPDX-License-Identifier: GPL-2.0-or-later */
/* All that any command reads of a CPU. */
#ifndef TDXCTL_CAPTURE_READ_LIST_H
#define TDXCTL_CAPTURE_READ_LIST_H

#include <stdbool.h>
#include <stddef.h>

#include "capture/obs.h"

/* Each once; CR4 first, then MSRs, CPUID and SEAMCALLs, ascending. */
extern const struct obs_key keys_all[];
extern const size_t keys_count;

/* Leaf TDH.SYS.RD, which returns in R8 the field that RDX names. */
#define KEYS_LEAF_SYS_RD 34

/* Fields of a TDX module, for RDX; its metadata tables. */
#define KEYS_FIELD_MINOR	UINT64_C(0x0800000100000003)
#define KEYS_FIELD_MAJOR	UINT64_C(0x0800000100000004)
#define KEYS_FIELD_UPDATE	UINT64_C(0x0800000100000005)
#define KEYS_FIELD_INTERNAL	UINT64_C(0x0800000100000006)
#define KEYS_FIELD_FEATURES0	UINT64_C(0x0a00000300000008)
#define KEYS_FIELD_BUILD_NUM	UINT64_C(0x8800000100000002)
#define KEYS_FIELD_BUILD_DATE	UINT64_C(0x8800000200000001)
#define KEYS_FIELD_MAX_VCPUS	UINT64_C(0x9900000100000008)

/* Initialisers of the keys of one register, leaf or field ... */
#define KEYS_MSR(address)	{ .kind = OBS_MSR, .msr = (address) }
#define KEYS_CPUID(l, s) \
	{ .kind = OBS_CPUID, .cpuid = { .leaf = (l), .subleaf = (s) } }
#define KEYS_FIELD(id)                                              \
	{ .kind = OBS_SEAMCALL,                                     \
	  .seamcall = { .rax = KEYS_LEAF_SYS_RD, .rdx = (id) } }

/* ... and the keys themselves. */
struct obs_key keys_msr(uint32_t address);
struct obs_key keys_cpuid(uint32_t leaf, uint32_t subleaf);
struct obs_key keys_field(uint64_t field);

/*
 * Whether all CPUs of a package get the same answer: a field of the module. But
 * TDX_FEATURES0 is asked of each, since that it answers is what is looked at.
 */
bool keys_is_global(const struct obs_key *key);

#endif
