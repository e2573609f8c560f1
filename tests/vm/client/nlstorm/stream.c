// SPDX-License-Identifier: GPL-2.0-or-later
/* A stream of messages with what must come back, made by tests/storm. */
#include "stream.h"

#include <err.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

_Static_assert(sizeof(struct record) == 56, "as messages.py packs it");

void stream_open(struct stream *stream, const char *file)
{
	struct stat st;
	int fd = open(file, O_RDONLY | O_CLOEXEC);
	void *data;

	if (fd < 0 || fstat(fd, &st))
		err(2, "%s", file);
	data = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_SHARED, fd, 0);
	if (data == MAP_FAILED)
		err(2, "%s", file);
	close(fd);
	stream->data = data;
	stream->size = (size_t)st.st_size;
}

const struct record *stream_next(const struct stream *stream,
				 const struct record *at)
{
	const unsigned char *next = stream->data;

	if (at)
		next = (const unsigned char *)at + at->size;
	return next < stream->data + stream->size ? (const void *)next : NULL;
}

const uint64_t *record_calls(const struct record *record)
{
	return (const void *)(record + 1);
}

const uint32_t *record_cpuids(const struct record *record)
{
	return (const void *)(record_calls(record) + record->nr_calls);
}

const uint32_t *record_msrs(const struct record *record)
{
	return record_cpuids(record) + 2 * record->nr_cpuids;
}

const unsigned char *record_message(const struct record *record)
{
	return (const void *)(record_msrs(record) + record->nr_msrs);
}

bool record_permits(const struct record *record, int error)
{
	return error > 0 && error < 128 &&
	       record->errnos[error / 64] >> (error % 64) & 1;
}
