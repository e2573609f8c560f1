/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The helper's contact with the processor, redirected to the emulated host.
 */
#ifndef TDXEMU_HOOKS_H
#define TDXEMU_HOOKS_H

/* From now on, whenever the helper is loaded, it runs on the emulated host. */
int emu_hooks_register(void);

/* Not while the helper is loaded: a reference on this module prevents that. */
void emu_hooks_unregister(void);

#endif
