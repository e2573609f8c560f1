// SPDX-License-Identifier: GPL-2.0-or-later
/* The verdict as Markdown, for the ticket of a vendor or provider. */
#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "util.h"

/* What stands in a table cell, or a line: no markup of it counts. */
static void put_plain(const char *text, FILE *out)
{
	for (; *text; text++) {
		if (strchr("\\`*_{}[]<>|#", *text))
			fputc('\\', out);
		fputc(*text == '\n' ? ' ' : *text, out);
	}
}

static void put_row(const char *name, const char *text, FILE *out)
{
	fprintf(out, "| %s | ", name);
	put_plain(text && *text ? text : "not read", out);
	fputs(" |\n", out);
}

/* A field of /proc/cpuinfo; to be freed, NULL if it is not there. */
static char *find_field(const struct diagnosis *host, const char *name)
{
	size_t len;
	const char *text = diagnosis_cpuinfo_field(host, name, &len);

	return text ? strndup(text, len) : NULL;
}

static char *count_online(const struct capture *capture)
{
	cleanup_free char *list = cpulist_format(&capture->cpus.online);
	unsigned int count = cpulist_count(&capture->cpus.online);
	char *text;

	if (!list || !count || asprintf(&text, "%u (%s)", count, list) < 0)
		return NULL;
	return text;
}

static void put_machine(const struct check *check, FILE *out)
{
	const struct capture *capture = check->host.capture;
	const struct host_ident *ident = &capture->ident;
	cleanup_free char *model = find_field(&check->host, "model name");
	cleanup_free char *microcode = find_field(&check->host, "microcode");
	cleanup_free char *online = count_online(capture);

	fputs("## Machine\n\n| what | value |\n| --- | --- |\n", out);
	put_row("vendor", ident->vendor, out);
	put_row("product", ident->product, out);
	put_row("BIOS", ident->bios, out);
	put_row("processor", model, out);
	put_row("microcode", microcode, out);
	put_row("CPUs online", online, out);
	put_row("kernel", ident->kernel, out);
	put_row("read at", capture->time, out);
}

static void put_result(const struct check_row *row, FILE *out)
{
	fputs("- ", out);
	put_plain(row->summary, out);
	if (*row->cpus)
		fprintf(out, ", on CPU%s %s",
			strpbrk(row->cpus, "-,") ? "s" : "", row->cpus);
	if (row->explained_by)
		fprintf(out, ", because of `%s`", row->explained_by);
	fprintf(out, " (`%s`)\n", row->rule->id);
}

static void put_results(const struct check *check, enum rule_result result,
			const char *heading, FILE *out)
{
	const char *before = heading;
	unsigned int i;

	for (i = 0; i < RULES; i++) {
		if (check->rows[i].result != result)
			continue;
		if (*before)
			fprintf(out, "\n%s\n\n", before);
		before = "";
		put_result(&check->rows[i], out);
	}
}

/* What failed is proven by these; the rest of what was read is in a snapshot. */
static void put_evidence(const struct check *check, FILE *out)
{
	unsigned int i;
	size_t j;

	fputs("\n## Evidence\n\n| check | what | CPUs | value |\n| --- | --- | --- | --- |\n",
	      out);
	for (i = 0; i < RULES; i++)
		for (j = 0; check->rows[i].result == RESULT_FAIL &&
			    j < check->rows[i].nevidence; j++) {
			const struct check_evidence *e =
				&check->rows[i].evidence[j];

			fprintf(out, "| `%s` | ", rules[i].id);
			put_plain(e->kind, out);
			fputc(' ', out);
			put_plain(e->key, out);
			if (e->name) {
				fputc(' ', out);
				put_plain(e->name, out);
			}
			fprintf(out, " | %s | ", e->cpus);
			put_plain(e->value ? e->value : e->error, out);
			fputs(" |\n", out);
		}
}

/* Whether a fault is of what a vendor makes, and a provider sets up. */
static bool is_theirs(const struct check *check, enum rule_id id)
{
	static const unsigned int ours = RULE_BIT(RULE_NOT_IN_VMX) |
					 RULE_BIT(RULE_MODULE_SHUT_DOWN) |
					 RULE_BIT(RULE_MODULE_NOT_INITIALISED);
	const struct check_row *row = &check->rows[id];

	return row->result == RESULT_FAIL && !row->explained_by &&
	       rules[id].layer != LAYER_KERNEL &&
	       rules[id].layer != LAYER_KVM && !(ours & RULE_BIT(id));
}

/* Software is of whoever runs the host, and so is looking at it again. */
static const char *request_heading(const struct check *check)
{
	unsigned int i;

	if (check->verdict != RESULT_FAIL)
		return "What we still have to look at";
	for (i = 0; i < RULES; i++)
		if (is_theirs(check, (enum rule_id)i))
			return "What is asked of you";
	return "What we have to change ourselves";
}

static void put_request(const struct check *check, FILE *out)
{
	size_t i;

	fprintf(out, "\n## %s\n\n", request_heading(check));
	for (i = 0; i < check->plan.nsteps; i++) {
		fprintf(out, "%zu. ", i + 1);
		put_plain(check->plan.steps[i], out);
		fputc('\n', out);
	}
	if (check->plan.power_cycle)
		fputs("\nA reboot is not enough: please cut the power once.\n",
		      out);
}

int check_ticket(const struct check *check, FILE *out)
{
	static const char *const titles[RESULTS] = {
		[RESULT_PASS] = "Intel TDX works on this host",
		[RESULT_FAIL] = "Intel TDX does not work on this host",
		[RESULT_UNKNOWN] =
			"Whether Intel TDX works on this host cannot be told yet",
	};

	fprintf(out, "# %s\n\n", titles[check->verdict]);
	put_machine(check, out);
	fputs("\n## Finding\n", out);
	put_results(check, RESULT_FAIL, "What is wrong:", out);
	put_results(check, RESULT_WARN, "What is unusual:", out);
	put_results(check, RESULT_UNKNOWN, "What was not seen:", out);
	put_results(check, RESULT_PASS, "What was found in order:", out);
	if (check->verdict == RESULT_FAIL)
		put_evidence(check, out);
	if (check->plan.nsteps)
		put_request(check, out);
	fprintf(out, "\nMade by tdxctl %s.%s\n", PACKAGE_VERSION,
		*check->host.capture->source ?
			" Registers and SEAMCALLs are what the processor itself said." :
			"");
	return 0;
}
