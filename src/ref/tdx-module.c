// SPDX-License-Identifier: GPL-2.0-or-later
/* Knows the versions of the TDX module, and which CPUs can have one. */
#include "ref/tdx-module.h"

#include <stdio.h>
#include <string.h>

#define RELEASE(major_, minor_, update_)                                       \
	{                                                                      \
		.known = true, .has_update = true, .major = (major_),          \
		.minor = (minor_), .update = (update_)                         \
	}

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))

static enum module_order order(unsigned int a, unsigned int b)
{
	if (a == b)
		return MODULE_SAME;
	return a < b ? MODULE_OLDER : MODULE_NEWER;
}

enum module_order module_version_compare(const struct module_version *a,
					 const struct module_version *b)
{
	if (!a->known || !b->known)
		return MODULE_ORDER_UNKNOWN;
	if (a->major != b->major)
		return order(a->major, b->major);
	if (a->minor != b->minor)
		return order(a->minor, b->minor);
	if (!a->has_update || !b->has_update)
		return MODULE_ORDER_UNKNOWN;
	return order(a->update, b->update);
}

/*
 * 1.5.01: first with TDX_FEATURES0 bit 18, which Linux insists on
 * (arch/x86/virt/vmx/tdx/tdx.c, check_features()). 1.5.05: first with bit 20,
 * which KVM insists on (arch/x86/kvm/vmx/tdx.c). 1.5.06: canonical/tdx#348.
 * Bits from the builds in intel/tdx-module-binaries, 28a4baabc268.
 */
static const struct module_version minimums[] = {
	[MODULE_TO_INITIALISE] = RELEASE(1, 5, 1),
	[MODULE_FOR_KVM] = RELEASE(1, 5, 5),
	[MODULE_RECOMMENDED] = RELEASE(1, 5, 6),
};

_Static_assert(COUNT(minimums) == MODULE_PURPOSES, "a purpose without module");

const struct module_version *module_version_minimum(enum module_purpose purpose)
{
	return &minimums[purpose];
}

/* The update has two digits where Intel and Linux write it. */
const char *module_version_text(const struct module_version *version, char *buf)
{
	if (!version->known)
		buf[0] = '\0';
	else if (!version->has_update)
		snprintf(buf, MODULE_TEXT_MAX, "%u.%u", version->major,
			 version->minor);
	else
		snprintf(buf, MODULE_TEXT_MAX, "%u.%u.%02u", version->major,
			 version->minor, version->update);
	return buf;
}

/*
 * origin: dates in the signature structures of intel/tdx-module-binaries,
 * 28a4baabc268. Kernels print the same dates: build 595 is of 20231008 and 698
 * of 20240129 (canonical/tdx#135), 784 of 20240725 (Sifchain/sa-eliza#461), 882
 * of 20250325 (Ubuntu 6.14).
 */
static const struct module_release releases[] = {
	{ RELEASE(1, 5, 1), 20231008 },	 { RELEASE(1, 5, 5), 20240129 },
	{ RELEASE(1, 5, 6), 20240407 },	 { RELEASE(1, 5, 8), 20240725 },
	{ RELEASE(1, 5, 9), 20240912 },	 { RELEASE(1, 5, 13), 20250207 },
	{ RELEASE(1, 5, 16), 20250219 }, { RELEASE(2, 0, 2), 20240814 },
	{ RELEASE(2, 0, 4), 20250109 },	 { RELEASE(2, 0, 5), 20250123 },
	{ RELEASE(2, 0, 8), 20250325 },
};

const struct module_release *module_releases(size_t *count)
{
	*count = COUNT(releases);
	return releases;
}

bool module_version_complete(struct module_version *version, unsigned int date)
{
	const struct module_version *other;
	size_t i;

	for (i = 0;
	     version->known && !version->has_update && i < COUNT(releases);
	     i++) {
		other = &releases[i].version;
		if (releases[i].date == date &&
		    other->major == version->major &&
		    other->minor == version->minor)
			*version = *other;
	}
	return version->has_update;
}

#define SIGNED "CPUID tables of intel/tdx-module-binaries, 28a4baabc268"
#define INTEL_FAMILY "Linux, intel-family.h"
#define NO_RELEASE                                                             \
	{                                                                      \
		.known = false                                                 \
	}

#define CPU_ROW(family_, model_, name_, product_, tdx_, first_, pw_mce_,       \
		xeon6_, source_)                                               \
	{                                                                      \
		.family = (family_),                                           \
		.model = (model_),                                             \
		.name = (name_),                                               \
		.product = (product_),                                         \
		.tdx = CPU_TDX_##tdx_,                                         \
		.first = first_,                                               \
		.pw_mce = (pw_mce_),                                           \
		.xeon6 = (xeon6_),                                             \
		.source = source_,                                             \
	},

/* clang-format off */
static const struct cpu_model generations[] = {
	CPU_ROW(6, 0x55, "Skylake-SP, Cascade Lake", "1st or 2nd Gen Xeon Scalable", NO, NO_RELEASE, false, false, INTEL_FAMILY "; from memory")
	CPU_ROW(6, 0x6a, "Ice Lake-SP", "3rd Gen Xeon Scalable", NO, NO_RELEASE, false, false, INTEL_FAMILY "; from memory")
	CPU_ROW(6, 0x8f, "Sapphire Rapids", "4th Gen Xeon Scalable", SPECIAL_SKUS, RELEASE(1, 5, 1), true, false, SIGNED "; intel/tdx-tools#399")
	CPU_ROW(6, 0x9e, "Kaby Lake", "Xeon E3 v6", NO, NO_RELEASE, false, false, "intel/tdx-tools#234")
	CPU_ROW(6, 0xad, "Granite Rapids", "Xeon 6 with P-cores", YES, RELEASE(2, 0, 2), false, true, SIGNED "; Intel's enabling guide")
	CPU_ROW(6, 0xae, "Granite Rapids-D", "Xeon 6 SoC", YES, RELEASE(2, 0, 4), false, true, SIGNED)
	CPU_ROW(6, 0xaf, "Sierra Forest", "Xeon 6 with E-cores", YES, RELEASE(1, 5, 5), false, true, SIGNED "; Intel's enabling guide")
	CPU_ROW(6, 0xb6, "Grand Ridge", "Atom for networks", UNKNOWN, NO_RELEASE, false, false, INTEL_FAMILY)
	CPU_ROW(6, 0xcf, "Emerald Rapids", "5th Gen Xeon Scalable", YES, RELEASE(1, 5, 1), true, false, SIGNED "; Intel's enabling guide")
	CPU_ROW(6, 0xdd, "Clearwater Forest", "Xeon 6+ with E-cores", UNKNOWN, NO_RELEASE, false, true, INTEL_FAMILY "; Intel's guide has DIMM rules for it")
	CPU_ROW(19, 0x01, "Diamond Rapids", "Xeon after Xeon 6", UNKNOWN, NO_RELEASE, false, true, INTEL_FAMILY)
};
/* clang-format on */

const struct cpu_model *cpu_models(size_t *count)
{
	*count = COUNT(generations);
	return generations;
}

const struct cpu_model *cpu_model_find(unsigned int family, unsigned int model)
{
	size_t i;

	for (i = 0; i < COUNT(generations); i++)
		if (generations[i].family == family &&
		    generations[i].model == model)
			return &generations[i];
	return NULL;
}

bool module_update_runs(const char *status)
{
	size_t len = status ? strcspn(status, "\n") : 0;

	return len && (len != 4 || memcmp(status, "idle", 4));
}
