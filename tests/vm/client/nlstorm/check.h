/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Holds a row or a reply against what was asked for. */
#ifndef NLSTORM_CHECK_H
#define NLSTORM_CHECK_H

#include <stdbool.h>
#include <stddef.h>

#include "stream.h"

/**
 * struct row - what else a row must be, and what it was
 * @cpu: whose turn it is
 * @stormy: all else changes meanwhile, so the CPU may be away
 * @offline: it was
 * @why: what is wrong with it, or NULL
 */
struct row {
	unsigned int cpu;
	bool stormy;
	bool offline;
	const char *why;
};

/**
 * check_row() - whether a row holds what was asked for and nothing else
 * @record: the request
 * @row: as above
 * @data: its attributes
 * @len: bytes of them
 */
bool check_row(const struct record *record, struct row *row, const void *data,
	       size_t len);

/* check_helper() - the same for the reply to helper-get */
bool check_helper(const void *data, size_t len);

#endif
