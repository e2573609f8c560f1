// SPDX-License-Identifier: GPL-2.0-or-later
/* Opens the host's files below --root, and never one outside of it. */
#include "read/rootdir.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "base/util.h"

/*
 * Links to another place, absolute ones and "..", stay below the root, and so
 * does what is renamed meanwhile. The C library has no name for the call.
 */
static int open_below(const char *root, const char *path, int flags)
{
	const struct open_how how = { .flags = (unsigned int)flags,
				      .resolve = RESOLVE_IN_ROOT };
	cleanup_close int dir = open(root, O_PATH | O_DIRECTORY | O_CLOEXEC);
	long fd;

	if (dir < 0)
		return -errno;
	fd = syscall(SYS_openat2, dir, path, &how, sizeof(how));
	return fd < 0 ? -errno : (int)fd;
}

/* The only place where a file of the host gets its descriptor. */
static int open_path(const char *root, const char *path, int flags)
{
	int fd;

	flags |= O_CLOEXEC;
	if (*root)
		return open_below(root, path, flags);
	fd = open(path, flags);
	return fd < 0 ? -errno : fd;
}

/* Find what a path names, without opening it (O_PATH): that may do something. */
static int find_node(const char *root, const char *path, struct stat *st)
{
	int node = open_path(root, path, O_PATH);
	int err;

	if (node < 0 || !fstat(node, st))
		return node;
	err = -errno;
	close(node);
	return err;
}

/* Open what find_node() has found. */
static int open_node(int node, int flags)
{
	char name[sizeof("/proc/self/fd/") + 3 * sizeof(int)];
	int fd;

	snprintf(name, sizeof(name), "/proc/self/fd/%d", node);
	fd = open(name, flags | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	if (fd >= 0)
		return fd;
	/* /proc is not mounted: that does not make the file absent. */
	return errno == ENOENT ? -EIO : -errno;
}

int rootdir_open(const char *root, const char *path)
{
	struct stat st;
	cleanup_close int node = find_node(root, path, &st);

	if (node < 0)
		return node;
	return S_ISREG(st.st_mode) ? open_node(node, O_RDONLY) : -EINVAL;
}

int rootdir_open_device(const char *root, const char *path, unsigned int major,
			unsigned int minor, int flags)
{
	struct stat st;
	cleanup_close int node = find_node(root, path, &st);

	if (node < 0)
		return node;
	if (!S_ISCHR(st.st_mode) || st.st_rdev != makedev(major, minor))
		return -ENODEV;
	return open_node(node, flags);
}

DIR *rootdir_opendir(const char *root, const char *path)
{
	int fd = open_path(root, path, O_RDONLY | O_DIRECTORY);
	DIR *dir;

	if (fd < 0) {
		errno = -fd;
		return NULL;
	}
	dir = fdopendir(fd);
	if (!dir)
		close(fd);
	return dir;
}

bool rootdir_exists(const char *root, const char *path)
{
	cleanup_close int node = open_path(root, path, O_PATH);

	if (node < 0)
		errno = -node;
	return node >= 0;
}
