// SPDX-License-Identifier: GPL-2.0-or-later
/* Finds where a path ends, and follows no link that another user planted. */
#include "base/place.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/vfs.h>

#include "base/util.h"

#define LINKS_MAX 40		/* path_resolution(7) */
#define PROC_MAGIC 0x9fa0	/* statfs(2), PROC_SUPER_MAGIC */

#define OPEN_PATH (O_PATH | O_CLOEXEC)

/* What is left of a path: links put their text in front of it. */
struct walk {
	struct place *place;
	char rest[PATH_MAX];
	bool last;		/* the name of the place ends the path */
	unsigned int links;
};

void place_close(struct place *place)
{
	if (place->dir >= 0)
		close(place->dir);
	place->dir = -1;
}

/* Takes over @fd. */
static int enter(struct place *place, int fd)
{
	if (fd < 0)
		return -errno;
	place_close(place);
	place->dir = fd;
	if (fstat(fd, &place->dir_stat))
		return -errno;
	return S_ISDIR(place->dir_stat.st_mode) ? 0 : -ENOTDIR;
}

static int begin(struct place *place, const char *path)
{
	return enter(place, open(*path == '/' ? "/" : ".", OPEN_PATH));
}

/* Such as /tmp: others may create files here, but not remove ours. */
static bool is_sticky_and_shared(const struct stat *dir)
{
	return (dir->st_mode & S_ISVTX) &&
	       (dir->st_mode & (S_IWGRP | S_IWOTH));
}

static bool is_planted(const struct stat *dir, const struct stat *entry)
{
	return is_sticky_and_shared(dir) && entry->st_uid != geteuid() &&
	       entry->st_uid != dir->st_uid;
}

int place_refuse(struct place *place, const struct stat *stat)
{
	if (!is_planted(&place->dir_stat, stat))
		return 0;
	if (S_ISLNK(stat->st_mode))
		place->refused = "a symbolic link of another user, in a directory that others can write to";
	else if (S_ISFIFO(stat->st_mode))
		place->refused = "a FIFO of another user, in a directory that others can write to";
	else
		place->refused = "a file of another user, in a directory that others can write to";
	return -EACCES;
}

bool place_is_shared(const struct place *place)
{
	const struct stat *dir = &place->dir_stat;

	return (dir->st_mode & (S_IWGRP | S_IWOTH)) ||
	       (dir->st_uid && dir->st_uid != geteuid());
}

/* The text of such a link is for people: only the kernel can follow it. */
static bool is_magic(int dir)
{
	struct statfs fs;

	return !fstatfs(dir, &fs) && fs.f_type == PROC_MAGIC;
}

/* The text of the link @fd comes in front of what is left. */
static int put_link(struct walk *walk, int fd)
{
	char text[PATH_MAX], rest[PATH_MAX];
	ssize_t len = readlinkat(fd, "", text, sizeof(text));
	int n;

	if (len < 0)
		return -errno;
	n = snprintf(rest, sizeof(rest), "%.*s%s%s", (int)len, text,
		     walk->last ? "" : "/", walk->rest);
	if ((size_t)len == sizeof(text) || n < 0 || (size_t)n >= sizeof(rest))
		return -ENAMETOOLONG;
	memcpy(walk->rest, rest, (size_t)n + 1);
	return *rest == '/' ? begin(walk->place, rest) : 0;
}

/*
 * Our own rule is stricter than fs.protected_symlinks. What else speaks against
 * following a link, such as a mount with nosymfollow, only the kernel knows.
 */
static int follow(struct walk *walk, int fd, const struct stat *stat)
{
	struct place *place = walk->place;
	bool magic = is_magic(place->dir);
	int err, target;

	if (++walk->links > LINKS_MAX)
		return -ELOOP;
	err = place_refuse(place, stat);
	if (err)
		return err;
	target = openat(place->dir, place->name, OPEN_PATH);
	if (target < 0)
		return -errno;
	if (magic && !walk->last)
		return enter(place, target);
	close(target);
	if (!magic)
		return put_link(walk, fd);
	place->magic = true;
	place->exists = true;
	return 1;
}

/* The next name of the path becomes that of the place. */
static int take_name(struct walk *walk)
{
	const char *name = walk->rest + strspn(walk->rest, "/");
	size_t len = strcspn(name, "/");

	if (!len)
		return -EISDIR;
	if (len > NAME_MAX)
		return -ENAMETOOLONG;
	memcpy(walk->place->name, name, len);
	walk->place->name[len] = '\0';
	walk->last = !name[len];
	memmove(walk->rest, name + len, strlen(name + len) + 1);
	return 0;
}

/* Return: 1 at the end of the path, 0 before it, or a negative errno. */
static int take_step(struct walk *walk)
{
	struct place *place = walk->place;
	cleanup_close int fd = -1;
	int err = take_name(walk);

	if (err)
		return err;
	fd = openat(place->dir, place->name, OPEN_PATH | O_NOFOLLOW);
	if (fd < 0)
		return walk->last && errno == ENOENT ? 1 : -errno;
	if (fstat(fd, &place->stat))
		return -errno;
	if (S_ISLNK(place->stat.st_mode))
		return follow(walk, fd, &place->stat);
	if (!walk->last) {
		err = enter(place, fd);
		fd = -1;
		return err;
	}
	place->exists = true;
	return S_ISDIR(place->stat.st_mode) ? -EISDIR : 1;
}

int place_find(struct place *place, const char *path)
{
	struct walk walk = { .place = place };
	size_t len = strlen(path);
	int err;

	*place = (struct place){ .dir = -1 };
	if (len >= sizeof(walk.rest))
		return -ENAMETOOLONG;
	memcpy(walk.rest, path, len + 1);
	err = begin(place, path);
	while (!err)
		err = take_step(&walk);
	if (err > 0)
		return 0;
	place_close(place);
	return err;
}
