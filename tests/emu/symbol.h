/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Addresses of functions that the kernel does not export.
 */
#ifndef TDXEMU_SYMBOL_H
#define TDXEMU_SYMBOL_H

/* NULL, with a line in the log, if this kernel has no such function. */
void *emu_symbol(const char *name);

#endif
