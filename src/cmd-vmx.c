// SPDX-License-Identifier: GPL-2.0-or-later
/* tdxctl vmx: show the VMX state of each CPU. */
#include <errno.h>

#include "cmd.h"
#include "diag.h"
#include "host.h"
#include "opts.h"
#include "report.h"
#include "source.h"
#include "util.h"
#include "vmx.h"

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
	struct vmx nothing = { 0 };
	struct table tables[VMX_TABLES];

	vmx_tables(&nothing, tables);
	fputs("Columns of the table of groups:\n", out);
	opts_list_columns(&tables[VMX_TABLE_GROUPS], out);
	fputs("\nSee tdxctl-vmx(8).", out);
}

static char *help_filter(int key, const char *text, void *input)
{
	(void)input;
	return opts_help_end(key, text, print_help_end);
}

static const struct argp argp = {
	.parser = parse,
	.doc = "Show the VMX state of each CPU."
	       "\v",
	.children = children,
	.help_filter = help_filter,
};

static int print_text(const void *answer, const struct table *table,
		      const struct opts_output *opts, FILE *out)
{
	struct text_options how = opts_text_options(opts);

	return vmx_text(answer, table, &how, out);
}

static struct vmx_host read_host(const char *root)
{
	struct vmx_host host = {
		.sysfs = host_exists(root, "/sys/module"),
		.kvm_intel = host_exists(root, "/sys/module/kvm_intel"),
	};
	char text[HOST_TEXT_MAX];

	if (!host_read_text(root,
			    "/sys/module/kvm/parameters/enable_virt_at_load",
			    text, sizeof(text)))
		host.enable_virt_at_load = *text;
	return host;
}

static int build(struct vmx *vmx, const struct source_request *request,
		 const struct obs_list *observations,
		 const struct opts_cpus *cpus,
		 const struct source_failures *failures)
{
	vmx->host = read_host(request->root);
	if (cpus->file &&
	    missing_add_file(&vmx->missing, cpus->file, cpus->error))
		return -ENOMEM;
	if (missing_collect(&vmx->missing, request, observations,
			    &cpus->isolated, failures))
		return -ENOMEM;
	return vmx_build(vmx, observations, &cpus->read, &cpus->isolated);
}

static int show(const struct arguments *arguments,
		const struct opts_cpus *cpus)
{
	struct obs_list observations cleanup_obs = { 0 };
	struct vmx vmx cleanup_vmx = { 0 };
	struct table tables[VMX_TABLES];
	const struct source_request request = {
		.keys = vmx_keys,
		.nkeys = VMX_KEYS,
		.cpus = &cpus->read,
		.online = &cpus->online,
		.root = arguments->reading.root,
	};
	struct report report = { .command = "vmx",
				 .tables = tables,
				 .ntables = VMX_TABLES,
				 .table = &tables[VMX_TABLE_GROUPS],
				 .root = arguments->reading.root,
				 .answer = &vmx,
				 .print_text = print_text };
	struct source_failures failures;
	int err;

	/* Wrong columns are refused before anything is read. */
	vmx_tables(&vmx, tables);
	if (report_check_columns("vmx", report.table, &arguments->output))
		return EXIT_BAD_USAGE;
	diag_set_quiet(arguments->output.quiet);

	if (source_collect(arguments->reading.source, &request, &observations,
			   &failures, &report.source) ||
	    build(&vmx, &request, &observations, cpus, &failures))
		return report_oom();
	vmx_tables(&vmx, tables);
	report_failures(&failures);
	report_missing(&vmx.missing);
	err = report_print(&report, &arguments->output);
	if (err == -ENOMEM)
		return report_oom();
	return err ? EXIT_UNKNOWN : (int)vmx_exit(&vmx);
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

const struct cmd cmd_vmx = {
	.name = "vmx",
	.summary = "show the VMX state of each CPU",
	.argp = &argp,
	.run = run,
};
