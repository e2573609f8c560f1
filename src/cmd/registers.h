/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Commands that read registers of CPUs and show them in groups. */
#ifndef TDXCTL_CMD_REGISTERS_H
#define TDXCTL_CMD_REGISTERS_H

#include <argp.h>
#include <stdio.h>

#include "base/exit.h"
#include "capture/missing.h"
#include "capture/obs.h"
#include "cmd/opts.h"
#include "cmd/which-host.h"
#include "show/table.h"

/* The most tables that the document of such a command has. */
#define SHOW_TABLES_MAX 8

/**
 * struct show - one such command, and its answer
 * @command: "keyid"
 * @keys: what is read of each CPU
 * @nkeys: number of keys
 * @ntables: members of its JSON document, at most SHOW_TABLES_MAX
 * @groups: which of them text shows
 * @answer: for the functions below; zeroed
 * @missing: in @answer: what was not had; is filled in before @build
 * @tables: fill in all tables; also of an answer that is zeroed
 * @build: make the answer; reads what it needs of the host's files. Returns 0 or
 *         -ENOMEM
 * @text: print the answer for a person; returns 0 or a negative errno
 * @exit: its exit status
 */
struct show {
	const char *command;
	const struct obs_key *keys;
	size_t nkeys;
	size_t ntables;
	size_t groups;
	void *answer;
	struct missing_list *missing;
	void (*tables)(const void *answer, struct table *tables);
	int (*build)(void *answer, const struct obs_list *observations,
		     const struct reading_cpus *cpus, const struct view *view);
	int (*text)(const void *answer, const struct table *groups,
		    const struct text_options *how, FILE *out);
	enum exit_status (*exit)(const void *answer);
};

/* Parser and children of such a command's argp: it has no options of its own. */
error_t registers_parse(int key, char *arg, struct argp_state *state);
extern const struct argp_child registers_children[];

/* The end of --help: the columns of the groups. */
void registers_help_end(const struct show *show, FILE *out);

/**
 * registers_run() - carry the command out
 * @show: the command
 * @argp: with registers_parse() and registers_children
 * @argc: as of the command
 * @argv: as of the command
 *
 * Return: enum exit_status.
 */
int registers_run(const struct show *show, const struct argp *argp, int argc,
		  char **argv);

#endif
