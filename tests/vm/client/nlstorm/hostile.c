// SPDX-License-Identifier: GPL-2.0-or-later
/* Sends a whole stream, each message as its sender, side by side. */
#define _GNU_SOURCE
#include "hostile.h"

#include <err.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "facts.h"
#include "tally.h"
#include "who.h"

static const char *error_name(int error)
{
	return error ? strerrorname_np(error) : "none";
}

void hostile_count(const struct record *record, const struct outcome *outcome,
		   const char *wrong)
{
	tally_add(TALLY_MESSAGES, 1);
	tally_add(TALLY_BY_OTHERS, record->who != WHO_ROOT);
	tally_add(TALLY_ROWS, outcome->rows);
	tally_add(TALLY_OFFLINE, outcome->offline);
	if (wrong)
		tally_wrong("message %u, sender %u, expected %u, error %s (socket %s, %s), %u rows: %s",
			    record->number, record->who, record->verdict,
			    error_name(outcome->error),
			    error_name(outcome->send_error),
			    error_name(outcome->receive_error), outcome->rows,
			    wrong);
	else if (outcome->error)
		tally_add(TALLY_REFUSED, 1);
	else if (outcome->done || outcome->replies)
		tally_add(TALLY_ACCEPTED, 1);
	else
		tally_add(TALLY_SILENT, 1);
}

static void send_one(struct talk *talk, const struct record *record)
{
	struct outcome outcome;

	talk_exchange(talk, record, &outcome);
	hostile_count(record, &outcome, talk_judge(record, &outcome));
}

/* The part of the stream that is this sender's and this worker's. */
static void send_share(const struct stream *stream, uint16_t family, int who,
		       unsigned int worker, unsigned int workers)
{
	struct talk talk = { .family = family };
	const struct record *record = NULL;

	if (who_become(who)) {
		tally_wrong("this kernel has no sender %d", who);
		return;
	}
	talk_open(&talk, 0);
	while ((record = stream_next(stream, record)))
		if (record->who == who && record->number % workers == worker)
			send_one(&talk, record);
	talk_close(&talk);
}

static uint16_t find_family(void)
{
	struct talk talk;

	talk_open(&talk, 0);
	if (!talk_resolve(&talk))
		errx(2, "the helper is not loaded");
	talk_close(&talk);
	return talk.family;
}

static void start(const struct stream *stream, uint16_t family, int who,
		  unsigned int worker, unsigned int workers)
{
	switch (fork()) {
	case -1:
		err(2, "fork");
	case 0:
		send_share(stream, family, who, worker, workers);
		_exit(0);
	}
}

void hostile_learn(const struct stream *stream)
{
	facts_learn();
	send_share(stream, find_family(), WHO_ROOT, 0, 1);
}

void hostile_send(const struct stream *stream, unsigned int workers)
{
	uint16_t family = find_family();
	unsigned int worker;
	int who, status;

	for (worker = 0; worker < workers; worker++)
		start(stream, family, WHO_ROOT, worker, workers);
	for (who = WHO_ROOT + 1; who < WHO_MAX; who++)
		if (who <= WHO_ALL_BUT_RAWIO || who >= WHO_ONE_CAP)
			start(stream, family, who, 0, 1);
	while (wait(&status) > 0)
		if (status)
			tally_wrong("a sender ended with status %#x",
				    (unsigned int)status);
}
