// SPDX-License-Identifier: GPL-2.0-or-later
/* Finds package, channel and slot in what a firmware calls its memory slots. */
#include "read/dimm-locator.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "base/util.h"

/* More of a kind than any machine has; two digits at most. */
#define PLACE_MAX 100

/*
 * A Device Locator stands before a Bank Locator, for the banks of Supermicro's
 * X13 are not to be trusted. Where a row says Intel, it is a reference board's,
 * which other makers keep. Not here, since no channel can be told from it:
 * HPE's "PROC 1 DIMM 1", "DIMM_A1" of boards with one or two packages.
 */
/* clang-format off */
const struct locator_pattern dimm_locator_patterns[] = {
	{ .text = "P%S-DIMM%L%N", .source = "Supermicro X9 to X13 (dmidecode outputs)" },
	{ .text = "CPU%S_DIMM_%L%N", .source = "Intel, Skylake to Xeon 6 (dmidecode outputs; PerfSpect)" },
	{ .text = "CPU%S_DIMM_%L", .source = "Intel, Xeon 6 with 12 channels of one slot (PerfSpect)" },
	{ .text = "CPU%S CH%C/D%N", .source = "Intel, Xeon 6, one more board (PerfSpect)" },
	{ .text = "CPU%S_C%CD%N", .source = "Inspur, Ice Lake (PerfSpect)" },
	{ .text = "CPU%S_%L%N", .source = "boards of cloud providers (PerfSpect)" },
	{ .text = "DIMM_P%S_%L%N", .rule = LOCATOR_CONTINUED, .source = "Gigabyte (dmidecode outputs): P0 has A to H, P1 goes on with I; or A to L, and M" },
	{ .text = "DIMM %N", .rule = LOCATOR_BOARD, .source = "Lenovo ThinkSystem (dmidecode outputs)" },
	{ .text = "%L%N", .rule = LOCATOR_DELL, .source = "Dell (owner's manuals: \"Memory channels\")" },
	{ .text = "SOCKET %S CHANNEL %C DIMM %N", .bank = true, .source = "Huawei, Cisco (dmidecode outputs)" },
	{ .text = "NODE %S CHANNEL %C DIMM %N", .bank = true, .source = "older Intel boards (PerfSpect)" },
	{ .text = "P%S_NODE%M_CHANNEL%C_DIMM%N", .bank = true, .source = "Supermicro, where the Device Locator is short (dmidecode outputs)" },
};
/* clang-format on */

const size_t dimm_locator_patterns_count = ARRAY_SIZE(dimm_locator_patterns);

/*
 * Tables "Memory slot and channel identification" of pubs.lenovo.com, in
 * memory_module_installation_order of each product. Where two channels are of a
 * controller, iMC0 has A and B, iMC1 C and D, and so on, as SD530 V3 counts
 * them. Not here: SR650 V3, whose table was found for CPU 1 only; the boards of
 * SR630 V4 with two slots a channel, which have more numbers.
 */
/* clang-format off */
const struct locator_board dimm_locator_boards[] = {
	{ "ThinkSystem SD530 V3", "DCBAEFGH" "HGFEABCD", 8, "pubs.lenovo.com/sd530-v3" },
	{ "ThinkSystem SD650-N V3", "DCBAEFGH" "HGFEABCD", 8, "pubs.lenovo.com/sd650-n-v3" },
	{ "ThinkSystem SR630 V4", "D-C-B-A--E-F-G-H" "D-C-B-A--E-F-G-H", 16, "pubs.lenovo.com/sr630-v4: Neptune Core Module, one slot a channel" },
	{ "ThinkSystem SR680a V3", "HhGgFfEeaAbBcCdD" "HhGgFfEeaAbBcCdD", 16, "pubs.lenovo.com/sr680a-v3" },
};
/* clang-format on */

const size_t dimm_locator_boards_count = ARRAY_SIZE(dimm_locator_boards);

/* The numbers as they are written; those that a pattern lacks are 0. */
struct written {
	unsigned int socket;
	unsigned int controller;
	unsigned int channel;
	unsigned int slot;
};

static bool take_number(const char **text, unsigned int *number)
{
	*number = 0;
	if (!isdigit((unsigned char)**text))
		return false;
	for (; isdigit((unsigned char)**text); (*text)++) {
		*number = *number * 10 + (unsigned int)(**text - '0');
		if (*number >= PLACE_MAX)
			return false;
	}
	return true;
}

static bool take_letter(const char **text, unsigned int *number)
{
	int c = toupper((unsigned char)**text);

	if (c < 'A' || c > 'Z')
		return false;
	*number = (unsigned int)(c - 'A');
	(*text)++;
	return true;
}

static bool take(char what, const char **text, struct written *written)
{
	switch (what) {
	case 'S':
		return take_number(text, &written->socket);
	case 'M':
		return take_number(text, &written->controller);
	case 'C':
		return take_number(text, &written->channel);
	case 'L':
		return take_letter(text, &written->channel);
	case 'N':
		return take_number(text, &written->slot);
	default:
		return false;
	}
}

static bool matches(const char *pattern, const char *text,
		    struct written *written)
{
	memset(written, 0, sizeof(*written));
	for (; *pattern; pattern++) {
		if (*pattern == '%') {
			if (!take(*++pattern, &text, written))
				return false;
		} else if (toupper((unsigned char)*text++) != *pattern) {
			return false;
		}
	}
	return !*text;
}

static bool all_match(const struct locator_pattern *pattern,
		      const struct smbios_slots *slots, struct written *written)
{
	size_t i;

	for (i = 0; i < slots->count; i++) {
		const struct smbios_slot *slot = &slots->slot[i];

		if (!matches(pattern->text,
			     pattern->bank ? slot->bank : slot->device,
			     &written[i]))
			return false;
	}
	return true;
}

/* Boards count packages and slots from 0 or 1: the lowest is the first. */
static void number_from_lowest(struct locator_place *places,
			       const struct written *written, size_t count)
{
	unsigned int socket = PLACE_MAX, slot = PLACE_MAX;
	size_t i;

	for (i = 0; i < count; i++) {
		if (written[i].socket < socket)
			socket = written[i].socket;
		if (written[i].slot < slot)
			slot = written[i].slot;
	}
	for (i = 0; i < count; i++) {
		/* A package 2 or slot 2 is never the first one. */
		places[i].socket = written[i].socket - !!socket;
		places[i].slot = written[i].slot - !!slot;
		places[i].channel = written[i].channel;
	}
}

/* Channels count anew in each controller, where a pattern has them. */
static void number_controllers(struct locator_place *places,
			       const struct written *written, size_t count)
{
	unsigned int channels = 0;
	size_t i;

	for (i = 0; i < count; i++)
		if (written[i].channel >= channels)
			channels = written[i].channel + 1;
	for (i = 0; i < count; i++)
		places[i].channel += written[i].controller * channels;
}

static void number_continued(struct locator_place *places, size_t count)
{
	unsigned int first[PLACE_MAX];
	size_t i;

	memset(first, 0xff, sizeof(first));
	for (i = 0; i < count; i++)
		if (places[i].channel < first[places[i].socket])
			first[places[i].socket] = places[i].channel;
	for (i = 0; i < count; i++)
		places[i].channel -= first[places[i].socket];
}

/*
 * "A1" to "A16": package A, channel 0 has A1 and A9. That there are 8 channels
 * shows in 8 or 16 slots of a package; 12 may be 12 channels, or 6 of two.
 */
static bool number_dell(struct locator_place *places,
			const struct written *written, size_t count)
{
	unsigned int slots[26] = { 0 };
	size_t i;

	for (i = 0; i < count; i++)
		if (written[i].slot > slots[written[i].channel])
			slots[written[i].channel] = written[i].slot;
	for (i = 0; i < count; i++) {
		unsigned int n = slots[written[i].channel];

		if ((n != 8 && n != 16) || !written[i].slot)
			return false;
		places[i].socket = written[i].channel;
		places[i].channel = (written[i].slot - 1) % 8;
		places[i].slot = (written[i].slot - 1) / 8;
	}
	return true;
}

/* What Lenovo puts behind the name stands apart: "-[7X06CTO1WW]-". */
static const struct locator_board *find_board(const char *product)
{
	size_t i;

	for (i = 0; product && i < dimm_locator_boards_count; i++) {
		const char *name = dimm_locator_boards[i].product;
		size_t len = strlen(name);

		if (!strncasecmp(product, name, len) &&
		    (!product[len] || product[len] == ' '))
			return &dimm_locator_boards[i];
	}
	return NULL;
}

static bool place_on_board(const struct locator_board *board,
			   unsigned int number, struct locator_place *place)
{
	char c;

	if (!number || number > strlen(board->slots))
		return false;
	c = board->slots[number - 1];
	if (c == '-')
		return false;
	place->socket = (number - 1) / board->package;
	place->channel = (unsigned int)(toupper((unsigned char)c) - 'A');
	place->slot = !!islower((unsigned char)c);
	return true;
}

/* A product may come with another board, which has other numbers. */
static bool number_board(const char *product, struct locator_place *places,
			 const struct written *written, size_t count)
{
	const struct locator_board *board = find_board(product);
	size_t i, known = 0;

	if (!board)
		return false;
	for (i = 0; board->slots[i]; i++)
		known += board->slots[i] != '-';
	for (i = 0; i < count; i++)
		if (!place_on_board(board, written[i].slot, &places[i]))
			return false;
	return count == known;
}

static bool find_places(const struct locator_pattern *pattern,
			const char *product, struct locator_place *places,
			const struct written *written, size_t count)
{
	if (pattern->rule == LOCATOR_DELL)
		return number_dell(places, written, count);
	if (pattern->rule == LOCATOR_BOARD)
		return number_board(product, places, written, count);
	number_from_lowest(places, written, count);
	number_controllers(places, written, count);
	if (pattern->rule == LOCATOR_CONTINUED)
		number_continued(places, count);
	return true;
}

static bool places_differ(const struct locator_place *places, size_t count)
{
	size_t i, j;

	for (i = 0; i < count; i++)
		for (j = 0; j < i; j++)
			if (!memcmp(&places[i], &places[j], sizeof(places[i])))
				return false;
	return true;
}

const struct locator_pattern *
dimm_locator_find(const struct smbios_slots *slots, const char *product,
		  struct locator_place *places)
{
	struct written written[SMBIOS_SLOTS_MAX];
	size_t i;

	for (i = 0; i < dimm_locator_patterns_count; i++) {
		const struct locator_pattern *pattern =
			&dimm_locator_patterns[i];

		if (all_match(pattern, slots, written) &&
		    find_places(pattern, product, places, written,
				slots->count) &&
		    places_differ(places, slots->count))
			return pattern;
	}
	return NULL;
}
