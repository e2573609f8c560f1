// SPDX-License-Identifier: GPL-2.0-or-later
/* tdxctl keyid: show how the memory-encryption key IDs are partitioned. */
#include <errno.h>
#include <stdlib.h>

#include "cmd.h"
#include "diag.h"
#include "host.h"
#include "keyid.h"
#include "opts.h"
#include "report.h"
#include "source.h"
#include "util.h"

struct arguments {
	struct opts_output output;
	struct opts_reading reading;
};

static const struct argp_child children[] = {
	{ &opts_reading_argp, 0, NULL, 0 },
	{ &opts_output_argp, 0, NULL, 0 },
	{ 0 },
};

static error_t parse(int key, char *arg, struct argp_state *state)
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

static void print_help_end(FILE *out)
{
	struct keyid nothing = { 0 };
	struct table tables[KEYID_TABLES];

	keyid_tables(&nothing, tables);
	fputs("Columns of the table of groups:\n", out);
	opts_list_columns(&tables[KEYID_TABLE_GROUPS], out);
	fputs("\nSee tdxctl-keyid(8).", out);
}

static char *help_filter(int key, const char *text, void *input)
{
	(void)input;
	return opts_help_end(key, text, print_help_end);
}

static const struct argp argp = {
	.parser = parse,
	.doc = "Show how the memory-encryption key IDs are partitioned."
	       "\v",
	.children = children,
	.help_filter = help_filter,
};

static int print_text(const void *answer, const struct table *table,
		      const struct opts_output *opts, FILE *out)
{
	struct text_options how = opts_text_options(opts);

	return keyid_text(answer, table, &how, out);
}

static int *read_packages(const char *root, const struct cpulist *cpus)
{
	int *packages = malloc(CPULIST_MAX * sizeof(*packages));
	unsigned int cpu;

	if (!packages)
		return NULL;
	cpulist_for_each(cpu, cpus)
		packages[cpu] = host_package(root, cpu);
	return packages;
}

static int build(struct keyid *keyid, const struct source_request *request,
		 const struct obs_list *observations,
		 const struct opts_cpus *cpus,
		 const struct source_failures *failures)
{
	struct cpulist all = cpus->read;
	cleanup_free int *packages = NULL;

	cpulist_or(&all, &cpus->isolated);
	packages = read_packages(request->root, &all);
	if (!packages || (cpus->file && missing_add_file(&keyid->missing,
							 cpus->file,
							 cpus->error)))
		return -ENOMEM;
	if (missing_collect(&keyid->missing, request, observations,
			    &cpus->isolated, failures))
		return -ENOMEM;
	return keyid_build(keyid, observations, &cpus->read, &cpus->isolated,
			   packages);
}

static int show(const struct arguments *arguments,
		const struct opts_cpus *cpus)
{
	struct obs_list observations cleanup_obs = { 0 };
	struct keyid keyid cleanup_keyid = { 0 };
	struct table tables[KEYID_TABLES];
	const struct source_request request = {
		.keys = keyid_keys,
		.nkeys = KEYID_KEYS,
		.cpus = &cpus->read,
		.online = &cpus->online,
		.root = arguments->reading.root,
	};
	struct report report = { .command = "keyid",
				 .tables = tables,
				 .ntables = KEYID_TABLES,
				 .table = &tables[KEYID_TABLE_GROUPS],
				 .root = arguments->reading.root,
				 .answer = &keyid,
				 .print_text = print_text };
	struct source_failures failures;
	int err;

	/* Wrong columns are refused before anything is read. */
	keyid_tables(&keyid, tables);
	if (report_check_columns("keyid", report.table, &arguments->output))
		return EXIT_BAD_USAGE;
	diag_set_quiet(arguments->output.quiet);

	if (source_collect(arguments->reading.source, &request, &observations,
			   &failures, &report.source) ||
	    build(&keyid, &request, &observations, cpus, &failures))
		return report_oom();
	keyid_tables(&keyid, tables);
	report_failures(&failures);
	report_missing(&keyid.missing);
	err = report_print(&report, &arguments->output);
	if (err == -ENOMEM)
		return report_oom();
	return err ? EXIT_UNKNOWN : (int)keyid_exit(&keyid);
}

static int run(int argc, char **argv)
{
	struct arguments arguments = { 0 };
	struct opts_cpus cpus;
	int err;

	if (argp_parse(&argp, argc, argv, 0, NULL, &arguments))
		return EXIT_BAD_USAGE;
	err = opts_select_cpus(&arguments.reading, &cpus);
	if (err)
		return err;
	return show(&arguments, &cpus);
}

const struct cmd cmd_keyid = {
	.name = "keyid",
	.summary = "show how the memory-encryption key IDs are partitioned",
	.argp = &argp,
	.run = run,
};
