/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The rows of the verdict, as text and JSON show them. */
#ifndef TDXCTL_SHOW_VERDICT_TABLE_H
#define TDXCTL_SHOW_VERDICT_TABLE_H

#include "judge/verdict.h"
#include "show/table.h"

/* The tables of the JSON document, in order. */
enum {
	VERDICT_TABLE_VERDICT,
	VERDICT_TABLE_CHECKS,
	VERDICT_TABLE_PLAN,
	VERDICT_TABLE_MISSING,
	VERDICT_TABLES
};

/* Fill in all tables; they point into @verdict. */
void verdict_tables(const struct verdict *verdict, struct table *tables);

#endif
