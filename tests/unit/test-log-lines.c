// SPDX-License-Identifier: GPL-2.0-or-later
/* Proves that lines come out of a stream whole, numbered and bounded. */
#include "base/log-lines.h"

#include <errno.h>
#include <stdlib.h>

#include "tap.h"

static struct lines lines;

static FILE *stream_of(const char *text, size_t len)
{
	FILE *f = tmpfile();

	if (!f || fwrite(text, 1, len, f) != len) {
		printf("Bail out! cannot write a temporary file\n");
		exit(1);
	}
	rewind(f);
	return f;
}

static void piece(const char *want, size_t number, bool newline)
{
	char got[64];

	if (!is_u64((uint64_t)log_lines_next(&lines), 1, "there is a line"))
		return;
	snprintf(got, sizeof(got), "%.*s", (int)lines.len, lines.piece);
	is_str(got, want, "it is '%s'", want);
	is_u64(lines.number, number, "its number is %zu", number);
	ok(lines.first && lines.last && lines.newline == newline,
	   "it is whole, %s newline", newline ? "with" : "without");
}

static void test_plain(void)
{
	const char text[] = "one\n\nthree\nfour";
	FILE *f = stream_of(text, sizeof(text) - 1);

	log_lines_init(&lines, f);
	piece("one", 1, true);
	piece("", 2, true);
	piece("three", 3, true);
	piece("four", 4, false);
	is_u64((uint64_t)log_lines_next(&lines), 0, "the end");
	is_u64((uint64_t)log_lines_next(&lines), 0, "and still the end");
	fclose(f);
}

static void test_bytes(void)
{
	FILE *f = stream_of("a\0b\xff\n", 5);

	log_lines_init(&lines, f);
	is_u64((uint64_t)log_lines_next(&lines), 1, "bytes that are no text");
	ok(lines.len == 4 && !memcmp(lines.piece, "a\0b\xff", 4),
	   "are kept");
	is_u64((uint64_t)log_lines_next(&lines), 0, "the end");
	fclose(f);
}

/* A line of @len bytes and one more line. */
static void test_long(size_t len, size_t pieces)
{
	char *text = malloc(len + 5);
	size_t total = 0;
	size_t n = 0;
	FILE *f;

	if (!text)
		exit(1);
	memset(text, 'x', len);
	memcpy(text + len, "\nend\n", 5);
	f = stream_of(text, len + 5);
	log_lines_init(&lines, f);
	do {
		if (log_lines_next(&lines) != 1)
			break;
		ok(lines.first == (n == 0) && lines.number == 1,
		   "piece %zu of a line of %zu bytes", n + 1, len);
		n++;
		total += lines.len;
	} while (!lines.last);
	is_u64(n, pieces, "%zu pieces", pieces);
	is_u64(total, len, "nothing is lost");
	ok(lines.newline, "it ends with a newline");
	piece("end", 2, true);
	is_u64((uint64_t)log_lines_next(&lines), 0, "the end");
	fclose(f);
	free(text);
}

static void test_unreadable(void)
{
	FILE *f = fopen("/", "r");

	if (!f) {
		skip("a directory cannot be opened here");
		return;
	}
	log_lines_init(&lines, f);
	is_u64((uint64_t)-log_lines_next(&lines), EISDIR,
	       "a directory gives its errno");
	fclose(f);
}

int main(void)
{
	test_plain();
	test_bytes();
	test_long(LINES_PIECE_MAX - 1, 1);
	test_long(LINES_PIECE_MAX, 1);
	test_long(LINES_PIECE_MAX + 1, 2);
	test_long(2 * LINES_PIECE_MAX, 2);
	test_long(2 * LINES_PIECE_MAX + 7, 3);
	test_unreadable();
	return tap_done();
}
