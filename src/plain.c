// SPDX-License-Identifier: GPL-2.0-or-later
/* Tells text from bytes, and makes text fit to be shown and given away. */
#include "plain.h"

#include <ctype.h>
#include <string.h>

#include "utf8.h"

bool plain_valid(const char *text, size_t len)
{
	const char *end = text + len;

	while (text < end)
		if (!utf8_may_stay(utf8_next(&text, end), "\n\t"))
			return false;
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
