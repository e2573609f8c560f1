/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the bits of registers say, as far as they are known. Pure. */
#ifndef TDXCTL_JUDGE_FACTS_H
#define TDXCTL_JUDGE_FACTS_H

#include <stdbool.h>
#include <stdint.h>

#include "capture/obs.h"
#include "ref/register.h"

/**
 * struct facts_reg - a register; zeroed, nothing of it is known
 * @value: its bits
 * @mask: bits of @value that are known
 * @gp: reading it raised #GP: the CPU has no such register
 */
struct facts_reg {
	uint64_t value;
	uint64_t mask;
	bool gp;
};

/* A number that a register holds, or that follows from some; 0 if unknown. */
struct fact {
	bool known;
	uint64_t value;
};

/* The register that an observation of an MSR or CR4 is of; NULL is unknown. */
struct facts_reg facts_reg(const struct obs *obs);

/* The same of one register that a CPUID leaf returned. */
struct facts_reg facts_cpuid_reg(const struct obs *obs,
				 enum register_part which);

/* Some bits of a register; known if all of them are. */
struct fact facts_bits(const struct facts_reg *reg, enum register_bits_id id);

/* The same of a CPUID leaf. */
struct fact facts_cpuid_bits(const struct obs *obs, enum register_bits_id id);

/* Whether a fact is known and not 0, and whether it is known to be 0. */
bool fact_yes(const struct fact *fact);
bool fact_no(const struct fact *fact);

/*
 * Whether two CPUs are known to differ: what is unknown of one of them does not
 * make it differ from the other.
 */
bool fact_conflict(const struct fact *a, const struct fact *b);
bool facts_conflict(const struct facts_reg *a, const struct facts_reg *b);

/* Whether the same is known of both. */
bool fact_same(const struct fact *a, const struct fact *b);
bool facts_same(const struct facts_reg *a, const struct facts_reg *b);

/* IA32_TME_CAPABILITY, 0x981; SDM vol. 4. */
struct facts_tme_capability {
	struct fact aes_xts_128;
	struct fact aes_xts_128_integrity;
	struct fact aes_xts_256;
	struct fact aes_xts_256_integrity;
	struct fact bypass_supported;
	struct fact max_keyid_bits;
	struct fact max_keys;
};

struct facts_tme_capability
facts_tme_capability(const struct facts_reg *reg);

/* IA32_TME_ACTIVATE, 0x982; SDM vol. 4. */
struct facts_tme_activate {
	struct fact lock;
	struct fact enable;
	struct fact policy;
	struct fact bypass;
	struct fact keyid_bits;
	struct fact tdx_reserved_bits;
};

struct facts_tme_activate facts_tme_activate(const struct facts_reg *reg);

/* IA32_MKTME_KEYID_PARTITIONING, 0x87; Linux arch/x86/virt/vmx/tdx/tdx.c. */
struct facts_keyid_partitioning {
	struct fact mktme_keyids;
	struct fact tdx_keyids;
};

struct facts_keyid_partitioning
facts_keyid_partitioning(const struct facts_reg *reg);

/* IA32_FEAT_CTL, 0x3a; SDM vol. 4. */
struct facts_feat_ctl {
	struct fact lock;
	struct fact vmx_inside_smx;
	struct fact vmx_outside_smx;
	struct fact sgx_launch_control;
	struct fact sgx;
};

struct facts_feat_ctl facts_feat_ctl(const struct facts_reg *reg);

/* IA32_VMX_BASIC, 0x480; SDM vol. 3, A.1. */
struct facts_vmx_basic {
	struct fact revision;
	struct fact region_bytes;
	struct fact seamret_keeps_vmcs;	/* bit 60; Linux, seamldr.c */
};

struct facts_vmx_basic facts_vmx_basic(const struct facts_reg *reg);

/* CPUID leaf 1; SDM vol. 2. */
struct facts_cpuid_1 {
	struct fact vmx;
	struct fact smx;
	struct fact hypervisor;
};

struct facts_cpuid_1 facts_cpuid_1(const struct obs *obs);

/* CPUID leaf 7, subleaf 0; SDM vol. 2. */
struct facts_cpuid_7 {
	struct fact sgx;
	struct fact tme;
};

struct facts_cpuid_7 facts_cpuid_7(const struct obs *obs);

/* CPUID leaf 0x80000008: physical address bits, those of key IDs included. */
struct fact facts_physical_bits(const struct obs *obs);

/* Ways in which registers about key IDs can contradict one another. */
enum facts_contradiction {
	FACTS_SPLIT_ABOVE_BITS,	/* more bits for TDX than for key IDs */
	FACTS_MKTME_KEYIDS,	/* 0x87 counts otherwise than 0x982 */
	FACTS_TDX_KEYIDS,
	FACTS_BITS_ABOVE_CAPABILITY,	/* 0x982 beyond 0x981 */
	FACTS_KEYS_ABOVE_CAPABILITY,	/* 0x87 beyond 0x981 */
	FACTS_KEYIDS_WITHOUT_TME,	/* 0x87 although 0x982 is off */
	FACTS_SPLIT_UNDIVIDED,	/* 0x982 has bits for TDX, but there is no 0x87 */
	FACTS_CONTRADICTIONS
};

/* Where what is known of key IDs comes from. */
struct facts_keyid_regs {
	struct facts_reg tme_capability;
	struct facts_reg tme_activate;
	struct facts_reg keyid_partitioning;
	struct fact tme;	/* CPUID.7.0:ECX[13] */
	struct fact hypervisor;	/* CPUID.1:ECX[31] */
	struct fact physical_bits;
};

/**
 * struct facts_partition - how key IDs are divided
 * @activated: memory encryption is on
 * @locked: and cannot be changed until reset
 * @bypass: but not for memory with key ID 0
 * @keyid_bits: physical address bits that carry the key ID
 * @tdx_reserved_bits: of these, bits that make a key ID private
 * @mktme_keyids: key IDs for TME-MT; key ID 0 is not among them
 * @tdx_keyids: private key IDs
 * @tdx_first: the first of these; unknown if there are none
 * @tdx_last: the last
 * @global_keyid: the one that the TDX module takes for itself
 * @guest_keyids: those left for guests
 * @physical_bits: physical address bits, those of key IDs included
 * @usable_physical_bits: those left for addresses
 * @contradictions: a bit for each enum facts_contradiction that there is
 * @checked: enough is known to say that there are none
 */
struct facts_partition {
	struct fact activated;
	struct fact locked;
	struct fact bypass;
	struct fact keyid_bits;
	struct fact tdx_reserved_bits;
	struct fact mktme_keyids;
	struct fact tdx_keyids;
	struct fact tdx_first;
	struct fact tdx_last;
	struct fact global_keyid;
	struct fact guest_keyids;
	struct fact physical_bits;
	struct fact usable_physical_bits;
	unsigned int contradictions;
	bool checked;
};

struct facts_partition facts_partition(const struct facts_keyid_regs *regs);

/* Whether the CPU is known to have no memory encryption to activate. */
bool facts_tme_absent(const struct facts_keyid_regs *regs);

#endif
