// SPDX-License-Identifier: GPL-2.0-or-later
/* Says in words what a status or a line of a log means. */
#include "show/decode-text.h"

#include <inttypes.h>
#include <string.h>

#include "base/output.h"
#include "ref/leaf.h"

#define WORD_WIDTH 20		/* "0xc000010000000045: " */
#define LABEL_WIDTH 11		/* "  meaning: " */
#define NOTE_MARK "  => "	/* what we put between the lines of a log */
#define NOTE_WIDTH 5

#define COLOR_NONE "\033[0m"

static void put_field(FILE *out, const struct text_style *style,
		      const char *label, const char *text)
{
	if (!*text)
		return;
	fprintf(out, "  %-*s", LABEL_WIDTH - 2, label);
	output_words(out, text, style->width, LABEL_WIDTH, LABEL_WIDTH);
}

static void put_more(FILE *out, const struct text_style *style,
		     const char *text)
{
	if (!*text)
		return;
	fprintf(out, "%*s", NOTE_WIDTH, "");
	output_words(out, text, style->width, NOTE_WIDTH, NOTE_WIDTH);
}

static const char *color_of(const struct status_decoded *d)
{
	static const char *const colors[] = {
		[STATUS_GOOD] = "\033[32m",
		[STATUS_WARN] = "\033[33m",
		[STATUS_BAD] = "\033[31m",
	};

	return colors[status_gravity(d)];
}

static void put_name(FILE *out, const struct text_style *style,
		     const struct status_decoded *d)
{
	fprintf(out, "%s%s%s", style->color ? color_of(d) : "",
		d->row ? d->row->name : "unknown status",
		style->color ? COLOR_NONE : "");
}

static const char *describe_class(const struct status_decoded *d, char *buf,
				  size_t size)
{
	const char *maker = status_interface_name(d->interface);
	char number[16] = "not known";

	if (d->has_class)
		snprintf(number, sizeof(number), "0x%02x", d->class_id);
	snprintf(buf, size, "%s%s%s%s; %s",
		 d->class_label ? d->class_label : number, maker ? " (" : "",
		 maker ? maker : "", maker ? ")" : "", status_severity(d));
	return buf;
}

static const char *describe_match(enum status_match match)
{
	switch (match) {
	case STATUS_MATCH_FATAL_ADDED:
		return "the code with the fatal bit (61) added: the TD or "
		       "session is dead";
	case STATUS_MATCH_SEVERITY_CHANGED:
		return "the code with other bits in 62:60 than it is listed "
		       "with";
	case STATUS_MATCH_NONE:
	case STATUS_MATCH_EXACT:
	default:
		return "";
	}
}

static const char *flag_text(enum status_flag flag)
{
	static const char *const texts[] = {
		[STATUS_FLAG_NO] = "no",
		[STATUS_FLAG_YES] = "yes",
		[STATUS_FLAG_NA] = "not applicable",
	};

	return texts[flag];
}

static void put_bits(FILE *out, const struct text_style *style,
		     const struct status_decoded *d)
{
	char text[STATUS_TEXT_MAX];

	snprintf(text, sizeof(text),
		 "error %s, recoverable %s, fatal %s, host can help %s",
		 d->error ? "yes" : "no", flag_text(d->recoverable),
		 flag_text(d->fatal), flag_text(d->host_hint));
	put_field(out, style, "bits:", text);
}

/* Another name of the word, from another maker or an older header. */
static const struct status_row *next_other(const struct status_decoded *d,
					   const struct status_row *row,
					   char *buf, size_t size)
{
	row = status_next_match(d->word, row);
	if (row && row == d->row)
		row = status_next_match(d->word, row);
	if (row)
		snprintf(buf, size, "%s (%s): %s", row->name,
			 status_interface_name(row->interface), row->meaning);
	return row;
}

static void put_others(FILE *out, const struct text_style *style,
		       const struct status_decoded *d)
{
	const struct status_row *row = NULL;
	char text[STATUS_TEXT_MAX];

	while ((row = next_other(d, row, text, sizeof(text))))
		put_field(out, style, "also:", text);
}

static void put_background(FILE *out, const struct text_style *style,
			   const struct status_decoded *d)
{
	put_bits(out, style, d);
	if (d->row) {
		put_field(out, style, "defined:", d->row->origin);
		put_field(out, style, "note:", d->row->note);
	}
	put_others(out, style, d);
}

/* Behind the word and its name, or below them where there is no room. */
static void put_detail(FILE *out, const struct text_style *style,
		       const struct status_decoded *d, const char *text)
{
	size_t column = WORD_WIDTH + strlen(d->row->name) + 2;

	fputc(',', out);
	if (style->width && column + strcspn(text, " ") > style->width) {
		fputs("\n  ", out);
		column = 2;
	} else {
		fputc(' ', out);
	}
	output_words(out, text, style->width, (unsigned int)column, 2);
}

void decode_text_status(FILE *out, const struct text_style *style,
			const struct status_decoded *decoded)
{
	char text[STATUS_TEXT_MAX];

	fprintf(out, "0x%016" PRIx64 ": ", decoded->word);
	put_name(out, style, decoded);
	if (*status_detail(decoded, text, sizeof(text)))
		put_detail(out, style, decoded, text);
	else
		fputc('\n', out);
	if (decoded->row)
		put_field(out, style, "meaning:", decoded->row->meaning);
	put_field(out, style, "class:",
		  describe_class(decoded, text, sizeof(text)));
	put_field(out, style, "match:", describe_match(decoded->match));
	if (decoded->row)
		put_field(out, style, "advice:", decoded->row->advice);
	if (style->verbose)
		put_background(out, style, decoded);
}

static void put_other_notes(FILE *out, const struct text_style *style,
			    const struct status_decoded *d)
{
	const struct status_row *row = NULL;
	char text[STATUS_TEXT_MAX] = "also ";
	const size_t also = strlen(text);

	while ((row = next_other(d, row, text + also, sizeof(text) - also)))
		put_more(out, style, text);
}

static void put_advice(FILE *out, const struct text_style *style,
		       const char *advice)
{
	char text[STATUS_TEXT_MAX];

	if (!*advice)
		return;
	snprintf(text, sizeof(text), "advice: %s", advice);
	put_more(out, style, text);
}

void decode_text_note(FILE *out, const struct text_style *style,
		      const struct log_status *status,
		      const struct status_decoded *decoded)
{
	char text[STATUS_TEXT_MAX];

	fputs(NOTE_MARK, out);
	put_name(out, style, decoded);
	if (status->has_leaf)
		fprintf(out, " from %s",
			leaf_describe(status->leaf, text, sizeof(text)));
	fputc('\n', out);
	if (decoded->row)
		put_more(out, style, decoded->row->meaning);
	put_more(out, style, status_detail(decoded, text, sizeof(text)));
	if (style->verbose || !decoded->row)
		put_more(out, style,
			 describe_class(decoded, text, sizeof(text)));
	put_more(out, style, describe_match(decoded->match));
	if (!decoded->row)
		return;
	put_advice(out, style, log_explain_advice(status, decoded));
	if (!style->verbose)
		return;
	put_more(out, style, decoded->row->note);
	if (!status->has_leaf)
		put_other_notes(out, style, decoded);
}

void decode_text_registers(FILE *out, const struct text_style *style,
			   const struct log_registers *registers,
			   const struct status_decoded *decoded)
{
	char text[STATUS_TEXT_MAX];

	log_explain_registers(registers, decoded, text, sizeof(text));
	if (!*text)
		return;
	fputs(NOTE_MARK, out);
	output_words(out, text, style->width, NOTE_WIDTH, NOTE_WIDTH);
}

void decode_text_errno(FILE *out, const struct text_style *style,
		       const struct log_line *line)
{
	const char *name = line->error_name;
	const char *meaning = line->error_text;
	char text[STATUS_TEXT_MAX];

	if (!name)
		name = strerrorname_np(line->error);
	if (!meaning)
		meaning = strerror(line->error);
	snprintf(text, sizeof(text), "%s (errno %d): %s",
		 name ? name : "error", line->error, meaning);
	fputs(NOTE_MARK, out);
	output_words(out, text, style->width, NOTE_WIDTH, NOTE_WIDTH);
}
