// SPDX-License-Identifier: GPL-2.0-or-later
/* Status to cause, by SEAMCALL and by the log, and what summaries say. */
#include "check-contract.h"

#include "show/verdict-ticket.h"

#define NOT_DONE "call=status:0xc000050200000000; "
#define KVM_OFF KVM_INTEL "tdx=N\n; "
#define ABSENT KVM_INTEL "tdx=absent; "

/* What the contract makes of a status; NULL for nothing. */
static const struct {
	unsigned int leaf;
	uint64_t status;
	const char *cause;
} statuses[] = {
	{ 34, 0xc000050200000000, "module-not-initialised" },
	{ 34, 0xc000050500000000, "module-too-old" },
	{ 34, 0xc000010000000000, "module-too-old" }, /* RAX */
	{ 34, 0xc000010000000002, NULL }, /* RDX */
	{ 34, 0xc0000c0000000000, "module-too-old" },
	{ 33, 0xc000090000000000, "module-too-old" },
	{ 35, 0xc000090000000000, NULL },
	{ 33, 0xc000090100000000, "module-rejects-platform" },
	{ 33, 0xc000090200000000, "module-rejects-platform" },
	{ 33, 0xc000090800000000, "module-rejects-platform" },
	{ 33, 0xc000090900000000, NULL },
	{ 33, 0x8000090100000000, NULL },
	{ 33, 0xc000090f00000000, NULL },
	{ 35, 0xc000091000000001, "module-rejects-platform" },
	{ 35, 0xc000091f00000000, "module-rejects-platform" },
	{ 33, 0xc000092000000982, "module-rejects-platform" },
	{ 33, 0xc000092100000122, "module-rejects-platform" },
	{ 33, 0xc000092f00000000, "module-rejects-platform" },
	{ 33, 0xc000093000000000, NULL },
	{ 45, 0xc000082500000000, "module-rejects-platform" },
	{ 45, 0xc000082400000000, NULL },
	{ 45, 0xc0000a0000000000, "module-rejects-platform" },
	{ 45, 0xc0000a2200000000, "module-rejects-platform" },
	{ 45, 0xc0000aff00000000, "module-rejects-platform" },
	{ 45, 0xc0000b0000000000, NULL },
	{ 33, 0xc000050600000000, "module-shut-down" },
	{ 34, 0xc000050600000000, "module-shut-down" },
	{ 45, 0xc000050c00000000, "cpus-missing" },
	{ 33, 0xc000050c00000000, NULL },
	{ 254, 0xc000050600000000, NULL },
	{ 254, 0xc000010000000000, NULL },
	{ 254, 0xc000090100000000, NULL },
};

/* The checks that a status can fail. */
static bool is_asked_by_status(unsigned int i)
{
	return i == CHECK_CPUS_MISSING || i == CHECK_MODULE_SHUT_DOWN ||
	       i == CHECK_MODULE_TOO_OLD ||
	       i == CHECK_MODULE_REJECTS_PLATFORM ||
	       i == CHECK_MODULE_NOT_INITIALISED;
}

/* Failing checks of these that none explains, in a row: "" for none. */
static char *found(const struct verdict *verdict)
{
	char *text = NULL;
	size_t size;
	unsigned int i;
	FILE *out = open_memstream(&text, &size);

	for (i = 0; out && i < CHECKS; i++)
		if (is_asked_by_status(i) &&
		    verdict->rows[i].result == RESULT_FAIL &&
		    !verdict->rows[i].explained_by)
			fputs(checks[i].id, out);
	if (!out || fclose(out))
		abort();
	return text;
}

static void test_by_call(void)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(statuses); i++) {
		struct judged *judged cleanup_judged = NULL;
		cleanup_free char *text = NULL;
		char changes[80];

		if (statuses[i].leaf != 34)
			continue;
		snprintf(changes, sizeof(changes),
			 "call=status:0x%016" PRIx64 " @7", statuses[i].status);
		judged = judge_changed(changes);
		text = found(&judged->verdict);
		is_str(text, statuses[i].cause ? statuses[i].cause : "",
		       "SEAMCALL: leaf 34, 0x%" PRIx64, statuses[i].status);
		if (statuses[i].cause)
			is_str(judged->verdict.rows[check_find(text)].cpus, "7",
			       "SEAMCALL: on that CPU");
	}
}

/*
 * In the log, after which leaf 34 returns what the kernel got to: success, if
 * SYS.CONFIG came to be called.
 */
static void try_log(bool mainline, size_t i, const char *call)
{
	struct judged *judged cleanup_judged = NULL;
	cleanup_free char *text = NULL, *changes = NULL;
	unsigned int leaf = statuses[i].leaf;
	uint64_t status = statuses[i].status;
	int len;

	if (mainline)
		len = asprintf(
			&changes,
			"%s" KVM_OFF
			"log=[    9.1] virt/tdx: SEAMCALL (0x%016x) failed: 0x%016" PRIx64
			"\n",
			call, leaf, status);
	else
		len = asprintf(
			&changes,
			"%s" KVM_OFF
			"log=[    9.1] tdx: SEAMCALL failed: CPU 5: leaf %u, error 0x%" PRIx64
			".\n",
			call, leaf, status);
	if (len < 0)
		abort();
	judged = judge_changed(changes);
	text = found(&judged->verdict);
	is_str(text, statuses[i].cause ? statuses[i].cause : "",
	       "log: %sleaf %u, 0x%" PRIx64, call, leaf, status);
}

/* CPUs that tell of these are the better witnesses. */
static bool is_told_by_cpus(const char *cause)
{
	return cause && (!strcmp(cause, "module-not-initialised") ||
			 !strcmp(cause, "module-shut-down"));
}

static void test_by_log(void)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(statuses); i++) {
		if (is_told_by_cpus(statuses[i].cause))
			continue;
		try_log(true, i, "");
		try_log(false, i, "");
	}
}

/* The same where no CPU was asked. */
static void test_log_alone(void)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(statuses); i++)
		if (statuses[i].status != 0xc000050200000000)
			try_log(true, i, "call=-; ");
}

/* clang-format off */
static const struct check_case log_cases[] = {
	{ "log: leaf 34 succeeds since, so nothing is shut down",
	  KVM_OFF "log=virt/tdx: SEAMCALL (0x0000000000000021) failed: 0xc000050600000000\n",
	  "fail kvm-tdx-off: tdmr-exhausted unknown; module-not-initialised unknown 0-7; kvm-tdx-off fail" },
	{ "log: a status that is too long a number is none",
	  "call=-; " KVM_OFF "log=virt/tdx: SEAMCALL (0x0000000000000021) failed: 0xc00009200000098212345678\n",
	  "fail kvm-tdx-off: not-in-vmx unknown 0-7; module-not-loaded unknown 0-7; "
	  "module-shut-down unknown 0-7; module-too-old unknown 0-7; "
	  "module-rejects-platform unknown 0-7; tdmr-exhausted unknown; "
	  "module-not-initialised unknown 0-7; kvm-tdx-off fail" },
	{ "log: a status without a leaf",
	  "call=-; " KVM_OFF "log=virt/tdx: SEAMCALL TDH_NEW failed: 0xc000090000000000\n",
	  "fail module-too-old: module-too-old fail; module-rejects-platform unknown 0-7; tdmr-exhausted unknown; "
	  "module-not-initialised unknown 0-7; kvm-tdx-off fail by module-too-old" },
	{ "log: a status explains what CPUs say",
	  NOT_DONE KVM_OFF "log=virt/tdx: SEAMCALL (0x0000000000000021) failed: 0xc000090000000000\n"
	  "virt/tdx: module initialization failed (-5)\n",
	  "fail module-too-old: module-too-old fail; module-rejects-platform unknown 0-7; tdmr-exhausted unknown; "
	  "module-not-initialised fail 0-7 by module-too-old; "
	  "kvm-tdx-off fail by module-too-old" },
	{ "log: too few CPUs explain it as well",
	  KVM_OFF "log=virt/tdx: SEAMCALL (0x000000000000002d) failed: 0xc000050c00000000\n"
	  "virt/tdx: module initialization failed (-5)\n",
	  "fail cpus-missing: cpus-missing fail; "
	  "module-not-initialised fail by cpus-missing; "
	  "kvm-tdx-off fail by module-not-initialised" },
	{ "log: leaf 254 in front of another hides nothing",
	  KVM_OFF NOT_DONE "log=tdx: SEAMCALL failed: CPU 0: leaf 33, error 0xc000092100000122.\n"
	  "tdx: SEAMCALL failed: CPU 0: leaf 254, error 0xc000050500000000.\n",
	  "fail module-rejects-platform: module-too-old unknown 0-7; "
	  "module-rejects-platform fail; tdmr-exhausted unknown; "
	  "module-not-initialised fail 0-7 by module-rejects-platform; "
	  "kvm-tdx-off fail by module-rejects-platform" },
	{ "log: what failed before the module was up is past",
	  "call=-; kernel=6.8.0; log=virt/tdx: SEAMCALL (0x0000000000000021) failed: 0xc000090000000000\n"
	  "virt/tdx: module initialized\n",
	  "pass" },
	{ "log: what fails while KVM has the module up is another matter",
	  "call=-; log=virt/tdx: SEAMCALL (0x0000000000000021) failed: 0xc000090000000000\n",
	  "pass" },
	{ "up: a SEAMCALL everywhere and KVM, whatever the log",
	  "kernel=6.8.0; log=virt/tdx: SEAMCALL (0x000000000000002d) failed: 0xc0000a0000000000\n"
	  "virt/tdx: module initialization failed (-5)\n"
	  "virt/tdx: initialization failed: TDMRs exhausted.\n"
	  "virt/tdx: frame pointer (RBP) clobber bug present, upgrade TDX module\n",
	  "pass" },
};
/* clang-format on */

/* What a row says, with what is particular about this host. */
/* clang-format off */
static const struct {
	const char *changes;
	enum check_id id;
	const char *text;
} summaries[] = {
	{ KVM_OFF KVM "tdp_mmu=N\n",
	  CHECK_KVM_TDX_OFF,
	  "KVM has TDX off (kvm.tdp_mmu is off)" },
	{ KVM_OFF KVM "enable_virt_at_load=0\n",
	  CHECK_KVM_TDX_OFF,
	  "KVM has TDX off (kvm.enable_virt_at_load is off)" },
	{ KVM_OFF "log=kvm_intel: TDP MMU and MMIO caching and EPT A/D bit is required for TDX\n",
	  CHECK_KVM_TDX_OFF,
	  "KVM has TDX off (kvm.tdp_mmu, kvm.mmio_caching or kvm_intel.eptad is off)" },
	{ KVM_OFF "/proc/cmdline=quiet\n",
	  CHECK_KVM_TDX_OFF,
	  "KVM has TDX off (kvm_intel.tdx is not on the command line)" },
	{ KVM_OFF,
	  CHECK_KVM_TDX_OFF,
	  "KVM has TDX off although it was asked for" },
	{ KVM_OFF "/proc/cmdline=-",
	  CHECK_KVM_TDX_OFF,
	  "KVM has TDX off" },
	{ NOT_DONE "/proc/uptime=12.34 80.00\n",
	  CHECK_MODULE_NOT_INITIALISED,
	  "a TDX module is loaded, but was never initialised (initialisation may be pending: the host is up for 12 s); yet kvm_intel has TDX on" },
	{ NOT_DONE "/proc/uptime=299.99 80.00\n",
	  CHECK_MODULE_NOT_INITIALISED,
	  "a TDX module is loaded, but was never initialised (initialisation may be pending: the host is up for 299 s); yet kvm_intel has TDX on" },
	{ NOT_DONE "/proc/uptime=300.00 80.00\n",
	  CHECK_MODULE_NOT_INITIALISED,
	  "a TDX module is loaded, but was never initialised; yet kvm_intel has TDX on" },
	{ NOT_DONE "/proc/uptime=-",
	  CHECK_MODULE_NOT_INITIALISED,
	  "a TDX module is loaded, but was never initialised; yet kvm_intel has TDX on" },
	{ NOT_DONE "/proc/uptime=",
	  CHECK_MODULE_NOT_INITIALISED,
	  "a TDX module is loaded, but was never initialised; yet kvm_intel has TDX on" },
	{ ABSENT "call=ud; cr4=0",
	  CHECK_NOT_IN_VMX,
	  "whether the CPUs are in VMX operation is not known (SEAMCALL raised #UD where CR4.VMXE is clear: nobody has put them into it, and SEAMCALL tells no more)" },
	{ ABSENT "call=- @0-3; call=ud @4-7; cr4=0",
	  CHECK_NOT_IN_VMX,
	  "whether the CPUs are in VMX operation is not known (SEAMCALL raised #UD where CR4.VMXE is clear: nobody has put them into it, and SEAMCALL tells no more)" },
	{ ABSENT "call=unsupported; cr4=0; helper=vmx-state",
	  CHECK_NOT_IN_VMX,
	  "whether the CPUs are in VMX operation is not known (SEAMCALL raised #UD where CR4.VMXE is clear: nobody has put them into it, and SEAMCALL tells no more)" },
	{ ABSENT "call=unsupported; cr4=0; helper=-",
	  CHECK_NOT_IN_VMX,
	  "whether the CPUs are in VMX operation is not known (SEAMCALL was not issued)" },
	{ ABSENT "call=-",
	  CHECK_NOT_IN_VMX,
	  "whether the CPUs are in VMX operation is not known (SEAMCALL was not issued)" },
	{ "call=gp",
	  CHECK_SEAMRR_OFF,
	  "the SEAM range (SEAMRR) is not enabled: the BIOS did not enable TDX, or MCHECK refused it (SEAMCALL raised #GP, although IA32_SEAMRR_MASK says that it is valid); yet kvm_intel has TDX on" },
	{ "call=gp @7",
	  CHECK_SEAMRR_OFF,
	  "the SEAM range (SEAMRR) is not enabled: the BIOS did not enable TDX, or MCHECK refused it (SEAMCALL raised #GP, although IA32_SEAMRR_MASK says that it is valid); yet kvm_intel has TDX on" },
	{ "call=gp; msr 0x1401=0x400",
	  CHECK_SEAMRR_OFF,
	  "the SEAM range (SEAMRR) is not enabled: the BIOS did not enable TDX, or MCHECK refused it (SEAMCALL raised #GP); yet kvm_intel has TDX on" },
	{ "call=gp; msr 0x1401=0x400 @7",
	  CHECK_SEAMRR_OFF,
	  "the SEAM range (SEAMRR) is not enabled: the BIOS did not enable TDX, or MCHECK refused it (SEAMCALL raised #GP); yet kvm_intel has TDX on" },
	{ "call=gp @7; msr 0x1401=0x400 @0-6",
	  CHECK_SEAMRR_OFF,
	  "the SEAM range (SEAMRR) is not enabled: the BIOS did not enable TDX, or MCHECK refused it (SEAMCALL raised #GP, although IA32_SEAMRR_MASK says that it is valid); yet kvm_intel has TDX on" },
	{ "call=- @0-3; msr 0x1401=0x400 @0-3",
	  CHECK_SEAMRR_OFF,
	  "the SEAM range (SEAMRR) is not enabled: the BIOS did not enable TDX, or MCHECK refused it; yet kvm_intel has TDX on" },
	{ "call=-; msr 0x1401=0x400",
	  CHECK_SEAMRR_OFF,
	  "the SEAM range (SEAMRR) is not enabled: the BIOS did not enable TDX, or MCHECK refused it; yet kvm_intel has TDX on" },
	{ "", CHECK_KEY_SPLIT_ZERO, "some key IDs are private" },
	{ "msr 0x982=0x1006600000003; msr 0x87=0x3f00000000", CHECK_KEY_SPLIT_ZERO,
	  "some key IDs are private (all of them, none is left for TME-MT, which is unusual)" },
	{ "msr 0x87=0x3f00000000 @5; log=virt/tdx: BIOS enabled: private KeyID range [32, 64)\n", CHECK_KEY_SPLIT_ZERO,
	  "some key IDs are private (all of them, none is left for TME-MT, which is unusual)" },
	{ "msr 0x982=-; msr 0x87=-; log=virt/tdx: BIOS enabled: private KeyID range [1, 64)\n", CHECK_KEY_SPLIT_ZERO,
	  "some key IDs are private (all of them, none is left for TME-MT, which is unusual)" },
	{ "msr 0x982=-; msr 0x87=-; log=virt/tdx: BIOS enabled: private KeyID range [32, 64)\n", CHECK_KEY_SPLIT_ZERO,
	  "some key IDs are private" },
	{ "log=virt/tdx: BIOS enabled: private KeyID range [1, 64)\n", CHECK_KEY_SPLIT_ZERO,
	  "some key IDs are private" },
	{ "call=-; msr 0x1401=0; msr 0x1400=0",
	  CHECK_SEAMRR_OFF,
	  "the SEAM range (SEAMRR) is not enabled: the BIOS did not enable TDX, or MCHECK refused it (the BIOS configured no range); yet kvm_intel has TDX on" },
	{ "call=-; msr 0x1401=0",
	  CHECK_SEAMRR_OFF,
	  "the SEAM range (SEAMRR) is not enabled: the BIOS did not enable TDX, or MCHECK refused it (the BIOS left the range unlocked); yet kvm_intel has TDX on" },
	{ "call=-; msr 0x1401=0 @5; msr 0x1401=0x400 @6; msr 0x1400=0 @6",
	  CHECK_SEAMRR_OFF,
	  "the SEAM range (SEAMRR) is not enabled: the BIOS did not enable TDX, or MCHECK refused it (the BIOS configured no range); yet kvm_intel has TDX on" },
	{ "call=gp @5; msr 0x1401=0 @5; msr 0x1400=0 @6",
	  CHECK_SEAMRR_OFF,
	  "the SEAM range (SEAMRR) is not enabled: the BIOS did not enable TDX, or MCHECK refused it (SEAMCALL raised #GP; the BIOS left the range unlocked); yet kvm_intel has TDX on" },
	{ "call=gp; msr 0x1401=0x800; msr 0x1400=0",
	  CHECK_SEAMRR_OFF,
	  "the SEAM range (SEAMRR) is not enabled: the BIOS did not enable TDX, or MCHECK refused it (SEAMCALL raised #GP, although IA32_SEAMRR_MASK says that it is valid; the BIOS configured no range); yet kvm_intel has TDX on" },
	{ "call=vmfailinvalid @0-3; msr 0x1401=0x400",
	  CHECK_SEAMRR_OFF,
	  "the SEAM range is enabled; yet IA32_SEAMRR_MASK of a CPU says that it is not" },
	{ "call=status:0xc000092100000122",
	  CHECK_MODULE_REJECTS_PLATFORM,
	  "the TDX module refuses what the BIOS or the kernel set up (TDH.SYS.RD (34) returned TDX_INCORRECT_MSR_VALUE, MSR 0x122 (IA32_TSX_CTRL))" },
	{ "call=status:0xc0000aff00000000",
	  CHECK_MODULE_REJECTS_PLATFORM,
	  "the TDX module refuses what the BIOS or the kernel set up (TDH.SYS.RD (34) returned 0xc0000aff00000000)" },
	{ "call=status:0xc000050500000000",
	  CHECK_MODULE_TOO_OLD,
	  "the TDX module is too old for this CPU or kernel (TDH.SYS.RD (34) returned TDX_SYS_NOT_READY)" },
	{ NOT_DONE KVM_OFF "log=virt/tdx: SEAMCALL (0x21) failed: 0xc000090000000000\n",
	  CHECK_MODULE_TOO_OLD,
	  "the TDX module is too old for this CPU or kernel (TDH.SYS.INIT (33) returned TDX_INCORRECT_CPUID_VALUE)" },
	{ NOT_DONE KVM_OFF "log=virt/tdx: SEAMCALL (0x21) failed: 0xc000090000000000\nvirt/tdx: RCX 0xffffffff00000001 RDX 0x0000000000000001 R08 0x0000000000000002\n",
	  CHECK_MODULE_TOO_OLD,
	  "the TDX module is too old for this CPU or kernel (TDH.SYS.INIT (33) returned TDX_INCORRECT_CPUID_VALUE; CPUID leaf 0x1)" },
	{ NOT_DONE KVM_OFF "log=virt/tdx: SEAMCALL (0x21) failed: 0xc000090000000000\nvirt/tdx: RCX 0x0000000200000007 RDX 0x0000000000000001 R08 0x0000000000000002\n; cpuid 0x80000008 ebx=0",
	  CHECK_MODULE_TOO_OLD,
	  "the TDX module is too old for this CPU or kernel (TDH.SYS.INIT (33) returned TDX_INCORRECT_CPUID_VALUE; CPUID leaf 0x7, sub-leaf 0x2)" },
	{ NOT_DONE KVM_OFF "log=virt/tdx: SEAMCALL (0x21) failed: 0xc000090000000000\n; cpuid 0x0 ebx=0x68747541; cpuid 0x1=-; cpuid 0x7=-; cpuid 0x80000008 ebx=0",
	  CHECK_MODULE_TOO_OLD,
	  "the TDX module is too old for this CPU or kernel (TDH.SYS.INIT (33) returned TDX_INCORRECT_CPUID_VALUE; TDX module 1.5.05 would refuse CPUID leaf 0x0, sub-leaf 0x0, EBX: 0x68747541 where it wants 0x756e6547 (vendor: \"Genu\"), CPUID leaf 0x80000008, sub-leaf 0x0, EBX: 0x00000000 where it wants 0x00000200 (set: WBNOINVD))" },
	{ NOT_DONE KVM_OFF "log=virt/tdx: SEAMCALL (0x21) failed: 0xc000090000000000\n; cpuid 0x0 ebx=0x68747541 @0; cpuid 0x1=-; cpuid 0x7=-",
	  CHECK_MODULE_TOO_OLD,
	  "the TDX module is too old for this CPU or kernel (TDH.SYS.INIT (33) returned TDX_INCORRECT_CPUID_VALUE; TDX module 1.5.05 would refuse CPUID leaf 0x0, sub-leaf 0x0, EBX: 0x68747541 where it wants 0x756e6547 (vendor: \"Genu\"))" },
	{ NOT_DONE KVM_OFF "log=virt/tdx: SEAMCALL (0x21) failed: 0xc000090100000000\nvirt/tdx: RCX 0x0000000200000007 RDX 0x0000000000000001 R08 0x0000000000000002\n",
	  CHECK_MODULE_REJECTS_PLATFORM,
	  "the TDX module refuses what the BIOS or the kernel set up (TDH.SYS.INIT (33) returned TDX_LIMIT_CPUID_MAXVAL_SET)" },
	{ KVM_OFF "call=-; log=virt/tdx: SEAMCALL TDH_NEW failed: 0xc000090000000000\n; cpuid 0x1=-; cpuid 0x7=-",
	  CHECK_MODULE_TOO_OLD,
	  "the TDX module is too old for this CPU or kernel (a SEAMCALL returned TDX_INCORRECT_CPUID_VALUE)" },
	{ ABSENT "call=-; kernel=6.8.0; log=virt/tdx: Module version: 1.0.3\nvirt/tdx: SEAMCALL (0x21) failed: 0xc00009000000000012345678\n",
	  CHECK_MODULE_TOO_OLD,
	  "the TDX module is too old for this CPU or kernel (the kernel found version 1.0.03)" },
	{ KVM_OFF "call=status:0xc000090000000000; log=virt/tdx: frame pointer (RBP) clobber bug present, upgrade TDX module\n",
	  CHECK_MODULE_TOO_OLD,
	  "the TDX module is too old for this CPU or kernel (the kernel found that it clobbers RBP)" },
	{ ABSENT "call=-; kernel=6.8.0; log=virt/tdx: SEAMCALL (0x21) failed: 0xc000090000000000\nvirt/tdx: Module version: 1.0.3\nvirt/tdx: module initialized\n",
	  CHECK_MODULE_TOO_OLD,
	  "the TDX module is too old for this CPU or kernel (the kernel found version 1.0.03)" },
	{ ABSENT "call=-; log=virt/tdx: TDX module: attributes 0x0, vendor_id 0x8086, major_version 1, minor_version 5, build_date 20231008, build_num 481\n",
	  CHECK_MODULE_TOO_OLD,
	  "the TDX module is too old for this CPU or kernel (the kernel found version 1.5.01)" },
	{ ABSENT "call=success:0x2e1b0fbf",
	  CHECK_MODULE_TOO_OLD,
	  "the TDX module is too old for this CPU or kernel (bit 18 of TDX_FEATURES0 is clear)" },
	{ "call=success:0x2e0f0fbf",
	  CHECK_MODULE_TOO_OLD,
	  "the TDX module is too old for this CPU or kernel (bit 20 of TDX_FEATURES0 is clear)" },
	{ "call=success:0x2e1b0fbf @4-7",
	  CHECK_MODULE_TOO_OLD,
	  "the TDX module is too old for this CPU or kernel (bit 18 of TDX_FEATURES0 is clear)" },
	{ "call=success:0x2e0f0fbf @4-7",
	  CHECK_MODULE_TOO_OLD,
	  "the TDX module is too old for this CPU or kernel (bit 20 of TDX_FEATURES0 is clear)" },
	{ KVM_OFF "kernel=6.15.0; call=success:0x2e0f0fbf; log=virt/tdx: SEAMCALL (0x21) failed: 0xc000090000000000\n",
	  CHECK_MODULE_TOO_OLD,
	  "the TDX module is too old for this CPU or kernel (TDH.SYS.INIT (33) returned TDX_INCORRECT_CPUID_VALUE)" },
	{ KVM_OFF "call=success:0x2e1b0fbf; log=virt/tdx: SEAMCALL (0x21) failed: 0xc000092100000122\n",
	  CHECK_MODULE_TOO_OLD,
	  "the TDX module is too old for this CPU or kernel (bit 18 of TDX_FEATURES0 is clear)" },
	{ KVM_OFF "call=success:0x2e1b0fbf; log=virt/tdx: SEAMCALL (0x21) failed: 0xc000092100000122\n; cpuid 0x80000008 ebx=0",
	  CHECK_MODULE_REJECTS_PLATFORM,
	  "the TDX module refuses what the BIOS or the kernel set up (TDH.SYS.INIT (33) returned TDX_INCORRECT_MSR_VALUE, MSR 0x122 (IA32_TSX_CTRL))" },
	{ ABSENT "call=-; msr 0x3a=0x40001; log=virt/tdx: SEAMCALL (0x21) failed: 0xc000092100000122\n",
	  CHECK_VMX_OFF,
	  "VMX is absent, or locked off by the BIOS" },
	{ "call=status:0x8000020000000000 @0-3; call=status:0xc000050600000000 @4-7; " KVM_OFF,
	  CHECK_MODULE_SHUT_DOWN,
	  "the TDX module was shut down by an earlier failure (TDH.SYS.RD (34) returned TDX_SYS_SHUTDOWN)" },
	{ NOT_DONE ABSENT "online=0-6",
	  CHECK_CPUS_MISSING,
	  "CPUs are kept from the kernel, and the TDX module wants all of them when it is initialised (CPU 7 offline)" },
	{ NOT_DONE ABSENT "online=0-5; /proc/cmdline=nosmt maxcpus=4\n",
	  CHECK_CPUS_MISSING,
	  "CPUs are kept from the kernel, and the TDX module wants all of them when it is initialised (CPUs 6-7 offline, nosmt on the command line, maxcpus on the command line)" },
	{ NOT_DONE ABSENT "/proc/cmdline=nosmt=force\n",
	  CHECK_CPUS_MISSING,
	  "CPUs are kept from the kernel, and the TDX module wants all of them when it is initialised (nosmt on the command line)" },
	{ NOT_DONE ABSENT "online=; /proc/cmdline=nr_cpus=4\n",
	  CHECK_CPUS_MISSING,
	  "CPUs are kept from the kernel, and the TDX module wants all of them when it is initialised (nr_cpus on the command line)" },
	{ KVM_OFF "log=virt/tdx: SEAMCALL (0x2d) failed: 0xc000050c00000000\n",
	  CHECK_CPUS_MISSING,
	  "CPUs are kept from the kernel, and the TDX module wants all of them when it is initialised (TDH.SYS.CONFIG (45) returned TDX_SYS_CONFIG_NOT_PENDING)" },
	{ "msr 0x480=0x11da040000000013 @0-3; cpuid 0x1 eax=0xa06d1; /proc/cpuinfo=-",
	  CHECK_ERRATUM,
	  "an erratum touches TDX (seamret_invd_vmcs)" },
	{ "msr 0x480=-; cpuid 0x1=-; /proc/cpuinfo=bugs\t: tdx_pw_mce\n",
	  CHECK_ERRATUM,
	  "an erratum touches TDX (tdx_pw_mce)" },
	{ "msr 0x480=0x11da040000000013; cpuid 0x1 eax=0xa06d1; /proc/cpuinfo=-",
	  CHECK_ERRATUM,
	  "no known erratum" },
	{ "call=status:0x8000020300000000; " KVM_OFF
	  "log=virt/tdx: SEAMCALL (0x0000000000000021) failed: 0xc000092500000122\nvirt/tdx: module initialization failed (-5)\n",
	  CHECK_MODULE_REJECTS_PLATFORM,
	  "the TDX module refuses what the BIOS or the kernel set up (TDH.SYS.INIT (33) returned 0xc000092500000122)" },
	{ "call=busy @4-7; kernel=6.12.1; " ABSENT, CHECK_NOT_IN_VMX, "whether the CPUs are in VMX operation is not known (SEAMCALL was not issued on all of them)" },
	{ "call=ud; cr4=-; " ABSENT, CHECK_NOT_IN_VMX, "whether the CPUs are in VMX operation is not known (SEAMCALL raised #UD, and tells no more)" },
	{ "call=ud; cr4=0; " ABSENT, CHECK_NOT_IN_VMX, "whether the CPUs are in VMX operation is not known (SEAMCALL raised #UD where CR4.VMXE is clear: nobody has put them into it, and SEAMCALL tells no more)" },
	{ "msr 0x3a=0x5",
	  CHECK_SGX_OFF,
	  "SGX is off: TDX runs, but its guests cannot be attested" },
};
/* clang-format on */

#define INITIALISED "virt/tdx: TDX module initialized\n"
#define FAILED "virt/tdx: module initialization failed (-5)\n"

/* What is said beside what registers gave; NULL for nothing. */
/* clang-format off */
static const struct {
	const char *changes;
	enum check_id id;
	const char *text;
} contradicted[] = {
	{ "", CHECK_TME_OFF, NULL },
	{ "log=x86/tme: not enabled by BIOS\n", CHECK_TME_OFF,
	  "the kernel log says that it is off" },
	{ "log=x86/tme: not enabled by BIOS\nx86/tme: enabled by BIOS\n", CHECK_TME_OFF, NULL },
	{ "call=-; msr 0x982=0x1; log=x86/tme: enabled by BIOS\n", CHECK_TME_OFF,
	  "the kernel log says that it is on" },
	{ "call=-; msr 0x982=0x1; log=x86/tme: enabled by BIOS\nx86/tme: not enabled by BIOS\n", CHECK_TME_OFF, NULL },
	{ "call=-; msr 0x982=-; cpuid 0x7=-; msr 0x981=-; msr 0x87=-; log=x86/tme: not enabled by BIOS\n", CHECK_TME_OFF, NULL },
	{ "log=x86/mktme: disabled by BIOS\n", CHECK_TME_MT_OFF,
	  "the kernel log says that there are none" },
	{ "call=-; msr 0x982=0x3; msr 0x87=0; log=x86/mktme: enabled by BIOS\n", CHECK_TME_MT_OFF,
	  "the kernel log says that there are some" },
	{ "call=-; msr 0x982=0x3; msr 0x87=0; log=virt/tdx: BIOS enabled: private KeyID range [32, 64)\n", CHECK_TME_MT_OFF,
	  "the kernel log has private ones" },
	{ "call=-; msr 0x982=0x600000003; msr 0x87=0x3f; log=virt/tdx: BIOS enabled: private KeyID range [32, 64)\n", CHECK_KEY_SPLIT_ZERO,
	  "the kernel log has private ones" },
	{ "log=x86/cpu: SGX disabled by BIOS\n", CHECK_SGX_OFF,
	  "the kernel log says that it is off" },
	{ "call=-; msr 0x3a=0x5; log=sgx: EPC section 0x80000000-0x807fffff\n", CHECK_SGX_OFF,
	  "the kernel log has memory for it" },
	{ "log=virt/tdx: [firmware bug]: TDX is not enabled by BIOS.\n", CHECK_SEAMRR_OFF,
	  "the kernel log says that SEAMCALL raised #GP" },
	{ "log=virt/tdx: [firmware bug]: TDX is not enabled by BIOS.\n" INITIALISED, CHECK_SEAMRR_OFF, NULL },
	{ "call=gp; log=" INITIALISED "; /sys/module/kvm_intel/parameters/tdx=N\n", CHECK_SEAMRR_OFF,
	  "the kernel log says that the TDX module was initialised" },
	{ "call=gp; log=" INITIALISED FAILED "; /sys/module/kvm_intel/parameters/tdx=N\n", CHECK_SEAMRR_OFF, NULL },
	{ "call=gp; /sys/module/kvm_intel/parameters/tdx=N\n", CHECK_SEAMRR_OFF, NULL },
	{ "call=gp; kernel=6.8.0", CHECK_SEAMRR_OFF, NULL },
	{ "call=gp", CHECK_SEAMRR_OFF, "kvm_intel has TDX on" },
	{ "log=x86/cpu: VMX (outside TXT) disabled by BIOS\n", CHECK_VMX_OFF,
	  "the kernel log says that it is" },
	{ "log=virt/tdx: module initialization failed (-95)\n", CHECK_SEAMRR_OFF,
	  "the kernel log says that SEAMCALL raised #GP" },
	{ "log=virt/tdx: module not loaded\n", CHECK_MODULE_NOT_LOADED,
	  "the kernel log says that none is" },
	{ "call=vmfailinvalid; log=" INITIALISED, CHECK_MODULE_NOT_LOADED,
	  "the kernel log says that it was initialised" },
	{ "call=vmfailinvalid", CHECK_MODULE_NOT_LOADED, "kvm_intel has TDX on" },
	{ NOT_DONE "log=" INITIALISED, CHECK_MODULE_NOT_INITIALISED,
	  "the kernel log says that it was" },
	{ NOT_DONE, CHECK_MODULE_NOT_INITIALISED, "kvm_intel has TDX on" },
	{ "call=-; msr 0x982=0x600000003/0xf0000000f; msr 0x87=-; log=kvm_intel: tdx: no TDX private KeyIDs available\nvirt/tdx: BIOS enabled: private KeyID range [32, 64)\n", CHECK_KEY_SPLIT_ZERO, NULL },
	{ "call=ud", CHECK_NOT_IN_VMX, NULL },
	{ "msr 0x1401=0x400 @5", CHECK_SEAMRR_OFF,
	  "IA32_SEAMRR_MASK of a CPU says that it is not" },
	{ "msr 0x982=0x2 @5", CHECK_TME_OFF,
	  "SEAMCALLs were answered on every CPU" },
	{ "call=busy @7; msr 0x982=0x2 @5", CHECK_TME_OFF, NULL },
	{ "msr 0x982=0x3 @5; msr 0x87=0 @5", CHECK_TME_MT_OFF,
	  "SEAMCALLs were answered on every CPU" },
	{ "msr 0x982=0x600000003 @5; msr 0x87=0x3f @5", CHECK_KEY_SPLIT_ZERO,
	  "SEAMCALLs were answered on every CPU" },
	{ "msr 0x87=0x10000001f", CHECK_TOO_FEW_KEYIDS, NULL },
	{ "msr 0x981=0x3f680000001 @1", CHECK_KEYID_MISMATCH, NULL },
	{ "call=vmfailinvalid @5", CHECK_MODULE_NOT_LOADED,
	  "a module answered on other CPUs" },
	{ "call=vmfailinvalid @5; call=status:0x8000020200000000 @0-4,6-7", CHECK_MODULE_NOT_LOADED,
	  "a module answered on other CPUs" },
	{ "call=vmfailinvalid @5; call=ud @0-4,6-7; /sys/module/kvm_intel/parameters/tdx=N\n", CHECK_MODULE_NOT_LOADED, NULL },
};
/* clang-format on */

static void test_contradicted(void)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(contradicted); i++) {
		struct judged *judged cleanup_judged =
			judge_changed(contradicted[i].changes);
		const struct verdict_row *row =
			&judged->verdict.rows[contradicted[i].id];
		const char *text = row->contradicted;

		is_str(text ? text : "",
		       contradicted[i].text ? contradicted[i].text : "",
		       "contradicted: %s, %zu", row->check->id, i);
		if (text)
			ok(strstr(row->summary, text) &&
				   !strncmp(strstr(row->summary, text) - 6,
					    "; yet ", 6),
			   "contradicted: summary of %s, %zu", row->check->id,
			   i);
	}
}

static void test_summaries(void)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(summaries); i++) {
		struct judged *judged cleanup_judged =
			judge_changed(summaries[i].changes);

		is_str(judged->verdict.rows[summaries[i].id].summary,
		       summaries[i].text, "summary: %s, %zu",
		       checks[summaries[i].id].id, i);
	}
}

static void add_field(struct judged *judged, uint64_t field,
		      enum obs_error error, enum outcome outcome,
		      uint64_t value)
{
	struct obs obs = { .key = read_list_field(field),
			   .error = error,
			   .seamcall = { .outcome = outcome,
					 .regs.r8 = value } };
	struct cpulist cpus;

	if (cpulist_parse("0", &cpus) ||
	    capture_add(&judged->capture, &obs, &cpus))
		abort();
}

/* The version that the module itself gives, of a host with changes. */
static void version_is(const char *changes, enum obs_error error,
		       enum outcome minor, const char *want, const char *what)
{
	struct judged *judged cleanup_judged = calloc(1, sizeof(*judged));
	struct cpulist cpus;

	if (!judged)
		abort();
	host_healthy(&judged->host);
	host_change(&judged->host, changes);
	host_capture(&judged->host, &judged->capture);
	add_field(judged, METADATA_MAJOR, OBS_READ, OUTCOME_SUCCESS, 1);
	add_field(judged, METADATA_MINOR, error, minor, 5);
	add_field(judged, METADATA_UPDATE, OBS_READ, OUTCOME_SUCCESS, 3);
	cpus = judged->host.cpus.online;
	if (verdict_build(&judged->verdict, &judged->capture, &cpus))
		abort();
	is_str(judged->verdict.rows[CHECK_MODULE_TOO_OLD].summary, want,
	       "summary: %s", what);
}

#define TOO_OLD "the TDX module is too old for this CPU or kernel "
#define NO_BIT_18 "call=success:0x2e1b0fbf @0"

static void test_versions(void)
{
	version_is(NO_BIT_18, OBS_READ, OUTCOME_SUCCESS,
		   TOO_OLD "(version 1.5.03, bit 18 of TDX_FEATURES0 is clear)",
		   "version of the module");
	version_is(NO_BIT_18, OBS_READ, OUTCOME_STATUS,
		   TOO_OLD "(bit 18 of TDX_FEATURES0 is clear)",
		   "a part of it is not known");
	version_is(NO_BIT_18, OBS_IO, OUTCOME_SUCCESS,
		   TOO_OLD "(bit 18 of TDX_FEATURES0 is clear)",
		   "a part of it was not read");
	version_is("", OBS_READ, OUTCOME_SUCCESS,
		   "the TDX module is new enough (version 1.5.03)",
		   "version of a good module");
	version_is("", OBS_IO, OUTCOME_SUCCESS, "the TDX module is new enough",
		   "no version of a good module");
	version_is("log=virt/tdx: Module version: 1.5.6\n", OBS_IO,
		   OUTCOME_SUCCESS,
		   "the TDX module is new enough (the kernel found version 1.5.06)",
		   "version of a good module in the log");
	version_is("log=virt/tdx: Module version: 1.5.6\n", OBS_READ,
		   OUTCOME_SUCCESS,
		   "the TDX module is new enough (version 1.5.03)",
		   "version of a good module, whatever the log");
	version_is("log=virt/tdx: TDX module: attributes 0x0, vendor_id 0x8086\n",
		   OBS_IO, OUTCOME_SUCCESS, "the TDX module is new enough",
		   "no version of a good module in the log");
	version_is("call=busy @0; msr 0x982=denied @0", OBS_READ,
		   OUTCOME_SUCCESS,
		   "the TDX module is new enough (version 1.5.03)",
		   "version of a good module, by another CPU");
}

/* Evidence of a row, a line each: kind, key, name, CPUs, error, value. */
static char *evidence_text(const struct verdict_row *row)
{
	char *text = NULL;
	size_t size, i;
	FILE *out = open_memstream(&text, &size);

	for (i = 0; out && i < row->nevidence; i++) {
		const struct verdict_evidence *e = &row->evidence[i];

		fprintf(out, "%s|%s|%s|%s|%s|%s\n", e->kind, e->key,
			e->name ? e->name : "", e->cpus,
			e->error ? e->error : "", e->value ? e->value : "");
	}
	if (!out || fclose(out))
		abort();
	return text;
}

/* clang-format off */
static const struct {
	const char *what;
	const char *changes;
	enum check_id id;
	const char *lines;
} evidence[] = {
	{ "evidence: a file of several lines",
	  "/proc/cpuinfo=flags\t: vmx\nbugs\t: \n\n",
	  CHECK_RUNNING_IN_VM,
	  "cpuid|0x1:0x0||0-7||EAX 0x000806f8 EBX 0x00000800 ECX 0x4ffaa277 EDX 0x1fa9fbff\n"
	  "cpuid|0x40000000:0x0||0-7||EAX 0x00000000 EBX 0x00000000 ECX 0x00000000 EDX 0x00000000\n"
	  "file|/proc/cpuinfo||||flags : vmx; bugs :\n" },
	{ "evidence: words of which some bits are known, and one that is not",
	  "msr 0x982=0x1/0xf000000003 @7; msr 0x982=denied @6",
	  CHECK_TME_OFF,
	  "msr|0x982|IA32_TME_ACTIVATE|0-5||0x0005001600000003\n"
	  "msr|0x982|IA32_TME_ACTIVATE|6|denied|\n"
	  "msr|0x982|IA32_TME_ACTIVATE|7||0x0000000000000001 (known bits 0x000000f000000003)\n"
	  "msr|0x87|IA32_MKTME_KEYID_PARTITIONING|0-7||0x000000200000001f\n"
	  "cpuid|0x7:0x0||0-7||EAX 0x00000002 EBX 0x219424c7 ECX 0xd9012000 EDX 0xfc0c0400\n" },
	{ "evidence: CR4, and #UD",
	  "call=ud; cr4=0x40000 @1-7",
	  CHECK_NOT_IN_VMX,
	  "seamcall|0x0000000000000022:rdx=0x0a00000300000008||0-7||#UD\n"
	  "cr|cr4||0||0x0000000000042000\n"
	  "cr|cr4||1-7||0x0000000000040000\n"
	  "file|/sys/module/kvm/parameters/enable_virt_at_load||||Y\n" },
	{ "evidence: ends of a SEAMCALL",
	  "call=gp @0; call=ud @1; call=vmfailinvalid @2; call=entered-success @3; call=status:0xc000050200000000 @4; call=status:0xdeadbeef00000000 @5; call=busy @6",
	  CHECK_SEAMRR_OFF,
	  "msr|0x1401|IA32_SEAMRR_MASK|0-7||0x000ffffffc000c00\n"
	  "msr|0x1400|IA32_SEAMRR_BASE|0-7||0x000000207c000008\n"
	  "msr|0xa0|MSR_BIOS_MCU_ERRORCODE|0-7||0x0000000000000000\n"
	  "seamcall|0x0000000000000022:rdx=0x0a00000300000008||0||#GP\n"
	  "seamcall|0x0000000000000022:rdx=0x0a00000300000008||1||#UD\n"
	  "seamcall|0x0000000000000022:rdx=0x0a00000300000008||2||VMfailInvalid\n"
	  "seamcall|0x0000000000000022:rdx=0x0a00000300000008||3||success, R8 0x000000002e1f0fbf, VMX operation entered for it\n"
	  "seamcall|0x0000000000000022:rdx=0x0a00000300000008||4||0xc000050200000000 TDX_SYS_LP_INIT_NOT_DONE\n"
	  "seamcall|0x0000000000000022:rdx=0x0a00000300000008||5||0xdeadbeef00000000\n"
	  "seamcall|0x0000000000000022:rdx=0x0a00000300000008||6|busy|\n"
	  "seamcall|0x0000000000000022:rdx=0x0a00000300000008||7||success, R8 0x000000002e1f0fbf\n" },
	{ "evidence: modules of memory",
	  "call=-; dimms=0/0/0,1/10/7",
	  CHECK_DIMM_POPULATION,
	  "dimm|population||||2 modules: 0/0/0 1/10/7\n" },
	{ "evidence: modules of memory, not read",
	  "call=-; dimms=denied",
	  CHECK_DIMM_POPULATION,
	  "dimm|population|||denied|\n" },
	{ "evidence: a number",
	  "types=0x3",
	  CHECK_KVM_ABI,
	  "ioctl|KVM_CAP_VM_TYPES||||0x3\n" },
	{ "evidence: a file of nothing",
	  NOT_DONE KVM_OFF "online=0-6; /proc/cmdline= \n",
	  CHECK_CPUS_MISSING,
	  "file|/proc/cmdline||||\n"
	  "file|/sys/devices/system/cpu/present||||0-7\n"
	  "file|/sys/devices/system/cpu/online||||0-7\n" },
	{ "evidence: a file of many lines",
	  NOT_DONE KVM_OFF "online=0-6; /proc/cmdline=\n\n\n.\n",
	  CHECK_CPUS_MISSING,
	  "file|/proc/cmdline||||; ; ; .\n"
	  "file|/sys/devices/system/cpu/present||||0-7\n"
	  "file|/sys/devices/system/cpu/online||||0-7\n" },
	{ "evidence: a log that was not read",
	  "log=denied",
	  CHECK_TME_OFF,
	  "msr|0x982|IA32_TME_ACTIVATE|0-7||0x0005001600000003\n"
	  "msr|0x87|IA32_MKTME_KEYID_PARTITIONING|0-7||0x000000200000001f\n"
	  "cpuid|0x7:0x0||0-7||EAX 0x00000002 EBX 0x219424c7 ECX 0xd9012000 EDX 0xfc0c0400\n"
	  "log|kernel|||denied|\n" },
	{ "evidence: lists of CPUs, by their files",
	  NOT_DONE KVM_OFF "online=0-6; /proc/cmdline=nosmt\n",
	  CHECK_CPUS_MISSING,
	  "file|/proc/cmdline||||nosmt\n"
	  "file|/sys/devices/system/cpu/present||||0-7\n"
	  "file|/sys/devices/system/cpu/online||||0-7\n" },
	{ "evidence: lists of CPUs, by the capture",
	  NOT_DONE KVM_OFF "online=0-6; /sys/devices/system/cpu/online=-; /sys/devices/system/cpu/present=-; /proc/cmdline=-",
	  CHECK_CPUS_MISSING,
	  "file|/sys/devices/system/cpu/present||||0-7\n"
	  "file|/sys/devices/system/cpu/online||||0-6\n" },
	{ "evidence: lists of CPUs, which are unknown",
	  "online=; /sys/devices/system/cpu/online=-",
	  CHECK_CPUS_MISSING,
	  "file|/proc/cmdline||||nohibernate kvm_intel.tdx=1\n"
	  "file|/sys/devices/system/cpu/present||||0-7\n" },
	{ "evidence: lines of the log, without what names the host",
	  "log=Jan 1 00:00:00 secret kernel: [    0.1] x86/tme: enabled by BIOS\nx86/tme: enabled by BIOS \x01\x7f\xc3\xa9\x80~ \r\nx86/cpu: VMX (outside TXT) disabled by BIOS\nsecret kernel: x86/tme: not enabled by BIOS\n",
	  CHECK_TME_OFF,
	  "msr|0x982|IA32_TME_ACTIVATE|0-7||0x0005001600000003\n"
	  "msr|0x87|IA32_MKTME_KEYID_PARTITIONING|0-7||0x000000200000001f\n"
	  "cpuid|0x7:0x0||0-7||EAX 0x00000002 EBX 0x219424c7 ECX 0xd9012000 EDX 0xfc0c0400\n"
	  "log|kernel||||x86/tme: not enabled by BIOS\n"
	  "log|kernel||||x86/tme: enabled by BIOS   \303\251\200~\n" },
	{ "evidence: nothing of what was not asked",
	  "msr 0x982=0x1; msr 0x87=0",
	  CHECK_TME_MT_OFF,
	  "" },
};
/* clang-format on */

static void test_evidence(void)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(evidence); i++) {
		struct judged *judged cleanup_judged =
			judge_changed(evidence[i].changes);
		cleanup_free char *text =
			evidence_text(&judged->verdict.rows[evidence[i].id]);

		is_str(text, evidence[i].lines, "%s", evidence[i].what);
	}
}

#define CPUINFO                                                \
	"/proc/cpuinfo=processor\t: 0\nmodel\t\t: 143\n"      \
	"model name\t:  Xeon_8480+\nmicrocode\t: 0x2b000603\nflags\t: vmx tdx_host_platform\n" \
	"bugs\t: \n; "

/* clang-format off */
/* Of a healthy host, but for KVM. */
#define IN_ORDER \
	"What was found in order:\n" \
	"\n" \
	"- no hypervisor is below, on CPUs 0-7 (`running-in-vm`)\n" \
	"- the CPU has SEAM, on CPUs 0-7 (`cpu-no-tdx`)\n" \
	"- physical addresses are not limited, on CPUs 0-7 (`pa-limit`)\n" \
	"- memory encryption (TME) is on and locked, on CPUs 0-7 (`tme-off`)\n" \
	"- there are key IDs (TME-MT), on CPUs 0-7 (`tme-mt-off`)\n" \
	"- some key IDs are private, on CPUs 0-7 (`key-split-zero`)\n" \
	"- there are at least two private key IDs, on CPUs 0-7 (`too-few-keyids`)\n" \
	"- the registers about key IDs agree, on CPUs 0-7 (`keyid-mismatch`)\n" \
	"- SGX is on, on CPUs 0-7 (`sgx-off`)\n" \
	"- MCHECK reports no error, on CPUs 0-7 (`mcheck-failed`)\n" \
	"- the memory population does not keep TDX off (`dimm-population`)\n" \
	"- the SEAM range is enabled, on CPUs 0-7 (`seamrr-off`)\n" \
	"- a production part, on CPUs 0-7 (`preproduction`)\n" \
	"- VMX is there, and not locked off, on CPUs 0-7 (`vmx-off`)\n" \
	"- the kernel supports TDX as a host (`kernel-lacks-tdx`)\n" \
	"- hibernation does not keep the kernel from TDX (`hibernation-on`)\n" \
	"- the kernel runs on all CPUs (`cpus-missing`)\n" \
	"- the CPUs are in VMX operation, on CPUs 0-7 (`not-in-vmx`)\n" \
	"- a TDX module is loaded, on CPUs 0-7 (`module-not-loaded`)\n" \
	"- the TDX module was not shut down, on CPUs 0-7 (`module-shut-down`)\n" \
	"- the TDX module is new enough, on CPUs 0-7 (`module-too-old`)\n" \
	"- the TDX module accepts the platform, on CPUs 0-7 (`module-rejects-platform`)\n" \
	"- the memory map fits (`tdmr-exhausted`)\n" \
	"- the TDX module was initialised, on CPUs 0-7 (`module-not-initialised`)\n" \
	"- KVM has TDX working (`kvm-tdx-off`)\n"

static const struct {
	const char *what;
	const char *changes;
	const char *source;
	const char *text;
} tickets[] = {
	{ "ticket: of a failure",
	  CPUINFO "call=-; msr 0x1401=0x400 @4-5; msr 0xa0=0x1861 @4; msr 0x1400=denied @7; msr 0x3a=denied @7; msr 0xce=0x8001500 @7; vendor=A`B|C",
	  "msr",
	  "# Intel TDX does not work on this host\n"
	  "\n"
	  "## Machine\n"
	  "\n"
	  "| what | value |\n"
	  "| --- | --- |\n"
	  "| vendor | `` A`B\\|C `` |\n"
	  "| product | not read |\n"
	  "| BIOS | not read |\n"
	  "| processor | `Xeon_8480+` |\n"
	  "| microcode | `0x2b000603` |\n"
	  "| CPUs online | `8 (0-7)` |\n"
	  "| kernel | `6.16.3` |\n"
	  "| read at | not read |\n"
	  "\n"
	  "## Finding\n"
	  "\n"
	  "What is wrong:\n"
	  "\n"
	  "- MCHECK refused what the BIOS set up, on CPU 4 (`mcheck-failed`)\n"
	  "- the SEAM range (SEAMRR) is not enabled: the BIOS did not enable TDX, or MCHECK refused it; yet `kvm_intel` has TDX on, on CPUs 4-5, because of `mcheck-failed` (`seamrr-off`)\n"
	  "\n"
	  "What is unusual:\n"
	  "\n"
	  "- a pre-production part, or unlocked for debugging: it takes another TDX module, and attests as such, on CPU 7 (`preproduction`)\n"
	  "- an erratum touches TDX (`tdx_pw_mce`, `seamret_invd_vmcs`), on CPUs 0-7 (`erratum`)\n"
	  "\n"
	  "What was not seen:\n"
	  "\n"
	  "- whether SGX is on is not known, on CPU 7 (`sgx-off`)\n"
	  "\n"
	  "What was found in order:\n"
	  "\n"
	  "- no hypervisor is below, on CPUs 0-7 (`running-in-vm`)\n"
	  "- the CPU has SEAM, on CPUs 0-7 (`cpu-no-tdx`)\n"
	  "- physical addresses are not limited, on CPUs 0-7 (`pa-limit`)\n"
	  "- memory encryption (TME) is on and locked, on CPUs 0-7 (`tme-off`)\n"
	  "- there are key IDs (TME-MT), on CPUs 0-7 (`tme-mt-off`)\n"
	  "- some key IDs are private, on CPUs 0-7 (`key-split-zero`)\n"
	  "- there are at least two private key IDs, on CPUs 0-7 (`too-few-keyids`)\n"
	  "- the registers about key IDs agree, on CPUs 0-7 (`keyid-mismatch`)\n"
	  "- the memory population does not keep TDX off (`dimm-population`)\n"
	  "- VMX is there, and not locked off, on CPUs 0-7 (`vmx-off`)\n"
	  "- the CPUs are in VMX operation, on CPUs 0-7 (`not-in-vmx`)\n"
	  "\n"
	  "## Evidence\n"
	  "\n"
	  "| check | what | CPUs | value |\n"
	  "| --- | --- | --- | --- |\n"
	  "| `mcheck-failed` | msr `0xa0` `MSR_BIOS_MCU_ERRORCODE` | 0-3,5-7 | `0x0000000000000000` |\n"
	  "| `mcheck-failed` | msr `0xa0` `MSR_BIOS_MCU_ERRORCODE` | 4 | `0x0000000000001861` |\n"
	  "| `seamrr-off` | msr `0x1401` `IA32_SEAMRR_MASK` | 0-3,6-7 | `0x000ffffffc000c00` |\n"
	  "| `seamrr-off` | msr `0x1401` `IA32_SEAMRR_MASK` | 4-5 | `0x0000000000000400` |\n"
	  "| `seamrr-off` | msr `0x1400` `IA32_SEAMRR_BASE` | 0-6 | `0x000000207c000008` |\n"
	  "| `seamrr-off` | msr `0x1400` `IA32_SEAMRR_BASE` | 7 | `denied` |\n"
	  "| `seamrr-off` | msr `0xa0` `MSR_BIOS_MCU_ERRORCODE` | 0-3,5-7 | `0x0000000000000000` |\n"
	  "| `seamrr-off` | msr `0xa0` `MSR_BIOS_MCU_ERRORCODE` | 4 | `0x0000000000001861` |\n"
	  "\n"
	  "## What is asked of you\n"
	  "\n"
	  "1. CPU 4 differs from the others, to which the same BIOS entries apply: look for what is different about it, the memory of its package first\n"
	  "2. With 0x1861, enable SGX Factory Reset in the BIOS once, which discards the platform's SGX keys, its registration and what was sealed with them; else check that memory is populated by the board's rules and that all TME and SGX settings are as the vendor's TDX guide says, and update the BIOS\n"
	  "3. Power-cycle\n"
	  "\n"
	  "A reboot is not enough: please cut the power once.\n"
	  "\n"
	  "Made by tdxctl " PACKAGE_VERSION ". Registers and SEAMCALLs are what the processor itself said.\n" },
	{ "ticket: of a virtual machine",
	  "cpuid 0x1 ecx|0x80000000; /proc/cpuinfo=denied",
	  "msr",
	  "# Intel TDX does not work on this host\n"
	  "\n"
	  "## Machine\n"
	  "\n"
	  "| what | value |\n"
	  "| --- | --- |\n"
	  "| vendor | not read |\n"
	  "| product | not read |\n"
	  "| BIOS | not read |\n"
	  "| processor | not read |\n"
	  "| microcode | not read |\n"
	  "| CPUs online | `8 (0-7)` |\n"
	  "| kernel | `6.16.3` |\n"
	  "| read at | not read |\n"
	  "\n"
	  "## Finding\n"
	  "\n"
	  "What is wrong:\n"
	  "\n"
	  "- this is a virtual machine: a hypervisor is below, on CPUs 0-7 (`running-in-vm`)\n"
	  "\n"
	  "## Evidence\n"
	  "\n"
	  "| check | what | CPUs | value |\n"
	  "| --- | --- | --- | --- |\n"
	  "| `running-in-vm` | cpuid `0x1:0x0` | 0-7 | `EAX 0x000806f8 EBX 0x00000800 ECX 0xcffaa277 EDX 0x1fa9fbff` |\n"
	  "| `running-in-vm` | cpuid `0x40000000:0x0` | 0-7 | `EAX 0x00000000 EBX 0x00000000 ECX 0x00000000 EDX 0x00000000` |\n"
	  "| `running-in-vm` | file `/proc/cpuinfo` |  | `denied` |\n"
	  "\n"
	  "## What is asked of you\n"
	  "\n"
	  "1. Run tdxctl on the machine below, or ask its provider for bare metal with TDX\n"
	  "\n"
	  "Made by tdxctl " PACKAGE_VERSION ". Registers and SEAMCALLs are what the processor itself said.\n" },
	{ "ticket: of a host that passes",
	  CPUINFO "product=P*_{x}[y]<z>#\\\n2",
	  "",
	  "# Intel TDX works on this host\n"
	  "\n"
	  "## Machine\n"
	  "\n"
	  "| what | value |\n"
	  "| --- | --- |\n"
	  "| vendor | not read |\n"
	  "| product | `P*_{x}[y]<z>#\\ 2` |\n"
	  "| BIOS | not read |\n"
	  "| processor | `Xeon_8480+` |\n"
	  "| microcode | `0x2b000603` |\n"
	  "| CPUs online | `8 (0-7)` |\n"
	  "| kernel | `6.16.3` |\n"
	  "| read at | not read |\n"
	  "\n"
	  "## Finding\n"
	  "\n"
	  "What is unusual:\n"
	  "\n"
	  "- an erratum touches TDX (`tdx_pw_mce`, `seamret_invd_vmcs`), on CPUs 0-7 (`erratum`)\n"
	  "\n"
	  IN_ORDER
	  "- KVM offers TDX guests (`kvm-abi`)\n"
	  "\n"
	  "Made by tdxctl " PACKAGE_VERSION ".\n" },
	{ "ticket: of what is not known",
	  "/proc/cpuinfo=model name\nflags\t: vmx\n; types=denied; kernel=",
	  "ioctl",
	  "# Whether Intel TDX works on this host cannot be told yet\n"
	  "\n"
	  "## Machine\n"
	  "\n"
	  "| what | value |\n"
	  "| --- | --- |\n"
	  "| vendor | not read |\n"
	  "| product | not read |\n"
	  "| BIOS | not read |\n"
	  "| processor | not read |\n"
	  "| microcode | not read |\n"
	  "| CPUs online | `8 (0-7)` |\n"
	  "| kernel | not read |\n"
	  "| read at | not read |\n"
	  "\n"
	  "## Finding\n"
	  "\n"
	  "What is unusual:\n"
	  "\n"
	  "- an erratum touches TDX (`tdx_pw_mce`, `seamret_invd_vmcs`), on CPUs 0-7 (`erratum`)\n"
	  "\n"
	  "What was not seen:\n"
	  "\n"
	  "- whether KVM offers TDX guests is not known (`kvm-abi`)\n"
	  "\n"
	  IN_ORDER
	  "\n"
	  "## What we still have to look at\n"
	  "\n"
	  "1. Run tdxctl check as root on that host, where /dev/kvm is: KVM itself was not asked for its types of virtual machines\n"
	  "\n"
	  "Made by tdxctl " PACKAGE_VERSION ". Registers and SEAMCALLs are what the processor itself said.\n" },
};
/* clang-format on */

/* Of whom something is asked, by the heading of it; NULL for nothing. */
static const struct {
	const char *changes;
	const char *heading;
} asked[] = {
	{ "", NULL },
	{ "types=denied", "What we still have to look at" },
	{ "call=-; msr 0x982=0x1", "What is asked of you" },
	{ "call=vmfailinvalid; " ABSENT, "What is asked of you" },
	{ NOT_DONE ABSENT, "What we have to change ourselves" },
	{ "call=status:0xc000050600000000; " ABSENT, "What we have to change ourselves" },
	{ NOT_DONE "CONFIG_INTEL_TDX_HOST=n; flags~tdx_host_platform; " ABSENT,
	  "What we have to change ourselves" },
	{ "types=0x3", "What we have to change ourselves" },
	{ "call=ud @7; " KVM_OFF, "What we have to change ourselves" },
	{ "call=-; msr 0x982=0x1; types=0x3", "What is asked of you" },
};

static void test_asked(void)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(asked); i++) {
		struct judged *judged cleanup_judged =
			judge_changed(asked[i].changes);
		cleanup_free char *text = NULL;
		char *heading, *end;
		size_t size;
		FILE *out = open_memstream(&text, &size);

		if (!out || verdict_ticket(&judged->verdict, out) ||
		    fclose(out))
			abort();
		heading = strstr(text, "## What ");
		end = heading ? strchr(heading, '\n') : NULL;
		if (end)
			*end = '\0';
		is_str(heading ? heading + 3 : "",
		       asked[i].heading ? asked[i].heading : "",
		       "ticket: asked, %zu", i);
	}
}

static char *ticket_text(const struct verdict *verdict)
{
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	if (!out || verdict_ticket(verdict, out) || fclose(out))
		abort();
	return text;
}

static void test_tickets(void)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(tickets); i++) {
		struct judged *judged cleanup_judged =
			judge_changed(tickets[i].changes);
		cleanup_free char *text = NULL;

		snprintf(judged->capture.source, sizeof(judged->capture.source),
			 "%s", tickets[i].source);
		text = ticket_text(&judged->verdict);
		is_str(text, tickets[i].text, "%s", tickets[i].what);
	}
}

int main(void)
{
	test_by_call();
	test_by_log();
	test_log_alone();
	test_cases(log_cases, ARRAY_SIZE(log_cases));
	test_summaries();
	test_contradicted();
	test_asked();
	test_versions();
	test_evidence();
	test_tickets();
	return tap_done();
}
