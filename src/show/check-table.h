/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The rows of the verdict, as text and JSON show them. */
#ifndef TDXCTL_SHOW_CHECK_TABLE_H
#define TDXCTL_SHOW_CHECK_TABLE_H

#include "judge/verdict.h"
#include "show/table.h"

/* The tables of the JSON document, in order. */
enum {
	CHECK_TABLE_VERDICT,
	CHECK_TABLE_CHECKS,
	CHECK_TABLE_PLAN,
	CHECK_TABLE_MISSING,
	CHECK_TABLES
};

/* Fill in all tables; they point into @check. */
void check_tables(const struct check *check, struct table *tables);

#endif
