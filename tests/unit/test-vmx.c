// SPDX-License-Identifier: GPL-2.0-or-later
/* VMX: what is told of each combination of registers, and whole outputs. */
#include <stdlib.h>

#include "base/util.h"
#include "show/vmx-table.h"
#include "show/vmx-text.h"
#include "tap.h"

#define VMXE		0x2000
#define CTL_ON		0x60005
#define CTL_OFF		0x60001
#define CTL_SMX		0x60003
#define CTL_UNLOCKED	0x0
#define BASIC		0x13dc050000000013	/* bit 60 set */
#define BASIC_LOSES	0x03dc050000000013

#define CPU_VMX		0x20
#define CPU_GUEST	0x80000000

/* CPUs that read the same. */
struct part {
	const char *cpus;
	uint32_t ecx;
	uint64_t ctl;
	uint64_t cr4;
	enum outcome outcome;
	enum obs_error ctl_error;
	enum obs_error helper_error;	/* of CR4 and SEAMCALL */
	enum obs_error call_error;	/* of SEAMCALL alone */
	enum obs_error cpuid_error;
	bool loses;
};

#define HELPED(cpus_, ctl_, cr4_, outcome_)                           \
	{ .cpus = cpus_, .ecx = CPU_VMX, .ctl = ctl_, .cr4 = cr4_, \
	  .outcome = outcome_ }
#define UNHELPED(cpus_, ctl_)                                 \
	{ .cpus = cpus_, .ecx = CPU_VMX, .ctl = ctl_,         \
	  .helper_error = OBS_ABSENT, .call_error = OBS_ABSENT }
#define FAILED(cpus_, error)                                                 \
	{ .cpus = cpus_, .ctl_error = error, .helper_error = error,          \
	  .call_error = error, .cpuid_error = error }

#define NO_KVM		{ .sysfs = true }
#define KVM(at_load)	{ .sysfs = true, .kvm_intel = true, \
			  .enable_virt_at_load = at_load }

#define KVM_HOLDS \
	"kvm_intel is loaded: it is likely KVM that holds VMX."
#define KERNEL_HOLDS \
	"kvm_intel is not loaded: it is likely the kernel itself that holds VMX, as it does from about Linux 7.1 on, or another hypervisor."
#define DIFFER_REGISTERS \
	"All CPUs of a host need the same settings: power-cycle; if they still differ, update the BIOS and report this to its vendor."
#define DIFFER_OPERATION \
	"Find out why CPUs differ in VMX operation: reload kvm_intel, and look for 'enabling virtualization on CPU' in the kernel log."

static const struct {
	const char *what;
	struct part parts[3];
	struct vmx_host host;
	const char *isolated;
	enum exit_status exit;
	const char *in_vmx;	/* of the first group */
	const char *headline;
	const char *end;	/* what stands below the table, "" for nothing */
} cases[] = {
	{ "on, by KVM", { HELPED("0-7", CTL_ON, VMXE, OUTCOME_SUCCESS) },
	  KVM('Y'), "", EXIT_ALL_WELL, "yes", "The CPUs are in VMX operation",
	  KVM_HOLDS },
	{ "on, by the kernel", { HELPED("0-7", CTL_ON, VMXE, OUTCOME_GP) },
	  NO_KVM, "", EXIT_ALL_WELL, "yes", "The CPUs are in VMX operation",
	  KERNEL_HOLDS },
	{ "on, no module there",
	  { HELPED("0-7", CTL_ON, VMXE, OUTCOME_VMFAILINVALID) },
	  { 0 }, "", EXIT_ALL_WELL, "yes", "The CPUs are in VMX operation",
	  "" },
	{ "on, a status", { HELPED("0-7", CTL_ON, VMXE, OUTCOME_STATUS) },
	  { 0 }, "", EXIT_ALL_WELL, "yes", "The CPUs are in VMX operation",
	  "" },
	{ "off, no KVM", { HELPED("0-7", CTL_ON, 0, OUTCOME_UD) }, NO_KVM, "",
	  EXIT_ALL_WELL, "no",
	  "VMX is possible, and no CPU is in VMX operation",
	  "For TDX load kvm_intel, which puts all CPUs into VMX operation from Linux 6.12 on." },
	{ "off, KVM on demand", { HELPED("0-7", CTL_ON, 0, OUTCOME_UD) },
	  KVM('N'), "", EXIT_ALL_WELL, "no",
	  "VMX is possible, and no CPU is in VMX operation",
	  "kvm_intel is loaded, but enters VMX operation only while a virtual machine runs: TDX needs kvm.enable_virt_at_load=1." },
	{ "off, old KVM", { HELPED("0-7", CTL_ON, 0, OUTCOME_UD) }, KVM(0), "",
	  EXIT_ALL_WELL, "no",
	  "VMX is possible, and no CPU is in VMX operation",
	  "kvm_intel is loaded; before Linux 6.12 it enters VMX operation only while a virtual machine runs." },
	{ "off, although KVM", { HELPED("0-7", CTL_ON, 0, OUTCOME_UD) },
	  KVM('Y'), "", EXIT_ALL_WELL, "no",
	  "VMX is possible, and no CPU is in VMX operation",
	  "kvm_intel is loaded and should have entered VMX operation: look for 'enabling virtualization on CPU' in the kernel log." },
	{ "VMXE set, but #UD", { HELPED("0-7", CTL_ON, VMXE, OUTCOME_UD) },
	  KVM('Y'), "", EXIT_ALL_WELL, "unknown",
	  "VMX is possible, and CR4.VMXE is set; whether the CPUs are in VMX operation is unknown",
	  KVM_HOLDS },
	{ "no SEAMCALL to be had",
	  { { .cpus = "0-7", .ecx = CPU_VMX, .ctl = CTL_ON, .cr4 = VMXE,
	      .call_error = OBS_UNSUPPORTED } },
	  { 0 }, "", EXIT_ALL_WELL, "unknown",
	  "VMX is possible, and CR4.VMXE is set; whether the CPUs are in VMX operation is unknown",
	  "" },
	{ "no helper", { UNHELPED("0-7", CTL_ON) }, { 0 }, "",
	  EXIT_ALL_WELL, "unknown",
	  "VMX is possible; whether the CPUs are in VMX operation is unknown",
	  "" },
	{ "no helper, KVM", { UNHELPED("0-7", CTL_ON) }, KVM('Y'), "",
	  EXIT_ALL_WELL, "unknown",
	  "VMX is possible; whether the CPUs are in VMX operation is unknown",
	  "kvm_intel is loaded and has enable_virt_at_load: the CPUs are likely in VMX operation." },
	{ "no helper, KVM on demand", { UNHELPED("0-7", CTL_ON) }, KVM('N'),
	  "", EXIT_ALL_WELL, "unknown",
	  "VMX is possible; whether the CPUs are in VMX operation is unknown",
	  "kvm_intel is loaded: the CPUs are likely in VMX operation while a virtual machine runs." },
	{ "no helper, no KVM", { UNHELPED("0-7", CTL_ON) }, NO_KVM, "",
	  EXIT_ALL_WELL, "unknown",
	  "VMX is possible; whether the CPUs are in VMX operation is unknown",
	  "kvm_intel is not loaded: the CPUs are likely not in VMX operation, unless the kernel itself holds VMX, as it does from about Linux 7.1 on." },
	{ "locked off", { HELPED("0-7", CTL_OFF, 0, OUTCOME_UD) }, NO_KVM, "",
	  EXIT_FAULT, "no",
	  "VMX is locked off: the BIOS forbids it until reset",
	  "In the BIOS enable Intel Virtualization Technology (VT-x), and power-cycle." },
	{ "SMX only", { UNHELPED("0-7", CTL_SMX) }, NO_KVM, "", EXIT_FAULT,
	  "unknown",
	  "VMX is locked off but for a measured launch (SMX, as TXT does)",
	  "In the BIOS enable Intel Virtualization Technology (VT-x) outside of SMX too, and power-cycle, or boot by a measured launch." },
	{ "after a measured launch",
	  { HELPED("0-7", CTL_SMX, VMXE, OUTCOME_SUCCESS) }, KVM('Y'), "",
	  EXIT_ALL_WELL, "yes", "The CPUs are in VMX operation", KVM_HOLDS },
	{ "unlocked", { UNHELPED("0-7", CTL_UNLOCKED) }, NO_KVM, "",
	  EXIT_ALL_WELL, "unknown",
	  "VMX is not permitted yet: nobody has locked IA32_FEAT_CTL",
	  "Linux locks IA32_FEAT_CTL at boot where it can use VMX: look in the kernel log for \"VMX\", or enable Intel Virtualization Technology (VT-x) in the BIOS." },
	{ "no VMX",
	  { { .cpus = "0", .ctl_error = OBS_GP, .helper_error = OBS_ABSENT,
	      .call_error = OBS_ABSENT } },
	  { 0 }, "", EXIT_ALL_WELL, "unknown", "The CPUs have no VMX",
	  "TDX needs a CPU with VMX." },
	{ "no VMX, as #GP alone says",
	  { { .cpus = "0", .ctl_error = OBS_GP, .cpuid_error = OBS_ABSENT,
	      .helper_error = OBS_ABSENT, .call_error = OBS_ABSENT } },
	  { 0 }, "", EXIT_ALL_WELL, "unknown", "The CPUs have no VMX",
	  "TDX needs a CPU with VMX." },
	{ "a virtual machine",
	  { { .cpus = "0-1", .ecx = CPU_GUEST, .ctl_error = OBS_GP,
	      .call_error = OBS_UNSUPPORTED } },
	  NO_KVM, "", EXIT_ALL_WELL, "no",
	  "The CPUs have no VMX, or the hypervisor below hides it",
	  "A virtual machine cannot be a TDX host: look at the machine below it." },
	{ "denied",
	  { { .cpus = "0-7", .ecx = CPU_VMX, .ctl_error = OBS_DENIED,
	      .helper_error = OBS_DENIED, .call_error = OBS_DENIED } },
	  NO_KVM, "", EXIT_UNKNOWN, "unknown",
	  "The CPUs have VMX, but whether it is permitted was not read: not allowed",
	  "" },
	{ "nothing read", { FAILED("3", OBS_ABSENT) }, NO_KVM, "",
	  EXIT_UNKNOWN, "unknown",
	  "VMX was not read on CPU 3: there is neither helper module nor msr driver",
	  "" },
	{ "no CPU", { { 0 } }, NO_KVM, "", EXIT_UNKNOWN, NULL,
	  "VMX was not read: no CPU to read", "" },
	{ "all isolated", { { 0 } }, NO_KVM, "0-7", EXIT_UNKNOWN, "unknown",
	  "VMX was not read on CPUs 0-7: CPU is isolated", "" },
	{ "some isolated",
	  { HELPED("0-5", CTL_ON, VMXE, OUTCOME_SUCCESS) }, KVM('Y'), "6-7",
	  EXIT_ALL_WELL, "yes", "The CPUs are in VMX operation", KVM_HOLDS },
	{ "one offline",
	  { HELPED("0-6", CTL_ON, VMXE, OUTCOME_SUCCESS),
	    FAILED("7", OBS_OFFLINE) },
	  KVM('Y'), "", EXIT_UNKNOWN, "yes",
	  "The CPUs are in VMX operation; not read on CPU 7 (CPU is offline)",
	  KVM_HOLDS },
	{ "one locked off",
	  { HELPED("0-4,6-7", CTL_ON, VMXE, OUTCOME_SUCCESS),
	    HELPED("5", CTL_OFF, 0, OUTCOME_UD) },
	  { 0 }, "", EXIT_FAULT, "yes",
	  "CPUs disagree in IA32_FEAT_CTL, CR4.VMXE, VMX operation: in VMX operation on CPUs 0-4,6-7, VMX locked off on CPU 5",
	  DIFFER_REGISTERS },
	{ "one outside of VMX operation",
	  { HELPED("0-4,6-7", CTL_ON, VMXE, OUTCOME_SUCCESS),
	    HELPED("5", CTL_ON, 0, OUTCOME_UD) },
	  { 0 }, "", EXIT_FAULT, "yes",
	  "CPUs disagree in CR4.VMXE, VMX operation: in VMX operation on CPUs 0-4,6-7, VMX off on CPU 5",
	  DIFFER_OPERATION },
	{ "one of which less is known",
	  { HELPED("0-4", CTL_ON, VMXE, OUTCOME_SUCCESS),
	    HELPED("5", CTL_ON, VMXE, OUTCOME_UD) },
	  { 0 }, "", EXIT_ALL_WELL, "yes", "The CPUs are in VMX operation",
	  "" },
	{ "another VMCS revision",
	  { UNHELPED("0-3", CTL_ON),
	    { .cpus = "4-7", .ecx = CPU_VMX, .ctl = CTL_ON, .loses = true,
	      .helper_error = OBS_ABSENT, .call_error = OBS_ABSENT } },
	  { 0 }, "", EXIT_FAULT, "unknown",
	  "CPUs disagree in IA32_VMX_BASIC: VMX possible on CPUs 0-3, VMX possible on CPUs 4-7",
	  DIFFER_REGISTERS },
	{ "no VMX on some",
	  { UNHELPED("0-5", CTL_ON),
	    { .cpus = "6-7", .ecx = 0, .ctl = CTL_ON,
	      .helper_error = OBS_ABSENT, .call_error = OBS_ABSENT } },
	  { 0 }, "", EXIT_FAULT, "unknown",
	  "CPUs disagree in CPUID (VMX): VMX possible on CPUs 0-5, no VMX on CPUs 6-7",
	  DIFFER_REGISTERS },
};

static void add(struct obs_list *list, unsigned int cpu, size_t key,
		enum obs_error error, struct obs obs)
{
	obs.key = vmx_keys[key];
	obs.cpu = cpu;
	obs.error = error;
	if (obs_add(list, &obs))
		abort();
}

static void observe(const struct part *part, struct cpulist *read,
		    struct obs_list *list)
{
	struct cpulist cpus;
	unsigned int cpu;

	if (!part->cpus || cpulist_parse(part->cpus, &cpus))
		return;
	cpulist_or(read, &cpus);
	cpulist_for_each(cpu, &cpus) {
		add(list, cpu, VMX_CPUID_1, part->cpuid_error,
		    (struct obs){ .cpuid = { .ecx = part->ecx } });
		add(list, cpu, VMX_FEAT_CTL, part->ctl_error,
		    (struct obs){ .word = part->ctl });
		add(list, cpu, VMX_BASIC, part->ctl_error,
		    (struct obs){ .word = part->loses ? BASIC_LOSES : BASIC });
		add(list, cpu, VMX_CR4, part->helper_error,
		    (struct obs){ .word = part->cr4 });
		add(list, cpu, VMX_SEAMCALL, part->call_error,
		    (struct obs){ .seamcall = { .outcome = part->outcome,
						.attempts = 1 } });
	}
}

static void build(struct vmx *vmx, const struct part *parts, size_t nparts,
		  const char *isolated_cpus)
{
	struct obs_list list cleanup_obs = { 0 };
	struct cpulist read = { 0 }, isolated = { 0 };
	size_t i;

	for (i = 0; i < nparts; i++)
		observe(&parts[i], &read, &list);
	obs_sort(&list);
	if (*isolated_cpus)
		cpulist_parse(isolated_cpus, &isolated);
	if (vmx_build(vmx, &list, &read, &isolated))
		abort();
}

static char *text_of(const struct vmx *vmx, const struct text_options *how)
{
	struct table tables[VMX_TABLES];
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	vmx_tables(vmx, tables);
	if (!out || vmx_text(vmx, &tables[VMX_TABLE_GROUPS], how, out) ||
	    fclose(out))
		abort();
	return text;
}

/* What follows the table: the last paragraph that has no columns. */
static char *end_of(char *text)
{
	char *end = strstr(text, "\nCPUS ");

	end = end ? strstr(end, "\n\n") : NULL;
	if (!end)
		return text + strlen(text);
	end[strlen(end) - 1] = '\0';
	return end + 2;
}

static void test_case(size_t n)
{
	struct vmx vmx cleanup_vmx = { .host = cases[n].host };
	const struct text_options how = { 0 };
	cleanup_free char *text = NULL, *line = NULL;

	build(&vmx, cases[n].parts, ARRAY_SIZE(cases[n].parts),
	      cases[n].isolated);
	is_u64(vmx_exit(&vmx), cases[n].exit, "%s: exit status",
	       cases[n].what);
	is_str(vmx.ngroups ? vmx_operation_name(vmx.groups[0].row.in_vmx) :
			     NULL,
	       cases[n].in_vmx, "%s: in VMX operation", cases[n].what);
	text = text_of(&vmx, &how);
	line = strndup(text, strcspn(text, "\n"));
	is_str(line, cases[n].headline, "%s: headline", cases[n].what);
	is_str(end_of(text), cases[n].end, "%s: end", cases[n].what);
}

static void test_whole(void)
{
	static const struct part parts[] = {
		HELPED("0-4,6-7", CTL_ON, VMXE, OUTCOME_SUCCESS),
		{ .cpus = "5", .ecx = CPU_VMX, .ctl = 0x1, .outcome = OUTCOME_UD,
		  .loses = true },
	};
	struct vmx vmx cleanup_vmx = { .host = KVM('Y') };
	cleanup_free char *text = NULL, *verbose = NULL;

	build(&vmx, parts, ARRAY_SIZE(parts), "9");
	text = text_of(&vmx, &(struct text_options){ .width = 80 });
	is_str(text,
	       "CPUs disagree in IA32_FEAT_CTL, IA32_VMX_BASIC, CR4.VMXE, VMX operation: in VMX\n"
	       "  operation on CPUs 0-4,6-7, VMX locked off on CPU 5\n"
	       "\n"
	       "CPUs 0-4,6-7: on\n"
	       "  IA32_FEAT_CTL: locked; VMX permitted, inside SMX not permitted; SGX on\n"
	       "  IA32_VMX_BASIC: a call of the P-SEAMLDR keeps the current VMCS\n"
	       "\n"
	       "CPU 5: locked off\n"
	       "  IA32_FEAT_CTL: locked; VMX not permitted, inside SMX not permitted; SGX off\n"
	       "  IA32_VMX_BASIC: a call of the P-SEAMLDR loses the current VMCS\n"
	       "\n"
	       "CPUS    COUNT STATE      LOCKED VMX-OUTSIDE-SMX SGX CR4-VMXE IN-VMX\n"
	       "0-4,6-7     7 on         yes    yes             yes yes      yes\n"
	       "5           1 locked off yes    no              no  no       no\n"
	       "9           1 isolated   -      -               -   -        unknown\n"
	       "\n"
	       "kvm_intel is loaded: it is likely KVM that holds VMX.\n"
	       "\n"
	       "All CPUs of a host need the same settings: power-cycle; if they still differ,\n"
	       "  update the BIOS and report this to its vendor.\n",
	       "whole text");
	verbose = text_of(&vmx, &(struct text_options){ .verbose = true,
							.columns = NULL });
	ok(strstr(verbose,
		  "CPUS    FEAT-CTL           IN-VMX  VMX-BASIC          SEAMRET-INVALIDATES-VMCS\n"
		  "0-4,6-7 0x0000000000060005 yes     0x13dc050000000013 no\n"
		  "5       0x0000000000000001 no      0x03dc050000000013 yes\n"
		  "9       -                  unknown -                  -\n"),
	   "verbose columns");
}

/* A CPU that differs is never shown as if all were well. */
static void test_moods(void)
{
	static const struct part parts[] = {
		HELPED("0-4,6-7", CTL_ON, VMXE, OUTCOME_SUCCESS),
		HELPED("5", CTL_ON, 0, OUTCOME_UD),
	};
	const struct text_options how = { .columns = "state", .color = true,
					  .no_headings = true };
	struct vmx alone cleanup_vmx = { 0 };
	struct vmx both cleanup_vmx = { 0 };
	cleanup_free char *good_text = NULL, *bad_text = NULL;

	build(&alone, parts, 1, "");
	good_text = text_of(&alone, &how);
	is_str(good_text, "\033[32mon\033[0m\n", "on is good");
	build(&both, parts, 2, "");
	bad_text = text_of(&both, &how);
	is_str(bad_text, "\033[31mon\033[0m\n\033[31moff\033[0m\n",
	       "on here and off there is not");
}

int main(void)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(cases); i++)
		test_case(i);
	test_whole();
	test_moods();
	return tap_done();
}
