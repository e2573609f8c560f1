// SPDX-License-Identifier: GPL-2.0-or-later
/* tdxctl decode: explain statuses given as arguments or found in a log. */
#include <errno.h>
#include <string.h>

#include "base/diag.h"
#include "base/exit.h"
#include "base/output.h"
#include "base/util.h"
#include "cmd/cmd.h"
#include "cmd/decode-run.h"
#include "cmd/opts.h"
#include "show/decode-table.h"

#define INTERFACE_CHOICES "module|p-seamldr|np-seamldr"

enum { KEY_INTERFACE = 0x200 };

struct arguments {
	struct opts_output output;
	enum status_interface interface;
	char **operands;
	size_t count;
	bool log;		/* the operand is "-" */
};

static const struct argp_option options[] = {
	{ "interface", KEY_INTERFACE, INTERFACE_CHOICES, 0,
	  "Who made the statuses; default: the first of these that knows them",
	  1 },
	{ 0 },
};

static const struct argp_child children[] = {
	{ &opts_output_argp, 0, NULL, 0 },
	{ 0 },
};

static void parse_interface(const char *text, struct arguments *arguments)
{
	arguments->interface = status_interface_parse(text);
	if (arguments->interface == STATUS_ANY)
		opts_usage_error("'%s' is not a choice for --interface: %s",
				 text, INTERFACE_CHOICES);
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct arguments *arguments = state->input;

	switch (key) {
	case ARGP_KEY_INIT:
		state->child_inputs[0] = &arguments->output;
		return 0;
	case KEY_INTERFACE:
		parse_interface(arg, arguments);
		return 0;
	case ARGP_KEY_ARGS:
		arguments->operands = state->argv + state->next;
		arguments->count = (size_t)(state->argc - state->next);
		return 0;
	}
	return ARGP_ERR_UNKNOWN;
}

static void list_columns(FILE *out)
{
	const struct decoding nothing = { .interface = STATUS_ANY };
	struct table tables[DECODE_TABLES];

	decode_tables(nothing.rows, nothing.nrows, &nothing.gap, tables);
	fputs("Columns:\n", out);
	opts_list_columns(&tables[DECODE_TABLE_STATUSES], out);
	fputs("\nSee tdxctl-decode(8).", out);
}

static char *help_filter(int key, const char *text, void *input)
{
	(void)input;
	return opts_help_end(key, text, list_columns);
}

static const struct argp argp = {
	.options = options,
	.parser = parse,
	.args_doc = "STATUS...\n-",
	.doc = "Explain SEAMCALL completion statuses: arguments such as 0xc000010000000045, or those in a log on standard input."
	       "\v",
	.children = children,
	.help_filter = help_filter,
};

static bool wants_table(const struct opts_output *opts)
{
	return opts->columns || opts->no_headings;
}

static int print_json(const struct table *tables, FILE *out)
{
	char now[32];
	const struct document document = {
		.command = "decode",
		.time = output_time(now, sizeof(now)),
		.tables = tables,
		.ntables = DECODE_TABLES,
	};

	return table_json(&document, out);
}

static void print_paragraphs(const struct decoding *d, FILE *out)
{
	size_t i;

	for (i = 0; i < d->nrows; i++) {
		if (i)
			fputc('\n', out);
		decode_text_status(out, &d->style, &d->rows[i].decoded);
	}
}

static int print_rows(const struct decoding *d, const struct opts_output *opts,
		      FILE *out)
{
	const struct text_options how = opts_text_options(opts);
	struct table tables[DECODE_TABLES];

	decode_tables(d->rows, d->nrows, &d->gap, tables);
	if (opts->json)
		return print_json(tables, out);
	if (wants_table(opts))
		return table_text(&tables[DECODE_TABLE_STATUSES], &how, out);
	print_paragraphs(d, out);
	return 0;
}

static int read_all(struct decoding *d, const struct arguments *arguments)
{
	if (arguments->log)
		return decode_run_log(d, stdin);
	return decode_run_operands(d, arguments->operands, arguments->count);
}

/* Everything is decoded before anything is printed. */
static int run_kept(struct decoding *d, const struct arguments *arguments)
{
	struct output output cleanup_output = { 0 };
	int err;

	d->keep = !arguments->output.quiet;
	err = read_all(d, arguments);
	if (err || arguments->output.quiet)
		return err;
	/* A document says itself that something is missing, a table cannot. */
	if (d->unread && arguments->output.output_file &&
	    !arguments->output.json)
		return -EIO;
	err = output_begin(&output, arguments->output.output_file);
	if (!err)
		err = print_rows(d, &arguments->output, output.stream);
	return err ? err : output_end(&output);
}

/* A log goes to standard output as it comes: it may have no end. */
static int run_streamed(struct decoding *d)
{
	int err;

	d->out = stdout;
	err = decode_run_log(d, stdin);
	if (err)
		return err;
	if (fflush(stdout) || ferror(stdout)) {
		diag_error("standard output: cannot write: %s",
			   strerror(errno));
		return -EIO;
	}
	return 0;
}

static int run_to_file(struct decoding *d, const char *file)
{
	struct output output cleanup_output = { 0 };
	int err;

	err = output_begin(&output, file);
	if (err)
		return err;
	d->out = output.stream;
	err = decode_run_log(d, stdin);
	/* Half a log must not replace a file. */
	if (!err && d->unread)
		err = -EIO;
	return err ? err : output_end(&output);
}

static int run_decoding(struct decoding *d, const struct arguments *arguments)
{
	const struct opts_output *opts = &arguments->output;

	if (!arguments->log || opts->json || opts->quiet || wants_table(opts))
		return run_kept(d, arguments);
	if (opts->output_file)
		return run_to_file(d, opts->output_file);
	return run_streamed(d);
}

static bool columns_are_known(const struct opts_output *opts)
{
	const struct decoding nothing = { .interface = STATUS_ANY };
	struct table tables[DECODE_TABLES];
	const char *bad;
	size_t len;

	if (!opts->columns)
		return true;
	decode_tables(nothing.rows, nothing.nrows, &nothing.gap, tables);
	if (table_check_columns(&tables[DECODE_TABLE_STATUSES], opts->columns,
				&bad, &len))
		return true;
	diag_error("unknown column '%.*s'", (int)len, bad);
	diag_hint("'tdxctl decode --help' lists the columns");
	return false;
}

static bool find_dash(const struct arguments *arguments)
{
	size_t i;

	for (i = 0; i < arguments->count; i++)
		if (!strcmp(arguments->operands[i], "-"))
			return true;
	return false;
}

static bool operands_are_good(struct arguments *arguments)
{
	if (!arguments->count) {
		diag_error("no status given");
		diag_hint("give statuses, or '-' to read a log from standard input");
		return false;
	}
	arguments->log = find_dash(arguments);
	if (arguments->log && arguments->count > 1) {
		diag_error("'-' stands alone: statuses or a log, not both");
		return false;
	}
	return true;
}

static int exit_status(const struct decoding *d, int err)
{
	if (err == -EINVAL)
		return EXIT_BAD_USAGE;
	if (err == -ENOMEM)
		diag_error("out of memory");
	return err ? EXIT_UNKNOWN : (int)decode_run_exit(d);
}

static int run(int argc, char **argv)
{
	struct arguments arguments = { 0 };
	struct decoding d cleanup_decoding = { 0 };
	struct text_options how;

	if (argp_parse(&argp, argc, argv, 0, NULL, &arguments))
		return EXIT_BAD_USAGE;
	if (!operands_are_good(&arguments) ||
	    !columns_are_known(&arguments.output))
		return EXIT_BAD_USAGE;
	/* The operands of a command line are still to be understood. */
	diag_set_quiet(arguments.output.quiet && arguments.log);
	how = opts_text_options(&arguments.output);
	d.interface = arguments.interface;
	d.style = (struct text_style){ .width = how.width,
				       .color = how.color,
				       .verbose = how.verbose };
	return exit_status(&d, run_decoding(&d, &arguments));
}

const struct cmd cmd_decode = {
	.name = "decode",
	.summary = "explain SEAMCALL statuses, given or in a log",
	.argp = &argp,
	.run = run,
};
