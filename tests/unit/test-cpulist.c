// SPDX-License-Identifier: GPL-2.0-or-later
/* CPU lists: what is read, what is refused, how it is printed. */
#include <errno.h>

#include "base/cpulist.h"
#include "base/util.h"
#include "tap.h"

static const struct {
	const char *text;
	int error;
	const char *printed;
} cases[] = {
	{ "0", 0, "0" },
	{ "0-3", 0, "0-3" },
	{ "3,1,2", 0, "1-3" },
	{ "0-3,8", 0, "0-3,8" },
	{ "0-3,2-5", 0, "0-5" },
	{ "0-15:2", 0, "0,2,4,6,8,10,12,14" },
	{ "0-15:1", 0, "0-15" },
	{ "0-15:100", 0, "0" },
	{ "7-7", 0, "7" },
	{ "63,64,127-129", 0, "63-64,127-129" },
	{ "8191", 0, "8191" },
	{ "0-8191", 0, "0-8191" },
	{ "007", 0, "7" },
	{ "", -EINVAL, "" },
	{ ",", -EINVAL, "" },
	{ "0,", -EINVAL, "" },
	{ ",0", -EINVAL, "" },
	{ "0,,1", -EINVAL, "" },
	{ "3-1", -EDOM, "" },
	{ "1-", -EINVAL, "" },
	{ "-1", -EINVAL, "" },
	{ "0-3:0", -EDOM, "" },
	{ "0-3:", -EINVAL, "" },
	{ "0:2", -EINVAL, "" },
	{ "0 1", -EINVAL, "" },
	{ " 0", -EINVAL, "" },
	{ "0-3\n", -EINVAL, "" },
	{ "0x1", -EINVAL, "" },
	{ "all", -EINVAL, "" },
	{ "8192", -ERANGE, "" },
	{ "0-99999999", -ERANGE, "" },
	{ "99999999999999999999999999", -ERANGE, "" },
	{ "4294967296", -ERANGE, "" },
};

static void test_cases(void)
{
	struct cpulist set;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		cleanup_free char *printed = NULL;
		int error = cpulist_parse(cases[i].text, &set);

		printed = cpulist_format(&set);
		is_u64((uint64_t)-error, (uint64_t)-cases[i].error,
		       "'%s': error", cases[i].text);
		is_str(printed, cases[i].printed, "'%s': printed",
		       cases[i].text);
	}
}

static void test_sets(void)
{
	struct cpulist a, b;
	cleanup_free char *and_text = NULL, *andnot_text = NULL;
	struct cpulist c;

	cpulist_parse("0-9,100", &a);
	cpulist_parse("5-200", &b);
	is_u64(cpulist_count(&a), 11, "count");
	ok(cpulist_has(&a, 100) && !cpulist_has(&a, 10), "has");
	ok(!cpulist_has(&a, CPULIST_MAX), "has: a number out of range");
	c = a;
	cpulist_and(&c, &b);
	and_text = cpulist_format(&c);
	is_str(and_text, "5-9,100", "and");
	cpulist_or(&c, &b);
	is_u64(cpulist_count(&c), 196, "or");
	cpulist_andnot(&a, &b);
	andnot_text = cpulist_format(&a);
	is_str(andnot_text, "0-4", "andnot");
	is_u64(cpulist_next(&b, 201), CPULIST_MAX, "next: end");
	is_u64(cpulist_next(&b, CPULIST_MAX), CPULIST_MAX, "next: beyond");
}

int main(void)
{
	test_cases();
	test_sets();
	return tap_done();
}
