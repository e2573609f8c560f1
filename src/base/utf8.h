/* SPDX-License-Identifier: GPL-2.0-or-later */
/* UTF-8, and what of it a terminal would obey, or a reader would not see. */
#ifndef TDXCTL_BASE_UTF8_H
#define TDXCTL_BASE_UTF8_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#define UTF8_INVALID UINT32_MAX

/**
 * utf8_next() - decode a character
 * @p: where it starts; set behind it, or behind one byte if it is none
 * @end: end of the text, > *@p
 *
 * Return: its code point, UTF8_INVALID for bytes that RFC 3629 does not allow.
 */
uint32_t utf8_next(const char **p, const char *end);

/**
 * utf8_is_seen() - whether a reader sees a character as what it is
 * @c: of utf8_next()
 *
 * Return: false for UTF8_INVALID, control characters (C0, C1 and DEL) and those
 * without a glyph: of zero width, or which change the direction of others.
 */
bool utf8_is_seen(uint32_t c);

/* Whether a character may be printed: it is seen, or among @keep (C0). */
bool utf8_may_stay(uint32_t c, const char *keep);

/**
 * utf8_put() - print a text with all that may not stay escaped
 * @text: may hold anything, a NUL as well
 * @len: number of bytes
 * @keep: control characters (C0) that may stay
 *
 * Bytes become \x1b, characters \u202e or \U000e0001.
 */
void utf8_put(FILE *out, const char *text, size_t len, const char *keep);

/**
 * utf8_clean() - replace what may not stay by '?'
 * @text: changed in place; never gets longer
 * @keep: control characters (C0) that may stay
 */
void utf8_clean(char *text, const char *keep);

#endif
