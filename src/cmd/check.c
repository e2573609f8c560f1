// SPDX-License-Identifier: GPL-2.0-or-later
/* tdxctl check: find out why TDX does not work here, and what to do about it. */
#include <errno.h>
#include <string.h>

#include "base/diag.h"
#include "base/exit.h"
#include "base/output.h"
#include "cmd/cmd.h"
#include "cmd/opts.h"
#include "cmd/print-answer.h"
#include "cmd/which-host.h"
#include "judge/verdict.h"
#include "read/read-host.h"
#include "show/check-explain.h"
#include "show/verdict-table.h"
#include "show/verdict-text.h"
#include "show/verdict-ticket.h"

enum {
	KEY_EXPLAIN = 0x200,
	KEY_LIST,
	KEY_TICKET,
};

struct arguments {
	struct opts_output output;
	struct reading reading;
	const char *explain;
	bool list;
	bool ticket;
};

static const struct argp_option options[] = {
	{ "explain", KEY_EXPLAIN, "ID", 0,
	  "Say what a check asks, why, and how to see it by hand", 1 },
	{ "list", KEY_LIST, NULL, 0, "List the checks", 1 },
	{ "ticket", KEY_TICKET, NULL, 0,
	  "Write Markdown to paste into a ticket of the vendor or provider",
	  1 },
	{ 0 },
};

static const struct argp_child children[] = {
	{ &opts_reading_argp, 0, NULL, 0 },
	{ &opts_output_argp, 0, NULL, 0 },
	{ &opts_vmx_argp, 0, NULL, 0 },
	{ 0 },
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct arguments *arguments = state->input;

	switch (key) {
	case ARGP_KEY_INIT:
		state->child_inputs[0] = &arguments->reading;
		state->child_inputs[1] = &arguments->output;
		state->child_inputs[2] = &arguments->reading;
		return 0;
	case KEY_EXPLAIN:
		if (check_find(arg) == CHECK_NONE)
			opts_usage_error("--explain: there is no check '%s'",
					 arg);
		arguments->explain = arg;
		return 0;
	case KEY_LIST:
		arguments->list = true;
		return 0;
	case KEY_TICKET:
		arguments->ticket = true;
		return 0;
	case ARGP_KEY_ARG:
		opts_usage_error("unexpected operand '%s'", arg);
	}
	return ARGP_ERR_UNKNOWN;
}

static void print_help_end(FILE *out)
{
	static const struct verdict nothing;
	struct table tables[VERDICT_TABLES];

	verdict_tables(&nothing, tables);
	fputs("Columns of the table of checks:\n", out);
	opts_list_columns(&tables[VERDICT_TABLE_CHECKS], out);
	fputs("\nSee tdxctl-check(8).", out);
}

static char *help_filter(int key, const char *text, void *input)
{
	(void)input;
	return opts_help_end(key, text, print_help_end);
}

static const struct argp argp = {
	.options = options,
	.parser = parse,
	.doc = "Find out why TDX does not work here, and what to do about it."
	       "\v",
	.children = children,
	.help_filter = help_filter,
};

static int print_ticket(const void *answer, const struct table *table,
			const struct opts_output *opts, FILE *out)
{
	(void)table;
	(void)opts;
	return verdict_ticket(answer, out);
}

static int print_text(const void *answer, const struct table *table,
		      const struct opts_output *opts, FILE *out)
{
	struct text_options how = opts_text_options(opts);

	return verdict_text(answer, table, &how, out);
}

/* Answers about the checks themselves need no host. */
static int print_about(const struct arguments *arguments)
{
	struct text_options how = opts_text_options(&arguments->output);
	struct output output cleanup_output = { 0 };
	int err;

	if (arguments->output.quiet)
		return EXIT_ALL_WELL;
	err = output_begin(&output, arguments->output.output_file);
	if (!err && arguments->explain)
		err = check_explain(check_find(arguments->explain), &how,
				    output.stream);
	else if (!err)
		err = check_explain_list(&how, output.stream);
	if (!err)
		err = output_end(&output);
	if (err == -ENOMEM)
		return print_answer_oom();
	return err ? EXIT_UNKNOWN : EXIT_ALL_WELL;
}

static int judge(struct verdict *verdict, const struct capture *capture,
		 const struct reading_cpus *cpus,
		 const struct arguments *arguments, bool snapshot)
{
	const struct view view = { .root = "", .capture = capture };
	struct table tables[VERDICT_TABLES];
	struct report report = {
		.command = "check",
		.tables = tables,
		.ntables = VERDICT_TABLES,
		.table = &tables[VERDICT_TABLE_CHECKS],
		.source = snapshot ? "snapshot" : capture->source,
		.view = &view,
		.answer = verdict,
		.print_text = arguments->ticket ? print_ticket : print_text,
	};
	int err;

	if (verdict_build(verdict, capture, &cpus->read))
		return print_answer_oom();
	verdict_tables(verdict, tables);
	err = print_answer(&report, &arguments->output);
	if (err == -ENOMEM)
		return print_answer_oom();
	return err ? EXIT_UNKNOWN : (int)verdict_exit(verdict);
}

static int look(struct capture *capture, const struct arguments *arguments,
		const struct reading_cpus *cpus,
		struct source_failures *failures)
{
	cleanup_free struct obs_key *keys = NULL;
	size_t count;

	keys = what_to_read(&count);
	if (!keys)
		return -ENOMEM;
	return read_host(capture, &arguments->reading, cpus, keys, count,
			 failures);
}

static int check_host(struct capture *capture,
		      const struct arguments *arguments,
		      const struct reading_cpus *cpus, const struct view *view)
{
	struct verdict *verdict cleanup_free = calloc(1, sizeof(*verdict));
	struct source_failures failures = { .count = 0 };
	int status;

	if (!verdict)
		return print_answer_oom();
	if (!view->capture) {
		if (look(capture, arguments, cpus, &failures))
			return print_answer_oom();
		print_answer_failures(&failures);
	}
	status = judge(verdict, capture, cpus, arguments, view->capture);
	verdict_free(verdict);
	return status;
}

static int run(int argc, char **argv)
{
	struct arguments arguments = { 0 };
	struct capture capture cleanup_capture = { 0 };
	static const struct verdict nothing;
	struct table tables[VERDICT_TABLES];
	struct reading_cpus cpus;
	struct view view;
	int err;

	if (argp_parse(&argp, argc, argv, 0, NULL, &arguments))
		return EXIT_BAD_USAGE;
	if ((arguments.ticket || arguments.explain || arguments.list) &&
	    (arguments.output.json || arguments.output.columns ||
	     arguments.output.no_headings))
		opts_usage_error("--ticket, --explain and --list are texts of their own, neither JSON nor tables");
	if (arguments.ticket + (arguments.explain != NULL) + arguments.list > 1)
		opts_usage_error("--ticket, --explain and --list: choose one of them");
	if (arguments.explain || arguments.list)
		return print_about(&arguments);
	verdict_tables(&nothing, tables);
	if (print_answer_check_columns("check", &tables[VERDICT_TABLE_CHECKS],
				       &arguments.output))
		return EXIT_BAD_USAGE;
	err = opts_look(&arguments.reading, &capture, &view, &cpus);
	if (err)
		return err;
	diag_set_quiet(arguments.output.quiet);
	return check_host(&capture, &arguments, &cpus, &view);
}

const struct cmd cmd_check = {
	.name = "check",
	.summary = "find out why TDX does not work here, and what to do about it",
	.argp = &argp,
	.run = run,
};
