// SPDX-License-Identifier: GPL-2.0-or-later
/* Reads files that may be anything, within bounds, and says what went wrong. */
#include "read/file.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/plain.h"
#include "base/util.h"
#include "read/rootdir.h"

#define FIRST_BYTES 4096

void file_bytes_free(struct file_bytes *bytes)
{
	free(bytes->bytes);
	*bytes = (struct file_bytes){ 0 };
}

/* Room for @FIRST_BYTES at first, then twice as much, and the NUL. */
static int grow(struct file_bytes *bytes, size_t *room, size_t max)
{
	size_t more = *room ? 2 * *room : FIRST_BYTES;
	char *grown;

	if (more > max)
		more = max;
	grown = realloc(bytes->bytes, more + 1);
	if (!grown)
		return -ENOMEM;
	bytes->bytes = grown;
	*room = more;
	return 0;
}

/* Files of /proc and /sys have no size that could be asked for. */
static int read_all(int fd, struct file_bytes *bytes, size_t max)
{
	size_t room = 0;
	ssize_t got;

	do {
		if (bytes->len == max)
			return -EFBIG;
		if (bytes->len == room && grow(bytes, &room, max))
			return -ENOMEM;
		got = read(fd, bytes->bytes + bytes->len, room - bytes->len);
		if (got < 0)
			return -errno;
		bytes->len += (size_t)got;
	} while (got);
	bytes->bytes[bytes->len] = '\0';
	return 0;
}

int file_read(const char *root, const char *path, size_t max,
	      struct file_bytes *bytes)
{
	cleanup_close int fd = rootdir_open(root, path);
	int err;

	if (fd < 0)
		return fd;
	err = read_all(fd, bytes, max + 1);
	if (err)
		file_bytes_free(bytes);
	return err;
}

int file_read_text(const char *root, const char *path, size_t max,
		   struct file_bytes *bytes)
{
	int err = file_read(root, path, max, bytes);

	if (err || plain_valid(bytes->bytes, bytes->len))
		return err;
	file_bytes_free(bytes);
	return -EILSEQ;
}

enum obs_error file_error(int err)
{
	switch (-err) {
	case 0:
		return OBS_READ;
	case ENOENT:
		return OBS_ABSENT;
	case EACCES:
	case EPERM:
		return OBS_DENIED;
	case EOPNOTSUPP:
		return OBS_UNSUPPORTED;
	default:
		return OBS_IO;
	}
}

int file_add(struct capture *capture, enum host_kind kind, const char *key,
	     int err, const char *text)
{
	if (err == -ENOMEM)
		return err;
	return capture_add_host(capture, kind, key, file_error(err),
				err ? NULL : text) ?
		       0 :
		       -ENOMEM;
}
