/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Random numbers that a seed repeats. */
#ifndef NLSTORM_RANDOM_H
#define NLSTORM_RANDOM_H

#include <stdint.h>
#include <unistd.h>

struct random {
	uint64_t state;	/* not 0 */
};

/* xorshift64* */
static inline unsigned int random_below(struct random *r, unsigned int limit)
{
	r->state ^= r->state >> 12;
	r->state ^= r->state << 25;
	r->state ^= r->state >> 27;
	return (unsigned int)((r->state * UINT64_C(0x2545f4914f6cdd1d)) >> 33) %
	       limit;
}

static inline void random_sleep(struct random *r, unsigned int most_us)
{
	usleep(random_below(r, most_us) + 1);
}

#endif
