/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The host that a command looks at: this one, or one in a snapshot. */
#ifndef TDXCTL_CMD_WHICH_HOST_H
#define TDXCTL_CMD_WHICH_HOST_H

#include "capture/capture.h"
#include "capture/ident.h"

/**
 * struct view - where a host's files are read
 * @root: prefix of every path, "" for none; "" for a snapshot
 * @capture: the snapshot, NULL for a host that is there
 */
struct view {
	const char *root;
	const struct capture *capture;
};

/**
 * which_host_open() - look at a snapshot, if one is named
 * @view: the result
 * @root: prefix of every path of a host that is there
 * @from: file of a snapshot, "-" for standard input, NULL for none
 * @capture: zeroed; gets the snapshot, and must outlive @view
 *
 * Prints what is wrong.
 *
 * Return: 0, or EXIT_UNKNOWN where the snapshot cannot be read or is refused.
 */
int which_host_open(struct view *view, const char *root, const char *from,
		    struct capture *capture);

/**
 * which_host_text() - a small file without its trailing white space
 *
 * Return: as host_read_text(); -ENODATA where a snapshot does not have it.
 */
int which_host_text(const struct view *view, const char *path, char *buf,
		    size_t size);

enum which_host_presence {
	VIEW_UNKNOWN,
	VIEW_ABSENT,
	VIEW_PRESENT,
};

/* Whether there is such a file or directory. */
enum which_host_presence which_host_presence(const struct view *view,
					     const char *path);

/* The package that a CPU is in, -1 if unknown. */
int which_host_package(const struct view *view, unsigned int cpu);

void which_host_ident(const struct view *view, struct host_ident *ident);

/**
 * which_host_cpus() - present, online and isolated CPUs
 *
 * Return: as host_read_cpus(), which says what @path is for.
 */
int which_host_cpus(const struct view *view, struct host_cpus *cpus,
		    const char **path);

#endif
