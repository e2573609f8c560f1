/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The senders that a stream names. */
#ifndef NLSTORM_WHO_H
#define NLSTORM_WHO_H

/* As in tests/storm/family.py. */
enum who {
	WHO_ROOT,
	WHO_NOBODY,
	WHO_USER_NS,
	WHO_NET_NS,
	WHO_BOTH_NS,
	WHO_ALL_BUT_RAWIO,	/* root without the one capability */
	WHO_ONE_CAP = 16,	/* and up: a user with capability WHO - 16 only */
	WHO_MAX = WHO_ONE_CAP + 41,
};

/* who_become() - for good; returns -1 where the kernel lacks that capability */
int who_become(int who);

#endif
