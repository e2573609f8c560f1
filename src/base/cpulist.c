// SPDX-License-Identifier: GPL-2.0-or-later
/* Sets of CPU numbers, and their text form "0-3,8". */
#include "base/cpulist.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/util.h"

/* Read a decimal number; *text then points behind it. */
static int parse_number(const char **text, unsigned int *number)
{
	const char *p = *text;
	unsigned int n = 0;
	bool out_of_range = false;

	if (*p < '0' || *p > '9')
		return -EINVAL;
	for (; *p >= '0' && *p <= '9'; p++) {
		n = n * 10 + (unsigned int)(*p - '0');
		if (n >= CPULIST_MAX) {
			out_of_range = true;
			n = CPULIST_MAX;
		}
	}
	*text = p;
	*number = n;
	return out_of_range ? -ERANGE : 0;
}

/* A word at a time, since a text can name the same CPUs again and again. */
static void add_run(struct cpulist *set, unsigned int first, unsigned int last)
{
	unsigned int i;

	for (i = first / 64; i <= last / 64; i++) {
		uint64_t bits = UINT64_MAX;

		if (i == first / 64)
			bits &= UINT64_MAX << (first % 64);
		if (i == last / 64)
			bits &= UINT64_MAX >> (63 - last % 64);
		set->bits[i] |= bits;
	}
}

static int parse_range(const char **text, struct cpulist *set)
{
	unsigned int first, last, stride = 1;
	int err;

	err = parse_number(text, &first);
	if (err)
		return err;
	last = first;
	if (**text == '-') {
		(*text)++;
		err = parse_number(text, &last);
		if (err)
			return err;
		if (**text == ':') {
			(*text)++;
			err = parse_number(text, &stride);
			if (err)
				return err;
		}
	}
	if (last < first || stride == 0)
		return -EDOM;
	if (stride == 1)
		add_run(set, first, last);
	else
		for (; first <= last; first += stride)
			cpulist_add(set, first);
	return 0;
}

int cpulist_parse(const char *text, struct cpulist *set)
{
	int err;

	memset(set, 0, sizeof(*set));
	do {
		err = parse_range(&text, set);
	} while (!err && *text == ',' && *++text);
	if (!err && (*text || text[-1] == ','))
		err = -EINVAL;
	if (err)
		memset(set, 0, sizeof(*set));
	return err;
}

static unsigned int end_of_run(const struct cpulist *set, unsigned int first)
{
	unsigned int last = first;

	while (last + 1 < CPULIST_MAX && cpulist_has(set, last + 1))
		last++;
	return last;
}

/* "8190-8191," */
#define RUN_TEXT_MAX 10

static size_t count_runs(const struct cpulist *set)
{
	unsigned int first;
	size_t count = 0;

	for (first = cpulist_next(set, 0); first < CPULIST_MAX;
	     first = cpulist_next(set, end_of_run(set, first) + 1))
		count++;
	return count;
}

char *cpulist_format(const struct cpulist *set)
{
	char *text = malloc(count_runs(set) * RUN_TEXT_MAX + 1);
	char *p = text;
	unsigned int first, last;

	if (!text)
		return NULL;
	*p = '\0';
	for (first = cpulist_next(set, 0); first < CPULIST_MAX;
	     first = cpulist_next(set, last + 1)) {
		last = end_of_run(set, first);
		p += sprintf(p, "%s%u", p > text ? "," : "", first);
		if (last > first)
			p += sprintf(p, "-%u", last);
	}
	return text;
}

void cpulist_add(struct cpulist *set, unsigned int cpu)
{
	set->bits[cpu / 64] |= UINT64_C(1) << (cpu % 64);
}

bool cpulist_has(const struct cpulist *set, unsigned int cpu)
{
	return cpu < CPULIST_MAX && (set->bits[cpu / 64] >> (cpu % 64) & 1);
}

unsigned int cpulist_count(const struct cpulist *set)
{
	unsigned int i, count = 0;

	for (i = 0; i < ARRAY_SIZE(set->bits); i++)
		if (set->bits[i])
			count += (unsigned int)__builtin_popcountll(
				set->bits[i]);
	return count;
}

void cpulist_or(struct cpulist *set, const struct cpulist *other)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(set->bits); i++)
		set->bits[i] |= other->bits[i];
}

void cpulist_and(struct cpulist *set, const struct cpulist *other)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(set->bits); i++)
		set->bits[i] &= other->bits[i];
}

void cpulist_andnot(struct cpulist *set, const struct cpulist *other)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(set->bits); i++)
		set->bits[i] &= ~other->bits[i];
}

unsigned int cpulist_next(const struct cpulist *set, unsigned int from)
{
	unsigned int i = from / 64;
	uint64_t word;

	if (from >= CPULIST_MAX)
		return CPULIST_MAX;
	word = set->bits[i] >> (from % 64) << (from % 64);
	while (!word) {
		if (++i == ARRAY_SIZE(set->bits))
			return CPULIST_MAX;
		word = set->bits[i];
	}
	return i * 64 + (unsigned int)__builtin_ctzll(word);
}
