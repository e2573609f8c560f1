/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The observations of a host by topic; each part makes all of its own. */
#ifndef TDXCTL_READ_HOST_PARTS_H
#define TDXCTL_READ_HOST_PARTS_H

#include "capture/capture.h"

/* All take what collect_host() takes, and return 0 or -ENOMEM. */

/* HOST_FILE */
int collect_files(struct capture *capture, const char *root);

/* HOST_KCONFIG, of the kernel that @capture->ident names */
int collect_kconfig(struct capture *capture, const char *root);

/* HOST_DMI */
int collect_dmi(struct capture *capture, const char *root);

/* HOST_DIMM */
int collect_dimm(struct capture *capture, const char *root);

/* HOST_IOCTL */
int collect_ioctl(struct capture *capture, const char *root);

/* HOST_LOG */
int collect_log(struct capture *capture, const char *root);

#endif
