/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Let KVM believe in posted interrupts, which it wants for TDX.
 */
#ifndef TDXEMU_APICV_H
#define TDXEMU_APICV_H

/* From now on, while the parameter "apicv" is set, whenever KVM is loaded. */
int emu_apicv_register(void);
void emu_apicv_unregister(void);

#endif
