/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The one question that is asked of KVM.
 */
#ifndef TDXEMU_KVM_H
#define TDXEMU_KVM_H

/* Only with the module parameter "kvm", and only while KVM itself is not there. */
int emu_kvm_register(void);
void emu_kvm_unregister(void);

#endif
