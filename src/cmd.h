/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a sub-command is. */
#ifndef TDXCTL_CMD_H
#define TDXCTL_CMD_H

#include <argp.h>

/* Exit status of every command; see tdxctl(8). */
enum cmd_exit {
	EXIT_ALL_WELL = 0,
	EXIT_FAULT = 1,		/* a fault was found */
	EXIT_UNKNOWN = 2,	/* could not tell */
	EXIT_BAD_USAGE = 64,	/* syntax, unknown leaf or column, no such CPU */
};

/**
 * struct cmd - one sub-command
 * @name: the word for it
 * @summary: one line for tdxctl --help
 * @argp: its options, for running it and for --list-opts
 * @run: carries it out; argv[0] is "tdxctl NAME"; returns enum cmd_exit
 */
struct cmd {
	const char *name;
	const char *summary;
	const struct argp *argp;
	int (*run)(int argc, char **argv);
};

extern const struct cmd cmd_check;
extern const struct cmd cmd_probe;
extern const struct cmd cmd_keyid;
extern const struct cmd cmd_vmx;
extern const struct cmd cmd_decode;
extern const struct cmd cmd_snapshot;

#endif
