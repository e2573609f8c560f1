// SPDX-License-Identifier: GPL-2.0-or-later
/* Proves that memory slots are found in SMBIOS, and rubbish is refused. */
#include "read/smbios.h"

#include <errno.h>
#include <stdlib.h>

#include "base/util.h"
#include "tap.h"

struct table {
	unsigned char bytes[4096];
	size_t len;
};

static void add(struct table *table, const void *bytes, size_t len)
{
	memcpy(table->bytes + table->len, bytes, len);
	table->len += len;
}

/* A structure of @formatted bytes with two locators. */
static void add_slot(struct table *table, size_t formatted, unsigned int size,
		     unsigned int extended, const char *device,
		     const char *bank)
{
	unsigned char s[92] = { 17, (unsigned char)formatted, 0, 0x11 };

	s[0x0c] = (unsigned char)size;
	s[0x0d] = (unsigned char)(size >> 8);
	s[0x10] = 1;
	s[0x11] = *bank ? 2 : 0;
	s[0x1c] = (unsigned char)extended;
	s[0x1d] = (unsigned char)(extended >> 8);
	s[0x1e] = (unsigned char)(extended >> 16);
	s[0x1f] = (unsigned char)(extended >> 24);
	add(table, s, formatted);
	add(table, device, strlen(device) + 1);
	if (*bank)
		add(table, bank, strlen(bank) + 1);
	add(table, "", 1);
}

static void is_slots(const struct table *table, int err, const char *want,
		     const char *what)
{
	cleanup_free struct smbios_slots *slots = calloc(1, sizeof(*slots));
	char got[1024] = "";
	size_t i, n = 0;

	if (!slots)
		abort();
	is_u64((uint64_t)-smbios_add_slots(slots, table->bytes, table->len),
	       (uint64_t)-err, "%s: %s", what, err ? "refused" : "read");
	for (i = 0; i < slots->count; i++)
		n += (size_t)snprintf(got + n, sizeof(got) - n,
				      "%s|%s|%s|%" PRIu64 "\n",
				      slots->slot[i].device,
				      slots->slot[i].bank,
				      slots->slot[i].filled ? "full" : "empty",
				      slots->slot[i].mib);
	is_str(got, want, "%s: slots", what);
}

static void test_sizes(void)
{
	struct table table = { .len = 0 };

	add_slot(&table, 92, 16384, 0, "A1", "NODE 0");
	add_slot(&table, 92, 0x7fff, 65536, "A2  ", "");
	add_slot(&table, 92, 0, 0, "A3", "NODE 0");
	add_slot(&table, 92, 0xffff, 0, "A4", "NODE 0");
	add_slot(&table, 92, 0x8000 + 2048, 0, "A5", "NODE 0");
	add_slot(&table, 27, 8192, 0, "A6", "NODE 0");
	add_slot(&table, 27, 0x7fff, 0, "A7", "NODE 0");
	is_slots(&table, 0,
		 "A1|NODE 0|full|16384\nA2||full|65536\nA3|NODE 0|empty|0\n"
		 "A4|NODE 0|full|0\nA5|NODE 0|full|2\nA6|NODE 0|full|8192\n"
		 "A7|NODE 0|full|0\n",
		 "sizes");
}

static void test_table(void)
{
	static const unsigned char bios[] = { 0, 4, 0, 0, 'x', 0, 0 };
	static const unsigned char none[] = { 32, 5, 1, 0, 9, 0, 0 };
	static const unsigned char end[] = { 127, 4, 2, 0, 0, 0 };
	struct table table = { .len = 0 };

	is_slots(&table, 0, "", "nothing");
	add(&table, bios, sizeof(bios));
	add_slot(&table, 92, 1, 0, "A1", "");
	add(&table, none, sizeof(none));
	add_slot(&table, 92, 2, 0, "A2", "");
	add(&table, end, sizeof(end));
	add(&table, "\xff\xff\xff", 3);
	is_slots(&table, 0, "A1||full|1\nA2||full|2\n",
		 "other structures, and what is behind the end");
}

static void test_rubbish(void)
{
	static const unsigned char bad_string[] = {
		17, 0x12, 0, 0, 0, 0, 0, 0,   0, 0, 0,
		0,  1,	  0, 0, 0, 2, 0, 'x', 0, 0,
	};
	static const unsigned char short_one[] = {
		17, 0x11, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 1, 1, 0, 0,
	};
	struct table table = { .len = 0 };
	char name[80];
	size_t len;

	add_slot(&table, 92, 1, 0, "A1", "");
	for (len = table.len - 1; len; len--) {
		cleanup_free unsigned char *copy = malloc(len);
		cleanup_free struct smbios_slots *slots =
			calloc(1, sizeof(*slots));

		if (!copy || !slots)
			abort();
		memcpy(copy, table.bytes, len);
		if (smbios_add_slots(slots, copy, len) != -EINVAL)
			break;
	}
	is_u64(len, 0, "a structure that ends too early, at any byte");
	table = (struct table){ .bytes = { 0, 3 }, .len = 5 };
	is_slots(&table, -EINVAL, "", "a length that is less than a header");
	table.len = 0;
	add(&table, bad_string, sizeof(bad_string));
	is_slots(&table, -EINVAL, "", "a string that is not there");
	table.len = 0;
	add(&table, short_one, sizeof(short_one));
	is_slots(&table, -EINVAL, "", "a slot without locators");
	table.len = 0;
	memset(name, 'A', sizeof(name));
	name[SMBIOS_TEXT_MAX] = '\0';
	add_slot(&table, 92, 1, 0, name, "");
	is_slots(&table, -EINVAL, "", "a locator that is too long");
}

static void test_many(void)
{
	cleanup_free struct smbios_slots *slots = calloc(1, sizeof(*slots));
	struct table table = { .len = 0 };
	int i, err = 0;

	add_slot(&table, 0x12, 1, 0, "A1", "");
	for (i = 0; slots && !err && i < SMBIOS_SLOTS_MAX; i++)
		err = smbios_add_slots(slots, table.bytes, table.len);
	is_u64((uint64_t)-err, 0, "as many slots as there may be");
	if (slots)
		err = smbios_add_slots(slots, table.bytes, table.len);
	is_u64((uint64_t)-err, E2BIG, "and one more");
}

int main(void)
{
	test_sizes();
	test_table();
	test_rubbish();
	test_many();
	return tap_done();
}
