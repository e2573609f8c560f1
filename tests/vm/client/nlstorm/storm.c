// SPDX-License-Identifier: GPL-2.0-or-later
/* Readers of every manner, while everything around them changes. */
#define _GNU_SOURCE
#include "storm.h"

#include <err.h>
#include <errno.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "disturb.h"
#include "hostile.h"
#include "random.h"
#include "tally.h"
#include "who.h"

#define MAX_SKIP	5000
#define STALL_US	30000
#define LIFE_US		5000

struct reader {
	struct talk talk;
	struct random random;
};

/* The helper is being unloaded, is away, or has another number now. */
static bool helper_is_gone(const struct outcome *outcome)
{
	return outcome->error == ENOENT || outcome->error == EPROTONOSUPPORT;
}

static void find_helper(struct reader *reader)
{
	while (!talk_resolve(&reader->talk) && !disturb_time_is_up())
		random_sleep(&reader->random, 5000);
}

static void exchange(struct reader *reader, struct talk *talk,
		     const struct record *record)
{
	struct outcome outcome;

	talk_exchange(talk, record, &outcome);
	if (helper_is_gone(&outcome)) {
		tally_add(TALLY_NO_HELPER, 1);
		find_helper(reader);
	} else if (outcome.truncated) {
		tally_add(TALLY_TRUNCATED, 1);
	} else if (outcome.receive_error == ENOBUFS) {
		tally_add(TALLY_OVERRUN, 1);
	} else {
		hostile_count(record, &outcome, talk_judge(record, &outcome));
	}
}

static struct talk another(const struct reader *reader, int receive_buffer)
{
	struct talk talk = reader->talk;

	talk_open(&talk, receive_buffer);
	return talk;
}

static void read_into_little(struct reader *reader, const struct record *record)
{
	struct talk talk = another(reader, 1);

	exchange(reader, &talk, record);
	talk_close(&talk);
}

static void read_little(struct reader *reader, const struct record *record)
{
	struct talk talk = another(reader, 0);

	talk.read_size = 1U << (4 + random_below(&reader->random, 9));
	exchange(reader, &talk, record);
	talk_close(&talk);
}

/* Sends and goes, at once or after having kept the dump open for a while. */
static void read_nothing(struct reader *reader, const struct record *record,
			 bool stall)
{
	struct talk talk = another(reader, 0);

	talk_send(&talk, record);
	tally_add(TALLY_ABANDONED, 1);
	if (stall)
		random_sleep(&reader->random, STALL_US);
	talk_close(&talk);
}

static void be_killed(struct reader *reader, const struct record *record)
{
	struct outcome outcome;
	struct talk talk;
	pid_t pid = fork();

	if (pid < 0)
		err(2, "fork");
	if (!pid) {
		talk = another(reader, 0);
		for (;;)
			talk_exchange(&talk, record, &outcome);
	}
	random_sleep(&reader->random, LIFE_US);
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
	tally_add(TALLY_KILLED, 1);
}

static void read_somehow(struct reader *reader, const struct record *record)
{
	unsigned int manner = random_below(&reader->random, 100);

	if (manner < 70)
		exchange(reader, &reader->talk, record);
	else if (manner < 78)
		read_into_little(reader, record);
	else if (manner < 86)
		read_little(reader, record);
	else if (manner < 94)
		read_nothing(reader, record, false);
	else if (manner < 97)
		read_nothing(reader, record, true);
	else
		be_killed(reader, record);
}

static void read_on(const struct storm *storm, struct random random)
{
	struct reader reader = { .random = random };
	const struct record *record = NULL;
	unsigned int skip = random_below(&reader.random, MAX_SKIP);

	talk_open(&reader.talk, 0);
	reader.talk.stormy = true;
	find_helper(&reader);
	while (!disturb_time_is_up()) {
		record = stream_next(&storm->stream, record);
		if (skip) {
			skip--;
		} else if (record && record->who == WHO_ROOT) {
			disturb_let_go(&reader.random);
			read_somehow(&reader, record);
		}
	}
}

static void disturb(const struct storm *storm, unsigned int what,
		    struct random *random)
{
	if (what == 0)
		disturb_cpus(random);
	else if (what == 1)
		disturb_module(random, storm->module);
	else
		disturb_host(random, storm->scenarios, storm->nr_scenarios);
}

void storm_run(const struct storm *storm)
{
	struct random random;
	unsigned int i;
	int status;

	for (i = 0; i < storm->readers + 3; i++) {
		random.state = (storm->seed << 16) + i + 1;
		switch (fork()) {
		case -1:
			err(2, "fork");
		case 0:
			if (i < 3)
				disturb(storm, i, &random);
			else
				read_on(storm, random);
			_exit(0);
		}
	}
	while (wait(&status) > 0)
		if (status)
			tally_wrong("a process ended with status %#x",
				    (unsigned int)status);
}
