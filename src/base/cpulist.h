/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Sets of CPU numbers, and their text form "0-3,8". */
#ifndef TDXCTL_BASE_CPULIST_H
#define TDXCTL_BASE_CPULIST_H

#include <stdbool.h>
#include <stdint.h>

/* CPU numbers are below this: the NR_CPUS limit of x86 Linux (MAXSMP). */
#define CPULIST_MAX 8192

struct cpulist {
	uint64_t bits[CPULIST_MAX / 64];
};

/**
 * cpulist_parse() - read "0-3,8" or "0-15:2" (every second CPU of the range)
 * @text: no spaces, at least one number
 * @set: the result; empty on failure
 *
 * Return: 0, -EINVAL for bad syntax, -EDOM for a reversed range or a stride of
 * 0, -ERANGE for a number of CPULIST_MAX or more.
 */
int cpulist_parse(const char *text, struct cpulist *set);

/**
 * cpulist_format() - sorted, merged, without stride or spaces; "" if empty
 *
 * Return: text that the caller frees, NULL if out of memory.
 */
char *cpulist_format(const struct cpulist *set);

void cpulist_add(struct cpulist *set, unsigned int cpu);
bool cpulist_has(const struct cpulist *set, unsigned int cpu);
unsigned int cpulist_count(const struct cpulist *set);

/* Add all CPUs of @other. */
void cpulist_or(struct cpulist *set, const struct cpulist *other);

/* Keep in @set only what is, or is not, in @other. */
void cpulist_and(struct cpulist *set, const struct cpulist *other);
void cpulist_andnot(struct cpulist *set, const struct cpulist *other);

/* First CPU of the set that is >= @from, CPULIST_MAX if there is none. */
unsigned int cpulist_next(const struct cpulist *set, unsigned int from);

#define cpulist_for_each(cpu, set)                            \
	for ((cpu) = cpulist_next((set), 0); (cpu) < CPULIST_MAX; \
	     (cpu) = cpulist_next((set), (cpu) + 1))

#endif
