/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Turn the attributes of a read request into wants, or into a refusal.
 */
#ifndef TDXCTL_REQUEST_H
#define TDXCTL_REQUEST_H

#include <linux/netlink.h>
#include <net/netlink.h>

#include "percpu.h"

extern const struct nla_policy tdxctl_read_policy[TDXCTL_A_READ_MAX + 1];

/**
 * tdxctl_request_parse() - check a read request and note what it wants
 * @nlh: the request; its attributes have passed tdxctl_read_policy
 * @c: gets its CPUs and wants
 * @extack: gets text and attribute of a refusal
 *
 * Context: process context, for the hypervisor bit is read on this CPU.
 * Return: 0 or one of the errors that the uapi header lists.
 */
int tdxctl_request_parse(const struct nlmsghdr *nlh,
			 struct tdxctl_collection *c,
			 struct netlink_ext_ack *extack);

#endif
