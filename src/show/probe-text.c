// SPDX-License-Identifier: GPL-2.0-or-later
/* The answer of probe, for a person. */
#include "show/probe-text.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>

#include "base/output.h"
#include "base/util.h"
#include "ref/leaf.h"
#include "show/probe-table.h"

/* The CPUs that returned what row @first did; "" if one before it did. */
static char *cpus_with_registers(const struct probe *probe, size_t first)
{
	const struct obs_seamcall_regs *regs = &probe->rows[first].call.regs;
	struct cpulist cpus = { 0 };
	size_t i;

	for (i = 0; i < probe->nrows; i++) {
		if (memcmp(&probe->rows[i].call.regs, regs, sizeof(*regs)))
			continue;
		if (i < first)
			break;
		cpulist_add(&cpus, probe->rows[i].cpu);
	}
	return cpulist_format(&cpus);
}

/* Below the table, where they fit into any terminal. */
static void print_registers(const struct probe *probe, unsigned int width,
			    FILE *out)
{
	const char *heading = "\nRegisters on return:\n";
	char text[PROBE_REGISTERS_MAX];
	size_t i;

	for (i = 0; i < probe->nrows; i++) {
		cleanup_free char *cpus = NULL, *line = NULL;

		if (!*probe_table_registers(&probe->rows[i], text,
					    sizeof(text)))
			continue;
		cpus = cpus_with_registers(probe, i);
		if (!cpus || !*cpus)
			continue;
		if (asprintf(&line, "CPU%s %s: %s", strpbrk(cpus, "-,") ? "s" : "",
			     cpus, text) < 0)
			return;
		fprintf(out, "%s  ", heading);
		output_words(out, line, width, 2, 4);
		heading = "";
	}
}

char *probe_text_choose(const struct probe *probe,
			bool (*choose)(const struct obs_seamcall *call))
{
	struct cpulist cpus = { 0 };
	size_t i;

	for (i = 0; i < probe->nrows; i++)
		if (probe->rows[i].error == OBS_READ &&
		    choose(&probe->rows[i].call))
			cpulist_add(&cpus, probe->rows[i].cpu);
	return cpulist_format(&cpus);
}

static bool came_back(const struct obs_seamcall *call)
{
	return call->vmx_entered && !call->vmx_stuck;
}

static void print_entered(const struct probe *probe, FILE *out)
{
	cleanup_free char *cpus = probe_text_choose(probe, came_back);

	if (cpus && *cpus)
		fprintf(out,
			"\nVMX operation was entered for it, and left again, on CPU%s %s.\n",
			strpbrk(cpus, "-,") ? "s" : "", cpus);
}

static void print_advice(const struct probe *probe,
			 const struct text_options *how, FILE *out)
{
	size_t g, said = 0;

	for (g = 0; g < probe->ngroups; g++) {
		const struct probe_group *group = &probe->groups[g];
		char *line = NULL;

		if (!group->advice)
			continue;
		if (!text_has_room(&said) && how->bounded)
			continue;
		if (asprintf(&line, "CPU%s %s: %s.",
			     group->count == 1 ? "" : "s", group->cpus,
			     group->advice) < 0)
			return;
		fputc('\n', out);
		output_words(out, line, how->width, 0, 2);
		free(line);
	}
	if (how->bounded && text_left_out(said))
		fprintf(out, "\n(advice for %zu more groups of CPUs with -v)\n",
			text_left_out(said));
}

/* Which leaf with which registers; the headline does not say. */
static void print_call(const struct probe *probe, FILE *out)
{
	const struct obs_seamcall_in *in = &probe->key.seamcall;
	const struct {
		const char *name;
		uint64_t value;
	} regs[] = {
		{ "RCX", in->rcx },
		{ "RDX", in->rdx },
		{ "R8", in->r8 },
		{ "R9", in->r9 },
	};
	char leaf[128];
	size_t i;

	fprintf(out, "Leaf %s", leaf_describe(in->rax, leaf, sizeof(leaf)));
	for (i = 0; i < ARRAY_SIZE(regs); i++)
		if (regs[i].value)
			fprintf(out, ", %s 0x%016" PRIx64, regs[i].name,
				regs[i].value);
	fputc('\n', out);
}

int probe_text(const struct probe *probe, const struct table *table,
	       const struct text_options *how, FILE *out)
{
	bool whole = !how->columns && !how->no_headings;
	cleanup_free char *headline = probe_headline(probe);
	int err;

	if (!headline)
		return -ENOMEM;
	if (whole) {
		output_words(out, headline, how->width, 0, 2);
		if (how->verbose)
			print_call(probe, out);
	}
	if (whole && !probe->nrows)
		return 0;
	if (whole)
		fputc('\n', out);
	err = table_text(table, how, out);
	if (!err && whole && how->verbose)
		print_registers(probe, how->width, out);
	if (!err && whole) {
		print_entered(probe, out);
		print_advice(probe, how, out);
	}
	return err;
}
