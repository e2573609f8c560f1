/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * /proc/tdxemu: a scenario goes in, counters come out.
 */
#ifndef TDXEMU_PROC_H
#define TDXEMU_PROC_H

int emu_proc_register(void);
void emu_proc_unregister(void);

#endif
