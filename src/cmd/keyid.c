// SPDX-License-Identifier: GPL-2.0-or-later
/* tdxctl keyid: show how the memory-encryption key IDs are partitioned. */
#include <errno.h>
#include <stdlib.h>

#include "base/exit.h"
#include "base/util.h"
#include "cmd/cmd.h"
#include "cmd/opts.h"
#include "cmd/registers.h"
#include "cmd/which-host.h"
#include "judge/keyid.h"
#include "show/keyid-table.h"
#include "show/keyid-text.h"

static void tables(const void *answer, struct table *tables)
{
	keyid_tables(answer, tables);
}

static int *read_packages(const struct view *view, const struct cpulist *cpus)
{
	int *packages = malloc(CPULIST_MAX * sizeof(*packages));
	unsigned int cpu;

	if (!packages)
		return NULL;
	cpulist_for_each(cpu, cpus)
		packages[cpu] = which_host_package(view, cpu);
	return packages;
}

static int build(void *answer, const struct obs_list *observations,
		 const struct reading_cpus *cpus, const struct view *view)
{
	struct cpulist all = cpus->read;
	cleanup_free int *packages = NULL;

	cpulist_or(&all, &cpus->isolated);
	packages = read_packages(view, &all);
	if (!packages)
		return -ENOMEM;
	return keyid_build(answer, observations, &cpus->read, &cpus->isolated,
			   packages);
}

static int text(const void *answer, const struct table *groups,
		const struct text_options *how, FILE *out)
{
	struct text_options drawn = *how;

	drawn.unicode = opts_unicode();
	return keyid_text(answer, groups, &drawn, out);
}

static enum exit_status exit_status(const void *answer)
{
	return keyid_exit(answer);
}

static struct show show(struct keyid *keyid)
{
	return (struct show){
		.command = "keyid",
		.keys = keyid_keys,
		.nkeys = KEYID_KEYS,
		.ntables = KEYID_TABLES,
		.groups = KEYID_TABLE_GROUPS,
		.answer = keyid,
		.missing = &keyid->missing,
		.tables = tables,
		.build = build,
		.text = text,
		.exit = exit_status,
	};
}

_Static_assert(KEYID_TABLES <= SHOW_TABLES_MAX, "no room for all tables");

static void print_help_end(FILE *out)
{
	struct keyid nothing = { 0 };
	struct show how = show(&nothing);

	registers_help_end(&how, out);
}

static char *help_filter(int key, const char *help, void *input)
{
	(void)input;
	return opts_help_end(key, help, print_help_end);
}

static const struct argp argp = {
	.parser = registers_parse,
	.doc = "Show how the memory-encryption key IDs are partitioned."
	       "\v",
	.children = registers_children,
	.help_filter = help_filter,
};

static int run(int argc, char **argv)
{
	struct keyid keyid cleanup_keyid = { 0 };
	struct show how = show(&keyid);

	return registers_run(&how, &argp, argc, argv);
}

const struct cmd cmd_keyid = {
	.name = "keyid",
	.summary = "show how the memory-encryption key IDs are partitioned",
	.argp = &argp,
	.run = run,
};
