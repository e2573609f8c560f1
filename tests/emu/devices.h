/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The way without the helper: /dev/cpu/N/msr and /dev/cpu/N/cpuid.
 */
#ifndef TDXEMU_DEVICES_H
#define TDXEMU_DEVICES_H

/* The drivers must be there; only with the module parameter "devices". */
int emu_devices_register(void);
void emu_devices_unregister(void);

#endif
