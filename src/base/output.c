// SPDX-License-Identifier: GPL-2.0-or-later
/* Output that is written whole or not at all. */
#include "base/output.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/diag.h"
#include "base/number.h"
#include "base/util.h"

static void say_error(const struct output *output, int err)
{
	diag_error("%s: cannot write: %s",
		   output->file ? output->file : "standard output",
		   output->place.refused ? output->place.refused :
					   strerror(-err));
}

static int write_all(int fd, const char *text, size_t size)
{
	while (size) {
		ssize_t n = write(fd, text, size);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -errno;
		text += n;
		size -= (size_t)n;
	}
	return 0;
}

/* stdio forgets why a write failed, and goes on. */
static ssize_t write_stream(void *cookie, const char *text, size_t size)
{
	struct output *output = cookie;

	if (!output->error)
		output->error = write_all(output->fd, text, size);
	return output->error ? 0 : (ssize_t)size;
}

/*
 * A descriptor of ours, /dev/stdout and the like, is used as it is: opened
 * again, it would not know how far others have written.
 */
static int duplicate(const struct place *place)
{
	struct stat own;
	uint64_t fd;

	if (stat("/proc/self/fd", &own) ||
	    own.st_dev != place->dir_stat.st_dev ||
	    own.st_ino != place->dir_stat.st_ino ||
	    number_parse(place->name, &fd) || fd > INT_MAX)
		return -1;
	return fcntl((int)fd, F_DUPFD_CLOEXEC, 0);
}

/*
 * Without O_CREAT the kernel would not apply fs.protected_regular and _fifos.
 * With O_NONBLOCK it does not wait for somebody to read a FIFO.
 */
static int open_target(struct place *place)
{
	int flags = O_WRONLY | O_APPEND | O_NONBLOCK | O_NOCTTY | O_CLOEXEC;
	int fd;

	if (!place->magic)
		flags |= O_CREAT | O_NOFOLLOW;
	fd = openat(place->dir, place->name, flags, 0600);
	if (fd >= 0)
		return fd;
	fd = -errno;
	if (fd == -ENXIO && S_ISFIFO(place->stat.st_mode))
		place->refused = "a FIFO that nobody reads";
	return fd;
}

/* What was opened may be another file than was found. */
static int check_target(struct place *place, int fd)
{
	if (fstat(fd, &place->stat))
		return -errno;
	return place_refuse(place, &place->stat);
}

/* From now on writing waits for who reads. */
static int keep_open(struct output *output, int fd)
{
	if (fcntl(fd, F_SETFL, O_APPEND))
		return -errno;
	diag_debug("%s: no regular file, written directly", output->file);
	output->fd = fd;
	return 0;
}

/* Return: 1 if the file is to be replaced, 0 if it was opened, or an error. */
static int open_existing(struct output *output)
{
	struct place *place = &output->place;
	int fd = place->magic ? duplicate(place) : -1;
	int err;

	if (fd >= 0) {
		output->fd = fd;
		return 0;
	}
	fd = open_target(place);
	if (fd < 0)
		return fd;
	err = check_target(place, fd);
	if (!err && S_ISREG(place->stat.st_mode) && !place->magic)
		err = 1;
	else if (!err)
		err = keep_open(output, fd);
	if (err)
		close(fd);
	return err;
}

static int open_file(struct output *output)
{
	struct place *place = &output->place;
	int err = place_find(place, output->file);

	if (!err && place->exists && !place->magic)
		err = place_refuse(place, &place->stat);
	if (!err)
		err = place->exists ? open_existing(output) : 1;
	if (err <= 0)
		return err;
	err = replacement_begin(&output->new, place);
	output->fd = output->new.fd;
	return err;
}

static bool is_replacement(const struct output *output)
{
	return output->file && output->fd == output->new.fd;
}

static void close_file(struct output *output)
{
	if (is_replacement(output))
		replacement_cancel(&output->new);
	else if (output->fd >= 0)
		close(output->fd);
	place_close(&output->place);
}

static int begin_file(struct output *output)
{
	int err = open_file(output);

	if (err) {
		say_error(output, err);
		err = -EIO;
	} else {
		output->stream = fopencookie(
			output, "w",
			(cookie_io_functions_t){ .write = write_stream });
		err = output->stream ? 0 : -ENOMEM;
	}
	if (err)
		close_file(output);
	return err;
}

int output_begin(struct output *output, const char *file)
{
	int err = 0;

	*output = (struct output){
		.file = file,
		.fd = -1,
		.place = { .dir = -1 },
		.new = { .fd = -1 },
	};
	if (file)
		err = begin_file(output);
	else
		output->stream = open_memstream(&output->text, &output->size);
	if (!err && !output->stream)
		err = -ENOMEM;
	if (err)
		*output = (struct output){ .fd = -1 };
	return err;
}

void output_cancel(struct output *output)
{
	if (!output->stream)
		return;
	/* Nothing more is to get out, not even what stdio holds. */
	output->error = -ECANCELED;
	fclose(output->stream);
	if (output->file)
		close_file(output);
	free(output->text);
	*output = (struct output){ .fd = -1 };
}

static int end_file(struct output *output)
{
	int err = fclose(output->stream) ? -EIO : 0;

	if (output->error)
		err = output->error;
	if (!err && is_replacement(output)) {
		err = replacement_end(&output->new, &output->place);
		output->fd = -1;
	}
	close_file(output);
	return err;
}

/* A stream that found no memory loses text, and closes as if it had not. */
static int end_stdout(struct output *output)
{
	int err = ferror(output->stream) ? -ENOMEM : 0;

	if (fclose(output->stream))
		err = -ENOMEM;
	if (!err)
		err = write_all(STDOUT_FILENO, output->text, output->size);
	free(output->text);
	return err;
}

int output_end(struct output *output)
{
	int err = output->file ? end_file(output) : end_stdout(output);

	if (err)
		say_error(output, err);
	*output = (struct output){ .fd = -1 };
	return err ? -EIO : 0;
}

void output_words(FILE *stream, const char *text, unsigned int width,
		  unsigned int column, unsigned int indent)
{
	bool first = true;

	while (*text) {
		unsigned int len = (unsigned int)strcspn(text, " ");

		if (!first && width && column + 1 + len > width) {
			fprintf(stream, "\n%*s", (int)indent, "");
			column = indent;
		} else if (!first) {
			fputc(' ', stream);
			column++;
		}
		fwrite(text, 1, len, stream);
		column += len;
		text += len;
		text += *text == ' ';
		first = false;
	}
	fputc('\n', stream);
}

const char *output_time(char *buf, size_t size)
{
	time_t now = time(NULL);
	struct tm utc;

	if (!gmtime_r(&now, &utc) ||
	    !strftime(buf, size, "%Y-%m-%dT%H:%M:%SZ", &utc))
		buf[0] = '\0';
	return buf;
}
