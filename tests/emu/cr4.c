// SPDX-License-Identifier: GPL-2.0-only
/*
 * Keep CR4.VMXE away from a processor that does not have VMX: QEMU 7.2 hangs if
 * the bit is set.
 *
 * A probe takes the bit out of the value at the instruction that writes CR4.  It
 * must not come earlier: a CPU that starts calls the same function, without
 * changing anything, before it can take the trap of a probe.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include "cr4.h"

#include <linux/cpumask.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/kprobes.h>
#include <linux/percpu.h>
#include <linux/printk.h>
#include <linux/rcupdate.h>
#include <linux/smp.h>
#include <linux/string.h>
#include <linux/uaccess.h>
#include <asm/processor-flags.h>
#include <asm/ptrace.h>
#include <asm/tlbflush.h>

#include "forbidden.h"
#include "hook.h"
#include "state.h"
#include "symbol.h"

#define FUNCTION	"cr4_update_irqsoff"

/* How much of it is searched for writes, in bytes. */
#define SEARCH_MAX	256

#define MAX_WRITES	4

/* SDM vol. 2: MOV to CR4 is 0f 22 /4, its register in the low three bits. */
#define MOV_TO_CR4	0xe0220f
#define MOV_MASK	0xf8ffff
#define REX_B		0x41

/* RDI, by the number that instructions have for it: the first parameter. */
#define NUMBER_OF_RDI	7

/**
 * struct write - a place where the kernel writes CR4
 * @probe: stops there
 * @offset: of the register in struct pt_regs that holds the value
 */
struct write {
	struct kprobe probe;
	size_t offset;
};

static struct write writes[MAX_WRITES];
static unsigned int nr_writes;

/* VMXE in the kernel's last write of CR4 on this CPU. */
static DEFINE_PER_CPU(bool, written_vmxe);

static void set_vmxe(bool on)
{
	struct emu_host *host;
	struct emu_cpu *cpu;

	rcu_read_lock();
	host = rcu_dereference(emu_host);
	cpu = &host->cpus[smp_processor_id()];
	if (!on && READ_ONCE(cpu->in_vmx))
		emu_forbid(host, "CR4.VMXE cleared in VMX operation");
	WRITE_ONCE(cpu->vmxe, on);
	rcu_read_unlock();
}

/*
 * The kernel's copy of CR4 keeps the bit, for the helper takes it out again soon.
 * Linux itself keeps it set, and would write the copy to flush its translations:
 * so that copy must lose it, too.  Linux clears it only behind VMXOFF, which is
 * where the emulated bit goes.
 */
#ifdef MODULE
static bool says_nothing(bool vmxe)
{
	return vmxe == __this_cpu_read(written_vmxe);
}
#else
static bool says_nothing(bool vmxe)
{
	this_cpu_and(cpu_tlbstate.cr4, ~X86_CR4_VMXE);
	return !vmxe;
}
#endif

NOKPROBE_SYMBOL(says_nothing);

/* A CPU that starts comes here, too, where RCU does not watch it yet. */
static int on_write(struct kprobe *probe, struct pt_regs *regs)
{
	struct write *write = container_of(probe, struct write, probe);
	unsigned long *value = (void *)regs + write->offset;
	bool vmxe = *value & X86_CR4_VMXE;

	*value &= ~X86_CR4_VMXE;
	if (says_nothing(vmxe))
		return 0;
	__this_cpu_write(written_vmxe, vmxe);
	set_vmxe(vmxe);
	return 0;
}

NOKPROBE_SYMBOL(on_write);

void emu_cr4_vmxoff(void)
{
	__this_cpu_write(written_vmxe, false);
	set_vmxe(false);
}

NOKPROBE_SYMBOL(emu_cr4_vmxoff);

unsigned int emu_kernel_vmxe(void)
{
	unsigned int cpu, total = 0;

	for_each_possible_cpu(cpu)
		total += per_cpu(written_vmxe, cpu);
	return total;
}

/* CALL or JMP rel32 at @code to @target. */
static bool goes_to(const u8 *code, const u8 *target)
{
	u8 opcode;
	s32 distance;

	return target && !get_kernel_nofault(opcode, code) &&
	       (opcode == 0xe8 || opcode == 0xe9) &&
	       !get_kernel_nofault(distance, (s32 *)(code + 1)) &&
	       code + 5 + distance == target;
}

/* Registers by their numbers. */
static const size_t offsets[] = {
	offsetof(struct pt_regs, ax),  offsetof(struct pt_regs, cx),
	offsetof(struct pt_regs, dx),  offsetof(struct pt_regs, bx),
	offsetof(struct pt_regs, sp),  offsetof(struct pt_regs, bp),
	offsetof(struct pt_regs, si),  offsetof(struct pt_regs, di),
	offsetof(struct pt_regs, r8),  offsetof(struct pt_regs, r9),
	offsetof(struct pt_regs, r10), offsetof(struct pt_regs, r11),
	offsetof(struct pt_regs, r12), offsetof(struct pt_regs, r13),
	offsetof(struct pt_regs, r14), offsetof(struct pt_regs, r15),
};

/*
 * Return: the number of the register that the instruction at @code writes to
 * CR4, by itself or by calling @function, -ENOENT if it does not.
 */
static int written_register(const u8 *code, const u8 *function)
{
	u64 bytes;

	if (goes_to(code, function))
		return NUMBER_OF_RDI;
	if (get_kernel_nofault(bytes, (u64 *)code))
		return -ENOENT;
	if ((bytes & MOV_MASK) == MOV_TO_CR4)
		return bytes >> 16 & 7;
	if ((bytes & 0xff) == REX_B && (bytes >> 8 & MOV_MASK) == MOV_TO_CR4)
		return 8 + (bytes >> 24 & 7);
	return -ENOENT;
}

/*
 * Modules are not told how long a function is, but printf knows whose an address
 * is.  The functions behind this one write CR4, too, and may be those that a CPU
 * calls as it starts.
 */
static bool in_function(const u8 *code)
{
	char name[sizeof(FUNCTION) + 1];

	snprintf(name, sizeof(name), "%ps", code);
	return !strcmp(name, FUNCTION);
}

/* Where no instruction begins, kprobes refuse: there it only looks like one. */
static int probe_at(unsigned int offset, int number)
{
	struct write *write = &writes[nr_writes];
	int err;

	*write = (struct write){
		.probe = {
			.symbol_name = FUNCTION,
			.offset = offset,
			.pre_handler = on_write,
			.post_handler = emu_stay_a_breakpoint,
		},
		.offset = offsets[number],
	};
	err = register_kprobe(&write->probe);
	if (err == -EILSEQ)
		return 0;
	if (!err)
		nr_writes++;
	return err;
}

static int probe_all(const u8 *code, const u8 *function)
{
	unsigned int i;
	int number, err;

	for (i = 0; i < SEARCH_MAX && nr_writes < MAX_WRITES; i++) {
		number = written_register(code + i, function);
		if (number < 0 || !in_function(code + i))
			continue;
		err = probe_at(i, number);
		if (err)
			return err;
	}
	return 0;
}

void emu_cr4_unregister(void)
{
	while (nr_writes)
		unregister_kprobe(&writes[--nr_writes].probe);
}

int emu_cr4_register(void)
{
	const u8 *code = emu_symbol(FUNCTION);
	int err;

	if (!code)
		return -ENOENT;
	err = probe_all(code, emu_symbol("native_write_cr4"));
	if (!err && !nr_writes) {
		pr_err(FUNCTION " does not write CR4 as it used to\n");
		err = -ENOENT;
	}
	if (err)
		emu_cr4_unregister();
	return err;
}
