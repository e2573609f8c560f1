/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Values that an answer may hold, learnt when nothing disturbed. */
#ifndef NLSTORM_FACTS_H
#define NLSTORM_FACTS_H

#include <stdbool.h>
#include <stdint.h>

enum fact_kind {
	FACT_MSR,	/* key: address; values: state, value */
	FACT_CPUID,	/* key: leaf, subleaf; values: EAX:EBX, ECX:EDX */
	FACT_SEAMCALL,	/* key: RDX; values: outcome, hash of the registers */
	FACT_HELPER,	/* values: hash of the whole reply */
	FACT_CR4,
	FACT_VMX_ENTRY,
};

struct fact {
	uint64_t kind;
	uint64_t cpu;
	uint64_t key;
	uint64_t values[2];
};

/* facts_hash() - of some bytes, going on from @hash, which is 0 at first */
uint64_t facts_hash(uint64_t hash, const void *bytes, unsigned long count);

/* facts_load() - what facts_save() of this and earlier runs has put there */
void facts_load(const char *file);

/* facts_learn() - from now on facts_hold() adds what it does not know */
void facts_learn(void);
void facts_save(const char *file);

/**
 * facts_hold() - whether a value is one of those that were learnt
 *
 * Without facts, and for a key that was never asked for (an unknown field of
 * the TDX module), everything holds.
 */
bool facts_hold(struct fact fact);

#endif
