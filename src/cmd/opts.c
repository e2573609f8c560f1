// SPDX-License-Identifier: GPL-2.0-or-later
/* Options that several commands share, as children of their argp parsers. */
#include "cmd/opts.h"

#include <errno.h>
#include <langinfo.h>
#include <locale.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/diag.h"
#include "base/exit.h"
#include "base/util.h"
#include "capture/ident.h"

enum {
	KEY_OUTPUT_FILE = 0x100,
	KEY_COLOR,
	KEY_NO_HEADINGS,
	KEY_DEBUG,
	KEY_SOURCE,
	KEY_ROOT,
	KEY_FROM,
	KEY_ENTER_VMX,
};

#define COLOR_CHOICES "auto|always|never"
#define SOURCE_CHOICES "auto|helper|msr"

static const char *const color_words[] = {
	[COLOR_AUTO] = "auto",
	[COLOR_ALWAYS] = "always",
	[COLOR_NEVER] = "never",
};

static const char *const source_words[] = {
	[SOURCE_AUTO] = "auto",
	[SOURCE_HELPER] = "helper",
	[SOURCE_MSR] = "msr",
};

/* clang-format off */
static const struct argp_option output_options[] = {
	{ "json", 'j', NULL, 0, "Print one JSON document", 10 },
	{ "output", 'o', "COLUMNS", 0, "Print only a table of these columns, separated by commas", 10 },
	{ "no-headings", KEY_NO_HEADINGS, NULL, 0, "Print only a table, without its headings", 10 },
	{ "output-file", KEY_OUTPUT_FILE, "FILE", 0, "Write to FILE, whole or not at all", 10 },
	{ "color", KEY_COLOR, COLOR_CHOICES, 0, "When to use colors; auto respects NO_COLOR", 10 },
	{ "quiet", 'q', NULL, 0, "Print nothing; the exit status tells", 10 },
	{ "verbose", 'v', NULL, 0, "Print more", 10 },
	{ "debug", KEY_DEBUG, NULL, 0, "Say on standard error what is done", 10 },
	{ 0 },
};

static const struct argp_option reading_options[] = {
	{ "cpus", 'c', "LIST", 0, "CPUs to read: 0-3,8 or 0-15:2 or all; default: online CPUs that are not isolated", 5 },
	{ "source", KEY_SOURCE, SOURCE_CHOICES, 0, "Where to read from", 5 },
	{ "root", KEY_ROOT, "DIR", 0, "Read the host's files below DIR", 5 },
	{ "from", KEY_FROM, "FILE", 0, "Read a snapshot instead of a host; - for standard input", 5 },
	{ 0 },
};

static const struct argp_option vmx_options[] = {
	{ "enter-vmx", KEY_ENTER_VMX, "force", OPTION_ARG_OPTIONAL, "Where a CPU is not in VMX operation, enter it for the SEAMCALL; force: although a crash kernel is loaded", 5 },
	{ 0 },
};
/* clang-format on */

void opts_usage_error(const char *format, ...)
{
	char text[512];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	diag_error("%s", text);
	exit(EXIT_BAD_USAGE);
}

/* Index of @arg in @words; a usage error that names the option if not there. */
static int choose_word(const char *option, const char *choices, const char *arg,
		       const char *const *words, size_t count)
{
	size_t i;

	for (i = 0; i < count; i++)
		if (!strcmp(words[i], arg))
			return (int)i;
	opts_usage_error("'%s' is not a choice for %s: %s", arg, option,
			 choices);
}

static error_t parse_output(int key, char *arg, struct argp_state *state)
{
	struct opts_output *opts = state->input;

	switch (key) {
	case 'j':
		opts->json = true;
		return 0;
	case 'o':
		opts->columns = arg;
		return 0;
	case KEY_NO_HEADINGS:
		opts->no_headings = true;
		return 0;
	case KEY_OUTPUT_FILE:
		if (!*arg)
			opts_usage_error("--output-file: the name is empty");
		opts->output_file = arg;
		return 0;
	case KEY_COLOR:
		opts->color = (enum opts_color)choose_word(
			"--color", COLOR_CHOICES, arg, color_words,
			ARRAY_SIZE(color_words));
		return 0;
	case 'q':
		opts->quiet = true;
		return 0;
	case 'v':
		opts->verbose = true;
		return 0;
	case KEY_DEBUG:
		diag_set_debug(true);
		return 0;
	case ARGP_KEY_END:
		if (opts->json && (opts->columns || opts->no_headings))
			opts_usage_error("--output and --no-headings are for text, not for --json");
		return 0;
	}
	return ARGP_ERR_UNKNOWN;
}

static error_t parse_reading(int key, char *arg, struct argp_state *state)
{
	struct reading *opts = state->input;

	switch (key) {
	case ARGP_KEY_INIT:
		opts->root = "";
		return 0;
	case 'c':
		opts->cpus = arg;
		return 0;
	case KEY_SOURCE:
		opts->source = (enum source_choice)choose_word(
			"--source", SOURCE_CHOICES, arg, source_words,
			ARRAY_SIZE(source_words));
		return 0;
	case KEY_ROOT:
		opts->root = arg;
		return 0;
	case KEY_FROM:
		if (!*arg)
			opts_usage_error("--from: the name is empty");
		opts->from = arg;
		return 0;
	case ARGP_KEY_END:
		if (opts->from && (opts->source != SOURCE_AUTO || *opts->root))
			opts_usage_error("--source and --root are for a host that is there, not for --from");
		if (opts->from && opts->vmx != SOURCE_VMX_AS_IS)
			opts_usage_error("--enter-vmx is for a host that is there, not for --from");
		return 0;
	}
	return ARGP_ERR_UNKNOWN;
}

static error_t parse_vmx(int key, char *arg, struct argp_state *state)
{
	struct reading *opts = state->input;

	if (key != KEY_ENTER_VMX)
		return ARGP_ERR_UNKNOWN;
	if (arg && strcmp(arg, "force"))
		opts_usage_error("'%s' is not a choice for --enter-vmx: force",
				 arg);
	opts->vmx = arg ? SOURCE_VMX_FORCE : SOURCE_VMX_ENTER;
	return 0;
}

const struct argp opts_output_argp = {
	.options = output_options,
	.parser = parse_output,
};

const struct argp opts_reading_argp = {
	.options = reading_options,
	.parser = parse_reading,
};

const struct argp opts_vmx_argp = {
	.options = vmx_options,
	.parser = parse_vmx,
};

static int parse_list(const char *text, struct cpulist *read)
{
	int err = cpulist_parse(text, read);

	if (err == -ERANGE)
		diag_error("CPU list '%s': CPU numbers are below %u", text,
			   CPULIST_MAX);
	else if (err == -EDOM)
		diag_error("CPU list '%s': ranges ascend, and strides are above 0",
			   text);
	else if (err)
		diag_error("CPU list '%s': not of the form 0-3,8 or 0-15:2 or all",
			   text);
	return err ? EXIT_BAD_USAGE : 0;
}

static int check_present(const struct cpulist *read,
			 const struct cpulist *present)
{
	struct cpulist extra = *read;
	cleanup_free char *names = NULL;

	cpulist_andnot(&extra, present);
	if (!cpulist_count(&extra))
		return 0;
	names = cpulist_format(&extra);
	diag_error("CPU%s %s: not present on this host",
		   cpulist_count(&extra) == 1 ? "" : "s",
		   names ? names : "list");
	return EXIT_BAD_USAGE;
}

static enum obs_error error_of_file(int err)
{
	switch (err) {
	case -ENOENT:
		return OBS_ABSENT;
	case -EACCES:
	case -EPERM:
		return OBS_DENIED;
	default:
		return OBS_IO;
	}
}

/* What is read if the user names no CPU. */
static void choose_default(const struct host_cpus *host,
			   struct reading_cpus *cpus)
{
	cpus->read = host->online;
	cpulist_and(&cpus->read, &host->present);
	cpus->isolated = cpus->read;
	cpulist_and(&cpus->isolated, &host->isolated);
	cpulist_andnot(&cpus->read, &host->isolated);
}

static int select_cpus(const struct reading *opts, const struct view *view,
		       const struct cpulist *named, struct reading_cpus *cpus)
{
	bool all = opts->cpus && !strcmp(opts->cpus, "all");
	struct host_cpus host;
	const char *path;
	int err;

	*cpus = (struct reading_cpus){ .error = OBS_READ };
	err = which_host_cpus(view, &host, &path);
	if (err) {
		diag_error("%s%s: cannot read the list of CPUs: %s", view->root,
			   path, strerror(-err));
		cpus->file = path;
		cpus->error = error_of_file(err);
		return 0;
	}
	cpus->online = host.online;
	if (!opts->cpus)
		choose_default(&host, cpus);
	else
		cpus->read = all ? host.present : *named;
	return check_present(&cpus->read, &host.present);
}

/* A bad list is told before a file is opened. */
int opts_look(const struct reading *opts, struct capture *capture,
	      struct view *view, struct reading_cpus *cpus)
{
	struct cpulist named = { 0 };
	int err;

	if (opts->cpus && strcmp(opts->cpus, "all") &&
	    parse_list(opts->cpus, &named))
		return EXIT_BAD_USAGE;
	err = which_host_open(view, opts->root, opts->from, capture);
	return err ? err : select_cpus(opts, view, &named, cpus);
}

static bool use_color(const struct opts_output *opts, bool terminal)
{
	const char *no_color = getenv("NO_COLOR");
	const char *term = getenv("TERM");

	if (opts->color == COLOR_AUTO)
		return terminal && !(no_color && *no_color) &&
		       !(term && !strcmp(term, "dumb"));
	return opts->color == COLOR_ALWAYS;
}

/* The locale of this process stays "C": only its character set is looked up. */
bool opts_unicode(void)
{
	locale_t locale = newlocale(LC_CTYPE_MASK, "", (locale_t)0);
	bool utf8;

	if (!locale)
		return false;
	utf8 = !strcmp(nl_langinfo_l(CODESET, locale), "UTF-8");
	freelocale(locale);
	return utf8;
}

struct text_options opts_text_options(const struct opts_output *opts)
{
	bool terminal = !opts->output_file && isatty(STDOUT_FILENO);
	struct winsize size;
	unsigned int width = 0;

	if (terminal && !ioctl(STDOUT_FILENO, TIOCGWINSZ, &size))
		width = size.ws_col;
	return (struct text_options){
		.columns = opts->columns,
		.verbose = opts->verbose,
		.no_headings = opts->no_headings,
		.color = use_color(opts, terminal),
		/* Whoever asks for columns reads them by a program. */
		.bounded = !opts->columns && !opts->no_headings &&
			   !opts->verbose,
		.width = width,
	};
}

char *opts_help_end(int key, const char *text, void (*print)(FILE *out))
{
	char *end = NULL;
	size_t size;
	FILE *out;

	if (key != ARGP_KEY_HELP_POST_DOC)
		return (char *)text;
	out = open_memstream(&end, &size);
	if (!out)
		return NULL;
	print(out);
	fclose(out);
	return end;
}

void opts_list_columns(const struct table *table, FILE *out)
{
	int len, width = 12;
	size_t i;

	for (i = 0; i < table->ncolumns; i++) {
		len = (int)strlen(table->columns[i].name);
		if (table->columns[i].help && len > width)
			width = len;
	}
	for (i = 0; i < table->ncolumns; i++)
		if (table->columns[i].help)
			fprintf(out, "  %-*s %s\n", width,
				table->columns[i].name,
				table->columns[i].help);
}

void opts_list(const struct argp *argp, FILE *out)
{
	const struct argp_option *option;
	const struct argp_child *child;

	for (option = argp->options; option && option->name; option++)
		if (!(option->flags & OPTION_HIDDEN))
			fprintf(out, "--%s\n", option->name);
	for (child = argp->children; child && child->argp; child++)
		opts_list(child->argp, out);
}
