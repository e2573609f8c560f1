// SPDX-License-Identifier: GPL-2.0-or-later
/* Finds what a snapshot says twice, and brings groups of a key together. */
#include "capture/snapshot-order.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

/**
 * struct seen - an observation
 * @name: kind and key, between them a newline, which neither can have; owned
 * @cpus: where, unless it is a group; NULL if it is of the host; owned
 * @place: index in the document
 * @group: index in the capture's groups, SIZE_MAX if it is none
 * @key: place of the first one that has the same name
 * @cpu: the first one of a group
 */
struct seen {
	char *name;
	struct cpulist *cpus;
	size_t place;
	size_t group;
	size_t key;
	unsigned int cpu;
};

void snapshot_order_free(struct seen_list *list)
{
	size_t i;

	for (i = 0; i < list->count; i++) {
		free(list->items[i].name);
		free(list->items[i].cpus);
	}
	free(list->items);
	*list = (struct seen_list){ 0 };
}

int snapshot_order_add(struct seen_list *list, const struct observed *observed,
		       bool is_group)
{
	size_t count = list->count;
	struct seen *seen = list->items;

	if (!(count & (count - 1)))
		seen = reallocarray(seen, count ? 2 * count : 1, sizeof(*seen));
	if (!seen)
		return -ENOMEM;
	list->items = seen;
	seen += list->count++;
	*seen = (struct seen){ .place = count, .group = SIZE_MAX };
	if (asprintf(&seen->name, "%s\n%s", observed->kind, observed->key) <
	    0) {
		seen->name = NULL;
		return -ENOMEM;
	}
	if (is_group) {
		seen->group = list->groups++;
		seen->cpu = cpulist_next(&observed->cpus, 0);
	} else if (observed->on_cpus) {
		seen->cpus = malloc(sizeof(*seen->cpus));
		if (!seen->cpus)
			return -ENOMEM;
		*seen->cpus = observed->cpus;
	}
	return 0;
}

static int by_name(const void *pa, const void *pb)
{
	const struct seen *a = pa, *b = pb;
	int order = strcmp(a->name, b->name);

	if (order)
		return order;
	return a->place < b->place ? -1 : a->place > b->place;
}

/* Groups first; those of a key, in the order of their first CPUs. */
static int by_key(const void *pa, const void *pb)
{
	const struct seen *a = pa, *b = pb;
	bool is_group = a->group != SIZE_MAX;

	if (is_group != (b->group != SIZE_MAX))
		return is_group ? -1 : 1;
	if (a->key != b->key)
		return a->key < b->key ? -1 : 1;
	return a->cpu < b->cpu ? -1 : a->cpu > b->cpu;
}

static const struct cpulist *cpus_of(const struct seen *seen,
				     const struct capture *capture)
{
	return seen->group == SIZE_MAX ? seen->cpus :
					 &capture->groups[seen->group].cpus;
}

/*
 * Go through all that has one name. Return: how many these are; @twice is set
 * to the first one that was seen before if that is earlier in the document.
 */
static size_t check_key(struct seen *run, size_t count,
			const struct capture *capture,
			const struct seen **twice)
{
	const struct cpulist *cpus;
	struct cpulist taken = { 0 }, both;
	bool of_host = false, again;
	size_t i;

	for (i = 0; i < count && !strcmp(run[i].name, run[0].name); i++) {
		run[i].key = run[0].place;
		cpus = cpus_of(&run[i], capture);
		if (cpus) {
			both = taken;
			cpulist_and(&both, cpus);
			again = cpulist_next(&both, 0) < CPULIST_MAX;
			cpulist_or(&taken, cpus);
		} else {
			again = of_host;
			of_host = true;
		}
		if (again && (!*twice || run[i].place < (*twice)->place))
			*twice = &run[i];
	}
	return i;
}

/* Whether two observations of a name have a CPU, or the host, in common. */
static bool overlap(const struct seen *a, const struct seen *b,
		    const struct capture *capture, unsigned int *cpu)
{
	const struct cpulist *of_a = cpus_of(a, capture);
	const struct cpulist *of_b = cpus_of(b, capture);
	struct cpulist both;

	*cpu = CPULIST_MAX;
	if (!of_a || !of_b)
		return !of_a && !of_b;
	both = *of_a;
	cpulist_and(&both, of_b);
	*cpu = cpulist_next(&both, 0);
	return *cpu < CPULIST_MAX;
}

static int fail_twice(const struct seen_list *list, const struct seen *twice,
		      const struct capture *capture, char *problem)
{
	struct place place = { .problem = problem };
	const struct seen *first = twice;
	char where[32] = "";
	unsigned int cpu;

	while (first > list->items && first[-1].key == twice->key)
		first--;
	while (!overlap(first, twice, capture, &cpu))
		first++;
	if (cpu < CPULIST_MAX)
		snprintf(where, sizeof(where), " on CPU %u", cpu);
	snprintf(place.path, sizeof(place.path), "observations[%zu]",
		 twice->place);
	return snapshot_member_fail(
		&place, "", "has the same kind and key as observations[%zu]%s",
		first->place, where);
}

static int check_twice(struct seen_list *list, const struct capture *capture,
		       char *problem)
{
	const struct seen *twice = NULL;
	size_t i;

	if (list->count)
		qsort(list->items, list->count, sizeof(*list->items), by_name);
	for (i = 0; i < list->count;)
		i += check_key(list->items + i, list->count - i, capture,
			       &twice);
	return twice ? fail_twice(list, twice, capture, problem) : 0;
}

/* Put groups[order[i]] into groups[i]; along the cycles, in place. */
static void permute(struct obs_group *groups, size_t *order, size_t count)
{
	struct obs_group first;
	size_t i, to, from;

	for (i = 0; i < count; i++) {
		first = groups[i];
		for (to = i; order[to] != i; to = from) {
			from = order[to];
			groups[to] = groups[from];
			order[to] = to;
		}
		groups[to] = first;
		order[to] = to;
	}
}

int snapshot_order(struct seen_list *list, struct capture *capture,
		   char *problem)
{
	cleanup_free size_t *order = NULL;
	size_t i;
	int err = check_twice(list, capture, problem);

	if (err || !list->groups)
		return err;
	order = calloc(list->groups, sizeof(*order));
	if (!order)
		return -ENOMEM;
	qsort(list->items, list->count, sizeof(*list->items), by_key);
	for (i = 0; i < list->groups; i++)
		order[i] = list->items[i].group;
	permute(capture->groups, order, list->groups);
	return 0;
}
