// SPDX-License-Identifier: GPL-2.0-or-later
/* The verdict as Markdown, for the ticket of a vendor or provider. */
#include "show/verdict-ticket.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/util.h"
#include "show/table.h"

/* The longest run of backticks in a text. */
static int longest_run(const char *text, size_t len)
{
	int run = 0, longest = 0;
	size_t i;

	for (i = 0; i < len; i++) {
		run = text[i] == '`' ? run + 1 : 0;
		if (run > longest)
			longest = run;
	}
	return longest;
}

static void put_backticks(int count, FILE *out)
{
	while (count-- > 0)
		fputc('`', out);
}

/*
 * What a host says stands in a code span: there neither GitHub nor GitLab, nor
 * whoever else renders it, sees markup, a link, HTML, "#123" or "@name", which
 * would notify somebody. An entity or a backslash does not help: names are looked
 * for in what is rendered. More backticks than the text has in a row enclose it,
 * and a space parts them from one that it begins or ends with (CommonMark 6.1).
 * A bar would end the cell of a table.
 */
static void put_code(const char *text, size_t len, FILE *out)
{
	int ticks = longest_run(text, len) + 1;
	bool apart = len && (ticks > 1 || text[0] == ' ');
	size_t i;

	put_backticks(ticks, out);
	fputs(apart ? " " : "", out);
	for (i = 0; i < len; i++) {
		if (text[i] == '|')
			fputc('\\', out);
		fputc(text[i] == '\n' ? ' ' : text[i], out);
	}
	fputs(apart ? " " : "", out);
	put_backticks(ticks, out);
}

/* Whether some renderer makes more of a word than what it says. */
static bool is_active(const char *word, size_t len)
{
	static const char *const links[] = { "://", "www." };
	size_t i;

	for (i = 0; i < len; i++)
		if (strchr("\\`*_{}[]<|#@!$%&^~", word[i]))
			return true;
	for (i = 0; i < ARRAY_SIZE(links); i++)
		if (memmem(word, len, links[i], strlen(links[i])))
			return true;
	return false;
}

/* A word, with the punctuation around it outside of the code. */
static void put_word(const char *word, size_t len, FILE *out)
{
	size_t before = strspn(word, "("), behind = 0;

	if (before > len)
		before = len;
	while (len - behind > before && strchr(".,;:)", word[len - behind - 1]))
		behind++;
	fwrite(word, 1, before, out);
	if (is_active(word + before, len - before - behind))
		put_code(word + before, len - before - behind, out);
	else
		fwrite(word + before, 1, len - before - behind, out);
	fwrite(word + len - behind, 1, behind, out);
}

/* A sentence of ours, in which a word may be the host's. */
static void put_plain(const char *text, FILE *out)
{
	size_t len;

	for (; *text; text += len) {
		len = strcspn(text, " \n");
		if (len)
			put_word(text, len, out);
		else
			fputc(' ', out);
		len += !len;
	}
}

static void put_row(const char *name, const char *text, FILE *out)
{
	fprintf(out, "| %s | ", name);
	if (text && *text)
		put_code(text, strlen(text), out);
	else
		fputs("not read", out);
	fputs(" |\n", out);
}

/* A field of /proc/cpuinfo; to be freed, NULL if it is not there. */
static char *find_field(const struct host_facts *host, const char *name)
{
	size_t len;
	const char *text = host_facts_cpuinfo_field(host, name, &len);

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

static void put_machine(const struct verdict *verdict, FILE *out)
{
	const struct capture *capture = verdict->host.capture;
	const struct host_ident *ident = &capture->ident;
	cleanup_free char *model = find_field(&verdict->host, "model name");
	cleanup_free char *microcode = find_field(&verdict->host, "microcode");
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

static void put_result(const struct verdict_row *row, FILE *out)
{
	fputs("- ", out);
	put_plain(row->summary, out);
	if (*row->cpus)
		fprintf(out, ", on CPU%s %s",
			strpbrk(row->cpus, "-,") ? "s" : "", row->cpus);
	if (row->explained_by)
		fprintf(out, ", because of `%s`", row->explained_by);
	fprintf(out, " (`%s`)\n", row->check->id);
}

static void put_results(const struct verdict *verdict, enum check_result result,
			const char *heading, FILE *out)
{
	const char *before = heading;
	unsigned int i;

	for (i = 0; i < CHECKS; i++) {
		if (verdict->rows[i].result != result)
			continue;
		if (*before)
			fprintf(out, "\n%s\n\n", before);
		before = "";
		put_result(&verdict->rows[i], out);
	}
}

/* Values of one thing that a ticket shows. */
#define VALUES_MAX 8

static void put_value(enum check_id id, const struct verdict_evidence *e,
		      FILE *out)
{
	const char *value = e->value ? e->value : e->error;

	fprintf(out, "| `%s` | %s ", checks[id].id, e->kind);
	put_code(e->key, strlen(e->key), out);
	if (e->name) {
		fputc(' ', out);
		put_code(e->name, strlen(e->name), out);
	}
	fprintf(out, " | %s | ", e->cpus);
	put_code(value, strlen(value), out);
	fputs(" |\n", out);
}

/* How many values from @first on are of the same thing. */
static size_t count_values(const struct verdict_row *row, size_t first)
{
	const struct verdict_evidence *e = row->evidence;
	size_t i = first + 1;

	while (i < row->nevidence && !strcmp(e[i].kind, e[first].kind) &&
	       !strcmp(e[i].key, e[first].key))
		i++;
	return i - first;
}

/* Of many values those of CPUs that failed come first. */
static void put_values(enum check_id id, const struct verdict_row *row,
		       size_t first, size_t count, FILE *out)
{
	size_t max = text_bound(count, VALUES_MAX);
	size_t i, pass, shown = 0;

	for (pass = 0; pass < 2; pass++)
		for (i = first; i < first + count && shown < max; i++) {
			const struct verdict_evidence *e = &row->evidence[i];
			bool failing = verdict_evidence_fails(row, e);

			if (max < count ? failing != !pass : pass)
				continue;
			put_value(id, e, out);
			shown++;
		}
	if (shown < count)
		fprintf(out, "| `%s` | and %zu more values | | |\n",
			checks[id].id, count - shown);
}

/* What failed is proven by these; the rest of what was read is in a snapshot. */
static void put_evidence(const struct verdict *verdict, FILE *out)
{
	unsigned int i;
	size_t j, count;

	fputs("\n## Evidence\n\n| check | what | CPUs | value |\n| --- | --- | --- | --- |\n",
	      out);
	for (i = 0; i < CHECKS; i++) {
		const struct verdict_row *row = &verdict->rows[i];

		for (j = 0; row->result == RESULT_FAIL && j < row->nevidence;
		     j += count) {
			count = count_values(row, j);
			put_values((enum check_id)i, row, j, count, out);
		}
	}
}

/* Whether a fault is of what a vendor makes, and a provider sets up. */
static bool is_theirs(const struct verdict *verdict, enum check_id id)
{
	const struct verdict_row *row = &verdict->rows[id];

	return row->result == RESULT_FAIL && !row->explained_by &&
	       !checks[id].ours;
}

/* Software is of whoever runs the host, and so is looking at it again. */
static const char *request_heading(const struct verdict *verdict)
{
	unsigned int i;

	if (verdict->result != RESULT_FAIL)
		return "What we still have to look at";
	for (i = 0; i < CHECKS; i++)
		if (is_theirs(verdict, (enum check_id)i))
			return "What is asked of you";
	return "What we have to change ourselves";
}

static void put_request(const struct verdict *verdict, FILE *out)
{
	size_t i;

	fprintf(out, "\n## %s\n\n", request_heading(verdict));
	for (i = 0; i < verdict->plan.nsteps; i++) {
		fprintf(out, "%zu. ", i + 1);
		put_plain(verdict->plan.steps[i], out);
		fputc('\n', out);
	}
	if (verdict->plan.power_cycle)
		fputs("\nA reboot is not enough: please cut the power once.\n",
		      out);
}

int verdict_ticket(const struct verdict *verdict, FILE *out)
{
	static const char *const titles[RESULTS] = {
		[RESULT_PASS] = "Intel TDX works on this host",
		[RESULT_FAIL] = "Intel TDX does not work on this host",
		[RESULT_UNKNOWN] =
			"Whether Intel TDX works on this host cannot be told yet",
	};

	fprintf(out, "# %s\n\n", titles[verdict->result]);
	put_machine(verdict, out);
	fputs("\n## Finding\n", out);
	put_results(verdict, RESULT_FAIL, "What is wrong:", out);
	put_results(verdict, RESULT_WARN, "What is unusual:", out);
	put_results(verdict, RESULT_UNKNOWN, "What was not seen:", out);
	put_results(verdict, RESULT_PASS, "What was found in order:", out);
	if (verdict->result == RESULT_FAIL)
		put_evidence(verdict, out);
	if (verdict->plan.nsteps)
		put_request(verdict, out);
	fprintf(out, "\nMade by tdxctl %s.%s\n", PACKAGE_VERSION,
		*verdict->host.capture->source ?
			" Registers and SEAMCALLs are what the processor itself said." :
			"");
	return 0;
}
