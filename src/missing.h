/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Values that were wanted and not had, as every document lists them. */
#ifndef TDXCTL_MISSING_H
#define TDXCTL_MISSING_H

#include <stddef.h>

#include "table.h"

/**
 * struct missing - one of them
 * @kind: kind of observation: "seamcall", "file" ...
 * @key: which one of its kind
 * @cpus: list of the CPUs without it, "" where it belongs to none
 * @error: name of an enum obs_error
 */
struct missing {
	const char *kind;
	const char *key;
	const char *cpus;
	const char *error;
};

/* The table "missing" of a document; it points at @rows. */
struct table missing_table(const struct missing *rows, size_t nrows);

#endif
