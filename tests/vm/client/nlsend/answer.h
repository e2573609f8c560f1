/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Prints a netlink message of the kernel as one line of text. */
#ifndef NLSEND_ANSWER_H
#define NLSEND_ANSWER_H

#include <stdbool.h>
#include <stdio.h>

#include <linux/netlink.h>

#include "message.h"

/**
 * struct answer_style - how answers are printed
 * @cmd: command that was sent; another one in the answer is named
 * @masks: paths ("5.11") of attributes whose values are printed as a star
 * @nmasks: number of them
 */
struct answer_style {
	int cmd;
	const char *masks[8];
	int nmasks;
};

/**
 * answer_print() - print one message
 * @out: where to
 * @nlh: the message; nlmsg_len was checked
 * @request: what it answers, to name the attribute that an error points at
 * @style: how
 *
 * Lines: "row vN: TYPE=VALUE TYPE{...}" of a dump, "reply vN: ..." of another
 * request; "done", "ack", or "done|error ERRNO [at PATH] [missing TYPE [in
 * PATH]]: TEXT".
 *
 * Return: whether the conversation is over.
 */
bool answer_print(FILE *out, const struct nlmsghdr *nlh,
		  const struct message *request,
		  const struct answer_style *style);

#endif
