// SPDX-License-Identifier: GPL-2.0-or-later
/* Puts firmware settings in the order in which they can be changed. */
#include "ref/bios.h"

#include <string.h>

#include "base/util.h"

#define BIT(setting) BIOS_BIT(BIOS_##setting)

/* What nothing else depends on, or what all depends on. */
#define BASICS                                                                 \
	(BIT(DEBUG_JUMPER) | BIT(MEMORY_MODE) | BIT(NODE_INTERLEAVING) |       \
	 BIT(X2APIC) | BIT(VT_X) | BIT(HYPER_THREADING) | BIT(CPUID_LIMIT))

/*
 * Settings that can be changed together, with a reboot behind them, and those
 * of them after which that has to be a power cycle.
 */
struct stage {
	enum bios_vendor vendor;
	unsigned int settings;
	unsigned int power_cycle;
	const char *source;
};

#define DELL_SOURCE "Dell 16G set-up guide, KB 000226452, and public guides"
#define LENOVO_SOURCE "public Redfish code, SR680a and SR780a"
#define SUPERMICRO_SOURCE "public Redfish code, X13 and X14"
#define AIVRES_SOURCE "public Redfish code, AST2600"
#define INTEL_SOURCE "Intel's enabling guide"

/*
 * In order of vendor and reboot. Which of them depend on one another is known
 * from the sources; what they do not name stands as late as it does no harm.
 */
static const struct stage stages[] = {
	/* Intel's guide names no order, and a reboot only. */
	{ BIOS_INTEL_EGS, BIOS_ALL, 0, INTEL_SOURCE },
	/*
	 * "Multiple Keys" is greyed out until the limit is off, what is below
	 * it is not there until memory encryption is active, and the SEAM
	 * loader wants a power cycle.
	 */
	{ BIOS_DELL, BASICS | BIT(PA_LIMIT), 0, DELL_SOURCE },
	{ BIOS_DELL, BIT(TME) | BIT(TME_MT) | BIT(TME_BYPASS), 0, DELL_SOURCE },
	{ BIOS_DELL,
	  BIT(INTEGRITY) | BIT(TDX) | BIT(SEAM_LOADER) | BIT(KEY_SPLIT) |
		  BIT(CMR_1MB) | BIT(SGX),
	  BIT(TDX) | BIT(SEAM_LOADER) | BIT(SGX), DELL_SOURCE },
	{ BIOS_DELL,
	  BIT(SGX_PRMRR) | BIT(SGX_REGISTRATION) | BIT(SGX_FACTORY_RESET), 0,
	  DELL_SOURCE },
	{ BIOS_LENOVO, BIT(PA_LIMIT) | BIT(TME), 0, LENOVO_SOURCE },
	{ BIOS_LENOVO,
	  BIOS_ALL & ~(BIT(PA_LIMIT) | BIT(TME) | BIT(SGX_FACTORY_RESET)), 0,
	  LENOVO_SOURCE },
	{ BIOS_LENOVO, BIT(SGX_FACTORY_RESET), 0, LENOVO_SOURCE },
	{ BIOS_SUPERMICRO, BASICS | BIT(PA_LIMIT) | BIT(TME), 0,
	  SUPERMICRO_SOURCE },
	{ BIOS_SUPERMICRO, BIT(TME_MT) | BIT(TME_BYPASS) | BIT(INTEGRITY), 0,
	  SUPERMICRO_SOURCE },
	{ BIOS_SUPERMICRO, BIT(TDX) | BIT(SEAM_LOADER), 0, SUPERMICRO_SOURCE },
	{ BIOS_SUPERMICRO, BIT(KEY_SPLIT) | BIT(CMR_1MB) | BIT(SGX), 0,
	  SUPERMICRO_SOURCE },
	{ BIOS_SUPERMICRO,
	  BIT(SGX_PRMRR) | BIT(SGX_REGISTRATION) | BIT(SGX_FACTORY_RESET), 0,
	  SUPERMICRO_SOURCE },
	{ BIOS_AIVRES, BASICS, 0, AIVRES_SOURCE },
	{ BIOS_AIVRES, BIT(PA_LIMIT) | BIT(TME), 0, AIVRES_SOURCE },
	{ BIOS_AIVRES, BIT(TME_MT), 0, AIVRES_SOURCE },
	{ BIOS_AIVRES,
	  BIT(TME_BYPASS) | BIT(TDX) | BIT(SEAM_LOADER) | BIT(KEY_SPLIT) |
		  BIT(CMR_1MB) | BIT(SGX),
	  0, AIVRES_SOURCE },
	{ BIOS_AIVRES, BIT(INTEGRITY) | BIT(SGX_PRMRR) | BIT(SGX_REGISTRATION),
	  0, AIVRES_SOURCE },
	{ BIOS_AIVRES, BIT(SGX_FACTORY_RESET), 0, AIVRES_SOURCE },
	/* Of whom nothing is known: the limit greys out the rest on most boards. */
	{ BIOS_UNKNOWN, BIT(PA_LIMIT), 0, DELL_SOURCE },
	{ BIOS_UNKNOWN, BIOS_ALL & ~BIT(PA_LIMIT), 0, INTEL_SOURCE },
};

/* One guide is for both of Intel's references. */
static enum bios_vendor stages_of(enum bios_vendor vendor)
{
	return vendor == BIOS_INTEL_XEON6 ? BIOS_INTEL_EGS : vendor;
}

static bool has_stages(enum bios_vendor vendor)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(stages); i++)
		if (stages[i].vendor == vendor)
			return true;
	return false;
}

bool bios_same_entry(enum bios_vendor vendor, enum bios_setting a,
		     enum bios_setting b)
{
	struct bios_name one = bios_find(vendor, a);
	struct bios_name two = bios_find(vendor, b);

	return strcmp(one.path, two.path) == 0 &&
	       strcmp(one.text, two.text) == 0;
}

static bool is_listed(enum bios_vendor vendor, const struct bios_plan *plan,
		      enum bios_setting setting)
{
	size_t i;

	for (i = 0; i < plan->count; i++)
		if (bios_same_entry(vendor, plan->steps[i].setting, setting))
			return true;
	return false;
}

static void add_stage(const struct stage *stage, enum bios_vendor vendor,
		      unsigned int settings, struct bios_plan *plan)
{
	size_t before = plan->count;
	struct bios_step *last;
	unsigned int setting;

	for (setting = 0; setting < BIOS_SETTINGS; setting++)
		if ((settings & stage->settings & BIOS_BIT(setting)) &&
		    !is_listed(vendor, plan, setting))
			plan->steps[plan->count++].setting = setting;
	if (plan->count == before)
		return;
	last = &plan->steps[plan->count - 1];
	last->reboot_after = true;
	last->power_cycle = (settings & stage->power_cycle) != 0;
	plan->reboots++;
	plan->power_cycle |= last->power_cycle;
	plan->source = stage->source;
}

struct bios_plan bios_order(enum bios_vendor vendor, unsigned int settings)
{
	enum bios_vendor whose = stages_of(vendor);
	struct bios_plan plan = { .source = "" };
	size_t i;

	plan.documented = whose != BIOS_UNKNOWN && has_stages(whose);
	if (!plan.documented)
		whose = BIOS_UNKNOWN;
	for (i = 0; i < ARRAY_SIZE(stages); i++)
		if (stages[i].vendor == whose)
			add_stage(&stages[i], vendor, settings, &plan);
	return plan;
}
