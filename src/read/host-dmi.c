// SPDX-License-Identifier: GPL-2.0-or-later
/* Who made machine and firmware; never serial numbers or UUIDs. */
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "base/plain.h"
#include "base/util.h"
#include "read/file.h"
#include "read/host-files.h"
#include "read/host-parts.h"

/* Key of the observation and name of the file (drivers/firmware/dmi-id.c). */
static const char *const keys[] = {
	"sys_vendor",	"product_name", "bios_vendor",
	"bios_version", "bios_date",
};

bool host_dmi_has(const char *key)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(keys); i++)
		if (!strcmp(keys[i], key))
			return true;
	return false;
}

static void trim(char *text)
{
	size_t len = strlen(text);

	while (len && isspace((unsigned char)text[len - 1]))
		len--;
	text[len] = '\0';
}

/*
 * Firmware puts anything into these strings; they name a machine, decide
 * nothing, and so are shown as well as can be.
 */
static int collect_key(struct capture *capture, const char *root,
		       const char *key)
{
	struct file_bytes text cleanup_bytes = { 0 };
	char path[64];
	int err;

	snprintf(path, sizeof(path), "/sys/class/dmi/id/%s", key);
	err = file_read(root, path, COLLECT_TEXT_MAX, &text);
	if (!err) {
		trim(text.bytes);
		plain_ascii(text.bytes);
		plain_mask_uuids(text.bytes);
	}
	return file_add(capture, HOST_DMI, key, err, text.bytes);
}

int host_dmi_fill(struct capture *capture, const char *root)
{
	size_t i;
	int err = 0;

	for (i = 0; !err && i < ARRAY_SIZE(keys); i++)
		err = collect_key(capture, root, keys[i]);
	return err;
}
