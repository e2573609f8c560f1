/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Instructions that this machine's processor does not know.
 */
#ifndef TDXEMU_TRAP_H
#define TDXEMU_TRAP_H

/* How an emulated instruction ends. */
enum emu_end {
	EMU_END_UD,	/* left to the kernel, as the processor did */
	EMU_END_GP,
	EMU_END_DONE,	/* the next instruction sees the flags */
};

int emu_trap_register(void);
void emu_trap_unregister(void);

#endif
