/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Global metadata of the TDX module, and the leaf that reads it.
 */
#ifndef TDXEMU_FIELD_H
#define TDXEMU_FIELD_H

#include "state.h"

struct pt_regs;

/* reference/metadata_fields.tsv; those of which the model itself makes use. */
#define EMU_FIELD_MAX_TDMRS		0x9100000100000008ULL
#define EMU_FIELD_MAX_RESERVED		0x9100000100000009ULL
#define EMU_FIELD_PAMT_4K_ENTRY_SIZE	0x9100000100000010ULL
#define EMU_FIELD_PAMT_2M_ENTRY_SIZE	0x9100000100000011ULL
#define EMU_FIELD_PAMT_1G_ENTRY_SIZE	0x9100000100000012ULL
#define EMU_FIELD_MODULE_HV		0x8900000100000000ULL

/* The value of a field that the module has, as @cpu reads it. */
u64 emu_field(const struct emu_cpu *cpu, u64 id);

/* Whether the module has such a field, whatever its value. */
bool emu_field_exists(u64 id);

/* TDH.SYS.RD.  Return: the completion status. */
u64 emu_field_read(const struct emu_cpu *cpu, struct pt_regs *regs);

#endif
