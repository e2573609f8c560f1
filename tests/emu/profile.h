/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The registers of a healthy TDX host, which every scenario starts from.
 */
#ifndef TDXEMU_PROFILE_H
#define TDXEMU_PROFILE_H

#include "state.h"

#define EMU_MSR_FEAT_CTL	0x3a
#define EMU_MSR_KEYID_PARTITIONING	0x87
#define EMU_MSR_VMX_BASIC	0x480
#define EMU_MSR_CR0_FIXED0	0x486
#define EMU_MSR_CR0_FIXED1	0x487
#define EMU_MSR_CR4_FIXED0	0x488
#define EMU_MSR_CR4_FIXED1	0x489
#define EMU_MSR_MTRRCAP		0xfe
#define EMU_MTRRCAP_SEAMRR	BIT_ULL(15)
#define EMU_MSR_SEAMRR_BASE	0x1400
#define EMU_MSR_SEAMRR_MASK	0x1401
#define EMU_SEAMRR_MASK_VALID	BIT_ULL(11)

#define EMU_CPUID_FEATURES	0x1
#define EMU_CPUID_TOPOLOGY	0x1f
#define EMU_CPUID_HYPERVISOR	0x40000000
#define EMU_FEATURES_HYPERVISOR	BIT(31)		/* ECX */

/* Set @cpu to what a healthy host has on CPU number @number. */
void emu_profile_apply(struct emu_cpu *cpu, unsigned int number);

/* Row of an MSR or CPUID leaf, or NULL: the helper has no business there. */
struct emu_msr *emu_find_msr(struct emu_cpu *cpu, u32 address);
struct emu_cpuid *emu_find_cpuid(struct emu_cpu *cpu, u32 leaf, u32 subleaf);

/**
 * emu_cpuid_value() - what CPUID gives on this CPU
 * @row: the emulated host's row, NULL if it has none
 * @leaf: EAX
 * @subleaf: ECX
 * @value: gets EMU_NR_REGISTERS registers
 */
void emu_cpuid_value(const struct emu_cpuid *row, u32 leaf, u32 subleaf,
		     u32 *value);

/* Names of the rows, for counters. */
u32 emu_msr_address(unsigned int row);
u32 emu_cpuid_leaf(unsigned int row);
u32 emu_cpuid_subleaf(unsigned int row);

/* The CPU can do SEAM at all; its firmware turned the SEAM range on. */
bool emu_has_seam(struct emu_cpu *cpu);
bool emu_seamrr_enabled(struct emu_cpu *cpu);
bool emu_in_virtual_machine(struct emu_cpu *cpu);

#endif
