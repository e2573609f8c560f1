// SPDX-License-Identifier: GPL-2.0-or-later
/* The kernel log, live or as it was saved below a root. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/log-lines.h"
#include "base/util.h"
#include "read/file.h"
#include "read/host-parts.h"
#include "read/log-filter.h"
#include "read/rootdir.h"

/* Any buffer that is smaller than a record is refused (kernel/printk). */
#define RECORD_MAX 16384

/* More than the largest buffer of a kernel holds; others may add meanwhile. */
#define RECORDS_MAX 1000000

/* A saved log is as long as the buffer that it comes from. */
#define LOG_BYTES_MAX (32U << 20)

static int open_kmsg(void)
{
	int fd =
		open("/dev/kmsg", O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	struct stat st;

	if (fd < 0)
		return -errno;
	if (fstat(fd, &st) || !S_ISCHR(st.st_mode)) {
		close(fd);
		return -EINVAL;
	}
	return fd;
}

/* EPIPE: records were overwritten before they were read; the next ones follow. */
static int read_records(int fd, struct log_filter *filter, char *record)
{
	unsigned int i;
	ssize_t got;

	for (i = 0; i < RECORDS_MAX; i++) {
		got = read(fd, record, RECORD_MAX);
		if (got > 0)
			log_filter_add_record(filter, record, (size_t)got);
		else if (!got || errno == EAGAIN)
			return 0;
		else if (errno != EPIPE && errno != EINTR)
			return -errno;
	}
	return 0;
}

static int read_live(struct log_filter *filter)
{
	cleanup_close int fd = open_kmsg();
	cleanup_free char *record = malloc(RECORD_MAX);

	if (!record)
		return -ENOMEM;
	return fd < 0 ? fd : read_records(fd, filter, record);
}

/*
 * Of a line in pieces the first one says enough. Properties of a record, on
 * lines of their own that start with a space, are no records themselves.
 */
static int read_lines(FILE *in, struct log_filter *filter,
		      void (*add)(struct log_filter *, const char *, size_t))
{
	cleanup_free struct lines *lines = malloc(sizeof(*lines));
	size_t total = 0;
	int more;

	if (!lines)
		return -ENOMEM;
	log_lines_init(lines, in);
	while ((more = log_lines_next(lines)) > 0) {
		total += lines->len + 1;
		if (total > LOG_BYTES_MAX)
			return -EFBIG;
		if (lines->first)
			add(filter, lines->piece, lines->len);
	}
	return more;
}

static int read_saved(const char *root, const char *path,
		      struct log_filter *filter,
		      void (*add)(struct log_filter *, const char *, size_t))
{
	cleanup_fclose FILE *in = NULL;
	int fd = rootdir_open(root, path);

	if (fd < 0)
		return fd;
	in = fdopen(fd, "r");
	if (!in) {
		close(fd);
		return -ENOMEM;
	}
	return read_lines(in, filter, add);
}

static int read_log(const char *root, struct log_filter *filter)
{
	int err;

	if (!*root)
		return read_live(filter);
	err = read_saved(root, "/dev/kmsg", filter, log_filter_add_record);
	if (err == -ENOENT)
		err = read_saved(root, "/var/log/dmesg", filter,
				 log_filter_add_line);
	return err;
}

int host_log_fill(struct capture *capture, const char *root)
{
	cleanup_free struct log_filter *filter = calloc(1, sizeof(*filter));
	cleanup_free char *text = NULL;
	int err;

	if (!filter)
		return -ENOMEM;
	err = read_log(root, filter);
	if (!err) {
		text = log_filter_text(filter);
		if (!text)
			return -ENOMEM;
	}
	return file_add(capture, HOST_LOG, "kernel", err, text);
}
