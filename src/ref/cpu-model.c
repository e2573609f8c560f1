// SPDX-License-Identifier: GPL-2.0-or-later
/* Knows which CPUs can have TDX, and what is particular about them. */
#include "ref/cpu-model.h"

#include "base/util.h"

#define SIGNED "CPUID tables of intel/tdx-module-binaries, 28a4baabc268"
#define INTEL_FAMILY "Linux, intel-family.h"
#define NO_RELEASE             \
	{                      \
		.known = false \
	}

#define CPU_ROW(family_, model_, name_, product_, tdx_, first_, pw_mce_, \
		xeon6_, source_)                                         \
	{                                                                \
		.family = (family_),                                     \
		.model = (model_),                                       \
		.name = (name_),                                         \
		.product = (product_),                                   \
		.tdx = CPU_TDX_##tdx_,                                   \
		.first = first_,                                         \
		.pw_mce = (pw_mce_),                                     \
		.xeon6 = (xeon6_),                                       \
		.source = source_,                                       \
	},

/* clang-format off */
static const struct cpu_model models[] = {
	CPU_ROW(6, 0x55, "Skylake-SP, Cascade Lake", "1st or 2nd Gen Xeon Scalable", NO, NO_RELEASE, false, false, INTEL_FAMILY "; from memory")
	CPU_ROW(6, 0x6a, "Ice Lake-SP", "3rd Gen Xeon Scalable", NO, NO_RELEASE, false, false, INTEL_FAMILY "; from memory")
	CPU_ROW(6, 0x8f, "Sapphire Rapids", "4th Gen Xeon Scalable", SPECIAL_SKUS, TDX_MODULE_VERSION(1, 5, 1), true, false, SIGNED "; intel/tdx-tools#399")
	CPU_ROW(6, 0x9e, "Kaby Lake", "Xeon E3 v6", NO, NO_RELEASE, false, false, "intel/tdx-tools#234")
	CPU_ROW(6, 0xad, "Granite Rapids", "Xeon 6 with P-cores", YES, TDX_MODULE_VERSION(2, 0, 2), false, true, SIGNED "; Intel's enabling guide")
	CPU_ROW(6, 0xae, "Granite Rapids-D", "Xeon 6 SoC", YES, TDX_MODULE_VERSION(2, 0, 4), false, true, SIGNED)
	CPU_ROW(6, 0xaf, "Sierra Forest", "Xeon 6 with E-cores", YES, TDX_MODULE_VERSION(1, 5, 5), false, true, SIGNED "; Intel's enabling guide")
	CPU_ROW(6, 0xb6, "Grand Ridge", "Atom for networks", UNKNOWN, NO_RELEASE, false, false, INTEL_FAMILY)
	CPU_ROW(6, 0xcf, "Emerald Rapids", "5th Gen Xeon Scalable", YES, TDX_MODULE_VERSION(1, 5, 1), true, false, SIGNED "; Intel's enabling guide")
	CPU_ROW(6, 0xdd, "Clearwater Forest", "Xeon 6+ with E-cores", UNKNOWN, NO_RELEASE, false, true, INTEL_FAMILY "; Intel's guide has DIMM rules for it")
	CPU_ROW(19, 0x01, "Diamond Rapids", "Xeon after Xeon 6", UNKNOWN, NO_RELEASE, false, true, INTEL_FAMILY)
};
/* clang-format on */

const struct cpu_model *cpu_models(size_t *count)
{
	*count = ARRAY_SIZE(models);
	return models;
}

const struct cpu_model *cpu_model_find(unsigned int family, unsigned int model)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(models); i++)
		if (models[i].family == family && models[i].model == model)
			return &models[i];
	return NULL;
}
