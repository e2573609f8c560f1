/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The exit statuses of tdxctl. */
#ifndef TDXCTL_BASE_EXIT_H
#define TDXCTL_BASE_EXIT_H

/* Exit status of every command; see tdxctl(8). */
enum exit_status {
	EXIT_ALL_WELL = 0,
	EXIT_FAULT = 1,		/* a fault was found */
	EXIT_UNKNOWN = 2,	/* could not tell */
	EXIT_BAD_USAGE = 64,	/* syntax, unknown leaf or column, no such CPU */
};

#endif
