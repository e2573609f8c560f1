// SPDX-License-Identifier: GPL-2.0-or-later
/* What a host says of itself that matters for TDX, as observations. */
#include "read/host-files.h"

#include "base/util.h"
#include "read/host-parts.h"

int collect_host(struct capture *capture, const char *root)
{
	static int (*const parts[])(struct capture *, const char *) = {
		collect_files, collect_kconfig, collect_dmi,
		collect_dimm,  collect_ioctl,	collect_log,
	};
	size_t i;
	int err;

	for (i = 0; i < ARRAY_SIZE(parts); i++) {
		err = parts[i](capture, root);
		if (err)
			return err;
	}
	return 0;
}
