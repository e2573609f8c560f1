// SPDX-License-Identifier: GPL-2.0-or-later
/* All that was observed of a host, live or in a snapshot. */
#include "capture/capture.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/util.h"
#include "capture/helper.h"

static const char *const kind_names[HOST_KINDS] = {
	[HOST_FILE] = "file",
	[HOST_KCONFIG] = "kconfig",
	[HOST_DMI] = "dmi",
	[HOST_DIMM] = "dimm",
	[HOST_IOCTL] = "ioctl",
	[HOST_LOG] = "log",
	[HOST_HELPER] = "helper",
};

const char *capture_kind_name(enum host_kind kind)
{
	return kind_names[kind];
}

void capture_free(struct capture *capture)
{
	size_t i;

	for (i = 0; i < capture->nhost; i++) {
		free(capture->host[i].key);
		free(capture->host[i].text);
		free(capture->host[i].dimms);
	}
	for (i = 0; i < capture->nothers; i++)
		free(capture->others[i]);
	free(capture->host);
	free(capture->others);
	free(capture->groups);
	free(capture->packages);
	*capture = (struct capture){ 0 };
}

/*
 * Room for one more element behind @count, which doubles when it is a power of
 * two.  Return: the array, NULL if out of memory.
 */
static void *grow(void *array, size_t count, size_t size)
{
	if (count & (count - 1))
		return array;
	return reallocarray(array, count ? 2 * count : 1, size);
}

static bool same_call(const struct obs_seamcall *a,
		      const struct obs_seamcall *b)
{
	return a->outcome == b->outcome && a->rax == b->rax &&
	       !memcmp(&a->regs, &b->regs, sizeof(a->regs)) &&
	       a->attempts == b->attempts &&
	       a->vmx_entered == b->vmx_entered &&
	       a->vmx_stuck == b->vmx_stuck;
}

bool capture_same(const struct obs *a, const struct obs *b)
{
	if (!obs_key_equal(&a->key, &b->key) || a->error != b->error)
		return false;
	if (a->error != OBS_READ)
		return true;
	switch (a->key.kind) {
	case OBS_MSR:
	case OBS_CR4:
		return a->word == b->word && a->unknown == b->unknown;
	case OBS_CPUID:
		return !memcmp(&a->cpuid, &b->cpuid, sizeof(a->cpuid));
	case OBS_SEAMCALL:
		return same_call(&a->seamcall, &b->seamcall);
	case OBS_KINDS:
		break;
	}
	return false;
}

int capture_add(struct capture *capture, const struct obs *obs,
		const struct cpulist *cpus)
{
	struct obs_group *groups = grow(capture->groups, capture->ngroups,
					sizeof(*groups));
	struct obs_group *group;

	if (!groups)
		return -ENOMEM;
	capture->groups = groups;
	group = &groups[capture->ngroups++];
	group->obs = *obs;
	group->obs.cpu = cpulist_next(cpus, 0);
	group->cpus = *cpus;
	return 0;
}

static int add_new_group(struct capture *capture, const struct obs *obs)
{
	struct cpulist cpus = { 0 };

	cpulist_add(&cpus, obs->cpu);
	return capture_add(capture, obs, &cpus);
}

/* Put an observation into one of the groups from @first on, or a new one. */
static int add_to_group(struct capture *capture, size_t first,
			const struct obs *obs)
{
	size_t g;

	for (g = first; g < capture->ngroups; g++) {
		struct obs_group *group = &capture->groups[g];

		if (!capture_same(&group->obs, obs))
			continue;
		cpulist_add(&group->cpus, obs->cpu);
		return 0;
	}
	return add_new_group(capture, obs);
}

/* Which of the keys an observation has, @nkeys for none; @guess comes first. */
static size_t find_key(const struct obs_key *keys, size_t nkeys,
		       const struct obs_key *key, size_t guess)
{
	size_t i;

	if (guess < nkeys && obs_key_equal(&keys[guess], key))
		return guess;
	for (i = 0; i < nkeys; i++)
		if (obs_key_equal(&keys[i], key))
			break;
	return i;
}

/* A CPU's observations come in the order of the keys, more often than not. */
static void find_keys(const struct obs_list *list, const struct obs_key *keys,
		      size_t nkeys, size_t *key_of)
{
	size_t i, key = nkeys;

	for (i = 0; i < list->count; i++) {
		key = find_key(keys, nkeys, &list->items[i].key,
			       key < nkeys ? key + 1 : 0);
		key_of[i] = key;
	}
}

int capture_group(struct capture *capture, const struct obs_list *list,
		  const struct obs_key *keys, size_t nkeys)
{
	cleanup_free size_t *key_of = calloc(list->count + 1, sizeof(*key_of));
	size_t k, i;

	if (!key_of)
		return -ENOMEM;
	find_keys(list, keys, nkeys, key_of);
	for (k = 0; k < nkeys; k++) {
		size_t first = capture->ngroups;

		for (i = 0; i < list->count; i++)
			if (key_of[i] == k &&
			    add_to_group(capture, first, &list->items[i]))
				return -ENOMEM;
	}
	return 0;
}

const struct obs_group *capture_find(const struct capture *capture,
				     const struct obs_key *key,
				     unsigned int cpu)
{
	size_t g;

	for (g = 0; g < capture->ngroups; g++) {
		const struct obs_group *group = &capture->groups[g];

		if (obs_key_equal(&group->obs.key, key) &&
		    cpulist_has(&group->cpus, cpu))
			return group;
	}
	return NULL;
}

struct host_obs *capture_add_host(struct capture *capture, enum host_kind kind,
				  const char *key, enum obs_error error,
				  const char *text)
{
	struct host_obs *host = grow(capture->host, capture->nhost,
				     sizeof(*host));
	struct host_obs new = { .kind = kind, .error = error };

	if (!host)
		return NULL;
	capture->host = host;
	new.key = strdup(key);
	new.text = text ? strdup(text) : NULL;
	if (!new.key || (text && !new.text)) {
		free(new.key);
		free(new.text);
		return NULL;
	}
	host[capture->nhost] = new;
	return &host[capture->nhost++];
}

const struct host_obs *capture_find_host(const struct capture *capture,
					 enum host_kind kind, const char *key)
{
	size_t i;

	for (i = 0; i < capture->nhost; i++)
		if (capture->host[i].kind == kind &&
		    !strcmp(capture->host[i].key, key))
			return &capture->host[i];
	return NULL;
}

const char *capture_helper_flags(const struct capture *capture)
{
	const struct host_obs *flags =
		capture_find_host(capture, HOST_HELPER, HELPER_FLAGS);

	return flags ? flags->text : NULL;
}

int capture_add_other(struct capture *capture, const char *json)
{
	char **others = grow(capture->others, capture->nothers,
			     sizeof(*others));

	if (!others)
		return -ENOMEM;
	capture->others = others;
	others[capture->nothers] = strdup(json);
	if (!others[capture->nothers])
		return -ENOMEM;
	capture->nothers++;
	return 0;
}

int capture_add_package(struct capture *capture, unsigned int id,
			const struct cpulist *cpus)
{
	struct capture_package *packages;
	size_t i;

	for (i = 0; i < capture->npackages; i++)
		if (capture->packages[i].id == id) {
			cpulist_or(&capture->packages[i].cpus, cpus);
			return 0;
		}
	packages = grow(capture->packages, capture->npackages,
			sizeof(*packages));
	if (!packages)
		return -ENOMEM;
	capture->packages = packages;
	packages[capture->npackages++] =
		(struct capture_package){ .id = id, .cpus = *cpus };
	return 0;
}

int capture_package(const struct capture *capture, unsigned int cpu)
{
	size_t i;

	for (i = 0; i < capture->npackages; i++)
		if (cpulist_has(&capture->packages[i].cpus, cpu))
			return (int)capture->packages[i].id;
	return -1;
}
