/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Cache write-back owed by CPUs on which SEAM software has run.
 */
#ifndef TDXCTL_WRITEBACK_H
#define TDXCTL_WRITEBACK_H

/**
 * tdxctl_writeback_note() - this CPU's cache may hold lines of SEAM software
 *
 * Context: any, without migration.
 */
void tdxctl_writeback_note(void);

/**
 * tdxctl_writeback_all() - write back the caches of all noted CPUs
 *
 * One CPU after another.  A noted CPU that went offline needs nothing: its
 * idle loop wrote its cache back (but for a measured launch with tboot, which
 * takes the CPU away before).
 *
 * Context: process context; milliseconds per CPU.  No SEAMCALL may run in
 * parallel: the caller has stopped collections.
 */
void tdxctl_writeback_all(void);

#endif
