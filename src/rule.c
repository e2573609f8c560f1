// SPDX-License-Identifier: GPL-2.0-or-later
/* The causes that tdxctl knows, as a table. */
#include "rule.h"

#include <string.h>

#include "rule-judge.h"

#define MSR(address)	{ "msr", address }
#define CPUID(leaf)	{ "cpuid", leaf }
#define CALL		{ "seamcall", "0x0000000000000022:rdx=0x0a00000300000008" }
#define CR4		{ "cr", "cr4" }
#define PATH(path)	{ "file", path }
#define LOG		{ "log", "kernel" }
#define EVENT(name)	RULE_EVENT(KLOG_##name)

#define KVM_PARAMETER	"/sys/module/kvm_intel/parameters/tdx"

/* Settings that every step from key IDs on to the SEAM range depends on. */
#define SETTINGS_TDX	(BIOS_BIT(BIOS_TDX) | BIOS_BIT(BIOS_SEAM_LOADER) | \
			 BIOS_BIT(BIOS_KEY_SPLIT) | BIOS_BIT(BIOS_SGX))
#define SETTINGS_TME_MT	(BIOS_BIT(BIOS_TME_MT) | SETTINGS_TDX)
#define SETTINGS_TME	(BIOS_BIT(BIOS_TME) | SETTINGS_TME_MT)

/* Module checks, any of which may be why KVM gave up. */
#define MODULE_RULES                                       \
	(RULE_BIT(RULE_MODULE_NOT_LOADED) |                \
	 RULE_BIT(RULE_MODULE_SHUT_DOWN) |                 \
	 RULE_BIT(RULE_MODULE_TOO_OLD) |                   \
	 RULE_BIT(RULE_MODULE_REJECTS_PLATFORM) |          \
	 RULE_BIT(RULE_TDMR_EXHAUSTED) |                   \
	 RULE_BIT(RULE_MODULE_NOT_INITIALISED))

/* clang-format off */
const struct rule rules[RULES] = {
	[RULE_RUNNING_IN_VM] = {
		.id = "running-in-vm",
		.layer = LAYER_PLATFORM,
		.on_cpus = judge_running_in_vm,
		.evidence = { CPUID("0x1:0x0"), CPUID("0x40000000:0x0"), PATH("/proc/cpuinfo") },
		.asks = "Is this a machine of its own, without a hypervisor below?",
		.texts = {
			[RESULT_PASS] = "no hypervisor is below",
			[RESULT_FAIL] = "this is a virtual machine: a hypervisor is below",
			[RESULT_UNKNOWN] = "whether a hypervisor is below is not known",
		},
		.why = "A hypervisor gives SEAMCALL to none of its guests, so a virtual machine cannot be a TDX host; what its registers show is made up by the hypervisor.",
		.verify = "CPUID leaf 1, ECX bit 31 is 0; /proc/cpuinfo has no flag hypervisor",
		.fix = "Run tdxctl on the machine below, or ask its provider for bare metal with TDX",
		.source = "Intel SDM vol. 2, CPUID; Linux commit 9d7dfb95da2c",
	},
	[RULE_CPU_NO_TDX] = {
		.id = "cpu-no-tdx",
		.layer = LAYER_CPU,
		.parents = RULE_BIT(RULE_RUNNING_IN_VM),
		.on_cpus = judge_cpu_no_tdx,
		.evidence = { MSR("0xfe"), CPUID("0x0:0x0"), CPUID("0x1:0x0"), CALL },
		.asks = "Has this CPU SEAM, the mode that TDX runs in?",
		.texts = {
			[RESULT_PASS] = "the CPU has SEAM",
			[RESULT_FAIL] = "this CPU has no TDX",
			[RESULT_UNKNOWN] = "whether the CPU has TDX is not known",
		},
		.why = "Not every part of a generation that knows TDX has it: of Sapphire Rapids only some that cloud providers buy. A BIOS may show a TDX menu all the same.",
		.verify = "MSR 0xfe (IA32_MTRRCAP) has bit 15 set: rdmsr -a -f 15:15 0xfe",
		.fix = "TDX needs another CPU: 5th generation Xeon Scalable, Xeon 6, or a part of the 4th generation that is sold with TDX",
		.source = "TDX module 1.5.05, smrrs.h; Intel TDX enabling guide",
	},
	[RULE_PA_LIMIT] = {
		.id = "pa-limit",
		.layer = LAYER_BIOS,
		.parents = RULE_BIT(RULE_CPU_NO_TDX),
		.on_cpus = judge_pa_limit,
		.evidence = { CPUID("0x80000008:0x0") },
		.settings = BIOS_BIT(BIOS_PA_LIMIT) | SETTINGS_TME,
		.asks = "Are physical addresses free of a limit?",
		.texts = {
			[RESULT_PASS] = "physical addresses are not limited",
			[RESULT_FAIL] = "the BIOS limits physical addresses to 46 bits, which leaves none for key IDs",
			[RESULT_UNKNOWN] = "whether physical addresses are limited is not known",
		},
		.why = "A key ID takes the upper bits of a physical address. While the BIOS keeps these away, its menu shows TME-MT and TDX greyed out.",
		.verify = "CPUID leaf 0x80000008, EAX bits 7:0 are 52; not what /proc/cpuinfo or lscpu show, which take the bits of key IDs away",
		.after = RULE_AFTER_REBOOT,
		.source = "TDX module 1.5.05, CPUID table; vendors' guides",
	},
	[RULE_TME_OFF] = {
		.id = "tme-off",
		.layer = LAYER_BIOS,
		.parents = RULE_BIT(RULE_CPU_NO_TDX),
		.on_cpus = judge_tme_off,
		.evidence = { MSR("0x982"), CPUID("0x7:0x0"), LOG },
		.events = EVENT(TME_OFF) | EVENT(TME_ON) | EVENT(BIOS_ENABLED),
		.settings = SETTINGS_TME,
		.asks = "Is memory encryption (TME) on, and locked?",
		.texts = {
			[RESULT_PASS] = "memory encryption (TME) is on and locked",
			[RESULT_FAIL] = "memory encryption (TME) is off, or was left unlocked by the BIOS",
			[RESULT_UNKNOWN] = "whether memory encryption is on and locked is not known",
		},
		.why = "TDX encrypts each guest with a key of its own, which is a part of memory encryption. The BIOS switches it on and locks the register before the system starts.",
		.verify = "MSR 0x982 (IA32_TME_ACTIVATE) has bits 0 (locked) and 1 (on) set: rdmsr -a -f 1:0 0x982 prints 3",
		.after = RULE_AFTER_REBOOT,
		.source = "TDX module 1.5.05, helpers.c; Linux arch/x86/kernel/cpu/intel.c",
	},
	[RULE_TME_MT_OFF] = {
		.id = "tme-mt-off",
		.layer = LAYER_BIOS,
		.parents = RULE_BIT(RULE_TME_OFF) | RULE_BIT(RULE_PA_LIMIT),
		.on_cpus = judge_tme_mt_off,
		.evidence = { MSR("0x982"), MSR("0x981"), LOG },
		.events = EVENT(MKTME_OFF) | EVENT(MKTME_ON) | EVENT(BIOS_ENABLED),
		.settings = SETTINGS_TME_MT,
		.asks = "Are there key IDs, that is, is TME-MT on?",
		.texts = {
			[RESULT_PASS] = "there are key IDs (TME-MT)",
			[RESULT_FAIL] = "TME-MT is off: memory is encrypted with one key, and there are no key IDs",
			[RESULT_UNKNOWN] = "whether there are key IDs is not known",
		},
		.why = "Plain TME has one key for all memory. TDX needs many, which the BIOS calls TME-MT or multiple keys.",
		.verify = "MSR 0x982 (IA32_TME_ACTIVATE) bits 35:32 are not 0: rdmsr -a -f 35:32 0x982; bit 1 is set without TME-MT, too",
		.after = RULE_AFTER_REBOOT,
		.source = "TDX module 1.5.05, msr_defs.h",
	},
	[RULE_KEY_SPLIT_ZERO] = {
		.id = "key-split-zero",
		.layer = LAYER_BIOS,
		.parents = RULE_BIT(RULE_TME_MT_OFF),
		.on_cpus = judge_key_split_zero,
		.evidence = { MSR("0x982"), MSR("0x87"), LOG },
		.events = EVENT(BIOS_ENABLED) | EVENT(KVM_NO_KEYIDS),
		.settings = SETTINGS_TDX,
		.asks = "Are some key IDs private, for TDX?",
		.texts = {
			[RESULT_PASS] = "some key IDs are private",
			[RESULT_FAIL] = "all key IDs are for TME-MT, none for TDX",
			[RESULT_UNKNOWN] = "how key IDs are divided is not known",
		},
		.why = "The BIOS divides key IDs between TME-MT and TDX. With TDX off, or a key split of 0, TDX gets none.",
		.verify = "MSR 0x982 (IA32_TME_ACTIVATE) bits 39:36 are not 0, and MSR 0x87 bits 63:32 are at least 2",
		.after = RULE_AFTER_REBOOT,
		.source = "TDX module 1.5.05, msr_defs.h; Linux arch/x86/virt/vmx/tdx/tdx.c",
	},
	[RULE_TOO_FEW_KEYIDS] = {
		.id = "too-few-keyids",
		.layer = LAYER_BIOS,
		.parents = RULE_BIT(RULE_KEY_SPLIT_ZERO),
		.on_cpus = judge_too_few_keyids,
		.evidence = { MSR("0x87"), LOG },
		.settings = BIOS_BIT(BIOS_KEY_SPLIT),
		.events = EVENT(BIOS_ENABLED) | EVENT(TOO_FEW_KEYIDS),
		.asks = "Are there enough private key IDs?",
		.texts = {
			[RESULT_PASS] = "there are at least two private key IDs",
			[RESULT_FAIL] = "there is one private key ID only: the TDX module takes it, and no guest gets one",
			[RESULT_UNKNOWN] = "the number of private key IDs is not known",
		},
		.why = "The first private key ID is the TDX module's own, and each guest needs one more. Linux refuses TDX with fewer than two.",
		.verify = "MSR 0x87 bits 63:32 are at least 2: rdmsr -a -f 63:32 0x87",
		.after = RULE_AFTER_REBOOT,
		.source = "Linux arch/x86/virt/vmx/tdx/tdx.c",
	},
	[RULE_KEYID_MISMATCH] = {
		.id = "keyid-mismatch",
		.layer = LAYER_BIOS,
		.parents = RULE_BIT(RULE_TME_MT_OFF),
		.on_cpus = judge_keyid_mismatch,
		.evidence = { MSR("0x981"), MSR("0x982"), MSR("0x87") },
		.asks = "Do all CPUs agree about key IDs, and do the numbers add up?",
		.texts = {
			[RESULT_PASS] = "the registers about key IDs agree",
			[RESULT_FAIL] = "the registers about key IDs differ between CPUs, or contradict one another",
			[RESULT_UNKNOWN] = "whether the registers about key IDs agree is not known",
		},
		.why = "The BIOS sets these registers up on each package. Where they differ, MCHECK refuses the platform; the kernel reads those of one CPU only, and does not see it.",
		.verify = "rdmsr -a 0x981, 0x982 and 0x87 print the same on every CPU; tdxctl keyid shows what does not add up",
		.fix = "If the registers still differ after a power cycle, note the settings of the BIOS, reset it to its defaults, enable TDX anew, update it, and report this to its vendor",
		.after = RULE_AFTER_POWER_CYCLE,
		.source = "TDX module 1.5.05, tdh_sys_init.c",
	},
	[RULE_SGX_OFF] = {
		.id = "sgx-off",
		.layer = LAYER_BIOS,
		.parents = RULE_BIT(RULE_CPU_NO_TDX),
		.on_cpus = judge_sgx_off,
		.evidence = { MSR("0x3a"), CPUID("0x7:0x0"), LOG },
		.events = EVENT(SGX_OFF),
		.settings = BIOS_BIT(BIOS_SGX),
		.asks = "Is SGX on?",
		.texts = {
			[RESULT_PASS] = "SGX is on",
			[RESULT_FAIL] = "SGX is off, and MCHECK wants it before it allows TDX",
			[RESULT_WARN] = "SGX is off: TDX runs, but its guests cannot be attested",
			[RESULT_UNKNOWN] = "whether SGX is on is not known",
		},
		.why = "The set-up of SGX by the BIOS is what MCHECK checks before it opens the SEAM range, and attestation needs SGX later.",
		.verify = "MSR 0x3a (IA32_FEAT_CTL) has bit 18 set: rdmsr -a -f 18:18 0x3a",
		.after = RULE_AFTER_REBOOT,
		.source = "Intel TDX enabling guide; Linux arch/x86/kernel/cpu/feat_ctl.c",
	},
	[RULE_MCHECK_FAILED] = {
		.id = "mcheck-failed",
		.layer = LAYER_BIOS,
		.parents = RULE_BIT(RULE_CPU_NO_TDX),
		.on_cpus = judge_mcheck_failed,
		.evidence = { MSR("0xa0") },
		.asks = "Did MCHECK accept what the BIOS set up?",
		.texts = {
			[RESULT_PASS] = "MCHECK reports no error",
			[RESULT_FAIL] = "MCHECK refused what the BIOS set up",
			[RESULT_WARN] = "MCHECK reports an error, although TDX runs",
			[RESULT_UNKNOWN] = "what MCHECK found is not known",
		},
		.why = "MCHECK is the part of the microcode that checks SGX and TDX while the BIOS starts. What it found stays in this register.",
		.verify = "MSR 0xa0 is 0: rdmsr -a 0xa0; 0x1861 means that the UEFI variables of the SGX registration are damaged",
		.fix = "With 0x1861, enable SGX Factory Reset in the BIOS once, which discards the platform's SGX keys, its registration and what was sealed with them; else check that memory is populated by the board's rules and that all TME and SGX settings are as the vendor's TDX guide says, and update the BIOS",
		.after = RULE_AFTER_POWER_CYCLE,
		.source = "Intel SDM vol. 4; canonical/tdx, README",
	},
	[RULE_DIMM_POPULATION] = {
		.id = "dimm-population",
		.layer = LAYER_BIOS,
		.parents = RULE_BIT(RULE_CPU_NO_TDX),
		.on_host = judge_dimm_population,
		.evidence = { { "dimm", "population" } },
		.asks = "Is memory populated as TDX wants it?",
		.texts = {
			[RESULT_PASS] = "the memory population does not keep TDX off",
			[RESULT_FAIL] = "memory is not populated evenly over channels and sockets",
			[RESULT_WARN] = "memory is not populated evenly over channels and sockets",
			[RESULT_UNKNOWN] = "how memory is populated is not known",
		},
		.why = "TDX wants slot 0 of every channel of every CPU populated, and all CPUs alike. No register tells; the BIOS then leaves its TDX entries unselectable, or MCHECK refuses.",
		.verify = "dmidecode -t 17 lists a module in slot 0 of every channel, and the same on every socket",
		.fix = "Populate slot 0 of every memory channel of every CPU, with the same modules on each",
		.after = RULE_AFTER_POWER_CYCLE,
		.source = "Intel TDX enabling guide",
	},
	[RULE_SEAMRR_OFF] = {
		.id = "seamrr-off",
		.layer = LAYER_BIOS,
		.parents = RULE_BIT(RULE_KEY_SPLIT_ZERO),
		.explained_by = RULE_BIT(RULE_SGX_OFF) | RULE_BIT(RULE_MCHECK_FAILED) | RULE_BIT(RULE_DIMM_POPULATION) | RULE_BIT(RULE_KEYID_MISMATCH),
		.on_cpus = judge_seamrr_off,
		.evidence = { MSR("0x1401"), MSR("0x1400"), MSR("0xa0"), CALL, LOG },
		.events = EVENT(SEAMCALL_GP) | EVENT(BIOS_ENABLED) | EVENT(MODULE_NOT_LOADED) | EVENT(INIT_FAILED),
		.settings = SETTINGS_TDX,
		.asks = "Is the SEAM range enabled on every CPU?",
		.texts = {
			[RESULT_PASS] = "the SEAM range is enabled",
			[RESULT_FAIL] = "the SEAM range (SEAMRR) is not enabled: the BIOS did not enable TDX, or MCHECK refused it",
			[RESULT_UNKNOWN] = "whether the SEAM range is enabled is not known",
		},
		.why = "SEAM software runs in a range of memory that the BIOS reserves and MCHECK enables. Until then SEAMCALL raises #GP, whatever key IDs say: a BIOS may divide these and leave TDX off.",
		.verify = "MSR 0x1401 (IA32_SEAMRR_MASK) has bit 11 set on every CPU: rdmsr -a -f 11:11 0x1401; and SEAMCALL does not raise #GP: tdxctl probe",
		.fix = "If all of these are set already: set SGX and TDX anew, look at MSR 0xa0 and at the memory population, and update the BIOS",
		.after = RULE_AFTER_POWER_CYCLE,
		.source = "TDX module 1.5.05, msr_defs.h; Intel CPU extensions for TDX, SEAMCALL",
	},
	[RULE_PREPRODUCTION] = {
		.id = "preproduction",
		.layer = LAYER_BIOS,
		.parents = RULE_BIT(RULE_CPU_NO_TDX),
		.warn_only = true,
		.on_cpus = judge_preproduction,
		.evidence = { MSR("0xce"), MSR("0x503") },
		.asks = "Is this a production part, locked against debugging?",
		.texts = {
			[RESULT_PASS] = "a production part",
			[RESULT_WARN] = "a pre-production part, or unlocked for debugging: it takes another TDX module, and attests as such",
			[RESULT_UNKNOWN] = "whether this is a production part is not known",
		},
		.why = "Pre-production parts load modules signed for debugging, and Intel's production attestation service does not know them.",
		.verify = "MSR 0xce bit 27 is 0 and MSR 0x503 bit 1 is 0",
		.source = "NP-SEAMLDR, AcmCom_NASM.inc; P-SEAMLDR, msr_defs.h",
	},
	[RULE_ERRATUM] = {
		.id = "erratum",
		.layer = LAYER_CPU,
		.parents = RULE_BIT(RULE_CPU_NO_TDX),
		.warn_only = true,
		.on_cpus = judge_erratum,
		.evidence = { CPUID("0x1:0x0"), MSR("0x480"), PATH("/proc/cpuinfo") },
		.asks = "Has this CPU errata that touch TDX?",
		.texts = {
			[RESULT_PASS] = "no known erratum",
			[RESULT_WARN] = "an erratum touches TDX",
			[RESULT_UNKNOWN] = "which errata the CPU has is not known",
		},
		.why = "tdx_pw_mce: a partial write of the host to memory of a guest ends in a machine check later, and kexec is refused. seamret_invd_vmcs: a call of the P-SEAMLDR loses the current VMCS, so the module cannot be updated at run time.",
		.verify = "the line bugs of /proc/cpuinfo; MSR 0x480 (IA32_VMX_BASIC) bit 60",
		.source = "Linux arch/x86/virt/vmx/tdx/tdx.c",
	},
	[RULE_VMX_OFF] = {
		.id = "vmx-off",
		.layer = LAYER_VMX,
		.parents = RULE_BIT(RULE_CPU_NO_TDX),
		.on_cpus = judge_vmx_off,
		.evidence = { CPUID("0x1:0x0"), MSR("0x3a"), LOG },
		.events = EVENT(VMX_OUTSIDE_TXT_OFF),
		.settings = BIOS_BIT(BIOS_VT_X),
		.asks = "Is VMX there, and permitted?",
		.texts = {
			[RESULT_PASS] = "VMX is permitted",
			[RESULT_FAIL] = "VMX is absent, or locked off by the BIOS",
			[RESULT_UNKNOWN] = "whether VMX is permitted is not known",
		},
		.why = "SEAMCALL works in VMX operation only.",
		.verify = "MSR 0x3a (IA32_FEAT_CTL) has bits 0 and 2 set: rdmsr -a -f 2:0 0x3a prints 5 or 7",
		.after = RULE_AFTER_REBOOT,
		.source = "Intel SDM vol. 3, VMXON; Linux arch/x86/kernel/cpu/feat_ctl.c",
	},
	[RULE_KERNEL_LACKS_TDX] = {
		.id = "kernel-lacks-tdx",
		.layer = LAYER_KERNEL,
		.parents = RULE_BIT(RULE_SEAMRR_OFF),
		.on_host = judge_kernel_lacks_tdx,
		.evidence = { { "kconfig", "CONFIG_INTEL_TDX_HOST" }, PATH("/proc/cpuinfo"), PATH(KVM_PARAMETER), LOG },
		.events = EVENT(BIOS_ENABLED) | EVENT(MODULE_INITIALISED),
		.asks = "Does this kernel support TDX as a host?",
		.texts = {
			[RESULT_PASS] = "the kernel supports TDX as a host",
			[RESULT_FAIL] = "this kernel has no TDX host support",
			[RESULT_UNKNOWN] = "whether the kernel supports TDX is not known",
		},
		.why = "Mainline supports TDX guests on such a host from Linux 6.16 on, if CONFIG_INTEL_TDX_HOST is set. An update may have booted another kernel than the one that was set up.",
		.verify = "grep INTEL_TDX_HOST /boot/config-$(uname -r) prints y; /proc/cpuinfo has the flag tdx_host_platform",
		.fix = "Boot a kernel with CONFIG_INTEL_TDX_HOST, 6.16 or later, or the distribution's own for TDX, and make it the default",
		.after = RULE_AFTER_REBOOT,
		.source = "Linux arch/x86/Kconfig; arch/x86/virt/vmx/tdx/tdx.c",
	},
	[RULE_HIBERNATION_ON] = {
		.id = "hibernation-on",
		.layer = LAYER_KERNEL,
		.parents = RULE_BIT(RULE_KERNEL_LACKS_TDX),
		.on_host = judge_hibernation_on,
		.evidence = { PATH("/sys/power/state"), PATH("/proc/cmdline"), PATH("/proc/cpuinfo"), LOG },
		.events = EVENT(HIBERNATION),
		.asks = "Is hibernation out of the way?",
		.texts = {
			[RESULT_PASS] = "hibernation does not keep the kernel from TDX",
			[RESULT_FAIL] = "the kernel refuses TDX because it can hibernate",
			[RESULT_UNKNOWN] = "whether hibernation is in the way is not known",
		},
		.why = "Memory of TDX cannot be saved and restored, so Linux refuses TDX at boot while hibernation is possible.",
		.verify = "cat /sys/power/state does not print disk",
		.fix = "Add nohibernate to the kernel command line",
		.after = RULE_AFTER_REBOOT,
		.source = "Linux arch/x86/virt/vmx/tdx/tdx.c",
	},
	[RULE_CPUS_MISSING] = {
		.id = "cpus-missing",
		.layer = LAYER_KERNEL,
		.parents = RULE_BIT(RULE_KERNEL_LACKS_TDX),
		.on_host = judge_cpus_missing,
		.evidence = { PATH("/proc/cmdline"), PATH("/sys/devices/system/cpu/present"), PATH("/sys/devices/system/cpu/online"), LOG },
		.events = EVENT(SEAMCALL_FAILED) | EVENT(INIT_FAILED),
		.asks = "Does the kernel run on all CPUs?",
		.texts = {
			[RESULT_PASS] = "the kernel runs on all CPUs",
			[RESULT_FAIL] = "CPUs are kept from the kernel, and the TDX module wants all of them when it is initialised",
			[RESULT_UNKNOWN] = "whether the kernel leaves CPUs out is not known",
		},
		.why = "MCHECK counts logical processors, and the TDX module refuses its configuration until each of them was initialised.",
		.verify = "/sys/devices/system/cpu/online is the same as present; /proc/cmdline has none of nosmt, maxcpus= and nr_cpus=",
		.fix = "Bring all CPUs online and drop nosmt, maxcpus= and nr_cpus= from the kernel command line; to do without hyper-threads, disable them in the BIOS",
		.after = RULE_AFTER_REBOOT,
		.source = "TDX module 1.5.05, tdh_sys_config.c",
	},
	[RULE_NOT_IN_VMX] = {
		.id = "not-in-vmx",
		.layer = LAYER_VMX,
		.parents = RULE_BIT(RULE_VMX_OFF),
		.on_cpus = judge_not_in_vmx,
		.evidence = { CALL, CR4, PATH("/sys/module/kvm/parameters/enable_virt_at_load"), LOG },
		.events = EVENT(SEAMCALL_UD) | EVENT(INIT_FAILED) | EVENT(VIRT_FAILED) | EVENT(VMXON_FAULTED),
		.asks = "Are the CPUs in VMX operation where they should be?",
		.texts = {
			[RESULT_PASS] = "the CPUs are in VMX operation",
			[RESULT_FAIL] = "SEAMCALL raised #UD on CPUs that should be in VMX operation",
			[RESULT_UNKNOWN] = "whether the CPUs are in VMX operation is not known",
		},
		.why = "The CPU looks at VMX operation before anything else. No flag tells of it: Linux sets CR4.VMXE just before.",
		.verify = "tdxctl vmx; tdxctl probe does not show #UD",
		.fix = "Stop virtual machines and reload kvm_intel, and look for 'enabling virtualization on CPU' in the kernel log; another hypervisor may hold VMX",
		.source = "Intel CPU extensions for TDX, SEAMCALL; Linux virt/kvm/kvm_main.c",
	},
	[RULE_MODULE_NOT_LOADED] = {
		.id = "module-not-loaded",
		.layer = LAYER_MODULE,
		.parents = RULE_BIT(RULE_SEAMRR_OFF),
		.on_cpus = judge_module_not_loaded,
		.evidence = { CALL, LOG },
		.settings = BIOS_BIT(BIOS_SEAM_LOADER),
		.events = EVENT(MODULE_NOT_LOADED) | EVENT(MODULE_INITIALISED),
		.asks = "Is a TDX module loaded?",
		.texts = {
			[RESULT_PASS] = "a TDX module is loaded",
			[RESULT_FAIL] = "no TDX module is loaded: SEAMCALL ended in VMfailInvalid",
			[RESULT_UNKNOWN] = "whether a TDX module is loaded is not known",
		},
		.why = "The BIOS, or a loader before the kernel, puts the module into the SEAM range. It needs the SEAM loader, which has a BIOS entry of its own.",
		.verify = "tdxctl probe does not end in VMfailInvalid",
		.fix = "Update the BIOS, which carries the TDX module, or install the module that its vendor gives for loading from the EFI system partition",
		.after = RULE_AFTER_POWER_CYCLE,
		.source = "Intel CPU extensions for TDX, SEAMCALL; Linux arch/x86/virt/vmx/tdx/tdx.c",
	},
	[RULE_MODULE_SHUT_DOWN] = {
		.id = "module-shut-down",
		.layer = LAYER_MODULE,
		.parents = RULE_BIT(RULE_MODULE_NOT_LOADED),
		.on_cpus = judge_module_shut_down,
		.evidence = { CALL, LOG },
		.events = EVENT(SEAMCALL_FAILED),
		.asks = "Is the TDX module still running?",
		.texts = {
			[RESULT_PASS] = "the TDX module was not shut down",
			[RESULT_FAIL] = "the TDX module was shut down by an earlier failure",
			[RESULT_UNKNOWN] = "whether the TDX module was shut down is not known",
		},
		.why = "After some failures the module refuses everything until the next boot.",
		.verify = "tdxctl probe does not return TDX_SYS_SHUTDOWN",
		.fix = "Look in the kernel log for what failed first",
		.after = RULE_AFTER_REBOOT,
		.source = "TDX module 1.5.05, tdx_error_codes_defs.h",
	},
	[RULE_MODULE_TOO_OLD] = {
		.id = "module-too-old",
		.layer = LAYER_MODULE,
		.parents = RULE_BIT(RULE_MODULE_NOT_LOADED),
		.on_cpus = judge_module_too_old,
		.evidence = { CALL, LOG },
		.events = EVENT(SEAMCALL_FAILED) | EVENT(REGISTERS) | EVENT(MODULE_VERSION) | EVENT(RBP),
		.asks = "Is the TDX module new enough for this CPU and kernel?",
		.texts = {
			[RESULT_PASS] = "the TDX module is new enough",
			[RESULT_FAIL] = "the TDX module is too old for this CPU or kernel",
			[RESULT_UNKNOWN] = "whether the TDX module is new enough is not known",
		},
		.why = "The module is a part of the BIOS, and older than the kernel more often than not. What it does not know, it refuses.",
		.verify = "tdxctl probe returns TDX_FEATURES0 with bit 18 set, and with bit 20 set for KVM of Linux 6.16 and later",
		.fix = "Upgrade the TDX module to at least 1.5.06 of the line that fits this CPU, which is a BIOS update on most servers",
		.after = RULE_AFTER_POWER_CYCLE,
		.source = "Linux arch/x86/virt/vmx/tdx/tdx.c; intel/tdx-module-binaries",
	},
	[RULE_MODULE_REJECTS_PLATFORM] = {
		.id = "module-rejects-platform",
		.layer = LAYER_MODULE,
		.parents = RULE_BIT(RULE_MODULE_NOT_LOADED),
		.on_cpus = judge_module_rejects_platform,
		.evidence = { CALL, LOG },
		.events = EVENT(SEAMCALL_FAILED) | EVENT(REGISTERS) | EVENT(INIT_FAILED),
		.asks = "Does the TDX module accept this platform?",
		.texts = {
			[RESULT_PASS] = "the TDX module accepts the platform",
			[RESULT_FAIL] = "the TDX module refuses what the BIOS or the kernel set up",
			[RESULT_UNKNOWN] = "whether the TDX module accepts the platform is not known",
		},
		.why = "When it is initialised, the module compares CPUID, MSRs, key IDs and the memory layout with what it was made for.",
		.verify = "dmesg | tdxctl decode - says which register or leaf it was",
		.fix = "Set the named register or feature as the TDX module wants it in the BIOS, and update the BIOS; if CPUs differ, report this to its vendor",
		.after = RULE_AFTER_POWER_CYCLE,
		.source = "TDX module 1.5.05, tdh_sys_init.c, tdx_error_codes_defs.h",
	},
	[RULE_TDMR_EXHAUSTED] = {
		.id = "tdmr-exhausted",
		.layer = LAYER_MODULE,
		.parents = RULE_BIT(RULE_MODULE_NOT_LOADED),
		.on_host = judge_tdmr_exhausted,
		.evidence = { LOG },
		.events = EVENT(TDMR_EXHAUSTED) | EVENT(RESERVED_AREAS_EXHAUSTED) | EVENT(INIT_FAILED),
		.asks = "Does the memory map fit into what the TDX module can describe?",
		.texts = {
			[RESULT_PASS] = "the memory map fits",
			[RESULT_FAIL] = "the memory map has more holes than the TDX module can describe",
			[RESULT_UNKNOWN] = "whether the memory map fits is not known",
		},
		.why = "The kernel describes memory to the module in ranges (TDMR), each with a few reserved areas. Some boards have more holes than that.",
		.verify = "the kernel log has no line with 'reserved areas exhausted' or 'TDMRs exhausted'",
		.fix = "Use a kernel that takes holes from the firmware's own list (CMR) instead of the e820 map, and update the BIOS",
		.after = RULE_AFTER_REBOOT,
		.source = "Linux arch/x86/virt/vmx/tdx/tdx.c",
	},
	[RULE_MODULE_NOT_INITIALISED] = {
		.id = "module-not-initialised",
		.layer = LAYER_MODULE,
		.parents = RULE_BIT(RULE_MODULE_NOT_LOADED),
		.explained_by = RULE_BIT(RULE_HIBERNATION_ON) | RULE_BIT(RULE_CPUS_MISSING) | RULE_BIT(RULE_KERNEL_LACKS_TDX) | RULE_BIT(RULE_MODULE_TOO_OLD) | RULE_BIT(RULE_MODULE_REJECTS_PLATFORM) | RULE_BIT(RULE_TDMR_EXHAUSTED) | RULE_BIT(RULE_KVM_TDX_OFF),
		.explained_if = judge_explains_not_initialised,
		.on_cpus = judge_module_not_initialised,
		.evidence = { CALL, PATH(KVM_PARAMETER), PATH("/proc/uptime"), LOG },
		.events = EVENT(MODULE_INITIALISED) | EVENT(INIT_FAILED) | EVENT(S3_DISABLED),
		.asks = "Was the TDX module initialised?",
		.texts = {
			[RESULT_PASS] = "the TDX module was initialised",
			[RESULT_FAIL] = "a TDX module is loaded, but was never initialised",
			[RESULT_UNKNOWN] = "whether the TDX module was initialised is not known",
		},
		.why = "Linux initialises the module when kvm_intel is loaded with its parameter tdx, newer kernels at boot.",
		.verify = "tdxctl probe does not return TDX_SYS_LP_INIT_NOT_DONE; the kernel log says 'module initialized'",
		.fix = "Load kvm_intel with tdx=1 on a kernel of 6.16 or later, and look in the kernel log for what it says of TDX",
		.source = "Linux arch/x86/virt/vmx/tdx/tdx.c; arch/x86/kvm/vmx/tdx.c",
	},
	[RULE_KVM_TDX_OFF] = {
		.id = "kvm-tdx-off",
		.layer = LAYER_KVM,
		.parents = RULE_BIT(RULE_KERNEL_LACKS_TDX),
		.explained_by = MODULE_RULES,
		.explained_if = judge_explains_kvm_tdx_off,
		.on_host = judge_kvm_tdx_off,
		.evidence = { PATH(KVM_PARAMETER), PATH("/proc/cmdline"), PATH("/sys/module/kvm/parameters/tdp_mmu"), PATH("/sys/module/kvm/parameters/enable_virt_at_load"), LOG },
		.events = EVENT(KVM_INIT_FAILED) | EVENT(KVM_EPT_OFF) | EVENT(KVM_MMU_OPTION_OFF) | EVENT(KVM_APICV_OFF) | EVENT(KVM_NO_KEYIDS) | EVENT(KVM_VIRT_AT_LOAD_OFF) | EVENT(KVM_MAX_VCPUS),
		.asks = "Does KVM have TDX working?",
		.texts = {
			[RESULT_PASS] = "KVM has TDX working",
			[RESULT_FAIL] = "KVM has TDX off",
			[RESULT_UNKNOWN] = "whether KVM has TDX working is not known",
		},
		.why = "kvm_intel.tdx is off unless it is asked for, and KVM switches it off again if something is missing.",
		.verify = "cat " KVM_PARAMETER " prints Y",
		.fix = "See that kvm_intel.tdx=1 is on the kernel command line or in /etc/modprobe.d, and drop what conflicts with it (kvm.tdp_mmu=0, kvm.mmio_caching=0, kvm.enable_virt_at_load=0, kvm_intel.ept=0)",
		.after = RULE_AFTER_REBOOT,
		.source = "Linux arch/x86/kvm/vmx/tdx.c",
	},
	[RULE_KVM_ABI] = {
		.id = "kvm-abi",
		.layer = LAYER_KVM,
		.parents = RULE_BIT(RULE_KVM_TDX_OFF),
		.on_host = judge_kvm_abi,
		.evidence = { { "ioctl", "KVM_CAP_VM_TYPES" } },
		.asks = "Does KVM offer guests of the TDX type?",
		.texts = {
			[RESULT_PASS] = "KVM offers TDX guests",
			[RESULT_FAIL] = "KVM does not offer the TDX type of virtual machine in the way of mainline Linux",
			[RESULT_UNKNOWN] = "whether KVM offers TDX guests is not known",
		},
		.why = "Kernels with TDX from before 6.16 have an interface of their own, which only the QEMU that was made for them speaks.",
		.verify = "KVM_CHECK_EXTENSION of KVM_CAP_VM_TYPES has bit 5 set",
		.fix = "Use kernel and QEMU that belong together: Linux 6.16 and QEMU 10.1 or later, or both from the same distribution",
		.after = RULE_AFTER_REBOOT,
		.source = "Linux arch/x86/include/uapi/asm/kvm.h",
	},
};
/* clang-format on */

const char *rule_layer_name(enum rule_layer layer)
{
	static const char *const names[LAYERS] = {
		[LAYER_PLATFORM] = "platform", [LAYER_CPU] = "cpu",
		[LAYER_BIOS] = "bios",	       [LAYER_VMX] = "vmx",
		[LAYER_KERNEL] = "kernel",     [LAYER_MODULE] = "module",
		[LAYER_KVM] = "kvm",
	};

	return names[layer];
}

const char *rule_result_name(enum rule_result result)
{
	static const char *const names[RESULTS] = {
		[RESULT_PASS] = "pass",	      [RESULT_FAIL] = "fail",
		[RESULT_WARN] = "warn",	      [RESULT_UNKNOWN] = "unknown",
		[RESULT_SKIP] = "skip",
	};

	return names[result];
}

enum rule_id rule_find(const char *name)
{
	unsigned int i;

	for (i = 0; i < RULES; i++)
		if (!strcmp(rules[i].id, name))
			break;
	return (enum rule_id)i;
}
