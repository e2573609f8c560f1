// SPDX-License-Identifier: GPL-2.0-or-later
/* The one strict parser of numbers that users type. */
#include "base/number.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>

int number_parse(const char *text, uint64_t *number)
{
	unsigned long long value;
	int base = 10;
	char *end;

	if (text[0] == '0' && (text[1] == 'x' || text[1] == 'X')) {
		base = 16;
		text += 2;
	}
	/* strtoull() would take spaces, a sign and a second 0x. */
	if (!isxdigit((unsigned char)text[0]) || text[1] == 'x' ||
	    text[1] == 'X')
		return -EINVAL;
	errno = 0;
	value = strtoull(text, &end, base);
	if (*end || end == text)
		return -EINVAL;
	if (errno)
		return -ERANGE;
	*number = value;
	return 0;
}
