/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the SEAMCALLs of a probe say: rows, groups, verdict. Pure. */
#ifndef TDXCTL_JUDGE_PROBE_H
#define TDXCTL_JUDGE_PROBE_H

#include "base/cpulist.h"
#include "base/exit.h"
#include "capture/helper.h"
#include "capture/missing.h"
#include "capture/obs.h"
#include "ref/leaf.h"
#include "ref/status.h"

#define STATUS_DETAIL_MAX 96

/**
 * struct probe_row - what became of the SEAMCALL on one CPU
 * @cpu: which
 * @error: why there is no outcome, OBS_READ if there is one
 * @reason: more about @error, or NULL
 * @call: the observation; valid if @error is OBS_READ
 * @status: its status word, or the software code of its outcome
 * @name: name of @status, NULL if unknown
 * @detail: what its low half names ("operand RDX"), "" if nothing
 * @class: class of @status, NULL if unknown
 * @meaning: what @status means, NULL if unknown
 * @cr4_known: whether CR4 of this CPU was read
 * @cr4: CR4, masked
 * @kept_out: the CPU should have entered VMX operation, which the helper cannot
 */
struct probe_row {
	unsigned int cpu;
	enum obs_error error;
	const char *reason;
	struct obs_seamcall call;
	uint64_t status;
	const char *name;
	char detail[STATUS_DETAIL_MAX];
	const char *class;
	const char *meaning;
	bool cr4_known;
	uint64_t cr4;
	bool kept_out;
};

/**
 * struct probe_group - CPUs on which the same happened
 * @cpus: list of CPUs, owned
 * @count: number of them
 * @row: what happened, as on the first of them
 * @advice: what to do about it, or NULL
 */
struct probe_group {
	char *cpus;
	unsigned int count;
	struct probe_row row;
	const char *advice;
};

/**
 * struct probe - the whole answer
 * @leaf: what was called
 * @key: the SEAMCALL with its registers
 * @key_text: @key as text
 * @failure: why the source as a whole gave nothing, NULL if it did answer
 * @entry: whether the helper can enter VMX operation
 * @cpus_file: file that should have listed the CPUs, NULL if it did
 * @cpus_error: why it could not be read
 * @rows: a row per CPU, ascending
 * @groups: biggest first
 * @missing: a row per group without an outcome, and one for @cpus_file
 */
struct probe {
	const struct leaf *leaf;
	struct obs_key key;
	char key_text[OBS_KEY_TEXT_MAX];
	const char *failure;
	enum helper_entry entry;
	const char *cpus_file;
	enum obs_error cpus_error;
	struct probe_row *rows;
	size_t nrows;
	struct probe_group *groups;
	size_t ngroups;
	struct missing *missing;
	size_t nmissing;
};

/**
 * probe_build() - rows and groups from observations
 * @probe: with all members up to @cpus_error set but @key_text
 * @observations: of the key and of CR4, of a snapshot also of CPUID leaf 1
 * @read: CPUs that were read
 * @isolated: CPUs that were left out as isolated
 *
 * Return: 0 or -ENOMEM; probe_free() releases what is in @probe.
 */
int probe_build(struct probe *probe, const struct obs_list *observations,
		const struct cpulist *read, const struct cpulist *isolated);

void probe_free(struct probe *probe);

#define cleanup_probe __attribute__((cleanup(probe_free)))

/**
 * probe_exit() - exit status
 *
 * EXIT_FAULT if any CPU shows a fault, or stays in VMX operation; else
 * EXIT_UNKNOWN if any CPU that was asked for has no outcome, or none was asked;
 * else EXIT_ALL_WELL.
 */
enum exit_status probe_exit(const struct probe *probe);

/* How bad it is what happened; STATUS_WARN also where nothing did. */
enum status_gravity probe_gravity(const struct probe_row *row);

/* Whether the CPU of a row was in VMX operation, and has no SEAM all the same. */
bool probe_has_no_seam(const struct probe_row *row);

/* Whether a SEAMCALL of some CPU came back without #GP. */
bool probe_enabled_somewhere(const struct probe *probe);

/**
 * probe_find_vmxe() - CR4.VMXE of the CPUs of a group
 * @probe: the answer
 * @group: one of its groups
 * @clear: set to whether it is clear on some of them
 * @set: set to whether it is set on some of them
 */
void probe_find_vmxe(const struct probe *probe, const struct probe_group *group,
		     bool *clear, bool *set);

/* Why a row has no outcome, as an end of "cannot run SEAMCALL: ". */
const char *probe_error_text(const struct probe_row *row);

#endif
