/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Runs a session many times, in many processes or with a look at interrupts. */
#ifndef NLSEND_REPEAT_H
#define NLSEND_REPEAT_H

#include "session.h"

/**
 * repeat_distinct() - print each different line once, in order of the bytes
 * @s: the session
 * @processes: that run it side by side
 * @seconds: for how long, but at least once
 */
void repeat_distinct(const struct session *s, int processes, int seconds);

/**
 * repeat_interrupts() - print what one request costs the CPUs
 * @s: the session; what it prints is dropped
 * @rounds: how often it is run, > 0
 *
 * One line "interrupts: N N N ..." with the lowest decile, over the rounds, of
 * the function-call interrupts that each CPU took while the request was sent: a
 * dump reads the processors then. What else goes on in a kernel adds some to
 * many rounds (the scheduler wakes idle CPUs with them), and in a few a CPU that
 * is about to fall idle looks for calls by itself, without one.
 */
void repeat_interrupts(const struct session *s, int rounds);

#endif
