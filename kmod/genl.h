/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The generic-netlink family: registration.
 */
#ifndef TDXCTL_GENL_H
#define TDXCTL_GENL_H

/* Return: 0 or a negative errno of the generic-netlink core. */
int tdxctl_genl_register(void);
void tdxctl_genl_unregister(void);

#endif
