/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Finds package, channel and slot in what a firmware calls its memory slots. */
#ifndef TDXCTL_READ_DIMM_LOCATOR_H
#define TDXCTL_READ_DIMM_LOCATOR_H

#include <stdbool.h>
#include <stddef.h>

#include "read/smbios.h"

/* Where a slot is; all count from 0. */
struct locator_place {
	unsigned int socket;
	unsigned int channel;
	unsigned int slot;
};

enum locator_rule {
	LOCATOR_LETTER,		/* the channel is a letter, or a number */
	LOCATOR_CONTINUED,	/* letters go on from one package to the next */
	LOCATOR_DELL,		/* a letter for the package, then first slots of
				 * all channels, then second slots
				 */
	LOCATOR_BOARD,		/* a number alone, which goes on from one
				 * package to the next: see the board's table
				 */
};

/**
 * struct locator_pattern - one way to name memory slots
 * @text: upper case, found in any case, the whole locator; %S package, %M
 *        memory controller, %C channel, %N slot, each a number; %L a letter
 * @bank: it is the Bank Locator that names them, not the Device Locator
 * @rule: what the numbers mean
 * @source: where it is found
 */
struct locator_pattern {
	const char *text;
	bool bank;
	enum locator_rule rule;
	const char *source;
};

extern const struct locator_pattern dimm_locator_patterns[];
extern const size_t dimm_locator_patterns_count;

/**
 * struct locator_board - where the slots are that have a number alone
 * @product: DMI's product_name, or what it begins with, up to a space
 * @slots: a character for each number, from 1: the letter of a channel, in
 *         upper case for its slot 0, in lower case for its slot 1; "-" where no
 *         slot has that number
 * @package: how many of these are of one package
 * @source: the maker's table
 */
struct locator_board {
	const char *product;
	const char *slots;
	unsigned int package;
	const char *source;
};

extern const struct locator_board dimm_locator_boards[];
extern const size_t dimm_locator_boards_count;

/**
 * dimm_locator_find() - the places of all slots of a machine
 * @slots: all of them, empty ones as well: numbers start at the lowest
 * @product: DMI's product_name; NULL if unknown
 * @places: gets as many
 *
 * Return: the pattern by which they were found; NULL if none fits all slots,
 * or if two of them would be in one place.
 */
const struct locator_pattern *
dimm_locator_find(const struct smbios_slots *slots, const char *product,
		  struct locator_place *places);

#endif
