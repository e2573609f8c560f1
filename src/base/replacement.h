/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A file in the making, which replaces another one when it is complete. */
#ifndef TDXCTL_BASE_REPLACEMENT_H
#define TDXCTL_BASE_REPLACEMENT_H

#include <stdbool.h>
#include <sys/types.h>

#include "base/place.h"

#define REPLACEMENT_NAME_MAX 32

/**
 * struct replacement - a file in the making
 * @fd: write here
 * @dir: the directory it is made in, not owned
 * @name: what it is called until it is complete; empty if it has no name, where
 *        the file system allows that
 */
struct replacement {
	int fd;
	int dir;
	char name[REPLACEMENT_NAME_MAX];
};

/**
 * replacement_begin() - make a file in the directory of @place
 *
 * If it has a name, that is hidden, and a signal that ends the program removes
 * it. There can be one at a time, because the handler has to know it.
 *
 * Return: 0 or a negative errno.
 */
int replacement_begin(struct replacement *new, const struct place *place);

/**
 * replacement_end() - let it take the place
 *
 * It gets owner and mode of the old file if that was ours, or nobody else can
 * create files there: then no other user has chosen them. Otherwise it is a new
 * file. It never gets a set-id bit.
 *
 * Return: 0, or a negative errno with the old file as it was.
 */
int replacement_end(struct replacement *new, const struct place *place);

/* Leave nothing of it. */
void replacement_cancel(struct replacement *new);

#endif
