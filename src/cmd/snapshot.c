// SPDX-License-Identifier: GPL-2.0-or-later
/* tdxctl snapshot: save all that tdxctl reads, to be looked at elsewhere. */
#include <errno.h>
#include <string.h>

#include "base/diag.h"
#include "base/exit.h"
#include "base/output.h"
#include "capture/read-list.h"
#include "capture/snapshot.h"
#include "cmd/anonymise.h"
#include "cmd/cmd.h"
#include "cmd/opts.h"
#include "cmd/print-answer.h"
#include "cmd/which-host.h"
#include "read/read-host.h"

enum {
	KEY_ANONYMISE = 0x200,
};

struct arguments {
	struct opts_output output;
	struct reading reading;
	bool anonymise;
};

static const struct argp_option options[] = {
	{ "anonymise", KEY_ANONYMISE, NULL, 0, "Leave out what names the host",
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
	case KEY_ANONYMISE:
		arguments->anonymise = true;
		return 0;
	case ARGP_KEY_ARG:
		opts_usage_error("unexpected operand '%s'", arg);
	case ARGP_KEY_END:
		if (arguments->output.columns || arguments->output.no_headings)
			opts_usage_error("--output and --no-headings are for tables; a snapshot has none");
		return 0;
	}
	return ARGP_ERR_UNKNOWN;
}

static const struct argp argp = {
	.options = options,
	.parser = parse,
	.doc = "Save all that tdxctl reads, to be looked at elsewhere."
	       "\vSee tdxctl-snapshot(8) and, for the format, tdxctl-snapshot(5).",
	.children = children,
};

static int print(const struct capture *capture, const struct opts_output *opts)
{
	struct output output cleanup_output = { 0 };
	int err;

	if (opts->quiet)
		return 0;
	err = output_begin(&output, opts->output_file);
	if (!err)
		err = snapshot_write(capture, output.stream);
	return err ? err : output_end(&output);
}

/* Nothing stays, and nothing is left out, that is not said. */
static void say_anonymised(const struct anonymised *result)
{
	char kinds[64] = "";
	size_t i, n = 0;

	for (i = 0; i < HOST_KINDS; i++)
		if (result->kept[i])
			n += (size_t)snprintf(
				kinds + n, sizeof(kinds) - n, "%s%s",
				n ? ", " : "",
				capture_kind_name((enum host_kind)i));
	if (n)
		diag_warning("--anonymise: '%.*s' stays in observations of the kind %s: it is a word that tdxctl looks for there",
			     (int)strcspn(result->name, "."), result->name,
			     kinds);
	if (result->dropped)
		diag_warning("--anonymise: %zu observation%s left out, because this version does not know what a name is there",
			     result->dropped,
			     result->dropped == 1 ? "" : "s");
}

static int save(struct capture *capture, const struct arguments *arguments,
		enum exit_status status)
{
	struct anonymised result = { 0 };
	int err;

	if (arguments->anonymise) {
		if (anonymise(capture, &result))
			return print_answer_oom();
		say_anonymised(&result);
	}
	err = print(capture, &arguments->output);
	if (err == -ENOMEM)
		return print_answer_oom();
	return err ? EXIT_UNKNOWN : (int)status;
}

/* A way of reading that failed leaves a snapshot that tells less than it could. */
static int save_host(const struct arguments *arguments,
		     const struct reading_cpus *cpus)
{
	struct capture capture cleanup_capture = { 0 };
	struct source_failures failures = { .count = 0 };

	diag_set_quiet(arguments->output.quiet);
	if (read_host(&capture, &arguments->reading, cpus, read_list,
		      read_list_count, &failures))
		return print_answer_oom();
	print_answer_failures(&failures);
	return save(&capture, arguments,
		    failures.count || cpus->file ? EXIT_UNKNOWN :
						   EXIT_ALL_WELL);
}

static int run(int argc, char **argv)
{
	struct arguments arguments = { 0 };
	struct capture capture cleanup_capture = { 0 };
	struct reading_cpus cpus;
	struct view view;
	int err;

	if (argp_parse(&argp, argc, argv, 0, NULL, &arguments))
		return EXIT_BAD_USAGE;
	if (arguments.reading.cpus && arguments.reading.from)
		opts_usage_error("--cpus is for a host that is there: a snapshot is copied whole");
	err = opts_look(&arguments.reading, &capture, &view, &cpus);
	if (err)
		return err;
	if (view.capture)
		return save(&capture, &arguments, EXIT_ALL_WELL);
	return save_host(&arguments, &cpus);
}

const struct cmd cmd_snapshot = {
	.name = "snapshot",
	.summary = "save all that tdxctl reads, to be looked at elsewhere",
	.argp = &argp,
	.run = run,
};
