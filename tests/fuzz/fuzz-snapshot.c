// SPDX-License-Identifier: GPL-2.0-or-later
/* Fuzzes the reader of snapshots: what it takes is written and read again. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/util.h"
#include "capture/snapshot.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int read_bytes(const void *data, size_t size, struct capture *capture,
		      char *problem)
{
	cleanup_close int fd = memfd_create("snapshot", MFD_CLOEXEC);

	if (fd < 0 || write(fd, data, size) != (ssize_t)size ||
	    lseek(fd, 0, SEEK_SET))
		abort();
	return snapshot_read(fd, capture, problem);
}

static char *written(const struct capture *capture, size_t *size)
{
	char *text = NULL;
	FILE *out = open_memstream(&text, size);

	if (!out || snapshot_write(capture, out) || fclose(out))
		abort();
	return text;
}

/* One line that a terminal can show. */
static void check_problem(const char *problem)
{
	if (!*problem || strlen(problem) >= SNAPSHOT_PROBLEM_MAX)
		abort();
	for (; *problem; problem++)
		if (*problem < 0x20 || *problem > 0x7e)
			abort();
}

/* A terminal obeys nothing of it: newlines are those between lines. */
static void check_text(const char *text)
{
	const unsigned char *p = (const unsigned char *)text;

	for (; *p; p++)
		if ((*p < 0x20 && *p != '\n') || *p == 0x7f ||
		    (*p == 0xc2 && p[1] < 0xa0))
			abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct capture first cleanup_capture = { 0 };
	struct capture second cleanup_capture = { 0 };
	char problem[SNAPSHOT_PROBLEM_MAX];
	cleanup_free char *text = NULL, *again = NULL;
	size_t text_size, again_size;

	if (read_bytes(data, size, &first, problem)) {
		check_problem(problem);
		return 0;
	}
	text = written(&first, &text_size);
	check_text(text);
	if (*problem || read_bytes(text, text_size, &second, problem)) {
		fprintf(stderr, "%s\n%s", problem, text);
		abort();
	}
	again = written(&second, &again_size);
	if (text_size == again_size && !memcmp(text, again, text_size))
		return 0;
	fprintf(stderr, "%s\nis read as\n%s", text, again);
	abort();
}
