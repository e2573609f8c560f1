// SPDX-License-Identifier: GPL-2.0-or-later
/* Key IDs as a bar that is proportional to their numbers, with a legend. */
#include "show/keyid-text.h"

#include <inttypes.h>

/* A part of the bar, from key ID @first to @last. */
struct part {
	uint64_t first;
	uint64_t last;
	const char *what;
	char ascii;
	const char *unicode;
	const char *color;	/* "" for that of other text */
};

enum { PART_HOST, PART_MKTME, PART_GLOBAL, PART_GUESTS, PARTS };

#define COLOR_OFF "\033[0m"

/* Parts without a key ID have @last below @first. */
static void make_parts(const struct facts_partition *p, struct part *parts)
{
	uint64_t mktme = p->mktme_keyids.value, tdx = p->tdx_keyids.value;

	parts[PART_HOST] = (struct part){
		0, 0,
		fact_yes(&p->bypass) ?
			"ordinary memory: not encrypted (TME bypass)" :
			"ordinary memory: TME",
		'#', "\u2588", ""
	};
	parts[PART_MKTME] = (struct part){
		1, mktme, "TME-MT", '=', "\u2593", "\033[36m"
	};
	parts[PART_GLOBAL] = (struct part){
		mktme + 1, tdx ? mktme + 1 : mktme,
		"private: the TDX module's own", '+', "\u2592", "\033[35m"
	};
	parts[PART_GUESTS] = (struct part){
		mktme + 2, mktme + tdx, "private: TDX guests", '-', "\u2591",
		"\033[32m"
	};
}

static uint64_t count_ids(const struct part *part)
{
	return part->last < part->first ? 0 : part->last - part->first + 1;
}

/* The bar has a power of two of cells, as there are key IDs. */
static unsigned int count_cells(uint64_t ids, unsigned int width)
{
	unsigned int cells = 128;
	unsigned int room = width ? width : 80;

	while (cells > 16 && (cells + 2 > room || cells > ids))
		cells /= 2;
	return cells;
}

static void print_cells(const struct part *part, unsigned int cells,
			const struct text_options *how, FILE *out)
{
	if (!cells)
		return;
	if (how->color && *part->color)
		fputs(part->color, out);
	while (cells--) {
		if (how->unicode)
			fputs(part->unicode, out);
		else
			fputc(part->ascii, out);
	}
	if (how->color && *part->color)
		fputs(COLOR_OFF, out);
}

/* Every part that has a key ID has a cell; the largest part makes room. */
static void share_cells(const struct part *parts, unsigned int cells,
			unsigned int *shares)
{
	uint64_t ids = parts[PART_GUESTS].last + 1;
	unsigned int i, sum = 0, largest = 0;

	for (i = 0; i < PARTS; i++) {
		uint64_t count = count_ids(&parts[i]);

		shares[i] = (unsigned int)(count * cells / ids);
		if (count && !shares[i])
			shares[i] = 1;
		sum += shares[i];
		if (shares[i] > shares[largest])
			largest = i;
	}
	shares[largest] += cells - sum;
}

/* Which part is which, and what is in it. */
static void print_legend(const struct part *parts,
			 const struct text_options *how, FILE *out)
{
	int width = snprintf(NULL, 0, "%" PRIu64 "-%" PRIu64,
			     parts[PART_GUESTS].first, parts[PART_GUESTS].last);
	char range[48];
	unsigned int i;

	for (i = 0; i < PARTS; i++) {
		uint64_t count = count_ids(&parts[i]);

		if (!count)
			continue;
		fputs("  ", out);
		print_cells(&parts[i], 1, how, out);
		snprintf(range, sizeof(range),
			 count > 1 ? "%" PRIu64 "-%" PRIu64 : "%" PRIu64,
			 parts[i].first, parts[i].last);
		fprintf(out, " %-*s %s", width, range, parts[i].what);
		if (i == PART_MKTME || i == PART_GUESTS)
			fprintf(out, ", %" PRIu64 " key ID%s", count,
				count == 1 ? "" : "s");
		fputc('\n', out);
	}
}

/* Where there are key IDs to show, and their numbers are known. */
static bool has_bar(const struct facts_partition *p)
{
	return fact_yes(&p->activated) && p->mktme_keyids.known &&
	       p->tdx_keyids.known &&
	       (p->mktme_keyids.value || p->tdx_keyids.value);
}

void keyid_bar(const struct facts_partition *partition,
	       const struct text_options *how, FILE *out)
{
	struct part parts[PARTS];
	unsigned int shares[PARTS], i;

	if (!has_bar(partition))
		return;
	make_parts(partition, parts);
	share_cells(parts,
		    count_cells(parts[PART_GUESTS].last + 1, how->width),
		    shares);
	fputs("  ", out);
	for (i = 0; i < PARTS; i++)
		print_cells(&parts[i], shares[i], how, out);
	fputc('\n', out);
	print_legend(parts, how, out);
}
