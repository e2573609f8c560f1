/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a source is asked for, and what it says of itself. */
#ifndef TDXCTL_READ_SOURCE_REQUEST_H
#define TDXCTL_READ_SOURCE_REQUEST_H

#include <stdbool.h>
#include <stddef.h>

#include "base/cpulist.h"
#include "base/util.h"
#include "capture/capture.h"
#include "capture/helper.h"
#include "capture/obs.h"

#define SOURCE_TEXT_MAX 256

/* Whether CPUs outside of VMX operation enter it for their SEAMCALLs. */
enum source_vmx {
	SOURCE_VMX_AS_IS,
	SOURCE_VMX_CANNOT, /* they should, and the helper cannot */
	SOURCE_VMX_ENTER,
	SOURCE_VMX_FORCE, /* although a crash kernel is loaded */
};

/**
 * struct source_request - what to read, where
 * @keys: the keys, in the order in which each CPU reads them
 * @nkeys: number of keys
 * @cpus: CPUs to read
 * @few: those of them that speak for their package: others are not asked for keys
 *       which are global to it; NULL if each CPU is asked for all
 * @online: CPUs that are online, NULL if nothing is known of that
 * @vmx: how SEAMCALLs are issued
 * @root: prefix of every path, "" for none
 * @capture: a snapshot, from which alone is read; NULL for a host that is there
 */
struct source_request {
	const struct obs_key *keys;
	size_t nkeys;
	const struct cpulist *cpus;
	const struct cpulist *few;
	const struct cpulist *online;
	enum source_vmx vmx;
	const char *root;
	const struct capture *capture;
};

#define SOURCE_KIND(kind) (1U << (kind))

/* Whether a CPU of @request is asked for a key of it. */
bool source_asks(const struct source_request *request,
		 const struct obs_key *key, unsigned int cpu);

/* The kinds of its keys, a SOURCE_KIND() bit each. */
unsigned int source_wanted_kinds(const struct source_request *request);

/* Whether the helper is asked to enter VMX operation. */
bool source_enters(const struct source_request *request);

/**
 * struct source_failure - why there are values that a way of reading lacks
 * @kinds: the kinds of key that are without a value for this, a SOURCE_KIND()
 *         bit each
 * @error: what observations of these carry
 * @text: what went wrong, in one line
 * @hint: what to do about it, or ""; a constant
 */
struct source_failure {
	unsigned int kinds;
	enum obs_error error;
	char text[SOURCE_TEXT_MAX];
	const char *hint;
};

/* The helper twice, with SEAMCALLs and without, the msr and the cpuid driver. */
#define SOURCE_FAILURES_MAX 4

struct source_failures {
	struct source_failure items[SOURCE_FAILURES_MAX];
	size_t count;
};

/**
 * source_fail() - note that a way of reading failed
 * @failures: with room for one more
 *
 * Return: the failure, whose text and kinds may still be changed.
 */
struct source_failure *source_fail(struct source_failures *failures,
				   unsigned int kinds, enum obs_error error,
				   const char *hint, const char *format, ...)
	printf_format(5, 6);

/**
 * struct source_used - what was read with
 * @name: of the source, for the JSON member "source"
 * @helper_flags: what the helper can do, see helper_entry(); "" if unknown
 */
struct source_used {
	const char *name;
	char helper_flags[HELPER_FLAGS_MAX];
};

/**
 * struct source_ops - one way of reading
 * @name: the word for the JSON member "source"
 * @kinds: kinds of key that it serves, a SOURCE_KIND() bit each
 * @collect: read all keys that it serves on all CPUs at once. What a CPU cannot
 *           give is an observation with an error. What the source as a whole
 *           cannot give is a failure, and no observation. A source that knows
 *           what the helper can do says so in @used. Returns 0 or -ENOMEM.
 */
struct source_ops {
	const char *name;
	unsigned int kinds;
	int (*collect)(const struct source_request *request,
		       struct obs_list *out, struct source_failures *failures,
		       struct source_used *used);
};

extern const struct source_ops source_netlink;
extern const struct source_ops source_msr;
extern const struct source_ops source_snapshot;

#endif
