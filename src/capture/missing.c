// SPDX-License-Identifier: GPL-2.0-or-later
/* Values that were wanted and not had. */
#include "capture/missing.h"

#include <errno.h>
#include <string.h>

#include "base/util.h"

int missing_append(struct missing_list *list, struct missing row, char *key,
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

int missing_add(struct missing_list *list, const char *kind, const char *key,
		const char *cpus, const char *error)
{
	const struct missing row = { .kind = kind, .error = error,
				     .said = true };

	return missing_append(list, row, strdup(key), strdup(cpus));
}

int missing_add_file(struct missing_list *list, const char *path,
		     enum obs_error error)
{
	const struct missing row = { .kind = "file",
				     .error = obs_error_name(error),
				     .said = true };

	return missing_append(list, row, strdup(path), strdup(""));
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
