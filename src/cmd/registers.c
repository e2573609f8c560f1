// SPDX-License-Identifier: GPL-2.0-or-later
/* Commands that read registers of CPUs and show them in groups. */
#include "cmd/registers.h"

#include <errno.h>

#include "base/diag.h"
#include "base/exit.h"
#include "cmd/print-answer.h"
#include "read/missing-find.h"
#include "read/source.h"

struct arguments {
	struct opts_output output;
	struct reading reading;
};

const struct argp_child registers_children[] = {
	{ &opts_reading_argp, 0, NULL, 0 },
	{ &opts_output_argp, 0, NULL, 0 },
	{ 0 },
};

error_t registers_parse(int key, char *arg, struct argp_state *state)
{
	struct arguments *arguments = state->input;

	switch (key) {
	case ARGP_KEY_INIT:
		state->child_inputs[0] = &arguments->reading;
		state->child_inputs[1] = &arguments->output;
		return 0;
	case ARGP_KEY_ARG:
		opts_usage_error("unexpected operand '%s'", arg);
	}
	return ARGP_ERR_UNKNOWN;
}

void registers_help_end(const struct show *show, FILE *out)
{
	struct table tables[SHOW_TABLES_MAX];

	show->tables(show->answer, tables);
	fputs("Columns of the table of groups:\n", out);
	opts_list_columns(&tables[show->groups], out);
	fprintf(out, "\nSee tdxctl-%s(8).", show->command);
}

static int print_text(const void *data, const struct table *table,
		      const struct opts_output *opts, FILE *out)
{
	const struct show *show = data;
	struct text_options how = opts_text_options(opts);

	return show->text(show->answer, table, &how, out);
}

static int build(const struct show *show, const struct source_request *request,
		 const struct obs_list *observations,
		 const struct reading_cpus *cpus, const struct view *view,
		 const struct source_failures *failures)
{
	if (cpus->file &&
	    missing_add_file(show->missing, cpus->file, cpus->error))
		return -ENOMEM;
	if (missing_find(show->missing, request, observations, &cpus->isolated,
			 failures))
		return -ENOMEM;
	return show->build(show->answer, observations, cpus, view);
}

static int print(const struct show *show, struct report *report,
		 const struct opts_output *opts)
{
	int err = print_answer(report, opts);

	if (err == -ENOMEM)
		return print_answer_oom();
	return err ? EXIT_UNKNOWN : (int)show->exit(show->answer);
}

static int carry_out(const struct show *show, const struct arguments *arguments,
		     const struct reading_cpus *cpus, const struct view *view)
{
	struct obs_list observations cleanup_obs = { 0 };
	struct table tables[SHOW_TABLES_MAX];
	const struct source_request request = {
		.keys = show->keys,
		.nkeys = show->nkeys,
		.cpus = &cpus->read,
		.online = &cpus->online,
		.root = view->root,
		.capture = view->capture,
	};
	struct report report = { .command = show->command,
				 .tables = tables,
				 .ntables = show->ntables,
				 .table = &tables[show->groups],
				 .view = view,
				 .answer = show,
				 .print_text = print_text };
	struct source_failures failures;
	struct source_used used;

	/* Wrong columns are refused before anything is read. */
	show->tables(show->answer, tables);
	if (print_answer_check_columns(show->command, report.table,
				       &arguments->output))
		return EXIT_BAD_USAGE;
	diag_set_quiet(arguments->output.quiet);

	if (source_collect(arguments->reading.source, &request, &observations,
			   &failures, &used) ||
	    build(show, &request, &observations, cpus, view,
		  &failures))
		return print_answer_oom();
	report.source = used.name;
	show->tables(show->answer, tables);
	print_answer_failures(&failures);
	print_answer_missing(show->missing);
	return print(show, &report, &arguments->output);
}

int registers_run(const struct show *show, const struct argp *argp, int argc,
		  char **argv)
{
	struct arguments arguments = { 0 };
	struct capture capture cleanup_capture = { 0 };
	struct reading_cpus cpus;
	struct view view;
	int err;

	if (argp_parse(argp, argc, argv, 0, NULL, &arguments))
		return EXIT_BAD_USAGE;
	err = opts_look(&arguments.reading, &capture, &view, &cpus);
	if (err)
		return err;
	return carry_out(show, &arguments, &cpus, &view);
}
