// SPDX-License-Identifier: GPL-2.0-or-later
/* UTF-8, and what of it a terminal would obey. */
#include "utf8.h"

#include <stddef.h>
#include <string.h>

/* Bytes of a character by its first one, 0 if none starts so. */
static size_t length_of(unsigned char first)
{
	if (first < 0x80)
		return 1;
	if (first < 0xc2)
		return 0;
	if (first < 0xe0)
		return 2;
	if (first < 0xf0)
		return 3;
	return first < 0xf5 ? 4 : 0;
}

uint32_t utf8_next(const char **p, const char *end)
{
	static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	const unsigned char *bytes = (const unsigned char *)*p;
	size_t i, length = length_of(bytes[0]);
	uint32_t c;

	++*p;
	if (length == 0 || length > (size_t)(end - (*p - 1)))
		return UTF8_INVALID;
	if (length == 1)
		return bytes[0];
	c = bytes[0] & (0x7fU >> length);
	for (i = 1; i < length; i++) {
		if ((bytes[i] & 0xc0) != 0x80)
			return UTF8_INVALID;
		c = c << 6 | (bytes[i] & 0x3f);
	}
	/* Longer than needed, a half of a UTF-16 pair, or not in Unicode. */
	if (c < least[length] || (c >= 0xd800 && c <= 0xdfff) || c > 0x10ffff)
		return UTF8_INVALID;
	*p += length - 1;
	return c;
}

bool utf8_is_control(uint32_t c)
{
	return c < 0x20 || (c >= 0x7f && c < 0xa0);
}

void utf8_clean(char *text, const char *keep)
{
	const char *p = text, *end = text + strlen(text);
	char *to = text;

	while (p < end) {
		const char *from = p;
		uint32_t c = utf8_next(&p, end);

		if (c == UTF8_INVALID ||
		    (utf8_is_control(c) &&
		     (c > 0x7f || !strchr(keep, (int)c)))) {
			*to++ = '?';
			continue;
		}
		memmove(to, from, (size_t)(p - from));
		to += p - from;
	}
	*to = '\0';
}
