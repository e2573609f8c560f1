/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The names behind the numbers that a status word carries. */
#ifndef TDXCTL_REF_OPERAND_H
#define TDXCTL_REF_OPERAND_H

#include <stdint.h>

/* Name of an operand id, NULL if unknown. */
const char *operand_name(uint32_t id);

/* What the operand is, NULL if unknown. */
const char *operand_text(uint32_t id);

/* Name of a class of statuses of the TDX module, NULL if unknown. */
const char *operand_class_name(uint32_t id);

/* Name of a class of statuses of a SEAM loader, NULL if unknown. */
const char *operand_loader_class_name(uint32_t id);

#endif
