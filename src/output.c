// SPDX-License-Identifier: GPL-2.0-or-later
/* Output that is written whole or not at all. */
#include "output.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "diag.h"
#include "util.h"

int output_begin(struct output *output)
{
	*output = (struct output){ 0 };
	output->stream = open_memstream(&output->text, &output->size);
	return output->stream ? 0 : -ENOMEM;
}

void output_cancel(struct output *output)
{
	if (output->stream)
		fclose(output->stream);
	free(output->text);
	*output = (struct output){ 0 };
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

/* Names of what is open already: a file of ours must not take their place. */
static bool is_descriptor(const char *file)
{
	return !strcmp(file, "/dev/stdout") || !strcmp(file, "/dev/stderr") ||
	       !strncmp(file, "/dev/fd/", 8) ||
	       !strncmp(file, "/proc/self/fd/", 14);
}

/* A device or FIFO cannot be renamed over, nor need it be. */
static bool is_special(const char *file)
{
	struct stat st;

	return !stat(file, &st) &&
	       (!S_ISREG(st.st_mode) || is_descriptor(file));
}

static int write_special(const struct output *output, const char *file)
{
	cleanup_close int fd =
		open(file, O_WRONLY | O_APPEND | O_CLOEXEC | O_NOCTTY);

	if (fd < 0)
		return -errno;
	return write_all(fd, output->text, output->size);
}

/* A file keeps its owner, as far as we may give it, and its mode. */
static int set_mode(int fd, const char *file)
{
	struct stat st;
	mode_t mask = umask(0);

	umask(mask);
	if (stat(file, &st))
		return fchmod(fd, 0666 & ~mask);
	if (fchown(fd, st.st_uid, st.st_gid) && errno != EPERM)
		return -1;
	return fchmod(fd, st.st_mode & 07777);
}

static int write_temporary(const struct output *output, int fd,
			   const char *file)
{
	int err = write_all(fd, output->text, output->size);

	if (!err && (set_mode(fd, file) || fsync(fd)))
		err = -errno;
	if (close(fd) && !err)
		err = -errno;
	return err;
}

static int write_beside(const struct output *output, const char *file)
{
	char name[PATH_MAX];
	int fd, n, err;

	n = snprintf(name, sizeof(name), "%s.XXXXXX", file);
	if (n < 0 || (size_t)n >= sizeof(name))
		return -ENAMETOOLONG;
	fd = mkostemp(name, O_CLOEXEC);
	if (fd < 0)
		return -errno;
	err = write_temporary(output, fd, file);
	if (!err && rename(name, file))
		err = -errno;
	if (err)
		unlink(name);
	return err;
}

static int write_file(const struct output *output, const char *file)
{
	cleanup_free char *target = NULL;
	struct stat st;

	if (is_special(file))
		return write_special(output, file);
	if (lstat(file, &st) || !S_ISLNK(st.st_mode))
		return write_beside(output, file);
	/* The link stays, what it points at is replaced. */
	target = realpath(file, NULL);
	return target ? write_beside(output, target) : -errno;
}

int output_end(struct output *output, const char *file)
{
	int err = 0;

	if (fclose(output->stream))
		err = -ENOMEM;
	output->stream = NULL;
	if (!err)
		err = file ? write_file(output, file) :
			     write_all(STDOUT_FILENO, output->text,
				       output->size);
	if (err)
		diag_error("%s: cannot write: %s",
			   file ? file : "standard output", strerror(-err));
	return err;
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
