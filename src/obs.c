// SPDX-License-Identifier: GPL-2.0-or-later
/* Raw observations: what was read of a CPU, or why it could not be read. */
#include "obs.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "util.h"

static const char *const kind_names[OBS_KINDS] = {
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
	list->items[list->count++] = *obs;
	return 0;
}

bool obs_key_equal(const struct obs_key *a, const struct obs_key *b)
{
	if (a->kind != b->kind)
		return false;
	return a->kind != OBS_SEAMCALL ||
	       !memcmp(&a->seamcall, &b->seamcall, sizeof(a->seamcall));
}

const struct obs *obs_find(const struct obs_list *list,
			   const struct obs_key *key, unsigned int cpu)
{
	size_t i;

	for (i = 0; i < list->count; i++)
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

const char *obs_error_text(enum obs_error error)
{
	return errors[error].text;
}

const char *obs_key_text(const struct obs_key *key, char *buf)
{
	const struct {
		const char *name;
		uint64_t value;
	} regs[] = {
		{ "rcx", key->seamcall.rcx },
		{ "rdx", key->seamcall.rdx },
		{ "r8", key->seamcall.r8 },
		{ "r9", key->seamcall.r9 },
	};
	size_t i;
	int n;

	if (key->kind == OBS_CR4)
		return strcpy(buf, "cr4");

	n = snprintf(buf, OBS_KEY_TEXT_MAX, "0x%016" PRIx64, key->seamcall.rax);
	for (i = 0; i < ARRAY_SIZE(regs); i++)
		if (regs[i].value)
			n += snprintf(buf + n, OBS_KEY_TEXT_MAX - (size_t)n,
				      ":%s=0x%016" PRIx64, regs[i].name,
				      regs[i].value);
	return buf;
}
