// SPDX-License-Identifier: GPL-2.0-or-later
/* Numbers that users type: strict, 64 bits. */
#include <errno.h>

#include "base/number.h"
#include "base/util.h"
#include "tap.h"

static const struct {
	const char *text;
	int error;
	uint64_t number;
} cases[] = {
	{ "0", 0, 0 },
	{ "34", 0, 34 },
	{ "0x22", 0, 0x22 },
	{ "0X22", 0, 0x22 },
	{ "0xDeadBeef", 0, 0xdeadbeef },
	{ "010", 0, 10 },
	{ "18446744073709551615", 0, UINT64_MAX },
	{ "0xffffffffffffffff", 0, UINT64_MAX },
	{ "18446744073709551616", -ERANGE, 0 },
	{ "0x10000000000000000", -ERANGE, 0 },
	{ "", -EINVAL, 0 },
	{ "0x", -EINVAL, 0 },
	{ "0x0x1", -EINVAL, 0 },
	{ "0x 1", -EINVAL, 0 },
	{ " 1", -EINVAL, 0 },
	{ "1 ", -EINVAL, 0 },
	{ "+1", -EINVAL, 0 },
	{ "-1", -EINVAL, 0 },
	{ "0x-1", -EINVAL, 0 },
	{ "f", -EINVAL, 0 },
	{ "12a", -EINVAL, 0 },
	{ "0xg", -EINVAL, 0 },
};

int main(void)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		uint64_t number = 0;
		int error = number_parse(cases[i].text, &number);

		is_u64((uint64_t)-error, (uint64_t)-cases[i].error,
		       "'%s': error", cases[i].text);
		is_u64(number, cases[i].number, "'%s': number", cases[i].text);
	}
	return tap_done();
}
