/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The columns of the answer about VMX. */
#ifndef TDXCTL_SHOW_VMX_TABLE_H
#define TDXCTL_SHOW_VMX_TABLE_H

#include "judge/vmx.h"
#include "show/table.h"

/* The tables of the JSON document, in order. */
enum { VMX_TABLE_GROUPS, VMX_TABLE_MISSING, VMX_TABLES };

/* Fill in all tables; they point into @vmx. */
void vmx_tables(const struct vmx *vmx, struct table *tables);

#endif
