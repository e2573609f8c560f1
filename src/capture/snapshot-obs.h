/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reads one observation of a snapshot. */
#ifndef TDXCTL_CAPTURE_SNAPSHOT_OBS_H
#define TDXCTL_CAPTURE_SNAPSHOT_OBS_H

#include "capture/capture.h"
#include "capture/snapshot-member.h"

/**
 * struct observed - what all observations have
 * @kind: any; as long as the document
 * @key: any; as long as the document
 * @on_cpus: whether it is of CPUs
 * @cpus: these
 */
struct observed {
	const char *kind;
	const char *key;
	bool on_cpus;
	struct cpulist cpus;
};

/**
 * snapshot_read_obs() - add an observation to a capture
 * @place: the observation
 * @capture: gets it; knows which CPUs are present
 * @observed: set to what it is of
 * @known: set to false, with nothing added, for a kind that is not known
 *
 * Return: 0, -EINVAL with a problem, or -ENOMEM.
 */
int snapshot_read_obs(const struct place *place, struct capture *capture,
		      struct observed *observed, bool *known);

#endif
