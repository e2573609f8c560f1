// SPDX-License-Identifier: GPL-2.0-or-later
/* Facts of the host that checks judge: parameters, kernel, what is missing. */
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
	{ "kvx_intel.tdx=1 kvm_intel.tdy=1", TRI_NO },
	{ "kvm_intel.tdxy", TRI_NO },
	{ "  kvm_intel.tdx=on quiet", TRI_YES },
	{ "kvm_intel.tdx 0", TRI_YES },
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
		ok(judged->verdict.host.kvm_tdx_asked == asked[i].asked,
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
		ok(judged->verdict.host.kvm_tdx == parameters[i].value,
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
	{ "999.999", 999, 999 },
	{ "", 0, 0 },
	{ "6", 0, 0 },
	{ "6.", 0, 0 },
	{ "6.x", 0, 0 },
	{ "6-16", 0, 0 },
	{ "v6.16", 0, 0 },
	{ " 6.16", 0, 0 },
	{ ".16", 0, 0 },
	{ "6a.1", 0, 0 },
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
		ok(judged->verdict.host.kernel_major == kernels[i].major &&
			   judged->verdict.host.kernel_minor == kernels[i].minor,
		   "kernel: '%s'", kernels[i].release);
	}
}

static void test_kernel_from(void)
{
	struct host_facts host = { .kernel_major = 6, .kernel_minor = 16 };

	ok(host_facts_kernel_from(&host, 6, 16) &&
		   host_facts_kernel_from(&host, 6, 8) &&
		   host_facts_kernel_from(&host, 5, 19),
	   "kernel: at least its own, and older ones");
	ok(!host_facts_kernel_from(&host, 6, 17) &&
		   !host_facts_kernel_from(&host, 7, 0),
	   "kernel: not newer ones");
}

static bool kvm_proves(const char *changes)
{
	struct judged *judged cleanup_judged = judge_changed(changes);

	return judged->verdict.host.kvm_proves;
}

static void test_kvm_proves(void)
{
	ok(kvm_proves("kernel=6.16.0") && kvm_proves("kernel=7.0"),
	   "KVM proves the module up from 6.16 on");
	ok(!kvm_proves("kernel=6.15.9") && !kvm_proves("kernel=") &&
		   !kvm_proves(KVM_INTEL "tdx=N\n"),
	   "KVM proves nothing before, nor with TDX off");
}

static const struct {
	const char *changes;
	const char *conflict;
} conflicts[] = {
	{ "", NULL },
	{ KVM "tdp_mmu=N\n", "kvm.tdp_mmu" },
	{ KVM "mmio_caching=N\n", "kvm.mmio_caching" },
	{ KVM "enable_virt_at_load=N\n", "kvm.enable_virt_at_load" },
	{ KVM_INTEL "ept=N\n", "kvm_intel.ept" },
	{ KVM_INTEL "eptad=N\n", "kvm_intel.eptad" },
	{ KVM_INTEL "enable_apicv=N\n", "kvm_intel.enable_apicv" },
	{ "log=kvm_intel: TDP MMU and MMIO caching and EPT A/D bit is required for TDX\n",
	  "kvm.tdp_mmu, kvm.mmio_caching or kvm_intel.eptad" },
	{ "log=kvm_intel: tdx requires kvm.enable_virt_at_load=1\n",
	  "kvm.enable_virt_at_load" },
	{ "log=kvm_intel: EPT is required for TDX\n", "kvm_intel.ept" },
	{ "log=kvm_intel: APICv is required for TDX\n",
	  "kvm_intel.enable_apicv" },
};

static void test_conflicts(void)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(conflicts); i++) {
		struct judged *judged cleanup_judged =
			judge_changed(conflicts[i].changes);

		is_str(judged->verdict.host.kvm_conflict, conflicts[i].conflict,
		       "conflict: '%s'", conflicts[i].changes);
	}
}

static const struct {
	const char *cmdline;
	const char *word;
	enum tristate has;
} words[] = {
	{ "nosmt", "nosmt", TRI_YES },
	{ "quiet\tnosmt\n", "nosmt", TRI_YES },
	{ "nosmtx xnosmt nosm no smt", "nosmt", TRI_NO },
	{ "nosmt=force", "nosmt", TRI_NO },
	{ "nosmt=force", "nosmt=", TRI_YES },
	{ "quiet maxcpus=", "maxcpus=", TRI_YES },
	{ "maxcpus xmaxcpus=4", "maxcpus=", TRI_NO },
	{ "", "nosmt", TRI_NO },
	{ "denied", "nosmt", TRI_UNKNOWN },
};

static void test_words(void)
{
	char changes[128];
	size_t i;

	for (i = 0; i < ARRAY_SIZE(words); i++) {
		struct judged *judged cleanup_judged = NULL;

		snprintf(changes, sizeof(changes), "/proc/cmdline=%s",
			 words[i].cmdline);
		judged = judge_changed(changes);
		ok(host_facts_cmdline(&judged->verdict.host, words[i].word) ==
			   words[i].has,
		   "command line: '%s' in '%s'", words[i].word,
		   words[i].cmdline);
	}
}

static const struct {
	const char *cpuinfo;
	enum tristate has;
} flags[] = {
	{ "flags\t\t: vmx hypervisor\nbugs\t\t:\n", TRI_YES },
	{ "flags : hypervisor", TRI_YES },
	{ "flags:hypervisor", TRI_YES },
	{ "model\t: 143\nflags\t: vmx\nbugs\t: hypervisor\n", TRI_NO },
	{ "flags\t: hypervisors\n\nflags\t: hypervisor\n", TRI_NO },
	{ "flags2\t: hypervisor\nflags hypervisor\n", TRI_UNKNOWN },
	{ "vmx flags\t: hypervisor\n", TRI_UNKNOWN },
	{ "", TRI_UNKNOWN },
	{ "denied", TRI_UNKNOWN },
};

static void test_flags(void)
{
	char changes[128];
	size_t i;

	for (i = 0; i < ARRAY_SIZE(flags); i++) {
		struct judged *judged cleanup_judged = NULL;

		snprintf(changes, sizeof(changes), "/proc/cpuinfo=%s",
			 flags[i].cpuinfo);
		judged = judge_changed(changes);
		ok(host_facts_cpuinfo(&judged->verdict.host, "flags",
				      "hypervisor") == flags[i].has,
		   "cpuinfo: %zu", i);
	}
}

/* Only families that have extended fields count them, as Linux does. */
static const struct {
	uint32_t eax;
	unsigned int family;
	unsigned int model;
} models[] = {
	{ 0x000806f8, 6, 0x8f },   { 0x000816f8, 6, 0x8f },
	{ 0x00ff06f1, 6, 0xff },   { 0x00400f10, 19, 0x01 },
	{ 0x00100f00, 16, 0x00 },  { 0x00660f21, 21, 0x62 },
	{ 0x0ff80f00, 270, 0x80 }, { 0x10000f29, 15, 0x02 },
	{ 0x08000f00, 143, 0x00 }, { 0x000f05f4, 5, 0x0f },
	{ 0x001f0ef4, 14, 0x0f },
};

static void test_models(void)
{
	char changes[64];
	size_t i;

	for (i = 0; i < ARRAY_SIZE(models); i++) {
		struct judged *judged cleanup_judged = NULL;
		const struct cpu_facts *cpus;

		snprintf(changes, sizeof(changes), "cpuid 0x1 eax=0x%" PRIx32,
			 models[i].eax);
		judged = judge_changed(changes);
		cpus = &judged->verdict.host.groups[0];
		ok(cpus->family.known && cpus->model.known &&
			   cpus->family.value == models[i].family &&
			   cpus->model.value == models[i].model,
		   "model: EAX 0x%" PRIx32, models[i].eax);
	}
}

/* A fact of the first group: "-" if it is not known. */
static void is_fact(const char *changes, size_t offset, const char *want)
{
	struct judged *judged cleanup_judged = judge_changed(changes);
	const char *group = (const char *)&judged->verdict.host.groups[0];
	struct fact fact;
	char text[24] = "-";

	memcpy(&fact, group + offset, sizeof(fact));
	if (fact.known)
		snprintf(text, sizeof(text), "0x%" PRIx64, fact.value);
	is_str(text, want, "fact: '%s'", changes);
}

#define FACT(name) offsetof(struct cpu_facts, name)

static void test_facts(void)
{
	is_fact("", FACT(vendor_intel), "0x1");
	is_fact("cpuid 0x0 ebx=0x68747541", FACT(vendor_intel), "0x0");
	is_fact("cpuid 0x0 ecx=0x444d4163", FACT(vendor_intel), "0x0");
	is_fact("cpuid 0x0 edx=0x69746e65", FACT(vendor_intel), "0x0");
	is_fact("cpuid 0x0=-", FACT(vendor_intel), "-");
	is_fact("msr 0xa0=0xffff8001", FACT(mcheck_error), "0xffff8001");
	is_fact("msr 0xa0=0x10000", FACT(mcheck_error), "0x10000");
	is_fact("msr 0xa0=0", FACT(mcheck_error), "0x0");
	is_fact("msr 0xa0=denied", FACT(mcheck_error), "-");
}

static const struct {
	const char *changes;
	bool answered;
	bool succeeded;
	bool in_vmx;
} calls[] = {
	{ "", true, true, true },
	{ "call=status:0x8000020200000000 @7", true, false, true },
	{ "call=vmfailinvalid", false, false, true },
	{ "call=gp @7", false, false, true },
	{ "call=ud", false, false, false },
	{ "call=entered-success", true, true, false },
	{ "call=- @7", false, false, true },
	{ "call=-", false, false, false },
	{ "isolated=0-7", false, false, false },
};

static void test_calls(void)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(calls); i++) {
		struct judged *judged cleanup_judged =
			judge_changed(calls[i].changes);
		const struct host_facts *host = &judged->verdict.host;

		ok(host->answered == calls[i].answered &&
			   host->succeeded == calls[i].succeeded &&
			   host->in_vmx == calls[i].in_vmx,
		   "SEAMCALL: '%s'", calls[i].changes);
	}
}

/* "kind key cpus error; " of all rows. */
static char *missing_text(const struct verdict *check)
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

/* Each once, though several checks want it; in the order of the checks. */
static void test_missing(void)
{
	struct judged *none cleanup_judged = judge_changed("");
	struct judged *some cleanup_judged = judge_changed(
		"msr 0x982=denied; msr 0x87=denied @7; msr 0x87=io @6; "
		"msr 0x3a=-; /proc/cmdline=denied; "
		"/sys/devices/system/cpu/online=-");
	struct judged *more cleanup_judged = judge_changed(
		"cpuid 0x0=denied; cpuid 0x1=denied; msr 0x981=denied; msr 0x982=denied");
	cleanup_free char *nothing = missing_text(&none->verdict);
	cleanup_free char *all = missing_text(&more->verdict);
	cleanup_free char *text = missing_text(&some->verdict);

	is_str(nothing, "", "missing: nothing");
	is_str(text,
	       "msr 0x87 6 io; msr 0x87 7 denied; msr 0x982 0-7 denied; "
	       "msr 0x3a 0-7 absent; file /proc/cmdline  denied; ",
	       "missing: each once");
	is_str(all,
	       "cpuid 0x1:0x0 0-7 denied; cpuid 0x0:0x0 0-7 denied; "
	       "msr 0x982 0-7 denied; msr 0x981 0-7 denied; ",
	       "missing: several of the same CPUs");
}

/* Groups of CPUs, as "0-6; 7; ". */
static char *groups_text(const struct host_facts *host)
{
	char *text = NULL;
	size_t size, g;
	FILE *out = open_memstream(&text, &size);

	for (g = 0; out && g < host->ngroups; g++) {
		cleanup_free char *cpus = cpulist_format(&host->groups[g].cpus);

		fprintf(out, "%s; ", cpus);
	}
	if (!out || fclose(out))
		abort();
	return text;
}

/* A group for each set of CPUs that read the same, the lowest CPU first. */
static const struct {
	const char *changes;
	const char *want;
} groups[] = {
	{ "", "0-7; " },
	{ "msr 0x87=0 @2,6; cr4=0 @6-7; call=ud @0", "0; 1,3-5; 2; 6; 7; " },
	{ "msr 0x87=- @0; msr 0x87=0 @2", "0; 1,3-7; 2; " },
	{ "cr4=- @7", "0-6; 7; " },
	{ "isolated=0-7", "" },
	/* What is not read for one of these is not judged. */
	{ "cr4=offline @0", "1-7; " },
	{ "msr 0x982=offline @7", "0-6; " },
	{ "msr 0x982=isolated @3-4", "0-2,5-7; " },
	{ "msr 0x982=denied @7", "0-6; 7; " },
};

static void test_groups(void)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(groups); i++) {
		struct judged *judged cleanup_judged =
			judge_changed(groups[i].changes);
		cleanup_free char *text = groups_text(&judged->verdict.host);

		is_str(text, groups[i].want, "groups: '%s'", groups[i].changes);
	}
}

/* Every register that is judged, and no other, tells CPUs apart. */
static void test_tells_apart(void)
{
	unsigned int row;

	for (row = 0; row < HOST_REGISTERS; row++) {
		struct judged *judged cleanup_judged =
			calloc(1, sizeof(*judged));
		cleanup_free char *text = NULL;
		struct obs *obs;

		if (!judged)
			abort();
		host_healthy(&judged->host);
		obs = &judged->host.obs[row][7];
		if (obs->key.kind == OBS_CPUID)
			obs->cpuid.eax ^= 1;
		else if (obs->key.kind == OBS_SEAMCALL)
			obs->seamcall.regs.r8 ^= 1;
		else
			obs->word ^= 1;
		checks_as_is(judged);
		text = groups_text(&judged->verdict.host);
		is_str(text, "0-6; 7; ", "groups: register %u", row);
	}
}

/* What a check shows as evidence, but does not judge, tells none apart. */
static void test_others_apart(void)
{
	struct judged *judged cleanup_judged = calloc(1, sizeof(*judged));
	struct obs obs = { .key = { .kind = OBS_MSR, .msr = 0x1b } };
	cleanup_free char *text = NULL;
	struct cpulist first, last, all;

	if (!judged || cpulist_parse("0-3", &first) ||
	    cpulist_parse("4-7", &last) || cpulist_parse("0-7", &all))
		abort();
	host_healthy(&judged->host);
	host_capture(&judged->host, &judged->capture);
	obs.word = 0xfee00900;
	if (capture_add(&judged->capture, &obs, &first))
		abort();
	obs.word = 0xfee00800;
	if (capture_add(&judged->capture, &obs, &last) ||
	    verdict_build(&judged->verdict, &judged->capture, &all))
		abort();
	text = groups_text(&judged->verdict.host);
	is_str(text, "0-7; ", "groups: another register");
}

/* Without a list of CPUs that are online, all that are asked for are judged. */
static void test_online_unknown(void)
{
	struct judged *judged cleanup_judged = calloc(1, sizeof(*judged));
	cleanup_free char *text = NULL;
	struct cpulist cpus;

	if (!judged)
		abort();
	host_healthy(&judged->host);
	host_capture(&judged->host, &judged->capture);
	judged->capture.cpus.online = (struct cpulist){ 0 };
	cpulist_parse("0-7", &cpus);
	if (verdict_build(&judged->verdict, &judged->capture, &cpus))
		abort();
	text = groups_text(&judged->verdict.host);
	is_str(text, "0-7; ", "groups: none is known to be online");
}

int main(void)
{
	test_asked();
	test_parameters();
	test_kernels();
	test_kernel_from();
	test_kvm_proves();
	test_conflicts();
	test_words();
	test_flags();
	test_models();
	test_facts();
	test_calls();
	test_missing();
	test_groups();
	test_tells_apart();
	test_others_apart();
	test_online_unknown();
	return tap_done();
}
