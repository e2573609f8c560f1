/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is to be read, and where from: as it was asked for. */
#ifndef TDXCTL_READ_READING_H
#define TDXCTL_READ_READING_H

#include "base/cpulist.h"
#include "capture/obs.h"
#include "read/source.h"

/* Where a command reads from: what the options of every reading command say. */
struct reading {
	const char *cpus;
	enum source_choice source;
	const char *root;	/* "" for none, once parsed */
	const char *from;	/* snapshot, NULL for none */
	enum source_vmx vmx;	/* of commands that issue SEAMCALLs */
};

/**
 * struct reading_cpus - which CPUs a command is to read
 * @read: CPUs to read
 * @isolated: CPUs that would be read if they were not isolated
 * @online: CPUs that are online
 * @file: the file without which nothing is known of CPUs, or NULL
 * @error: why it could not be read
 */
struct reading_cpus {
	struct cpulist read;
	struct cpulist isolated;
	struct cpulist online;
	const char *file;
	enum obs_error error;
};

#endif
