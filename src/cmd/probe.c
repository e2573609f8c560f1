// SPDX-License-Identifier: GPL-2.0-or-later
/* tdxctl probe: issue a SEAMCALL on chosen CPUs and decode what came back. */
#include <errno.h>
#include <string.h>

#include "base/diag.h"
#include "base/exit.h"
#include "base/number.h"
#include "base/util.h"
#include "capture/read-list.h"
#include "cmd/cmd.h"
#include "cmd/opts.h"
#include "cmd/print-answer.h"
#include "cmd/which-host.h"
#include "judge/probe.h"
#include "read/source.h"
#include "ref/leaf.h"
#include "ref/register.h"
#include "show/probe-table.h"
#include "show/probe-text.h"

enum {
	KEY_LEAF = 0x200,
	KEY_ARG,
};

struct arguments {
	struct opts_output output;
	struct reading reading;
	const struct leaf *leaf;
	struct obs_seamcall_in regs;
	unsigned int given;	/* which of register_names, a bit each */
};

static const struct argp_option options[] = {
	{ "leaf", KEY_LEAF, "NAME|NUMBER", 0,
	  "SEAMCALL leaf; default TDH.SYS.RD (34) of TDX_FEATURES0", 1 },
	{ "arg", KEY_ARG, "REG=VALUE", 0,
	  "Input register of the leaf (rcx, rdx, r8, r9) and its value; repeatable",
	  1 },
	{ 0 },
};

static const struct argp_child children[] = {
	{ &opts_reading_argp, 0, NULL, 0 },
	{ &opts_output_argp, 0, NULL, 0 },
	{ &opts_vmx_argp, 0, NULL, 0 },
	{ 0 },
};

static void parse_leaf(const char *text, struct arguments *arguments)
{
	if (leaf_parse(text, &arguments->leaf))
		opts_usage_error("unknown leaf '%s'", text);
}

static const char *const register_names[] = { "rcx", "rdx", "r8", "r9" };

/* Index in register_names, or their number if there is no such name. */
static size_t find_register(const char *name, size_t len)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(register_names); i++)
		if (strlen(register_names[i]) == len &&
		    !strncasecmp(register_names[i], name, len))
			break;
	return i;
}

static void parse_register(const char *text, struct arguments *arguments)
{
	struct obs_seamcall_in *regs = &arguments->regs;
	uint64_t *const values[ARRAY_SIZE(register_names)] = {
		&regs->rcx, &regs->rdx, &regs->r8, &regs->r9
	};
	size_t len = strcspn(text, "=");
	size_t i = find_register(text, len);

	if (i == ARRAY_SIZE(register_names) || !text[len])
		opts_usage_error(
			"'%s' is not REG=VALUE with REG one of rcx, rdx, r8, r9",
			text);
	if (number_parse(text + len + 1, values[i]))
		opts_usage_error("--arg %s: '%s' is not a 64-bit number",
				 register_names[i], text + len + 1);
	if (arguments->given & 1U << i)
		opts_usage_error("--arg %s: given more than once",
				 register_names[i]);
	arguments->given |= 1U << i;
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct arguments *arguments = state->input;

	switch (key) {
	case ARGP_KEY_INIT:
		state->child_inputs[0] = &arguments->reading;
		state->child_inputs[1] = &arguments->output;
		state->child_inputs[2] = &arguments->reading;
		return 0;
	case KEY_LEAF:
		parse_leaf(arg, arguments);
		return 0;
	case KEY_ARG:
		parse_register(arg, arguments);
		return 0;
	case ARGP_KEY_ARG:
		opts_usage_error("unexpected operand '%s'", arg);
	}
	return ARGP_ERR_UNKNOWN;
}

static void print_help_end(FILE *out)
{
	struct probe nothing = { 0 };
	struct table tables[PROBE_TABLES];

	probe_tables(&nothing, tables);
	fputs("Columns of the table of groups:\n", out);
	opts_list_columns(&tables[PROBE_TABLE_GROUPS], out);
	fputs("\nColumns of the table of CPUs:\n", out);
	opts_list_columns(&tables[PROBE_TABLE_CPUS], out);
	fputs("\nSee tdxctl-probe(8).", out);
}

static char *help_filter(int key, const char *text, void *input)
{
	(void)input;
	return opts_help_end(key, text, print_help_end);
}

static const struct argp argp = {
	.options = options,
	.parser = parse,
	.doc = "Issue a SEAMCALL on chosen CPUs and decode what came back."
	       "\v",
	.children = children,
	.help_filter = help_filter,
};

/* The SEAMCALL to issue: what was asked for, or the field that always exists. */
static struct obs_key choose_call(struct arguments *arguments)
{
	struct obs_key key = { .kind = OBS_SEAMCALL };

	if (!arguments->leaf) {
		leaf_parse("34", &arguments->leaf);
		if (!arguments->given)
			arguments->regs.rdx = METADATA_FEATURES0;
	}
	key.seamcall = arguments->regs;
	key.seamcall.rax = arguments->leaf->rax;
	return key;
}

/* Names the first column that no table has, or says that they do not mix. */
static void report_columns(const struct table *a, const struct table *b,
			   const char *names)
{
	const char *name = names;
	size_t len;

	do {
		len = strcspn(name, ",");
		if (!table_column(a, name, len) &&
		    !table_column(b, name, len)) {
			diag_error("unknown column '%.*s'", (int)len, name);
			diag_hint("'tdxctl probe --help' lists the columns");
			return;
		}
		name += len;
	} while (*name++ == ',');
	diag_error("columns '%s' are not all of one table", names);
}

/*
 * -o names columns of the group table, or else of the table of CPUs; -v asks
 * for the latter first.
 */
static const struct table *choose_table(const struct table *tables,
					const struct opts_output *opts)
{
	const struct table *groups = &tables[PROBE_TABLE_GROUPS];
	const struct table *cpus = &tables[PROBE_TABLE_CPUS];
	const struct table *first = opts->verbose ? cpus : groups;
	const struct table *second = opts->verbose ? groups : cpus;
	const char *bad;
	size_t len;

	if (!opts->columns ||
	    table_check_columns(first, opts->columns, &bad, &len))
		return first;
	if (table_check_columns(second, opts->columns, &bad, &len))
		return second;
	report_columns(first, second, opts->columns);
	return NULL;
}

static int text(const void *answer, const struct table *table,
		const struct opts_output *opts, FILE *out)
{
	const struct text_options how = opts_text_options(opts);

	return probe_text(answer, table, &how, out);
}

static bool is_stuck(const struct obs_seamcall *call)
{
	return call->vmx_stuck;
}

/* What this program did to the host, and could not undo. */
static void report_stuck(const struct probe *probe)
{
	cleanup_free char *cpus = probe_text_choose(probe, is_stuck);

	if (!cpus || !*cpus)
		return;
	diag_error("CPU%s %s: VMXOFF failed: stays in VMX operation; reset this host, without kexec",
		   strpbrk(cpus, "-,") ? "s" : "", cpus);
	diag_hint("until then no CPU enters VMX operation again, the helper module cannot be unloaded, and a crash kernel may not start");
}

/* One line per group of CPUs without an answer; the source's reason first. */
static void report_groups(const struct probe *probe,
			   const struct source_failures *failures)
{
	size_t g;

	print_answer_failures(failures);
	if (failures->count)
		return;
	for (g = 0; g < probe->ngroups; g++) {
		const struct probe_group *group = &probe->groups[g];

		if (group->row.error == OBS_READ ||
		    group->row.error == OBS_ISOLATED)
			continue;
		diag_error("CPU%s %s: cannot run SEAMCALL: %s",
			   group->count == 1 ? "" : "s", group->cpus,
			   probe_error_text(&group->row));
	}
}

static int probe_cpus(struct arguments *arguments,
		      const struct reading_cpus *cpus, const struct view *view)
{
	struct obs_list observations cleanup_obs = { 0 };
	struct probe probe cleanup_probe = { 0 };
	struct table tables[PROBE_TABLES];
	struct obs_key keys[] = { { .kind = OBS_CR4 },
				  choose_call(arguments),
				  read_list_cpuid(1, 0) };
	struct source_request request = { .keys = keys,
					  .nkeys = 2,
					  .cpus = &cpus->read,
					  .online = &cpus->online,
					  .vmx = arguments->reading.vmx,
					  .root = view->root,
					  .capture = view->capture };
	struct report report = { .command = "probe",
				 .tables = tables,
				 .ntables = PROBE_TABLES,
				 .view = view,
				 .answer = &probe,
				 .print_text = text };
	struct source_failures failures;
	struct source_used used;
	int err;

	/* The helper itself says if it refuses SEAMCALL in a virtual machine. */
	if (view->capture)
		request.nkeys = ARRAY_SIZE(keys);
	probe.leaf = arguments->leaf;
	probe.key = keys[1];
	probe.cpus_file = cpus->file;
	probe.cpus_error = cpus->error;

	/* Wrong columns are refused before anything is read. */
	probe_tables(&probe, tables);
	report.table = choose_table(tables, &arguments->output);
	if (!report.table)
		return EXIT_BAD_USAGE;
	diag_set_quiet(arguments->output.quiet);

	if (source_collect(arguments->reading.source, &request, &observations,
			   &failures, &used))
		return print_answer_oom();
	report.source = used.name;
	probe.entry = helper_entry(used.helper_flags);
	if (failures.count)
		probe.failure = failures.items[0].text;
	if (probe_build(&probe, &observations, &cpus->read,
			&cpus->isolated))
		return print_answer_oom();
	probe_tables(&probe, tables);
	report_groups(&probe, &failures);
	report_stuck(&probe);
	err = print_answer(&report, &arguments->output);
	if (err == -ENOMEM)
		return print_answer_oom();
	return err ? EXIT_UNKNOWN : (int)probe_exit(&probe);
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
	err = opts_look(&arguments.reading, &capture, &view, &cpus);
	if (err)
		return err;
	return probe_cpus(&arguments, &cpus, &view);
}

const struct cmd cmd_probe = {
	.name = "probe",
	.summary = "issue a SEAMCALL on chosen CPUs and decode what came back",
	.argp = &argp,
	.run = run,
};
