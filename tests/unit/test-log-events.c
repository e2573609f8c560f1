// SPDX-License-Identifier: GPL-2.0-or-later
/* Proves that all that kernels say of TDX is understood, in all wordings. */
#include "judge/log-events.h"

#include "judge/log-match.h"
#include "tap.h"

#define ROWS 82 /* so that none gets lost */

#define N(...)                                                                 \
	{                                                                      \
		__VA_ARGS__                                                    \
	}

struct example {
	enum log_event event;
	const char *line;
	unsigned int count;
	int64_t number[LOG_EVENT_NUMBERS_MAX];
};

/* Lines as kernels print them, or as people quoted them. */
/* clang-format off */
static const struct example examples[] = {
	{ LOG_EVENT_TME_OFF, "x86/tme: not enabled by BIOS", 0, N(0) },
	{ LOG_EVENT_TME_ON, "[    0.000000] x86/tme: enabled by BIOS", 0, N(0) },
	{ LOG_EVENT_MKTME_OFF, "x86/mktme: disabled by BIOS", 0, N(0) },
	{ LOG_EVENT_MKTME_ON, "x86/mktme: enabled by BIOS", 0, N(0) },
	{ LOG_EVENT_MKTME_ON, "x86/mktme: BIOS enabled: x86_phys_bits reduced by 6", 1, N(6) },
	{ LOG_EVENT_MKTME_ON, "x86/mktme: BIOS enable: x86_phys_bits reduced by 6", 1, N(6) },
	{ LOG_EVENT_MKTME_KEYIDS, "x86/mktme: 63 KeyIDs available", 1, N(63) },
	{ LOG_EVENT_VMX_OUTSIDE_TXT_OFF, "x86/cpu: VMX (outside TXT) disabled by BIOS", 0, N(0) },
	{ LOG_EVENT_VMX_INSIDE_TXT_OFF, "x86/cpu: VMX (inside TXT) disabled by BIOS", 0, N(0) },
	{ LOG_EVENT_SGX_OFF, "x86/cpu: SGX disabled or unsupported by BIOS.", 0, N(0) },
	{ LOG_EVENT_SGX_OFF, "x86/cpu: SGX disabled by BIOS.", 0, N(0) },
	{ LOG_EVENT_SGX_LAUNCH_LOCKED, "x86/cpu: SGX Launch Control is locked. Disable SGX.", 0, N(0) },
	{ LOG_EVENT_SGX_EPC, "sgx: EPC section 0x4000c00000-0x407edfefff", 2, N(0x4000c00000, 0x407edfefff) },
	{ LOG_EVENT_BIOS_ENABLED, "virt/tdx: BIOS enabled: private KeyID range [32, 64)", 2, N(32, 64) },
	{ LOG_EVENT_BIOS_ENABLED, "virt/tdx: BIOS enabled: private KeyID range [1, 128)", 2, N(1, 128) },
	{ LOG_EVENT_BIOS_ENABLED, "tdx: BIOS enabled: private KeyID range [64, 128)", 2, N(64, 128) },
	{ LOG_EVENT_BIOS_ENABLED, "tdx: BIOS enabled: private KeyID range: [16, 64).", 2, N(16, 64) },
	{ LOG_EVENT_BIOS_ENABLED, "tdx: TDX enabled by BIOS. TDX private KeyID range: [16, 64).", 2, N(16, 64) },
	{ LOG_EVENT_BIOS_ENABLED, "virt/tdx: BIOS enabled: private KeyID range [32, 64)x", 2, N(32, 64) },
	{ LOG_EVENT_TOO_FEW_KEYIDS, "virt/tdx: initialization failed: too few private KeyIDs available.", 0, N(0) },
	{ LOG_EVENT_HIBERNATION, "virt/tdx: initialization failed: Hibernation support is enabled", 0, N(0) },
	{ LOG_EVENT_NOTIFIER_FAILED, "virt/tdx: initialization failed: register_memory_notifier() failed (-12)", 1, N(-12) },
	{ LOG_EVENT_S3_DISABLED, "virt/tdx: Disable ACPI S3. Turn off TDX in the BIOS to use ACPI S3.", 0, N(0) },
	{ LOG_EVENT_S3_DISABLED, "virt/tdx: Disable ACPI S3.", 0, N(0) },
	{ LOG_EVENT_S3_DISABLED, "virt/tdx: Disable ACPI S3 suspend. Turn off TDX in the BIOS to use ACPI S3.", 0, N(0) },
	{ LOG_EVENT_PLATFORM_REFUSED, "virt/tdx: TDX not supported by the host platform", 0, N(0) },
	{ LOG_EVENT_PLATFORM_REFUSED, "tdx: Cannot enable TDX on TDX disabled platform", 0, N(0) },
	{ LOG_EVENT_XSAVE_MISSING, "virt/tdx: XSAVE is required for TDX", 0, N(0) },
	{ LOG_EVENT_XSAVE_MISSING, "kvm_intel: tdx: OSXSAVE is required for TDX", 0, N(0) },
	{ LOG_EVENT_MOVDIR64B_MISSING, "virt/tdx: MOVDIR64B is required for TDX", 0, N(0) },
	{ LOG_EVENT_MOVDIR64B_MISSING, "kvm_intel: tdx: MOVDIR64B is required for TDX", 0, N(0) },
	{ LOG_EVENT_SELF_SNOOP_MISSING, "virt/tdx: Self-snoop is required for TDX", 0, N(0) },
	{ LOG_EVENT_SELF_SNOOP_MISSING, "kvm_intel: Self-snoop is required for TDX", 0, N(0) },
	{ LOG_EVENT_MODULE_NOT_LOADED, "virt/tdx: module not loaded", 0, N(0) },
	{ LOG_EVENT_MODULE_NOT_LOADED, "tdx: TDX module is not loaded.", 0, N(0) },
	{ LOG_EVENT_SEAMCALL_GP, "tdx: not enabled by BIOS.", 0, N(0) },
	{ LOG_EVENT_SEAMCALL_GP, "tdx: [firmware bug]: TDX is not enabled by BIOS.", 0, N(0) },
	{ LOG_EVENT_SEAMCALL_GP, "tdx: [Firmware Bug]: TDX is not enabled by BIOS.", 0, N(0) },
	{ LOG_EVENT_SEAMCALL_GP, "tdx: SEAMCALL failed: TDX disabled by BIOS.", 0, N(0) },
	{ LOG_EVENT_SEAMCALL_UD, "tdx: SEAMCALL failed: CPU 162 is not in VMX operation.", 1, N(162) },
	{ LOG_EVENT_SEAMCALL_UD, "tdx: SEAMCALL failed: CPU not in VMX operation.", 0, N(0) },
	{ LOG_EVENT_SEAMCALL_FAILED, "virt/tdx: SEAMCALL (0x0000000000000021) failed: 0xc000090000000000", 2, N(33, (int64_t)0xc000090000000000) },
	{ LOG_EVENT_SEAMCALL_FAILED, "virt/tdx: SEAMCALL (33) failed: 0xc000090000000000", 2, N(33, (int64_t)0xc000090000000000) },
	{ LOG_EVENT_SEAMCALL_FAILED, "tdx: SEAMCALL failed: CPU 94: leaf 33, error 0xc000092100000122.", 3, N(94, 33, (int64_t)0xc000092100000122) },
	{ LOG_EVENT_SEAMCALL_FAILED, "tdx: SEAMCALL failed: leaf 33, error 0xc000050500000000.", 2, N(33, (int64_t)0xc000050500000000) },
	{ LOG_EVENT_SEAMCALL_FAILED, "tdx: SEAMCALL failed: leaf: 0x21, error: 0xc000090000000000", 2, N(33, (int64_t)0xc000090000000000) },
	{ LOG_EVENT_SEAMCALL_FAILED, "seamldr: SEAMCALL failed: leaf 0x8000000000000001, rcx 0x123456789000, error 0x8000000000030000.", 3, N((int64_t)0x8000000000000001, 0x123456789000, (int64_t)0x8000000000030000) },
	{ LOG_EVENT_SEAMCALL_FAILED, "kvm_intel: SEAMCALL TDH_MEM_PAGE_ADD failed: 0xc000010000000001, rcx 0x5, rdx 0x7", 0, N(0) },
	{ LOG_EVENT_SEAMCALL_FAILED, "SEAMCALL[TDH_MNG_INIT] failed on cpu 3: TDX_OPERAND_INVALID (0xc000010000000045)", 0, N(0) },
	{ LOG_EVENT_DEBUG_LEAF, "tdx: SEAMCALL failed: leaf 254, error 0xc000050500000000.", 2, N(254, (int64_t)0xc000050500000000) },
	{ LOG_EVENT_DEBUG_LEAF, "tdx: TDDEBUGCONFIG isn't supported.", 0, N(0) },
	{ LOG_EVENT_REGISTERS, "virt/tdx: RCX 0x0000000000000001 RDX 0x9100000100000008 R08 0x0000000000000002", 3, N(1, (int64_t)0x9100000100000008, 2) },
	{ LOG_EVENT_REGISTERS, "virt/tdx: R09 0x0000000000000003 R10 0x0000000000000004 R11 0x0000000000000005", 3, N(3, 4, 5) },
	{ LOG_EVENT_MODULE_VERSION, "virt/tdx: Module version: 1.5.06", 3, N(1, 5, 6) },
	{ LOG_EVENT_MODULE_VERSION, "virt/tdx: module verson: 1.5.1.0", 4, N(1, 5, 1, 0) },
	{ LOG_EVENT_MODULE_VERSION, "virt/tdx: TDX module 2.0.08.00, build number 882, build date 0134fed5", 5, N(2, 0, 8, 0, 882) },
	{ LOG_EVENT_MODULE_VERSION, "virt/tdx: TDX module: attributes 0x0, vendor_id 0x8086, major_version 1, minor_version 5, build_date 20240129, build_num 698", 0, N(0) },
	{ LOG_EVENT_CMR, "virt/tdx: CMR: [0x100000000, 0x3ffe000000)", 2, N(0x100000000, 0x3ffe000000) },
	{ LOG_EVENT_CMR, "virt/tdx: CMR: [0x10ABCDEF, 0X2f)", 2, N(0x10abcdef, 0x2f) },
	{ LOG_EVENT_RBP, "virt/tdx: frame pointer (RBP) clobber bug present, upgrade TDX module", 0, N(0) },
	{ LOG_EVENT_RBP, "virt/tdx: NO_RBP_MOD feature is not supported", 0, N(0) },
	{ LOG_EVENT_TDMR_EXHAUSTED, "virt/tdx: initialization failed: TDMRs exhausted.", 0, N(0) },
	{ LOG_EVENT_RESERVED_AREAS_EXHAUSTED, "virt/tdx: initialization failed: TDMR [0x0, 0x80000000): reserved areas exhausted.", 2, N(0, 0x80000000) },
	{ LOG_EVENT_TDMR_NEAR_LIMIT, "virt/tdx: consumed TDMRs reaching limit: 61 used out of 64", 2, N(61, 64) },
	{ LOG_EVENT_TDMR_NO_NODE, "virt/tdx: TDMR [0x0, 0x80000000): unable to find local NUMA node for PAMT allocation, fallback to use node 0.", 2, N(0, 0x80000000) },
	{ LOG_EVENT_PAMT, "virt/tdx: 1042424 KB allocated for PAMT", 1, N(1042424) },
	{ LOG_EVENT_PAMT, "virt/tdx: 1050644 KBs allocated for PAMT", 1, N(1050644) },
	{ LOG_EVENT_DYNAMIC_PAMT, "virt/tdx: Enable Dynamic PAMT", 0, N(0) },
	{ LOG_EVENT_MODULE_INITIALISED, "virt/tdx: module initialized", 0, N(0) },
	{ LOG_EVENT_MODULE_INITIALISED, "VIRT/TDX: MODULE INITIALIZED", 0, N(0) },
	{ LOG_EVENT_MODULE_INITIALISED, "virt/tdx: module initialized{", 0, N(0) },
	{ LOG_EVENT_MODULE_INITIALISED, "tdx: module initialized.", 0, N(0) },
	{ LOG_EVENT_MODULE_INITIALISED, "virt/tdx: TDX-Module initialized", 0, N(0) },
	{ LOG_EVENT_MODULE_INITIALISED, "tdx: TDX module initialized.", 0, N(0) },
	{ LOG_EVENT_INIT_FAILED, "virt/tdx: module initialization failed (-28)", 1, N(-28) },
	{ LOG_EVENT_INIT_FAILED, "virt/tdx: TDX-Module initialization failed (-5)", 1, N(-5) },
	{ LOG_EVENT_INIT_FAILED, "tdx: TDX module initialization failed (-22)", 1, N(-22) },
	{ LOG_EVENT_INIT_FAILED, "tdx: initialization failed (-19)", 1, N(-19) },
	{ LOG_EVENT_INIT_FAILED, "tdx: Failed to initialize TDX module. Shut it down.", 0, N(0) },
	{ LOG_EVENT_DISABLE_FAILED, "virt/tdx: TDH.SYS.DISABLE failed: 0x8000020200000000", 1, N((int64_t)0x8000020200000000) },
	{ LOG_EVENT_KVM_INIT_FAILED, "kvm_intel: Failed to initialize TDX module.", 0, N(0) },
	{ LOG_EVENT_KVM_EPT_OFF, "kvm_intel: EPT is required for TDX", 0, N(0) },
	{ LOG_EVENT_KVM_EPT_VE_MISSING, "SEAM: CPU doesn't support EPT violation #VE", 0, N(0) },
	{ LOG_EVENT_KVM_MMU_OPTION_OFF, "kvm_intel: TDP MMU and MMIO caching and EPT A/D bit is required for TDX", 0, N(0) },
	{ LOG_EVENT_KVM_APICV_OFF, "kvm_intel: APICv is required for TDX", 0, N(0) },
	{ LOG_EVENT_KVM_NO_KEYIDS, "kvm_intel: tdx: no TDX private KeyIDs available", 0, N(0) },
	{ LOG_EVENT_KVM_VIRT_AT_LOAD_OFF, "kvm_intel: tdx: tdx requires kvm.enable_virt_at_load=1", 0, N(0) },
	{ LOG_EVENT_KVM_MAX_VCPUS, "kvm_intel: Disable TDX: MAX_VCPU_PER_TD (255) smaller than number of logical CPUs (512).", 2, N(255, 512) },
	{ LOG_EVENT_VIRT_FAILED, "kvm: enabling virtualization on CPU17 failed", 1, N(17) },
	{ LOG_EVENT_VMXON_FAULTED, "VMXON faulted, MSR_IA32_FEAT_CTL (0x3a) = 0x1", 1, N(1) },
	{ LOG_EVENT_CPU_OFFLINE_REFUSED, "kvm_intel: TDX requires all packages to have an online CPU. Delete all TDs in order to offline all CPUs of a package.", 0, N(0) },
	{ LOG_EVENT_KEXEC_REFUSED, "kexec: Not allowed on platform with tdx_pw_mce bug", 0, N(0) },
	{ LOG_EVENT_MACHINE_CHECK, "mce: [Hardware Error]: Machine check: TDX private memory error. Possible kernel bug.", 0, N(0) },
};

/* Lines near to these that say something else, or nothing. */
static const char *const strangers[] = {
	"",
	"tdx",
	"virt/tdx: ",
	"x86/mtrr: not enabled by BIOS",
	"virt/tdx: module initializedness",
	"virt/tdx: module not loadedx",
	"virt/tdx: module not loadedz",
	"virt/tdx: module not loaded9",
	"virt/tdx: BIOS enabled: private KeyID range [32, )",
	"virt/tdx: BIOS enabled: private KeyID range [, 64)",
	"virt/tdx: BIOS enabled: private KeyID range [32a, 64)",
	"virt/tdx: CMR: [100000, 0x200000)",
	"virt/tdx: CMR: [0x, 0x200000)",
	"virt/tdx: CMR: [0x1g, 0x200000)",
	"virt/tdx: CMR: [0x1_2, 0x200000)",
	"virt/tdx: CMR: [1x1, 0x200000)",
	"virt/tdx: CMR: [0012, 0x200000)",
	"kvm_intel: SEAMCALL  failed: 0xc000010000000001",
	"virt/tdx: module initialization failed (-)",
	"0xc000090000000000",
	"0x0",
	"qemu-system-x86_64: vm-type TDX not supported by KVM",
	"ACPI: SSDT HPE SgxSsdt",
	"kvm: SMP vm created on host with unstable TSC",
};
/* clang-format on */

static struct log_events klog;

static const struct log_events_entry *read_one(const char *line)
{
	log_events_read(line, &klog);
	return klog.total == 1 ? log_events_entry(&klog, 0) : NULL;
}

static bool number_is(const struct log_events_number *number, int64_t want)
{
	/* Statuses are written as what they are with 64 bits. */
	return number->known &&
	       (number->negative ? -number->value : number->value) ==
		       (uint64_t)want;
}

/* The debug leaf is harmless, whatever its wording is elsewhere. */
static enum log_events_severity
severity_of(const struct log_events_entry *entry)
{
	return entry->event == LOG_EVENT_DEBUG_LEAF ? LOG_EVENT_INFO :
						      entry->wording->severity;
}

static bool example_holds(const struct example *example, const char *line)
{
	const struct log_events_entry *entry = read_one(line);
	unsigned int i;

	if (!entry || entry->event != example->event ||
	    entry->count != example->count || entry->text != line ||
	    entry->len != strlen(line))
		return false;
	for (i = 0; i < example->count; i++)
		if (!number_is(&entry->number[i], example->number[i]))
			return false;
	return entry->severity == severity_of(entry) &&
	       log_events_last(&klog, example->event)->order == 1 &&
	       klog.count[example->event] == 1;
}

static void test_examples(void)
{
	size_t i;

	for (i = 0; i < sizeof(examples) / sizeof(examples[0]); i++)
		ok(example_holds(&examples[i], examples[i].line), "%s",
		   examples[i].line);
}

static void test_strangers(void)
{
	size_t i;

	for (i = 0; i < sizeof(strangers) / sizeof(strangers[0]); i++) {
		log_events_read(strangers[i], &klog);
		is_u64(klog.total, 0, "nothing in '%s'", strangers[i]);
	}
}

static bool with_frame(const struct example *example, const char *before,
		       const char *after)
{
	char line[512];

	snprintf(line, sizeof(line), "%s%s%s", before, example->line, after);
	return example_holds(example, line);
}

static void test_frames(void)
{
	static const char *const frames[][2] = {
		{ "[   12.345678] ", "" },
		{ "<3>[   12.345678] ", "" },
		{ "3,1234,12345678,-;", "" },
		{ "Nov 24 03:20:00 host kernel: ", "" },
		{ "Nov 24 03:20:00 host kernel: [   12.345678] ", "\r" },
		{ "2025-03-25T10:00:00,123456+01:00 host kernel: ", "" },
		{ "\033[32m[   12.345678] \033[0m\033[33m", "\033[0m" },
		{ "\t ", "  " },
		{ "\033[m", "\033[" },
		{ "\033", "\033" },
		{ "\033[?25h\033[3 q\033[\001", "\033[3" },
	};
	size_t i, k, bad;

	for (k = 0; k < sizeof(frames) / sizeof(frames[0]); k++) {
		for (bad = 0, i = 0; i < sizeof(examples) / sizeof(examples[0]);
		     i++)
			bad += !with_frame(&examples[i], frames[k][0],
					   frames[k][1]);
		is_u64(bad, 0, "every wording in frame %zu", k);
	}
	ok(read_one(
		   "\033[33mvirt/tdx: \033[0m\033[31mmodule not loaded\033[0m") &&
		   klog.count[LOG_EVENT_MODULE_NOT_LOADED] == 1,
	   "a wording with a colour inside");
	ok(read_one("virt/tdx: module\033[?25h not\033[3 q loaded\033[?m") &&
		   klog.count[LOG_EVENT_MODULE_NOT_LOADED] == 1,
	   "a wording with other sequences inside");
}

static unsigned int hits(const struct log_events_wording *row)
{
	unsigned int count = 0;
	size_t i;

	for (i = 0; i < sizeof(examples) / sizeof(examples[0]); i++) {
		read_one(examples[i].line);
		count += klog.entries[0].wording == row;
	}
	return count;
}

static bool row_good(const struct log_events_wording *row)
{
	size_t len = strlen(row->pattern);
	size_t i;

	for (i = 0; i < len; i++)
		if (row->pattern[i] == '%' &&
		    (i + 1 == len || !strchr("dxw", row->pattern[i + 1])))
			return false;
	return len > 8 && row->pattern[0] != '%' && row->source[0] &&
	       row->pattern[len - 1] != '\n' &&
	       row->source[strlen(row->source) - 1] != '.';
}

static void test_table(void)
{
	bool seen[LOG_EVENTS] = { false };
	size_t i, count, bad = 0, unhit = 0, unseen = 0;
	const struct log_events_wording *rows = log_events_wordings(&count);

	is_u64(count, ROWS, "wordings");
	for (i = 0; i < count; i++) {
		bad += !row_good(&rows[i]);
		bad += i && rows[i].event < rows[i - 1].event;
		unhit += !hits(&rows[i]);
		seen[rows[i].event] = true;
	}
	for (i = 0; i < LOG_EVENTS; i++)
		unseen += !seen[i];
	is_u64(bad, 0, "rows are sorted, well formed and have a source");
	is_u64(unhit, 0, "every row has an example");
	is_u64(unseen, 0, "every event has a row");
}

/* Otherwise the order of the table would decide. */
static void test_unambiguous(void)
{
	size_t i, k, count, matches, bad = 0;
	const struct log_events_wording *rows = log_events_wordings(&count);
	struct log_events_found found;
	struct log_events_line line;

	for (i = 0; i < sizeof(examples) / sizeof(examples[0]); i++) {
		log_match_clean(examples[i].line, strlen(examples[i].line),
				&line);
		for (matches = 0, k = 0; k < count; k++)
			matches += log_match(&line, rows[k].pattern, &found);
		bad += matches != 1;
	}
	is_u64(bad, 0, "no example matches two rows");
}

int main(void)
{
	test_examples();
	test_strangers();
	test_frames();
	test_table();
	test_unambiguous();
	return tap_done();
}
