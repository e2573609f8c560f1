// SPDX-License-Identifier: GPL-2.0-or-later
/* Hosts with any faults together: the answer holds to the contract's checks. */
#include "check-contract.h"

#define HOSTS 20000
#define FAULTS 6 /* the most of a host */

/* Everything that a check looks at, good, bad and not read. */
/* clang-format off */
static const char *const changes[] = {
	"cpuid 0x1 ecx|0x80000000", "cpuid 0x1 ecx|0x80000000 @7", "cpuid 0x1=-",
	"cpuid 0x1=denied @0-3", "cpuid 0x1 ecx~0x20", "cpuid 0x1 eax=0x606a6",
	"cpuid 0x1 eax=0xa06d1 @4-7", "cpuid 0x0 ebx=0x68747541", "cpuid 0x0=-",
	"cpuid 0x7 ebx~0x4", "cpuid 0x7 ecx~0x2000", "cpuid 0x7=-",
	"cpuid 0x80000008 eax=0x392e", "cpuid 0x80000008 eax=0x392e @7",
	"cpuid 0x80000008=-",
	"msr 0xfe=0x5d0a", "msr 0xfe=0x5d0a @4-7", "msr 0xfe=-", "msr 0xfe=denied",
	"msr 0x982=0x1", "msr 0x982=0x2", "msr 0x982=0x1 @7", "msr 0x982=gp",
	"msr 0x982=0x3", "msr 0x982=0x3 @0", "msr 0x982=0x5000600000003",
	"msr 0x982=0x1100000003", "msr 0x982=-", "msr 0x982=0x3/0x3",
	"msr 0x982=denied @4-7",
	"msr 0x87=0x3f", "msr 0x87=0", "msr 0x87=gp", "msr 0x87=-",
	"msr 0x87=0x100000000", "msr 0x87=0x100000000 @7",
	"msr 0x981=0x3f680000001 @7", "msr 0x981=-", "msr 0x981=0x1f580000005",
	"msr 0x3a=0x5", "msr 0x3a=0x5 @7", "msr 0x3a=0x40001", "msr 0x3a=0x40001 @7",
	"msr 0x3a=-", "msr 0x3a=gp", "msr 0x3a=0",
	"msr 0xa0=0x1861", "msr 0xa0=0x1861 @4-7", "msr 0xa0=-",
	"msr 0x1401=0x400", "msr 0x1401=0x400 @7", "msr 0x1401=0x400 @4-7",
	"msr 0x1401=-", "msr 0x1401=gp",
	"msr 0xce=0x8001500", "msr 0xce=-", "msr 0x503=0x2 @4-7",
	"msr 0x480=0x11da040000000013", "msr 0x480=-",
	"cr4=0x40000", "cr4=0x40000 @7", "cr4=-",
	"call=-", "call=absent", "call=busy @3", "call=gp", "call=gp @7", "call=ud",
	"call=ud @7", "call=ud @4-7", "call=entered-ud", "call=entered-success",
	"call=vmfailinvalid", "call=vmfailinvalid @4-7", "call=success:0x2e1b0fbf",
	"call=success:0x2e0f0fbf @7",
	"call=status:0xc000050200000000", "call=status:0xc000050200000000 @7",
	"call=status:0xc000050500000000", "call=status:0xc000050600000000",
	"call=status:0xc000092100000122 @4-7", "call=status:0xc0000c0000000000",
	"call=status:0x8000020200000000", "call=status:0xffffffffffffffff",
	KVM_INTEL "tdx=N\n", KVM_INTEL "tdx=absent", KVM_INTEL "tdx=-",
	KVM_INTEL "tdx=denied", KVM_INTEL "tdx=N\n", KVM_INTEL "tdx=\n",
	KVM "tdp_mmu=N\n", KVM "enable_virt_at_load=N\n", KVM_INTEL "ept=0\n",
	"/proc/cmdline=nohibernate\n", "/proc/cmdline=-", "/proc/cmdline=nosmt maxcpus=4\n",
	"/proc/cmdline=kvm_intel.tdx=on nr_cpus=2\n", "/proc/cmdline=",
	"/proc/cpuinfo=-", "/proc/cpuinfo=flags\t: vmx tme\nbugs\t:\n",
	"/proc/cpuinfo=flags\t: hypervisor\nbugs\t: seamret_invd_vmcs\n",
	"/proc/cpuinfo=denied", "/proc/uptime=30.5 9.0\n", "/proc/uptime=-",
	"/sys/power/state=freeze mem disk\n", "/sys/power/state=-",
	"/sys/devices/system/cpu/online=-; /sys/devices/system/cpu/present=-",
	"CONFIG_INTEL_TDX_HOST=n", "CONFIG_INTEL_TDX_HOST=-",
	"CONFIG_HIBERNATION=n", "CONFIG_INTEL_TDX_HOST=denied",
	"online=0-6", "online=0-3", "online=4-7", "isolated=6-7", "isolated=0-7",
	"dimms=-", "dimms=denied", "dimms=0/0/0,1/0/0", "dimms=" EVEN_SOCKET("0"),
	"dimms=0/40/0", "dimms=99/0/0", "dimms=0/0/1",
	"types=0x3", "types=absent", "types=-", "types=denied",
	"kernel=6.8.0", "kernel=5.14.0-427.el9", "kernel=", "kernel=7.1.0",
	"vendor=Dell Inc.", "vendor=Supermicro", "vendor=Lenovo", "vendor=HPE",
	"vendor=Cisco Systems Inc", "vendor=NVIDIA", "vendor=Aivres",
	"vendor=ASUSTeK COMPUTER INC.", "vendor=QEMU",
	/* what takes several at once */
	"msr 0x480=0x11da040000000013; cpuid 0x1 eax=0xa06d1; /proc/cpuinfo=-",
	"call=-; " KVM_INTEL "tdx=absent; CONFIG_INTEL_TDX_HOST=n; /proc/cpuinfo=flags\t: vmx\nbugs\t:\n",
	"call=-; " KVM_INTEL "tdx=absent; /proc/cpuinfo=-; /sys/power/state=-; /proc/cmdline=-",
	"log=-", "log=denied",
	"log=x86/tme: not enabled by BIOS\nx86/mktme: disabled by BIOS\n",
	"log=virt/tdx: BIOS enabled: private KeyID range [32, 64)\n",
	"log=virt/tdx: BIOS enabled: private KeyID range [1, 2)\n",
	"log=virt/tdx: initialization failed: too few private KeyIDs available.\n",
	"log=virt/tdx: BIOS enabled: private KeyID range [32, 64)\nvirt/tdx: initialization failed: Hibernation support is enabled\n",
	"log=virt/tdx: module not loaded\nvirt/tdx: module initialization failed (-19)\n",
	"log=virt/tdx: module initialization failed (-95)\n",
	"log=virt/tdx: module initialization failed (-13)\n",
	"log=virt/tdx: module initialization failed (-12)\n",
	"log=virt/tdx: module initialized\n",
	"log=virt/tdx: module initialization failed (-5)\nvirt/tdx: module initialized\n",
	"log=virt/tdx: SEAMCALL (0x0000000000000021) failed: 0xc000090000000000\n",
	"log=virt/tdx: SEAMCALL (0x0000000000000021) failed: 0xc000090200000000\nvirt/tdx: module initialization failed (-5)\n",
	"log=virt/tdx: SEAMCALL (0x0000000000000022) failed: 0xc000050500000000\n",
	"log=virt/tdx: SEAMCALL (0x000000000000002d) failed: 0xc000050c00000000\n",
	"log=virt/tdx: SEAMCALL (0x0000000000000021) failed: 0xc000050600000000\n",
	"log=tdx: SEAMCALL failed: CPU 1: leaf 254, error 0xc000050500000000.\n",
	"log=tdx: SEAMCALL failed: CPU 3 is not in VMX operation\n",
	"log=tdx: not enabled by BIOS.\n",
	"log=virt/tdx: initialization failed: TDMRs exhausted.\nvirt/tdx: module initialization failed (-28)\n",
	"log=virt/tdx: frame pointer (RBP) clobber bug present, upgrade TDX module\n",
	"log=virt/tdx: Module version: 1.0.3\n", "log=virt/tdx: Module version: 2.0.8\n",
	"log=x86/cpu: VMX (outside TXT) disabled by BIOS\n",
	"log=x86/cpu: SGX disabled or unsupported by BIOS.\n",
	"log=kvm_intel: tdx: no TDX private KeyIDs available\n",
	"log=kvm_intel: tdx requires kvm.enable_virt_at_load=1\n",
};
/* clang-format on */

/* Marsaglia's xorshift: the same hosts every time. */
static uint64_t state = 0x9e3779b97f4a7c15;

static unsigned int draw(size_t below)
{
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return (unsigned int)(state >> 11) % (unsigned int)below;
}

/* The faults of one host, as they would stand in a table. */
static void draw_host(char *text, size_t size)
{
	unsigned int i, faults = 1 + draw(FAULTS);
	size_t len = 0;

	for (i = 0; i < faults && len < size; i++)
		len += (size_t)snprintf(text + len, size - len, "%s%s",
					i ? "; " : "",
					changes[draw(ARRAY_SIZE(changes))]);
}

/* How often each result came about: a walk that meets none proves nothing. */
struct counts {
	unsigned int results[CHECKS][RESULTS];
	unsigned int causes[CHECKS];
	unsigned int explained[CHECKS];
	unsigned int verdicts[RESULTS];
	unsigned int wrong;
};

static void count(struct counts *counts, const struct verdict *verdict)
{
	unsigned int i;

	counts->verdicts[verdict->result]++;
	if (verdict->cause)
		counts->causes[check_find(verdict->cause)]++;
	for (i = 0; i < CHECKS; i++) {
		counts->results[i][verdict->rows[i].result]++;
		counts->explained[i] += verdict->rows[i].explained_by != NULL;
	}
}

/* The checks of #verdict, and what only all facts together can tell. */
static const char *wrong_host(const struct judged *judged, char *buf,
			      size_t size)
{
	const struct verdict *verdict = &judged->verdict;
	const struct host_facts *host = &verdict->host;
	bool up = host->succeeded && host->kvm_tdx == PARAMETER_YES;
	unsigned int i;

	if (*wrong_answer(verdict, buf, size))
		return buf;
	if (up && verdict->rows[CHECK_CPUS_MISSING].result == RESULT_FAIL)
		return "cpus-missing fails although the module is up";
	for (i = CHECK_MODULE_NOT_LOADED;
	     up && i <= CHECK_MODULE_NOT_INITIALISED; i++)
		if (i != CHECK_MODULE_TOO_OLD &&
		    verdict->rows[i].result != RESULT_PASS &&
		    verdict->rows[i].result != RESULT_SKIP)
			return "a module check does not pass in a module that is up";
	if (host->answered &&
	    (verdict->rows[CHECK_SGX_OFF].result == RESULT_FAIL ||
	     verdict->rows[CHECK_MCHECK_FAILED].result == RESULT_FAIL ||
	     verdict->rows[CHECK_DIMM_POPULATION].result == RESULT_WARN))
		return "what a SEAMCALL refutes counts";
	if (verdict->rows[CHECK_DIMM_POPULATION].result == RESULT_FAIL &&
	    verdict->rows[CHECK_SEAMRR_OFF].result != RESULT_FAIL)
		return "DIMMs fail alone";
	return "";
}

static void walk(struct counts *counts)
{
	char text[2048], buf[128];
	unsigned int i;

	for (i = 0; i < HOSTS; i++) {
		struct judged *judged cleanup_judged = NULL;
		const char *wrong;

		draw_host(text, sizeof(text));
		judged = judge_changed(text);
		wrong = wrong_host(judged, buf, sizeof(buf));
		count(counts, &judged->verdict);
		if (*wrong && counts->wrong++ < 5)
			diag("%s: %s", wrong, text);
	}
}

static void test_met_check(const struct counts *counts,
			   const struct contract_row *row)
{
	const enum check_id id = check_find(row->id);
	const unsigned int *met = counts->results[id];

	ok(met[RESULT_PASS] && met[RESULT_UNKNOWN] &&
		   met[row->warns_only ? RESULT_WARN : RESULT_FAIL],
	   "%s: met as pass, unknown, and fail or warn", row->id);
	ok(!checks[id].texts[RESULT_WARN] == !met[RESULT_WARN],
	   "%s: met as warning, if it has a text for it", row->id);
	ok(row->warns_only || counts->causes[id], "%s: met as cause", row->id);
	ok(!*row->parents || met[RESULT_SKIP],
	   "%s: met as skip, if it has parents", row->id);
	ok(!*row->explained_by || counts->explained[id],
	   "%s: met as explained, if anything can", row->id);
}

static void test_met(const struct counts *counts)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(contract); i++)
		test_met_check(counts, &contract[i]);
	ok(counts->verdicts[RESULT_PASS] && counts->verdicts[RESULT_FAIL] &&
		   counts->verdicts[RESULT_UNKNOWN],
	   "met all verdicts");
}

int main(void)
{
	static struct counts counts;

	walk(&counts);
	is_u64(counts.wrong, 0, "%d hosts, of which none is judged wrongly",
	       HOSTS);
	test_met(&counts);
	return tap_done();
}
