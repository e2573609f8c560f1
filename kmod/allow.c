// SPDX-License-Identifier: GPL-2.0-only
/*
 * The allow-lists: MSRs, CPUID leaves and SEAMCALL leaves.
 */
#include "allow.h"

#include <linux/build_bug.h>
#include <linux/kernel.h>
#include <linux/stddef.h>

#include "uapi/tdxctl.h"

/* clang-format off */

/*
 * MSRs that TDX depends on and that reading does not change.  Left out although
 * related: 0x98, 0x99, 0x9a and 0x1402 (SEAM only), 0x1f2, 0x1f3, 0x1f6 and
 * 0x1f7 (SMRR: #GP outside SMM).
 */
const struct tdxctl_allowed_msr tdxctl_allowed_msrs[] = {
	{ .address = 0x1b },		/* IA32_APIC_BASE; SDM vol. 4 */
	{ .address = 0x35 },		/* MSR_CORE_THREAD_COUNT; P-SEAMLDR 1.5 */
	{ .address = 0x3a },		/* IA32_FEAT_CTL; SDM vol. 3 */
	{ .address = 0x3b },		/* IA32_TSC_ADJUST; TDX module 1.5.05 */
	{ .address = 0x48 },		/* IA32_SPEC_CTRL; TDX module 1.5.05 */
	{ .address = 0x87 },		/* IA32_MKTME_KEYID_PARTITIONING; Linux */
	{ .address = 0x8b },		/* IA32_BIOS_SIGN_ID; SDM vol. 4 */
	{ .address = 0xa0 },		/* MSR_BIOS_MCU_ERRORCODE; SDM vol. 4 */
	{ .address = 0xa5 },		/* MSR_FIT_BIOS_ERROR; SDM vol. 4 */
	{ .address = 0xbc },		/* IA32_MISC_PACKAGE_CTLS; 1.5.05 */
	{ .address = 0xbd },		/* IA32_XAPIC_DISABLE_STATUS; 1.5.05 */
	{ .address = 0xce },		/* MSR_PLATFORM_INFO; NP-SEAMLDR */
	{ .address = 0xcf },		/* IA32_CORE_CAPABILITIES; 1.5.05 */
	{ .address = 0xfe },		/* IA32_MTRRCAP; TDX module 1.5.05 */
	{ .address = 0x10a },		/* IA32_ARCH_CAPABILITIES; 1.5.05 */
	{ .address = 0x122 },		/* IA32_TSX_CTRL; TDX module 1.5.05 */
	{ .address = 0x13a },		/* MSR_BTG_SACM_INFO; NP-SEAMLDR */
	{ .address = 0x151 },		/* MSR_BIOS_DONE; NP-SEAMLDR */
	{ .address = 0x1a0 },		/* IA32_MISC_ENABLE; SDM vol. 4 */
	{ .address = 0x302 },		/* MSR_BIOS_SE_SVN; NP-SEAMLDR */
	{ .address = 0x345 },		/* IA32_PERF_CAPABILITIES; 1.5.05 */
	{ .address = 0x480 },		/* IA32_VMX_BASIC; SDM vol. 3 A.1 */
	{ .address = 0x485 },		/* IA32_VMX_MISC; SDM vol. 3 A.6 */
	{ .address = 0x486 },		/* IA32_VMX_CR0_FIXED0; A.7 */
	{ .address = 0x487 },		/* IA32_VMX_CR0_FIXED1; A.7 */
	{ .address = 0x488 },		/* IA32_VMX_CR4_FIXED0; A.8 */
	{ .address = 0x489 },		/* IA32_VMX_CR4_FIXED1; A.8 */
	{ .address = 0x48b },		/* IA32_VMX_PROCBASED_CTLS2; A.3.3 */
	{ .address = 0x48c },		/* IA32_VMX_EPT_VPID_CAP; A.10 */
	{ .address = 0x48d },		/* IA32_VMX_TRUE_PINBASED_CTLS; A.3.1 */
	{ .address = 0x48e },		/* IA32_VMX_TRUE_PROCBASED_CTLS; A.3.2 */
	{ .address = 0x48f },		/* IA32_VMX_TRUE_EXIT_CTLS; A.4 */
	{ .address = 0x490 },		/* IA32_VMX_TRUE_ENTRY_CTLS; A.5 */
	{ .address = 0x491 },		/* IA32_VMX_VMFUNC; A.11 */
	{ .address = 0x492 },		/* IA32_VMX_PROCBASED_CTLS3; A.3.4 */
	{ .address = 0x500 },		/* IA32_SGX_SVN_STATUS; SDM vol. 4 */
	{ .address = 0x503 },		/* IA32_SGX_DEBUG_MODE; P-SEAMLDR 1.5 */
	{ .address = 0x981 },		/* IA32_TME_CAPABILITY; SDM vol. 4 */
	{ .address = 0x982 },		/* IA32_TME_ACTIVATE; SDM vol. 4 */
	{ .address = 0x983 },		/* IA32_TME_EXCLUDE_MASK; SDM vol. 4 */
	{ .address = 0x984 },		/* IA32_TME_EXCLUDE_BASE; SDM vol. 4 */
	{ .address = 0x1400, .seamrr = true },	/* IA32_SEAMRR_BASE; 1.5.05 */
	{ .address = 0x1401, .seamrr = true },	/* IA32_SEAMRR_MASK; 1.5.05 */
	{ .address = 0xc0000080 },	/* IA32_EFER; SDM vol. 4 */
};

/* Leaves that tell a TDX host; SDM vol. 2 CPUID, TDX module 1.5.05. */
const struct tdxctl_allowed_cpuid tdxctl_allowed_cpuids[] = {
	{ .leaf = 0x0 },
	{ .leaf = 0x1 },
	{ .leaf = 0x4, .first = 3, .last = 3 },
	{ .leaf = 0x7 },
	{ .leaf = 0xa },
	{ .leaf = 0x12 },
	{ .leaf = 0x15 },
	{ .leaf = 0x1b, .last = 7 },
	{ .leaf = 0x1f, .last = 7 },
	{ .leaf = 0x21 },
	{ .leaf = 0x40000000 },
	{ .leaf = 0x80000000 },
	{ .leaf = 0x80000008 },
};

/*
 * A leaf, the registers that a caller may set, and whether SEAM software, asked
 * for it, writes memory with a private key ID that the kernel has or will get
 * back.  If one does, unloading owes a write-back of the caches (main.c).
 */
#define LEAF(number, registers, writes) \
	{ .rax = (number), .settable = (registers) + BUILD_BUG_ON_ZERO(writes) }

/*
 * TDH.SYS.RD reads one global metadata field, named in RDX, without any lock
 * (TDX module 1.5.05, tdh_sys_rd.c).
 */
const struct tdxctl_allowed_leaf tdxctl_allowed_leaves[] = {
	LEAF(34, TDXCTL_REGS_RDX, false),
};

/* clang-format on */

const unsigned int tdxctl_nr_allowed_msrs = ARRAY_SIZE(tdxctl_allowed_msrs);
const unsigned int tdxctl_nr_allowed_cpuids = ARRAY_SIZE(tdxctl_allowed_cpuids);
const unsigned int tdxctl_nr_allowed_leaves = ARRAY_SIZE(tdxctl_allowed_leaves);

const struct tdxctl_allowed_msr *tdxctl_allow_msr(u32 address)
{
	unsigned int i;

	for (i = 0; i < tdxctl_nr_allowed_msrs; i++)
		if (tdxctl_allowed_msrs[i].address == address)
			return &tdxctl_allowed_msrs[i];
	return NULL;
}

const struct tdxctl_allowed_cpuid *tdxctl_allow_cpuid(u32 leaf, u32 subleaf)
{
	const struct tdxctl_allowed_cpuid *row;
	unsigned int i;

	for (i = 0; i < tdxctl_nr_allowed_cpuids; i++) {
		row = &tdxctl_allowed_cpuids[i];
		if (row->leaf == leaf && subleaf >= row->first &&
		    subleaf <= row->last)
			return row;
	}
	return NULL;
}

const struct tdxctl_allowed_leaf *tdxctl_allow_leaf(u64 rax)
{
	unsigned int i;

	for (i = 0; i < tdxctl_nr_allowed_leaves; i++)
		if (tdxctl_allowed_leaves[i].rax == rax)
			return &tdxctl_allowed_leaves[i];
	return NULL;
}
