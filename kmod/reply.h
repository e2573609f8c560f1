/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Write answers as netlink attributes.
 */
#ifndef TDXCTL_REPLY_H
#define TDXCTL_REPLY_H

#include <linux/skbuff.h>

#include "percpu.h"

/* Upper bound, in bytes, of the attributes that describe the helper. */
size_t tdxctl_reply_helper_size(void);

/**
 * tdxctl_reply_put_helper() - describe the helper
 * @skb: message to write to
 *
 * Return: 0 or -EMSGSIZE if @skb has no room, which then holds half of it.
 */
int tdxctl_reply_put_helper(struct sk_buff *skb);

/* Upper bound, in bytes, of the attributes of one row of a read. */
size_t tdxctl_reply_row_size(const struct tdxctl_wants *wants);

/**
 * tdxctl_reply_put_row() - write the answer of one CPU
 * @skb: message to write to
 * @wants: what was asked
 * @row: what came back
 *
 * Return: 0 or -EMSGSIZE if @skb has no room, which then holds half of it.
 */
int tdxctl_reply_put_row(struct sk_buff *skb, const struct tdxctl_wants *wants,
			 const struct tdxctl_row *row);

#endif
