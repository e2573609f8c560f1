/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The columns of the answer about key IDs. */
#ifndef TDXCTL_SHOW_KEYID_TABLE_H
#define TDXCTL_SHOW_KEYID_TABLE_H

#include "judge/keyid.h"
#include "show/table.h"

/* The tables of the JSON document, in order. */
enum {
	KEYID_TABLE_PARTITION,
	KEYID_TABLE_VERDICT,
	KEYID_TABLE_GROUPS,
	KEYID_TABLE_MISSING,
	KEYID_TABLES
};

/* Fill in all tables; they point into @keyid. */
void keyid_tables(const struct keyid *keyid, struct table *tables);

#endif
