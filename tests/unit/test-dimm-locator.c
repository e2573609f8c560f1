// SPDX-License-Identifier: GPL-2.0-or-later
/* Proves that slots get the places their names say, or none at all. */
#include "read/dimm-locator.h"

#include <stdlib.h>

#include "base/util.h"
#include "tap.h"

struct slot_names {
	const char *device;
	const char *bank;
};

static void fill(struct smbios_slots *slots, const struct slot_names *names)
{
	for (slots->count = 0; names->device; names++) {
		struct smbios_slot *slot = &slots->slot[slots->count++];

		snprintf(slot->device, sizeof(slot->device), "%s",
			 names->device);
		snprintf(slot->bank, sizeof(slot->bank), "%s",
			 names->bank ? names->bank : "");
	}
}

/* @want: "socket.channel.slot " of each slot, NULL if not understood */
static void is_placed(const struct smbios_slots *slots, const char *product,
		      const char *want, const char *what)
{
	struct locator_place place[SMBIOS_SLOTS_MAX];
	char got[1024] = "";
	size_t i, n = 0;

	memset(place, 0xff, sizeof(place));
	if (!dimm_locator_find(slots, product, place)) {
		is_str(NULL, want, "%s", what);
		return;
	}
	for (i = 0; i < slots->count; i++)
		n += (size_t)snprintf(got + n, sizeof(got) - n, "%u.%u.%u ",
				      place[i].socket, place[i].channel,
				      place[i].slot);
	is_str(got, want, "%s", what);
}

static void places(const struct slot_names *names, const char *want,
		   const char *what)
{
	cleanup_free struct smbios_slots *slots = calloc(1, sizeof(*slots));

	if (!slots)
		abort();
	fill(slots, names);
	is_placed(slots, NULL, want, what);
}

static void test_table(void)
{
	size_t i, j;

	for (i = 0; i < dimm_locator_patterns_count; i++) {
		bool unique = true;

		for (j = 0; j < i; j++)
			if (!strcmp(dimm_locator_patterns[i].text,
				    dimm_locator_patterns[j].text))
				unique = false;
		ok(unique, "%s: once", dimm_locator_patterns[i].text);
		ok(dimm_locator_patterns[i].source &&
			   *dimm_locator_patterns[i].source,
		   "%s: has a source", dimm_locator_patterns[i].text);
	}
	for (i = 0; i < dimm_locator_boards_count; i++) {
		const struct locator_board *board = &dimm_locator_boards[i];

		ok(!i || strcmp(board[-1].product, board->product) < 0,
		   "%s: in order", board->product);
		ok(board->source && *board->source, "%s: has a source",
		   board->product);
		ok(strlen(board->slots) == 2 * board->package,
		   "%s: two packages", board->product);
	}
}

#define NAMES(...) ((const struct slot_names[]){ __VA_ARGS__, { 0 } })

static void test_makers(void)
{
	places(NAMES({ "P1-DIMMA1", "P0_Node0_Channel0_Dimm0" },
		     { "P1-DIMMA2", "P0_Node0_Channel0_Dimm0" },
		     { "P1-DIMMH1", "" }, { "P2-DIMMB1", "" }),
	       "0.0.0 0.0.1 0.7.0 1.1.0 ",
	       "Supermicro, whose banks are not looked at");
	places(NAMES({ "p1-dimma1" }), "0.0.0 ", "in any case");
	places(NAMES({ "CPU0_DIMM_A1", "NODE 0" }, { "CPU0_DIMM_A2", "NODE 0" },
		     { "CPU1_DIMM_H1", "NODE 1" }),
	       "0.0.0 0.0.1 1.7.0 ", "Intel, packages from 0");
	places(NAMES({ "CPU1_DIMM_A1", "NODE 1" },
		     { "CPU2_DIMM_C2", "NODE 2" }),
	       "0.0.0 1.2.1 ", "Intel, packages from 1");
	places(NAMES({ "CPU0_DIMM_C0" }, { "CPU0_DIMM_C1" }), "0.2.0 0.2.1 ",
	       "slots from 0");
	places(NAMES({ "CPU0_DIMM_A", "BANK 0" }, { "CPU1_DIMM_L", "BANK 11" }),
	       "0.0.0 1.11.0 ", "12 channels of one slot");
	places(NAMES({ "CPU0 CH0/D0" }, { "CPU1 CH7/D1" }), "0.0.0 1.7.1 ",
	       "channels with numbers");
	places(NAMES({ "CPU0_C0D0" }, { "CPU1_C7D1" }), "0.0.0 1.7.1 ",
	       "Inspur");
	places(NAMES({ "CPU0_A0" }, { "CPU1_H1" }), "0.0.0 1.7.1 ",
	       "letters behind the package");
	places(NAMES({ "DIMM_P0_A0" }, { "DIMM_P0_H1" }, { "DIMM_P1_I0" },
		     { "DIMM_P1_P1" }),
	       "0.0.0 0.7.1 1.0.0 1.7.1 ", "Gigabyte, letters that go on");
	places(NAMES({ "DIMM_P0_A0", "BANK 0" }, { "DIMM_P0_L0", "BANK 0" },
		     { "DIMM_P1_M0", "BANK 0" }, { "DIMM_P1_X0", "BANK 0" }),
	       "0.0.0 0.11.0 1.0.0 1.11.0 ", "Gigabyte, 12 channels");
	places(NAMES({ "DIMM000 J11", "SOCKET 0 CHANNEL 0 DIMM 0" },
		     { "DIMM171 J3", "SOCKET 1 CHANNEL 7 DIMM 1" }),
	       "0.0.0 1.7.1 ", "Huawei");
	places(NAMES({ "J1", "NODE 0 CHANNEL 2 DIMM 0" },
		     { "J2", "NODE 1 CHANNEL 0 DIMM 1" }),
	       "0.2.0 1.0.1 ", "older boards");
	places(NAMES({ "DIMMA1", "P0_Node0_Channel0_Dimm0" },
		     { "DIMMC1", "P0_Node0_Channel2_Dimm0" },
		     { "DIMMD1", "P0_Node1_Channel0_Dimm0" },
		     { "DIMMF2", "P0_Node1_Channel2_Dimm1" }),
	       "0.0.0 0.2.0 0.3.0 0.5.1 ", "channels of two controllers");
	places(NAMES({ "DIMMF1", "P0_Node1_Channel2_Dimm0" },
		     { "DIMMA1", "P0_Node0_Channel0_Dimm0" }),
	       "0.5.0 0.0.0 ", "the last controller first");
	places(NAMES({ "DIMMA1", "P0_Node0_Channel0_Dimm0" },
		     { "DIMMB1", "P0_Node1_Channel0_Dimm0" }),
	       "0.0.0 0.1.0 ", "controllers of one channel");
	places(NAMES({ "DIMM_P1_I0" }, { "DIMM_P0_A0" }), "1.0.0 0.0.0 ",
	       "Gigabyte, the last package first");
	places(NAMES({ "CPU0_DIMM_Z1" }), "0.25.0 ", "the last letter");
}

static void test_dell(void)
{
	places(NAMES({ "A1" }, { "A8" }, { "A9" }, { "A16" }, { "B2" },
		     { "B16" }),
	       "0.0.0 0.7.0 0.0.1 0.7.1 1.1.0 1.7.1 ", "Dell, two slots each");
	places(NAMES({ "A1" }, { "A8" }, { "B8" }), "0.0.0 0.7.0 1.7.0 ",
	       "Dell, one slot each");
	places(NAMES({ "A8" }, { "A1" }, { "Z8" }), "0.7.0 0.0.0 25.7.0 ",
	       "Dell, the last channel first");
	places(NAMES({ "A1" }, { "A12" }), NULL, "6 channels or 12");
	places(NAMES({ "A1" }, { "A2" }, { "B1" }, { "B2" }), NULL,
	       "letters that may be channels");
	places(NAMES({ "A0" }, { "A8" }), NULL, "a slot that Dell has not");
}

/* Slots "DIMM @first" to "DIMM @last" but for those of @gone. */
static void on_board(const char *product, unsigned int first, unsigned int last,
		     const char *gone, const char *want, const char *what)
{
	cleanup_free struct smbios_slots *slots = calloc(1, sizeof(*slots));
	unsigned int i;

	if (!slots)
		abort();
	for (i = first; i <= last; i++) {
		char number[16];

		snprintf(number, sizeof(number), " %u ", i);
		if (strstr(gone, number))
			continue;
		snprintf(slots->slot[slots->count++].device,
			 sizeof(slots->slot->device), "DIMM %u", i);
	}
	is_placed(slots, product, want, what);
}

#define SD530_PLACES                                       \
	"0.3.0 0.2.0 0.1.0 0.0.0 0.4.0 0.5.0 0.6.0 0.7.0 " \
	"1.7.0 1.6.0 1.5.0 1.4.0 1.0.0 1.1.0 1.2.0 1.3.0 "

/* What the SR630 V4 lacks with one slot a channel. */
#define SR630_GONE " 2 4 6 8 9 11 13 15 18 20 22 24 25 27 29 31 "
#define SR630_SWAPPED " 1 4 6 8 9 11 13 15 18 20 22 24 25 27 29 31 "

static void test_boards(void)
{
	on_board("ThinkSystem SD530 V3", 1, 16, "", SD530_PLACES, "SD530 V3");
	on_board("ThinkSystem SD650-N V3", 1, 16, "", SD530_PLACES,
		 "SD650-N V3");
	on_board("ThinkSystem SR680a V3", 1, 32, "",
		 "0.7.0 0.7.1 0.6.0 0.6.1 0.5.0 0.5.1 0.4.0 0.4.1 "
		 "0.0.1 0.0.0 0.1.1 0.1.0 0.2.1 0.2.0 0.3.1 0.3.0 "
		 "1.7.0 1.7.1 1.6.0 1.6.1 1.5.0 1.5.1 1.4.0 1.4.1 "
		 "1.0.1 1.0.0 1.1.1 1.1.0 1.2.1 1.2.0 1.3.1 1.3.0 ",
		 "SR680a V3");
	on_board("ThinkSystem SR630 V4", 1, 32, SR630_GONE,
		 "0.3.0 0.2.0 0.1.0 0.0.0 0.4.0 0.5.0 0.6.0 0.7.0 "
		 "1.3.0 1.2.0 1.1.0 1.0.0 1.4.0 1.5.0 1.6.0 1.7.0 ",
		 "SR630 V4, one slot a channel");
	on_board("THINKSYSTEM SD530 V3 -[TYPE]-", 1, 16, "", SD530_PLACES,
		 "more behind the name, in any case");
}

static void test_other_boards(void)
{
	on_board(NULL, 1, 16, "", NULL, "no product");
	on_board("", 1, 16, "", NULL, "a product without name");
	on_board("ThinkSystem SD530", 1, 16, "", NULL, "an older one");
	on_board("ThinkSystem SD530 V30", 1, 16, "", NULL, "a longer name");
	on_board("ThinkSystem SR650 V3", 1, 32, "", NULL,
		 "half a table is known");
	on_board("ThinkSystem SR630 V4", 1, 32, "", NULL,
		 "two slots a channel");
	on_board("ThinkSystem SR630 V4", 1, 32, SR630_SWAPPED, NULL,
		 "a number of no slot");
	on_board("ThinkSystem SD530 V3", 1, 15, "", NULL, "a slot too few");
	on_board("ThinkSystem SD530 V3", 2, 17, "", NULL, "another slot");
	on_board("ThinkSystem SD530 V3", 0, 15, "", NULL, "a slot 0");
	on_board("ThinkSystem SR680a V3", 1, 16, "", NULL,
		 "one package of two");
}

static void test_unknown(void)
{
	places(NAMES({ "PROC 1 DIMM 1", "Not Specified" }), NULL, "HPE");
	places(NAMES({ "DIMM 1", "Bank 1" }), NULL, "no package, no channel");
	places(NAMES({ "DIMM_A1", "BANK 0" }), NULL, "no package");
	places(NAMES({ "P1-DIMMA1" }, { "SYSTEM ROM" }), NULL,
	       "one that is not understood");
	places(NAMES({ "P1-DIMMA1" }, { "P1-DIMMA1" }), NULL,
	       "two in one place");
	places(NAMES({ "P1-DIMMA1" }, { "P1-DIMMB1" }, { "P1-DIMMB1" }), NULL,
	       "two in one place behind another");
	places(NAMES({ "P1-DIMMA1x" }), NULL, "more behind it");
	places(NAMES({ "P1-DIMMA" }), NULL, "less than that");
	places(NAMES({ "P1-DIMMA100" }), NULL, "a number that is too large");
	places(NAMES({ "P1-DIMM11" }), NULL, "a number for a letter");
	places(NAMES({ "P1-DIMM" }), NULL, "nothing for a letter");
	places(NAMES({ "P1-DIMM[1" }), NULL, "a sign for a letter");
	places(NAMES({ "" }), NULL, "no name");
}

int main(void)
{
	test_table();
	test_makers();
	test_dell();
	test_boards();
	test_other_boards();
	test_unknown();
	return tap_done();
}
