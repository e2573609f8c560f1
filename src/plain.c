// SPDX-License-Identifier: GPL-2.0-or-later
/* Tells text from bytes, and makes text fit to be shown and given away. */
#include "plain.h"

#include <ctype.h>
#include <stdint.h>
#include <string.h>

/* Lead byte under a mask, number of bytes, smallest code point (RFC 3629). */
static const struct sequence {
	unsigned char mask;
	unsigned char lead;
	unsigned char bytes;
	uint32_t least;
} sequences[] = {
	{ .mask = 0x80, .lead = 0x00, .bytes = 1, .least = 0 },
	{ .mask = 0xe0, .lead = 0xc0, .bytes = 2, .least = 0x80 },
	{ .mask = 0xf0, .lead = 0xe0, .bytes = 3, .least = 0x800 },
	{ .mask = 0xf8, .lead = 0xf0, .bytes = 4, .least = 0x10000 },
};

static const struct sequence *find_sequence(unsigned char lead)
{
	size_t i;

	for (i = 0; i < sizeof(sequences) / sizeof(sequences[0]); i++)
		if ((lead & sequences[i].mask) == sequences[i].lead)
			return &sequences[i];
	return NULL;
}

/* Terminals act on C1 (0x80 to 0x9f), too. */
static bool good_code(uint32_t code, uint32_t least)
{
	if (code == '\n' || code == '\t')
		return true;
	if (code < 0x20 || (code >= 0x7f && code < 0xa0))
		return false;
	if (code >= 0xd800 && code < 0xe000)
		return false;
	return code >= least && code <= 0x10ffff;
}

/* Bytes of the character at the start, 0 if there is no good one. */
static size_t character(const unsigned char *text, size_t len)
{
	const struct sequence *sequence = find_sequence(text[0]);
	uint32_t code;
	size_t i;

	if (!sequence || sequence->bytes > len)
		return 0;
	code = text[0] & (unsigned char)~sequence->mask;
	for (i = 1; i < sequence->bytes; i++) {
		if ((text[i] & 0xc0) != 0x80)
			return 0;
		code = code << 6 | (text[i] & 0x3f);
	}
	return good_code(code, sequence->least) ? sequence->bytes : 0;
}

bool plain_valid(const char *text, size_t len)
{
	const unsigned char *bytes = (const unsigned char *)text;
	size_t i = 0, n;

	while (i < len) {
		n = character(bytes + i, len - i);
		if (!n)
			return false;
		i += n;
	}
	return true;
}

void plain_ascii(char *text)
{
	for (; *text; text++)
		if ((*text < ' ' || *text > '~') && *text != '\n' &&
		    *text != '\t')
			*text = '?';
}

#define UUID_FORM "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx"

static bool is_uuid(const char *text)
{
	const char *form;

	for (form = UUID_FORM; *form; form++, text++)
		if (*form == 'x' ? !isxdigit((unsigned char)*text) :
				   *text != *form)
			return false;
	return true;
}

void plain_mask_uuids(char *text)
{
	for (; *text; text++)
		if (is_uuid(text))
			memcpy(text, UUID_FORM, sizeof(UUID_FORM) - 1);
}
