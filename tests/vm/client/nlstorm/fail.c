// SPDX-License-Identifier: GPL-2.0-or-later
/* Lets each allocation of an operation fail once. */
#define _GNU_SOURCE
#include "fail.h"

#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "disturb.h"
#include "hostile.h"
#include "tally.h"

#define MAX_ALLOCATIONS	20000

static int fail_nth = -1;

static void fail_begin(unsigned int nth)
{
	char text[16];
	int len = snprintf(text, sizeof(text), "%u", nth);

	if (fail_nth < 0)
		fail_nth = open("/proc/thread-self/fail-nth",
				O_RDWR | O_CLOEXEC);
	if (fail_nth < 0 || pwrite(fail_nth, text, (size_t)len, 0) != len)
		err(2, "fail-nth");
}

/* Whether the fault was injected: the count down has come to its end. */
static bool fail_end(void)
{
	char text[16] = "";
	unsigned long left;

	if (pread(fail_nth, text, sizeof(text) - 1, 0) <= 0)
		err(2, "fail-nth");
	left = strtoul(text, NULL, 10);
	if (pwrite(fail_nth, "0", 1, 0) != 1)
		err(2, "fail-nth");
	if (!left)
		tally_add(TALLY_FAULTS, 1);
	return !left;
}

static bool is_nomem(int error)
{
	return error == ENOMEM || error == ENOBUFS;
}

static bool ended_without_memory(const struct outcome *outcome)
{
	return !outcome->wrong && (is_nomem(outcome->send_error) ||
				   is_nomem(outcome->receive_error) ||
				   is_nomem(outcome->error));
}

static bool fail_request(const struct record *record, uint16_t family,
			 unsigned int nth)
{
	struct talk talk = { .family = family };
	struct outcome outcome;
	bool injected;

	talk_open(&talk, 0);
	fail_begin(nth);
	talk_exchange(&talk, record, &outcome);
	injected = fail_end();
	talk_close(&talk);
	if (injected && ended_without_memory(&outcome))
		tally_add(TALLY_NOMEM, 1);
	else
		hostile_count(record, &outcome, talk_judge(record, &outcome));
	return injected;
}

static void check_afterwards(const struct record *record, uint16_t family)
{
	struct talk talk = { .family = family };
	struct outcome outcome;

	talk_open(&talk, 0);
	talk_exchange(&talk, record, &outcome);
	hostile_count(record, &outcome, talk_judge(record, &outcome));
	talk_close(&talk);
}

void fail_requests(const struct stream *stream)
{
	const struct record *record = NULL;
	struct talk talk;
	unsigned int nth;

	talk_open(&talk, 0);
	if (!talk_resolve(&talk))
		errx(2, "the helper is not loaded");
	while ((record = stream_next(stream, record))) {
		for (nth = 1; fail_request(record, talk.family, nth); nth++)
			check_afterwards(record, talk.family);
		printf("count allocations-of-request-%u %u\n", record->number,
		       nth - 1);
	}
	talk_close(&talk);
}

static bool fail_load(int fd, unsigned int nth)
{
	bool injected;
	int error;

	fail_begin(nth);
	error = disturb_load(fd);
	injected = fail_end();
	if (!error) {
		tally_add(TALLY_LOADS, 1);
		if (disturb_unload())
			tally_wrong("loaded with fault %u, it stays", nth);
	} else if (injected && is_nomem(error)) {
		tally_add(TALLY_NOMEM, 1);
	} else {
		tally_wrong("loading with fault %u: %s", nth, strerror(error));
	}
	return injected;
}

/* Unloading cannot fail but for want of memory, and then can be repeated. */
static bool fail_unload(int fd, unsigned int nth)
{
	bool injected;
	int error = disturb_load(fd);

	if (error)
		errx(2, "loading: %s", strerror(error));
	fail_begin(nth);
	error = disturb_unload();
	injected = fail_end();
	if (error && !is_nomem(error))
		tally_wrong("unloading with fault %u: %s", nth,
			    strerror(error));
	else if (error)
		tally_add(TALLY_NOMEM, 1);
	if (error && disturb_unload())
		tally_wrong("after fault %u it stays", nth);
	else
		tally_add(TALLY_UNLOADS, 1);
	return injected;
}

void fail_module(const char *file)
{
	int fd = disturb_module_file(file);
	unsigned int nth;

	for (nth = 1; fail_load(fd, nth) && nth < MAX_ALLOCATIONS; nth++)
		;
	printf("count allocations-of-load %u\n", nth - 1);
	for (nth = 1; fail_unload(fd, nth) && nth < MAX_ALLOCATIONS; nth++)
		;
	printf("count allocations-of-unload %u\n", nth - 1);
}
