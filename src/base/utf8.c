// SPDX-License-Identifier: GPL-2.0-or-later
/* UTF-8, and what of it a terminal would obey, or a reader would not see. */
#include "base/utf8.h"

#include <stddef.h>
#include <string.h>

#include "base/util.h"

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

/*
 * Characters that are not seen, but hide, reorder or split what stands beside
 * them: general categories Cf, Zl and Zp, and Default_Ignorable_Code_Point of
 * Unicode 15.
 */
static const struct range {
	uint32_t first;
	uint32_t last;
} unseen[] = {
	{ 0xad, 0xad },	      { 0x34f, 0x34f },	    { 0x600, 0x605 },
	{ 0x61c, 0x61c },     { 0x6dd, 0x6dd },	    { 0x70f, 0x70f },
	{ 0x890, 0x891 },     { 0x8e2, 0x8e2 },	    { 0x115f, 0x1160 },
	{ 0x17b4, 0x17b5 },   { 0x180b, 0x180f },   { 0x200b, 0x200f },
	{ 0x2028, 0x202e },   { 0x2060, 0x206f },   { 0x3164, 0x3164 },
	{ 0xfe00, 0xfe0f },   { 0xfeff, 0xfeff },   { 0xffa0, 0xffa0 },
	{ 0xfff0, 0xfffb },   { 0x110bd, 0x110bd }, { 0x110cd, 0x110cd },
	{ 0x13430, 0x1343f }, { 0x1bca0, 0x1bca3 }, { 0x1d173, 0x1d17a },
	{ 0xe0000, 0xe0fff },
};

bool utf8_is_seen(uint32_t c)
{
	size_t i;

	if (c == UTF8_INVALID || c < 0x20 || (c >= 0x7f && c < 0xa0))
		return false;
	for (i = 0; i < ARRAY_SIZE(unseen) && c >= unseen[i].first; i++)
		if (c <= unseen[i].last)
			return false;
	return true;
}

bool utf8_may_stay(uint32_t c, const char *keep)
{
	return utf8_is_seen(c) || (c && c < 0x20 && strchr(keep, (int)c));
}

static void put_escaped(FILE *out, uint32_t c, unsigned char byte)
{
	if (c == UTF8_INVALID || c < 0x80)
		fprintf(out, "\\x%02x", byte);
	else
		fprintf(out, c > 0xffff ? "\\U%08x" : "\\u%04x",
			(unsigned int)c);
}

void utf8_put(FILE *out, const char *text, size_t len, const char *keep)
{
	const char *p = text, *end = text + len, *unwritten = text;

	while (p < end) {
		const char *from = p;
		uint32_t c = utf8_next(&p, end);

		if (utf8_may_stay(c, keep))
			continue;
		fwrite(unwritten, 1, (size_t)(from - unwritten), out);
		put_escaped(out, c, (unsigned char)*from);
		unwritten = p;
	}
	fwrite(unwritten, 1, (size_t)(end - unwritten), out);
}

void utf8_clean(char *text, const char *keep)
{
	const char *p = text, *end = text + strlen(text);
	char *to = text;

	while (p < end) {
		const char *from = p;
		uint32_t c = utf8_next(&p, end);

		if (!utf8_may_stay(c, keep)) {
			*to++ = '?';
			continue;
		}
		memmove(to, from, (size_t)(p - from));
		to += p - from;
	}
	*to = '\0';
}
