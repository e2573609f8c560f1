/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The SEAMCALL instruction, which this machine's processor does not know.
 */
#ifndef TDXEMU_SEAMCALL_H
#define TDXEMU_SEAMCALL_H

int emu_seamcall_register(void);
void emu_seamcall_unregister(void);

#endif
