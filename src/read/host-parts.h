/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The observations of a host by topic; each part makes all of its own. */
#ifndef TDXCTL_READ_HOST_PARTS_H
#define TDXCTL_READ_HOST_PARTS_H

#include "capture/capture.h"

/* All take what host_files_fill() takes, and return 0 or -ENOMEM. */

/* HOST_FILE */
int host_sysfs_fill(struct capture *capture, const char *root);

/* HOST_KCONFIG, of the kernel that @capture->ident names */
int host_kconfig_fill(struct capture *capture, const char *root);

/* HOST_DMI */
int host_dmi_fill(struct capture *capture, const char *root);

/* HOST_DIMM */
int host_dimm_fill(struct capture *capture, const char *root);

/* HOST_IOCTL */
int host_kvm_fill(struct capture *capture, const char *root);

/* HOST_LOG */
int host_log_fill(struct capture *capture, const char *root);

#endif
