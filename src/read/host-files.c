// SPDX-License-Identifier: GPL-2.0-or-later
/* What a host says of itself that matters for TDX, as observations. */
#include "read/host-files.h"

#include "base/util.h"
#include "read/host-parts.h"

int host_files_fill(struct capture *capture, const char *root)
{
	static int (*const parts[])(struct capture *, const char *) = {
		host_sysfs_fill, host_kconfig_fill, host_dmi_fill,
		host_dimm_fill,	 host_kvm_fill,	    host_log_fill,
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
