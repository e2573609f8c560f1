// SPDX-License-Identifier: GPL-2.0-or-later
/* Which memory slots hold a module, from SMBIOS; only root may read it. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/util.h"
#include "read/dimm-locator.h"
#include "read/file.h"
#include "read/host-parts.h"
#include "read/smbios.h"

/* A structure has 255 bytes and as many strings at most; these are short. */
#define STRUCTURE_MAX 4096

/* The kernel maps no more (drivers/firmware/dmi_scan.c, 32 bits of length). */
#define TABLE_MAX (4U << 20)

static int add_file(struct smbios_slots *slots, const char *root,
		    const char *path, size_t max)
{
	struct file_bytes bytes cleanup_bytes = { 0 };
	int err = file_read(root, path, max, &bytes);

	if (err)
		return err;
	return smbios_add_slots(slots, (const unsigned char *)bytes.bytes,
				bytes.len);
}

/* Entries of a type are numbered without gaps (drivers/firmware/dmi-sysfs.c). */
static int read_entries(struct smbios_slots *slots, const char *root)
{
	char path[64];
	unsigned int i;
	int err;

	for (i = 0; i <= SMBIOS_SLOTS_MAX; i++) {
		snprintf(path, sizeof(path),
			 "/sys/firmware/dmi/entries/17-%u/raw", i);
		err = add_file(slots, root, path, STRUCTURE_MAX);
		if (err)
			return i && err == -ENOENT ? 0 : err;
	}
	return -E2BIG;
}

/*
 * Entries come from a driver that may be a module, which nothing loads by
 * itself; the table, with the same structures, is always there.
 */
static int read_slots(struct smbios_slots *slots, const char *root)
{
	int err = read_entries(slots, root);

	if (err == -ENOENT)
		err = add_file(slots, root, "/sys/firmware/dmi/tables/DMI",
			       TABLE_MAX);
	if (!err && !slots->count)
		err = -ENOENT;
	return err;
}

static int compare_dimms(const void *a, const void *b)
{
	const struct capture_dimm *x = a, *y = b;

	if (x->socket != y->socket)
		return x->socket < y->socket ? -1 : 1;
	if (x->channel != y->channel)
		return x->channel < y->channel ? -1 : 1;
	return x->slot < y->slot ? -1 : x->slot > y->slot;
}

/* Return: how many; -1 if the size of one is unknown. */
static int fill(struct capture_dimm *dimms, const struct smbios_slots *slots,
		const struct locator_place *places)
{
	int n = 0;
	size_t i;

	for (i = 0; i < slots->count; i++) {
		if (!slots->slot[i].filled)
			continue;
		if (!slots->slot[i].mib)
			return -1;
		dimms[n++] = (struct capture_dimm){
			.socket = places[i].socket,
			.channel = places[i].channel,
			.slot = places[i].slot,
			.mib = slots->slot[i].mib,
		};
	}
	qsort(dimms, (size_t)n, sizeof(*dimms), compare_dimms);
	return n;
}

/* DMI is collected before. */
static const char *product_name(const struct capture *capture)
{
	const struct host_obs *host =
		capture_find_host(capture, HOST_DMI, "product_name");

	return host ? host->text : NULL;
}

/*
 * One slot that is not understood spoils them all: checks count channels, and
 * would find one missing.
 */
static int add_population(struct capture *capture,
			  const struct smbios_slots *slots)
{
	struct locator_place places[SMBIOS_SLOTS_MAX];
	cleanup_free struct capture_dimm *dimms =
		calloc(slots->count, sizeof(*dimms));
	struct host_obs *host;
	int n = -1;

	if (!dimms)
		return -ENOMEM;
	if (dimm_locator_find(slots, product_name(capture), places))
		n = fill(dimms, slots, places);
	host = capture_add_host(capture, HOST_DIMM, "population",
				n < 0 ? OBS_UNSUPPORTED : OBS_READ, NULL);
	if (!host)
		return -ENOMEM;
	if (n <= 0)
		return 0;
	host->dimms = dimms;
	host->ndimms = (size_t)n;
	dimms = NULL;
	return 0;
}

int host_dimm_fill(struct capture *capture, const char *root)
{
	cleanup_free struct smbios_slots *slots = calloc(1, sizeof(*slots));
	int err;

	if (!slots)
		return -ENOMEM;
	err = read_slots(slots, root);
	if (err)
		return file_add(capture, HOST_DIMM, "population", err, NULL);
	return add_population(capture, slots);
}
