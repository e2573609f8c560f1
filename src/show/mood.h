/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How what happened is to be felt. */
#ifndef TDXCTL_SHOW_MOOD_H
#define TDXCTL_SHOW_MOOD_H

#include "ref/status.h"
#include "show/table.h"

/* The mood of a cell that shows a status. */
static inline enum cell_mood mood_of_gravity(enum status_gravity gravity)
{
	static const enum cell_mood moods[] = {
		[STATUS_GOOD] = MOOD_GOOD,
		[STATUS_WARN] = MOOD_WARN,
		[STATUS_BAD] = MOOD_BAD,
	};

	return moods[gravity];
}

#endif
