/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The VMX state of the CPUs of a host: groups, verdict. Pure. */
#ifndef TDXCTL_JUDGE_VMX_H
#define TDXCTL_JUDGE_VMX_H

#include <stdio.h>

#include "base/cpulist.h"
#include "base/exit.h"
#include "capture/missing.h"
#include "capture/obs.h"
#include "judge/facts.h"

/* What is read of each CPU. */
enum {
	VMX_CPUID_1,
	VMX_FEAT_CTL,
	VMX_BASIC,
	VMX_CR4,
	VMX_SEAMCALL,
	VMX_KEYS
};

extern const struct obs_key vmx_keys[VMX_KEYS];

enum vmx_operation {
	VMX_OPERATION_UNKNOWN,
	VMX_OPERATION_NO,
	VMX_OPERATION_YES,
};

/* What stands in the way of VMX operation, or that nothing does. */
enum vmx_state {
	VMX_UNREAD,		/* not even whether the CPU has VMX */
	VMX_UNSUPPORTED,
	VMX_CONTRADICTED,	/* by CPUID, but IA32_FEAT_CTL raises #GP */
	VMX_LOCKED_OFF,		/* IA32_FEAT_CTL forbids it until reset */
	VMX_UNLOCKED,		/* IA32_FEAT_CTL is not locked: VMXON is #GP */
	VMX_SMX_ONLY,		/* only after a measured launch */
	VMX_HALF_READ,		/* IA32_FEAT_CTL is unknown */
	VMX_OFF,		/* possible, not in VMX operation */
	VMX_POSSIBLE,		/* possible, whether in VMX operation is unknown */
	VMX_ON,			/* in VMX operation */
	VMX_STATES
};

/**
 * struct vmx_row - what is known of a CPU
 * @state: as above
 * @error: why @state is VMX_UNREAD or VMX_HALF_READ, else OBS_READ
 * @reason: the same for people
 * @supported: CPUID shows VMX
 * @hypervisor: CPUID shows a hypervisor below
 * @feat_ctl: IA32_FEAT_CTL
 * @basic: IA32_VMX_BASIC
 * @cr4_vmxe: CR4.VMXE
 * @in_vmx: in VMX operation
 */
struct vmx_row {
	enum vmx_state state;
	enum obs_error error;
	const char *reason;
	struct fact supported;
	struct fact hypervisor;
	struct facts_reg feat_ctl;
	struct facts_reg basic;
	struct fact cr4_vmxe;
	enum vmx_operation in_vmx;
};

/**
 * struct vmx_group - CPUs of which the same is known
 * @cpus: list of CPUs, owned
 * @count: number of them
 * @conflict: another group is known to differ
 * @row: what is known
 */
struct vmx_group {
	char *cpus;
	unsigned int count;
	bool conflict;
	struct vmx_row row;
};

/* What the host's files say about who may hold VMX. */
struct vmx_host {
	bool sysfs;		/* /sys/module is there */
	bool kvm_intel;		/* loaded */
	char enable_virt_at_load;	/* 'Y', 'N', or 0 if there is no such file */
};

/**
 * struct vmx - the whole answer
 * @host: what the host's files say
 * @groups: biggest first
 * @missing: what was not had
 * @conflicts: the keys in which CPUs disagree, a bit each
 */
struct vmx {
	struct vmx_host host;
	struct vmx_group *groups;
	size_t ngroups;
	struct missing_list missing;
	unsigned int conflicts;
};

/**
 * vmx_build() - groups from observations
 * @vmx: zeroed, but for @host and @missing
 * @observations: of vmx_keys
 * @read: CPUs that were read
 * @isolated: CPUs that were left out as isolated
 *
 * Return: 0 or -ENOMEM; vmx_free() releases what is in @vmx.
 */
int vmx_build(struct vmx *vmx, const struct obs_list *observations,
	      const struct cpulist *read, const struct cpulist *isolated);

void vmx_free(struct vmx *vmx);

#define cleanup_vmx __attribute__((cleanup(vmx_free)))

/**
 * vmx_exit() - exit status
 *
 * EXIT_FAULT if CPUs disagree or VMX is locked off; else EXIT_UNKNOWN if a CPU
 * that was asked for could not be read, or none was asked; else EXIT_ALL_WELL.
 */
enum exit_status vmx_exit(const struct vmx *vmx);

/* A few words for a state: "locked off". */
const char *vmx_state_name(enum vmx_state state);

/* "yes", "no" or "unknown". */
const char *vmx_operation_name(enum vmx_operation in_vmx);

#endif
