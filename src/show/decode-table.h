/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The columns of decoded statuses. */
#ifndef TDXCTL_SHOW_DECODE_TABLE_H
#define TDXCTL_SHOW_DECODE_TABLE_H

#include "capture/missing.h"
#include "judge/decode-row.h"
#include "show/table.h"

/* The tables of the JSON document, in order. */
enum { DECODE_TABLE_STATUSES, DECODE_TABLE_MISSING, DECODE_TABLES };

/**
 * decode_tables() - fill in all tables
 * @rows: statuses; the tables point to them
 * @nrows: number of rows
 * @gap: what is missing of a log; its error is NULL if nothing is
 * @tables: DECODE_TABLES of them
 */
void decode_tables(const struct decode_row *rows, size_t nrows,
		   const struct missing *gap, struct table *tables);

#endif
