// SPDX-License-Identifier: GPL-2.0-or-later
/* Proves which lines of a kernel log are kept, and in which form. */
#include "read/log-filter.h"

#include <stdlib.h>

#include "base/util.h"
#include "tap.h"

/* A line of each kind that Linux, or a kernel outside of it, prints. */
/* clang-format off */
static const char *const messages[] = {
	"virt/tdx: BIOS enabled: private KeyID range [32, 32)",
	"virt/tdx: initialization failed: too few private KeyIDs available.",
	"virt/tdx: initialization failed: Hibernation support is enabled",
	"virt/tdx: initialization failed: register_memory_notifier() failed (-5)",
	"virt/tdx: Disable ACPI S3. Turn off TDX in the BIOS to use ACPI S3.",
	"virt/tdx: module not loaded",
	"virt/tdx: SEAMCALL (0xc000050500000000) failed: 0xc000050500000000",
	"virt/tdx: RCX 0xc000050500000000 RDX 0xc000050500000000 R08 0xc000050500000000",
	"virt/tdx: R09 0xc000050500000000 R10 0xc000050500000000 R11 0xc000050500000000",
	"virt/tdx: 32 KB allocated for PAMT",
	"virt/tdx: module initialized",
	"virt/tdx: module initialization failed (-5)",
	"virt/tdx: TDX-Module initialized",
	"virt/tdx: TDX-Module initialization failed (-5)",
	"virt/tdx: Module version: 32.32.05",
	"virt/tdx: TDX not supported by the host platform",
	"virt/tdx: XSAVE is required for TDX",
	"virt/tdx: MOVDIR64B is required for TDX",
	"virt/tdx: Self-snoop is required for TDX",
	"virt/tdx: frame pointer (RBP) clobber bug present, upgrade TDX module",
	"virt/tdx: initialization failed: TDMRs exhausted.",
	"virt/tdx: consumed TDMRs reaching limit: 32 used out of 32",
	"virt/tdx: TDH.SYS.DISABLE failed: 0xc000050500000000",
	"virt/tdx: Enable Dynamic PAMT",
	"virt/tdx: TDX module: attributes 0x5, vendor_id 0x5, major_version 32, minor_version 32, build_date 32, build_num 32",
	"virt/tdx: CMR: [0x5, 0x5)",
	"tdx: SEAMCALL failed: CPU 3: leaf 3, error 0x5",
	"tdx: [firmware bug]: TDX is not enabled by BIOS.",
	"tdx: initialization failed (-19)",
	"tdx: Cannot enable TDX on TDX disabled platform",
	"kvm_intel: Failed to initialize TDX module.",
	"kvm_intel: EPT is required for TDX",
	"kvm_intel: TDP MMU and MMIO caching and EPT A/D bit is required for TDX",
	"kvm_intel: APICv is required for TDX",
	"kvm_intel: tdx: OSXSAVE is required for TDX",
	"kvm_intel: tdx: MOVDIR64B is required for TDX",
	"kvm_intel: Self-snoop is required for TDX",
	"kvm_intel: tdx: no TDX private KeyIDs available",
	"kvm_intel: tdx: tdx requires kvm.enable_virt_at_load=1",
	"kvm_intel: Disable TDX: MAX_VCPU_PER_TD (32) smaller than number of logical CPUs (32).",
	"x86/cpu: VMX (outside TXT) disabled by BIOS",
	"x86/cpu: VMX (inside TXT) disabled by BIOS",
	"x86/cpu: SGX disabled or unsupported by BIOS.",
	"x86/cpu: SGX Launch Control is locked. Disable SGX.",
	"x86/tme: not enabled by BIOS",
	"x86/tme: enabled by BIOS",
	"x86/mktme: BIOS enabled: x86_phys_bits reduced by 32",
	"kvm: enabling virtualization on CPU32 failed",
	"virt/tdx: TDMR [0x5, 0x5): unable to find local NUMA node for PAMT allocation, fallback to use node 0.",
	"virt/tdx: initialization failed: TDMR [0x5, 0x5): reserved areas exhausted.",
	"TDX private memory error. Possible kernel bug.",
	"kexec: Not allowed on platform with tdx_pw_mce bug",
	"TDX requires all packages to have an online CPU. Delete all TDs in order to offline all CPUs of a package.",
	"kexec_core: Starting new kernel",
	"Lockdown: systemd: hibernation is restricted; see man kernel_lockdown.7",
	"VMXON faulted, MSR_IA32_FEAT_CTL (0x3a) = 0x5",
};

static const char *const others[] = {
	"Linux version 6.12.0 (gcc 12) #1 SMP",
	"Command line: root=UUID=1-2 kvm_intel.tdx=1 nohibernate",
	"Kernel command line: root=/dev/sda1 kvm.tdp_mmu=0",
	"Unknown kernel command line parameters \"tdx=on\", will be passed to user space.",
	"usb 1-1: SerialNumber: KVM-ABC123",
	"kvm: Hostname set to tdx-node7",
	"libvirtd[12]: started kvm guest of somebody",
	"tdxd[4313]: segfault at 0 ip 0 sp 0 error 4",
	"audit: type=1400 audit(1.2:3): apparmor=\"STATUS\" name=\"/dev/kvm\"",
	"PM: hibernation: Registered nosave memory: [mem 0x00000000-0x00000fff]",
	"seamless update", "rtme: x", "tmex: y", "vmxnet3 0000:03:00.0: eth0",
	"atkvm", "",
};
/* clang-format on */

static struct log_filter *new_kmsg(void)
{
	struct log_filter *filter = calloc(1, sizeof(*filter));

	if (!filter)
		abort();
	return filter;
}

static void line(const char *text, const char *want, const char *what)
{
	cleanup_free struct log_filter *filter = new_kmsg();
	cleanup_free char *got = NULL;

	log_filter_add_line(filter, text, strlen(text));
	got = log_filter_text(filter);
	is_str(got, want, "%s", what);
}

static void record(const char *text, const char *want, const char *what)
{
	cleanup_free struct log_filter *filter = new_kmsg();
	cleanup_free char *got = NULL;

	log_filter_add_record(filter, text, strlen(text));
	got = log_filter_text(filter);
	is_str(got, want, "record: %s", what);
}

static void test_table(void)
{
	bool sorted = true, complete = true;
	size_t i;

	for (i = 0; i < log_filter_words_count; i++) {
		const char *c = log_filter_words[i].text;

		if (i && strcmp(log_filter_words[i - 1].text, c) >= 0)
			sorted = false;
		for (; *c; c++)
			if (*c >= 'A' && *c <= 'Z')
				complete = false;
		if (!*log_filter_words[i].text || !log_filter_words[i].why ||
		    !*log_filter_words[i].why)
			complete = false;
	}
	ok(log_filter_words_count > 0 && sorted, "words: in order, each once");
	ok(complete, "words: lower case, each says why");
}

static void test_words(void)
{
	char want[512];
	size_t i;

	for (i = 0; i < ARRAY_SIZE(messages); i++) {
		snprintf(want, sizeof(want), "%s\n", messages[i]);
		line(messages[i], want, messages[i]);
	}
	for (i = 0; i < ARRAY_SIZE(others); i++)
		line(others[i], "", others[i]);
	line("SGX: x", "SGX: x\n", "any case");
	line("TDXMODULE: x", "TDXMODULE: x\n", "and longer words");
	line("no_tdx-here", "no_tdx-here\n", "within a name");
}

static void test_lines(void)
{
	line("[    5.140900] kvm: x", "kvm: x\n", "a time");
	line("[12345.140900][    T1] kvm: x", "kvm: x\n", "a task");
	line("[    5.140900] [   C12] kvm: x", "kvm: x\n", "a CPU");
	line("[    5.140900] kernel: kvm: x", "kvm: x\n", "journalctl");
	line("kernel: kvm: x", "kernel: kvm: x\n", "no time, no kernel");
	line("[kvm] x", "[kvm] x\n", "brackets that are no time");
	line("[    5.1 kvm: x", "[    5.1 kvm: x\n", "brackets without end");
	line("[5.1]", "", "a time and nothing");
	line("kvm:\t\xc3\xa4\x1b", "kvm:\\x09\\xc3\\xa4\\x1b\n",
	     "bytes that are no text");
	line("kvm \\x41", "kvm \\x41\n", "an escape is text here");
	line("kvm 12345678-9abc-def0-1234-56789abcdef0",
	     "kvm xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx\n", "no UUID");
}

static void test_records(void)
{
	record("6,339,5140900,-;kvm: x\n SUBSYSTEM=pci\n DEVICE=+pci:0\n",
	       "kvm: x\n", "properties are left out");
	record("6,339,5140900,c,caller=T1;kvm: x\n", "kvm: x\n",
	       "whatever stands in front");
	record("4,1,2,-;kvm a\\x5cb\\x2dc\\x0ad\\xc3\\xa4\\x4\n",
	       "kvm a\\b-c\\x0ad\\xc3\\xa4\\x4\n",
	       "escapes of printable bytes are undone");
	record("12,1,2,-;kvm: x\n", "", "user space is not the kernel");
	record("8,1,2,-;kvm: x\n", "", "not at any level");
	record(" 6,1,2,-;kvm: x\n", "", "a property that looks like one");
	record("6,1,2,-;x\n kvm=1\n", "", "properties are not searched");
	record("kvm: x\n", "", "no record");
	record(";kvm: x\n", "", "no level");
	record("6,1,2,-;kvm", "kvm\n", "no newline");
	record("", "", "nothing");
}

static void test_long(void)
{
	char text[8192], want[LOG_FILTER_LINE_MAX + 2];

	memset(text, 'x', sizeof(text));
	memcpy(text, "kvm: ", 5);
	text[sizeof(text) - 1] = '\0';
	memcpy(want, text, LOG_FILTER_LINE_MAX);
	memcpy(want + LOG_FILTER_LINE_MAX, "\n", 2);
	line(text, want, "a long line is cut");
}

static void test_last(void)
{
	cleanup_free struct log_filter *filter = new_kmsg();
	cleanup_free char *got = NULL;
	char text[32], *end;
	size_t lines = 0;
	int i;

	for (i = 0; i < LOG_FILTER_LINES_MAX + 7; i++) {
		snprintf(text, sizeof(text), "kvm: %d", i);
		log_filter_add_line(filter, text, strlen(text));
	}
	got = log_filter_text(filter);
	ok(got && !strncmp(got, "kvm: 7\nkvm: 8\n", 14), "the first are gone");
	for (end = got; end && *end; end++)
		lines += *end == '\n';
	is_u64(lines, LOG_FILTER_LINES_MAX, "no more than there may be");
	ok(got && !strcmp(end - 18, "kvm: 505\nkvm: 506\n"),
	   "the last are there, in order");
}

int main(void)
{
	test_table();
	test_words();
	test_lines();
	test_records();
	test_long();
	test_last();
	return tap_done();
}
