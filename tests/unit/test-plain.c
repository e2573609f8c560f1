// SPDX-License-Identifier: GPL-2.0-or-later
/* Proves what counts as text, and that no UUID is given away. */
#include "plain.h"

#include "tap.h"
#include "util.h"

static void test_valid(void)
{
	static const struct {
		const char *text;
		bool valid;
		const char *what;
	} cases[] = {
		{ "", true, "nothing" },
		{ "a b\tc\n", true, "tab and newline" },
		{ "\xc3\xa4\xe2\x82\xac\xf0\x9f\x98\x80", true, "UTF-8" },
		{ "\xef\xbf\xbf\xf4\x8f\xbf\xbf", true, "the last characters" },
		{ "a\rb", false, "carriage return" },
		{ "\x1b[31m", false, "escape" },
		{ "\x7f", false, "delete" },
		{ "\xc2\x9b", false, "a control character of two bytes" },
		{ "\xc3", false, "half a character" },
		{ "\xc3 ", false, "a character that goes wrong" },
		{ "\x80", false, "the middle of a character" },
		{ "\xc0\xaf", false, "a character that is too long" },
		{ "\xe0\x80\xaf", false, "a character that is much too long" },
		{ "\xed\xa0\x80", false, "half a pair" },
		{ "\xf4\x90\x80\x80", false, "behind the last character" },
		{ "\xff", false, "no character" },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(cases); i++)
		ok(plain_valid(cases[i].text, strlen(cases[i].text)) ==
			   cases[i].valid,
		   "%s: %s", cases[i].what, cases[i].valid ? "text" : "not");
	ok(!plain_valid("a\0b", 3), "NUL: not");
	ok(!plain_valid("\xc3\xa4", 1), "half of a longer text: not");
}

static void test_ascii(void)
{
	char text[] = "a\tb\n\x1b\xc3\xa4~";

	plain_ascii(text);
	is_str(text,
	       "a\tb\n?"
	       "??~",
	       "what is no ASCII becomes a mark");
}

static void test_uuids(void)
{
	char text[] = "a=12345678-9abc-DEF0-1234-56789abcdef0,1234-5 "
		      "12345678-9abc-def0-1234-56789abcdef";

	plain_mask_uuids(text);
	is_str(text,
	       "a=xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx,1234-5 "
	       "12345678-9abc-def0-1234-56789abcdef",
	       "a UUID is masked, and nothing else");
}

int main(void)
{
	test_valid();
	test_ascii();
	test_uuids();
	return tap_done();
}
