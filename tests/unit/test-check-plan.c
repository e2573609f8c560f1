// SPDX-License-Identifier: GPL-2.0-or-later
/* What to do: the order for each vendor, reboots, warnings, power cycles. */
#include "check-contract.h"

#define NO_TME "msr 0x982=0x1; msr 0x87=gp; msr 0x3a=0x5/0x5; call=gp; "
#define UPDATE "/sys/class/firmware/tdx_module/status=programming\n; "
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
	  1,
	  false,
	  0,
	  { "another hypervisor that may hold VMX", "Reboot" } },
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
	  { "Load kvm_intel with tdx=1 ('modprobe kvm_intel tdx=1'), which puts all CPUs into VMX operation from Linux 6.12 on, and check again; or run tdxctl check --enter-vmx" } },
	{ "no helper",
	  "call=-; " ABSENT,
	  0,
	  false,
	  0,
	  { "Load the helper module", "Load kvm_intel with tdx=1" } },
};

/* All lines, with " | " behind each. */
static char *joined(char *const *lines, size_t count)
{
	char *text = NULL;
	size_t size, i;
	FILE *out = open_memstream(&text, &size);

	for (i = 0; out && i < count; i++)
		fprintf(out, "%s | ", lines[i]);
	if (!out || fclose(out))
		abort();
	return text;
}

/* clang-format off */
/* Steps that many plans have. */
#define BORROWED \
	"What follows has Intel's reference names of BIOS entries; those of this machine may differ | "
#define ALL_OF_TME \
	"In the BIOS, under Socket Configuration > Processor Configuration > TME, TME-MT, TDX: Memory Encryption (TME) = Enabled; " \
	"Total Memory Encryption Multi-Tenant (TME-MT) = Enabled; " \
	"Trust Domain Extension (TDX) = Enabled; " \
	"TDX Secure Arbitration Mode Loader (SEAM Loader) = Enabled; " \
	"TME-MT/TDX key split = 1, or any value but 0 | "
#define SGX_ON \
	"In the BIOS, under Socket Configuration > Processor Configuration > Software Guard Extension (SGX): SW Guard Extensions (SGX) = Enabled | "
#define UPDATE_RUNS \
	"A runtime update of the TDX module was running, so it was not probed: check again when that has ended | "
#define NO_SGX_ENTRY \
	"Where the BIOS has no entry for SGX, the CPU has none, and without it no TDX: then it takes another CPU | "
#define LOAD_KVM \
	"Load kvm_intel with tdx=1 ('modprobe kvm_intel tdx=1'), which puts all CPUs into VMX operation from Linux 6.12 on, and check again; " \
	"or run tdxctl check --enter-vmx | "
#define COLLECT \
	"Collect what was not seen, as 'tdxctl snapshot' does when root runs it on that host: "
#define MEND_MCHECK \
	"With 0x1861, enable SGX Factory Reset in the BIOS once, which discards the platform's SGX keys, its registration and what was sealed with them; " \
	"else check that memory is populated by the board's rules and that all TME and SGX settings are as the vendor's TDX guide says, and update the BIOS | "
#define MEND_ABI \
	"Use kernel and QEMU that belong together: Linux 6.16 and QEMU 10.1 or later, or both from the same distribution | "

static const struct {
	const char *what;
	const char *changes;
	const char *steps; /* with " | " behind each */
} wholes[] = {
	{ "a vendor that is not known",
	  NO_TME,
	  BORROWED ALL_OF_TME SGX_ON
	  "Save, and reboot | " },
	{ "a vendor whose names are not known",
	  NO_TME "vendor=HPE",
	  "What follows has Intel's reference names of BIOS entries; "
	  "those of HPE are not known, so ask its support where they differ | "
	  ALL_OF_TME SGX_ON
	  "Save, and reboot | " },
	{ "an old kernel",
	  NO_TME "kernel=5.14.0-427.el9.x86_64",
	  "First update the kernel, or have disable_mtrr_cleanup on its command line: kernels as old as this one may not boot once TME-MT is on | "
	  BORROWED ALL_OF_TME SGX_ON
	  "Save, and reboot | " },
	{ "Intel's own names",
	  NO_TME "vendor=Intel Corporation",
	  ALL_OF_TME SGX_ON
	  "Save, and reboot | " },
	{ "Intel's names for Xeon 6",
	  NO_TME "vendor=Intel Corporation; cpuid 0x1 eax=0xa06d1",
	  "In the BIOS, under Socket Configuration > Security Configuration: Memory Encryption (TME) = Enabled; "
	  "Total Memory Encryption Multi-Tenant (TME-MT) = Enabled; Trust Domain Extension (TDX) = Enabled; "
	  "TDX Secure Arbitration Mode Loader (SEAM Loader) = Enabled; "
	  "TME-MT/TDX key split = 1, or any value but 0; SW Guard Extensions (SGX) = Enabled | "
	  "Save, and reboot | " },
	{ "Intel's names of a CPU that nobody knows",
	  NO_TME "cpuid 0x1 eax=0xf06f1",
	  BORROWED ALL_OF_TME SGX_ON
	  "Save, and reboot | " },
	{ "attributes, and a name that is not confirmed",
	  NO_TME "vendor=Dell Inc.",
	  "In the BIOS, under System BIOS > System Security: Memory Encryption = Multiple Keys (Redfish MemoryEncryption = MultipleKeys) | "
	  "Save, and reboot | "
	  "In the BIOS, under System BIOS > System Security: Intel TDX = Enabled (Redfish EnableTdx or IntelTdx = Enabled); "
	  "SEAM Loader = Enabled (Redfish EnableTdxSeamldr or TdxSeamLoader = Enabled) [not confirmed: the name may differ]; "
	  "TME-MT/TDX Key Split = 1, or any value but 0 (Redfish KeySplit or TmeMtTdxKeySplit = 1); "
	  "Intel SGX = On (Redfish IntelSgx = On) | "
	  "Save, and power-cycle | " },
	{ "attributes without a name",
	  NO_TME "vendor=Lenovo",
	  "In the BIOS, under Socket Configuration > Processor Configuration > TME, TME-MT, TDX: Memory Encryption (TME) = Enabled (Redfish Processors_TotalMemoryEncryption = Enabled) [Intel's reference name] | "
	  "Save, and reboot | "
	  "In the BIOS, under Socket Configuration > Processor Configuration > TME, TME-MT, TDX: Total Memory Encryption Multi-Tenant (TME-MT) = Enabled (Redfish Processors_MultikeyTotalMemoryEncryption = Enabled) [Intel's reference name]; "
	  "Trust Domain Extension (TDX) = Enabled (Redfish Processors_TrustDomainExtensionTDX = Enabled) [Intel's reference name]; "
	  "TDX Secure Arbitration Mode Loader (SEAM Loader) = Enabled (Redfish Processors_TDXSecureArbitrationModeLoaderSEAMLoader = Enabled) [Intel's reference name]; "
	  "TME-MT/TDX key split = 1, or any value but 0 (Redfish Processors_TME_MTTDXkeysplit = 1) [Intel's reference name] | "
	  "In the BIOS, under Socket Configuration > Processor Configuration > Software Guard Extension (SGX): SW Guard Extensions (SGX) = Enabled (Redfish Processors_SWGuardExtensions = Enabled) [Intel's reference name] | "
	  "Save, and reboot | " },
	{ "a vendor whose attributes are not of Redfish",
	  "call=vmfailinvalid; vendor=Cisco Systems Inc; " ABSENT,
	  "In the BIOS, under BIOS policy > Security: TDX Secure Arbitration Mode (SEAM) Loader = enabled (Intersight token enable_tdx_seamldr = enabled) | "
	  "Save, and power-cycle | "
	  "Update the BIOS, which carries the TDX module, or install the module that its vendor gives for loading from the EFI system partition | "
	  "Power-cycle | " },
	{ "a parameter that KVM will want, too",
	  "call=gp; " KVM_INTEL "tdx=N\n; /proc/cmdline=quiet\n; msr 0xa0=0x3",
	  "Put kvm_intel.tdx=1 on the kernel command line, which KVM wants as well | "
	  MEND_MCHECK
	  "Power-cycle | " },
	{ "a parameter that was asked for already",
	  "call=gp; " KVM_INTEL "tdx=N\n; msr 0xa0=0x3",
	  MEND_MCHECK
	  "Power-cycle | " },
	{ "a parameter of which nothing is known",
	  "call=gp; " KVM_INTEL "tdx=-; /proc/cmdline=quiet\n; msr 0xa0=0x3",
	  MEND_MCHECK
	  "Power-cycle | " },
	{ "a parameter that KVM was asked for by another file",
	  "call=gp; " KVM_INTEL "tdx=N\n; /proc/cmdline=quiet\n; msr 0xa0=0x3; "
	  "log=kvm_intel: tdx requires kvm.enable_virt_at_load=1\n",
	  MEND_MCHECK
	  "Power-cycle | " },
	{ "nothing but a status that passes",
	  "call=status:0x8000020200000000",
	  "Check again: what is open may have been so in passing | " },
	{ "hints settle nothing",
	  "call=status:0x8000020200000000; /proc/uptime=-; " KVM "enable_virt_at_load=-",
	  "Check again: what is open may have been so in passing | " },
	{ "a parameter that is of no use in a virtual machine",
	  "cpuid 0x1 ecx|0x80000000; " KVM_INTEL "tdx=N\n; /proc/cmdline=quiet\n",
	  "Run tdxctl on the machine below, or ask its provider for bare metal with TDX | " },
	{ "the limit before what it greys out",
	  "cpuid 0x80000008 eax=0x392e; msr 0x3a=0x5/0x5",
	  BORROWED
	  "In the BIOS, under Socket Configuration > Uncore Configuration > Uncore General Configuration: Limit CPU PA to 46 bits = Disabled | "
	  "Save, and reboot | "
	  "In the BIOS, under Socket Configuration > Processor Configuration > TME, TME-MT, TDX: Total Memory Encryption Multi-Tenant (TME-MT) = Enabled; "
	  "Trust Domain Extension (TDX) = Enabled; TDX Secure Arbitration Mode Loader (SEAM Loader) = Enabled; "
	  "TME-MT/TDX key split = 1, or any value but 0 | "
	  SGX_ON
	  "Save, and reboot | " },
	{ "power for the last pass only",
	  "cpuid 0x80000008 eax=0x392e; msr 0x3a=0x5/0x5; vendor=Dell Inc.",
	  "In the BIOS, under System BIOS > Processor Settings: CPU Physical Address Limit = Disabled (Redfish CpuPaLimit or CpuPhysicalAddressLimit = Disabled) | "
	  "Save, and reboot | "
	  "In the BIOS, under System BIOS > System Security: Memory Encryption = Multiple Keys (Redfish MemoryEncryption = MultipleKeys) | "
	  "Save, and reboot | "
	  "In the BIOS, under System BIOS > System Security: Intel TDX = Enabled (Redfish EnableTdx or IntelTdx = Enabled); "
	  "SEAM Loader = Enabled (Redfish EnableTdxSeamldr or TdxSeamLoader = Enabled) [not confirmed: the name may differ]; "
	  "TME-MT/TDX Key Split = 1, or any value but 0 (Redfish KeySplit or TmeMtTdxKeySplit = 1); "
	  "Intel SGX = On (Redfish IntelSgx = On) | "
	  "Save, and power-cycle | " },
	{ "a power cycle that no BIOS entry wants",
	  "call=-; msr 0x3a=0x5; msr 0xa0=0x1861",
	  BORROWED SGX_ON
	  "Save, and reboot | "
	  NO_SGX_ENTRY
	  MEND_MCHECK
	  "Power-cycle | " },
	{ "power for what BIOS entries do not do",
	  "call=success:0; msr 0x3a=0x40001; call=ud @7; cr4=0 @7",
	  BORROWED
	  "In the BIOS, under Socket Configuration > Processor Configuration: VMX = Enabled | "
	  "Save, and reboot | "
	  "Upgrade the TDX module to at least 1.5.06, or 2.0.04 on a Xeon 6 with P-cores, which is a BIOS update on most servers | "
	  "Power-cycle | " },
	{ "a CPU that deviates",
	  "msr 0x981=0x3f680000001 @7",
	  "CPU 7 differs from the others, to which the same BIOS entries apply: look for what is different about it, the memory of its package first | "
	  "If the registers still differ after a power cycle, note the settings of the BIOS, reset it to its defaults, enable TDX anew, update it, and report this to its vendor | "
	  "Power-cycle | " },
	{ "the module is being replaced",
	  "call=busy; " UPDATE ABSENT,
	  UPDATE_RUNS "Load kvm_intel with tdx=1 ('modprobe kvm_intel tdx=1'), and check again | " },
	{ "the module is being replaced, and something else is wrong",
	  "call=busy; " UPDATE "msr 0x3a=0x5",
	  UPDATE_RUNS BORROWED SGX_ON
	  "Save, and reboot | "
	  NO_SGX_ENTRY },
	{ "an update began after the probe",
	  UPDATE "types=0x3",
	  MEND_ABI
	  "Reboot | " },
	{ "of the other CPUs nothing is known",
	  "call=-; msr 0x3a=0x5 @0; msr 0x3a=- @1-7; cpuid 0x7=- @1-7",
	  BORROWED SGX_ON
	  "Save, and reboot | "
	  NO_SGX_ENTRY },
	{ "CPUs that deviate in two ways, which are said once",
	  "call=-; msr 0x1401=0x400 @4-5; msr 0x3a=0x5 @4-5",
	  "CPUs 4-5 differ from the others, to which the same BIOS entries apply: look for what is different about each, the memory of its package first | "
	  BORROWED SGX_ON
	  "Save, and reboot | "
	  NO_SGX_ENTRY },
	{ "CPUs that deviate in two ways",
	  "call=-; msr 0x982=0x1 @5; msr 0x87=- @5; msr 0x3a=0x5 @3,7",
	  "CPU 5 differs from the others, to which the same BIOS entries apply: look for what is different about it, the memory of its package first | "
	  "CPUs 3,7 differ from the others, to which the same BIOS entries apply: look for what is different about each, the memory of its package first | "
	  BORROWED ALL_OF_TME SGX_ON
	  "Save, and reboot | "
	  NO_SGX_ENTRY },
	{ "a CPU that deviates by no BIOS entry",
	  "call=vmfailinvalid @7; " ABSENT,
	  BORROWED
	  "In the BIOS, under Socket Configuration > Processor Configuration > TME, TME-MT, TDX: TDX Secure Arbitration Mode Loader (SEAM Loader) = Enabled | "
	  "Save, and power-cycle | "
	  "Update the BIOS, which carries the TDX module, or install the module that its vendor gives for loading from the EFI system partition | "
	  "Power-cycle | " },
	{ "no CPU was read",
	  "isolated=0-7; types=0x3",
	  MEND_ABI
	  "Reboot | " },
	{ "not in VMX operation beside another cause",
	  "call=ud; cr4=0; types=0x3; " ABSENT,
	  MEND_ABI
	  "Reboot | "
	  LOAD_KVM },
	{ "not in VMX operation, although kvm_intel is loaded",
	  "call=ud; cr4=0; types=0x3; " KVM_INTEL "tdx=denied",
	  MEND_ABI
	  "Reboot | "
	  "Load kvm_intel, which puts all CPUs into VMX operation from Linux 6.12 on, and check again; "
	  "or run tdxctl check --enter-vmx | " },
	{ "no SEAMCALL beside another cause",
	  "call=-; types=0x3; " ABSENT,
	  MEND_ABI
	  "Reboot | " },
	{ "all CPUs fell out of VMX operation",
	  "call=ud; types=0x3; " ABSENT,
	  "Look for 'enabling virtualization on CPU' in the kernel log, and for another hypervisor that may hold VMX, "
	  "and keep that from loading: Linux tries once a boot to initialise the TDX module | "
	  MEND_ABI
	  "Reboot | " },
	{ "two repairs, one of which wants a reboot",
	  "call=status:0xc000050600000000; types=0x3",
	  "Look in the kernel log for what failed first | "
	  MEND_ABI
	  "Reboot | " },
	{ "Intel's reference board for Xeon 6",
	  NO_TME "vendor=Intel Corporation; product=Beechnut City; cpuid 0x1 eax=0xa06d1",
	  "In the BIOS, under Socket Configuration > Security Configuration: Memory Encryption (TME) = Enabled; "
	  "Total Memory Encryption Multi-Tenant (TME-MT) = Enabled; Trust Domain Extension (TDX) = Enabled; "
	  "TDX Secure Arbitration Mode Loader (SEAM Loader) = Enabled; "
	  "TME-MT/TDX key split = 1, or any value but 0; SW Guard Extensions (SGX) = Enabled | "
	  "Save, and reboot | " },
	{ "power after the last of several passes",
	  "call=-; msr 0x1401=0x400; msr 0x3a=0x5/0x5; vendor=Supermicro",
	  "In the BIOS, under Advanced > CPU Configuration: Trust Domain Extension (TDX) = Enabled (Redfish TrustDomainExtensions_TDX_ or TrustDomainExtension_TDX_ = Enabled); "
	  "TDX Secure Arbitration Mode Loader (SEAM Loader) = Enabled (Redfish TDXSecureArbitrationModeLoader_SEAMLoader_ = Enabled) | "
	  "Save, and reboot | "
	  "In the BIOS, under Advanced > CPU Configuration: SW Guard Extensions (SGX) = Enabled (Redfish SWGuardExtensions_SGX_ = Enabled) | "
	  "Save, and power-cycle | "
	  "If all of these are set already: set SGX and TDX anew, look at MSR 0xa0 and at the memory population, and update the BIOS | " },
	{ "nothing of what registers prove to be right",
	  "call=-; msr 0x1401=0x400; vendor=Supermicro",
	  "In the BIOS, under Advanced > CPU Configuration: Trust Domain Extension (TDX) = Enabled (Redfish TrustDomainExtensions_TDX_ or TrustDomainExtension_TDX_ = Enabled); "
	  "TDX Secure Arbitration Mode Loader (SEAM Loader) = Enabled (Redfish TDXSecureArbitrationModeLoader_SEAMLoader_ = Enabled) | "
	  "Save, and power-cycle | "
	  "If all of these are set already: set SGX and TDX anew, look at MSR 0xa0 and at the memory population, and update the BIOS | " },
	{ "the key split, although there is one",
	  "call=gp; msr 0x87=0x100000000; msr 0x982=0x1001100000003; vendor=Dell Inc.",
	  "In the BIOS, under System BIOS > System Security: Intel TDX = Enabled (Redfish EnableTdx or IntelTdx = Enabled); "
	  "SEAM Loader = Enabled (Redfish EnableTdxSeamldr or TdxSeamLoader = Enabled) [not confirmed: the name may differ]; "
	  "TME-MT/TDX Key Split = 1, or any value but 0 (Redfish KeySplit or TmeMtTdxKeySplit = 1) | "
	  "Save, and power-cycle | "
	  "If the key split is set already, the BIOS gives a single bit to key IDs (MSR 0x982, bits 35:32), of which any split makes one private key ID: update the BIOS, or ask its vendor | "
	  "If all of these are set already: set SGX and TDX anew, look at MSR 0xa0 and at the memory population, and update the BIOS | " },
	{ "all CPUs but one deviate",
	  "call=-; msr 0x3a=0x5 @0-6",
	  "CPUs 0-6 differ from the others, to which the same BIOS entries apply: look for what is different about each, the memory of its package first | "
	  BORROWED SGX_ON
	  "Save, and reboot | "
	  NO_SGX_ENTRY },
	{ "what is not known of a CPU is no deviation",
	  "call=-; msr 0x3a=- @7; types=0x3",
	  MEND_ABI
	  "Reboot | " },
	{ "CPUs that deviate in three ways, of which two are said once",
	  "call=-; msr 0x982=0x1 @5; msr 0x87=- @5; msr 0x3a=0x5 @3,7; msr 0xa0=0x1861 @3,7",
	  "CPU 5 differs from the others, to which the same BIOS entries apply: look for what is different about it, the memory of its package first | "
	  "CPUs 3,7 differ from the others, to which the same BIOS entries apply: look for what is different about each, the memory of its package first | "
	  BORROWED ALL_OF_TME SGX_ON
	  "Save, and reboot | "
	  NO_SGX_ENTRY
	  MEND_MCHECK
	  "Power-cycle | " },
	{ "a BIOS entry of another layer",
	  "call=ud; cr4=0; msr 0x3a=0x40001",
	  BORROWED
	  "In the BIOS, under Socket Configuration > Processor Configuration: VMX = Enabled | "
	  "Save, and reboot | " },
	{ "nothing is wrong",
	  "",
	  "" },
	{ "nothing is wrong, without a helper",
	  "call=-",
	  "" },
	{ "no helper, and kvm_intel not loaded",
	  "call=-; " ABSENT,
	  "Load the helper module ('modprobe tdxctl') and run tdxctl check as root on that host: no SEAMCALL was issued, which tells most | "
	  "Load kvm_intel with tdx=1 ('modprobe kvm_intel tdx=1'), and check again | " },
	{ "no helper, and nothing known of kvm_intel",
	  "call=-; " KVM_INTEL "tdx=-",
	  "Load the helper module ('modprobe tdxctl') and run tdxctl check as root on that host: no SEAMCALL was issued, which tells most | "
	  COLLECT "/sys/module/kvm_intel/parameters/tdx | " },
	{ "no helper, and not much else",
	  "call=-; msr 0x982=denied; msr 0x87=denied @7; msr 0x3a=-; msr 0x1401=absent; msr 0xa0=denied; msr 0xce=denied; dimms=-; types=-; "
	  "cpuid 0x1=-; /proc/cmdline=denied; /proc/cpuinfo=-; online=; log=-; CONFIG_INTEL_TDX_HOST=-; " KVM_INTEL "tdx=-",
	  "Load the helper module ('modprobe tdxctl') and run tdxctl check as root on that host: no SEAMCALL was issued, which tells most | "
	  COLLECT "MSR 0xfe, MSR 0x982, MSR 0x87, MSR 0x3a, MSR 0xa0, MSR 0x1401, CPUID 0x1:0x0, CPUID 0x80000008:0x0, "
	  "CONFIG_INTEL_TDX_HOST, /proc/cmdline, the kernel log from boot on, /sys/module/kvm_intel/parameters/tdx | " },
	{ "a register of which some bits were seen, and another value",
	  "msr 0x982=0x2/0x2; msr 0x87=-",
	  COLLECT "MSR 0x982, MSR 0x87 | " },
	{ "which CPUs are online, as a capture knows which are present",
	  "online=; /sys/devices/system/cpu/online=-; /sys/devices/system/cpu/present=-; call=-; " KVM_INTEL "tdx=denied",
	  "Load the helper module ('modprobe tdxctl') and run tdxctl check as root on that host: no SEAMCALL was issued, which tells most | "
	  COLLECT "MSR 0xfe, MSR 0x982, MSR 0x87, MSR 0x3a, MSR 0xa0, MSR 0x1401, CPUID 0x1:0x0, CPUID 0x80000008:0x0, "
	  "/sys/devices/system/cpu/online, /sys/module/kvm_intel/parameters/tdx | " },
	{ "parameters of a module that is not loaded",
	  ABSENT KVM_INTEL "ept=-; " KVM "tdp_mmu=-; log=virt/tdx: module initialized\n",
	  "Load kvm_intel with tdx=1 ('modprobe kvm_intel tdx=1'), and check again | "
	  COLLECT "/sys/module/kvm/parameters/tdp_mmu | " },
	{ "a register that does not exist was seen",
	  "msr 0xa0=gp; types=denied",
	  "Run tdxctl check as root on that host, where /dev/kvm is: KVM itself was not asked for its types of virtual machines | " },
	{ "no VMX operation, and kvm_intel not loaded",
	  "call=ud; cr4=0; " ABSENT,
	  LOAD_KVM },
	{ "nothing known of kvm_intel alone",
	  KVM_INTEL "tdx=-",
	  COLLECT "/sys/module/kvm_intel/parameters/tdx | " },
	{ "no VMX operation, and the helper cannot enter it",
	  "call=ud; cr4=0; helper=vmx-state; " ABSENT,
	  "Load kvm_intel with tdx=1 ('modprobe kvm_intel tdx=1'), which puts all CPUs into VMX operation from Linux 6.12 on, and check again | " },
	{ "it was told to enter, and cannot",
	  "call=unsupported; cr4=0; helper=vmx-state; " ABSENT,
	  "Load kvm_intel with tdx=1 ('modprobe kvm_intel tdx=1'), which puts all CPUs into VMX operation from Linux 6.12 on, and check again | " },
	{ "no VMX operation, and nobody knows what the helper can",
	  "call=ud; cr4=0; helper=-; " KVM_INTEL "tdx=denied",
	  "Load kvm_intel, which puts all CPUs into VMX operation from Linux 6.12 on, and check again; "
	  "or run tdxctl check --enter-vmx if the helper module can enter VMX operation on that kernel | "
	  COLLECT KVM_INTEL "tdx | " },
	{ "no VMX operation on the last CPU",
	  "call=ud @7; cr4=0; call=entered-success @0-6; " ABSENT,
	  LOAD_KVM },
	{ "KVM was not asked",
	  "types=denied",
	  "Run tdxctl check as root on that host, where /dev/kvm is: KVM itself was not asked for its types of virtual machines | " },
	{ "KVM was not asked, and is not loaded",
	  "types=denied; " ABSENT,
	  "Load kvm_intel with tdx=1 ('modprobe kvm_intel tdx=1'), and check again | " },
	{ "something else is not known",
	  "msr 0x982=denied",
	  COLLECT "MSR 0x982 | " },
};
/* clang-format on */

static void test_wholes(void)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(wholes); i++) {
		struct judged *judged cleanup_judged =
			judge_changed(wholes[i].changes);
		const struct verdict_plan *plan = &judged->verdict.plan;
		cleanup_free char *text = joined(plan->steps, plan->nsteps);

		is_str(text, wholes[i].steps, "whole: %s", wholes[i].what);
	}
}

/* clang-format off */
static const struct {
	const char *what;
	const char *changes;
	enum check_id id;
	const char *fix;
} asked[] = {
	{ "fix: several entries of a menu", NO_TME, CHECK_TME_OFF,
	  "In the BIOS, under Socket Configuration > Processor Configuration > TME, TME-MT, TDX: Memory Encryption (TME) = Enabled | "
	  "In the BIOS, under Socket Configuration > Processor Configuration > TME, TME-MT, TDX: Total Memory Encryption Multi-Tenant (TME-MT) = Enabled | "
	  "In the BIOS, under Socket Configuration > Processor Configuration > TME, TME-MT, TDX: Trust Domain Extension (TDX) = Enabled | "
	  "In the BIOS, under Socket Configuration > Processor Configuration > TME, TME-MT, TDX: TDX Secure Arbitration Mode Loader (SEAM Loader) = Enabled | "
	  "In the BIOS, under Socket Configuration > Processor Configuration > TME, TME-MT, TDX: TME-MT/TDX key split = 1, or any value but 0 | "
	  SGX_ON },
	{ "fix: an entry, and more", "call=vmfailinvalid; " ABSENT, CHECK_MODULE_NOT_LOADED,
	  "In the BIOS, under Socket Configuration > Processor Configuration > TME, TME-MT, TDX: TDX Secure Arbitration Mode Loader (SEAM Loader) = Enabled | "
	  "Update the BIOS, which carries the TDX module, or install the module that its vendor gives for loading from the EFI system partition | " },
	{ "fix: of a warning", "msr 0x3a=0x5", CHECK_SGX_OFF,
	  SGX_ON NO_SGX_ENTRY },
	{ "fix: of what is explained", "call=-; msr 0x1401=0x400; msr 0xa0=0x1861", CHECK_SEAMRR_OFF,
	  "In the BIOS, under Socket Configuration > Processor Configuration > TME, TME-MT, TDX: Trust Domain Extension (TDX) = Enabled | "
	  "In the BIOS, under Socket Configuration > Processor Configuration > TME, TME-MT, TDX: TDX Secure Arbitration Mode Loader (SEAM Loader) = Enabled | "
	  "In the BIOS, under Socket Configuration > Processor Configuration > TME, TME-MT, TDX: TME-MT/TDX key split = 1, or any value but 0 | "
	  SGX_ON
	  "If all of these are set already: set SGX and TDX anew, look at MSR 0xa0 and at the memory population, and update the BIOS | " },
	{ "fix: one entry for two settings", NO_TME "vendor=Dell Inc.", CHECK_TME_OFF,
	  "In the BIOS, under System BIOS > System Security: Memory Encryption = Multiple Keys (Redfish MemoryEncryption = MultipleKeys) | "
	  "In the BIOS, under System BIOS > System Security: Intel TDX = Enabled (Redfish EnableTdx or IntelTdx = Enabled) | "
	  "In the BIOS, under System BIOS > System Security: SEAM Loader = Enabled (Redfish EnableTdxSeamldr or TdxSeamLoader = Enabled) [not confirmed: the name may differ] | "
	  "In the BIOS, under System BIOS > System Security: TME-MT/TDX Key Split = 1, or any value but 0 (Redfish KeySplit or TmeMtTdxKeySplit = 1) | "
	  "In the BIOS, under System BIOS > System Security: Intel SGX = On (Redfish IntelSgx = On) | " },
	{ "fix: the names of the vendor", "call=-; msr 0x3a=0x5; vendor=Dell Inc.", CHECK_SGX_OFF,
	  "In the BIOS, under System BIOS > System Security: Intel SGX = On (Redfish IntelSgx = On) | "
	  NO_SGX_ENTRY },
	{ "fix: the names of who made the BIOS", "call=-; msr 0x3a=0x5; bios_vendor=Dell Inc.", CHECK_SGX_OFF,
	  "In the BIOS, under System BIOS > System Security: Intel SGX = On (Redfish IntelSgx = On) | "
	  NO_SGX_ENTRY },
	{ "fix: Intel's names where that is not known", "call=-; msr 0x3a=0x5; bios_vendor=denied", CHECK_SGX_OFF,
	  SGX_ON NO_SGX_ENTRY },
	{ "fix: nothing for what passes", "", CHECK_SGX_OFF, "" },
	{ "fix: nothing for what is not known", "msr 0x3a=-", CHECK_SGX_OFF, "" },
};
/* clang-format on */

static void test_fixes(void)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(asked); i++) {
		struct judged *judged cleanup_judged =
			judge_changed(asked[i].changes);
		const struct verdict_row *row =
			&judged->verdict.rows[asked[i].id];
		cleanup_free char *text = joined(row->fix, row->nfix);

		is_str(text, asked[i].fix, "%s", asked[i].what);
	}
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

static unsigned int count_passes(const struct verdict_plan *plan)
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
		const struct verdict_plan *plan = &judged->verdict.plan;
		cleanup_free char *text = joined(plan->steps, plan->nsteps);
		const char *what = plans[row].what;
		char buf[128];

		is_str(wrong_answer(&judged->verdict, buf, sizeof(buf)), "",
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
		const struct verdict_plan *plan = &judged->verdict.plan;
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
	const struct verdict_plan *plan = &judged->verdict.plan;
	bool own = false, other = false;
	size_t i;

	for (i = 0; i < plan->nsteps; i++) {
		own |= checks[CHECK_MCHECK_FAILED].fix &&
		       !strcmp(plan->steps[i], checks[CHECK_MCHECK_FAILED].fix);
		other |= !strcmp(plan->steps[i], checks[CHECK_SEAMRR_OFF].fix);
	}
	ok(own || !checks[CHECK_MCHECK_FAILED].fix, "explained: the cause has");
	ok(!other, "explained: what it explains has no step");
}

int main(void)
{
	test_plans();
	test_wholes();
	test_fixes();
	test_hazard();
	test_explained();
	return tap_done();
}
