/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reads the memory slots out of SMBIOS structures. */
#ifndef TDXCTL_READ_SMBIOS_H
#define TDXCTL_READ_SMBIOS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SMBIOS_TEXT_MAX 64

/* 16 packages with 12 channels of 2 slots, and as much again. */
#define SMBIOS_SLOTS_MAX 768

/**
 * struct smbios_slot - a memory slot (DSP0134 7.18)
 * @device: Device Locator
 * @bank: Bank Locator
 * @filled: there is a module in it
 * @mib: its size in MiB, 0 if unknown
 */
struct smbios_slot {
	char device[SMBIOS_TEXT_MAX];
	char bank[SMBIOS_TEXT_MAX];
	bool filled;
	uint64_t mib;
};

/* Memory slots in the order of the table; starts zeroed. */
struct smbios_slots {
	struct smbios_slot slot[SMBIOS_SLOTS_MAX];
	size_t count;
};

/**
 * smbios_add_slots() - append the memory slots of a run of structures
 * @slots: where to
 * @bytes: structures one behind the other, each with its strings; anything
 * @len: number of bytes
 *
 * Return: 0, -EINVAL if they are no SMBIOS structures or a locator is too
 * long, -E2BIG if there are too many.
 */
int smbios_add_slots(struct smbios_slots *slots, const unsigned char *bytes,
		     size_t len);

#endif
