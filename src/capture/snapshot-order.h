/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Finds what a snapshot says twice, and brings groups of a key together. */
#ifndef TDXCTL_CAPTURE_SNAPSHOT_ORDER_H
#define TDXCTL_CAPTURE_SNAPSHOT_ORDER_H

#include <stddef.h>

#include "capture/snapshot-obs.h"

struct seen;

/**
 * struct seen_list - the observations of a document; starts zeroed
 * @items: one each, in the order of the document; owned
 * @count: number of them
 * @groups: as many of them are groups of the capture
 */
struct seen_list {
	struct seen *items;
	size_t count;
	size_t groups;
};

void snapshot_order_free(struct seen_list *list);

#define cleanup_seen __attribute__((cleanup(snapshot_order_free)))

/**
 * snapshot_order_add() - append an observation
 * @observed: what it is of; copied
 * @is_group: whether it is the next group of the capture
 *
 * Return: 0 or -ENOMEM.
 */
int snapshot_order_add(struct seen_list *list, const struct observed *observed,
		       bool is_group);

/**
 * snapshot_order() - bring the groups of a capture into their order
 * @list: all observations; not to be used any more
 * @capture: its groups are in the order of the document
 * @problem: set to the first observation that says what another one did
 *
 * Return: 0, -EINVAL or -ENOMEM.
 */
int snapshot_order(struct seen_list *list, struct capture *capture,
		   char *problem);

#endif
