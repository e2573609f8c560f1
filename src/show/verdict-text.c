// SPDX-License-Identifier: GPL-2.0-or-later
/* The verdict for a person: answer, cause, evidence, what to do. */
#include "show/verdict-text.h"

#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "base/output.h"
#include "base/util.h"

#define COLOR_OFF "\033[0m"

/* Where what stands behind a result begins. */
#define TREE_INDENT 10

static const char *const colors[RESULTS] = {
	[RESULT_PASS] = "\033[32m", [RESULT_FAIL] = "\033[31m",
	[RESULT_WARN] = "\033[33m", [RESULT_UNKNOWN] = "\033[33m",
	[RESULT_SKIP] = "",
};

/* A paragraph that begins at @column and goes on at @indent. */
static int say(FILE *out, const struct text_options *how, unsigned int column,
	       unsigned int indent, const char *format, ...)
	printf_format(5, 6);

static int say(FILE *out, const struct text_options *how, unsigned int column,
	       unsigned int indent, const char *format, ...)
{
	cleanup_free char *text = NULL;
	va_list args;
	int n;

	va_start(args, format);
	n = vasprintf(&text, format, args);
	va_end(args);
	if (n < 0)
		return -ENOMEM;
	fprintf(out, "%*s", (int)column, "");
	output_words(out, text, how->width, column, indent);
	return 0;
}

static const struct verdict_row *find_row(const struct verdict *verdict,
					  const char *id)
{
	return &verdict->rows[check_find(id)];
}

/* " on CPUs 0-7", or nothing for what is of the host. */
static char *on_cpus(const char *cpus)
{
	char *text = NULL;

	if (!*cpus)
		return strdup("");
	if (asprintf(&text, " on CPU%s %s", strpbrk(cpus, "-,") ? "s" : "",
		     cpus) < 0)
		return NULL;
	return text;
}

static int say_verdict(const struct verdict *verdict,
		       const struct text_options *how, FILE *out)
{
	const struct verdict_row *row;
	cleanup_free char *cpus = NULL;

	if (verdict->result == RESULT_PASS)
		return say(
			out, how, 0, 2,
			"TDX works on this host; that says nothing about QEMU, nor about attestation");
	if (verdict->result == RESULT_UNKNOWN)
		return say(
			out, how, 0, 2,
			"Whether TDX works on this host cannot be told yet: nothing was found wrong, but not all was seen");
	row = find_row(verdict, verdict->cause);
	cpus = on_cpus(row->cpus);
	if (!cpus)
		return -ENOMEM;
	return say(out, how, 0, 2, "TDX does not work on this host: %s [%s%s]",
		   row->summary, row->check->id, cpus);
}

static int say_value(const struct verdict_evidence *evidence,
		     const struct text_options *how, unsigned int column,
		     FILE *out)
{
	cleanup_free char *cpus = on_cpus(evidence->cpus);

	if (!cpus)
		return -ENOMEM;
	if (!strcmp(evidence->kind, "log"))
		return say(out, how, column, column + 2, "log: %s",
			   evidence->value ? evidence->value : evidence->error);
	return say(out, how, column, column + 2, "%s %s%s%s: %s%s",
		   evidence->kind, evidence->key, evidence->name ? " " : "",
		   evidence->name ? evidence->name : "",
		   evidence->value ? evidence->value : evidence->error, cpus);
}

static int say_evidence(const struct verdict_row *row,
			const struct text_options *how, unsigned int column,
			FILE *out)
{
	size_t i;
	int err = 0;

	for (i = 0; !err && i < row->nevidence; i++)
		err = say_value(&row->evidence[i], how, column, out);
	return err;
}

/* The most lines about the cause; -v has all. */
#define EVIDENCE_LINES 4

/* A value, or the fault that says as much: there is no such register. */
static bool is_telling(const struct verdict_evidence *evidence)
{
	return evidence->value ||
	       !strcmp(evidence->error, obs_error_name(OBS_GP));
}

/*
 * Values of the CPUs that failed first, then those of the others beside them;
 * what is unread proves nothing.
 */
static int say_proof(const struct verdict_row *row,
		     const struct text_options *how, FILE *out)
{
	size_t i, pass, lines = 0;
	int err = 0;

	for (pass = 0; pass < 2; pass++)
		for (i = 0; !err && i < row->nevidence; i++) {
			const struct verdict_evidence *e = &row->evidence[i];

			if (is_telling(e) &&
			    verdict_evidence_fails(row, e) == !pass &&
			    lines++ < EVIDENCE_LINES)
				err = say_value(e, how, 2, out);
		}
	if (!err && lines > EVIDENCE_LINES && !how->verbose)
		err = say(out, how, 2, 4, "(%zu more with -v)",
			  lines - EVIDENCE_LINES);
	return err;
}

static int say_cause(const struct verdict *verdict,
		     const struct text_options *how, FILE *out)
{
	const struct verdict_row *row;
	size_t i;
	int err;

	if (!verdict->cause)
		return 0;
	err = say_proof(find_row(verdict, verdict->cause), how, out);
	for (i = 0; !err && i < verdict->nalso; i++) {
		row = find_row(verdict, verdict->also[i]);
		err = say(out, how, 0, 2, "Also: %s [%s]", row->summary,
			  row->check->id);
	}
	return err;
}

/* Beside a failure, what decides nothing would only be in the way. */
static int say_warnings(const struct verdict *verdict,
			const struct text_options *how, FILE *out)
{
	unsigned int i;
	int err = 0;

	for (i = 0; !err && i < CHECKS; i++)
		if (verdict->rows[i].result == RESULT_WARN &&
		    (verdict->result != RESULT_FAIL || !checks[i].warn_only))
			err = say(out, how, 0, 2, "Warning: %s [%s]",
				  verdict->rows[i].summary, checks[i].id);
	return err;
}

/* What passes, but for what the kernel or its log says. */
static int say_contradicted(const struct verdict *verdict,
			    const struct text_options *how, FILE *out)
{
	unsigned int i;
	int err = 0;

	for (i = 0; !err && i < CHECKS; i++)
		if (verdict->rows[i].contradicted &&
		    verdict->rows[i].result == RESULT_PASS)
			err = say(out, how, 0, 2, "Contradiction: %s [%s]",
				  verdict->rows[i].summary, checks[i].id);
	return err;
}

/* More others than one beyond these are only counted. */
#define OPEN_NAMED 6

/* The names of checks that are open, from row @from on. */
static char *list_open(const struct verdict *verdict, unsigned int from)
{
	char *names = NULL;
	size_t size;
	unsigned int i, count = 0, named = 0;
	FILE *out = open_memstream(&names, &size);

	if (!out)
		return NULL;
	for (i = from; i < CHECKS; i++)
		count += check_wanted_is_open(&verdict->rows[i]);
	for (i = from; i < CHECKS; i++) {
		if (!check_wanted_is_open(&verdict->rows[i]))
			continue;
		if (named == OPEN_NAMED && count > OPEN_NAMED + 1) {
			fprintf(out, " and %u others", count - named);
			break;
		}
		fprintf(out, "%s%s", named++ ? ", " : "", checks[i].id);
	}
	if (fclose(out)) {
		free(names);
		return NULL;
	}
	return names;
}

/* The first check that is open says why; of the others, names do. */
static int say_open(const struct verdict *verdict,
		    const struct text_options *how, FILE *out)
{
	cleanup_free char *names = NULL;
	unsigned int i;

	for (i = 0; i < CHECKS; i++)
		if (check_wanted_is_open(&verdict->rows[i]))
			break;
	if (i == CHECKS)
		return 0;
	names = list_open(verdict, i + 1);
	if (!names || say(out, how, 0, 2, "Open: %s [%s]",
			  verdict->rows[i].summary, checks[i].id))
		return -ENOMEM;
	return *names ? say(out, how, 0, 2, "Open as well: %s", names) : 0;
}

static int say_plan(const struct verdict_plan *plan,
		    const struct text_options *how, FILE *out)
{
	size_t i;
	int err = 0;

	if (!plan->nsteps)
		return 0;
	fputs("\nWhat to do", out);
	if (plan->reboots)
		fprintf(out, " (%u reboot%s%s)", plan->reboots,
			plan->reboots == 1 ? "" : "s",
			!plan->power_cycle ?
				"" :
			plan->reboots == 1 ?
				", a power cycle" :
				", at least one of them a power cycle");
	fputs(":\n", out);
	for (i = 0; !err && i < plan->nsteps; i++)
		err = say(out, how, 2, 5, "%zu. %s", i + 1, plan->steps[i]);
	return err;
}

/* Which CPUs the verdict does not speak of. */
static int say_left_out(const struct verdict *verdict,
			const struct text_options *how, FILE *out)
{
	const struct host_cpus *cpus = &verdict->host.capture->cpus;
	struct cpulist offline = cpus->present, isolated = cpus->isolated;
	cleanup_free char *off = NULL, *apart = NULL;
	size_t g;

	cpulist_andnot(&offline, &cpus->online);
	cpulist_andnot(&isolated, &offline);
	for (g = 0; g < verdict->host.ngroups; g++)
		cpulist_andnot(&isolated, &verdict->host.groups[g].cpus);
	off = cpulist_format(&offline);
	apart = cpulist_format(&isolated);
	if (!off || !apart)
		return -ENOMEM;
	if (*off && say(out, how, 0, 2, "Offline, and not judged: CPU%s %s",
			strpbrk(off, "-,") ? "s" : "", off))
		return -ENOMEM;
	if (!*apart)
		return 0;
	return say(out, how, 0, 2,
		   "Isolated, and read only by --cpus: CPU%s %s",
		   strpbrk(apart, "-,") ? "s" : "", apart);
}

/* A check with its result before it, which a colour may stand around. */
static int say_check(const struct verdict_row *row,
		     const struct text_options *how, FILE *out)
{
	const char *color = how->color ? colors[row->result] : "";
	bool several = strpbrk(row->cpus, "-,");
	cleanup_free char *text = NULL;

	if (asprintf(&text, "%s: %s%s%s%s%s%s", row->check->id, row->summary,
		     row->explained_by ? ", because of " : "",
		     row->explained_by ? row->explained_by : "",
		     !*row->cpus ? "" :
		     several	 ? " (CPUs " :
				   " (CPU ",
		     row->cpus, *row->cpus ? ")" : "") < 0)
		return -ENOMEM;
	fprintf(out, "  %s%-7s%s ", color, check_result_name(row->result),
		*color ? COLOR_OFF : "");
	output_words(out, text, how->width, TREE_INDENT, TREE_INDENT);
	return say_evidence(row, how, TREE_INDENT, out);
}

/* The whole tree by layer. */
static int say_tree(const struct verdict *verdict,
		    const struct text_options *how, FILE *out)
{
	unsigned int layer, i;
	int err = 0;

	for (layer = 0; !err && layer < LAYERS; layer++) {
		fprintf(out, "\n%s\n",
			check_layer_name((enum check_layer)layer));
		for (i = 0; !err && i < CHECKS; i++)
			if (checks[i].layer == layer)
				err = say_check(&verdict->rows[i], how, out);
	}
	return err;
}

static int print_whole(const struct verdict *verdict,
		       const struct text_options *how, FILE *out)
{
	int err = say_verdict(verdict, how, out);

	if (!err)
		err = say_cause(verdict, how, out);
	if (!err && verdict->result == RESULT_UNKNOWN)
		err = say_open(verdict, how, out);
	if (!err)
		err = say_warnings(verdict, how, out);
	if (!err)
		err = say_contradicted(verdict, how, out);
	if (!err)
		err = say_left_out(verdict, how, out);
	if (!err)
		err = say_plan(&verdict->plan, how, out);
	if (err)
		return err;
	if (how->verbose)
		return say_tree(verdict, how, out);
	fputc('\n', out);
	return say(
		out, how, 0, 0,
		"See all checks with -v, and what is behind one with --explain ID.");
}

int verdict_text(const struct verdict *verdict, const struct table *rows,
		 const struct text_options *how, FILE *out)
{
	if (how->columns || how->no_headings)
		return table_text(rows, how, out);
	return print_whole(verdict, how, out);
}
