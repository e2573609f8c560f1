// SPDX-License-Identifier: GPL-2.0-or-later
/* The VMX state of the CPUs of a host: groups, verdict. Pure. */
#include "judge/vmx.h"

#include <errno.h>
#include <stdlib.h>

#include "base/exit.h"
#include "base/util.h"
#include "capture/read-list.h"
#include "ref/register.h"

const struct obs_key vmx_keys[VMX_KEYS] = {
	[VMX_CPUID_1] = KEYS_CPUID(0x1, 0),
	[VMX_FEAT_CTL] = KEYS_MSR(MSR_FEAT_CTL),
	[VMX_BASIC] = KEYS_MSR(MSR_VMX_BASIC),
	[VMX_CR4] = { .kind = OBS_CR4 },
	/* A field that every TDX module has: read-only, no lock. */
	[VMX_SEAMCALL] = KEYS_FIELD(METADATA_FEATURES0),
};

static const char *const state_names[VMX_STATES] = {
	[VMX_UNREAD] = "not read",
	[VMX_UNSUPPORTED] = "no VMX",
	[VMX_LOCKED_OFF] = "locked off",
	[VMX_UNLOCKED] = "not locked",
	[VMX_CONTRADICTED] = "contradicted",
	[VMX_SMX_ONLY] = "SMX only",
	[VMX_HALF_READ] = "not all read",
	[VMX_OFF] = "off",
	[VMX_POSSIBLE] = "possible",
	[VMX_ON] = "on",
};

const char *vmx_state_name(enum vmx_state state)
{
	return state_names[state];
}

const char *vmx_operation_name(enum vmx_operation in_vmx)
{
	static const char *const names[] = {
		[VMX_OPERATION_UNKNOWN] = "unknown",
		[VMX_OPERATION_NO] = "no",
		[VMX_OPERATION_YES] = "yes",
	};

	return names[in_vmx];
}

/*
 * Linux sets CR4.VMXE just before VMXON and clears it just after VMXOFF; that a
 * CPU is in VMX operation is proven by a SEAMCALL that did not raise #UD, its
 * first check (Intel CPU extensions for TDX, SEAMCALL pseudo code).
 */
static enum vmx_operation find_operation(const struct fact *cr4_vmxe,
					 const struct obs *call)
{
	if (fact_no(cr4_vmxe))
		return VMX_OPERATION_NO;
	if (call && call->error == OBS_READ &&
	    call->seamcall.outcome != OUTCOME_UD)
		return VMX_OPERATION_YES;
	return VMX_OPERATION_UNKNOWN;
}

static enum vmx_state state_of_operation(const struct vmx_row *row)
{
	switch (row->in_vmx) {
	case VMX_OPERATION_YES:
		return VMX_ON;
	case VMX_OPERATION_NO:
		return VMX_OFF;
	case VMX_OPERATION_UNKNOWN:
		break;
	}
	return VMX_POSSIBLE;
}

/* What IA32_FEAT_CTL says is of no interest where VMX operation is proven. */
static enum vmx_state state_of(const struct vmx_row *row)
{
	struct facts_feat_ctl ctl = facts_feat_ctl(&row->feat_ctl);

	if (row->in_vmx == VMX_OPERATION_YES)
		return VMX_ON;
	if (fact_no(&row->supported) ||
	    (row->feat_ctl.gp && !row->supported.known))
		return VMX_UNSUPPORTED;
	if (row->feat_ctl.gp)
		return VMX_CONTRADICTED;
	if (!ctl.lock.known || !ctl.vmx_outside_smx.known)
		return row->supported.known ? VMX_HALF_READ : VMX_UNREAD;
	if (!ctl.lock.value)
		return VMX_UNLOCKED;
	if (ctl.vmx_outside_smx.value)
		return state_of_operation(row);
	return fact_yes(&ctl.vmx_inside_smx) ? VMX_SMX_ONLY : VMX_LOCKED_OFF;
}

static struct vmx_row look(const struct obs_list *observations,
			   unsigned int cpu)
{
	const struct obs *obs[VMX_KEYS], *ctl;
	struct facts_cpuid_1 features;
	struct facts_reg cr4;
	struct vmx_row row = { 0 };
	size_t i;

	for (i = 0; i < VMX_KEYS; i++)
		obs[i] = obs_find(observations, &vmx_keys[i], cpu);
	features = facts_cpuid_1(obs[VMX_CPUID_1]);
	cr4 = facts_reg(obs[VMX_CR4]);
	row.supported = features.vmx;
	row.hypervisor = features.hypervisor;
	row.feat_ctl = facts_reg(obs[VMX_FEAT_CTL]);
	row.basic = facts_reg(obs[VMX_BASIC]);
	row.cr4_vmxe = facts_bits(&cr4, BITS_CR4_VMXE);
	row.in_vmx = find_operation(&row.cr4_vmxe, obs[VMX_SEAMCALL]);
	row.state = state_of(&row);
	if (row.state != VMX_UNREAD && row.state != VMX_HALF_READ)
		return row;
	ctl = obs[VMX_FEAT_CTL];
	row.error = ctl ? ctl->error : OBS_ISOLATED;
	row.reason = ctl && ctl->reason ? ctl->reason :
					  obs_error_text(OBS_MSR, row.error);
	return row;
}

static bool same(const struct vmx_row *a, const struct vmx_row *b)
{
	return a->state == b->state && a->error == b->error &&
	       a->reason == b->reason && a->in_vmx == b->in_vmx &&
	       fact_same(&a->supported, &b->supported) &&
	       fact_same(&a->hypervisor, &b->hypervisor) &&
	       fact_same(&a->cr4_vmxe, &b->cr4_vmxe) &&
	       facts_same(&a->feat_ctl, &b->feat_ctl) &&
	       facts_same(&a->basic, &b->basic);
}

static unsigned int conflicts(const struct vmx_row *a, const struct vmx_row *b)
{
	const bool all[VMX_KEYS] = {
		[VMX_CPUID_1] = fact_conflict(&a->supported, &b->supported),
		[VMX_FEAT_CTL] = facts_conflict(&a->feat_ctl, &b->feat_ctl),
		[VMX_BASIC] = facts_conflict(&a->basic, &b->basic),
		[VMX_CR4] = fact_conflict(&a->cr4_vmxe, &b->cr4_vmxe),
		[VMX_SEAMCALL] = a->in_vmx != b->in_vmx &&
				 a->in_vmx != VMX_OPERATION_UNKNOWN &&
				 b->in_vmx != VMX_OPERATION_UNKNOWN,
	};
	unsigned int bits = 0, i;

	for (i = 0; i < VMX_KEYS; i++)
		bits |= (unsigned int)all[i] << i;
	return bits;
}

static void find_conflicts(struct vmx *vmx)
{
	struct vmx_group *groups = vmx->groups;
	unsigned int bits;
	size_t a, b;

	for (a = 0; a < vmx->ngroups; a++)
		for (b = 0; b < a; b++) {
			bits = conflicts(&groups[a].row, &groups[b].row);
			groups[a].conflict |= bits != 0;
			groups[b].conflict |= bits != 0;
			vmx->conflicts |= bits;
		}
}

/* The CPUs of @left of which the same is known as of the first of them. */
static struct cpulist alike(const struct obs_list *observations,
			    const struct cpulist *left, struct vmx_row *row)
{
	struct cpulist cpus = { 0 };
	unsigned int cpu;

	*row = look(observations, cpulist_next(left, 0));
	cpulist_for_each(cpu, left) {
		struct vmx_row other = look(observations, cpu);

		if (same(row, &other))
			cpulist_add(&cpus, cpu);
	}
	return cpus;
}

static int add_group(struct vmx *vmx, const struct cpulist *cpus,
		     const struct vmx_row *row)
{
	struct vmx_group group = { .cpus = cpulist_format(cpus),
				   .count = cpulist_count(cpus),
				   .row = *row };
	struct vmx_group *groups = reallocarray(vmx->groups, vmx->ngroups + 1,
						sizeof(*groups));

	if (groups)
		vmx->groups = groups;
	if (!groups || !group.cpus) {
		free(group.cpus);
		return -ENOMEM;
	}
	vmx->groups[vmx->ngroups++] = group;
	return 0;
}

/* Biggest first; groups of the same size in the order of their first CPUs. */
static int by_size(const void *pa, const void *pb)
{
	const struct vmx_group *a = pa, *b = pb;

	if (a->count != b->count)
		return a->count > b->count ? -1 : 1;
	return strtoul(a->cpus, NULL, 10) < strtoul(b->cpus, NULL, 10) ? -1 : 1;
}

int vmx_build(struct vmx *vmx, const struct obs_list *observations,
	      const struct cpulist *read, const struct cpulist *isolated)
{
	struct cpulist left = *read;
	int err;

	cpulist_or(&left, isolated);
	while (cpulist_count(&left)) {
		struct vmx_row row;
		struct cpulist members = alike(observations, &left, &row);

		err = add_group(vmx, &members, &row);
		if (err)
			return err;
		cpulist_andnot(&left, &members);
	}
	if (vmx->ngroups)
		qsort(vmx->groups, vmx->ngroups, sizeof(*vmx->groups), by_size);
	find_conflicts(vmx);
	return 0;
}

void vmx_free(struct vmx *vmx)
{
	size_t g;

	for (g = 0; g < vmx->ngroups; g++)
		free(vmx->groups[g].cpus);
	free(vmx->groups);
	missing_list_free(&vmx->missing);
	*vmx = (struct vmx){ 0 };
}

enum exit_status vmx_exit(const struct vmx *vmx)
{
	bool any = false, unknown = false, needed = false;
	size_t g;

	if (vmx->conflicts)
		return EXIT_FAULT;
	for (g = 0; g < vmx->ngroups; g++) {
		const struct vmx_row *row = &vmx->groups[g].row;

		if (row->state == VMX_LOCKED_OFF ||
		    row->state == VMX_SMX_ONLY ||
		    row->state == VMX_CONTRADICTED)
			return EXIT_FAULT;
		any |= row->error == OBS_READ;
		needed |= row->state != VMX_UNSUPPORTED;
		unknown |= row->error != OBS_READ &&
			   row->error != OBS_ISOLATED;
	}
	/* Without VMX there is nothing more to know. */
	unknown |= needed && missing_unread(&vmx->missing);
	return unknown || !any ? EXIT_UNKNOWN : EXIT_ALL_WELL;
}
