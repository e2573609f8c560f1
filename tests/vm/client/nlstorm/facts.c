// SPDX-License-Identifier: GPL-2.0-or-later
/* Values that an answer may hold, learnt when nothing disturbed. */
#define _GNU_SOURCE
#include "facts.h"

#include <err.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct {
	struct fact *sorted;
	size_t count;
	bool learning;
} facts;

/* FNV-1a */
uint64_t facts_hash(uint64_t hash, const void *bytes, unsigned long count)
{
	const unsigned char *byte = bytes;

	if (!hash)
		hash = UINT64_C(0xcbf29ce484222325);
	for (; count; count--)
		hash = (hash ^ *byte++) * UINT64_C(0x100000001b3);
	return hash;
}

static int compare(const void *a, const void *b)
{
	return memcmp(a, b, sizeof(struct fact));
}

static int compare_keys(const void *a, const void *b)
{
	return memcmp(a, b, offsetof(struct fact, values));
}

static void append(const struct fact *fact)
{
	facts.sorted =
		reallocarray(facts.sorted, facts.count + 1, sizeof(*fact));
	if (!facts.sorted)
		err(2, "facts");
	facts.sorted[facts.count++] = *fact;
}

static bool is_known(const struct fact *fact,
		     int (*compare_by)(const void *, const void *))
{
	return facts.count && bsearch(fact, facts.sorted, facts.count,
				      sizeof(*fact), compare_by);
}

void facts_load(const char *file)
{
	FILE *in = fopen(file, "re");
	struct fact fact;

	if (!in)
		return;
	while (fread(&fact, sizeof(fact), 1, in) == 1)
		append(&fact);
	fclose(in);
}

void facts_learn(void)
{
	facts.learning = true;
}

void facts_save(const char *file)
{
	FILE *out = fopen(file, "we");

	if (!out ||
	    fwrite(facts.sorted, sizeof(struct fact), facts.count, out) !=
		    facts.count ||
	    fclose(out))
		err(2, "%s", file);
}

bool facts_hold(struct fact fact)
{
	if (is_known(&fact, compare))
		return true;
	if (!facts.learning)
		return !facts.count || !is_known(&fact, compare_keys);
	append(&fact);
	qsort(facts.sorted, facts.count, sizeof(fact), compare);
	return true;
}
