/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Finds where a path ends, and follows no link that another user planted. */
#ifndef TDXCTL_BASE_PLACE_H
#define TDXCTL_BASE_PLACE_H

#include <limits.h>
#include <stdbool.h>
#include <sys/stat.h>

/**
 * struct place - the entry of a directory that a path names
 * @dir: the directory, opened with O_PATH, owned; use @name relative to it
 * @name: the entry, which is no symbolic link; with @magic it is one of /proc
 * @magic: the entry stands for something that is open already
 * @exists: there is such an entry
 * @dir_stat: the directory
 * @stat: the entry, if it exists
 * @refused: why nothing is written there although the kernel might let us; NULL
 *           if there is no such reason
 */
struct place {
	int dir;
	char name[NAME_MAX + 1];
	bool magic;
	bool exists;
	struct stat dir_stat;
	struct stat stat;
	const char *refused;
};

/**
 * place_find() - find the entry that a path names, behind all symbolic links
 *
 * The last part of the path may be missing, but not what a link points at. No
 * file is opened for reading or writing.
 *
 * Return: 0, or a negative errno, with @place closed.
 */
int place_find(struct place *place, const char *path);

void place_close(struct place *place);

/**
 * place_refuse() - refuse an entry that another user may have planted
 * @stat: the entry, in the directory of @place
 *
 * This is what fs.protected_regular=2 and fs.protected_fifos=2 make the kernel
 * refuse, whatever these are set to.
 *
 * Return: 0, or -EACCES with the reason in @place.
 */
int place_refuse(struct place *place, const struct stat *stat);

/* Whether somebody else than root and we can put entries into the directory. */
bool place_is_shared(const struct place *place);

#endif
