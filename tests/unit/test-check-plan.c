// SPDX-License-Identifier: GPL-2.0-or-later
/* What to do: the order for each vendor, reboots, warnings, power cycles. */
#include "check-contract.h"

#define NO_TME "msr 0x982=0x1; msr 0x87=gp; call=gp; "
#define ABSENT KVM_INTEL "tdx=absent; "

#define INTEL_PASS                                                 \
	"(TME) = ", "(TME-MT) = ", "(TDX) = ", "(SEAM Loader) = ", \
		"key split = ", "(SGX) = ", "Save, and reboot"

/*
 * Words that stand in the plan in this order.  Where a vendor is not known,
 * names are Intel's, whose guide wants one pass.
 */
static const struct {
	const char *what;
	const char *changes;
	unsigned int reboots;
	bool power_cycle;
	unsigned int passes; /* through the BIOS */
	const char *words[12];
} plans[] = {
	{ "unknown vendor",
	  NO_TME,
	  1,
	  false,
	  1,
	  { "What follows has Intel's reference names", INTEL_PASS } },
	{ "vendor whose names are not known",
	  NO_TME "vendor=HPE",
	  1,
	  false,
	  1,
	  { "Intel's reference names of BIOS entries; those of HPE are not known",
	    INTEL_PASS } },
	{ "old kernel",
	  NO_TME "kernel=5.14.0-427.el9.x86_64",
	  1,
	  false,
	  1,
	  { "First update the kernel, or have disable_mtrr_cleanup",
	    "What follows has Intel's reference names", INTEL_PASS } },
	{ "Dell",
	  NO_TME "vendor=Dell Inc.",
	  2,
	  true,
	  2,
	  { "= Multiple Keys", "Save, and reboot", "Intel TDX", "Intel SGX",
	    "Save, and power-cycle" } },
	{ "Dell with the limit",
	  "cpuid 0x80000008 eax=0x392e; vendor=Dell Inc.",
	  3,
	  true,
	  3,
	  { "Physical Address Limit", "Save, and reboot", "= Multiple Keys",
	    "Save, and reboot", "Intel TDX", "Save, and power-cycle" } },
	{ "Supermicro",
	  NO_TME "vendor=Supermicro",
	  4,
	  false,
	  4,
	  { "TME", "Save, and reboot", "TME-MT", "Save, and reboot", "TDX",
	    "SEAM", "Save, and reboot", "plit", "SGX", "Save, and reboot" } },
	{ "module not loaded",
	  "call=vmfailinvalid; " ABSENT,
	  2,
	  true,
	  1,
	  { "(SEAM Loader) = ", "Save, and power-cycle",
	    "Update the BIOS, which carries the TDX module" } },
	{ "module too old",
	  "call=success:0",
	  1,
	  true,
	  0,
	  { "Upgrade the TDX module to at least 1.5.06" } },
	{ "module shut down",
	  "call=status:0xc000050600000000",
	  1,
	  false,
	  0,
	  { "Look in the kernel log", "Reboot" } },
	{ "key IDs that differ",
	  "msr 0x981=0x3f680000001 @7",
	  1,
	  true,
	  0,
	  { "If the registers still differ after a power cycle", "Power-cycle" } },
	{ "parameter not asked for",
	  KVM_INTEL "tdx=N\n; /proc/cmdline=nohibernate\n",
	  1,
	  false,
	  0,
	  { "See that kvm_intel.tdx=1 is on the kernel command line", "Reboot" } },
	{ "CPUs that fell out of VMX operation",
	  "call=ud @7",
	  0,
	  false,
	  0,
	  { "Stop virtual machines and reload kvm_intel" } },
	{ "virtual machine",
	  "cpuid 0x1 ecx|0x80000000",
	  0,
	  false,
	  0,
	  { "Run tdxctl on the machine below" } },
	{ "nobody in VMX operation",
	  "call=ud; cr4=0; " ABSENT,
	  0,
	  false,
	  0,
	  { "Load kvm_intel, which puts all CPUs into VMX operation from Linux 6.12 on, and check again; or run tdxctl check --enter-vmx",
	    "Load kvm_intel with tdx=1" } },
	{ "no helper",
	  "call=-; " ABSENT,
	  0,
	  false,
	  0,
	  { "Load the helper module", "Load kvm_intel with tdx=1" } },
};

/* All steps, with " | " behind each. */
static char *joined(const struct check_plan *plan)
{
	char *text = NULL;
	size_t size, i;
	FILE *out = open_memstream(&text, &size);

	for (i = 0; out && i < plan->nsteps; i++)
		fprintf(out, "%s | ", plan->steps[i]);
	if (!out || fclose(out))
		abort();
	return text;
}

/* The first word that does not stand behind the one before, NULL for none. */
static const char *missing_word(const char *text, const char *const *words)
{
	for (; *words; words++) {
		text = strstr(text, *words);
		if (!text)
			return *words;
		text += strlen(*words);
	}
	return NULL;
}

static unsigned int count_passes(const struct check_plan *plan)
{
	unsigned int passes = 0;
	size_t i;

	for (i = 0; i < plan->nsteps; i++)
		passes += !strncmp(plan->steps[i], "Save, and ", 10);
	return passes;
}

static void test_plans(void)
{
	size_t row;

	for (row = 0; row < ARRAY_SIZE(plans); row++) {
		struct judged *judged cleanup_judged =
			judge_changed(plans[row].changes);
		const struct check_plan *plan = &judged->check.plan;
		cleanup_free char *text = joined(plan);
		const char *what = plans[row].what;
		char buf[128];

		is_str(wrong_answer(&judged->check, buf, sizeof(buf)), "",
		       "%s: whole", what);
		is_u64(plan->reboots, plans[row].reboots, "%s: reboots", what);
		is_u64(count_passes(plan), plans[row].passes,
		       "%s: passes through the BIOS", what);
		ok(plan->power_cycle == plans[row].power_cycle,
		   "%s: power cycle", what);
		if (!is_str(missing_word(text, plans[row].words), NULL,
			    "%s: steps", what))
			diag("%s", text);
	}
}

/* A repair that needs no TME-MT does not warn of it, nor does a new kernel. */
static void test_hazard(void)
{
	static const struct {
		const char *changes;
		bool warns;
	} rows[] = {
		{ NO_TME "kernel=5.14.0-427.el9", true },
		{ "msr 0x982=0x3; msr 0x87=0; kernel=5.14.0", true },
		{ "msr 0x982=0x600000003; msr 0x87=0x3f; kernel=5.14.0",
		  false },
		{ NO_TME "kernel=6.0.0", false },
		{ NO_TME "kernel=", false },
	};
	size_t i, s;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		struct judged *judged cleanup_judged =
			judge_changed(rows[i].changes);
		const struct check_plan *plan = &judged->check.plan;
		bool warns = false;

		for (s = 0; s < plan->nsteps; s++)
			warns |= strstr(plan->steps[s], "may not boot") != NULL;
		ok(warns == rows[i].warns, "TME-MT: %s of %s",
		   rows[i].warns ? "warns" : "does not warn", rows[i].changes);
		ok(!warns || strstr(plan->steps[0], "may not boot"),
		   "TME-MT: before all else");
	}
}

/* Every failing check has a step of its own; explained ones have none. */
static void test_explained(void)
{
	struct judged *judged cleanup_judged =
		judge_changed("call=-; msr 0x1401=0x400; msr 0xa0=0x1861");
	const struct check_plan *plan = &judged->check.plan;
	bool own = false, other = false;
	size_t i;

	for (i = 0; i < plan->nsteps; i++) {
		own |= rules[RULE_MCHECK_FAILED].fix &&
		       !strcmp(plan->steps[i], rules[RULE_MCHECK_FAILED].fix);
		other |= !strcmp(plan->steps[i], rules[RULE_SEAMRR_OFF].fix);
	}
	ok(own || !rules[RULE_MCHECK_FAILED].fix, "explained: the cause has");
	ok(!other, "explained: what it explains has no step");
}

int main(void)
{
	test_plans();
	test_hazard();
	test_explained();
	return tap_done();
}
