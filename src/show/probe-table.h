/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The columns of a probe's rows, groups and missing values. */
#ifndef TDXCTL_SHOW_PROBE_TABLE_H
#define TDXCTL_SHOW_PROBE_TABLE_H

#include <stddef.h>

#include "judge/probe.h"
#include "show/table.h"

#define PROBE_REGISTERS_MAX 160

/**
 * probe_table_registers() - output registers that are not zero, for a person
 * @buf: at least PROBE_REGISTERS_MAX bytes
 *
 * Return: @buf, "RDX 0x0a00000300000008"; "" if there are none.
 */
const char *probe_table_registers(const struct probe_row *row, char *buf,
				  size_t size);

/* The tables of the JSON document, in order. */
enum {
	PROBE_TABLE_LEAF,
	PROBE_TABLE_CPUS,
	PROBE_TABLE_GROUPS,
	PROBE_TABLE_MISSING,
	PROBE_TABLES
};

/* Fill in all tables; they point into @probe. */
void probe_tables(const struct probe *probe, struct table *tables);

#endif
