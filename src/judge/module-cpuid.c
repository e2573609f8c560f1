// SPDX-License-Identifier: GPL-2.0-or-later
/* The CPUID values that the TDX module wants when it is initialised. */
#include "judge/module-cpuid.h"

#include "base/util.h"

/* clang-format off */
/* origin: TDX module 1.5.05, cpuid_configurations.c */
const struct module_cpuid module_cpuids[] = {
	{ 0x0, 0, REGISTER_EBX, 0xffffffff, 0x756e6547, "vendor: \"Genu\"" },
	{ 0x0, 0, REGISTER_ECX, 0xffffffff, 0x6c65746e, "vendor: \"ntel\"" },
	{ 0x0, 0, REGISTER_EDX, 0xffffffff, 0x49656e69, "vendor: \"ineI\"" },
	{ 0x1, 0, REGISTER_EBX, 0x0000ff00, 0x00000800, "CLFLUSH line of 64 bytes" },
	{ 0x1, 0, REGISTER_ECX, 0x47faa217, 0x47faa217, "set: XMM3 PCLMULQDQ DTES64 DSCPL SSSE3 CX16 PDCM PCID XMM4_1 XMM4_2 X2APIC MOVBE POPCNT TSC_DEADLINE_TIMER AES XSAVE RDRAND" },
	{ 0x1, 0, REGISTER_EDX, 0x1fa9fbff, 0x1fa9fbff, "set: FPU VME DE PSE TSC MSR PAE MCE CX8 APIC SEP MTRR PGE MCA CMOV PAT CLFLUSH DS MMX FXSR XMM XMM2 SELFSNOOP HT" },
	{ 0x4, 0, REGISTER_EBX, 0x00000fff, 0x0000003f, "L1D line size 64" },
	{ 0x4, 1, REGISTER_EBX, 0x00000fff, 0x0000003f, "L1I line size 64" },
	{ 0x4, 2, REGISTER_EBX, 0x00000fff, 0x0000003f, "L2 line size 64" },
	{ 0x4, 3, REGISTER_EAX, 0x000000e0, 0x00000060, "a cache of level 3" },
	{ 0x4, 3, REGISTER_EBX, 0x00000fff, 0x0000003f, "L3 line size 64" },
	{ 0x4, 3, REGISTER_EDX, 0x00000001, 0x00000000, "WBINVD reaches the caches of all sharers" },
	{ 0x4, 4, REGISTER_EAX, 0x0000001f, 0x00000000, "no 5th cache level" },
	{ 0x6, 0, REGISTER_EAX, 0x00800000, 0x00000000, "no Thread Director" },
	{ 0x7, 0, REGISTER_EAX, 0xffffffff, 0x00000002, "highest subleaf is 2" },
	{ 0x7, 0, REGISTER_EBX, 0x219424c3, 0x219424c3, "set: FSGSBASE TSC_ADJUST FDP_EXCPTN_ONLY SMEP INVPCID ZERO_FCS_FDS RDSEED SMAP CLFLUSHOPT CLWB SHA_NI" },
	{ 0x7, 0, REGISTER_ECX, 0x99000000, 0x99000000, "set: BUS_LOCK_DETECT MOVDIRI MOVDIR64B PKS" },
	{ 0x7, 0, REGISTER_EDX, 0xfc082600, 0xfc080400, "set: MD_CLEAR ARCH_LBR SPEC_CTRL INTEL_STIBP FLUSH_L1D ARCH_CAPABILITIES CORE_CAPABILITIES SPEC_CTRL_SSBD; clear: SRBDS_CTRL TSX_FORCE_ABORT" },
	{ 0x7, 2, REGISTER_EDX, 0x00000017, 0x00000017, "set: PSFD IPRED_CTRL RRSBA_CTRL BHI_CTRL" },
	{ 0xa, 0, REGISTER_EAX, 0x0000ff00, 0x00000800, "8 general counters" },
	{ 0xa, 0, REGISTER_ECX, 0xfffffff0, 0x00000000, "no fixed counter above 3 in the bitmap" },
	{ 0xa, 0, REGISTER_EDX, 0x00008000, 0x00008000, "AnyThread deprecated" },
	{ 0xd, 0, REGISTER_EAX, 0x00000003, 0x00000003, "x87+SSE state" },
	{ 0xd, 1, REGISTER_EAX, 0x0000000f, 0x0000000f, "set: XSAVEOPT XSAVEC XGETBV1 XSAVES" },
	{ 0xd, 1, REGISTER_ECX, 0x00001800, 0x00001800, "CET_U and CET_S in XSS" },
	{ 0x14, 0, REGISTER_EAX, 0xffffffff, 0x00000001, "highest subleaf of Intel PT is 1" },
	{ 0x1f, 5, REGISTER_ECX, 0x0000ff00, 0x00000000, "no level of the topology here" },
	{ 0x23, 1, REGISTER_EAX, 0xffffff00, 0x00000000, "at most 8 general counters" },
	{ 0x23, 1, REGISTER_EBX, 0xfffffff0, 0x00000000, "at most 4 fixed counters" },
	{ 0x80000001, 0, REGISTER_ECX, 0x00000121, 0x00000121, "set: LAHF_LM ABM 3DNOWPREFETCH" },
	{ 0x80000001, 0, REGISTER_EDX, 0x2c100800, 0x2c100800, "set: SYSCALL NX GBPAGES RDTSCP LM" },
	{ 0x80000006, 0, REGISTER_ECX, 0x000000ff, 0x00000040, "L2 line size 64" },
	{ 0x80000007, 0, REGISTER_EDX, 0x00000100, 0x00000100, "invariant TSC" },
	{ 0x80000008, 0, REGISTER_EAX, 0x000000ff, 0x00000034, "52 physical address bits" },
	{ 0x80000008, 0, REGISTER_EBX, 0x00000200, 0x00000200, "set: WBNOINVD" },
};
/* clang-format on */

const size_t module_cpuid_count = ARRAY_SIZE(module_cpuids);

const char *module_cpuid_register(enum register_part reg)
{
	static const char *const names[] = {
		[REGISTER_EAX] = "EAX",
		[REGISTER_EBX] = "EBX",
		[REGISTER_ECX] = "ECX",
		[REGISTER_EDX] = "EDX",
	};

	return names[reg];
}

bool module_cpuid_differs(const struct module_cpuid *row,
			  const struct obs *obs, uint32_t *value)
{
	struct facts_reg reg = facts_cpuid_reg(obs, row->reg);

	if ((reg.mask & row->mask) != row->mask ||
	    (reg.value & row->mask) == row->expected)
		return false;
	*value = (uint32_t)reg.value & row->mask;
	return true;
}
