/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Keep a runtime update of the TDX module from going on.
 */
#ifndef TDXEMU_HOLD_H
#define TDXEMU_HOLD_H

/* Does nothing on a kernel without runtime updates. */
int emu_hold_register(void);
void emu_hold_unregister(void);

#endif
