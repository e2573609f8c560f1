// SPDX-License-Identifier: GPL-2.0-or-later
/* Tells text from bytes, and makes text fit to be shown and given away. */
#include "base/plain.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "base/utf8.h"

bool plain_valid(const char *text, size_t len)
{
	const char *end = text + len;

	while (text < end)
		if (!utf8_may_stay(utf8_next(&text, end), "\n\t"))
			return false;
	return true;
}

static bool is_inside(char c)
{
	return c == '-' || c == '.' || c == '_';
}

size_t plain_word(const char **at)
{
	size_t len = 0;

	while (**at && !isalnum((unsigned char)**at))
		++*at;
	while (isalnum((unsigned char)(*at)[len]) || is_inside((*at)[len]))
		len++;
	while (len && is_inside((*at)[len - 1]))
		len--;
	return len;
}

bool plain_has_word(const char *text, const char *word, size_t len)
{
	size_t n;

	for (; (n = plain_word(&text)); text += n)
		if (n == len && !strncasecmp(text, word, len))
			return true;
	return false;
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
