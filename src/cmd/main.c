// SPDX-License-Identifier: GPL-2.0-or-later
/* The command line before the command: finds and runs it. */
#include <argp.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "base/diag.h"
#include "base/exit.h"
#include "base/util.h"
#include "cmd/cmd.h"
#include "cmd/opts.h"

const char *argp_program_version = "tdxctl " PACKAGE_VERSION;

static const struct cmd *const commands[] = {
	&cmd_check,
	&cmd_probe,
	&cmd_keyid,
	&cmd_vmx,
	&cmd_decode,
	&cmd_snapshot,
};

enum {
	KEY_LIST_CMDS = 0x100,
	KEY_LIST_OPTS,
};

/* What stands before the command, and where that is. */
struct arguments {
	int command;		/* index into argv, 0 if there is none */
	bool list_cmds;
	const char *list_opts;
};

static const struct argp_option options[] = {
	{ "list-cmds", KEY_LIST_CMDS, NULL, OPTION_HIDDEN, NULL, 0 },
	{ "list-opts", KEY_LIST_OPTS, "COMMAND", OPTION_HIDDEN, NULL, 0 },
	{ 0 },
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct arguments *arguments = state->input;

	switch (key) {
	case KEY_LIST_CMDS:
		arguments->list_cmds = true;
		return 0;
	case KEY_LIST_OPTS:
		arguments->list_opts = arg;
		return 0;
	case ARGP_KEY_ARG:
		/* The rest of the line is the command's. */
		arguments->command = state->next - 1;
		state->next = state->argc;
		return 0;
	}
	return ARGP_ERR_UNKNOWN;
}

static void list_commands(FILE *out)
{
	size_t i;

	fputs("Commands:\n", out);
	for (i = 0; i < ARRAY_SIZE(commands); i++)
		fprintf(out, "  %-10s %s\n", commands[i]->name,
			commands[i]->summary);
	fputs("\nSee 'tdxctl COMMAND --help' and tdxctl(8).", out);
}

static char *help_filter(int key, const char *text, void *input)
{
	(void)input;
	return opts_help_end(key, text, list_commands);
}

static const struct argp argp = {
	.options = options,
	.parser = parse,
	.args_doc = "COMMAND [OPTIONS]",
	.doc = "Tell why Intel TDX does not work on this server and what to change."
	       "\v",
	.help_filter = help_filter,
};

static const struct cmd *find(const char *name)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(commands); i++)
		if (!strcmp(commands[i]->name, name))
			return commands[i];
	diag_error("unknown command '%s'", name);
	diag_hint("'tdxctl --help' lists the commands");
	return NULL;
}

static int list(const struct arguments *arguments)
{
	const struct cmd *cmd;
	size_t i;

	if (arguments->list_cmds) {
		for (i = 0; i < ARRAY_SIZE(commands); i++)
			puts(commands[i]->name);
		return EXIT_ALL_WELL;
	}
	cmd = find(arguments->list_opts);
	if (!cmd)
		return EXIT_BAD_USAGE;
	opts_list(cmd->argp, stdout);
	return EXIT_ALL_WELL;
}

static int run(const struct cmd *cmd, int argc, char **argv)
{
	char name[32];

	/* argp names the program by argv[0] in its messages and usage. */
	snprintf(name, sizeof(name), "tdxctl %s", cmd->name);
	argv[0] = name;
	diag_set_command(cmd->name);
	return cmd->run(argc, argv);
}

int main(int argc, char **argv)
{
	char program[] = "tdxctl";
	struct arguments arguments = { 0 };
	const struct cmd *cmd;

	/* Messages name the program alike, however it was found. */
	if (argc)
		argv[0] = program;
	if (argp_parse(&argp, argc, argv, ARGP_IN_ORDER, NULL, &arguments))
		return EXIT_BAD_USAGE;
	if (arguments.list_cmds || arguments.list_opts)
		return list(&arguments);
	if (!arguments.command) {
		diag_error("no command given");
		diag_hint("'tdxctl --help' lists the commands");
		return EXIT_BAD_USAGE;
	}
	cmd = find(argv[arguments.command]);
	if (!cmd)
		return EXIT_BAD_USAGE;
	return run(cmd, argc - arguments.command, argv + arguments.command);
}
