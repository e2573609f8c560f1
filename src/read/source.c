// SPDX-License-Identifier: GPL-2.0-or-later
/* Where observations come from: one request, every CPU, every key. */
#include "read/source.h"

#include "base/diag.h"

/* What only code inside the kernel can read. */
#define KERNEL_KINDS (SOURCE_KIND(OBS_CR4) | SOURCE_KIND(OBS_SEAMCALL))

static enum obs_error error_of(const struct source_failures *failures,
			       enum obs_kind kind)
{
	size_t i;

	for (i = 0; i < failures->count; i++)
		if (failures->items[i].kinds & SOURCE_KIND(kind))
			return failures->items[i].error;
	return OBS_IO;
}

/* Each key that a CPU is asked for gets an observation, whatever was left out. */
static int add_missing(const struct source_request *request,
		       const struct source_failures *failures,
		       struct obs_list *out)
{
	struct obs_list missing cleanup_obs = { 0 };
	unsigned int cpu;
	size_t i;
	int err;

	obs_sort(out);
	cpulist_for_each(cpu, request->cpus) {
		for (i = 0; i < request->nkeys; i++) {
			struct obs obs = { .key = request->keys[i],
					   .cpu = cpu };

			if (!source_asks(request, &obs.key, cpu) ||
			    obs_find(out, &obs.key, cpu))
				continue;
			obs.error = error_of(failures, obs.key.kind);
			err = obs_add(&missing, &obs);
			if (err)
				return err;
		}
	}
	return obs_append(out, &missing);
}

static int collect(const struct source_ops *source,
		   const struct source_request *request, struct obs_list *out,
		   struct source_failures *failures, struct source_used *used)
{
	size_t i = failures->count;
	int err;

	diag_debug("source %s: %zu keys on %u CPUs", source->name,
		   request->nkeys, cpulist_count(request->cpus));
	used->name = source->name;
	err = source->collect(request, out, failures, used);
	for (; i < failures->count; i++)
		diag_debug("source %s: %s", source->name,
			   failures->items[i].text);
	return err;
}

/*
 * Whether the way without the helper remains: it is not there, or does not let
 * this caller read what the msr driver, or CPUID, may still tell.
 */
static bool falls_back(const struct source_request *request,
		       const struct source_failures *failures)
{
	if (!failures->count)
		return false;
	return failures->items[0].error == OBS_ABSENT ||
	       (failures->items[0].error == OBS_DENIED &&
		source_wanted_kinds(request) & source_msr.kinds);
}

/* Of failures that cost nothing that was wanted, nothing need be said. */
static void drop_harmless(struct source_failures *failures, unsigned int wanted)
{
	size_t i, kept = 0;

	for (i = 0; i < failures->count; i++) {
		failures->items[i].kinds &= wanted;
		if (failures->items[i].kinds)
			failures->items[kept++] = failures->items[i];
	}
	failures->count = kept;
}

/* A tree has files of its own, but no processor: what is read may not agree. */
static void warn_of_root(const struct source_used *used,
			 const struct source_request *request,
			 const struct obs_list *out)
{
	if (used->name == source_netlink.name && *request->root && out->count)
		diag_warning("--root: the helper reads registers of this host, not of the one whose files are in %s",
			     request->root);
}

static const struct source_ops *first_source(enum source_choice choice,
					     const struct capture *capture)
{
	if (capture)
		return &source_snapshot;
	return choice == SOURCE_MSR ? &source_msr : &source_netlink;
}

int source_collect(enum source_choice choice,
		   const struct source_request *request, struct obs_list *out,
		   struct source_failures *failures, struct source_used *used)
{
	const struct source_ops *source =
		first_source(choice, request->capture);
	int err;

	failures->count = 0;
	*used = (struct source_used){ .name = source->name };
	if (!cpulist_count(request->cpus))
		return 0;
	err = collect(source, request, out, failures, used);
	if (choice == SOURCE_MSR)
		source_fail(failures, KERNEL_KINDS, OBS_ABSENT, "",
			    "SEAMCALL needs the helper module, which --source msr leaves out");
	if (!err && choice == SOURCE_AUTO && falls_back(request, failures)) {
		failures->items[0].kinds &= ~source_msr.kinds;
		err = collect(&source_msr, request, out, failures, used);
	}
	if (err)
		return err;
	warn_of_root(used, request, out);
	err = add_missing(request, failures, out);
	drop_harmless(failures, source_wanted_kinds(request));
	return err;
}
