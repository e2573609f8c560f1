/* SPDX-License-Identifier: GPL-2.0-or-later */
/* UTF-8, and what of it a terminal would obey. */
#ifndef TDXCTL_UTF8_H
#define TDXCTL_UTF8_H

#include <stdbool.h>
#include <stdint.h>

#define UTF8_INVALID UINT32_MAX

/**
 * utf8_next() - decode a character
 * @p: where it starts; set behind it, or behind one byte if it is none
 * @end: end of the text, > *@p
 *
 * Return: its code point, UTF8_INVALID for bytes that RFC 3629 does not allow.
 */
uint32_t utf8_next(const char **p, const char *end);

/* Whether a code point is of the sets C0 and C1, or DEL. */
bool utf8_is_control(uint32_t c);

/**
 * utf8_clean() - replace what is not UTF-8, and control characters, by '?'
 * @text: changed in place; never gets longer
 * @keep: control characters that may stay
 */
void utf8_clean(char *text, const char *keep);

#endif
