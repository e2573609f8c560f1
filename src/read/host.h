/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the host's files say, under a prefix that --root sets. */
#ifndef TDXCTL_READ_HOST_H
#define TDXCTL_READ_HOST_H

#include <stdbool.h>
#include <stddef.h>

#include "capture/ident.h"

/**
 * host_read_text() - a small regular file without its trailing white space
 * @root: prefix of @path, "" for none
 * @path: absolute
 * @buf: gets the text, "" on failure
 * @size: bytes in @buf; a longer file is an error
 *
 * Return: 0 or a negative errno (-EFBIG if too long, -EINVAL if it is not a
 * regular file or holds a NUL byte).
 */
int host_read_text(const char *root, const char *path, char *buf, size_t size);

/* Whether the firmware started this kernel with Secure Boot on. */
bool host_secure_boot(const char *root);

/* Whether the TDX module is being replaced; false where it cannot be read. */
bool host_updates_module(const char *root);

/* Whether the kernel is locked down; false where it cannot be read. */
bool host_lockdown(const char *root);

/* The package that a CPU is in, -1 where it cannot be read. */
int host_package(const char *root, unsigned int cpu);

void host_read_ident(const char *root, struct host_ident *ident);

/**
 * struct host_isolation - a look at the files that list CPUs which were set apart
 * @root: prefix, "" for none
 * @take: called with the path of each, whether there is such a file or not;
 *        ends the look by returning anything but 0
 * @data: for @take
 * @where: set to the file, or else the directory, that is being looked at
 * @seen: cgroups looked at so far; starts at 0
 */
struct host_isolation {
	const char *root;
	int (*take)(const char *path, void *data);
	void *data;
	const char *where;
	unsigned int seen;
};

/**
 * host_each_isolation() - the files that list CPUs which were set apart
 *
 * That is, by isolcpus or nohz_full on the command line, or by an isolated cpuset
 * partition of cgroup 2. The root cgroup lists the CPUs of all partitions from
 * Linux 6.7 on. Before, each partition has a file of its own.
 *
 * Return: 0, what @take returned, or a negative errno if partitions cannot be
 * listed (-E2BIG if there is too much to look at).
 */
int host_each_isolation(struct host_isolation *look);

/**
 * host_read_cpus() - present, online and isolated CPUs
 * @root: prefix, "" for none
 * @cpus: the result
 * @path: set to the file or directory that failed
 *
 * Files about isolation that do not exist mean that nothing is isolated.
 *
 * Return: 0 or a negative errno.
 */
int host_read_cpus(const char *root, struct host_cpus *cpus, const char **path);

#endif
