// SPDX-License-Identifier: GPL-2.0-or-later
/* Probe: groups, headline, advice and exit status from observations. */
#include <stdlib.h>

#include "base/util.h"
#include "show/probe-text.h"
#include "tap.h"

#define CR4_VMXE (UINT64_C(1) << 13)

#define READ(cpus_, outcome_, rax_, cr4_) \
	{ .cpus = cpus_, .outcome = outcome_, .rax = rax_, .cr4 = cr4_ }
#define ENTERED(cpus_, outcome_)                                           \
	{ .cpus = cpus_, .outcome = outcome_, .cr4 = 0, .entered = true }
#define STUCK(cpus_)                                                       \
	{ .cpus = cpus_, .outcome = OUTCOME_SUCCESS, .entered = true,      \
	  .stuck = true }
#define REFUSED(cpus_, reason_)                                            \
	{ .cpus = cpus_, .error = OBS_UNSUPPORTED, .reason = reason_ }
/* Of a snapshot there is no reason. */
#define KEPT_OUT(cpus_, reason_, cr4_)                                     \
	{ .cpus = cpus_, .error = OBS_UNSUPPORTED, .reason = reason_,      \
	  .cr4 = cr4_, .cr4_read = true }
#define ERROR(cpus_, error_) { .cpus = cpus_, .error = error_ }

/* Some CPUs and what they observed. */
struct part {
	const char *cpus;
	enum obs_error error;
	enum outcome outcome;
	uint64_t rax;
	uint64_t cr4;
	const char *reason;
	bool entered;
	bool stuck;
	bool cr4_read;	/* although there is no SEAMCALL */
};

static const struct {
	const char *what;
	struct part parts[4];
	const char *isolated;
	enum exit_status exit;
	const char *headline;
	const char *advice;	/* start of the first group's, NULL for none */
} cases[] = {
	{ "all well",
	  { READ("0-7", OUTCOME_SUCCESS, 0, CR4_VMXE) },
	  "",
	  EXIT_ALL_WELL,
	  "SEAMCALL succeeded on CPUs 0-7: the TDX module answers",
	  NULL },
	{ "BIOS off",
	  { READ("0-111", OUTCOME_GP, 34, CR4_VMXE) },
	  "",
	  EXIT_FAULT,
	  "SEAMCALL raised #GP on CPUs 0-111: TDX is not enabled by the BIOS",
	  "" },
	{ "one CPU",
	  { READ("3", OUTCOME_VMFAILINVALID, 34, CR4_VMXE) },
	  "",
	  EXIT_FAULT,
	  "SEAMCALL failed with VMfailInvalid on CPU 3: no TDX module is loaded",
	  "" },
	{ "VMX off",
	  { READ("0-1", OUTCOME_UD, 34, 0) },
	  "",
	  EXIT_FAULT,
	  "SEAMCALL raised #UD on CPUs 0-1: not in VMX operation",
	  "Load kvm_intel" },
	{ "VMXE set",
	  { READ("0-1", OUTCOME_UD, 34, CR4_VMXE) },
	  "",
	  EXIT_FAULT,
	  "SEAMCALL raised #UD on CPUs 0-1: not in VMX operation although CR4.VMXE is set, or a CPU without SEAM",
	  "CR4.VMXE is set" },
	{ "VMXE set on some",
	  { READ("0", OUTCOME_UD, 34, CR4_VMXE), READ("1", OUTCOME_UD, 34, 0) },
	  "",
	  EXIT_FAULT,
	  "SEAMCALL raised #UD on CPUs 0-1: not in VMX operation",
	  "Find out why CPUs differ" },
	{ "busy, which may pass",
	  { READ("0-6", OUTCOME_SUCCESS, 0, CR4_VMXE),
	    READ("7", OUTCOME_STATUS, 0x8000020200000000, CR4_VMXE) },
	  "",
	  EXIT_UNKNOWN,
	  "SEAMCALL returned TDX_SYS_BUSY on CPU 7, but succeeded on CPUs 0-6: the module as a whole is locked, or another CPU is inside of it",
	  NULL },
	{ "an error that nobody knows",
	  { READ("0-7", OUTCOME_STATUS, 0xc000fe0000000000, CR4_VMXE) },
	  "",
	  EXIT_FAULT,
	  "SEAMCALL returned the unknown status 0xc000fe0000000000 on CPUs 0-7",
	  NULL },
	{ "one CPU deviates",
	  { READ("0-4,6-7", OUTCOME_SUCCESS, 0, CR4_VMXE),
	    READ("5", OUTCOME_GP, 34, CR4_VMXE) },
	  "",
	  EXIT_FAULT,
	  "SEAMCALL raised #GP on CPU 5, but succeeded on CPUs 0-4,6-7: the BIOS enabled TDX for some CPUs only",
	  NULL },
	{ "a status",
	  { READ("0-7", OUTCOME_STATUS, 0xc000050200000000, CR4_VMXE) },
	  "",
	  EXIT_FAULT,
	  "SEAMCALL returned TDX_SYS_LP_INIT_NOT_DONE on CPUs 0-7: ",
	  "" },
	{ "an informational status",
	  { READ("0-7", OUTCOME_STATUS, 0x00000c0b00000000, CR4_VMXE) },
	  "",
	  EXIT_ALL_WELL,
	  "SEAMCALL returned TDX_METADATA_FIRST_FIELD_ID_IN_CONTEXT on CPUs 0-7: ",
	  NULL },
	{ "an unknown status",
	  { READ("0-7", OUTCOME_STATUS, 0xc0007f0000000000, CR4_VMXE) },
	  "",
	  EXIT_FAULT,
	  "SEAMCALL returned the unknown status 0xc0007f0000000000 on CPUs 0-7",
	  NULL },
	{ "offline",
	  { READ("0-6", OUTCOME_SUCCESS, 0, CR4_VMXE),
	    ERROR("7", OBS_OFFLINE) },
	  "",
	  EXIT_UNKNOWN,
	  "SEAMCALL was not issued on CPU 7, but succeeded on CPUs 0-6: CPU is offline",
	  NULL },
	{ "offline and a fault",
	  { READ("0-6", OUTCOME_GP, 34, CR4_VMXE), ERROR("7", OBS_OFFLINE) },
	  "",
	  EXIT_FAULT,
	  "SEAMCALL raised #GP on CPUs 0-6, but was not issued on CPU 7: TDX is not enabled by the BIOS",
	  "" },
	{ "isolated",
	  { READ("0-5", OUTCOME_SUCCESS, 0, CR4_VMXE) },
	  "6-7",
	  EXIT_ALL_WELL,
	  "SEAMCALL succeeded on CPUs 0-5, but was not issued on CPUs 6-7: the TDX module answers",
	  NULL },
	{ "all isolated",
	  { { 0 } },
	  "0-7",
	  EXIT_UNKNOWN,
	  "SEAMCALL was not issued on CPUs 0-7: CPU is isolated",
	  NULL },
	{ "no helper",
	  { ERROR("0-7", OBS_ABSENT) },
	  "",
	  EXIT_UNKNOWN,
	  "SEAMCALL was not issued on CPUs 0-7: there is no helper module",
	  NULL },
	{ "no CPU",
	  { { 0 } },
	  "",
	  EXIT_UNKNOWN,
	  "SEAMCALL was not issued: no CPU to read",
	  NULL },
	{ "two packages",
	  { READ("0-3", OUTCOME_SUCCESS, 0, CR4_VMXE),
	    READ("4-7", OUTCOME_VMFAILINVALID, 34, CR4_VMXE) },
	  "",
	  EXIT_FAULT,
	  "SEAMCALL failed with VMfailInvalid on CPUs 4-7, but succeeded on CPUs 0-3: no TDX module is loaded",
	  NULL },
	{ "#GP here, no module there",
	  { READ("0-3", OUTCOME_GP, 34, CR4_VMXE),
	    READ("4-7", OUTCOME_VMFAILINVALID, 34, CR4_VMXE) },
	  "",
	  EXIT_FAULT,
	  "SEAMCALL raised #GP on CPUs 0-3, but failed with VMfailInvalid on CPUs 4-7: the BIOS enabled TDX for some CPUs only",
	  "The BIOS enabled TDX for other CPUs" },
	{ "#GP here, no VMX there",
	  { READ("0-3", OUTCOME_GP, 34, CR4_VMXE),
	    READ("4-7", OUTCOME_UD, 34, 0) },
	  "",
	  EXIT_FAULT,
	  "SEAMCALL raised #GP on CPUs 0-3, but raised #UD on CPUs 4-7: TDX is not enabled by the BIOS",
	  "In the BIOS enable TDX" },
	{ "entered",
	  { ENTERED("0-7", OUTCOME_GP) },
	  "",
	  EXIT_FAULT,
	  "SEAMCALL raised #GP on CPUs 0-7: TDX is not enabled by the BIOS",
	  "In the BIOS enable TDX" },
	{ "entered, no SEAM",
	  { ENTERED("0-7", OUTCOME_UD) },
	  "",
	  EXIT_FAULT,
	  "SEAMCALL raised #UD on CPUs 0-7: the CPU has no SEAM",
	  "This CPU was in VMX operation" },
	{ "entered on some, #UD on all",
	  { ENTERED("0-4", OUTCOME_UD), READ("5", OUTCOME_UD, 34, CR4_VMXE) },
	  "",
	  EXIT_FAULT,
	  "SEAMCALL raised #UD on CPUs 0-4, but raised #UD on CPU 5: the CPU has no SEAM",
	  "This CPU was in VMX operation" },
	{ "entered and not left",
	  { ENTERED("0-4", OUTCOME_SUCCESS), STUCK("5") },
	  "",
	  EXIT_FAULT,
	  "SEAMCALL succeeded on CPUs 0-5: the TDX module answers; VMXOFF failed on CPU 5",
	  "Reset this host" },
	{ "entering was refused",
	  { REFUSED("0-7", "VMXON failed") },
	  "",
	  EXIT_UNKNOWN,
	  "SEAMCALL was not issued on CPUs 0-7: VMXON failed",
	  NULL },
	{ "entering was refused for two reasons",
	  { REFUSED("0-3", "VMXON failed"), REFUSED("4-7", "stopped") },
	  "",
	  EXIT_UNKNOWN,
	  "SEAMCALL was not issued on CPUs 0-3, but was not issued on CPUs 4-7: VMXON failed",
	  NULL },
	{ "three outcomes",
	  { READ("0-1", OUTCOME_SUCCESS, 0, CR4_VMXE),
	    READ("2-6", OUTCOME_GP, 34, CR4_VMXE),
	    READ("7", OUTCOME_UD, 34, 0) },
	  "",
	  EXIT_FAULT,
	  "SEAMCALL raised #GP on CPUs 2-6, but succeeded on CPUs 0-1, raised #UD on CPU 7: the BIOS enabled TDX for some CPUs only",
	  "" },
};

static void observe(const struct part *part, const struct obs_key *key,
		    struct cpulist *read, struct obs_list *list)
{
	struct cpulist cpus;
	unsigned int cpu;

	if (!part->cpus || cpulist_parse(part->cpus, &cpus))
		return;
	cpulist_for_each(cpu, &cpus) {
		struct obs cr4 = { .key = { .kind = OBS_CR4 },
				   .cpu = cpu,
				   .error = part->cr4_read ? OBS_READ :
							     part->error,
				   .word = part->cr4 };
		struct obs call = { .key = *key,
				    .cpu = cpu,
				    .error = part->error,
				    .reason = part->reason,
				    .seamcall = { .outcome = part->outcome,
						  .rax = part->rax,
						  .vmx_entered = part->entered,
						  .vmx_stuck = part->stuck,
						  .attempts = 1 } };

		cpulist_add(read, cpu);
		if (obs_add(list, &cr4) || obs_add(list, &call))
			abort();
	}
}

#define LOAD_KVM \
	"Load kvm_intel, which puts all CPUs into VMX operation from Linux 6.12 on (older: while a virtual machine runs), and probe again"
#define NO_WORD "; this outcome does not tell what the BIOS did"
#define NOT_ENTERED \
	"not in VMX operation, and the helper module cannot enter it on this kernel"

/* Advice about CPUs outside of VMX operation, which is whole here. */
static const struct {
	const char *what;
	struct part parts[2];
	enum helper_entry entry;
	bool hypervisor;
	bool failure;
	enum exit_status exit;
	const char *headline;
	const char *advice;
} outside[] = {
	{ "the helper can enter", { READ("0-1", OUTCOME_UD, 34, 0) },
	  .entry = HELPER_ENTRY_POSSIBLE, .exit = EXIT_FAULT,
	  .headline = "SEAMCALL raised #UD on CPUs 0-1: not in VMX operation",
	  .advice = LOAD_KVM ", or probe with --enter-vmx" NO_WORD },
	{ "the helper cannot enter", { READ("0-1", OUTCOME_UD, 34, 0) },
	  .entry = HELPER_ENTRY_IMPOSSIBLE, .exit = EXIT_FAULT,
	  .headline = "SEAMCALL raised #UD on CPUs 0-1: not in VMX operation",
	  .advice = LOAD_KVM NO_WORD },
	{ "nobody knows", { READ("0-1", OUTCOME_UD, 34, 0) },
	  .entry = HELPER_ENTRY_UNKNOWN, .exit = EXIT_FAULT,
	  .headline = "SEAMCALL raised #UD on CPUs 0-1: not in VMX operation",
	  .advice = LOAD_KVM ", or probe with --enter-vmx if the helper module can enter VMX operation on that kernel" NO_WORD },
	{ "it was told to, and cannot",
	  { KEPT_OUT("0-4", NOT_ENTERED, 0),
	    READ("5-6", OUTCOME_SUCCESS, 0, CR4_VMXE) },
	  .entry = HELPER_ENTRY_IMPOSSIBLE, .exit = EXIT_UNKNOWN,
	  .headline =
		  "SEAMCALL raised #UD on CPUs 0-4, but succeeded on CPUs 5-6: " NOT_ENTERED,
	  .advice = LOAD_KVM NO_WORD },
	{ "the same in a snapshot",
	  { KEPT_OUT("0-4", NULL, 0),
	    READ("5-6", OUTCOME_SUCCESS, 0, CR4_VMXE) },
	  .entry = HELPER_ENTRY_IMPOSSIBLE, .exit = EXIT_UNKNOWN,
	  .headline =
		  "SEAMCALL raised #UD on CPUs 0-4, but succeeded on CPUs 5-6: " NOT_ENTERED,
	  .advice = LOAD_KVM NO_WORD },
	{ "it was told to, and cannot, and another CPU has a fault",
	  { KEPT_OUT("0-4", NOT_ENTERED, 0),
	    READ("5-6", OUTCOME_UD, 34, CR4_VMXE) },
	  .entry = HELPER_ENTRY_IMPOSSIBLE, .exit = EXIT_FAULT,
	  .headline =
		  "SEAMCALL raised #UD on CPUs 5-6, but raised #UD on CPUs 0-4: not in VMX operation although CR4.VMXE is set, or a CPU without SEAM",
	  .advice = LOAD_KVM NO_WORD },
	{ "a CPU that could not be read for another reason",
	  { KEPT_OUT("0-4", NULL, CR4_VMXE) },
	  .entry = HELPER_ENTRY_IMPOSSIBLE, .exit = EXIT_UNKNOWN,
	  .headline = "SEAMCALL was not issued on CPUs 0-4: not possible here" },
	{ "a snapshot of a virtual machine", { KEPT_OUT("0-4", NULL, 0) },
	  .entry = HELPER_ENTRY_IMPOSSIBLE, .hypervisor = true,
	  .exit = EXIT_UNKNOWN,
	  .headline = "SEAMCALL was not issued on CPUs 0-4: not possible here" },
	{ "a virtual machine", { KEPT_OUT("0-4", NULL, 0) },
	  .entry = HELPER_ENTRY_IMPOSSIBLE, .failure = true,
	  .exit = EXIT_UNKNOWN,
	  .headline = "SEAMCALL was not issued on CPUs 0-4: refused" },
	{ "nobody knows why", { KEPT_OUT("0-4", NULL, 0) },
	  .entry = HELPER_ENTRY_UNKNOWN, .exit = EXIT_UNKNOWN,
	  .headline = "SEAMCALL was not issued on CPUs 0-4: not possible here" },
};

static void add_hypervisor(struct obs_list *list, const struct cpulist *cpus)
{
	struct obs obs = { .key = { .kind = OBS_CPUID, .cpuid = { 1, 0 } },
			   .cpuid = { .ecx = 1U << 31 } };

	cpulist_for_each(obs.cpu, cpus)
		if (obs_add(list, &obs))
			abort();
}

static void test_outside(size_t n)
{
	struct obs_list list cleanup_obs = { 0 };
	struct probe probe cleanup_probe = {
		.failure = outside[n].failure ? "refused" : NULL,
		.entry = outside[n].entry,
	};
	struct cpulist read = { 0 }, isolated = { 0 };
	cleanup_free char *headline = NULL;
	size_t i;

	leaf_parse("TDH.SYS.RD", &probe.leaf);
	probe.key = (struct obs_key){ .kind = OBS_SEAMCALL,
				      .seamcall = { .rax = 34 } };
	for (i = 0; i < ARRAY_SIZE(outside[n].parts); i++)
		observe(&outside[n].parts[i], &probe.key, &read, &list);
	if (outside[n].hypervisor)
		add_hypervisor(&list, &read);
	if (probe_build(&probe, &list, &read, &isolated))
		abort();
	headline = probe_headline(&probe);
	is_str(headline, outside[n].headline, "outside: %s: headline",
	       outside[n].what);
	is_u64(probe_exit(&probe), outside[n].exit, "outside: %s: exit status",
	       outside[n].what);
	is_str(probe.groups[0].advice, outside[n].advice, "outside: %s: advice",
	       outside[n].what);
}

static void test_case(size_t n)
{
	struct obs_list list cleanup_obs = { 0 };
	struct probe probe cleanup_probe = { 0 };
	struct cpulist read = { 0 }, isolated = { 0 };
	cleanup_free char *headline = NULL;
	const char *what = cases[n].what;
	size_t i, want = strlen(cases[n].headline);

	leaf_parse("TDH.SYS.RD", &probe.leaf);
	probe.key = (struct obs_key){ .kind = OBS_SEAMCALL,
				      .seamcall = { .rax = 34 } };
	for (i = 0; i < ARRAY_SIZE(cases[n].parts); i++)
		observe(&cases[n].parts[i], &probe.key, &read, &list);
	if (*cases[n].isolated)
		cpulist_parse(cases[n].isolated, &isolated);
	if (probe_build(&probe, &list, &read, &isolated))
		abort();
	headline = probe_headline(&probe);
	/* A status goes on with its meaning, which the table tests. */
	if (cases[n].headline[want - 1] == ' ' && strlen(headline) > want)
		headline[want] = '\0';
	is_str(headline, cases[n].headline, "%s: headline", what);
	is_u64(probe_exit(&probe), cases[n].exit, "%s: exit status", what);
	if (!probe.ngroups)
		return;
	if (!cases[n].advice)
		is_str(probe.groups[0].advice, NULL, "%s: no advice", what);
	else
		ok(probe.groups[0].advice &&
			   !strncmp(probe.groups[0].advice, cases[n].advice,
				    strlen(cases[n].advice)),
		   "%s: advice", what);
}

int main(void)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(cases); i++)
		test_case(i);
	for (i = 0; i < ARRAY_SIZE(outside); i++)
		test_outside(i);
	return tap_done();
}
