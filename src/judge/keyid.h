/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How the key IDs of a host are divided: groups of CPUs, verdict. Pure. */
#ifndef TDXCTL_JUDGE_KEYID_H
#define TDXCTL_JUDGE_KEYID_H

#include <stdio.h>

#include "base/cpulist.h"
#include "base/exit.h"
#include "capture/missing.h"
#include "capture/obs.h"
#include "judge/facts.h"

/* What is read of each CPU. */
enum {
	KEYID_TME_CAPABILITY,
	KEYID_TME_ACTIVATE,
	KEYID_PARTITIONING,
	KEYID_CPUID_1,
	KEYID_CPUID_7,
	KEYID_PHYSICAL_BITS,
	KEYID_KEYS
};

extern const struct obs_key keyid_keys[KEYID_KEYS];

/* How far the way to private key IDs is gone, the way's end last. */
enum keyid_state {
	KEYID_UNREAD,		/* not even whether memory is encrypted */
	KEYID_ABSENT,		/* no TME in CPUID */
	KEYID_OFF,		/* not activated, nor locked */
	KEYID_LOCKED_OFF,
	KEYID_ONE_KEY,		/* activated without bits for key IDs */
	KEYID_HALF_READ,	/* key IDs, but how they are divided is unknown */
	KEYID_NO_PARTITION,	/* key IDs that this CPU cannot divide */
	KEYID_NO_PRIVATE,	/* none for TDX */
	KEYID_ONE_PRIVATE,	/* none but the TDX module's own */
	KEYID_DIVIDED,
	KEYID_STATES
};

/**
 * struct keyid_group - CPUs whose registers are the same
 * @cpus: list of CPUs, owned
 * @count: number of them
 * @packages: list of the packages that they are in, owned; "" if unknown
 * @state: what became of key IDs there
 * @error: why @state is KEYID_UNREAD or KEYID_HALF_READ, else OBS_READ
 * @reason: the same for people
 * @conflict: another group is known to differ
 * @regs: the registers
 * @partition: what they say
 */
struct keyid_group {
	char *cpus;
	unsigned int count;
	char *packages;
	enum keyid_state state;
	enum obs_error error;
	const char *reason;
	bool conflict;
	struct facts_keyid_regs regs;
	struct facts_partition partition;
};

/**
 * struct keyid - the whole answer
 * @groups: biggest first
 * @missing: what was not had
 * @main: of the groups that were read, one of which all is known if there is
 *        such; NULL if none was read
 * @conflicts: the keys in which CPUs disagree, a bit each
 * @partition: that of all CPUs that were read; all unknown if they disagree
 * @consistent: they agree, and nothing contradicts anything
 */
struct keyid {
	struct keyid_group *groups;
	size_t ngroups;
	struct missing_list missing;
	const struct keyid_group *main;
	unsigned int conflicts;
	struct facts_partition partition;
	struct fact consistent;
};

/**
 * keyid_build() - groups and verdict from observations
 * @keyid: zeroed, but for @missing
 * @observations: of keyid_keys
 * @read: CPUs that were read
 * @isolated: CPUs that were left out as isolated
 * @packages: the package of each CPU by its number, -1 if unknown; or NULL
 *
 * Return: 0 or -ENOMEM; keyid_free() releases what is in @keyid.
 */
int keyid_build(struct keyid *keyid, const struct obs_list *observations,
		const struct cpulist *read, const struct cpulist *isolated,
		const int *packages);

void keyid_free(struct keyid *keyid);

#define cleanup_keyid __attribute__((cleanup(keyid_free)))

/**
 * keyid_exit() - exit status
 *
 * EXIT_FAULT if CPUs or registers contradict one another, or memory encryption
 * is locked off; else EXIT_UNKNOWN if a CPU that was asked for could not be
 * read, or none was asked; else EXIT_ALL_WELL.
 */
enum exit_status keyid_exit(const struct keyid *keyid);

/* A word or two for a state: "divided". */
const char *keyid_state_name(enum keyid_state state);

#endif
