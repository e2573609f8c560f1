/* SPDX-License-Identifier: GPL-2.0-or-later */
/* All that was observed of a host, live or in a snapshot. */
#ifndef TDXCTL_CAPTURE_CAPTURE_H
#define TDXCTL_CAPTURE_CAPTURE_H

#include <stddef.h>
#include <stdint.h>

#include "base/cpulist.h"
#include "capture/ident.h"
#include "capture/obs.h"

/* Observations of the host as a whole; the contract's kinds without CPUs. */
enum host_kind {
	HOST_FILE,	/* text of a file; key: its path */
	HOST_KCONFIG,	/* key: "CONFIG_..."; text "y", "m", "n" or what it is */
	HOST_DMI,	/* key: "sys_vendor" ...; text */
	HOST_DIMM,	/* key: "population"; DIMMs */
	HOST_IOCTL,	/* key: "KVM_CAP_VM_TYPES"; number */
	HOST_LOG,	/* key: "kernel"; text: lines, each with its newline */
	HOST_HELPER,	/* key: HELPER_FLAGS; text: as helper_entry() takes it */
	HOST_KINDS
};

/**
 * struct capture_dimm - a memory slot that holds a module
 * @socket: package number, from 0
 * @channel: memory channel of the package, from 0
 * @slot: slot of the channel, from 0
 * @mib: size in MiB
 */
struct capture_dimm {
	unsigned int socket;
	unsigned int channel;
	unsigned int slot;
	uint64_t mib;
};

/**
 * struct host_obs - one observation of the host
 * @kind: what @key and the value are
 * @key: owned
 * @error: why there is no value, OBS_READ if there is one
 * @text: of all kinds but the two below; owned, not NULL if there is a value
 * @number: of HOST_IOCTL
 * @dimms: of HOST_DIMM; owned, NULL if there is none
 * @ndimms: number of them
 */
struct host_obs {
	enum host_kind kind;
	char *key;
	enum obs_error error;
	char *text;
	uint64_t number;
	struct capture_dimm *dimms;
	size_t ndimms;
};

/**
 * struct obs_group - CPUs on which the same was observed
 * @obs: as on the first of them
 * @cpus: all of them
 */
struct obs_group {
	struct obs obs;
	struct cpulist cpus;
};

struct capture_package {
	unsigned int id;
	struct cpulist cpus;
};

/**
 * struct capture - what was observed of a host; starts zeroed
 * @ident: who the host is
 * @source: where registers come from, "" if none was read
 * @time: of the observation, RFC 3339, UTC
 * @cpus: CPUs as the kernel lists them
 * @packages: which of them are in which package, by number; owned
 * @npackages: number of packages, 0 if unknown
 * @groups: observations of CPUs: those of a key stand together, in the order of
 *          their first CPUs; owned
 * @ngroups: number of them
 * @host: observations of the host; owned
 * @nhost: number of them
 * @others: observations of kinds that this program does not know, each as JSON
 *          in one line; owned
 * @nothers: number of them
 */
struct capture {
	struct host_ident ident;
	char source[16];
	char time[32];
	struct host_cpus cpus;
	struct capture_package *packages;
	size_t npackages;
	struct obs_group *groups;
	size_t ngroups;
	struct host_obs *host;
	size_t nhost;
	char **others;
	size_t nothers;
};

void capture_free(struct capture *capture);

#define cleanup_capture __attribute__((cleanup(capture_free)))

/* "file", "kconfig" ... */
const char *capture_kind_name(enum host_kind kind);

/**
 * capture_same() - whether two observations of a key belong into one group
 *
 * Times and explanations make no difference.
 */
bool capture_same(const struct obs *a, const struct obs *b);

/**
 * capture_add() - append a group
 * @capture: where to
 * @obs: what was observed
 * @cpus: where; not empty
 *
 * Return: 0 or -ENOMEM.
 */
int capture_add(struct capture *capture, const struct obs *obs,
		const struct cpulist *cpus);

/**
 * capture_group() - append groups for all observations of a list
 * @capture: where to
 * @list: sorted, see obs_sort()
 * @keys: the keys, in the order that groups shall have
 * @nkeys: number of keys
 *
 * Return: 0 or -ENOMEM.
 */
int capture_group(struct capture *capture, const struct obs_list *list,
		  const struct obs_key *keys, size_t nkeys);

/* The group of a key that a CPU is in, NULL if there is none. */
const struct obs_group *capture_find(const struct capture *capture,
				     const struct obs_key *key,
				     unsigned int cpu);

/**
 * capture_add_host() - append an observation of the host
 * @capture: where to
 * @kind: any
 * @key: copied
 * @error: why there is no value, OBS_READ if there is one
 * @text: copied; NULL for kinds that have none, or without a value
 *
 * Return: the observation, whose other members may be set; NULL if out of
 * memory. Valid until the next one is added.
 */
struct host_obs *capture_add_host(struct capture *capture, enum host_kind kind,
				  const char *key, enum obs_error error,
				  const char *text);

/* An observation of the host, NULL if there is none. */
const struct host_obs *capture_find_host(const struct capture *capture,
					 enum host_kind kind, const char *key);

/* The flags that the helper understands, NULL if it did not say. */
const char *capture_helper_flags(const struct capture *capture);

/*
 * Append an observation of a kind that this program does not know, as JSON in
 * one line; it is copied. Return: 0 or -ENOMEM.
 */
int capture_add_other(struct capture *capture, const char *json);

/* Append a package, or a CPU to one that there is. Return: 0 or -ENOMEM. */
int capture_add_package(struct capture *capture, unsigned int id,
			const struct cpulist *cpus);

/* The package that a CPU is in, -1 if unknown. */
int capture_package(const struct capture *capture, unsigned int cpu);

#endif
