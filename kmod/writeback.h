/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Cache write-back owed by CPUs on which SEAM software has run.
 */
#ifndef TDXCTL_WRITEBACK_H
#define TDXCTL_WRITEBACK_H

#include <linux/types.h>

/**
 * tdxctl_writeback_init() - prepare for tdxctl_writeback_all()
 *
 * Context: before the helper can be asked for anything.
 */
void tdxctl_writeback_init(void);

/**
 * tdxctl_writeback_note() - SEAM software may run on this CPU from now on
 *
 * Context: any, without migration.
 * Return: whether that is new, so that tdxctl_writeback_forget() may follow.
 */
bool tdxctl_writeback_note(void);

/**
 * tdxctl_writeback_forget() - SEAM software did not run on this CPU after all
 *
 * Context: that of the tdxctl_writeback_note() which it takes back.
 */
void tdxctl_writeback_forget(void);

/**
 * tdxctl_writeback_all() - write back the caches of all noted CPUs
 *
 * Once for each core, one after another.  A CPU that does not answer within ten
 * seconds is named in the kernel log, and another one of its core is asked.  A
 * noted CPU that went offline needs nothing: its idle loop wrote its cache back
 * (but for a measured launch with tboot, which takes the CPU away before).
 *
 * Context: process context; milliseconds per core.  No SEAMCALL may run in
 * parallel: the caller has stopped collections.
 */
void tdxctl_writeback_all(void);

#endif
