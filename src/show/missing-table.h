/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The table of what is missing, as every document has it. */
#ifndef TDXCTL_SHOW_MISSING_TABLE_H
#define TDXCTL_SHOW_MISSING_TABLE_H

#include <stddef.h>

#include "capture/missing.h"
#include "show/table.h"

/* The table "missing" of a document; it points at @rows. */
struct table missing_table(const struct missing *rows, size_t nrows);

#endif
