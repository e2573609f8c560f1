/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Opens the host's files below --root, and never one outside of it. */
#ifndef TDXCTL_READ_ROOTDIR_H
#define TDXCTL_READ_ROOTDIR_H

#include <dirent.h>
#include <stdbool.h>

/*
 * Everywhere below, @root is the directory of --root, "" for none, and @path is
 * absolute. Symbolic links below a root are resolved as if it were "/", so a link
 * to /etc/shadow names a file of the tree. That takes openat2(), Linux 5.6:
 * without it nothing below a root is opened (-ENOSYS).
 */

/**
 * rootdir_open() - open a regular file for reading
 *
 * What is not a regular file is not opened: a FIFO may hang the program, and a
 * device may act on being opened.
 *
 * Return: a descriptor, or a negative errno (-EINVAL for no regular file).
 */
int rootdir_open(const char *root, const char *path);

/**
 * rootdir_open_device() - open a character device
 * @major: of the device that @path has to be
 * @minor: likewise
 * @flags: O_RDONLY or O_RDWR
 *
 * Return: a descriptor, or a negative errno (-ENODEV if @path is something else).
 */
int rootdir_open_device(const char *root, const char *path, unsigned int major,
			unsigned int minor, int flags);

/* Open a directory. Return: NULL, and errno, if that fails. */
DIR *rootdir_opendir(const char *root, const char *path);

/* Whether there is such a file or directory; errno says why not. */
bool rootdir_exists(const char *root, const char *path);

#endif
