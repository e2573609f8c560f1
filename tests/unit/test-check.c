// SPDX-License-Identifier: GPL-2.0-or-later
/* Verdicts about the CPU and the firmware: each cause, and what hides it. */
#include "check-contract.h"

#define NO_CALL "call=-; "
/* Nobody has said whether TDX runs: neither SEAMCALL nor KVM. */
#define NO_MODULE NO_CALL KVM_INTEL "tdx=-; "
#define OPEN_MODULE                                                     \
	"not-in-vmx unknown 0-7; module-not-loaded unknown 0-7; "       \
	"module-shut-down unknown 0-7; module-too-old unknown 0-7; "    \
	"module-rejects-platform unknown 0-7; tdmr-exhausted unknown; " \
	"module-not-initialised unknown 0-7; kvm-tdx-off unknown"

#define LOG(text) "; log=[    1.000000] " text "\n"

static void test_healthy(void)
{
	struct judged *judged cleanup_judged = judge_changed("");
	const struct verdict *verdict = &judged->verdict;
	char buf[128];
	unsigned int i;

	ok(verdict->result == RESULT_PASS, "healthy: passes");
	ok(!verdict->cause && !verdict->nalso, "healthy: no cause");
	is_u64(verdict_exit(verdict), EXIT_ALL_WELL, "healthy: exit");
	is_u64(verdict->plan.nsteps, 0, "healthy: nothing to do");
	is_str(wrong_answer(verdict, buf, sizeof(buf)), "", "healthy: whole");
	for (i = 0; i < CHECKS; i++)
		ok(verdict->rows[i].result ==
			   (i == CHECK_ERRATUM ? RESULT_WARN : RESULT_PASS),
		   "healthy: %s", checks[i].id);
	is_str(verdict->rows[CHECK_TME_OFF].cpus, "0-7", "healthy: all CPUs");
	is_str(verdict->rows[CHECK_KVM_ABI].cpus, "", "healthy: of no CPU");
}

/* clang-format off */
static const struct check_case cpu_cases[] = {
	{ "running-in-vm: CPUID says so", "cpuid 0x1 ecx|0x80000000",
	  "fail running-in-vm: running-in-vm fail 0-7" },
	{ "running-in-vm: one CPU says so", "cpuid 0x1 ecx|0x80000000 @7",
	  "fail running-in-vm: running-in-vm fail 7" },
	{ "running-in-vm: a package says so", "cpuid 0x1 ecx|0x80000000 @4-7",
	  "fail running-in-vm: running-in-vm fail 4-7" },
	{ "running-in-vm: a flag says so",
	  NO_CALL "cpuid 0x1=-; flags|hypervisor; bugs~tdx_pw_mce",
	  "fail running-in-vm: running-in-vm fail 0-7" },
	{ "running-in-vm: no flag says so",
	  NO_CALL "cpuid 0x1=-; bugs~tdx_pw_mce",
	  "pass" },
	{ "running-in-vm: a SEAMCALL that answered proves the contrary",
	  "cpuid 0x1=denied; /proc/cpuinfo=-", "pass" },
	{ "running-in-vm: so does a status, whatever the flag",
	  "cpuid 0x1=denied; call=status:0x8000020200000000; "
	  "flags|hypervisor",
	  "unknown: module-not-initialised unknown 0-7" },
	{ "running-in-vm: unknown, and skips nothing",
	  NO_CALL "cpuid 0x1=denied; /proc/cpuinfo=-; msr 0x982=0x1",
	  "fail tme-off: running-in-vm unknown 0-7; tme-off fail 0-7" },
	{ "running-in-vm: unknown on a CPU",
	  NO_CALL "cpuid 0x1=- @3; /proc/cpuinfo=-",
	  "unknown: running-in-vm unknown 3" },

	{ "cpu-no-tdx: no SEAMRR", NO_CALL "msr 0xfe=0x5d0a; msr 0x87=gp",
	  "fail cpu-no-tdx: cpu-no-tdx fail 0-7" },
	{ "cpu-no-tdx: no SEAMRR on a CPU",
	  NO_CALL "msr 0xfe=0x5d0a @7; msr 0x87=- @7",
	  "fail cpu-no-tdx: cpu-no-tdx fail 7" },
	{ "cpu-no-tdx: none on a package",
	  NO_CALL "msr 0xfe=0x5d0a @4-7; msr 0x87=- @4-7",
	  "fail cpu-no-tdx: cpu-no-tdx fail 4-7" },
	{ "cpu-no-tdx: by model",
	  NO_CALL "msr 0xfe=denied; msr 0x87=gp; cpuid 0x1 eax=0x606a6",
	  "fail cpu-no-tdx: cpu-no-tdx fail 0-7" },
	{ "cpu-no-tdx: not of Intel",
	  NO_CALL "msr 0xfe=denied; msr 0x87=gp; cpuid 0x0 ebx=0x68747541",
	  "fail cpu-no-tdx: cpu-no-tdx fail 0-7" },
	{ "cpu-no-tdx: by the model that Linux shows",
	  NO_CALL "msr 0xfe=denied; msr 0x87=gp; cpuid 0x1=-; "
	  "/proc/cpuinfo=cpu family\t: 6\nmodel\t\t: 158\nflags\t: vmx\n",
	  "fail cpu-no-tdx: cpu-no-tdx fail 0-7" },
	{ "cpu-no-tdx: Linux shows a model that may have it",
	  NO_CALL "msr 0xfe=denied; msr 0x87=-; cpuid 0x1=-; "
	  "/proc/cpuinfo=cpu family\t: 6\nmodel\t\t: 207\nflags\t: vmx\n",
	  "unknown: cpu-no-tdx unknown 0-7; too-few-keyids unknown 0-7; keyid-mismatch unknown 0-7" },
	{ "cpu-no-tdx: a model that is no number",
	  NO_CALL "msr 0xfe=denied; msr 0x87=-; cpuid 0x1=-; "
	  "/proc/cpuinfo=cpu family\t: 6\nmodel\t\t: 158x\nflags\t: vmx\n",
	  "unknown: cpu-no-tdx unknown 0-7; too-few-keyids unknown 0-7; keyid-mismatch unknown 0-7" },
	{ "cpu-no-tdx: CPUID tells the model, not Linux",
	  NO_CALL "msr 0xfe=denied; msr 0x87=-; "
	  "/proc/cpuinfo=cpu family\t: 6\nmodel\t\t: 158\nflags\t: vmx\n",
	  "unknown: cpu-no-tdx unknown 0-7; too-few-keyids unknown 0-7; keyid-mismatch unknown 0-7" },
	{ "cpu-no-tdx: of Intel, as Linux shows",
	  NO_CALL "msr 0xfe=denied; msr 0x87=-; cpuid 0x0=-; "
	  "/proc/cpuinfo=vendor_id\t: GenuineIntel\nflags\t: vmx\n",
	  "unknown: cpu-no-tdx unknown 0-7; too-few-keyids unknown 0-7; keyid-mismatch unknown 0-7" },
	{ "cpu-no-tdx: a vendor that nobody knows",
	  NO_CALL "msr 0xfe=denied; msr 0x87=-; cpuid 0x0=-; "
	  "/proc/cpuinfo=vendor_id\t: GenuineIntel?\nflags\t: vmx\n",
	  "unknown: cpu-no-tdx unknown 0-7; too-few-keyids unknown 0-7; keyid-mismatch unknown 0-7" },
	{ "cpu-no-tdx: a family that is too large",
	  NO_CALL "msr 0xfe=denied; msr 0x87=-; cpuid 0x1=-; "
	  "/proc/cpuinfo=cpu family\t: 4294967302\nmodel\t\t: 158\nflags\t: vmx\n",
	  "unknown: cpu-no-tdx unknown 0-7; too-few-keyids unknown 0-7; keyid-mismatch unknown 0-7" },
	{ "cpu-no-tdx: not of Intel, as Linux shows",
	  NO_CALL "msr 0xfe=denied; msr 0x87=gp; cpuid 0x0=-; "
	  "/proc/cpuinfo=vendor_id\t: AuthenticAMD\nflags\t: vmx\n",
	  "fail cpu-no-tdx: cpu-no-tdx fail 0-7" },
	{ "cpu-no-tdx: #UD in VMX operation that was entered for it",
	  "msr 0xfe=-; msr 0x87=-; call=entered-ud",
	  "fail cpu-no-tdx: cpu-no-tdx fail 0-7" },
	{ "cpu-no-tdx: #UD otherwise may be for want of VMX operation",
	  "msr 0xfe=-; msr 0x87=-; call=ud",
	  "fail not-in-vmx: cpu-no-tdx unknown 0-7; too-few-keyids unknown 0-7; "
	  "keyid-mismatch unknown 0-7; not-in-vmx fail 0-7" },
	{ "cpu-no-tdx: #UD there, although MTRRCAP has SEAM range registers",
	  "msr 0x87=-; msr 0x1401=-; call=entered-ud",
	  "fail not-in-vmx: too-few-keyids unknown 0-7; keyid-mismatch unknown 0-7; not-in-vmx fail 0-7" },
	{ "cpu-no-tdx: #GP in VMX operation that was entered for it is no #UD",
	  "msr 0xfe=-; msr 0x87=-; call=entered-gp",
	  "fail seamrr-off: cpu-no-tdx unknown 0-7; too-few-keyids unknown 0-7; "
	  "keyid-mismatch unknown 0-7; seamrr-off fail 0-7" },
	{ "cpu-no-tdx: the model alone does not prove that it has",
	  NO_CALL "msr 0xfe=-; msr 0x87=-",
	  "unknown: cpu-no-tdx unknown 0-7; too-few-keyids unknown 0-7; keyid-mismatch unknown 0-7" },
	{ "cpu-no-tdx: nor does one that nobody knows",
	  NO_CALL "msr 0xfe=-; msr 0x87=-; cpuid 0x1 eax=0xf06f1",
	  "unknown: cpu-no-tdx unknown 0-7; too-few-keyids unknown 0-7; "
	  "keyid-mismatch unknown 0-7" },
	{ "cpu-no-tdx: a SEAMCALL that ended in VMfailInvalid proves it",
	  "call=vmfailinvalid; msr 0xfe=-; msr 0x87=-; " KVM_INTEL "tdx=absent",
	  "fail module-not-loaded: too-few-keyids unknown 0-7; keyid-mismatch unknown 0-7; "
	  "module-not-loaded fail 0-7; kvm-tdx-off unknown" },
	{ "cpu-no-tdx: the kernel saw private key IDs",
	  NO_CALL "msr 0xfe=-; msr 0x87=-" LOG("virt/tdx: BIOS enabled: private KeyID range [32, 64)"),
	  "unknown: keyid-mismatch unknown 0-7" },
	{ "cpu-no-tdx: the bit alone is known",
	  NO_CALL "msr 0x87=-; msr 0xfe=0x8000/0x8000",
	  "unknown: too-few-keyids unknown 0-7; keyid-mismatch unknown 0-7" },
	{ "cpu-no-tdx: neither bit nor model",
	  NO_CALL "msr 0x87=-; msr 0xfe=-; cpuid 0x1=-; /proc/cpuinfo=bugs\t: tdx_pw_mce\n",
	  "unknown: running-in-vm unknown 0-7; cpu-no-tdx unknown 0-7; "
	  "too-few-keyids unknown 0-7; keyid-mismatch unknown 0-7" },

	{ "erratum: none",
	  "msr 0x480=0x11da040000000013; cpuid 0x1 eax=0xa06d1; bugs~tdx_pw_mce",
	  "pass" },
	{ "tme-off: others do not prove what the log says of these",
	  "call=-; msr 0x982=busy @4-7; msr 0x87=busy @4-7; msr 0x981=busy @4-7; log=x86/tme: not enabled by BIOS\n",
	  "unknown: tme-off unknown 4-7; tme-mt-off unknown 4-7; key-split-zero unknown 4-7; too-few-keyids unknown 4-7; keyid-mismatch unknown 4-7" },
	{ "sgx-off: the log takes it back",
	  NO_CALL "msr 0x3a=-; cpuid 0x7=-; log=x86/cpu: SGX disabled by BIOS\nsgx: EPC section 0x80000000-0x807fffff\n",
	  "pass" },
	{ "keyid-mismatch: two CPUs were read, and differ",
	  "call=-; msr 0x981=- @2-7; msr 0x982=- @2-7; msr 0x87=- @2-7; msr 0x981=0x3f680000001 @1",
	  "fail keyid-mismatch: tme-off unknown 2-7; tme-mt-off unknown 2-7; key-split-zero unknown 2-7; too-few-keyids unknown 2-7; keyid-mismatch fail 0-1" },
	{ "erratum: its unknown does not count",
	  "msr 0x480=-; cpuid 0x1 eax=0xa06d1; /proc/cpuinfo=-",
	  "pass: erratum unknown 0-7" },
	{ "erratum: a package",
	  "msr 0x480=0x11da040000000013; cpuid 0x1 eax=0xa06d1; cpuid 0x1 eax=0x806f8 @4-7; bugs~tdx_pw_mce",
	  "pass" },
	{ "erratum: the model is unknown",
	  "msr 0x480=0x11da040000000013; cpuid 0x1=-; /proc/cpuinfo=-",
	  "pass: erratum unknown 0-7" },
	{ "erratum: Linux shows a family without a model",
	  "msr 0x480=0x11da040000000013; cpuid 0x1=-; /proc/cpuinfo=cpu family\t: 6\nflags\t: tdx_host_platform\n",
	  "pass: erratum unknown 0-7" },
	{ "preproduction: a sample", "msr 0xce=0x8001500",
	  "pass: preproduction warn 0-7" },
	{ "preproduction: a CPU", "msr 0xce=0x8001500 @7",
	  "pass: preproduction warn 7" },
	{ "preproduction: a package is unlocked", "msr 0x503=0x2 @4-7",
	  "pass: preproduction warn 4-7" },
	{ "preproduction: its unknown does not count", "msr 0xce=gp",
	  "pass: preproduction unknown 0-7" },

	{ "vmx-off: no VMX", "call=ud; cr4=0x40000; cpuid 0x1 ecx~0x20",
	  "fail vmx-off: vmx-off fail 0-7" },
	{ "vmx-off: locked off", "call=ud; cr4=0x40000; msr 0x3a=0x40001",
	  "fail vmx-off: vmx-off fail 0-7" },
	{ "vmx-off: within SMX alone is off, too",
	  "call=ud; cr4=0x40000; msr 0x3a=0x40003",
	  "fail vmx-off: vmx-off fail 0-7" },
	{ "vmx-off: locked off on a CPU",
	  "call=ud @7; cr4=0x40000 @7; msr 0x3a=0x40001 @7",
	  "fail vmx-off: vmx-off fail 7" },
	{ "vmx-off: locked off on a package",
	  "call=ud @4-7; cr4=0x40000 @4-7; msr 0x3a=0x40001 @4-7",
	  "fail vmx-off: vmx-off fail 4-7" },
	{ "vmx-off: not locked is not off",
	  NO_CALL "cr4=-; msr 0x3a=0x40000", "pass" },
	{ "vmx-off: the lock alone says nothing",
	  NO_MODULE "msr 0x3a=0x40001/0x40001",
	  "unknown: vmx-off unknown 0-7; " OPEN_MODULE },
	{ "vmx-off: nor does VMX without the lock",
	  NO_MODULE "msr 0x3a=0x40004/0x40004",
	  "unknown: vmx-off unknown 0-7; " OPEN_MODULE },
	{ "vmx-off: the kernel says so",
	  NO_MODULE "msr 0x3a=0x40000/0x40000" LOG("x86/cpu: VMX (outside TXT) disabled by BIOS"),
	  "fail vmx-off: vmx-off fail; module-not-loaded unknown 0-7; "
	  "module-shut-down unknown 0-7; module-too-old unknown 0-7; "
	  "module-rejects-platform unknown 0-7; tdmr-exhausted unknown; "
	  "module-not-initialised unknown 0-7; kvm-tdx-off unknown" },
	{ "vmx-off: SEAMCALLs of the kernel ended in a status",
	  NO_MODULE "msr 0x3a=0x40000/0x40000" LOG("virt/tdx: SEAMCALL (0x2d) failed: 0xc0000a0200000000"),
	  "fail module-rejects-platform: module-too-old unknown 0-7; "
	  "module-rejects-platform fail; module-not-initialised unknown 0-7; kvm-tdx-off unknown" },
	{ "vmx-off: SEAMCALLs of the kernel found no module",
	  NO_MODULE "msr 0x3a=0x40000/0x40000" LOG("virt/tdx: module not loaded"),
	  "fail module-not-loaded: module-not-loaded fail; kvm-tdx-off unknown" },
	{ "vmx-off: the module answered the kernel",
	  NO_MODULE "msr 0x3a=0x40000/0x40000" LOG("virt/tdx: module initialized"),
	  "unknown: kvm-tdx-off unknown" },
	{ "vmx-off: unknown",
	  NO_MODULE "msr 0x3a=0x40000/0x40000",
	  "unknown: vmx-off unknown 0-7; " OPEN_MODULE },
	{ "vmx-off: a SEAMCALL that answered proves VMX",
	  "msr 0x3a=-", "unknown: sgx-off unknown 0-7" },
};

static const struct check_case key_cases[] = {
	{ "pa-limit: 46 bits", "cpuid 0x80000008 eax=0x392e",
	  "fail pa-limit: pa-limit fail 0-7" },
	{ "pa-limit: a CPU", "cpuid 0x80000008 eax=0x392e @7",
	  "fail pa-limit: pa-limit fail 7" },
	{ "pa-limit: a package", "cpuid 0x80000008 eax=0x392e @4-7",
	  "fail pa-limit: pa-limit fail 4-7" },
	{ "pa-limit: unknown", "cpuid 0x80000008=-",
	  "unknown: pa-limit unknown 0-7" },
	{ "pa-limit: not what cpuinfo says",
	  "/proc/cpuinfo=flags\t: tdx_host_platform\nbugs\t:\naddress sizes\t: 46 bits physical, 57 bits virtual\n",
	  "pass" },
	{ "pa-limit: stands before tme-off, which it greys out",
	  "cpuid 0x80000008 eax=0x392e; msr 0x982=0x1",
	  "fail pa-limit+tme-off: pa-limit fail 0-7; tme-off fail 0-7" },

	{ "tme-off: locked off", "msr 0x982=0x1; msr 0x87=gp",
	  "fail tme-off: tme-off fail 0-7" },
	{ "tme-off: not locked", "msr 0x982=0x0005001600000002",
	  "fail tme-off: tme-off fail 0-7" },
	{ "tme-off: no such register", "msr 0x982=gp; msr 0x87=gp",
	  "fail tme-off: tme-off fail 0-7" },
	{ "tme-off: no such feature",
	  "msr 0x982=-; msr 0x87=-; cpuid 0x7 ecx~0x2000",
	  "fail tme-off: tme-off fail 0-7" },
	{ "tme-off: a CPU", "msr 0x982=0x1 @7",
	  "fail tme-off: tme-off fail 7" },
	{ "tme-off: a package", "msr 0x982=0x1 @4-7",
	  "fail tme-off: tme-off fail 4-7" },
	{ "tme-off: known bits suffice", "msr 0x982=0x1/0x3",
	  "fail tme-off: tme-off fail 0-7" },
	{ "tme-off: the kernel says so",
	  "msr 0x982=-; msr 0x87=-" LOG("x86/tme: not enabled by BIOS"),
	  "fail tme-off: tme-off fail" },
	{ "tme-off: on, but whether it is locked is unknown",
	  "msr 0x982=0x2/0x2; msr 0x87=-",
	  "unknown: tme-off unknown 0-7; tme-mt-off unknown 0-7; "
	  "key-split-zero unknown 0-7; too-few-keyids unknown 0-7; "
	  "keyid-mismatch unknown 0-7" },
	{ "tme-off: private key IDs prove the contrary", "msr 0x982=-",
	  "unknown: keyid-mismatch unknown 0-7" },
	{ "tme-off: locked, but whether it is on is unknown",
	  "msr 0x982=0x1/0x1; msr 0x87=-",
	  "unknown: tme-off unknown 0-7; tme-mt-off unknown 0-7; "
	  "key-split-zero unknown 0-7; too-few-keyids unknown 0-7; "
	  "keyid-mismatch unknown 0-7" },
	{ "tme-off: the kernel saw private key IDs",
	  "msr 0x982=-; msr 0x87=-" LOG("virt/tdx: BIOS enabled: private KeyID range [32, 64)"),
	  "unknown: keyid-mismatch unknown 0-7" },
	{ "tme-off: the kernel says the contrary",
	  "msr 0x982=-; msr 0x87=-" LOG("x86/tme: enabled by BIOS"),
	  "unknown: tme-mt-off unknown 0-7; key-split-zero unknown 0-7; "
	  "too-few-keyids unknown 0-7; keyid-mismatch unknown 0-7" },

	{ "tme-mt-off: no bits", "msr 0x982=0x3; msr 0x87=0",
	  "fail tme-mt-off: tme-mt-off fail 0-7" },
	{ "tme-mt-off: a CPU", "msr 0x982=0x3 @7; msr 0x87=0 @7",
	  "fail tme-mt-off: tme-mt-off fail 7" },
	{ "tme-mt-off: a package", "msr 0x982=0x3 @4-7; msr 0x87=0 @4-7",
	  "fail tme-mt-off: tme-mt-off fail 4-7" },
	{ "tme-mt-off: the kernel says so",
	  "msr 0x982=0x3/0x3; msr 0x87=-" LOG("x86/mktme: disabled by BIOS"),
	  "fail tme-mt-off: tme-mt-off fail" },
	{ "tme-mt-off: the kernel says the contrary",
	  "msr 0x982=0x3/0x3; msr 0x87=-" LOG("x86/mktme: enabled by BIOS"),
	  "unknown: key-split-zero unknown 0-7; too-few-keyids unknown 0-7; "
	  "keyid-mismatch unknown 0-7" },
	{ "tme-mt-off: key IDs of either kind prove the contrary",
	  "msr 0x982=0x3/0x3; msr 0x87=0x3f",
	  "unknown: key-split-zero unknown 0-7; too-few-keyids unknown 0-7; "
	  "keyid-mismatch unknown 0-7" },
	{ "tme-mt-off: unknown", "msr 0x982=0x3/0x3; msr 0x87=-",
	  "unknown: tme-mt-off unknown 0-7; key-split-zero unknown 0-7; "
	  "too-few-keyids unknown 0-7; keyid-mismatch unknown 0-7" },

	{ "key-split-zero: no bits for TDX",
	  "msr 0x982=0x0005000600000003; msr 0x87=0x3f",
	  "fail key-split-zero: key-split-zero fail 0-7" },
	{ "key-split-zero: a package",
	  "msr 0x982=0x0005000600000003 @4-7; msr 0x87=0x3f @4-7",
	  "fail key-split-zero+keyid-mismatch: key-split-zero fail 4-7; keyid-mismatch fail 0-7" },
	{ "key-split-zero: no private key ID, whatever the split",
	  "msr 0x982=0x600000003/0xf0000000f; msr 0x87=0x3f",
	  "fail key-split-zero: key-split-zero fail 0-7; keyid-mismatch unknown 0-7" },
	{ "key-split-zero: 0x87 is unknown",
	  "msr 0x982=0x0005000600000003; msr 0x87=denied",
	  "fail key-split-zero: key-split-zero fail 0-7; keyid-mismatch unknown 0-7" },
	{ "key-split-zero: none of bits that are not known",
	  "msr 0x982=0x3/0xf000000003; msr 0x87=-",
	  "unknown: tme-mt-off unknown 0-7; key-split-zero unknown 0-7; "
	  "too-few-keyids unknown 0-7; keyid-mismatch unknown 0-7" },
	{ "key-split-zero: KVM says so",
	  "msr 0x982=0x600000003/0xf0000000f; msr 0x87=-"
	  LOG("kvm_intel: tdx: no TDX private KeyIDs available"),
	  "fail key-split-zero: key-split-zero fail; keyid-mismatch unknown 0-7" },
	{ "key-split-zero: unknown",
	  "msr 0x982=0x600000003/0xf0000000f; msr 0x87=-",
	  "unknown: key-split-zero unknown 0-7; too-few-keyids unknown 0-7; "
	  "keyid-mismatch unknown 0-7" },

	{ "too-few-keyids: one", "msr 0x982=0x1100000003; msr 0x87=0x100000000",
	  "fail too-few-keyids: too-few-keyids fail 0-7" },
	{ "too-few-keyids: two", "msr 0x982=0x1200000003; msr 0x87=0x200000001",
	  "pass" },
	{ "too-few-keyids: one, on a CPU",
	  "msr 0x982=0x1100000003 @7; msr 0x87=0x100000000 @7",
	  "fail too-few-keyids+keyid-mismatch: too-few-keyids fail 7; keyid-mismatch fail 7" },
	{ "too-few-keyids: the kernel says so",
	  "msr 0x87=-" LOG("virt/tdx: initialization failed: too few private KeyIDs available."),
	  "fail too-few-keyids: too-few-keyids fail; keyid-mismatch unknown 0-7" },
	{ "too-few-keyids: the kernel prints the range",
	  "msr 0x87=-" LOG("virt/tdx: BIOS enabled: private KeyID range [1, 2)"),
	  "fail too-few-keyids: too-few-keyids fail; keyid-mismatch unknown 0-7" },
	{ "too-few-keyids: a range that is too long a number",
	  "msr 0x87=-" LOG("virt/tdx: BIOS enabled: private KeyID range [18446744073709551616, 1)"),
	  "unknown: too-few-keyids unknown 0-7; keyid-mismatch unknown 0-7" },
	{ "too-few-keyids: a range that ends before it begins",
	  "msr 0x87=-" LOG("virt/tdx: BIOS enabled: private KeyID range [64, 32)"),
	  "unknown: too-few-keyids unknown 0-7; keyid-mismatch unknown 0-7" },
	{ "too-few-keyids: unknown", "msr 0x87=-",
	  "unknown: too-few-keyids unknown 0-7; keyid-mismatch unknown 0-7" },

	{ "keyid-mismatch: a CPU", "msr 0x981=0x3f680000001 @7",
	  "fail keyid-mismatch: keyid-mismatch fail 7" },
	{ "keyid-mismatch: a package",
	  "msr 0x982=0x0005002600000003 @4-7; msr 0x87=0x300000000f @4-7",
	  "fail keyid-mismatch: keyid-mismatch fail 0-7" },
	{ "keyid-mismatch: in a bit of no number",
	  "msr 0x982=0x0005001600000013 @7",
	  "fail keyid-mismatch: keyid-mismatch fail 7" },
	{ "keyid-mismatch: a minority of some CPUs", "msr 0x981=0x3f680000001 @5-7",
	  "fail keyid-mismatch: keyid-mismatch fail 5-7" },
	{ "keyid-mismatch: in how many key IDs there are",
	  "msr 0x982=-; msr 0x87=0x100000001f @7",
	  "fail keyid-mismatch: keyid-mismatch fail 7" },
	{ "keyid-mismatch: by arithmetic", "msr 0x87=0x100000001f",
	  "fail keyid-mismatch: keyid-mismatch fail 0-7" },
	{ "keyid-mismatch: by arithmetic on a CPU",
	  "msr 0x981=-; msr 0x982=- @0-6; msr 0x87=- @0-6; msr 0x87=0x100000001f @7",
	  "fail keyid-mismatch: tme-off unknown 0-6; tme-mt-off unknown 0-6; "
	  "key-split-zero unknown 0-6; too-few-keyids unknown 0-6; keyid-mismatch fail 7" },
	{ "keyid-mismatch: more bits than there are",
	  "msr 0x981=0x1f580000005",
	  "fail keyid-mismatch: keyid-mismatch fail 0-7" },
	{ "keyid-mismatch: what is unknown of a CPU makes no difference",
	  "msr 0x981=denied @7", "pass" },
};

static const struct check_case bios_cases[] = {
	{ "sgx-off: fails", NO_CALL "msr 0x3a=0x5",
	  "fail sgx-off: sgx-off fail 0-7" },
	{ "sgx-off: a CPU", NO_CALL "msr 0x3a=0x5 @7",
	  "fail sgx-off: sgx-off fail 7" },
	{ "sgx-off: a package", NO_CALL "msr 0x3a=0x5 @4-7",
	  "fail sgx-off: sgx-off fail 4-7" },
	{ "sgx-off: no such feature", NO_CALL "cpuid 0x7 ebx~0x4",
	  "fail sgx-off: sgx-off fail 0-7" },
	{ "sgx-off: no such register", NO_CALL "msr 0x3a=gp",
	  "fail sgx-off: sgx-off fail 0-7" },
	{ "sgx-off: warns where SEAMCALL succeeded", "msr 0x3a=0x5",
	  "pass: sgx-off warn 0-7" },
	{ "sgx-off: warns where a status was the answer",
	  "msr 0x3a=0x5; call=status:0xc000050200000000",
	  "fail module-not-initialised: sgx-off warn 0-7; module-not-initialised fail 0-7" },
	{ "sgx-off: fails where one CPU has not answered",
	  "msr 0x3a=0x5; call=busy @7",
	  "fail sgx-off: sgx-off fail 0-7" },
	{ "sgx-off: the kernel says so",
	  NO_CALL "msr 0x3a=0x5/0x7" LOG("SGX disabled or unsupported by BIOS."),
	  "fail sgx-off: sgx-off fail" },
	{ "sgx-off: the kernel says so, but SEAMCALL answered",
	  "msr 0x3a=0x5/0x7" LOG("SGX disabled or unsupported by BIOS."),
	  "pass: sgx-off warn" },
	{ "sgx-off: the kernel uses it",
	  "msr 0x3a=0x5/0x7" LOG("sgx: EPC section 0x2000000000-0x203fffffff"),
	  "pass" },
	{ "sgx-off: unknown", "msr 0x3a=0x5/0x7",
	  "unknown: sgx-off unknown 0-7" },

	{ "mcheck-failed: fails", NO_CALL "msr 0xa0=0x1861",
	  "fail mcheck-failed: mcheck-failed fail 0-7" },
	{ "mcheck-failed: a CPU", NO_CALL "msr 0xa0=0x1861 @7",
	  "fail mcheck-failed: mcheck-failed fail 7" },
	{ "mcheck-failed: a package", NO_CALL "msr 0xa0=0x1861 @4-7",
	  "fail mcheck-failed: mcheck-failed fail 4-7" },
	{ "mcheck-failed: warns where SEAMCALL answered", "msr 0xa0=0x1861",
	  "pass: mcheck-failed warn 0-7" },
	{ "mcheck-failed: fails where one CPU has not answered",
	  "msr 0xa0=0x1861; call=- @7",
	  "fail mcheck-failed: mcheck-failed fail 0-7" },
	{ "mcheck-failed: unknown", "msr 0xa0=denied",
	  "unknown: mcheck-failed unknown 0-7" },

	{ "dimm-population: warns", NO_CALL "dimms=0/0/0,1/0/0",
	  "pass: dimm-population warn" },
	{ "dimm-population: sockets differ",
	  NO_CALL "dimms=" EVEN_SOCKET("0") "," EVEN_SOCKET("1") ",1/0/1",
	  "pass: dimm-population warn" },
	{ "dimm-population: sockets differ in a later channel",
	  NO_CALL "dimms=" EVEN_SOCKET("0") "," EVEN_SOCKET("1") ",1/3/1",
	  "pass: dimm-population warn" },
	{ "dimm-population: the second slot of a channel without the first",
	  NO_CALL "dimms=" EVEN_SOCKET("0") "," EVEN_SOCKET("1") ",0/8/1,1/8/1",
	  "pass: dimm-population warn" },
	{ "dimm-population: twelve channels",
	  NO_CALL "dimms=" EVEN_SOCKET("0") ",0/8/0,0/9/0,0/10/0,0/11/0,"
	  EVEN_SOCKET("1") ",1/8/0,1/9/0,1/10/0,1/11/0",
	  "pass" },
	{ "dimm-population: none was found", NO_CALL "dimms=",
	  "pass: dimm-population unknown" },
	{ "dimm-population: a socket has none",
	  NO_CALL "dimms=" EVEN_SOCKET("0"),
	  "pass: dimm-population warn" },
	{ "dimm-population: a socket more than there are packages",
	  NO_CALL "dimms=" EVEN_SOCKET("0") "," EVEN_SOCKET("1") ",2/0/0",
	  "pass: dimm-population warn" },
	{ "dimm-population: the same, populated as the others",
	  NO_CALL "dimms=" EVEN_SOCKET("0") "," EVEN_SOCKET("1") "," EVEN_SOCKET("2"),
	  "pass" },
	{ "dimm-population: a slot that no board has",
	  NO_CALL "dimms=0/0/9,1/0/9", "pass: dimm-population unknown" },
	{ "dimm-population: a channel that no board has",
	  NO_CALL "dimms=0/40/0", "pass: dimm-population unknown" },
	{ "dimm-population: the first slot that no board has",
	  NO_CALL "dimms=0/0/8", "pass: dimm-population unknown" },
	{ "dimm-population: the first channel that no board has",
	  NO_CALL "dimms=0/32/0", "pass: dimm-population unknown" },
	{ "dimm-population: the first socket that no board has",
	  NO_CALL "dimms=32/0/0", "pass: dimm-population unknown" },
	{ "dimm-population: passes where SEAMCALL answered",
	  "dimms=0/0/0,1/0/0", "pass" },
	{ "dimm-population: its unknown does not count", NO_CALL "dimms=-",
	  "pass: dimm-population unknown" },
	{ "dimm-population: nor that of an error", NO_CALL "dimms=denied",
	  "pass: dimm-population unknown" },
	{ "dimm-population: fails beside seamrr-off, and explains it",
	  NO_CALL "dimms=0/0/0,1/0/0; msr 0x1401=0x400",
	  "fail dimm-population: dimm-population fail; "
	  "seamrr-off fail 0-7 by dimm-population" },
	{ "dimm-population: fails beside seamrr-off of a package",
	  NO_CALL "dimms=0/0/0,1/0/0; msr 0x1401=0x400 @4-7",
	  "fail dimm-population: dimm-population fail; "
	  "seamrr-off fail 4-7 by dimm-population" },
	{ "dimm-population: warns where seamrr-off was not asked",
	  NO_CALL "dimms=0/0/0,1/0/0; msr 0x1401=0x400; msr 0x982=0x1",
	  "fail tme-off: tme-off fail 0-7; dimm-population warn" },

	{ "seamrr-off: not valid", NO_CALL "msr 0x1401=0x400",
	  "fail seamrr-off: seamrr-off fail 0-7" },
	{ "seamrr-off: a CPU", NO_CALL "msr 0x1401=0x400 @7",
	  "fail seamrr-off: seamrr-off fail 7" },
	{ "seamrr-off: a package", NO_CALL "msr 0x1401=0x400 @4-7",
	  "fail seamrr-off: seamrr-off fail 4-7" },
	{ "seamrr-off: #GP, whatever the register says", "call=gp",
	  "fail seamrr-off: seamrr-off fail 0-7" },
	{ "seamrr-off: #GP on a CPU", "call=gp @7",
	  "fail seamrr-off: seamrr-off fail 7" },
	{ "seamrr-off: an answer, whatever the register says", "msr 0x1401=0x400",
	  "pass" },
	{ "seamrr-off: lock and configuration are hints only",
	  NO_CALL "msr 0x1401=0x800; msr 0x1400=0", "pass" },
	{ "seamrr-off: #GP in the log",
	  NO_MODULE "msr 0x1401=-" LOG("tdx: [firmware bug]: TDX is not enabled by BIOS."),
	  "fail seamrr-off: seamrr-off fail; not-in-vmx unknown 0-7" },
	{ "seamrr-off: #GP in the log of mainline",
	  NO_MODULE "msr 0x1401=-" LOG("virt/tdx: module initialization failed (-95)"),
	  "fail seamrr-off: seamrr-off fail; not-in-vmx unknown 0-7" },
	{ "seamrr-off: the module answered the kernel",
	  NO_MODULE "msr 0x1401=-" LOG("virt/tdx: module initialized"),
	  "unknown: kvm-tdx-off unknown" },
	{ "seamrr-off: #GP in the log, before the module answered",
	  NO_MODULE "msr 0x1401=-; log=virt/tdx: module initialization failed (-95)\n"
	  "virt/tdx: module initialized\n",
	  "unknown: kvm-tdx-off unknown" },
	{ "seamrr-off: there was no module to answer the kernel",
	  NO_MODULE "msr 0x1401=-" LOG("virt/tdx: module not loaded"),
	  "fail module-not-loaded: module-not-loaded fail; kvm-tdx-off unknown" },
	{ "seamrr-off: the module answered the kernel with a status",
	  NO_MODULE "msr 0x1401=-" LOG("virt/tdx: SEAMCALL (0x21) failed: 0xc000092000000982"),
	  "fail module-rejects-platform: module-too-old unknown 0-7; "
	  "module-rejects-platform fail; tdmr-exhausted unknown; module-not-initialised unknown 0-7; kvm-tdx-off unknown" },
	{ "seamrr-off: KVM proves the contrary", NO_CALL "msr 0x1401=-",
	  "pass" },
	{ "seamrr-off: unknown", NO_MODULE "msr 0x1401=denied",
	  "unknown: seamrr-off unknown 0-7; " OPEN_MODULE },
	{ "seamrr-off: explained by SGX",
	  NO_CALL "msr 0x1401=0x400; msr 0x3a=0x5",
	  "fail sgx-off: sgx-off fail 0-7; seamrr-off fail 0-7 by sgx-off" },
	{ "seamrr-off: explained by MCHECK",
	  NO_CALL "msr 0x1401=0x400; msr 0xa0=0x1861",
	  "fail mcheck-failed: mcheck-failed fail 0-7; seamrr-off fail 0-7 by mcheck-failed" },
	{ "seamrr-off: explained by key IDs that differ",
	  NO_CALL "msr 0x1401=0x400; msr 0x981=0x3f680000001 @7",
	  "fail keyid-mismatch: keyid-mismatch fail 7; seamrr-off fail 0-7 by keyid-mismatch" },
	{ "seamrr-off: two explanations, of which the first is the cause",
	  NO_CALL "msr 0x1401=0x400; msr 0xa0=0x1861; msr 0x3a=0x5",
	  "fail sgx-off+mcheck-failed: sgx-off fail 0-7; mcheck-failed fail 0-7; "
	  "seamrr-off fail 0-7 by sgx-off" },
};
/* clang-format on */

/* What is skipped, and because of what, word by word for one host. */
static void test_skipped(void)
{
	struct judged *judged cleanup_judged =
		judge_changed("msr 0x982=0x1; call=gp; " KVM_INTEL "tdx=N\n");
	unsigned int i, skipped = 0;

	for (i = 0; i < CHECKS; i++) {
		const struct verdict_row *row = &judged->verdict.rows[i];

		if (row->result != RESULT_SKIP)
			continue;
		skipped++;
		is_str(row->skipped_because, "tme-off", "skipped: %s",
		       row->check->id);
		is_str(row->summary, "not asked: tme-off failed",
		       "skipped: summary of %s", row->check->id);
		ok(!*row->cpus && !row->nevidence && !row->nfix,
		   "skipped: nothing else of %s", row->check->id);
	}
	ok(skipped > 10, "skipped: all that comes behind");
}

static bool names_erratum(const char *changes, const char *name)
{
	struct judged *judged cleanup_judged = judge_changed(changes);
	const struct verdict_row *row = &judged->verdict.rows[CHECK_ERRATUM];

	return row->result == RESULT_WARN && strstr(row->summary, name);
}

static void test_erratum(void)
{
	const char *keeps = "msr 0x480=0x11da040000000013; /proc/cpuinfo=-";
	const char *loses = "cpuid 0x1 eax=0xa06d1; /proc/cpuinfo=-";
	const char *bug =
		"msr 0x480=-; cpuid 0x1=-; /proc/cpuinfo="
		"flags\t: tdx_host_platform\nbugs\t: seamret_invd_vmcs\n";
	const char *other =
		"msr 0x480=-; cpuid 0x1=-; /proc/cpuinfo="
		"flags\t: tdx_host_platform\nbugs\t: tdx_pw_mce\n";

	ok(names_erratum("", "(tdx_pw_mce, seamret_invd_vmcs)"),
	   "erratum: both are named");
	ok(names_erratum(keeps, "(tdx_pw_mce)"), "erratum: by model");
	ok(names_erratum(loses, "(seamret_invd_vmcs)"),
	   "erratum: by IA32_VMX_BASIC");
	ok(names_erratum(bug, "(seamret_invd_vmcs)") &&
		   names_erratum(other, "(tdx_pw_mce)"),
	   "erratum: by the kernel's flags");
}

/* CPUs that are not there to be asked leave nothing open. */
static void test_left_out(void)
{
	struct judged *judged cleanup_judged = judge_changed(
		"isolated=6-7; msr 0x982=isolated @6-7; call=- @6-7");
	cleanup_free char *text = judged_text(&judged->verdict);

	is_str(text, "pass", "isolated CPUs leave nothing open");
	is_str(judged->verdict.rows[CHECK_TME_OFF].cpus, "0-5",
	       "isolated CPUs are not judged");
}

/* Where no CPU was read, nothing is known of any. */
static void test_none_read(void)
{
	struct judged *judged cleanup_judged = judge_changed("isolated=0-7");
	const struct verdict *verdict = &judged->verdict;
	unsigned int i;

	ok(verdict->result == RESULT_UNKNOWN, "no CPU read: unknown");
	for (i = 0; i < CHECKS; i++)
		if (checks[i].on_cpus)
			ok(verdict->rows[i].result == RESULT_UNKNOWN &&
				   !*verdict->rows[i].cpus,
			   "no CPU read: %s", checks[i].id);
}

/* The same when they are asked for by name. */
static void test_named_offline(void)
{
	struct judged *judged cleanup_judged = calloc(1, sizeof(*judged));
	struct cpulist all;
	cleanup_free char *text = NULL;

	if (!judged)
		abort();
	host_healthy(&judged->host);
	host_change(&judged->host, "online=0-6");
	host_capture(&judged->host, &judged->capture);
	cpulist_parse("0-7", &all);
	if (verdict_build(&judged->verdict, &judged->capture, &all))
		abort();
	text = judged_text(&judged->verdict);
	is_str(text, "pass", "a CPU that is offline leaves nothing open");
	is_str(judged->verdict.rows[CHECK_TME_OFF].cpus, "0-6",
	       "a CPU that is offline is not judged");
}

/* Nothing to be compared with: only how the one socket is populated. */
static void test_one_package(void)
{
	static const struct {
		const char *dimms;
		const char *want;
	} sockets[] = {
		{ EVEN_SOCKET("0"), "pass" },
		{ EVEN_SOCKET("0") ",0/8/1", "pass: dimm-population warn" },
		{ "0/0/0", "pass: dimm-population warn" },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(sockets); i++) {
		struct judged *judged cleanup_judged =
			calloc(1, sizeof(*judged));
		cleanup_free char *text = NULL;
		struct cpulist cpus;

		if (!judged)
			abort();
		host_healthy(&judged->host);
		host_change(&judged->host, "call=-");
		host_change_fact(&judged->host, HOST_DIMM, "population",
				 sockets[i].dimms);
		host_capture(&judged->host, &judged->capture);
		judged->capture.npackages = 1;
		cpus = judged->host.cpus.online;
		if (verdict_build(&judged->verdict, &judged->capture, &cpus))
			abort();
		text = judged_text(&judged->verdict);
		is_str(text, sockets[i].want, "one package: %s",
		       sockets[i].dimms);
	}
}

/* "msr 0x3a; " for each key. */
static char *keys_text(struct obs_key *keys, size_t count)
{
	char key[OBS_KEY_TEXT_MAX], *text = NULL;
	size_t size, i;
	FILE *out = open_memstream(&text, &size);

	for (i = 0; out && keys && i < count; i++)
		fprintf(out, "%s %s; ", obs_kind_name(keys[i].kind),
			obs_key_text(&keys[i], key));
	if (!out || fclose(out))
		abort();
	free(keys);
	return text;
}

#define ADDRESSES                                                    \
	"cr cr4; msr 0x3a; msr 0x87; msr 0xa0; msr 0xce; msr 0xfe; " \
	"msr 0x480; msr 0x503; msr 0x981; msr 0x982; msr 0x1400; "   \
	"msr 0x1401; "
#define FIELD_OF "seamcall 0x0000000000000022:rdx="

/* Whatever else is read is asked of each CPU for nothing. */
static void test_keys(void)
{
	size_t all, judged;
	struct obs_key *all_keys = what_to_read(&all);
	struct obs_key *judged_keys = what_to_read_judged(&judged);
	cleanup_free char *all_text = keys_text(all_keys, all);
	cleanup_free char *judged_text = keys_text(judged_keys, judged);

	is_str(judged_text,
	       ADDRESSES "cpuid 0x0:0x0; cpuid 0x1:0x0; cpuid 0x7:0x0; "
			 "cpuid 0x40000000:0x0; cpuid 0x80000008:0x0; " FIELD_OF
			 "0x0a00000300000008; ",
	       "keys: what rules look at");
	is_str(all_text,
	       ADDRESSES "cpuid 0x0:0x0; cpuid 0x1:0x0; cpuid 0x4:0x3; "
			 "cpuid 0x7:0x0; cpuid 0xa:0x0; cpuid 0x1f:0x5; "
			 "cpuid 0x40000000:0x0; cpuid 0x80000008:0x0; " FIELD_OF
			 "0x0800000100000003; " FIELD_OF
			 "0x0800000100000004; " FIELD_OF
			 "0x0800000100000005; " FIELD_OF "0x0a00000300000008; ",
	       "keys: and what details need");
}

/* What was wanted and not had, once each. */
static const struct {
	const char *changes;
	const char *missing;
} lacks[] = {
	{ "", "" },
	{ "call=absent; msr 0x982=denied @6; msr 0x982=io @7; "
	  "msr 0xa0=busy @6",
	  "seamcall 0x0000000000000022:rdx=0x0a00000300000008 0-7 absent; "
	  "msr 0x982 6 denied; msr 0x982 7 io; msr 0xa0 6 busy; " },
	{ "cpuid 0x1=denied; /proc/cpuinfo=denied; dimms=io; types=busy; "
	  "CONFIG_HIBERNATION=io; log=denied",
	  "cpuid 0x1:0x0 0-7 denied; file /proc/cpuinfo  denied; "
	  "log kernel  denied; dimm population  io; "
	  "ioctl KVM_CAP_VM_TYPES  busy; " },
};

static void test_missing(void)
{
	size_t i, row;

	for (i = 0; i < ARRAY_SIZE(lacks); i++) {
		struct judged *judged cleanup_judged =
			judge_changed(lacks[i].changes);
		const struct missing_list *list = &judged->verdict.missing;
		char text[512] = "";

		for (row = 0; row < list->count; row++)
			snprintf(text + strlen(text),
				 sizeof(text) - strlen(text), "%s %s %s %s; ",
				 list->rows[row].kind, list->rows[row].key,
				 list->rows[row].cpus, list->rows[row].error);
		is_str(text, lacks[i].missing, "missing: %s", lacks[i].changes);
		verdict_free(&judged->verdict);
		ok(!judged->verdict.plan.steps &&
			   !judged->verdict.rows[0].check,
		   "missing: freed");
	}
}

int main(void)
{
	test_healthy();
	test_cases(cpu_cases, ARRAY_SIZE(cpu_cases));
	test_cases(key_cases, ARRAY_SIZE(key_cases));
	test_cases(bios_cases, ARRAY_SIZE(bios_cases));
	test_met_cases(0, CHECK_VMX_OFF);
	test_skipped();
	test_erratum();
	test_left_out();
	test_none_read();
	test_named_offline();
	test_one_package();
	test_keys();
	test_missing();
	return tap_done();
}
