// SPDX-License-Identifier: GPL-2.0-or-later
/* Observes a host: registers of its CPUs, and all that it says of itself. */
#include "read/read-host.h"

#include <errno.h>
#include <stdio.h>

#include "base/output.h"
#include "capture/helper.h"
#include "read/host-files.h"
#include "read/host.h"

static int gather_packages(struct capture *capture, const char *root)
{
	unsigned int cpu;
	int package;

	cpulist_for_each(cpu, &capture->cpus.present) {
		struct cpulist one = { 0 };

		package = host_package(root, cpu);
		if (package < 0)
			continue;
		cpulist_add(&one, cpu);
		if (capture_add_package(capture, (unsigned int)package, &one))
			return -ENOMEM;
	}
	return 0;
}

/* The first CPU of each package, of those that are read; one if none is known. */
static void choose_few(const struct capture *capture,
		       const struct reading_cpus *cpus, struct cpulist *few)
{
	struct cpulist ready = cpus->read;
	size_t i;

	cpulist_and(&ready, &cpus->online);
	for (i = 0; i < capture->npackages; i++) {
		struct cpulist package = capture->packages[i].cpus;

		cpulist_and(&package, &ready);
		if (cpulist_count(&package))
			cpulist_add(few, cpulist_next(&package, 0));
	}
	if (!cpulist_count(few) && cpulist_count(&cpus->read))
		cpulist_add(few, cpulist_next(&cpus->read, 0));
}

static int gather_registers(struct capture *capture, const struct reading *opts,
			    const struct reading_cpus *cpus,
			    const struct obs_key *keys, size_t nkeys,
			    struct source_failures *failures)
{
	struct obs_list list cleanup_obs = { 0 };
	struct cpulist few = { 0 };
	const struct source_request request = {
		.keys = keys,
		.nkeys = nkeys,
		.cpus = &cpus->read,
		.few = &few,
		.online = &cpus->online,
		.vmx = opts->vmx,
		.root = opts->root,
	};
	struct source_used used;

	choose_few(capture, cpus, &few);
	if (source_collect(opts->source, &request, &list, failures, &used) ||
	    capture_group(capture, &list, keys, nkeys))
		return -ENOMEM;
	if (cpulist_count(&cpus->read))
		snprintf(capture->source, sizeof(capture->source), "%s",
			 used.name);
	if (used.helper_flags[0] &&
	    !capture_add_host(capture, HOST_HELPER, HELPER_FLAGS, OBS_READ,
			      used.helper_flags))
		return -ENOMEM;
	return 0;
}

int read_host(struct capture *capture, const struct reading *opts,
	      const struct reading_cpus *cpus, const struct obs_key *keys,
	      size_t nkeys, struct source_failures *failures)
{
	const char *path;

	output_time(capture->time, sizeof(capture->time));
	host_read_ident(opts->root, &capture->ident);
	/* What could not be read of it was told when CPUs were chosen. */
	if (host_read_cpus(opts->root, &capture->cpus, &path) == -ENOMEM ||
	    gather_packages(capture, opts->root) ||
	    gather_registers(capture, opts, cpus, keys, nkeys, failures))
		return -ENOMEM;
	return host_files_fill(capture, opts->root);
}
