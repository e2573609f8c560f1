/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the host's files say, under a prefix that --root sets. */
#ifndef TDXCTL_HOST_H
#define TDXCTL_HOST_H

#include <stdbool.h>
#include <stddef.h>

#include "cpulist.h"

#define HOST_TEXT_MAX 128

/* Who the host is; a text is "" where it could not be read. */
struct host_ident {
	char hostname[HOST_TEXT_MAX];
	char kernel[HOST_TEXT_MAX];
	char vendor[HOST_TEXT_MAX];
	char product[HOST_TEXT_MAX];
	char bios[HOST_TEXT_MAX];
};

/* CPUs as the kernel lists them. */
struct host_cpus {
	struct cpulist present;
	struct cpulist online;
	struct cpulist isolated;	/* isolated or nohz_full */
};

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

/* Whether a crash kernel is loaded; false where it cannot be read. */
bool host_crash_kernel(const char *root);

/* Whether the TDX module is being replaced; false where it cannot be read. */
bool host_updates_module(const char *root);

/* Whether the kernel is locked down; false where it cannot be read. */
bool host_lockdown(const char *root);

/* The package that a CPU is in, -1 where it cannot be read. */
int host_package(const char *root, unsigned int cpu);

void host_read_ident(const char *root, struct host_ident *ident);

/**
 * host_read_cpus() - present, online and isolated CPUs
 * @root: prefix, "" for none
 * @cpus: the result
 * @path: set to the file that failed
 *
 * Files about isolation that do not exist mean that nothing is isolated.
 *
 * Return: 0 or a negative errno.
 */
int host_read_cpus(const char *root, struct host_cpus *cpus, const char **path);

#endif
