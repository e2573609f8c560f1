// SPDX-License-Identifier: GPL-2.0-or-later
/* Facts of the host that rules judge: parameters, kernel, what is missing. */
#include "check-host.h"

static const struct {
	const char *cmdline;
	enum tristate asked;
} asked[] = {
	{ "", TRI_NO },
	{ "quiet", TRI_NO },
	{ "kvm_intel.tdx", TRI_YES },
	{ "kvm_intel.tdx=1", TRI_YES },
	{ "kvm_intel.tdx=Y", TRI_YES },
	{ "kvm_intel.tdx=yes", TRI_YES },
	{ "kvm_intel.tdx=true", TRI_YES },
	{ "kvm_intel.tdx=on", TRI_YES },
	{ "kvm_intel.tdx=ON", TRI_YES },
	{ "kvm-intel.tdx=1", TRI_YES },
	{ "quiet  kvm_intel.tdx=1\tnosmt\n", TRI_YES },
	{ "kvm_intel.tdx=0", TRI_NO },
	{ "kvm_intel.tdx=N", TRI_NO },
	{ "kvm_intel.tdx=off", TRI_NO },
	{ "kvm_intel.tdx=o", TRI_NO },
	{ "kvm_intel.tdx=xn", TRI_NO },
	{ "kvm_intel.tdx=1 kvm_intel.tdx=0", TRI_NO },
	{ "kvm_intel.tdx=0 kvm-intel.tdx=1", TRI_YES },
	{ "kvm_intel.tdx_more=1", TRI_NO },
	{ "kvm_intel.ept=1 kvm.tdx=1 tdx=1", TRI_NO },
	{ "kvm.intel.tdx=1 KVM_intel.tdx=1", TRI_NO },
	{ "xkvm_intel.tdx=1", TRI_NO },
};

static void test_asked(void)
{
	char changes[128];
	size_t i;

	for (i = 0; i < ARRAY_SIZE(asked); i++) {
		struct judged *judged cleanup_judged = NULL;

		snprintf(changes, sizeof(changes), "/proc/cmdline=%s",
			 asked[i].cmdline);
		judged = judge_changed(changes);
		ok(judged->check.host.kvm_tdx_asked == asked[i].asked,
		   "asked for: '%s'", asked[i].cmdline);
	}
}

static const struct {
	const char *text;
	enum parameter value;
} parameters[] = {
	{ "Y\n", PARAMETER_YES },	 { "1\n", PARAMETER_YES },
	{ "N\n", PARAMETER_NO },	 { "0\n", PARAMETER_NO },
	{ "", PARAMETER_UNKNOWN },	 { "\n", PARAMETER_UNKNOWN },
	{ "?", PARAMETER_UNKNOWN },	 { "absent", PARAMETER_ABSENT },
	{ "denied", PARAMETER_UNKNOWN }, { "-", PARAMETER_UNKNOWN },
};

static void test_parameters(void)
{
	char changes[128];
	size_t i;

	for (i = 0; i < ARRAY_SIZE(parameters); i++) {
		struct judged *judged cleanup_judged = NULL;

		snprintf(changes, sizeof(changes), KVM_INTEL "tdx=%s",
			 parameters[i].text);
		judged = judge_changed(changes);
		ok(judged->check.host.kvm_tdx == parameters[i].value,
		   "parameter: %zu", i);
	}
}

static const struct {
	const char *release;
	unsigned int major;
	unsigned int minor;
} kernels[] = {
	{ "6.16.3", 6, 16 },
	{ "6.12.117+deb13-amd64", 6, 12 },
	{ "6.16-rc1", 6, 16 },
	{ "7.0", 7, 0 },
	{ "", 0, 0 },
	{ "6", 0, 0 },
	{ "6.", 0, 0 },
	{ "6.x", 0, 0 },
	{ "6-16", 0, 0 },
	{ "v6.16", 0, 0 },
	{ "1000.1", 0, 0 },
	{ "6.1000", 0, 0 },
	{ "99999999999999999999.1", 0, 0 },
};

static void test_kernels(void)
{
	char changes[128];
	size_t i;

	for (i = 0; i < ARRAY_SIZE(kernels); i++) {
		struct judged *judged cleanup_judged = NULL;

		snprintf(changes, sizeof(changes), "kernel=%s",
			 kernels[i].release);
		judged = judge_changed(changes);
		ok(judged->check.host.kernel_major == kernels[i].major &&
			   judged->check.host.kernel_minor == kernels[i].minor,
		   "kernel: '%s'", kernels[i].release);
	}
}

static void test_kernel_from(void)
{
	struct diagnosis host = { .kernel_major = 6, .kernel_minor = 16 };

	ok(diagnosis_kernel_from(&host, 6, 16) &&
		   diagnosis_kernel_from(&host, 6, 8) &&
		   diagnosis_kernel_from(&host, 5, 19),
	   "kernel: at least its own, and older ones");
	ok(!diagnosis_kernel_from(&host, 6, 17) &&
		   !diagnosis_kernel_from(&host, 7, 0),
	   "kernel: not newer ones");
}

/* "kind key cpus error; " of all rows. */
static char *missing_text(const struct check *check)
{
	char *text = NULL;
	size_t size, i;
	FILE *out = open_memstream(&text, &size);

	for (i = 0; out && i < check->missing.count; i++) {
		const struct missing *row = &check->missing.rows[i];

		fprintf(out, "%s %s %s %s; ", row->kind, row->key, row->cpus,
			row->error);
	}
	if (!out || fclose(out))
		abort();
	return text;
}

/* Each once, though several rules want it; in the order of the rules. */
static void test_missing(void)
{
	struct judged *none cleanup_judged = judge_changed("");
	struct judged *some cleanup_judged = judge_changed(
		"msr 0x982=denied; msr 0x87=denied @7; msr 0x87=io @6; "
		"msr 0x3a=-; /proc/cmdline=denied");
	cleanup_free char *nothing = missing_text(&none->check);
	cleanup_free char *text = missing_text(&some->check);

	is_str(nothing, "", "missing: nothing");
	is_str(text,
	       "msr 0x982 0-7 denied; msr 0x87 6 io; msr 0x87 7 denied; "
	       "file /proc/cmdline  denied; ",
	       "missing: each once");
}

/* A group for each set of CPUs that read the same, the lowest CPU first. */
static void test_groups(void)
{
	struct judged *same cleanup_judged = judge_changed("");
	struct judged *apart cleanup_judged =
		judge_changed("msr 0x87=0 @2,6; cr4=0 @6-7; call=ud @0");
	static const char *const want[] = { "0", "1,3-5", "2", "6", "7" };
	size_t g;

	is_u64(same->check.host.ngroups, 1, "groups: one");
	is_u64(apart->check.host.ngroups, ARRAY_SIZE(want), "groups: five");
	for (g = 0; g < ARRAY_SIZE(want) && g < apart->check.host.ngroups;
	     g++) {
		cleanup_free char *cpus =
			cpulist_format(&apart->check.host.groups[g].cpus);

		is_str(cpus, want[g], "groups: %zu", g);
	}
}

int main(void)
{
	test_asked();
	test_parameters();
	test_kernels();
	test_kernel_from();
	test_missing();
	test_groups();
	return tap_done();
}
