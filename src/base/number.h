/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The one strict parser of numbers that users type. */
#ifndef TDXCTL_BASE_NUMBER_H
#define TDXCTL_BASE_NUMBER_H

#include <stdint.h>

/**
 * number_parse() - an unsigned number of up to 64 bits
 * @text: decimal, or hexadecimal with 0x; no sign, space or anything behind
 * @number: set on success only
 *
 * Return: 0, -EINVAL for bad syntax, -ERANGE if it does not fit.
 */
int number_parse(const char *text, uint64_t *number);

#endif
