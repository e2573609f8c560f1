/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a host's files say that matters for TDX, as observations. */
#ifndef TDXCTL_READ_HOST_FILES_H
#define TDXCTL_READ_HOST_FILES_H

#include "capture/capture.h"

/**
 * host_files_fill() - observe everything of a host that is not of its CPUs
 * @capture: gets the observations; @capture->ident and @capture->cpus are set
 * @root: prefix of every path, "" for none; below one there is no ioctl
 *
 * Every observation is made, with its error where there is no value.
 *
 * Return: 0 or -ENOMEM.
 */
int host_files_fill(struct capture *capture, const char *root);

/* Whether a DMI string is one that is collected: none that numbers a machine. */
bool host_dmi_has(const char *key);

#endif
