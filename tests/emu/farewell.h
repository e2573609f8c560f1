/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A last line in the log when the machine goes down.
 */
#ifndef TDXEMU_FAREWELL_H
#define TDXEMU_FAREWELL_H

int emu_farewell_register(void);
void emu_farewell_unregister(void);

#endif
