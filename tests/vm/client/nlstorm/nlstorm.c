// SPDX-License-Identifier: GPL-2.0-or-later
/* nlstorm: sends streams of messages at the helper and judges the answers. */
#define _GNU_SOURCE
#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "disturb.h"
#include "facts.h"
#include "fail.h"
#include "hostile.h"
#include "storm.h"
#include "tally.h"

static const char help[] =
"Usage: nlstorm learn STREAM FACTS\n"
"       nlstorm send STREAM FACTS WORKERS\n"
"       nlstorm storm STREAM FACTS READERS SECONDS SEED MODULE SCENARIO...\n"
"       nlstorm fail-requests STREAM FACTS\n"
"       nlstorm fail-module STREAM FACTS MODULE\n"
"Prints \"count NAME VALUE\" lines; exits 1 if an answer was wrong.\n";

static unsigned int number(const char *text)
{
	char *end;
	unsigned long value = strtoul(text, &end, 10);

	if (!*text || *end)
		errx(2, "'%s' is not a number", text);
	return (unsigned int)value;
}

static void storm(const struct stream *stream, char **words, int count)
{
	struct storm storm = {
		.stream = *stream,
		.readers = number(words[0]),
		.seed = number(words[2]),
		.module = words[3],
		.scenarios = words + 4,
		.nr_scenarios = count - 4,
	};

	disturb_set_end(number(words[1]));
	storm_run(&storm);
}

int main(int argc, char **argv)
{
	const char *mode = argc > 3 ? argv[1] : "";
	struct stream stream;

	if (argc < 4) {
		fputs(help, stderr);
		return 2;
	}
	tally_begin();
	stream_open(&stream, argv[2]);
	facts_load(argv[3]);
	if (!strcmp(mode, "learn")) {
		hostile_learn(&stream);
		facts_save(argv[3]);
	} else if (!strcmp(mode, "send") && argc == 5) {
		hostile_send(&stream, number(argv[4]));
	} else if (!strcmp(mode, "storm") && argc > 8) {
		storm(&stream, argv + 4, argc - 4);
	} else if (!strcmp(mode, "fail-requests")) {
		fail_requests(&stream);
	} else if (!strcmp(mode, "fail-module") && argc == 5) {
		fail_module(argv[4]);
	} else {
		fputs(help, stderr);
		return 2;
	}
	tally_print();
	return tally_get(TALLY_WRONG) || tally_get(TALLY_FORBIDDEN);
}
