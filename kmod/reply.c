// SPDX-License-Identifier: GPL-2.0-only
/*
 * Write answers as netlink attributes.
 */
#include "reply.h"

#include <net/netlink.h>

#include "allow.h"
#include "vmx.h"

size_t tdxctl_reply_helper_size(void)
{
	size_t u32_size = nla_total_size(sizeof(u32));

	return nla_total_size(sizeof(TDXCTL_VERSION)) + 5 * u32_size +
	       tdxctl_nr_allowed_msrs * u32_size +
	       tdxctl_nr_allowed_cpuids * nla_total_size(3 * u32_size) +
	       tdxctl_nr_allowed_leaves *
		       nla_total_size(nla_total_size_64bit(sizeof(u64)) +
				      u32_size);
}

static int put_cpuid_range(struct sk_buff *skb,
			   const struct tdxctl_allowed_cpuid *range)
{
	struct nlattr *nest = nla_nest_start(skb, TDXCTL_A_HELPER_CPUID);

	if (!nest ||
	    nla_put_u32(skb, TDXCTL_A_CPUID_RANGE_LEAF, range->leaf) ||
	    nla_put_u32(skb, TDXCTL_A_CPUID_RANGE_FIRST, range->first) ||
	    nla_put_u32(skb, TDXCTL_A_CPUID_RANGE_LAST, range->last))
		return -EMSGSIZE;
	nla_nest_end(skb, nest);
	return 0;
}

static int put_leaf(struct sk_buff *skb, const struct tdxctl_allowed_leaf *leaf)
{
	struct nlattr *nest = nla_nest_start(skb, TDXCTL_A_HELPER_LEAF);

	if (!nest ||
	    nla_put_u64_64bit(skb, TDXCTL_A_LEAF_RAX, leaf->rax,
			      TDXCTL_A_LEAF_PAD) ||
	    nla_put_u32(skb, TDXCTL_A_LEAF_SETTABLE, leaf->settable))
		return -EMSGSIZE;
	nla_nest_end(skb, nest);
	return 0;
}

/* A flag that this kernel keeps us from carrying out is not understood. */
static u32 known_flags(void)
{
	if (!tdxctl_vmx_supported())
		return TDXCTL_READ_FLAGS_VMX_STATE;
	return TDXCTL_READ_FLAGS_VMX_STATE | TDXCTL_READ_FLAGS_ENTER_VMX |
	       TDXCTL_READ_FLAGS_ENTER_VMX_FORCE;
}

int tdxctl_reply_put_helper(struct sk_buff *skb)
{
	unsigned int i;

	if (nla_put_string(skb, TDXCTL_A_HELPER_VERSION, TDXCTL_VERSION) ||
	    nla_put_u32(skb, TDXCTL_A_HELPER_NR_CPUS, nr_cpu_ids) ||
	    nla_put_u32(skb, TDXCTL_A_HELPER_MAX_MSRS, TDXCTL_MAX_MSRS) ||
	    nla_put_u32(skb, TDXCTL_A_HELPER_MAX_CPUIDS, TDXCTL_MAX_CPUIDS) ||
	    nla_put_u32(skb, TDXCTL_A_HELPER_MAX_SEAMCALLS,
			TDXCTL_MAX_SEAMCALLS) ||
	    nla_put_u32(skb, TDXCTL_A_HELPER_FLAGS, known_flags()))
		return -EMSGSIZE;
	for (i = 0; i < tdxctl_nr_allowed_msrs; i++)
		if (nla_put_u32(skb, TDXCTL_A_HELPER_MSR,
				tdxctl_allowed_msrs[i].address))
			return -EMSGSIZE;
	for (i = 0; i < tdxctl_nr_allowed_cpuids; i++)
		if (put_cpuid_range(skb, &tdxctl_allowed_cpuids[i]))
			return -EMSGSIZE;
	for (i = 0; i < tdxctl_nr_allowed_leaves; i++)
		if (put_leaf(skb, &tdxctl_allowed_leaves[i]))
			return -EMSGSIZE;
	return 0;
}

static int put_msr(struct sk_buff *skb, u32 address,
		   const struct tdxctl_msr_result *result)
{
	struct nlattr *nest = nla_nest_start(skb, TDXCTL_A_READ_MSR);

	if (!nest || nla_put_u32(skb, TDXCTL_A_MSR_ADDRESS, address) ||
	    nla_put_u32(skb, TDXCTL_A_MSR_STATE, result->state))
		return -EMSGSIZE;
	if (result->state == TDXCTL_MSR_STATE_READ &&
	    nla_put_u64_64bit(skb, TDXCTL_A_MSR_VALUE, result->value,
			      TDXCTL_A_MSR_PAD))
		return -EMSGSIZE;
	nla_nest_end(skb, nest);
	return 0;
}

static int put_cpuid(struct sk_buff *skb, const struct tdxctl_cpuid_want *want,
		     const struct tdxctl_cpuid_regs *regs)
{
	struct nlattr *nest = nla_nest_start(skb, TDXCTL_A_READ_CPUID);

	if (!nest || nla_put_u32(skb, TDXCTL_A_CPUID_LEAF, want->leaf) ||
	    nla_put_u32(skb, TDXCTL_A_CPUID_SUBLEAF, want->subleaf) ||
	    nla_put_u32(skb, TDXCTL_A_CPUID_EAX, regs->eax) ||
	    nla_put_u32(skb, TDXCTL_A_CPUID_EBX, regs->ebx) ||
	    nla_put_u32(skb, TDXCTL_A_CPUID_ECX, regs->ecx) ||
	    nla_put_u32(skb, TDXCTL_A_CPUID_EDX, regs->edx))
		return -EMSGSIZE;
	nla_nest_end(skb, nest);
	return 0;
}

static int put_seamcall_regs(struct sk_buff *skb,
			     const struct tdxctl_seamcall_regs *regs)
{
	const int pad = TDXCTL_A_SEAMCALL_PAD;

	return nla_put_u64_64bit(skb, TDXCTL_A_SEAMCALL_RAX, regs->rax, pad) ||
	       nla_put_u64_64bit(skb, TDXCTL_A_SEAMCALL_RCX, regs->rcx, pad) ||
	       nla_put_u64_64bit(skb, TDXCTL_A_SEAMCALL_RDX, regs->rdx, pad) ||
	       nla_put_u64_64bit(skb, TDXCTL_A_SEAMCALL_R8, regs->r8, pad) ||
	       nla_put_u64_64bit(skb, TDXCTL_A_SEAMCALL_R9, regs->r9, pad) ||
	       nla_put_u64_64bit(skb, TDXCTL_A_SEAMCALL_R10, regs->r10, pad) ||
	       nla_put_u64_64bit(skb, TDXCTL_A_SEAMCALL_R11, regs->r11, pad) ?
		       -EMSGSIZE : 0;
}

static int put_outcome(struct sk_buff *skb,
		       const struct tdxctl_seamcall_result *result)
{
	switch (result->hw) {
	case TDXCTL_HW_COMPLETED:
		if (nla_put_u32(skb, TDXCTL_A_SEAMCALL_OUTCOME,
				TDXCTL_OUTCOME_COMPLETED))
			return -EMSGSIZE;
		return put_seamcall_regs(skb, &result->regs);
	case TDXCTL_HW_VMFAILINVALID:
		return nla_put_u32(skb, TDXCTL_A_SEAMCALL_OUTCOME,
				   TDXCTL_OUTCOME_VMFAILINVALID);
	default:
		if (nla_put_u32(skb, TDXCTL_A_SEAMCALL_OUTCOME,
				TDXCTL_OUTCOME_TRAP))
			return -EMSGSIZE;
		return nla_put_u32(skb, TDXCTL_A_SEAMCALL_TRAP,
				   result->hw - TDXCTL_HW_TRAP);
	}
}

/* One that was never issued has nothing else to tell. */
static int put_seamcall(struct sk_buff *skb,
			const struct tdxctl_seamcall_result *result)
{
	struct nlattr *nest = nla_nest_start(skb, TDXCTL_A_READ_SEAMCALL);

	if (!nest || (result->attempts && put_outcome(skb, result)) ||
	    nla_put_u32(skb, TDXCTL_A_SEAMCALL_ATTEMPTS, result->attempts) ||
	    (result->attempts &&
	     nla_put_u64_64bit(skb, TDXCTL_A_SEAMCALL_CYCLES, result->cycles,
			       TDXCTL_A_SEAMCALL_PAD)))
		return -EMSGSIZE;
	nla_nest_end(skb, nest);
	return 0;
}

size_t tdxctl_reply_row_size(const struct tdxctl_wants *wants)
{
	size_t u32_size = nla_total_size(sizeof(u32));
	size_t u64_size = nla_total_size_64bit(sizeof(u64));

	return 3 * u32_size + u64_size +
	       wants->nr_msrs * nla_total_size(2 * u32_size + u64_size) +
	       wants->nr_cpuids * nla_total_size(6 * u32_size) +
	       wants->nr_seamcalls * nla_total_size(2 * u32_size +
						    8 * u64_size);
}

int tdxctl_reply_put_row(struct sk_buff *skb, const struct tdxctl_wants *wants,
			 const struct tdxctl_row *row)
{
	unsigned int i;

	if (nla_put_u32(skb, TDXCTL_A_READ_CPU, row->cpu) ||
	    nla_put_u32(skb, TDXCTL_A_READ_STATE, row->state))
		return -EMSGSIZE;
	if (row->state != TDXCTL_CPU_STATE_READ)
		return 0;
	if ((wants->flags & TDXCTL_READ_FLAGS_VMX_STATE) &&
	    nla_put_u64_64bit(skb, TDXCTL_A_READ_CR4, row->cr4,
			      TDXCTL_A_READ_PAD))
		return -EMSGSIZE;
	if ((wants->flags & TDXCTL_READ_FLAGS_ENTER_VMX) &&
	    nla_put_u32(skb, TDXCTL_A_READ_VMX_ENTRY, row->entry))
		return -EMSGSIZE;
	for (i = 0; i < wants->nr_msrs; i++)
		if (put_msr(skb, wants->msrs[i], &row->msrs[i]))
			return -EMSGSIZE;
	for (i = 0; i < wants->nr_cpuids; i++)
		if (put_cpuid(skb, &wants->cpuids[i], &row->cpuids[i]))
			return -EMSGSIZE;
	if (tdxctl_vmx_refused(row->entry))
		return 0;
	for (i = 0; i < wants->nr_seamcalls; i++)
		if (put_seamcall(skb, &row->seamcalls[i]))
			return -EMSGSIZE;
	return 0;
}
