// SPDX-License-Identifier: GPL-2.0-or-later
/* Proves what counts as text, and that no UUID is given away. */
#include "base/plain.h"

#include "base/utf8.h"
#include "base/util.h"
#include "tap.h"

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
		{ "a\xe2\x80\xae" "b", false, "right to left, U+202E" },
		{ "a\xe2\x81\xa6" "b", false, "an isolate, U+2066" },
		{ "a\xe2\x80\x8b" "b", false, "a space of no width, U+200B" },
		{ "a\xd8\x9c" "b", false, "a mark of Arabic, U+061C" },
		{ "\xef\xbb\xbf" "a", false, "a byte order mark" },
		{ "a\xe2\x80\xa8" "b", false, "a separator of lines, U+2028" },
		{ "a\xf3\xa0\x81\x81", false, "a tag, U+E0041" },
		{ "\xe2\x80\x90\xe2\x80\xa7", true, "U+2010 and U+2027" },
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

static void test_put(void)
{
	static const char text[] = "\xc3\xa4\t\n\x1b[m\0\xff\xe2\x80\xae"
				   "\xc2\x9b\xf3\xa0\x81\x81~\xe2\x80";
	char *put = NULL;
	size_t size;
	FILE *out = open_memstream(&put, &size);

	if (!out)
		abort();
	utf8_put(out, text, sizeof(text) - 1, "\t");
	if (fclose(out))
		abort();
	is_str(put,
	       "\xc3\xa4\t\\x0a\\x1b[m\\x00\\xff\\u202e"
	       "\\u009b\\U000e0041~\\xe2\\x80",
	       "what is not seen is escaped");
	free(put);
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
	test_put();
	test_uuids();
	return tap_done();
}
