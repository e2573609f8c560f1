/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Options that several commands share, as children of their argp parsers. */
#ifndef TDXCTL_CMD_OPTS_H
#define TDXCTL_CMD_OPTS_H

#include <argp.h>
#include <stdbool.h>

#include "base/util.h"
#include "cmd/which-host.h"
#include "read/reading.h"
#include "show/table.h"

enum opts_color {
	COLOR_AUTO,
	COLOR_ALWAYS,
	COLOR_NEVER,
};

/* Options about output: every command has them. Zeroed is the default. */
struct opts_output {
	bool json;
	const char *columns;
	bool no_headings;
	const char *output_file;
	enum opts_color color;
	bool quiet;
	bool verbose;
};

/* The input of each is a pointer to its struct, set at ARGP_KEY_INIT. */
extern const struct argp opts_output_argp;
extern const struct argp opts_reading_argp;

/* --enter-vmx, for commands that issue SEAMCALLs; input as of the reading options. */
extern const struct argp opts_vmx_argp;

/* Say what is wrong with the command line, like argp_error(), and exit. */
_Noreturn void opts_usage_error(const char *format, ...) printf_format(1, 2);

/**
 * opts_look() - open the host to look at, and choose the CPUs to read
 * @opts: what was asked for
 * @capture: zeroed; the snapshot of --from, which must outlive @view
 * @view: the host
 * @cpus: the choice; no CPU if the host does not say which it has
 *
 * Prints what is wrong.
 *
 * Return: 0, EXIT_BAD_USAGE for a bad list or a CPU that is not present, or
 * EXIT_UNKNOWN for a snapshot that cannot be used.
 */
int opts_look(const struct reading *opts, struct capture *capture,
	      struct view *view, struct reading_cpus *cpus);

/**
 * opts_text_options() - how to print a text table
 * @opts: the user's choice; a terminal is looked for on standard output
 *
 * Return: all but @unicode.
 */
struct text_options opts_text_options(const struct opts_output *opts);

/* Its @unicode, which only those who draw want: looking it up takes long. */
bool opts_unicode(void);

/**
 * opts_help_end() - what an argp help filter returns for the end of --help
 * @key: as argp calls the filter
 * @text: as argp calls the filter
 * @print: prints the end
 *
 * Return: @text for every other key, else text that argp frees, or NULL.
 */
char *opts_help_end(int key, const char *text, void (*print)(FILE *out));

/* The columns of a table with their help, for --help. */
void opts_list_columns(const struct table *table, FILE *out);

/* The long names of a parser's options, one per line; for completion. */
void opts_list(const struct argp *argp, FILE *out);

#endif
