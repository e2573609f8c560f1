/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Facts that checks judge: of CPUs that read the same, and of the host. Pure. */
#ifndef TDXCTL_JUDGE_HOST_FACTS_H
#define TDXCTL_JUDGE_HOST_FACTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "capture/capture.h"
#include "capture/helper.h"
#include "judge/facts.h"
#include "judge/log-events.h"

/* Yes, no, or nothing is known of it. */
enum tristate {
	TRI_UNKNOWN,
	TRI_NO,
	TRI_YES,
};

/* A parameter of a module. */
enum parameter {
	PARAMETER_UNKNOWN,
	PARAMETER_ABSENT,	/* the module is not loaded, or lacks it */
	PARAMETER_NO,
	PARAMETER_YES,
};

/**
 * struct cpu_facts - CPUs that read the same, and what that says
 * @cpus: which
 * @cpuid_1: features
 * @cpuid_7: features
 * @vendor_intel: CPUID leaf 0
 * @family: as Linux counts it
 * @model: likewise
 * @keyid: registers about key IDs
 * @partition: what they say
 * @feat_ctl: IA32_FEAT_CTL
 * @feat_ctl_gp: it does not exist
 * @seamrr: IA32_MTRRCAP says that there are SEAM range registers
 * @seamrr_configured: IA32_SEAMRR_BASE says that there is a range
 * @seamrr_locked: IA32_SEAMRR_MASK
 * @seamrr_valid: likewise
 * @mcheck_error: MSR_BIOS_MCU_ERRORCODE
 * @preproduction: MSR_PLATFORM_INFO
 * @debug_unlocked: IA32_SGX_DEBUG_MODE
 * @seamret_keeps_vmcs: IA32_VMX_BASIC
 * @cr4_vmxe: CR4.VMXE
 * @call: SEAMCALL of TDX_FEATURES0, NULL if none was issued
 * @call_ud: it raised #UD; then @call is NULL if VMX operation should have been
 *	entered for it, which the helper cannot
 */
struct cpu_facts {
	struct cpulist cpus;
	struct facts_cpuid_1 cpuid_1;
	struct facts_cpuid_7 cpuid_7;
	struct fact vendor_intel;
	struct fact family;
	struct fact model;
	struct facts_keyid_regs keyid;
	struct facts_partition partition;
	struct facts_feat_ctl feat_ctl;
	bool feat_ctl_gp;
	struct fact seamrr;
	struct fact seamrr_configured;
	struct fact seamrr_locked;
	struct fact seamrr_valid;
	struct fact mcheck_error;
	struct fact preproduction;
	struct fact debug_unlocked;
	struct fact seamret_keeps_vmcs;
	struct fact cr4_vmxe;
	const struct obs_seamcall *call;
	bool call_ud;
};

/**
 * struct host_facts - all facts of a host
 * @capture: what they come from
 * @groups: CPUs that read the same, those with the lowest CPU first; owned
 * @ngroups: number of them
 * @log: the kernel log, NULL if it could not be read; owned
 * @answered_some: SEAM software answered on a CPU
 * @answered: and on every CPU that was read
 * @succeeded: and with success
 * @in_vmx: some CPU is in VMX operation for sure
 * @kvm_tdx: kvm_intel.tdx
 * @kvm_proves: it is Y on a kernel that leaves it so only if the module is up
 * @kvm_tdx_asked: the command line asks for it
 * @kvm_conflict: a parameter that keeps KVM from TDX, or NULL
 * @updates_module: the TDX module was being replaced
 * @entry: whether the helper can enter VMX operation
 * @kernel_major: release, 0 if unknown
 * @kernel_minor: likewise
 */
struct host_facts {
	const struct capture *capture;
	struct cpu_facts *groups;
	size_t ngroups;
	struct log_events *log;
	bool answered_some;
	bool answered;
	bool succeeded;
	bool in_vmx;
	enum parameter kvm_tdx;
	bool kvm_proves;
	enum tristate kvm_tdx_asked;
	const char *kvm_conflict;
	bool updates_module;
	enum helper_entry entry;
	unsigned int kernel_major;
	unsigned int kernel_minor;
};

/**
 * host_facts_build() - facts from a capture
 * @host: zeroed
 * @capture: must outlive @host
 * @cpus: CPUs to judge; those that are offline or were spared are left out
 * @keys: what CPUs are told apart by
 * @nkeys: number of these
 *
 * Return: 0 or -ENOMEM; host_facts_free() releases what is in @host.
 */
int host_facts_build(struct host_facts *host, const struct capture *capture,
		     const struct cpulist *cpus, const struct obs_key *keys,
		     size_t nkeys);

/* What it does for all but CPUs. Return: 0 or -ENOMEM. */
int host_facts_fill_files(struct host_facts *host);

void host_facts_free(struct host_facts *host);

/* All CPUs that are judged. */
struct cpulist host_facts_cpus(const struct host_facts *host);

/* Text of a file, NULL where there is none. */
const char *host_facts_file(const struct host_facts *host, const char *path);

/* Whether the command line has a word, or one that begins so ("maxcpus="). */
enum tristate host_facts_cmdline(const struct host_facts *host,
				 const char *word);

/**
 * host_facts_cpuinfo_field() - what /proc/cpuinfo says of its first processor
 * @host: the facts
 * @name: what stands before the tabs and the colon
 * @len: set to the length of the text
 *
 * Return: the text without blanks before it, not ended; NULL if it is not there.
 */
const char *host_facts_cpuinfo_field(const struct host_facts *host,
				     const char *name, size_t *len);

/* Whether the flags or bugs of /proc/cpuinfo have a word. */
enum tristate host_facts_cpuinfo(const struct host_facts *host,
				 const char *line, const char *word);

/* Value of a kernel configuration option, NULL if unknown. */
const char *host_facts_kconfig(const struct host_facts *host, const char *name);

/* Whether the release is known and at least this. */
bool host_facts_kernel_from(const struct host_facts *host, unsigned int major,
			    unsigned int minor);

/**
 * host_facts_log_keyids() - private key IDs as the kernel printed their range
 * @host: the facts
 * @first: set to the first
 * @count: set to their number
 *
 * Return: whether the log has a range that does not end before it begins.
 */
bool host_facts_log_keyids(const struct host_facts *host, uint64_t *first,
			   uint64_t *count);

/* Whether the log has an event; false where there is no log. */
bool host_facts_log(const struct host_facts *host, enum log_event event);

#endif
