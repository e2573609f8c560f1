// SPDX-License-Identifier: GPL-2.0-only
/*
 * The registers of a healthy host: a Sapphire Rapids with two packages, 64 key
 * IDs of which 32 are private, SEAMRR enabled and a TDX module in it.
 *
 * Every bit that the TDX module or Linux asks for is as reference/msrs.tsv and
 * reference/cpuid.tsv want it; where they say "any", the value is made up.
 */
#include "profile.h"

#include <linux/bits.h>
#include <linux/build_bug.h>
#include <linux/kernel.h>
#include <linux/string.h>

#include "tdxmod.h"

/* CPUID leaf 0xb: what the virtual machine has for 0x1f. */
#define CPUID_TOPOLOGY_V1	0xb

#define HEALTHY_VERSION	"1.5.06"

/*
 * A module comes late and plays what Linux would have done on a TDX host.  Built
 * into a kernel, this is a machine as its BIOS leaves it.
 */
#ifdef MODULE
#define BROUGHT_UP	true
#else
#define BROUGHT_UP	false
#endif

/* A VMX capability MSR: controls that must be 1, and those that may be. */
#define CTLS(must, may)	((u64)(may) << 32 | (must))

struct profile_msr {
	u32 address;
	u64 value;
};

struct profile_cpuid {
	u32 leaf;
	u32 subleaf;
	u32 mask[EMU_NR_REGISTERS];
	u32 value[EMU_NR_REGISTERS];
};

/* clang-format off */

/* reference/msrs.tsv: all numeric rows whose rule is not "skip". */
static const struct profile_msr msrs[] = {
	/* IA32_APIC_BASE: x2APIC mode */
	{ 0x1b, 0xfee00c00 },
	/* MSR_CORE_THREAD_COUNT: four cores, four threads per package */
	{ 0x35, 0x00040004 },
	/* IA32_FEAT_CTL: locked, VMX outside SMX, SGX, SGX launch control */
	{ EMU_MSR_FEAT_CTL, 0x60005 },
	{ 0x3b, 0 },			/* IA32_TSC_ADJUST */
	{ 0x48, 1 },			/* IA32_SPEC_CTRL: IBRS */
	/* IA32_MKTME_KEYID_PARTITIONING: 1-31 plain, 32-63 private */
	{ EMU_MSR_KEYID_PARTITIONING, 0x000000200000001f },
	{ 0x8b, 0x2b00060300000000 },	/* IA32_BIOS_SIGN_ID */
	{ 0xa0, 0 },			/* MSR_BIOS_MCU_ERRORCODE */
	{ 0xa5, 0 },			/* MSR_FIT_BIOS_ERROR */
	{ 0xbc, 1 },			/* IA32_MISC_PACKAGE_CTLS */
	{ 0xbd, 1 },			/* IA32_XAPIC_DISABLE_STATUS */
	{ 0xce, 0x1500 },		/* MSR_PLATFORM_INFO: production part */
	{ 0xcf, 0x20 },			/* IA32_CORE_CAPABILITIES */
	/* IA32_MTRRCAP: SEAMRR, SMRR with lock, PRMRR, WC, fixed, 10 ranges */
	{ EMU_MSR_MTRRCAP, 0xdd0a },
	/* IA32_ARCH_CAPABILITIES: required bits, TSX_CTRL */
	{ 0x10a, BIT(0) | BIT(1) | BIT(3) | BIT(5) | BIT(6) | BIT(7) | BIT(8) |
		 BIT(10) | BIT(11) | BIT(12) | BIT(13) | BIT(14) | BIT(15) |
		 BIT(21) },
	{ 0x122, 0 },			/* IA32_TSX_CTRL */
	{ 0x13a, 0 },			/* MSR_BTG_SACM_INFO */
	{ 0x151, 0x3 },			/* MSR_BIOS_DONE */
	{ 0x1a0, 0x850089 },		/* IA32_MISC_ENABLE */
	{ 0x302, 0 },			/* MSR_BIOS_SE_SVN */
	{ 0x345, BIT(12) | BIT(13) },	/* IA32_PERF_CAPABILITIES */
	/* IA32_VMX_BASIC: P-SEAMLDR calls lose the VMCS (bit 60 clear) */
	{ EMU_MSR_VMX_BASIC, 0x01da040000000013 },
	{ 0x485, 0x200440e5 },		/* IA32_VMX_MISC */
	{ EMU_MSR_CR0_FIXED0, 0x80000021 },
	{ EMU_MSR_CR0_FIXED1, 0xffffffff },
	{ EMU_MSR_CR4_FIXED0, 0x2000 },
	{ EMU_MSR_CR4_FIXED1, 0x1ff7fff },
	{ 0x48b, CTLS(0, 0xcb7dbffe) },	/* IA32_VMX_PROCBASED_CTLS2 */
	{ 0x48c, 0xf0106734141 },	/* IA32_VMX_EPT_VPID_CAP */
	{ 0x48d, CTLS(0x16, 0xff) },	/* IA32_VMX_TRUE_PINBASED_CTLS */
	{ 0x48e, CTLS(0x4006172, 0xfffbfffe) },	/* .._TRUE_PROCBASED_CTLS */
	{ 0x48f, CTLS(0x36dfb, 0x5f7fffff) },	/* .._TRUE_EXIT_CTLS */
	{ 0x490, CTLS(0x11fb, 0x7fffff) },	/* .._TRUE_ENTRY_CTLS */
	{ 0x491, 1 },			/* IA32_VMX_VMFUNC */
	{ 0x492, 0xbe },		/* IA32_VMX_PROCBASED_CTLS3 */
	{ 0x500, 0 },			/* IA32_SGX_SVN_STATUS */
	{ 0x503, 0 },			/* IA32_SGX_DEBUG_MODE */
	/* IA32_RTIT_CTL: no list has it, the helper reads it for itself */
	{ 0x570, 0 },
	/* IA32_TME_CAPABILITY: XTS-128 and -256, bypass, 6 bits, 63 keys */
	{ 0x981, 0x000003f680000005 },
	/* IA32_TME_ACTIVATE: locked, on, 6 key-ID bits, 1 of them for TDX */
	{ 0x982, 0x0005001600000003 },
	{ 0x983, 0 },			/* IA32_TME_EXCLUDE_MASK */
	{ 0x984, 0 },			/* IA32_TME_EXCLUDE_BASE */
	/* The SEAM range: 64 MiB, configured, locked, valid */
	{ EMU_MSR_SEAMRR_BASE, 0x000000207c000008 },
	{ EMU_MSR_SEAMRR_MASK, 0x000ffffffc000c00 },
	{ 0xc0000080, 0xd01 },		/* IA32_EFER */
};

#define ALL	{ ~0U, ~0U, ~0U, ~0U }
#define NONE	{ 0, 0, 0, 0 }
#define ZERO(leaf, subleaf)	{ leaf, subleaf, ALL, NONE }

/*
 * reference/cpuid.tsv: the rows of kind "detect", with the bits that the rows
 * of kind "module-1.5.05" want.  The APIC ID in leaf 1 and the sharing of
 * caches in leaf 4 are the virtual machine's own; leaf 0x1f is made of its
 * leaf 0xb.
 */
static const struct profile_cpuid cpuids[] = {
	{ 0x0, 0, ALL, { 0x20, 0x756e6547, 0x6c65746e, 0x49656e69 } },
	{ EMU_CPUID_FEATURES, 0, { ~0U, 0xff00, ~0U, ~0U },
	  { 0x806f8, 0x800, 0x4ffaa277, 0x1fa9fbff } },
	{ 0x4, 3, { 0xe0, 0xfff, 0, 0x1 }, { 0x60, 0x3f, 0, 0 } },
	/* SGX; TME, LA57, SGX_LC; PCONFIG */
	{ 0x7, 0, ALL, { 2, 0x219424c7, 0xd9012000, 0xfc0c0400 } },
	{ 0xa, 0, ALL, { 0x08300805, 0, 0x0000000f, 0x8604 } },
	{ 0x12, 0, ALL, { 0x3, 0, 0, 0x381f } },
	{ 0x15, 0, ALL, { 2, 168, 25000000, 0 } },
	/* PCONFIG target 1: MKTME */
	{ 0x1b, 0, ALL, { 1, 1, 0, 0 } },
	ZERO(0x1b, 1), ZERO(0x1b, 2), ZERO(0x1b, 3), ZERO(0x1b, 4),
	ZERO(0x1b, 5), ZERO(0x1b, 6), ZERO(0x1b, 7),
	{ EMU_CPUID_TOPOLOGY, 0, NONE, NONE },
	{ EMU_CPUID_TOPOLOGY, 1, NONE, NONE },
	{ EMU_CPUID_TOPOLOGY, 2, NONE, NONE },
	{ EMU_CPUID_TOPOLOGY, 3, NONE, NONE },
	{ EMU_CPUID_TOPOLOGY, 4, NONE, NONE },
	{ EMU_CPUID_TOPOLOGY, 5, NONE, NONE },
	{ EMU_CPUID_TOPOLOGY, 6, NONE, NONE },
	{ EMU_CPUID_TOPOLOGY, 7, NONE, NONE },
	ZERO(0x21, 0),
	ZERO(EMU_CPUID_HYPERVISOR, 0),
	{ 0x80000000, 0, ALL, { 0x80000008, 0, 0, 0 } },
	/* 52 physical and 57 linear address bits; WBNOINVD */
	{ 0x80000008, 0, ALL, { 0x3934, 0x200, 0, 0 } },
};

/* clang-format on */

static_assert(ARRAY_SIZE(msrs) == EMU_NR_MSRS);
static_assert(ARRAY_SIZE(cpuids) == EMU_NR_CPUIDS);

void emu_profile_apply(struct emu_cpu *cpu, unsigned int number)
{
	unsigned int i;

	for (i = 0; i < EMU_NR_MSRS; i++)
		cpu->msrs[i].value = msrs[i].value;
	for (i = 0; i < EMU_NR_CPUIDS; i++) {
		memcpy(cpu->cpuids[i].mask, cpuids[i].mask,
		       sizeof(cpuids[i].mask));
		memcpy(cpu->cpuids[i].value, cpuids[i].value,
		       sizeof(cpuids[i].value));
	}
	/* IA32_APIC_BASE bit 8: this is the boot CPU. */
	if (number == 0)
		emu_find_msr(cpu, 0x1b)->value |= BIT(8);

	cpu->in_vmx = BROUGHT_UP;
	cpu->vmxe = BROUGHT_UP;
	cpu->lp_init = BROUGHT_UP;
	cpu->module = BROUGHT_UP ? EMU_MODULE_INITIALISED : EMU_MODULE_LOADED;
	cpu->version = emu_version_find(HEALTHY_VERSION);
	cpu->features = cpu->version->features;
}

struct emu_msr *emu_find_msr(struct emu_cpu *cpu, u32 address)
{
	unsigned int i;

	for (i = 0; i < EMU_NR_MSRS; i++)
		if (msrs[i].address == address)
			return &cpu->msrs[i];
	return NULL;
}

struct emu_cpuid *emu_find_cpuid(struct emu_cpu *cpu, u32 leaf, u32 subleaf)
{
	unsigned int i;

	for (i = 0; i < EMU_NR_CPUIDS; i++)
		if (cpuids[i].leaf == leaf && cpuids[i].subleaf == subleaf)
			return &cpu->cpuids[i];
	return NULL;
}

/* The virtual machine's own answer, which knows its APIC IDs and caches. */
static void native(u32 leaf, u32 subleaf, u32 *value)
{
	if (leaf == EMU_CPUID_TOPOLOGY)
		leaf = CPUID_TOPOLOGY_V1;
	asm volatile("cpuid"
		     : "=a" (value[EMU_EAX]), "=b" (value[EMU_EBX]),
		       "=c" (value[EMU_ECX]), "=d" (value[EMU_EDX])
		     : "a" (leaf), "c" (subleaf));
}

void emu_cpuid_value(const struct emu_cpuid *row, u32 leaf, u32 subleaf,
		     u32 *value)
{
	unsigned int i;

	native(leaf, subleaf, value);
	for (i = 0; row && i < EMU_NR_REGISTERS; i++)
		value[i] = (value[i] & ~row->mask[i]) |
			   (row->value[i] & row->mask[i]);
}

u32 emu_msr_address(unsigned int row)
{
	return msrs[row].address;
}

u32 emu_cpuid_leaf(unsigned int row)
{
	return cpuids[row].leaf;
}

u32 emu_cpuid_subleaf(unsigned int row)
{
	return cpuids[row].subleaf;
}

bool emu_has_seam(struct emu_cpu *cpu)
{
	return emu_find_msr(cpu, EMU_MSR_MTRRCAP)->value & EMU_MTRRCAP_SEAMRR;
}

bool emu_seamrr_enabled(struct emu_cpu *cpu)
{
	return emu_find_msr(cpu, EMU_MSR_SEAMRR_MASK)->value &
	       EMU_SEAMRR_MASK_VALID;
}

bool emu_in_virtual_machine(struct emu_cpu *cpu)
{
	return emu_find_cpuid(cpu, EMU_CPUID_FEATURES, 0)->value[EMU_ECX] &
	       EMU_FEATURES_HYPERVISOR;
}
