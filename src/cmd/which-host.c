// SPDX-License-Identifier: GPL-2.0-or-later
/* The host that a command looks at: this one, or one in a snapshot. */
#include "cmd/which-host.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "base/diag.h"
#include "base/exit.h"
#include "base/util.h"
#include "capture/snapshot.h"
#include "read/host.h"
#include "read/rootdir.h"

/* A FIFO is as good as a file: whoever names one waits for it. */
static int open_snapshot(const char *from)
{
	int fd;

	if (!strcmp(from, "-"))
		fd = fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 0);
	else
		fd = open(from, O_RDONLY | O_CLOEXEC);
	return fd < 0 ? -errno : fd;
}

static int read_snapshot(const char *from, struct capture *capture)
{
	const char *name = strcmp(from, "-") ? from : "standard input";
	char problem[SNAPSHOT_PROBLEM_MAX] = "";
	cleanup_close int fd = open_snapshot(from);
	int err = fd;

	if (fd >= 0)
		err = snapshot_read(fd, capture, problem);
	if (err >= 0)
		return 0;
	if (problem[0])
		diag_error("%s: %s", name, problem);
	else
		diag_error("%s: cannot read the snapshot: %s", name,
			   strerror(-err));
	return EXIT_UNKNOWN;
}

int which_host_open(struct view *view, const char *root, const char *from,
		    struct capture *capture)
{
	*view = (struct view){ .root = root };
	if (!from)
		return 0;
	view->root = "";
	view->capture = capture;
	return read_snapshot(from, capture);
}

/* What an error of an observation is as an errno. */
static int errno_of(enum obs_error error)
{
	if (error == OBS_ABSENT)
		return -ENOENT;
	return error == OBS_DENIED ? -EACCES : -EIO;
}

static int copy_text(const char *text, char *buf, size_t size)
{
	size_t len = strlen(text);

	while (len && isspace((unsigned char)text[len - 1]))
		len--;
	if (len >= size)
		return -EFBIG;
	memcpy(buf, text, len);
	buf[len] = '\0';
	return 0;
}

int which_host_text(const struct view *view, const char *path, char *buf,
		    size_t size)
{
	const struct host_obs *file;

	if (!view->capture)
		return host_read_text(view->root, path, buf, size);
	buf[0] = '\0';
	file = capture_find_host(view->capture, HOST_FILE, path);
	if (!file)
		return -ENODATA;
	if (file->error != OBS_READ)
		return errno_of(file->error);
	return copy_text(file->text, buf, size);
}

/* Whether a key is the path, or below it. */
static bool is_at(const char *key, const char *path)
{
	size_t len = strlen(path);

	return !strncmp(key, path, len) && (!key[len] || key[len] == '/');
}

/* A snapshot has no directories: one is there if something in it is. */
static enum which_host_presence presence_in(const struct capture *capture,
					    const char *path)
{
	enum which_host_presence presence = VIEW_UNKNOWN;
	size_t i;

	for (i = 0; i < capture->nhost; i++) {
		const struct host_obs *file = &capture->host[i];

		if (file->kind != HOST_FILE || !is_at(file->key, path))
			continue;
		if (file->error != OBS_ABSENT)
			return VIEW_PRESENT;
		presence = VIEW_ABSENT;
	}
	return presence;
}

enum which_host_presence which_host_presence(const struct view *view,
					     const char *path)
{
	if (view->capture)
		return presence_in(view->capture, path);
	if (rootdir_exists(view->root, path))
		return VIEW_PRESENT;
	return errno == ENOENT ? VIEW_ABSENT : VIEW_UNKNOWN;
}

int which_host_package(const struct view *view, unsigned int cpu)
{
	return view->capture ? capture_package(view->capture, cpu) :
			       host_package(view->root, cpu);
}

void which_host_ident(const struct view *view, struct host_ident *ident)
{
	if (view->capture)
		*ident = view->capture->ident;
	else
		host_read_ident(view->root, ident);
}

int which_host_cpus(const struct view *view, struct host_cpus *cpus,
		    const char **path)
{
	if (!view->capture)
		return host_read_cpus(view->root, cpus, path);
	*cpus = view->capture->cpus;
	return 0;
}
