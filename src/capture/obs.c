// SPDX-License-Identifier: GPL-2.0-or-later
/* Raw observations: what was read of a CPU, or why it could not be read. */
#include "capture/obs.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/util.h"

static const char *const kind_names[OBS_KINDS] = {
	[OBS_MSR] = "msr",
	[OBS_CPUID] = "cpuid",
	[OBS_CR4] = "cr",
	[OBS_SEAMCALL] = "seamcall",
};

static const struct {
	const char *name;
	const char *text;
} errors[OBS_ERRORS] = {
	[OBS_ABSENT] = { "absent", "there is no helper module" },
	[OBS_DENIED] = { "denied", "not allowed" },
	[OBS_OFFLINE] = { "offline", "CPU is offline" },
	[OBS_ISOLATED] = { "isolated", "CPU is isolated" },
	[OBS_GP] = { "gp", "general-protection fault" },
	[OBS_BUSY] = { "busy", "busy" },
	[OBS_IO] = { "io", "no answer" },
	[OBS_UNSUPPORTED] = { "unsupported", "not possible here" },
};

int obs_add(struct obs_list *list, const struct obs *obs)
{
	if (list->count == list->capacity) {
		size_t capacity = list->capacity ? 2 * list->capacity : 64;
		struct obs *items;

		items = reallocarray(list->items, capacity, sizeof(*items));
		if (!items)
			return -ENOMEM;
		list->items = items;
		list->capacity = capacity;
	}
	if (list->ordered == list->count &&
	    (!list->count || list->items[list->count - 1].cpu <= obs->cpu))
		list->ordered++;
	list->items[list->count++] = *obs;
	return 0;
}

void obs_truncate(struct obs_list *list, size_t count)
{
	list->count = count;
	if (list->ordered > count)
		list->ordered = count;
}

static int by_cpu(const void *pa, const void *pb)
{
	const struct obs *a = pa, *b = pb;

	return a->cpu < b->cpu ? -1 : a->cpu > b->cpu;
}

void obs_sort(struct obs_list *list)
{
	if (list->ordered < list->count)
		qsort(list->items, list->count, sizeof(*list->items), by_cpu);
	list->ordered = list->count;
}

int obs_append(struct obs_list *list, const struct obs_list *other)
{
	size_t i;
	int err;

	for (i = 0; i < other->count; i++) {
		err = obs_add(list, &other->items[i]);
		if (err)
			return err;
	}
	obs_sort(list);
	return 0;
}

/* The first observation of a CPU, or of one behind it, in the ordered part. */
static size_t first_of(const struct obs_list *list, unsigned int cpu)
{
	size_t low = 0, high = list->ordered;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (list->items[middle].cpu < cpu)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

const struct obs *obs_find(const struct obs_list *list,
			   const struct obs_key *key, unsigned int cpu)
{
	size_t i;

	for (i = first_of(list, cpu); i < list->ordered; i++) {
		if (list->items[i].cpu != cpu)
			break;
		if (obs_key_equal(&list->items[i].key, key))
			return &list->items[i];
	}
	for (i = list->ordered; i < list->count; i++)
		if (list->items[i].cpu == cpu &&
		    obs_key_equal(&list->items[i].key, key))
			return &list->items[i];
	return NULL;
}

void obs_list_free(struct obs_list *list)
{
	free(list->items);
	*list = (struct obs_list){ 0 };
}

const char *obs_kind_name(enum obs_kind kind)
{
	return kind_names[kind];
}

const char *obs_error_name(enum obs_error error)
{
	return errors[error].name;
}

const char *obs_error_text(enum obs_kind kind, enum obs_error error)
{
	/* These two can be had in another way, too. */
	if (error == OBS_ABSENT && kind == OBS_MSR)
		return "there is neither helper module nor msr driver";
	if (error == OBS_ABSENT && kind == OBS_CPUID)
		return "there is neither helper module nor cpuid driver";
	return errors[error].text;
}

/* Leaves that give an APIC id; SDM vol. 2, CPUID. */
void obs_clear_apic_id(const struct obs_key *key, struct obs_cpuid *cpuid)
{
	switch (key->cpuid.leaf) {
	case 0x1:
		cpuid->ebx &= 0x00ffffff;
		break;
	case 0xb:
	case 0x1f:
		cpuid->edx = 0;
		break;
	}
}
