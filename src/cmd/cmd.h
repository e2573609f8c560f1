/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a sub-command is. */
#ifndef TDXCTL_CMD_CMD_H
#define TDXCTL_CMD_CMD_H

#include <argp.h>

/**
 * struct cmd - one sub-command
 * @name: the word for it
 * @summary: one line for tdxctl --help
 * @argp: its options, for running it and for --list-opts
 * @run: carries it out; argv[0] is "tdxctl NAME"; returns enum exit_status
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
