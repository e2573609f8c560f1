// SPDX-License-Identifier: GPL-2.0-or-later
/* Prints the frequency of this machine's TSC, which QEMU hands on to a guest. */
#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <time.h>

#ifdef __x86_64__

#include <x86intrin.h>

/* Long enough for an error of a few microseconds not to matter. */
#define WINDOW_NS 50000000

/* The TSC at one moment of the clock that QEMU's own timers follow. */
struct moment {
	uint64_t tsc;
	uint64_t ns;
};

static uint64_t now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000000000 + (uint64_t)t.tv_nsec;
}

/*
 * On a busy machine another process may run between two readings: the closest
 * of many tells that none did.
 */
static struct moment look(void)
{
	struct moment best = { 0 };
	uint64_t shortest = UINT64_MAX;
	int i;

	for (i = 0; i < 1000; i++) {
		uint64_t before = now();
		uint64_t tsc = __rdtsc();
		uint64_t took = now() - before;

		if (took < shortest) {
			shortest = took;
			best = (struct moment){ tsc, before + took / 2 };
		}
	}
	return best;
}

int main(void)
{
	const struct timespec window = { .tv_nsec = WINDOW_NS };
	struct moment first = look(), last;

	nanosleep(&window, NULL);
	last = look();
	printf("%" PRIu64 "\n",
	       (last.tsc - first.tsc) * 1000000 / (last.ns - first.ns));
	return 0;
}

#else

/* QEMU has another source there: the guest measures by itself. */
int main(void)
{
	return 0;
}

#endif
