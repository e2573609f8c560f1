/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Read a scenario: lines of "CPUS: word=value ...".
 */
#ifndef TDXEMU_SCENARIO_H
#define TDXEMU_SCENARIO_H

/**
 * emu_scenario_set() - become the host that a scenario describes
 * @text: the whole scenario; overwritten
 *
 * A healthy host, changed line by line; all counters start at zero.  If any
 * word is wrong, nothing changes and the log names the line.
 *
 * Context: process context; may sleep.
 * Return: 0, -EINVAL, -ENOMEM.
 */
int emu_scenario_set(char *text);

#endif
