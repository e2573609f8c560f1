/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The emulated host: what each CPU is and does, and what was asked of it.
 *
 * A host is made whole before anybody sees it and then replaced as a whole, so
 * whoever looks at it under RCU needs no lock; what changes in it afterwards
 * is atomic.
 */
#ifndef TDXEMU_STATE_H
#define TDXEMU_STATE_H

#include <linux/atomic.h>
#include <linux/cpumask.h>
#include <linux/rcupdate.h>
#include <linux/spinlock.h>
#include <linux/types.h>

/* Rows of the tables in profile.c, which asserts these numbers. */
#define EMU_NR_MSRS	45
#define EMU_NR_CPUIDS	27

/* Leaves 0 to 255 of the TDX module are counted one by one. */
#define EMU_NR_LEAVES	256

#define EMU_MAX_ANSWERS	4
#define EMU_MAX_FIELDS	4

/* The most TDMRs that a module takes, and reserved areas in each of them. */
#define EMU_MAX_TDMRS	64
#define EMU_MAX_RESERVED	16

/* A scenario can name the first four; the others are stages between them. */
enum emu_module {
	EMU_MODULE_NONE,
	EMU_MODULE_LOADED,
	EMU_MODULE_INITIALISED,
	EMU_MODULE_SHUTDOWN,
	EMU_MODULE_SYS_INIT,		/* TDH.SYS.INIT is done */
	EMU_MODULE_CONFIGURED,		/* TDH.SYS.CONFIG is done */
};

/* What VMXON or VMXOFF does, whatever the manual says of them here. */
enum emu_vmx {
	EMU_VMX_OK,
	EMU_VMX_FAIL,		/* VMfailInvalid */
	EMU_VMX_FAIL_VALID,
	EMU_VMX_GP,
	EMU_VMX_UD,
};

enum emu_register { EMU_EAX, EMU_EBX, EMU_ECX, EMU_EDX, EMU_NR_REGISTERS };

enum emu_output {
	EMU_RCX, EMU_RDX, EMU_R8, EMU_R9, EMU_R10, EMU_R11, EMU_NR_OUTPUTS
};

/* What is counted on each CPU; proc.c has the names. */
enum emu_count {
	EMU_SEAMCALL,
	EMU_UD,
	EMU_GP,
	EMU_VMFAILINVALID,
	EMU_ANSWERED,
	EMU_RDMSR,
	EMU_CPUID,
	EMU_CR4,
	EMU_WBINVD,
	EMU_WBINVD_UNSAFE,
	EMU_WBINVD_NEEDLESS,
	EMU_VMXON,
	EMU_VMXON_TRIED,
	EMU_VMXOFF,
	EMU_VMXOFF_TRIED,
	EMU_NR_COUNTS
};

struct emu_msr {
	u64 value;
	bool gp;
	atomic_t reads;
};

/* Bits under the mask are ours, the others are what the machine has. */
struct emu_cpuid {
	u32 mask[EMU_NR_REGISTERS];
	u32 value[EMU_NR_REGISTERS];
	atomic_t reads;
};

/* An answer that the scenario forces; registers not in the mask stay. */
struct emu_answer {
	u64 leaf;
	u64 status;
	u32 outputs;
	u64 output[EMU_NR_OUTPUTS];
};

/* The value that the scenario gives a metadata field. */
struct emu_field {
	u64 id;
	u64 value;
};

/**
 * struct emu_cpu - one emulated CPU
 * @in_vmx: between VMXON and VMXOFF
 * @vmxe: CR4.VMXE, apart because a kernel can lose track of the two
 * @lp_init: TDH.SYS.LP.INIT was done here, if the module is initialised
 * @clobber: SEAM software loses the registers that the leaf should keep
 * @smx: in SMX operation, after a measured launch
 * @vmxon: what entering VMX operation does
 * @vmxon_ends: VMXON raises #GP once @vmxon_left are used up
 * @vmxon_left: how many more succeed
 * @vmxoff: what leaving it does, once @vmxoff_left are used up
 * @vmxoff_left: how many leave it before that
 * @region: physical address of the VMXON region, while in VMX operation by it
 * @module: state of the TDX module
 * @version: version of the TDX module
 * @features: TDX_FEATURES0
 * @delay: microseconds that a SEAMCALL takes
 * @vmfail: how many more SEAMCALLs find SEAM software unavailable
 * @vmfail_late: the same, once @no_entropy is used up
 * @busy: how many more get TDX_SYS_BUSY
 * @no_entropy: how many more get TDX_RND_NO_ENTROPY
 * @installed: SEAMLDR.INSTALL was called here, and not on all CPUs yet
 */
struct emu_cpu {
	bool in_vmx;
	bool vmxe;
	bool lp_init;
	bool clobber;
	bool smx;
	enum emu_vmx vmxon;
	bool vmxon_ends;
	atomic_t vmxon_left;
	enum emu_vmx vmxoff;
	atomic_t vmxoff_left;
	u64 region;
	enum emu_module module;
	const struct emu_version *version;
	u64 features;
	unsigned int delay;
	atomic_t vmfail;
	atomic_t vmfail_late;
	atomic_t busy;
	atomic_t no_entropy;
	unsigned int nr_answers;
	struct emu_answer answers[EMU_MAX_ANSWERS];
	unsigned int nr_fields;
	struct emu_field fields[EMU_MAX_FIELDS];
	bool installed;
	struct emu_msr msrs[EMU_NR_MSRS];
	struct emu_cpuid cpuids[EMU_NR_CPUIDS];
	atomic_t counts[EMU_NR_COUNTS];
};

/* A range of memory that the TDX module manages. */
struct emu_tdmr {
	u64 base;
	u64 size;
	u64 initialised;	/* bytes that TDH.SYS.TDMR.INIT has done */
};

/**
 * struct emu_seam - what the SEAM software of all CPUs shares
 * @lock: held during each SEAMCALL that the kernel itself makes
 * @nr_tdmrs: TDMRs that TDH.SYS.CONFIG was given
 * @packages: packages on which TDH.SYS.KEY.CONFIG was called
 * @handoff: the module before this one left its state for TDH.SYS.UPDATE
 * @calls: SEAMCALLs of the kernel
 * @faults: those that broke a rule of the module's interface
 */
struct emu_seam {
	raw_spinlock_t lock;
	unsigned int nr_tdmrs;
	struct emu_tdmr tdmrs[EMU_MAX_TDMRS];
	struct cpumask packages;
	bool handoff;
	atomic_t calls;
	atomic_t faults;
};

/**
 * struct emu_host - the emulated machine
 * @forbidden: what reached the processor although the helper must not do it
 * @in_wbinvd: CPUs inside WBINVD now
 * @max_wbinvd: most CPUs inside WBINVD at a time
 * @entered: CPUs that are in VMX operation because the helper executed VMXON
 * @max_entered: most CPUs of those at a time
 * @leaves: SEAMCALLs by leaf of the TDX module
 * @other_leaves: all other SEAMCALLs
 * @seam: SEAM software
 * @cpus: by CPU number, all possible ones
 */
struct emu_host {
	atomic_t forbidden;
	atomic_t in_wbinvd;
	atomic_t max_wbinvd;
	atomic_t entered;
	atomic_t max_entered;
	atomic_t leaves[EMU_NR_LEAVES];
	atomic_t other_leaves;
	struct emu_seam seam;
	struct emu_cpu cpus[];
};

extern struct emu_host __rcu *emu_host;

/*
 * CPUs that SEAM software ran on since their last WBINVD.  The caches outlive
 * the host that a scenario describes, so these do too.
 */
extern struct cpumask emu_dirty;

/* A healthy host in the state in which it leaves the factory; NULL: no memory. */
struct emu_host *emu_host_alloc(void);

/* Only for a host that was never handed to emu_host_replace(). */
void emu_host_free(struct emu_host *host);

/* Make @host the emulated machine; NULL: none.  Context: may sleep. */
void emu_host_replace(struct emu_host *host);

/* Keep the machine in place while looking at it outside RCU. */
struct emu_host *emu_host_lock(void);
void emu_host_unlock(void);

/* Sum over all CPUs. */
unsigned int emu_total(const struct emu_host *host, enum emu_count what);

/* Raise @max to @now, whoever else does the same. */
void emu_raise(atomic_t *max, int now);

static inline void emu_count(struct emu_cpu *cpu, enum emu_count what)
{
	atomic_inc(&cpu->counts[what]);
}

#endif
