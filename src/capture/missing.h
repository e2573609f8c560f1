/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Values that were wanted and not had. */
#ifndef TDXCTL_CAPTURE_MISSING_H
#define TDXCTL_CAPTURE_MISSING_H

#include <stdbool.h>
#include <stddef.h>

#include "capture/obs.h"

/**
 * struct missing - one of them
 * @kind: kind of observation: "seamcall", "file" ...
 * @key: which one of its kind
 * @cpus: list of the CPUs without it, "" where it belongs to none
 * @error: name of an enum obs_error
 * @reason: the same for people, or NULL
 * @said: no line about it is wanted: another one says why, or the value itself
 *        is the answer
 */
struct missing {
	const char *kind;
	const char *key;
	const char *cpus;
	const char *error;
	const char *reason;
	bool said;
};

/* Rows that own their @key and @cpus; starts zeroed. */
struct missing_list {
	struct missing *rows;
	size_t count;
};

/**
 * missing_append() - add a row as it is
 * @list: where to
 * @row: all but what follows
 * @key: taken over; may be NULL for want of memory
 * @cpus: likewise
 *
 * Return: 0 or -ENOMEM.
 */
int missing_append(struct missing_list *list, struct missing row, char *key,
		   char *cpus);

/**
 * missing_unread() - whether something is missing that could have been read
 *
 * Not a register that the CPU does not have, a CPU that was left out, nor what
 * only the helper gives: it may be absent.
 */
bool missing_unread(const struct missing_list *list);

/* Add a row; nothing is printed for it. Return: 0 or -ENOMEM. */
int missing_add(struct missing_list *list, const char *kind, const char *key,
		const char *cpus, const char *error);

/* Add a file that could not be read. Return: 0 or -ENOMEM. */
int missing_add_file(struct missing_list *list, const char *path,
		     enum obs_error error);

void missing_list_free(struct missing_list *list);

#define cleanup_missing __attribute__((cleanup(missing_list_free)))

#endif
