// SPDX-License-Identifier: GPL-2.0-or-later
/* Verdicts about the kernel, the TDX module and KVM, and statuses of both. */
#include "check-contract.h"

#define LOG(text) "log=[    1.000000] " text "\n; "
#define AND(text) "[    2.000000] " text "\n"

/* The module was loaded, and nobody has initialised it. */
#define NOT_DONE "call=status:0xc000050200000000; "
#define KVM_OFF KVM_INTEL "tdx=N\n; "
#define KVM_ABSENT KVM_INTEL "tdx=absent; "
#define UNASKED "/proc/cmdline=nohibernate\n; "
/* All that shows that the kernel knows TDX. */
#define NO_SIGNS                                                             \
	"flags~tdx_host_platform; bugs~tdx_pw_mce; call=vmfailinvalid @0; " \
	"call=- @1-7; "

#define NO_FLAG "flags~tdx_host_platform; bugs~tdx_pw_mce; "
#define SILENT NOT_DONE KVM_ABSENT NO_FLAG "CONFIG_INTEL_TDX_HOST=-; "
/* The kernel can hibernate, and has switched TDX off. */
#define CAN_HIBERNATE \
	NOT_DONE KVM_ABSENT NO_FLAG "/sys/power/state=mem disk\n; "

#define REST_OPEN                                                      \
	"module-too-old unknown 0-7; module-rejects-platform unknown " \
	"0-7; tdmr-exhausted unknown; "
/* Of hosts of which no CPU was read. */
#define NONE_READ                                                 \
	"running-in-vm unknown; cpu-no-tdx unknown; "             \
	"pa-limit unknown; tme-off unknown; tme-mt-off unknown; " \
	"key-split-zero unknown; too-few-keyids unknown; "        \
	"keyid-mismatch unknown; sgx-off unknown; "               \
	"mcheck-failed unknown; seamrr-off unknown; "             \
	"preproduction unknown; erratum unknown; vmx-off unknown; "
#define NO_MODULE_READ                                              \
	"not-in-vmx unknown; module-not-loaded unknown; "           \
	"module-shut-down unknown; module-too-old unknown; "        \
	"module-rejects-platform unknown; tdmr-exhausted unknown; " \
	"module-not-initialised unknown; kvm-tdx-off unknown"

#define KVM_BY_INIT "kvm-tdx-off fail by module-not-initialised"

/* clang-format off */
static const struct check_case kernel_cases[] = {
	{ "kernel-lacks-tdx: by its configuration",
	  NO_SIGNS "call=- @0; " KVM_ABSENT "CONFIG_INTEL_TDX_HOST=n",
	  "fail kernel-lacks-tdx: kernel-lacks-tdx fail; not-in-vmx unknown 0-7; "
	  "module-not-loaded unknown 0-7; module-shut-down unknown 0-7; "
	  "module-too-old unknown 0-7; module-rejects-platform unknown 0-7; "
	  "tdmr-exhausted unknown; module-not-initialised unknown 0-7" },
	{ "kernel-lacks-tdx: by flag and silence, and explains",
	  NOT_DONE KVM_ABSENT "CONFIG_INTEL_TDX_HOST=-; "
	  "flags~tdx_host_platform; bugs~tdx_pw_mce",
	  "fail kernel-lacks-tdx: kernel-lacks-tdx fail; "
	  REST_OPEN
	  "module-not-initialised fail 0-7 by kernel-lacks-tdx" },
	{ "kernel-lacks-tdx: that kvm_intel is not loaded is no sign of it",
	  NOT_DONE KVM_ABSENT "/proc/cpuinfo=-; CONFIG_INTEL_TDX_HOST=-",
	  "fail module-not-initialised: kernel-lacks-tdx unknown; "
	  REST_OPEN
	  "module-not-initialised fail 0-7; kvm-tdx-off unknown" },
	{ "kernel-lacks-tdx: silence is nothing where there is no log",
	  NOT_DONE KVM_ABSENT "flags~tdx_host_platform; bugs~tdx_pw_mce; CONFIG_INTEL_TDX_HOST=-; log=denied",
	  "fail module-not-initialised: kernel-lacks-tdx unknown; "
	  REST_OPEN
	  "module-not-initialised fail 0-7; kvm-tdx-off unknown" },
	{ "kernel-lacks-tdx: what it says of TDX proves the contrary",
	  NOT_DONE KVM_ABSENT "flags~tdx_host_platform; bugs~tdx_pw_mce; CONFIG_INTEL_TDX_HOST=-; "
	  LOG("virt/tdx: BIOS enabled: private KeyID range [32, 64)"),
	  "fail module-not-initialised: "
	  REST_OPEN
	  "module-not-initialised fail 0-7; kvm-tdx-off unknown" },
	{ "kernel-lacks-tdx: the flag counts for more than a file",
	  "CONFIG_INTEL_TDX_HOST=n", "pass" },
	{ "kernel-lacks-tdx: so does the flag alone",
	  "call=vmfailinvalid; CONFIG_INTEL_TDX_HOST=n; " KVM_ABSENT,
	  "fail module-not-loaded: module-not-loaded fail 0-7; kvm-tdx-off unknown" },
	{ "kernel-lacks-tdx: so does the parameter alone, whatever the kernel",
	  NO_FLAG "call=vmfailinvalid; kernel=6.8.0; CONFIG_INTEL_TDX_HOST=n",
	  "fail module-not-loaded: module-not-loaded fail 0-7" },
	{ "kernel-lacks-tdx: silence is nothing where one key ID is private",
	  SILENT "msr 0x982=0x1100000003; msr 0x87=0x100000000",
	  "fail too-few-keyids+module-not-initialised: too-few-keyids fail 0-7; "
	  "kernel-lacks-tdx unknown; module-too-old unknown 0-7; "
	  "module-rejects-platform unknown 0-7; tdmr-exhausted unknown; "
	  "module-not-initialised fail 0-7; kvm-tdx-off unknown" },
	{ "kernel-lacks-tdx: with two it is",
	  SILENT "msr 0x982=0x1200000003; msr 0x87=0x200000001",
	  "fail kernel-lacks-tdx: kernel-lacks-tdx fail; module-too-old unknown 0-7; "
	  "module-rejects-platform unknown 0-7; tdmr-exhausted unknown; "
	  "module-not-initialised fail 0-7 by kernel-lacks-tdx" },
	{ "kernel-lacks-tdx: silence is nothing where no CPU was read",
	  SILENT "isolated=0-7",
	  "unknown: " NONE_READ
	  "kernel-lacks-tdx unknown; " NO_MODULE_READ },

	{ "kernel-lacks-tdx: so does a parameter",
	  "call=vmfailinvalid; CONFIG_INTEL_TDX_HOST=n; " KVM_OFF
	  "flags~tdx_host_platform; bugs~tdx_pw_mce",
	  "fail module-not-loaded: module-not-loaded fail 0-7; kvm-tdx-off fail by module-not-loaded" },
	{ "kernel-lacks-tdx: so does SEAMCALL",
	  "CONFIG_INTEL_TDX_HOST=n; " KVM_ABSENT "flags~tdx_host_platform; bugs~tdx_pw_mce",
	  "unknown: tdmr-exhausted unknown; module-not-initialised unknown 0-7; kvm-tdx-off unknown" },

	{ "kernel-lacks-tdx: silence of a log that may have lost its beginning",
	  NOT_DONE KVM_ABSENT NO_FLAG "CONFIG_INTEL_TDX_HOST=-; /sys/power/state=freeze mem disk\n",
	  "fail module-not-initialised: kernel-lacks-tdx unknown; hibernation-on unknown; "
	  REST_OPEN "module-not-initialised fail 0-7; kvm-tdx-off unknown" },
	{ "kernel-lacks-tdx: silence, and whether it can hibernate may not be read",
	  NOT_DONE KVM_ABSENT NO_FLAG "CONFIG_INTEL_TDX_HOST=-; /sys/power/state=denied; /proc/cmdline=quiet\n",
	  "fail module-not-initialised: kernel-lacks-tdx unknown; hibernation-on unknown; "
	  REST_OPEN "module-not-initialised fail 0-7; kvm-tdx-off unknown" },
	{ "kernel-lacks-tdx: silence of a kernel that is made for hibernation",
	  NOT_DONE KVM_ABSENT NO_FLAG "CONFIG_INTEL_TDX_HOST=-; /sys/power/state=-; /proc/cmdline=quiet\n; CONFIG_HIBERNATION=y",
	  "fail module-not-initialised: kernel-lacks-tdx unknown; hibernation-on unknown; "
	  REST_OPEN "module-not-initialised fail 0-7; kvm-tdx-off unknown" },
	{ "kernel-lacks-tdx: silence, and nobody looked at hibernation",
	  NOT_DONE KVM_ABSENT NO_FLAG "CONFIG_INTEL_TDX_HOST=-; /sys/power/state=-; /proc/cmdline=quiet\n",
	  "fail kernel-lacks-tdx: kernel-lacks-tdx fail; "
	  REST_OPEN "module-not-initialised fail 0-7 by kernel-lacks-tdx" },
	{ "kernel-lacks-tdx: silence of a log that has its beginning: memory encryption on",
	  NOT_DONE KVM_ABSENT NO_FLAG "CONFIG_INTEL_TDX_HOST=-; /sys/power/state=freeze mem disk\n; "
	  LOG("x86/tme: enabled by BIOS"),
	  "fail kernel-lacks-tdx: kernel-lacks-tdx fail; "
	  REST_OPEN "module-not-initialised fail 0-7 by kernel-lacks-tdx" },
	{ "kernel-lacks-tdx: silence of a log that has its beginning: memory encryption off",
	  NOT_DONE KVM_ABSENT NO_FLAG "CONFIG_INTEL_TDX_HOST=-; /sys/power/state=freeze mem disk\n; "
	  LOG("x86/tme: not enabled by BIOS"),
	  "fail kernel-lacks-tdx: kernel-lacks-tdx fail; "
	  REST_OPEN "module-not-initialised fail 0-7 by kernel-lacks-tdx" },
	{ "kernel-lacks-tdx: silence of a log that has its beginning: key IDs",
	  NOT_DONE KVM_ABSENT NO_FLAG "CONFIG_INTEL_TDX_HOST=-; /sys/power/state=freeze mem disk\n; "
	  LOG("x86/mktme: BIOS enabled: x86_phys_bits reduced by 6"),
	  "fail kernel-lacks-tdx: kernel-lacks-tdx fail; "
	  REST_OPEN "module-not-initialised fail 0-7 by kernel-lacks-tdx" },
	{ "kernel-lacks-tdx: silence of a log that has its beginning: no key IDs",
	  NOT_DONE KVM_ABSENT NO_FLAG "CONFIG_INTEL_TDX_HOST=-; /sys/power/state=freeze mem disk\n; "
	  LOG("x86/mktme: disabled by BIOS"),
	  "fail kernel-lacks-tdx: kernel-lacks-tdx fail; "
	  REST_OPEN "module-not-initialised fail 0-7 by kernel-lacks-tdx" },
	{ "hibernation-on: the kernel says so, and it explains",
	  NOT_DONE KVM_ABSENT "flags~tdx_host_platform; bugs~tdx_pw_mce; /sys/power/state=freeze mem disk\n; "
	  LOG("virt/tdx: initialization failed: Hibernation support is enabled"),
	  "fail hibernation-on: hibernation-on fail; "
	  REST_OPEN
	  "module-not-initialised fail 0-7 by hibernation-on; kvm-tdx-off unknown" },
	{ "hibernation-on: by state and flag",
	  NOT_DONE KVM_ABSENT "flags~tdx_host_platform; bugs~tdx_pw_mce; /sys/power/state=freeze mem disk\n",
	  "fail hibernation-on: hibernation-on fail; "
	  REST_OPEN
	  "module-not-initialised fail 0-7 by hibernation-on; kvm-tdx-off unknown" },
	{ "hibernation-on: the flag proves the contrary",
	  "/sys/power/state=freeze mem disk\n; /proc/cmdline=kvm_intel.tdx=1\n",
	  "pass" },
	{ "hibernation-on: the kernel's word counts for more than a file",
	  NOT_DONE KVM_ABSENT "/proc/cpuinfo=-; "
	  LOG("virt/tdx: initialization failed: Hibernation support is enabled"),
	  "fail hibernation-on: hibernation-on fail; "
	  REST_OPEN
	  "module-not-initialised fail 0-7 by hibernation-on; kvm-tdx-off unknown" },
	{ "hibernation-on: the kernel went on",
	  NOT_DONE KVM_ABSENT "/proc/cpuinfo=-; /sys/power/state=-; /proc/cmdline=quiet\n; "
	  LOG("virt/tdx: Disable ACPI S3. Turn off TDX in the BIOS to use ACPI S3."),
	  "fail module-not-initialised: "
	  REST_OPEN
	  "module-not-initialised fail 0-7; kvm-tdx-off unknown" },
	{ "hibernation-on: not built in",
	  NOT_DONE KVM_ABSENT "/proc/cpuinfo=-; /sys/power/state=-; /proc/cmdline=quiet\n; CONFIG_HIBERNATION=n",
	  "fail module-not-initialised: "
	  REST_OPEN
	  "module-not-initialised fail 0-7; kvm-tdx-off unknown" },
	{ "hibernation-on: the flag alone proves it",
	  "call=vmfailinvalid; /sys/power/state=mem disk\n; " KVM_ABSENT,
	  "fail module-not-loaded: module-not-loaded fail 0-7; kvm-tdx-off unknown" },
	{ "hibernation-on: so does SEAMCALL",
	  "/sys/power/state=mem disk\n; flags~tdx_host_platform; bugs~tdx_pw_mce; " KVM_ABSENT,
	  "unknown: tdmr-exhausted unknown; module-not-initialised unknown 0-7; kvm-tdx-off unknown" },
	{ "hibernation-on: state without flag leaves it open",
	  NOT_DONE KVM_ABSENT "/proc/cpuinfo=-; /sys/power/state=mem disk\n",
	  "fail module-not-initialised: hibernation-on unknown; "
	  REST_OPEN
	  "module-not-initialised fail 0-7; kvm-tdx-off unknown" },
	{ "hibernation-on: built in, but whether it may be used is unknown",
	  NOT_DONE KVM_ABSENT "/proc/cpuinfo=-; /sys/power/state=-; /proc/cmdline=quiet\n; CONFIG_HIBERNATION=y",
	  "fail module-not-initialised: hibernation-on unknown; "
	  "module-too-old unknown 0-7; module-rejects-platform unknown 0-7; "
	  "tdmr-exhausted unknown; module-not-initialised fail 0-7; kvm-tdx-off unknown" },
	{ "hibernation-on: switched off by the command line",
	  NOT_DONE KVM_ABSENT "/proc/cpuinfo=-; /sys/power/state=-",
	  "fail module-not-initialised: module-too-old unknown 0-7; "
	  "module-rejects-platform unknown 0-7; tdmr-exhausted unknown; "
	  "module-not-initialised fail 0-7; kvm-tdx-off unknown" },
	{ "hibernation-on: the flag without state leaves it open",
	  NOT_DONE KVM_ABSENT NO_FLAG "/sys/power/state=-; /proc/cmdline=quiet\n",
	  "fail module-not-initialised: hibernation-on unknown; "
	  "module-too-old unknown 0-7; module-rejects-platform unknown 0-7; "
	  "tdmr-exhausted unknown; module-not-initialised fail 0-7; kvm-tdx-off unknown" },
	{ "hibernation-on: key IDs of the first package are unknown",
	  CAN_HIBERNATE "msr 0x87=- @0-3",
	  "fail module-not-initialised: too-few-keyids unknown 0-3; "
	  "keyid-mismatch unknown 0-3; hibernation-on unknown; "
	  "module-too-old unknown 0-7; module-rejects-platform unknown 0-7; "
	  "tdmr-exhausted unknown; module-not-initialised fail 0-7; kvm-tdx-off unknown" },
	{ "hibernation-on: key IDs of the second package are unknown",
	  CAN_HIBERNATE "msr 0x87=- @4-7",
	  "fail module-not-initialised: too-few-keyids unknown 4-7; "
	  "keyid-mismatch unknown 4-7; hibernation-on unknown; "
	  "module-too-old unknown 0-7; module-rejects-platform unknown 0-7; "
	  "tdmr-exhausted unknown; module-not-initialised fail 0-7; kvm-tdx-off unknown" },
	{ "hibernation-on: one private key ID does not do",
	  CAN_HIBERNATE "msr 0x982=0x1100000003; msr 0x87=0x100000000",
	  "fail too-few-keyids+module-not-initialised: too-few-keyids fail 0-7; "
	  "hibernation-on unknown; module-too-old unknown 0-7; "
	  "module-rejects-platform unknown 0-7; tdmr-exhausted unknown; "
	  "module-not-initialised fail 0-7; kvm-tdx-off unknown" },
	{ "hibernation-on: two private key IDs do",
	  CAN_HIBERNATE "msr 0x982=0x1200000003; msr 0x87=0x200000001",
	  "fail hibernation-on: hibernation-on fail; module-too-old unknown 0-7; "
	  "module-rejects-platform unknown 0-7; tdmr-exhausted unknown; "
	  "module-not-initialised fail 0-7 by hibernation-on; kvm-tdx-off unknown" },
	{ "hibernation-on: no CPU was read",
	  CAN_HIBERNATE "isolated=0-7",
	  "unknown: " NONE_READ
	  "hibernation-on unknown; " NO_MODULE_READ },
	{ "hibernation-on: the kernel may lack TDX",
	  CAN_HIBERNATE "CONFIG_INTEL_TDX_HOST=-; log=denied",
	  "fail module-not-initialised: kernel-lacks-tdx unknown; "
	  "hibernation-on unknown; module-too-old unknown 0-7; "
	  "module-rejects-platform unknown 0-7; tdmr-exhausted unknown; "
	  "module-not-initialised fail 0-7; kvm-tdx-off unknown" },
	{ "hibernation-on: unknown",
	  NOT_DONE KVM_ABSENT "/proc/cpuinfo=-; /sys/power/state=-; /proc/cmdline=quiet\n",
	  "fail module-not-initialised: hibernation-on unknown; "
	  REST_OPEN
	  "module-not-initialised fail 0-7; kvm-tdx-off unknown" },

	{ "cpus-missing: nosmt, and it explains",
	  NOT_DONE KVM_ABSENT "/proc/cmdline=nohibernate nosmt\n",
	  "fail cpus-missing: cpus-missing fail; "
	  REST_OPEN
	  "module-not-initialised fail 0-7 by cpus-missing; kvm-tdx-off unknown" },
	{ "cpus-missing: nosmt=force",
	  NOT_DONE KVM_ABSENT "/proc/cmdline=nosmt=force\n",
	  "fail cpus-missing: cpus-missing fail; "
	  REST_OPEN
	  "module-not-initialised fail 0-7 by cpus-missing; kvm-tdx-off unknown" },
	{ "cpus-missing: maxcpus=",
	  NOT_DONE KVM_ABSENT "/proc/cmdline=maxcpus=4\n",
	  "fail cpus-missing: cpus-missing fail; "
	  REST_OPEN
	  "module-not-initialised fail 0-7 by cpus-missing; kvm-tdx-off unknown" },
	{ "cpus-missing: nr_cpus=",
	  NOT_DONE KVM_ABSENT "/proc/cmdline=nr_cpus=4\n",
	  "fail cpus-missing: cpus-missing fail; "
	  REST_OPEN
	  "module-not-initialised fail 0-7 by cpus-missing; kvm-tdx-off unknown" },
	{ "cpus-missing: maxcpus=7 of 8",
	  NOT_DONE KVM_ABSENT "/proc/cmdline=maxcpus=7\n",
	  "fail cpus-missing: cpus-missing fail; module-too-old unknown 0-7; "
	  "module-rejects-platform unknown 0-7; tdmr-exhausted unknown; "
	  "module-not-initialised fail 0-7 by cpus-missing; kvm-tdx-off unknown" },
	{ "cpus-missing: maxcpus=8 of 8",
	  NOT_DONE KVM_ABSENT "/proc/cmdline=maxcpus=8\n",
	  "fail module-not-initialised: module-too-old unknown 0-7; "
	  "module-rejects-platform unknown 0-7; tdmr-exhausted unknown; "
	  "module-not-initialised fail 0-7; kvm-tdx-off unknown" },
	{ "cpus-missing: maxcpus=9 of 8",
	  NOT_DONE KVM_ABSENT "/proc/cmdline=maxcpus=9\n",
	  "fail module-not-initialised: module-too-old unknown 0-7; "
	  "module-rejects-platform unknown 0-7; tdmr-exhausted unknown; "
	  "module-not-initialised fail 0-7; kvm-tdx-off unknown" },
	{ "cpus-missing: maxcpus=0x10 of 8",
	  NOT_DONE KVM_ABSENT "/proc/cmdline=maxcpus=0x10\n",
	  "fail module-not-initialised: module-too-old unknown 0-7; "
	  "module-rejects-platform unknown 0-7; tdmr-exhausted unknown; "
	  "module-not-initialised fail 0-7; kvm-tdx-off unknown" },
	{ "cpus-missing: maxcpus= without a number",
	  NOT_DONE KVM_ABSENT "/proc/cmdline=maxcpus=\n",
	  "fail cpus-missing: cpus-missing fail; module-too-old unknown 0-7; "
	  "module-rejects-platform unknown 0-7; tdmr-exhausted unknown; "
	  "module-not-initialised fail 0-7 by cpus-missing; kvm-tdx-off unknown" },
	{ "cpus-missing: nr_cpus=7 of 8",
	  NOT_DONE KVM_ABSENT "/proc/cmdline=nr_cpus=7\n",
	  "fail cpus-missing: cpus-missing fail; module-too-old unknown 0-7; "
	  "module-rejects-platform unknown 0-7; tdmr-exhausted unknown; "
	  "module-not-initialised fail 0-7 by cpus-missing; kvm-tdx-off unknown" },
	{ "cpus-missing: nr_cpus=8 of 8",
	  NOT_DONE KVM_ABSENT "/proc/cmdline=nr_cpus=8\n",
	  "fail cpus-missing: cpus-missing fail; module-too-old unknown 0-7; "
	  "module-rejects-platform unknown 0-7; tdmr-exhausted unknown; "
	  "module-not-initialised fail 0-7 by cpus-missing; kvm-tdx-off unknown" },
	{ "cpus-missing: nr_cpus=9 of 8",
	  NOT_DONE KVM_ABSENT "/proc/cmdline=nr_cpus=9\n",
	  "fail module-not-initialised: module-too-old unknown 0-7; "
	  "module-rejects-platform unknown 0-7; tdmr-exhausted unknown; "
	  "module-not-initialised fail 0-7; kvm-tdx-off unknown" },
	{ "cpus-missing: nosmt=16 of 8",
	  NOT_DONE KVM_ABSENT "/proc/cmdline=nosmt=16\n",
	  "fail cpus-missing: cpus-missing fail; module-too-old unknown 0-7; "
	  "module-rejects-platform unknown 0-7; tdmr-exhausted unknown; "
	  "module-not-initialised fail 0-7 by cpus-missing; kvm-tdx-off unknown" },
	{ "cpus-missing: a CPU is offline",
	  NOT_DONE KVM_ABSENT "online=0-6",
	  "fail cpus-missing: cpus-missing fail; "
	  "module-too-old unknown 0-6; module-rejects-platform unknown 0-6; tdmr-exhausted unknown; "
	  "module-not-initialised fail 0-6 by cpus-missing; kvm-tdx-off unknown" },
	{ "cpus-missing: a package is offline, and nothing else tells",
	  NOT_DONE KVM_ABSENT "online=0-3; /proc/cmdline=-; /sys/devices/system/cpu/online=-; /sys/devices/system/cpu/present=-",
	  "fail cpus-missing: cpus-missing fail; "
	  "module-too-old unknown 0-3; module-rejects-platform unknown 0-3; tdmr-exhausted unknown; "
	  "module-not-initialised fail 0-3 by cpus-missing; kvm-tdx-off unknown" },
	{ "cpus-missing: unknown without the command line",
	  NOT_DONE KVM_ABSENT "/proc/cmdline=-",
	  "fail module-not-initialised: cpus-missing unknown; "
	  REST_OPEN
	  "module-not-initialised fail 0-7; kvm-tdx-off unknown" },
	{ "cpus-missing: unknown without the list of those online",
	  KVM_ABSENT "online=",
	  "unknown: " NONE_READ
	  "cpus-missing unknown; " NO_MODULE_READ },
	{ "cpus-missing: passes where the module is up",
	  "online=0-6; /proc/cmdline=nosmt nr_cpus=4\n", "pass" },
	{ "cpus-missing: passes where KVM proves the module up",
	  "call=-; online=0-6", "pass" },
	{ "cpus-missing: passes where the log proves the module up",
	  "call=-; online=0-6; " KVM_ABSENT LOG("virt/tdx: module initialized"),
	  "unknown: kvm-tdx-off unknown" },
};

static const struct check_case vmx_cases[] = {
	{ "not-in-vmx: #UD leaves open whatever KVM proves",
	  "call=ud; cr4=0x40000",
	  "unknown: not-in-vmx unknown 0-7" },
	{ "not-in-vmx: #UD, and VMXE clear everywhere, leaves open",
	  "call=ud; cr4=0x40000; " KVM_ABSENT,
	  "unknown: not-in-vmx unknown 0-7; module-not-loaded unknown 0-7; "
	  "module-shut-down unknown 0-7; " REST_OPEN
	  "module-not-initialised unknown 0-7; kvm-tdx-off unknown" },
	{ "not-in-vmx: #UD where VMXE is set", "call=ud @2,5; " KVM_ABSENT
	  "call=ud @0-7; cr4=0x40000 @0-1,3-4,6-7",
	  "fail not-in-vmx: not-in-vmx fail 2,5; module-not-loaded unknown 0-7; "
	  "module-shut-down unknown 0-7; " REST_OPEN
	  "module-not-initialised unknown 0-7; kvm-tdx-off unknown" },
	{ "not-in-vmx: on a CPU while others are",
	  "call=ud @7; cr4=0x40000 @7",
	  "fail not-in-vmx: not-in-vmx fail 7" },
	{ "not-in-vmx: on a package while the other is",
	  "call=ud @4-7; cr4=0x40000 @4-7",
	  "fail not-in-vmx: not-in-vmx fail 4-7" },
	{ "not-in-vmx: on a CPU that should have entered it, while others are",
	  "call=unsupported @7; cr4=0x40000 @7; helper=vmx-state",
	  "fail not-in-vmx: not-in-vmx fail 7" },
	{ "not-in-vmx: CPUs that should have entered it are as open as with #UD",
	  "call=unsupported; cr4=0x40000; helper=vmx-state; " KVM_ABSENT,
	  "unknown: not-in-vmx unknown 0-7; module-not-loaded unknown 0-7; "
	  "module-shut-down unknown 0-7; " REST_OPEN
	  "module-not-initialised unknown 0-7; kvm-tdx-off unknown" },
	{ "not-in-vmx: others that entered for it prove nothing",
	  "call=ud @7; cr4=0x40000; call=entered-success @0-6; " KVM_ABSENT,
	  "unknown: not-in-vmx unknown 7; module-not-loaded unknown 7; "
	  "module-shut-down unknown 7; module-too-old unknown 7; module-rejects-platform unknown 7; "
	  "tdmr-exhausted unknown; module-not-initialised unknown 0-7; kvm-tdx-off unknown" },
	{ "not-in-vmx: #UD in the log",
	  "call=-; " KVM_ABSENT LOG("tdx: SEAMCALL failed: CPU 3 is not in VMX operation"),
	  "fail not-in-vmx: not-in-vmx fail; module-not-loaded unknown 0-7; "
	  "module-shut-down unknown 0-7; " REST_OPEN
	  "module-not-initialised unknown 0-7; kvm-tdx-off unknown" },
	{ "not-in-vmx: #UD in the log of mainline",
	  "call=-; " KVM_ABSENT LOG("virt/tdx: module initialization failed (-13)"),
	  "fail not-in-vmx: not-in-vmx fail; module-not-loaded unknown 0-7; "
	  "module-shut-down unknown 0-7; module-too-old unknown 0-7; module-rejects-platform unknown 0-7; "
	  "tdmr-exhausted unknown; module-not-initialised unknown 0-7; kvm-tdx-off unknown" },
	{ "not-in-vmx: unknown without SEAMCALL",
	  "call=-; kernel=6.12.4; " KVM_ABSENT,
	  "unknown: not-in-vmx unknown 0-7; module-not-loaded unknown 0-7; "
	  "module-shut-down unknown 0-7; " REST_OPEN
	  "module-not-initialised unknown 0-7; kvm-tdx-off unknown" },
};

static const struct check_case module_cases[] = {
	{ "module-shut-down: everywhere",
	  "call=status:0xc000050600000000; " KVM_INTEL "tdx=N\n",
	  "fail module-shut-down: module-shut-down fail 0-7; module-too-old unknown 0-7; "
	  "module-rejects-platform unknown 0-7; tdmr-exhausted unknown; module-not-initialised unknown 0-7; kvm-tdx-off fail by module-shut-down" },
	{ "module-shut-down: a CPU",
	  "call=status:0xc000050600000000 @7; " KVM_INTEL "tdx=N\n",
	  "fail module-shut-down: module-shut-down fail 7; module-too-old unknown 7; "
	  "module-rejects-platform unknown 7; tdmr-exhausted unknown; module-not-initialised unknown 0-7; kvm-tdx-off fail by module-shut-down" },
	{ "module-shut-down: a package",
	  "call=status:0xc000050600000000 @4-7; " KVM_INTEL "tdx=N\n",
	  "fail module-shut-down: module-shut-down fail 4-7; module-too-old unknown 4-7; "
	  "module-rejects-platform unknown 4-7; tdmr-exhausted unknown; module-not-initialised unknown 0-7; kvm-tdx-off fail by module-shut-down" },
	{ "module-rejects-platform: an MSR, everywhere",
	  "call=status:0xc000092100000122; " KVM_INTEL "tdx=N\n",
	  "fail module-rejects-platform: module-too-old unknown 0-7; module-rejects-platform fail 0-7; "
	  "tdmr-exhausted unknown; module-not-initialised unknown 0-7; kvm-tdx-off fail by module-rejects-platform" },
	{ "module-rejects-platform: an MSR of a CPU",
	  "call=status:0xc000092100000122 @7; " KVM_INTEL "tdx=N\n",
	  "fail module-rejects-platform: module-too-old unknown 7; module-rejects-platform fail 7; "
	  "tdmr-exhausted unknown; module-not-initialised unknown 0-7; kvm-tdx-off fail by module-rejects-platform" },
	{ "module-rejects-platform: an MSR of a package",
	  "call=status:0xc000092100000122 @4-7; " KVM_INTEL "tdx=N\n",
	  "fail module-rejects-platform: module-too-old unknown 4-7; module-rejects-platform fail 4-7; "
	  "tdmr-exhausted unknown; module-not-initialised unknown 0-7; kvm-tdx-off fail by module-rejects-platform" },
	{ "module-not-loaded: VMfailInvalid", "call=vmfailinvalid; " KVM_ABSENT,
	  "fail module-not-loaded: module-not-loaded fail 0-7; kvm-tdx-off unknown" },
	{ "module-not-loaded: a CPU", "call=vmfailinvalid @7; " KVM_ABSENT,
	  "fail module-not-loaded: module-not-loaded fail 7; kvm-tdx-off unknown" },
	{ "module-not-loaded: a package", "call=vmfailinvalid @4-7; " KVM_ABSENT,
	  "fail module-not-loaded: module-not-loaded fail 4-7; kvm-tdx-off unknown" },
	{ "module-not-loaded: explains KVM",
	  "call=vmfailinvalid; " KVM_OFF,
	  "fail module-not-loaded: module-not-loaded fail 0-7; kvm-tdx-off fail by module-not-loaded" },
	{ "module-not-loaded: the kernel says so",
	  "call=-; " KVM_ABSENT LOG("virt/tdx: module not loaded"),
	  "fail module-not-loaded: module-not-loaded fail; kvm-tdx-off unknown" },
	{ "module-not-loaded: the kernel says so by its errno",
	  "call=-; kernel=6.8.0; " KVM_ABSENT LOG("virt/tdx: module initialization failed (-19)"),
	  "fail module-not-loaded: not-in-vmx unknown 0-7; module-not-loaded fail; kvm-tdx-off unknown" },
	{ "module-not-loaded: an errno of older kernels, which may be of #GP",
	  "call=-; kernel=6.7.9; " KVM_ABSENT LOG("virt/tdx: module initialization failed (-19)"),
	  "unknown: not-in-vmx unknown 0-7; module-not-loaded unknown 0-7; module-shut-down unknown 0-7; "
	  REST_OPEN "module-not-initialised unknown 0-7; kvm-tdx-off unknown" },
	{ "module-not-loaded: there was not enough memory for it",
	  "call=-; " KVM_ABSENT LOG("virt/tdx: module initialization failed (-12)"),
	  "fail module-not-initialised: not-in-vmx unknown 0-7; module-shut-down unknown 0-7; "
	  REST_OPEN "module-not-initialised fail; kvm-tdx-off unknown" },
	{ "module-not-loaded: a status was the end, which the log lost",
	  "call=-; " KVM_ABSENT LOG("virt/tdx: module initialization failed (-5)"),
	  "fail module-not-initialised: not-in-vmx unknown 0-7; module-shut-down unknown 0-7; "
	  REST_OPEN "module-not-initialised fail; kvm-tdx-off unknown" },
	{ "module-not-loaded: another errno says nothing of it",
	  "call=-; " KVM_ABSENT LOG("virt/tdx: module initialization failed (-22)"),
	  "unknown: not-in-vmx unknown 0-7; module-not-loaded unknown 0-7; module-shut-down unknown 0-7; "
	  REST_OPEN "module-not-initialised unknown 0-7; kvm-tdx-off unknown" },
	{ "module-not-loaded: it was found too old",
	  "call=-; " KVM_ABSENT LOG("virt/tdx: frame pointer (RBP) clobber bug present, upgrade TDX module"),
	  "fail module-too-old: not-in-vmx unknown 0-7; module-shut-down unknown 0-7; module-too-old fail; "
	  "module-rejects-platform unknown 0-7; tdmr-exhausted unknown; module-not-initialised unknown 0-7; kvm-tdx-off unknown" },
	{ "without the helper, KVM of 6.16 proves all", "call=-", "pass" },
	{ "without the helper, KVM of 7.0 proves all", "call=-; kernel=7.0.1",
	  "pass" },
	{ "without the helper, KVM of an older kernel proves nothing",
	  "call=-; kernel=6.8.0-1004-intel",
	  "unknown: not-in-vmx unknown 0-7; module-not-loaded unknown 0-7; "
	  "module-shut-down unknown 0-7; " REST_OPEN
	  "module-not-initialised unknown 0-7" },
	{ "without the helper, nor that of one that is not known",
	  "call=-; kernel=",
	  "unknown: not-in-vmx unknown 0-7; module-not-loaded unknown 0-7; "
	  "module-shut-down unknown 0-7; " REST_OPEN
	  "module-not-initialised unknown 0-7" },
	{ "without the helper, the log proves all but KVM",
	  "call=-; kernel=6.8.0; " LOG("virt/tdx: module initialized"), "pass" },

	{ "module-too-old: no bit 18", "call=success:0x2e1b0fbf; kernel=6.8.0",
	  "fail module-too-old: module-too-old fail 0-7" },
	{ "module-too-old: no bit 20, for 6.16", "call=success:0x2e0f0fbf",
	  "fail module-too-old: module-too-old fail 0-7" },
	{ "module-too-old: no bit 20, before 6.16",
	  "call=success:0x2e0f0fbf; kernel=6.15.9", "pass" },
	{ "module-too-old: no bit 20, for a kernel that is not known",
	  "call=success:0x2e0f0fbf; kernel=; types=denied; " KVM_INTEL "tdx=denied",
	  "unknown: module-too-old unknown 0-7; tdmr-exhausted unknown; module-not-initialised unknown 0-7; kvm-tdx-off unknown; kvm-abi unknown" },
	{ "module-too-old: no bit 20, but KVM has all it wants",
	  "call=success:0x2e0f0fbf; kernel=", "pass" },
	{ "module-too-old: no bit 18, for a kernel that is not known",
	  "call=success:0x2e1b0fbf; kernel=", "fail module-too-old: module-too-old fail 0-7" },
	{ "module-too-old: 1.5.01, for a kernel that is not known",
	  "call=-; kernel=; " LOG("virt/tdx: Module version: 1.5.1") KVM_ABSENT,
	  "unknown: not-in-vmx unknown 0-7; module-shut-down unknown 0-7; "
	  REST_OPEN "module-not-initialised unknown 0-7; kvm-tdx-off unknown" },
	{ "module-too-old: 1.5.01, initialised by a kernel that is not known",
	  "call=-; kernel=; " KVM_ABSENT LOG("virt/tdx: Module version: 1.5.1\nvirt/tdx: module initialized"),
	  "unknown: module-too-old unknown 0-7; kvm-tdx-off unknown" },
	{ "module-too-old: 1.5, initialised by a kernel that wants no more",
	  "call=-; kernel=6.8.0; " KVM_ABSENT
	  LOG("virt/tdx: TDX module: attributes 0x0, vendor_id 0x8086, major_version 1, minor_version 5\nvirt/tdx: module initialized"),
	  "unknown: kvm-tdx-off unknown" },
	{ "module-too-old: no version, but initialised",
	  "call=-; " KVM_ABSENT LOG("virt/tdx: module initialized"),
	  "unknown: kvm-tdx-off unknown" },
	{ "module-too-old: 1.0.03, for a kernel that is not known",
	  "call=-; kernel=; " LOG("virt/tdx: Module version: 1.0.3") KVM_ABSENT,
	  "fail module-too-old: not-in-vmx unknown 0-7; module-shut-down unknown 0-7; module-too-old fail; "
	  "module-rejects-platform unknown 0-7; tdmr-exhausted unknown; module-not-initialised unknown 0-7; kvm-tdx-off unknown" },
	{ "module-too-old: 1.5.05, for a kernel that is not known",
	  "call=-; kernel=; " LOG("virt/tdx: Module version: 1.5.5") KVM_ABSENT,
	  "unknown: not-in-vmx unknown 0-7; module-shut-down unknown 0-7; module-rejects-platform unknown 0-7; "
	  "tdmr-exhausted unknown; module-not-initialised unknown 0-7; kvm-tdx-off unknown" },
	{ "module-too-old: a CPU", "call=success:0x2e1b0fbf @7",
	  "fail module-too-old: module-too-old fail 7" },
	{ "module-too-old: bits decide, not the version",
	  LOG("virt/tdx: Module version: 1.5.1"), "pass" },
	{ "module-too-old: the version of a log",
	  "call=-; kernel=6.8.0; " LOG("virt/tdx: Module version: 1.0.3")
	  KVM_ABSENT,
	  "fail module-too-old: not-in-vmx unknown 0-7; "
	  "module-shut-down unknown 0-7; module-too-old fail; module-rejects-platform unknown 0-7; "
	  "tdmr-exhausted unknown; module-not-initialised unknown 0-7; kvm-tdx-off unknown" },
	{ "module-too-old: 1.5.01 will do to initialise",
	  "call=-; kernel=6.15.9; " LOG("virt/tdx: Module version: 1.5.1")
	  KVM_ABSENT,
	  "unknown: not-in-vmx unknown 0-7; "
	  "module-shut-down unknown 0-7; module-rejects-platform unknown 0-7; "
	  "tdmr-exhausted unknown; module-not-initialised unknown 0-7; kvm-tdx-off unknown" },
	{ "module-too-old: 1.5.01 will not do for KVM",
	  "call=-; " LOG("virt/tdx: Module version: 1.5.1") KVM_ABSENT,
	  "fail module-too-old: not-in-vmx unknown 0-7; "
	  "module-shut-down unknown 0-7; module-too-old fail; module-rejects-platform unknown 0-7; "
	  "tdmr-exhausted unknown; module-not-initialised unknown 0-7; kvm-tdx-off unknown" },
	{ "module-too-old: 1.5 of the log may be either",
	  "call=-; kernel=6.8.0; " KVM_ABSENT
	  LOG("virt/tdx: TDX module: attributes 0x0, vendor_id 0x8086, major_version 1, minor_version 5"),
	  "unknown: not-in-vmx unknown 0-7; "
	  "module-shut-down unknown 0-7; module-too-old unknown 0-7; module-rejects-platform unknown 0-7; "
	  "tdmr-exhausted unknown; module-not-initialised unknown 0-7; kvm-tdx-off unknown" },
	{ "module-too-old: initialised, but below the minimum of KVM",
	  "call=-; " KVM_ABSENT LOG("virt/tdx: Module version: 1.5.1\nvirt/tdx: module initialized"),
	  "fail module-too-old: module-too-old fail; kvm-tdx-off unknown" },
	{ "module-too-old: RBP in the log",
	  NOT_DONE KVM_OFF LOG("virt/tdx: frame pointer (RBP) clobber bug present, upgrade TDX module")
	  ,
	  "fail module-too-old: module-too-old fail; module-rejects-platform unknown 0-7; "
	  "tdmr-exhausted unknown; module-not-initialised fail 0-7 by module-too-old; kvm-tdx-off fail by module-too-old" },

	{ "tdmr-exhausted: reserved areas, although leaf 34 succeeds",
	  KVM_OFF "log=virt/tdx: initialization failed: TDMR [0x0, 0x80000000): reserved areas exhausted.\n"
	  "virt/tdx: module initialization failed (-28)\n",
	  "fail tdmr-exhausted: tdmr-exhausted fail; "
	  "module-not-initialised fail by tdmr-exhausted; kvm-tdx-off fail by tdmr-exhausted" },
	{ "tdmr-exhausted: TDMRs",
	  KVM_OFF LOG("virt/tdx: initialization failed: TDMRs exhausted."),
	  "fail tdmr-exhausted: tdmr-exhausted fail; "
	  "module-not-initialised unknown 0-7; kvm-tdx-off fail by tdmr-exhausted" },
	{ "tdmr-exhausted: the module was told of memory",
	  KVM_OFF LOG("virt/tdx: SEAMCALL (0x2d) failed: 0xc0000a0200000000"),
	  "fail module-rejects-platform: module-rejects-platform fail; module-not-initialised unknown 0-7; kvm-tdx-off fail by module-rejects-platform" },
	{ "tdmr-exhausted: the module was given its key",
	  KVM_OFF LOG("virt/tdx: SEAMCALL (0x1f) failed: 0x8000020200000000"),
	  "fail kvm-tdx-off: module-not-initialised unknown 0-7; kvm-tdx-off fail" },
	{ "tdmr-exhausted: the module was working on memory",
	  KVM_OFF LOG("virt/tdx: SEAMCALL (0x24) failed: 0x8000020200000000"),
	  "fail kvm-tdx-off: module-not-initialised unknown 0-7; kvm-tdx-off fail" },
	{ "tdmr-exhausted: not for long",
	  "call=-; kernel=6.8.0; "
	  LOG("virt/tdx: initialization failed: TDMRs exhausted.\nvirt/tdx: module initialized"),
	  "pass" },

	{ "module-not-initialised: a CPU",
	  "call=status:0xc000050200000000 @7; " KVM_ABSENT,
	  "fail module-not-initialised: module-too-old unknown 7; module-rejects-platform unknown 7; "
	  "tdmr-exhausted unknown; module-not-initialised fail 7; kvm-tdx-off unknown" },
	{ "module-not-initialised: a package",
	  "call=status:0xc000050200000000 @4-7; " KVM_ABSENT,
	  "fail module-not-initialised: module-too-old unknown 4-7; module-rejects-platform unknown 4-7; "
	  "tdmr-exhausted unknown; module-not-initialised fail 4-7; kvm-tdx-off unknown" },
	{ "module-not-initialised: success is that of the CPU alone",
	  KVM_ABSENT,
	  "unknown: tdmr-exhausted unknown; module-not-initialised unknown 0-7; kvm-tdx-off unknown" },
	{ "module-rejects-platform: a status that passes does not hide the log",
	  "call=status:0x8000020300000000; " KVM_INTEL "tdx=N\n; "
	  "log=virt/tdx: SEAMCALL (0x0000000000000021) failed: 0xc000092500000122\nvirt/tdx: module initialization failed (-5)\n",
	  "fail module-rejects-platform: module-too-old unknown 0-7; module-rejects-platform fail; tdmr-exhausted unknown; module-not-initialised unknown 0-7; kvm-tdx-off fail by module-rejects-platform" },
	{ "cpus-missing: the last limit counts", NOT_DONE KVM_ABSENT "/proc/cmdline=maxcpus=4 maxcpus=8\n", "fail module-not-initialised: module-too-old unknown 0-7; module-rejects-platform unknown 0-7; tdmr-exhausted unknown; module-not-initialised fail 0-7; kvm-tdx-off unknown" },
	{ "cpus-missing: another word ends so", NOT_DONE KVM_ABSENT "/proc/cmdline=xmaxcpus=4 maxcpus=8 xmaxcpus=4\n", "fail module-not-initialised: module-too-old unknown 0-7; module-rejects-platform unknown 0-7; tdmr-exhausted unknown; module-not-initialised fail 0-7; kvm-tdx-off unknown" },
	{ "kernel-lacks-tdx: the first CPU was not read",
	  NOT_DONE KVM_ABSENT NO_FLAG "CONFIG_INTEL_TDX_HOST=-; msr 0x87=busy @0",
	  "fail kernel-lacks-tdx: too-few-keyids unknown 0; keyid-mismatch unknown 0; kernel-lacks-tdx fail; module-too-old unknown 0-7; module-rejects-platform unknown 0-7; tdmr-exhausted unknown; module-not-initialised fail 0-7 by kernel-lacks-tdx" },
	{ "module-not-initialised: the kernel says so",
	  KVM_ABSENT LOG("virt/tdx: module initialization failed (-12)"),
	  "fail module-not-initialised: tdmr-exhausted unknown; module-not-initialised fail; kvm-tdx-off unknown" },
	{ "module-not-initialised: the kernel takes it back",
	  KVM_ABSENT LOG("virt/tdx: module initialized\nvirt/tdx: module initialization failed (-12)"),
	  "fail module-not-initialised: tdmr-exhausted unknown; module-not-initialised fail; kvm-tdx-off unknown" },
	{ "module-not-initialised: another status leaves it open",
	  "call=status:0x8000020200000000; " KVM_ABSENT,
	  "unknown: module-too-old unknown 0-7; module-rejects-platform unknown 0-7; tdmr-exhausted unknown; module-not-initialised unknown 0-7; kvm-tdx-off unknown" },
	{ "module-not-initialised: not for want of asking, but a conflict",
	  NOT_DONE KVM_OFF KVM "tdp_mmu=N\n",
	  "fail kvm-tdx-off: " REST_OPEN "module-not-initialised fail 0-7 by kvm-tdx-off; kvm-tdx-off fail" },
	{ "module-not-initialised: not asked for",
	  NOT_DONE KVM_OFF UNASKED,
	  "fail kvm-tdx-off: " REST_OPEN "module-not-initialised fail 0-7 by kvm-tdx-off; kvm-tdx-off fail" },
	{ "module-not-initialised: asked for, and no conflict",
	  NOT_DONE KVM_OFF,
	  "fail module-not-initialised: " REST_OPEN "module-not-initialised fail 0-7; " KVM_BY_INIT },
	{ "module-not-initialised: whether it was asked for is unknown",
	  NOT_DONE KVM_OFF "/proc/cmdline=-",
	  "fail module-not-initialised+kvm-tdx-off: cpus-missing unknown; " REST_OPEN
	  "module-not-initialised fail 0-7; kvm-tdx-off fail" },
};

static const struct check_case kvm_cases[] = {
	{ "kvm-tdx-off: asked for, and nothing else is wrong",
	  KVM_OFF LOG("virt/tdx: module initialized"),
	  "fail kvm-tdx-off: kvm-tdx-off fail" },
	{ "kvm-tdx-off: not asked for, whatever the module",
	  "call=vmfailinvalid; " KVM_OFF UNASKED,
	  "fail module-not-loaded+kvm-tdx-off: module-not-loaded fail 0-7; kvm-tdx-off fail" },
	{ "kvm-tdx-off: in conflict, whatever the module",
	  "call=vmfailinvalid; " KVM_OFF KVM "enable_virt_at_load=N\n",
	  "fail module-not-loaded+kvm-tdx-off: module-not-loaded fail 0-7; kvm-tdx-off fail" },
	{ "kvm-tdx-off: in conflict, by the log",
	  "call=vmfailinvalid; " KVM_OFF KVM "enable_virt_at_load=-; "
	  LOG("kvm_intel: tdx requires kvm.enable_virt_at_load=1"),
	  "fail module-not-loaded+kvm-tdx-off: module-not-loaded fail 0-7; kvm-tdx-off fail" },
	{ "kvm-tdx-off: asked for otherwise",
	  "call=vmfailinvalid; " KVM_OFF "/proc/cmdline=nohibernate kvm-intel.tdx=y\n",
	  "fail module-not-loaded: module-not-loaded fail 0-7; kvm-tdx-off fail by module-not-loaded" },
	{ "kvm-tdx-off: asked for, and taken back",
	  "call=vmfailinvalid; " KVM_OFF "/proc/cmdline=kvm_intel.tdx=1 kvm_intel.tdx=0\n",
	  "fail module-not-loaded+kvm-tdx-off: module-not-loaded fail 0-7; kvm-tdx-off fail" },
	{ "kvm-tdx-off: unknown where kvm_intel is not loaded",
	  KVM_ABSENT LOG("virt/tdx: module initialized"),
	  "unknown: kvm-tdx-off unknown" },
	{ "kvm-tdx-off: unknown where it was not read",
	  KVM_INTEL "tdx=denied; " LOG("virt/tdx: module initialized"),
	  "unknown: kvm-tdx-off unknown" },
	{ "kvm-abi: not offered", "types=0x3", "fail kvm-abi: kvm-abi fail" },
	{ "kvm-abi: unknown without /dev/kvm", "types=absent",
	  "unknown: kvm-abi unknown" },
	{ "kvm-abi: unknown without permission", "types=denied",
	  "unknown: kvm-abi unknown" },
};
/* clang-format on */

/* Lines that only a kernel with TDX host support prints. */
static const char *const speaks[] = {
	"virt/tdx: BIOS enabled: private KeyID range [32, 64)",
	"virt/tdx: initialization failed: too few private KeyIDs available.",
	"virt/tdx: initialization failed: Hibernation support is enabled",
	"virt/tdx: initialization failed: register_memory_notifier() failed (-16)",
	"virt/tdx: Disable ACPI S3. Turn off TDX in the BIOS to use ACPI S3.",
	"virt/tdx: TDX not supported by the host platform",
	"virt/tdx: module not loaded",
	"tdx: not enabled by BIOS.",
	"tdx: SEAMCALL failed: CPU 3 is not in VMX operation",
	"virt/tdx: SEAMCALL (0x21) failed: 0xc000092000000982",
	"virt/tdx: Module version: 1.5.6",
	"virt/tdx: frame pointer (RBP) clobber bug present, upgrade TDX module",
	"virt/tdx: initialization failed: TDMRs exhausted.",
	"virt/tdx: initialization failed: TDMR [0x0, 0x80000000): reserved areas exhausted.",
	"virt/tdx: module initialized",
	"virt/tdx: module initialization failed (-5)",
};

static enum check_result checks_kernel(const char *line)
{
	struct judged *judged cleanup_judged = NULL;
	char changes[512];

	snprintf(
		changes, sizeof(changes),
		"call=-; " KVM_ABSENT
		"flags~tdx_host_platform; bugs~tdx_pw_mce; CONFIG_INTEL_TDX_HOST=-; log=%s\n",
		line);
	judged = judge_changed(changes);
	return judged->verdict.rows[CHECK_KERNEL_LACKS_TDX].result;
}

static void test_speaks(void)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(speaks); i++)
		ok(checks_kernel(speaks[i]) == RESULT_PASS,
		   "kernel-lacks-tdx: not if it says '%s'", speaks[i]);
	ok(checks_kernel("x86/tme: enabled by BIOS") == RESULT_FAIL,
	   "kernel-lacks-tdx: others say no more than TME");
}

int main(void)
{
	test_speaks();
	test_cases(kernel_cases, ARRAY_SIZE(kernel_cases));
	test_cases(vmx_cases, ARRAY_SIZE(vmx_cases));
	test_cases(module_cases, ARRAY_SIZE(module_cases));
	test_cases(kvm_cases, ARRAY_SIZE(kvm_cases));
	test_met_cases(CHECK_VMX_OFF + 1, CHECKS - 1);
	return tap_done();
}
