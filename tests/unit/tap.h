/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Prints the results of a unit test in the Test Anything Protocol. */
#ifndef TDXCTL_TAP_H
#define TDXCTL_TAP_H

#include <inttypes.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The only state: one test program is one TAP stream. */
static struct {
	unsigned int planned;
	unsigned int run;
	unsigned int failed;
} tap_state;

/** plan() - say how many results follow; without it tap_done() says so */
static inline void plan(unsigned int tests)
{
	tap_state.planned = tests;
	printf("1..%u\n", tests);
}

/** diag() - a remark that is no result */
__attribute__((format(printf, 1, 2))) static inline void
diag(const char *format, ...)
{
	va_list args;

	fflush(stdout);
	fputs("# ", stderr);
	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
	fputc('\n', stderr);
}

__attribute__((format(printf, 2, 0))) static inline bool
tap_result(bool good, const char *format, va_list args)
{
	tap_state.run++;
	if (!good)
		tap_state.failed++;
	printf("%sok %u - ", good ? "" : "not ", tap_state.run);
	vprintf(format, args);
	putchar('\n');
	fflush(stdout);
	return good;
}

/** ok() - one result; returns the condition */
__attribute__((format(printf, 2, 3))) static inline bool
ok(bool good, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	tap_result(good, format, args);
	va_end(args);
	return good;
}

/** bail_out() - end the stream: nothing that follows could be judged */
__attribute__((format(printf, 1, 2), noreturn)) static inline void
bail_out(const char *format, ...)
{
	va_list args;

	fputs("Bail out! ", stdout);
	va_start(args, format);
	vprintf(format, args);
	va_end(args);
	putchar('\n');
	exit(1);
}

/** skip() - one result that could not be had here, with the reason */
static inline void skip(const char *reason)
{
	tap_state.run++;
	printf("ok %u # SKIP %s\n", tap_state.run, reason);
}

/** is_str() - two strings are equal; NULL equals only NULL */
__attribute__((format(printf, 3, 4))) static inline bool
is_str(const char *got, const char *want, const char *format, ...)
{
	bool good = got && want ? strcmp(got, want) == 0 : got == want;
	va_list args;

	va_start(args, format);
	tap_result(good, format, args);
	va_end(args);
	if (!good)
		diag("got '%s', want '%s'", got ? got : "(null)",
		     want ? want : "(null)");
	return good;
}

/** is_u64() - two numbers are equal */
__attribute__((format(printf, 3, 4))) static inline bool
is_u64(uint64_t got, uint64_t want, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	tap_result(got == want, format, args);
	va_end(args);
	if (got != want)
		diag("got 0x%" PRIx64 ", want 0x%" PRIx64, got, want);
	return got == want;
}

#define TAP_FNV_START 0xcbf29ce484222325ULL

/** tap_fnv() - carry a FNV-1a checksum over a text */
static inline uint64_t tap_fnv(uint64_t hash, const char *text)
{
	for (; *text; text++)
		hash = (hash ^ (unsigned char)*text) * 0x100000001b3ULL;
	return hash;
}

/** tap_done() - end of the stream; return it from main() */
static inline int tap_done(void)
{
	if (!tap_state.planned)
		printf("1..%u\n", tap_state.run);
	else if (tap_state.planned != tap_state.run)
		diag("planned %u results, had %u", tap_state.planned,
		     tap_state.run);
	return tap_state.failed ||
	       (tap_state.planned && tap_state.planned != tap_state.run);
}

#endif
