// SPDX-License-Identifier: GPL-2.0-or-later
/* Reads the memory slots out of SMBIOS structures. */
#include "read/smbios.h"

#include <errno.h>
#include <string.h>

/* DSP0134 (SMBIOS 3.7): 6.1.2 header, 7.18 Memory Device */
enum {
	TYPE = 0x00,
	LENGTH = 0x01,
	HEADER_BYTES = 0x04,
	SIZE = 0x0c,
	DEVICE_LOCATOR = 0x10,
	BANK_LOCATOR = 0x11,
	EXTENDED_SIZE = 0x1c,
	MEMORY_DEVICE = 17,
	END_OF_TABLE = 127,
};

#define SIZE_EMPTY 0
#define SIZE_UNKNOWN 0xffff
#define SIZE_EXTENDED 0x7fff
#define SIZE_KIB 0x8000U /* the unit is KiB, not MiB */

/* A structure and its strings, of which it has all that the table holds. */
struct structure {
	const unsigned char *bytes;
	size_t formatted;
	const char *strings;
	size_t strings_len;
};

static uint32_t number(const unsigned char *bytes, unsigned int n)
{
	uint32_t value = 0;

	while (n--)
		value = value << 8 | bytes[n];
	return value;
}

/* Two zero bytes end the strings. Return: bytes in all, 0 if it is none. */
static size_t find_structure(const unsigned char *bytes, size_t len,
			     struct structure *found)
{
	size_t end;

	if (len < HEADER_BYTES || bytes[LENGTH] < HEADER_BYTES ||
	    bytes[LENGTH] >= len)
		return 0;
	found->bytes = bytes;
	found->formatted = bytes[LENGTH];
	found->strings = (const char *)bytes + found->formatted;
	for (end = found->formatted; end + 1 < len; end++)
		if (!bytes[end] && !bytes[end + 1]) {
			found->strings_len = end + 1 - found->formatted;
			return end + 2;
		}
	return 0;
}

/* Strings count from 1; 0 is for none. */
static int copy_string(const struct structure *s, unsigned int index,
		       char text[SMBIOS_TEXT_MAX])
{
	const char *string = s->strings, *end = string + s->strings_len;
	size_t len;

	text[0] = '\0';
	if (!index)
		return 0;
	while (--index && string < end)
		string += strlen(string) + 1;
	if (string >= end)
		return -EINVAL;
	len = strlen(string);
	while (len && string[len - 1] == ' ')
		len--;
	if (len >= SMBIOS_TEXT_MAX)
		return -EINVAL;
	memcpy(text, string, len);
	text[len] = '\0';
	return 0;
}

static void read_size(const struct structure *s, struct smbios_slot *slot)
{
	uint32_t size = number(s->bytes + SIZE, 2);

	slot->filled = size != SIZE_EMPTY;
	slot->mib = 0;
	if (size == SIZE_UNKNOWN)
		return;
	if (size != SIZE_EXTENDED)
		slot->mib = size & SIZE_KIB ? (size - SIZE_KIB) / 1024 : size;
	else if (s->formatted >= EXTENDED_SIZE + 4)
		slot->mib = number(s->bytes + EXTENDED_SIZE, 4) & 0x7fffffff;
}

static int add_slot(struct smbios_slots *slots, const struct structure *s)
{
	struct smbios_slot *slot = &slots->slot[slots->count];

	if (slots->count == SMBIOS_SLOTS_MAX)
		return -E2BIG;
	if (s->formatted <= BANK_LOCATOR)
		return -EINVAL;
	if (copy_string(s, s->bytes[DEVICE_LOCATOR], slot->device) ||
	    copy_string(s, s->bytes[BANK_LOCATOR], slot->bank))
		return -EINVAL;
	read_size(s, slot);
	slots->count++;
	return 0;
}

int smbios_add_slots(struct smbios_slots *slots, const unsigned char *bytes,
		     size_t len)
{
	struct structure s;
	size_t n;
	int err;

	for (; len; bytes += n, len -= n) {
		n = find_structure(bytes, len, &s);
		if (!n)
			return -EINVAL;
		if (s.bytes[TYPE] == END_OF_TABLE)
			return 0;
		if (s.bytes[TYPE] != MEMORY_DEVICE)
			continue;
		err = add_slot(slots, &s);
		if (err)
			return err;
	}
	return 0;
}
