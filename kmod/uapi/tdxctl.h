/* SPDX-License-Identifier: ((GPL-2.0 WITH Linux-syscall-note) OR BSD-3-Clause) */
/*
 * The generic-netlink family "tdxctl": the one interface between the helper
 * module and the program.  netlink/tdxctl.yaml says the same for ynl clients.
 *
 * TDXCTL_CMD_HELPER_GET (do, no privilege)
 *   The helper describes itself: version, limits and allow-lists.
 *
 *   request:  nothing
 *   reply:
 *     TDXCTL_A_HELPER_VERSION         string, package version of the helper
 *     TDXCTL_A_HELPER_NR_CPUS         u32, CPU numbers must be below this
 *     TDXCTL_A_HELPER_MAX_MSRS        u32, list limits of one read
 *     TDXCTL_A_HELPER_MAX_CPUIDS      u32
 *     TDXCTL_A_HELPER_MAX_SEAMCALLS   u32
 *     TDXCTL_A_HELPER_FLAGS           u32, enum tdxctl_read_flags understood
 *     TDXCTL_A_HELPER_MSR             u32, repeated: an MSR that may be read
 *     TDXCTL_A_HELPER_CPUID           nest, repeated: CPUID leaf allowed
 *       TDXCTL_A_CPUID_RANGE_LEAF       u32
 *       TDXCTL_A_CPUID_RANGE_FIRST      u32, first subleaf
 *       TDXCTL_A_CPUID_RANGE_LAST       u32, last subleaf, inclusive
 *     TDXCTL_A_HELPER_LEAF            nest, repeated: SEAMCALL leaf allowed
 *       TDXCTL_A_LEAF_RAX               u64, leaf word (RAX on entry)
 *       TDXCTL_A_LEAF_SETTABLE          u32, enum tdxctl_regs a caller may set
 *
 * TDXCTL_CMD_READ (dump)
 *   Read processor state on a set of CPUs: one cross-call per CPU for all that
 *   is asked, and one reply message per CPU in ascending order.  The first CPU
 *   is read when the request is sent, the others in parallel when its answer has
 *   been received (a few at a time with TDXCTL_READ_FLAGS_ENTER_VMX).  Needs the
 *   initial network namespace, and of the sender CAP_SYS_RAWIO in the initial user
 *   namespace; of the socket's opener as well, unless the message itself carries
 *   the kernel's address, as those of libnl do.
 *
 *   request:
 *     TDXCTL_A_READ_CPUS              string, numbers and ranges ("0-3,8");
 *                                     required; offline CPUs are rows too
 *     TDXCTL_A_READ_FLAGS             u32, enum tdxctl_read_flags
 *     TDXCTL_A_READ_MSR               nest, repeated
 *       TDXCTL_A_MSR_ADDRESS            u32
 *     TDXCTL_A_READ_CPUID             nest, repeated
 *       TDXCTL_A_CPUID_LEAF             u32
 *       TDXCTL_A_CPUID_SUBLEAF          u32, 0 if absent
 *     TDXCTL_A_READ_SEAMCALL          nest, repeated, run in this order
 *       TDXCTL_A_SEAMCALL_RAX           u64, leaf word
 *       TDXCTL_A_SEAMCALL_RCX, _RDX, _R8, _R9
 *                                       u64, 0 if absent; only what the leaf
 *                                       lets a caller set
 *     Nothing but the nests may be repeated, and no two nests may ask for the
 *     same thing.
 *
 *   reply, one per CPU:
 *     TDXCTL_A_READ_CPU               u32
 *     TDXCTL_A_READ_STATE             u32, enum tdxctl_cpu_state; unless it is
 *                                     TDXCTL_CPU_STATE_READ nothing else follows
 *     TDXCTL_A_READ_CR4               u64, with TDXCTL_READ_FLAGS_VMX_STATE: CR4
 *                                     masked to VMXE, SMXE and OSXSAVE, as it
 *                                     was before VMX operation was entered
 *     TDXCTL_A_READ_VMX_ENTRY         u32, enum tdxctl_vmx_entry; with
 *                                     TDXCTL_READ_FLAGS_ENTER_VMX
 *     TDXCTL_A_READ_MSR               nest per MSR asked for, in that order
 *       TDXCTL_A_MSR_ADDRESS            u32
 *       TDXCTL_A_MSR_STATE              u32, enum tdxctl_msr_state
 *       TDXCTL_A_MSR_VALUE              u64, only with TDXCTL_MSR_STATE_READ
 *     TDXCTL_A_READ_CPUID             nest per CPUID leaf, in that order
 *       TDXCTL_A_CPUID_LEAF, _SUBLEAF   u32
 *       TDXCTL_A_CPUID_EAX, _EBX, _ECX, _EDX
 *                                       u32
 *     TDXCTL_A_READ_SEAMCALL          nest per SEAMCALL, in that order; none where
 *                                     entering VMX operation was refused
 *       TDXCTL_A_SEAMCALL_OUTCOME       u32, enum tdxctl_outcome
 *       TDXCTL_A_SEAMCALL_TRAP          u32, vector; only with
 *                                       TDXCTL_OUTCOME_TRAP
 *       TDXCTL_A_SEAMCALL_RAX, _RCX, _RDX, _R8, _R9, _R10, _R11
 *                                       u64, registers on return; only with
 *                                       TDXCTL_OUTCOME_COMPLETED
 *       TDXCTL_A_SEAMCALL_ATTEMPTS      u32, how often it was issued; 0, with
 *                                       nothing else, if entering VMX operation
 *                                       was refused after an earlier SEAMCALL
 *       TDXCTL_A_SEAMCALL_CYCLES        u64, TSC ticks of the last attempt
 *
 * Retries happen in the helper: TDX_RND_NO_ENTROPY up to ten times in place;
 * CF or TDX_SYS_BUSY once, a millisecond later, in a second cross-call to that
 * CPU alone.
 *
 * With TDXCTL_READ_FLAGS_ENTER_VMX a CPU whose CR4.VMXE is clear enters VMX
 * operation for each SEAMCALL, with interrupts off, and leaves it again, a few
 * CPUs at a time.  IA32_FEAT_CTL is never written.  The request is refused while
 * a crash kernel is loaded, unless TDXCTL_READ_FLAGS_ENTER_VMX_FORCE stands
 * beside: a panic meanwhile would leave a CPU in VMX operation, where INIT is
 * blocked.  If a CPU cannot leave, it stays in VMX operation with CR4.VMXE set,
 * the helper cannot be unloaded any more, and no CPU enters again until the host
 * is reset.
 *
 * A read holds its rows in memory until the last of them was received: at the
 * limits about 2.4 KB per CPU, charged to the caller.
 *
 * Errors, all but ENOMEM and EINTR with an extended-ACK text, and the attribute
 * at fault where there is one.  They arrive in NLMSG_ERROR, but in NLMSG_DONE
 * once a dump has begun.  On kernels without an extended ACK at the start of a dump (6.1) it
 * has begun when the helper refuses it, and only the text is passed on.
 *   EPERM       no CAP_SYS_RAWIO, or not the initial network namespace
 *   EINVAL      missing, repeated or malformed attribute; more SEAMCALLs than the
 *               limit; entering VMX for no SEAMCALL, or forced without being
 *               asked for
 *   ERANGE      a CPU number that this kernel cannot have, or an attribute that
 *               is too long
 *   E2BIG       more MSRs or CPUID leaves than the limit
 *   EACCES      MSR, CPUID leaf, SEAMCALL leaf or register not in the allow-list
 *   EOPNOTSUPP  SEAMCALL or entering VMX inside a virtual machine, or entering
 *               VMX on a kernel that keeps modules from it
 *   EBUSY       another read runs, or CPUs are coming or going: ask again
 *   EEXIST      entering VMX while a crash kernel is loaded
 *   ENOTRECOVERABLE  entering VMX after a CPU could not leave
 *   ESHUTDOWN   the host is going down; if it stays up after all, unload the
 *               module and load it again
 *   EPROTO      the request speaks a newer version of this family
 * ENOMEM, EINTR and ESHUTDOWN may also end an answer whose first row was sent: it
 * is not complete then.  The other rows are read when somebody receives, however
 * late, and whoever that is: the sender was the one to be permitted.
 *
 * Netlink itself refuses some things without a text: an operation that is no
 * dump as one (EOPNOTSUPP), a second dump on a socket (EBUSY), a request on a
 * socket whose receive buffer is full (ENOBUFS, and the answer follows all the
 * same once there is room).
 */
#ifndef _UAPI_TDXCTL_H
#define _UAPI_TDXCTL_H

#define TDXCTL_FAMILY_NAME	"tdxctl"
#define TDXCTL_FAMILY_VERSION	1

/* Limits of one TDXCTL_CMD_READ. */
#define TDXCTL_MAX_MSRS		64
#define TDXCTL_MAX_CPUIDS	64
#define TDXCTL_MAX_SEAMCALLS	4	/* interrupts are off meanwhile */
#define TDXCTL_MAX_CPUS_LEN	32767	/* bytes of the CPU list, without NUL */

/* What TDXCTL_CMD_READ reads beyond the lists. */
enum tdxctl_read_flags {
	TDXCTL_READ_FLAGS_VMX_STATE = 1 << 0,
	TDXCTL_READ_FLAGS_ENTER_VMX = 1 << 1,
	TDXCTL_READ_FLAGS_ENTER_VMX_FORCE = 1 << 2, /* with ENTER_VMX only */
};

/* Input registers of a SEAMCALL leaf, as a mask. */
enum tdxctl_regs {
	TDXCTL_REGS_RCX = 1 << 0,
	TDXCTL_REGS_RDX = 1 << 1,
	TDXCTL_REGS_R8 = 1 << 2,
	TDXCTL_REGS_R9 = 1 << 3,
};

enum tdxctl_cpu_state {
	TDXCTL_CPU_STATE_READ,		/* the row holds what was asked for */
	TDXCTL_CPU_STATE_OFFLINE,	/* nothing was read: CPU is not online */
};

enum tdxctl_msr_state {
	TDXCTL_MSR_STATE_READ,
	TDXCTL_MSR_STATE_GP,		/* RDMSR raised #GP */
	TDXCTL_MSR_STATE_UNSUPPORTED,	/* not tried: the CPU lacks it */
};

/*
 * What became of TDXCTL_READ_FLAGS_ENTER_VMX on a CPU.  From _UNSUPPORTED to
 * _VMXON_FAILED no SEAMCALL was issued, and CR4 is as it was before.
 */
enum tdxctl_vmx_entry {
	TDXCTL_VMX_ENTRY_NOT_NEEDED,	/* CR4.VMXE was set */
	TDXCTL_VMX_ENTRY_DONE,		/* entered at least once, and left */
	TDXCTL_VMX_ENTRY_UNSUPPORTED,	/* CPU without VMX, or of an odd kind */
	TDXCTL_VMX_ENTRY_FEAT_CTL,	/* IA32_FEAT_CTL does not permit VMXON */
	TDXCTL_VMX_ENTRY_FIXED_BITS,	/* CR0 or CR4 do not permit VMXON */
	TDXCTL_VMX_ENTRY_INTEL_PT,	/* trace is on and not legal within */
	TDXCTL_VMX_ENTRY_STOPPED,	/* another CPU could not leave */
	TDXCTL_VMX_ENTRY_CRASH_KERNEL,	/* one was loaded meanwhile */
	TDXCTL_VMX_ENTRY_VMXON_FAILED,	/* tried in vain */
	TDXCTL_VMX_ENTRY_VMXOFF_FAILED,	/* in VMX operation until a reset */
};

enum tdxctl_outcome {
	TDXCTL_OUTCOME_COMPLETED,	/* SEAM software ran: CF was clear */
	TDXCTL_OUTCOME_VMFAILINVALID,	/* CF was set: nobody answered */
	TDXCTL_OUTCOME_TRAP,		/* the instruction faulted */
};

enum {
	TDXCTL_A_HELPER_VERSION = 1,
	TDXCTL_A_HELPER_NR_CPUS,
	TDXCTL_A_HELPER_MAX_MSRS,
	TDXCTL_A_HELPER_MAX_CPUIDS,
	TDXCTL_A_HELPER_MAX_SEAMCALLS,
	TDXCTL_A_HELPER_FLAGS,
	TDXCTL_A_HELPER_MSR,
	TDXCTL_A_HELPER_CPUID,
	TDXCTL_A_HELPER_LEAF,

	__TDXCTL_A_HELPER_MAX,
	TDXCTL_A_HELPER_MAX = (__TDXCTL_A_HELPER_MAX - 1)
};

enum {
	TDXCTL_A_CPUID_RANGE_LEAF = 1,
	TDXCTL_A_CPUID_RANGE_FIRST,
	TDXCTL_A_CPUID_RANGE_LAST,

	__TDXCTL_A_CPUID_RANGE_MAX,
	TDXCTL_A_CPUID_RANGE_MAX = (__TDXCTL_A_CPUID_RANGE_MAX - 1)
};

enum {
	TDXCTL_A_LEAF_RAX = 1,
	TDXCTL_A_LEAF_SETTABLE,
	TDXCTL_A_LEAF_PAD,

	__TDXCTL_A_LEAF_MAX,
	TDXCTL_A_LEAF_MAX = (__TDXCTL_A_LEAF_MAX - 1)
};

enum {
	TDXCTL_A_READ_CPUS = 1,
	TDXCTL_A_READ_FLAGS,
	TDXCTL_A_READ_MSR,
	TDXCTL_A_READ_CPUID,
	TDXCTL_A_READ_SEAMCALL,
	TDXCTL_A_READ_CPU,
	TDXCTL_A_READ_STATE,
	TDXCTL_A_READ_CR4,
	TDXCTL_A_READ_PAD,
	TDXCTL_A_READ_VMX_ENTRY,

	__TDXCTL_A_READ_MAX,
	TDXCTL_A_READ_MAX = (__TDXCTL_A_READ_MAX - 1)
};

enum {
	TDXCTL_A_MSR_ADDRESS = 1,
	TDXCTL_A_MSR_STATE,
	TDXCTL_A_MSR_VALUE,
	TDXCTL_A_MSR_PAD,

	__TDXCTL_A_MSR_MAX,
	TDXCTL_A_MSR_MAX = (__TDXCTL_A_MSR_MAX - 1)
};

enum {
	TDXCTL_A_CPUID_LEAF = 1,
	TDXCTL_A_CPUID_SUBLEAF,
	TDXCTL_A_CPUID_EAX,
	TDXCTL_A_CPUID_EBX,
	TDXCTL_A_CPUID_ECX,
	TDXCTL_A_CPUID_EDX,

	__TDXCTL_A_CPUID_MAX,
	TDXCTL_A_CPUID_MAX = (__TDXCTL_A_CPUID_MAX - 1)
};

enum {
	TDXCTL_A_SEAMCALL_RAX = 1,
	TDXCTL_A_SEAMCALL_RCX,
	TDXCTL_A_SEAMCALL_RDX,
	TDXCTL_A_SEAMCALL_R8,
	TDXCTL_A_SEAMCALL_R9,
	TDXCTL_A_SEAMCALL_R10,
	TDXCTL_A_SEAMCALL_R11,
	TDXCTL_A_SEAMCALL_OUTCOME,
	TDXCTL_A_SEAMCALL_TRAP,
	TDXCTL_A_SEAMCALL_ATTEMPTS,
	TDXCTL_A_SEAMCALL_CYCLES,
	TDXCTL_A_SEAMCALL_PAD,

	__TDXCTL_A_SEAMCALL_MAX,
	TDXCTL_A_SEAMCALL_MAX = (__TDXCTL_A_SEAMCALL_MAX - 1)
};

enum {
	TDXCTL_CMD_HELPER_GET = 1,
	TDXCTL_CMD_READ,

	__TDXCTL_CMD_MAX,
	TDXCTL_CMD_MAX = (__TDXCTL_CMD_MAX - 1)
};

#endif /* _UAPI_TDXCTL_H */
