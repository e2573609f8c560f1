// SPDX-License-Identifier: GPL-2.0-or-later
/* Values that were wanted and not had, as every document lists them. */
#include "missing.h"

#include <errno.h>
#include <string.h>

#include "util.h"

static void get_kind(const void *row, struct cell *cell)
{
	const struct missing *missing = row;

	cell_set_text(cell, missing->kind);
}

static void get_key(const void *row, struct cell *cell)
{
	const struct missing *missing = row;

	cell_set_text(cell, missing->key);
}

static void get_cpus(const void *row, struct cell *cell)
{
	const struct missing *missing = row;

	cell_set_text(cell, missing->cpus);
}

static void get_error(const void *row, struct cell *cell)
{
	const struct missing *missing = row;

	cell_set_text(cell, missing->error);
}

/* clang-format off */
static const struct column columns[] = {
	{ .name = "kind", .type = CELL_TEXT, .get = get_kind },
	{ .name = "key", .type = CELL_TEXT, .get = get_key },
	{ .name = "cpus", .type = CELL_TEXT, .get = get_cpus },
	{ .name = "error", .type = CELL_TEXT, .get = get_error },
};
/* clang-format on */

struct table missing_table(const struct missing *rows, size_t nrows)
{
	return (struct table){
		.name = "missing",
		.columns = columns,
		.ncolumns = ARRAY_SIZE(columns),
		.rows = rows,
		.row_size = sizeof(*rows),
		.nrows = nrows,
	};
}

/* Takes over @key and @cpus, which may be NULL for want of memory. */
static int add(struct missing_list *list, struct missing row, char *key,
	       char *cpus)
{
	struct missing *rows = reallocarray(list->rows, list->count + 1,
					    sizeof(*rows));

	if (rows)
		list->rows = rows;
	if (!rows || !key || !cpus) {
		free(key);
		free(cpus);
		return -ENOMEM;
	}
	row.key = key;
	row.cpus = cpus;
	list->rows[list->count++] = row;
	return 0;
}

/* #GP and what a CPU does not have are answers; isolated CPUs were spared. */
static bool is_said(const struct obs *obs,
		    const struct source_failures *failures)
{
	size_t i;

	if (obs->error == OBS_GP || obs->error == OBS_ISOLATED ||
	    obs->error == OBS_UNSUPPORTED)
		return true;
	for (i = 0; i < failures->count; i++)
		if (failures->items[i].kinds & SOURCE_KIND(obs->key.kind) &&
		    failures->items[i].error == obs->error)
			return true;
	return false;
}

static int add_row(struct missing_list *list, const struct obs *obs,
		   const struct cpulist *cpus,
		   const struct source_failures *failures)
{
	const struct missing row = {
		.kind = obs_kind_name(obs->key.kind),
		.error = obs_error_name(obs->error),
		.reason = obs->reason ?
				  obs->reason :
				  obs_error_text(obs->key.kind, obs->error),
		.said = is_said(obs, failures),
	};
	char text[OBS_KEY_TEXT_MAX];

	return add(list, row, strdup(obs_key_text(&obs->key, text)),
		   cpulist_format(cpus));
}

/* What a CPU of those wanted says of a key. */
static struct obs look_up(const struct obs_list *observations,
			  const struct obs_key *key, unsigned int cpu)
{
	const struct obs *obs = obs_find(observations, key, cpu);

	return obs ? *obs : (struct obs){ .key = *key,
					  .cpu = cpu,
					  .error = OBS_ISOLATED };
}

/* Moves the CPUs that lack a key for the same reason as the first of them. */
static int collect_alike(struct missing_list *list,
			 const struct obs_list *observations,
			 const struct obs_key *key, struct cpulist *cpus,
			 const struct source_failures *failures)
{
	struct obs first = look_up(observations, key, cpulist_next(cpus, 0));
	struct cpulist alike = { 0 };
	unsigned int cpu;

	cpulist_for_each(cpu, cpus) {
		struct obs obs = look_up(observations, key, cpu);

		if (obs.error == first.error && obs.reason == first.reason)
			cpulist_add(&alike, cpu);
	}
	cpulist_andnot(cpus, &alike);
	if (first.error == OBS_READ)
		return 0;
	return add_row(list, &first, &alike, failures);
}

int missing_collect(struct missing_list *list,
		    const struct source_request *request,
		    const struct obs_list *observations,
		    const struct cpulist *isolated,
		    const struct source_failures *failures)
{
	size_t i;
	int err;

	for (i = 0; i < request->nkeys; i++) {
		struct cpulist cpus = *request->cpus;

		cpulist_or(&cpus, isolated);
		while (cpulist_count(&cpus)) {
			err = collect_alike(list, observations,
					    &request->keys[i], &cpus,
					    failures);
			if (err)
				return err;
		}
	}
	return 0;
}

int missing_add(struct missing_list *list, const char *kind, const char *key,
		const char *cpus, const char *error)
{
	const struct missing row = { .kind = kind, .error = error,
				     .said = true };

	return add(list, row, strdup(key), strdup(cpus));
}

int missing_add_file(struct missing_list *list, const char *path,
		     enum obs_error error)
{
	const struct missing row = { .kind = "file",
				     .error = obs_error_name(error),
				     .said = true };

	return add(list, row, strdup(path), strdup(""));
}

void missing_list_free(struct missing_list *list)
{
	size_t i;

	for (i = 0; i < list->count; i++) {
		free((char *)list->rows[i].key);
		free((char *)list->rows[i].cpus);
	}
	free(list->rows);
	*list = (struct missing_list){ 0 };
}

static bool is_unread(const struct missing *row)
{
	static const enum obs_error known[] = { OBS_GP, OBS_ISOLATED };
	static const enum obs_kind helped[] = { OBS_CR4, OBS_SEAMCALL };
	size_t i;

	for (i = 0; i < ARRAY_SIZE(known); i++)
		if (!strcmp(row->error, obs_error_name(known[i])))
			return false;
	for (i = 0; i < ARRAY_SIZE(helped); i++)
		if (!strcmp(row->kind, obs_kind_name(helped[i])))
			return false;
	return true;
}

bool missing_unread(const struct missing_list *list)
{
	size_t i;

	for (i = 0; i < list->count; i++)
		if (is_unread(&list->rows[i]))
			return true;
	return false;
}
