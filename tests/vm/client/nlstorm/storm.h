/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Readers of every manner, while everything around them changes. */
#ifndef NLSTORM_STORM_H
#define NLSTORM_STORM_H

#include "stream.h"

/**
 * struct storm - what it is made of
 * @stream: the messages, of which those of root are taken
 * @readers: processes
 * @seed: of what the processes do, not of the messages
 * @module: the helper, to load it again
 * @scenarios: files of hosts
 * @nr_scenarios: number of them
 */
struct storm {
	struct stream stream;
	unsigned int readers;
	uint64_t seed;
	const char *module;
	char **scenarios;
	int nr_scenarios;
};

/* storm_run() - until the time is up, see disturb.h */
void storm_run(const struct storm *storm);

#endif
