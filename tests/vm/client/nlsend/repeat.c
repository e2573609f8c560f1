// SPDX-License-Identifier: GPL-2.0-or-later
/* Runs a session many times, in many processes or with a look at interrupts. */
#define _GNU_SOURCE
#include "repeat.h"

#include <err.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "calls.h"

struct lines {
	char **text;
	size_t count;
};

static void lines_add(struct lines *lines, const char *text)
{
	size_t i;

	for (i = 0; i < lines->count; i++)
		if (!strcmp(lines->text[i], text))
			return;
	lines->text = realloc(lines->text, (lines->count + 1) * sizeof(char *));
	if (!lines->text)
		err(2, "lines");
	lines->text[lines->count] = strdup(text);
	if (!lines->text[lines->count++])
		err(2, "lines");
}

static void lines_read(struct lines *lines, FILE *in)
{
	char *line = NULL;
	size_t size = 0;

	while (getline(&line, &size, in) > 0)
		lines_add(lines, line);
	free(line);
}

/* What a session prints, to be freed. */
static char *text_of(const struct session *s)
{
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);

	if (!out)
		err(2, "memory stream");
	session_run(s, out);
	fclose(out);
	return text;
}

/* Who meets another reader asks again, as the helper says, and as tdxctl does. */
static void run_into(const struct session *s, struct lines *lines)
{
	const struct timespec wait = { .tv_nsec = 5000000 };
	char *text = text_of(s);
	FILE *in;

	while (strstr(text, "done EBUSY: another read runs")) {
		free(text);
		nanosleep(&wait, NULL);
		text = text_of(s);
	}
	in = fmemopen(text, strlen(text), "r");
	if (!in)
		err(2, "memory stream");
	lines_read(lines, in);
	fclose(in);
	free(text);
}

static void print_lines(const struct lines *lines, FILE *out)
{
	size_t i;

	for (i = 0; i < lines->count; i++)
		fputs(lines->text[i], out);
}

static time_t now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return time.tv_sec;
}

/* One process: its distinct lines go to the parent in one go, at its end. */
static FILE *start_process(const struct session *s, time_t end)
{
	struct lines lines = { 0 };
	int ends[2];
	FILE *out;

	if (pipe(ends))
		err(2, "pipe");
	switch (fork()) {
	case -1:
		err(2, "fork");
	case 0:
		do
			run_into(s, &lines);
		while (now() < end);
		out = fdopen(ends[1], "w");
		if (!out)
			err(2, "pipe");
		print_lines(&lines, out);
		fclose(out);
		_exit(0);
	}
	close(ends[1]);
	return fdopen(ends[0], "r");
}

static int compare(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

void repeat_distinct(const struct session *s, int processes, int seconds)
{
	FILE **pipes = calloc((size_t)processes, sizeof(*pipes));
	time_t end = now() + seconds;
	struct lines lines = { 0 };
	int i, status;

	if (!pipes)
		err(2, "pipes");
	fflush(stdout);
	for (i = 0; i < processes; i++)
		pipes[i] = start_process(s, end);
	for (i = 0; i < processes; i++) {
		lines_read(&lines, pipes[i]);
		fclose(pipes[i]);
	}
	while (wait(&status) > 0)
		if (status)
			errx(2, "a process failed");
	if (lines.count)
		qsort(lines.text, lines.count, sizeof(char *), compare);
	print_lines(&lines, stdout);
	free(pipes);
}

static int compare_counts(const void *a, const void *b)
{
	unsigned long x = *(const unsigned long *)a;
	unsigned long y = *(const unsigned long *)b;

	return x < y ? -1 : x > y;
}

void repeat_interrupts(const struct session *s, int rounds)
{
	/* What the round before left to do, such as a grace period of RCU. */
	const struct timespec settle = { .tv_nsec = 50000000 };
	unsigned long (*counts)[rounds] =
		calloc(CALLS_CPUS_MAX, sizeof(*counts));
	struct calls before, after = { 0 };
	struct session counted = *s;
	FILE *nowhere = fopen("/dev/null", "w");
	int i, round;

	if (!nowhere || !counts)
		err(2, "interrupts");
	counted.calls_before = &before;
	counted.calls_after = &after;
	for (round = 0; round < rounds; round++) {
		nanosleep(&settle, NULL);
		session_run(&counted, nowhere);
		for (i = 0; i < after.ncpus; i++)
			counts[i][round] = after.count[i] - before.count[i];
	}
	fputs("interrupts:", stdout);
	for (i = 0; i < after.ncpus; i++) {
		qsort(counts[i], (size_t)rounds, sizeof(counts[i][0]),
		      compare_counts);
		printf(" %lu", counts[i][rounds / 10]);
	}
	putchar('\n');
	free(counts);
	fclose(nowhere);
}
