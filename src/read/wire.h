/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Requests and answers of the family as netlink attributes; no socket. */
#ifndef TDXCTL_READ_WIRE_H
#define TDXCTL_READ_WIRE_H

#include <linux/netlink.h>
#include <netlink/msg.h>

#include "capture/helper.h"
#include "capture/obs.h"
#include "read/source-request.h"

/**
 * wire_put_read() - write a read request
 * @msg: empty message
 * @family: numeric id of the family
 * @request: what to read; more keys than the helper takes are its to refuse
 *
 * Return: 0 or -ENOMEM.
 */
int wire_put_read(struct nl_msg *msg, int family,
		  const struct source_request *request);

/**
 * wire_get_row() - read the answer of one CPU
 * @nlh: the message
 * @request: what was asked
 * @out: gets an observation per key of the request
 *
 * Unknown attributes are ignored. SEAMCALLs of a CPU that could not enter VMX
 * operation are unsupported, with a reason. So are those that raised #UD because
 * the helper cannot enter it (SOURCE_VMX_CANNOT).
 *
 * Return: 0, -ENOMEM, or -EBADMSG if the row lacks what was asked for or an
 * attribute has the wrong size.
 */
int wire_get_row(const struct nlmsghdr *nlh,
		 const struct source_request *request, struct obs_list *out);

/**
 * wire_put_helper_get() - write the request for what the helper says of itself
 * @msg: empty message
 * @family: numeric id of the family
 *
 * Return: 0 or -ENOMEM.
 */
int wire_put_helper_get(struct nl_msg *msg, int family);

/**
 * struct wire_helper - what the helper says of itself; "" where it does not
 * @version: of its package, cut if it is too long
 * @flags: what it can do, see helper_entry()
 */
struct wire_helper {
	char version[64];
	char flags[HELPER_FLAGS_MAX];
};

/* Read the answer to wire_put_helper_get(). */
void wire_get_helper(const struct nlmsghdr *nlh, struct wire_helper *helper);

/* Version of the family that the sender of a message speaks. */
unsigned int wire_version(const struct nlmsghdr *nlh);

/**
 * struct wire_verdict - how a request ended
 * @error: negative errno of the kernel, 0 for success
 * @text: extended-ACK text, or NULL; points into the message
 */
struct wire_verdict {
	int error;
	const char *text;
};

/**
 * wire_get_verdict() - read NLMSG_ERROR or NLMSG_DONE
 *
 * Return: the verdict; -EBADMSG as its error if the message is cut short.
 */
struct wire_verdict wire_get_verdict(const struct nlmsghdr *nlh);

#endif
