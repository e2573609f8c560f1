/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Raw observations: what was read of a CPU, or why it could not be read. */
#ifndef TDXCTL_CAPTURE_OBS_H
#define TDXCTL_CAPTURE_OBS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "capture/seamcall-outcome.h"

enum obs_kind {
	OBS_MSR,
	OBS_CPUID,
	OBS_CR4,	/* masked to VMXE, SMXE, OSXSAVE */
	OBS_SEAMCALL,
	OBS_KINDS
};

/* Why there is no value; the names are those of the contract. */
enum obs_error {
	OBS_READ,	/* no error: there is a value */
	OBS_ABSENT,
	OBS_DENIED,
	OBS_OFFLINE,
	OBS_ISOLATED,
	OBS_GP,
	OBS_BUSY,
	OBS_IO,
	OBS_UNSUPPORTED,
	OBS_ERRORS
};

/* Registers of a SEAMCALL on entry; those that a leaf does not take are 0. */
struct obs_seamcall_in {
	uint64_t rax;
	uint64_t rcx;
	uint64_t rdx;
	uint64_t r8;
	uint64_t r9;
};

struct obs_cpuid_in {
	uint32_t leaf;
	uint32_t subleaf;
};

/* What to read of a CPU; CR4 needs no more than its kind. */
struct obs_key {
	enum obs_kind kind;
	union {
		uint32_t msr;
		struct obs_cpuid_in cpuid;
		struct obs_seamcall_in seamcall;
	};
};

/* What CPUID returned, without APIC ids: so equal CPUs read equal. */
struct obs_cpuid {
	uint32_t eax;
	uint32_t ebx;
	uint32_t ecx;
	uint32_t edx;
};

struct obs_seamcall_regs {
	uint64_t rcx;
	uint64_t rdx;
	uint64_t r8;
	uint64_t r9;
	uint64_t r10;
	uint64_t r11;
};

/**
 * struct obs_seamcall - what became of a SEAMCALL
 * @outcome: how it ended
 * @rax: completion status; only where SEAM software answered
 * @regs: output registers; only where SEAM software answered
 * @attempts: how often it was issued, >= 1
 * @cycles: TSC ticks of the last attempt
 * @vmx_entered: the CPU entered VMX operation for it
 * @vmx_stuck: and could not leave it again
 */
struct obs_seamcall {
	enum outcome outcome;
	uint64_t rax;
	struct obs_seamcall_regs regs;
	unsigned int attempts;
	uint64_t cycles;
	bool vmx_entered;
	bool vmx_stuck;
};

/**
 * struct obs - one observation
 * @key: of what
 * @cpu: where
 * @error: why there is no value, OBS_READ if there is one
 * @reason: more about @error, for people; a constant, or NULL
 * @word: value of an MSR or CR4
 * @unknown: bits of @word that are not known; 0 where the processor was read
 * @cpuid: value of a CPUID leaf
 * @seamcall: value of a SEAMCALL
 */
struct obs {
	struct obs_key key;
	unsigned int cpu;
	enum obs_error error;
	const char *reason;
	uint64_t unknown;
	union {
		uint64_t word;
		struct obs_cpuid cpuid;
		struct obs_seamcall seamcall;
	};
};

/**
 * struct obs_list - observations; starts zeroed
 * @items: in the order in which they were made, until obs_sort()
 * @count: number of them
 * @capacity: room for as many
 * @ordered: as many from the first on have ascending CPU numbers, so that a
 *           look-up need not see them all
 */
struct obs_list {
	struct obs *items;
	size_t count;
	size_t capacity;
	size_t ordered;
};

/**
 * obs_add() - append a copy
 *
 * Return: 0 or -ENOMEM.
 */
int obs_add(struct obs_list *list, const struct obs *obs);

/* Forget all observations but the first @count. */
void obs_truncate(struct obs_list *list, size_t count);

/* Order by CPU; then every look-up is fast, whatever order they came in. */
void obs_sort(struct obs_list *list);

/**
 * obs_append() - sort a copy of all observations of another list into a list
 *
 * Return: 0 or -ENOMEM.
 */
int obs_append(struct obs_list *list, const struct obs_list *other);

/* The observation of a key on a CPU, NULL if there is none. */
const struct obs *obs_find(const struct obs_list *list,
			   const struct obs_key *key, unsigned int cpu);

bool obs_key_equal(const struct obs_key *a, const struct obs_key *b);

/* Release what the list owns and leave it empty. */
void obs_list_free(struct obs_list *list);

#define cleanup_obs __attribute__((cleanup(obs_list_free)))

/* "msr", "seamcall" ... */
const char *obs_kind_name(enum obs_kind kind);

/* "absent", "denied" ...; NULL for OBS_READ. */
const char *obs_error_name(enum obs_error error);

/* The same as an end of "cannot run SEAMCALL: ": "CPU is offline". */
const char *obs_error_text(enum obs_kind kind, enum obs_error error);

/**
 * obs_clear_apic_id() - clear what CPUID says of the APIC id
 * @key: which leaf
 * @cpuid: what it returned
 */
void obs_clear_apic_id(const struct obs_key *key, struct obs_cpuid *cpuid);

#define OBS_KEY_TEXT_MAX 160

/**
 * obs_key_text() - the key as the contract writes it
 * @key: e.g. of a SEAMCALL
 * @buf: at least OBS_KEY_TEXT_MAX bytes
 *
 * Return: @buf, e.g. "0x0000000000000022:rdx=0x0a00000300000008".
 */
const char *obs_key_text(const struct obs_key *key, char *buf);

/**
 * obs_key_parse() - the key that a text stands for
 * @kind: what it is about
 * @text: in the one form that obs_key_text() gives
 * @key: the result; undefined if there is none
 *
 * Return: whether the text has that form.
 */
bool obs_key_parse(enum obs_kind kind, const char *text, struct obs_key *key);

#endif
