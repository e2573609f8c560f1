// SPDX-License-Identifier: GPL-2.0-or-later
/* A file in the making, which replaces another one when it is complete. */
#include "base/replacement.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <signal.h>
#include <stdint.h>
#include <sys/random.h>

#include "base/util.h"

/* Those that end a program by default, and that somebody or something sends. */
static const int deadly[] = { SIGHUP,  SIGINT,	SIGQUIT, SIGPIPE,
			      SIGTERM, SIGXCPU, SIGXFSZ };

/*
 * A handler gets no argument, so what it removes has to be known here: the one
 * replacement that has a name.
 */
static struct {
	const struct replacement *new;
	struct sigaction before[ARRAY_SIZE(deadly)];
} named;

/* The signal comes again when this returns, and then ends the program. */
static void remove_and_die(int number)
{
	unlinkat(named.new->dir, named.new->name, 0);
	signal(number, SIG_DFL);
	raise(number);
}

/* From here on the name, if there is a file of it, does not outlive us. */
static void guard_name(const struct replacement *new)
{
	const struct sigaction action = { .sa_handler = remove_and_die };
	size_t i;

	named.new = new;
	for (i = 0; i < ARRAY_SIZE(deadly); i++)
		if (!sigaction(deadly[i], NULL, &named.before[i]) &&
		    named.before[i].sa_handler != SIG_IGN)
			sigaction(deadly[i], &action, NULL);
}

static void unguard_name(void)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(deadly); i++)
		sigaction(deadly[i], &named.before[i], NULL);
}

/* Hidden, and not what anybody would collect. */
static int choose_name(struct replacement *new)
{
	uint64_t number;

	if (getrandom(&number, sizeof(number), 0) != sizeof(number))
		return -errno;
	snprintf(new->name, sizeof(new->name), ".tdxctl-%016" PRIx64, number);
	return 0;
}

static void forget_name(struct replacement *new)
{
	unguard_name();
	new->name[0] = '\0';
}

/* What a file without a name gets one through. */
static void descriptor_path(int fd, char *path, size_t size)
{
	snprintf(path, size, "/proc/self/fd/%d", fd);
}

/* Not every file system can, and without /proc it could not be named later. */
static int open_nameless(int dir)
{
	char path[32];
	int fd = openat(dir, ".", O_WRONLY | O_TMPFILE | O_CLOEXEC, 0600);

	if (fd < 0)
		return -errno;
	descriptor_path(fd, path, sizeof(path));
	if (!access(path, F_OK))
		return fd;
	close(fd);
	return -ENOENT;
}

static int open_named(struct replacement *new)
{
	int fd, err = choose_name(new);

	if (err)
		return err;
	guard_name(new);
	fd = openat(new->dir, new->name,
		    O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd >= 0)
		return fd;
	err = -errno;
	forget_name(new);
	return err;
}

int replacement_begin(struct replacement *new, const struct place *place)
{
	*new = (struct replacement){ .dir = place->dir };
	new->fd = open_nameless(new->dir);
	if (new->fd < 0)
		new->fd = open_named(new);
	return new->fd < 0 ? new->fd : 0;
}

void replacement_cancel(struct replacement *new)
{
	if (new->fd >= 0)
		close(new->fd);
	new->fd = -1;
	if (!new->name[0])
		return;
	unlinkat(new->dir, new->name, 0);
	forget_name(new);
}

static mode_t get_umask(void)
{
	mode_t mask = umask(0);

	umask(mask);
	return mask;
}

/* Return: what is left of @mode: rights of a group that we may not give go. */
static mode_t give_owner(int fd, const struct stat *old)
{
	if (!fchown(fd, old->st_uid, old->st_gid) ||
	    !fchown(fd, (uid_t)-1, old->st_gid))
		return old->st_mode & 0777;
	return old->st_mode & 0707;
}

static int set_rights(int fd, const struct place *place)
{
	mode_t mode = 0666 & ~get_umask();

	if (place->exists && (place->stat.st_uid == geteuid() ||
			      !place_is_shared(place)))
		mode = give_owner(fd, &place->stat);
	return fchmod(fd, mode) ? -errno : 0;
}

static int give_name(struct replacement *new)
{
	char path[32];
	int err = choose_name(new);

	if (err)
		return err;
	guard_name(new);
	descriptor_path(new->fd, path, sizeof(path));
	if (!linkat(AT_FDCWD, path, new->dir, new->name, AT_SYMLINK_FOLLOW))
		return 0;
	err = -errno;
	forget_name(new);
	return err;
}

int replacement_end(struct replacement *new, const struct place *place)
{
	int err = set_rights(new->fd, place);

	if (!err && fsync(new->fd))
		err = -errno;
	if (!err && !new->name[0])
		err = give_name(new);
	if (!err && renameat(new->dir, new->name, new->dir, place->name))
		err = -errno;
	if (!err)
		forget_name(new);
	replacement_cancel(new);
	return err;
}
