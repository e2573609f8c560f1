/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the lower half of a status word is about; for status.c. */
#ifndef TDXCTL_REF_STATUS_OPERAND_H
#define TDXCTL_REF_STATUS_OPERAND_H

#include "ref/status.h"

/* Fill in @d->operand by the word and its row; it is zeroed before. */
void status_operand_fill(struct status_decoded *d);

#endif
