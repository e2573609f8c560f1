// SPDX-License-Identifier: GPL-2.0-or-later
/* Names and explains the status word that a SEAMCALL leaves in RAX. */
#include "ref/status.h"

#include <string.h>
#include <strings.h>

#include "ref/operand.h"
#include "ref/status-operand.h"
#include "base/util.h"

/* Status word of the module: tdx_api_defs.h, api_error_code_t, 1.5.05 */
#define WORD_ERROR (1ULL << 63)
#define WORD_NON_RECOVERABLE (1ULL << 62)
#define WORD_FATAL (1ULL << 61)
#define WORD_HOST_HINT (1ULL << 60)
#define WORD_RESERVED 0x0fff000000000000ULL
#define WORD_CLASS_SHIFT 40
#define WORD_CLASS_MASK 0xffU
#define WORD_HIGH 0xffffffff00000000ULL
#define WORD_SEVERITY (WORD_NON_RECOVERABLE | WORD_FATAL | WORD_HOST_HINT)

/* Status word of P- and NP-SEAMLDR: class 31:16, bits 62:32 are not used */
#define LOADER_UNUSED 0x7fffffff00000000ULL
#define LOADER_CLASS_SHIFT 16
#define LOADER_CLASS_MASK 0xffffU

#define ORIGIN_MODULE_1_0 "TDX module 1.0"
#define ORIGIN_MODULE_1_5 "TDX module 1.5.05"
#define ORIGIN_MODULE_2_0 "TDX module 2.0"
#define ORIGIN_P_SEAMLDR "P-SEAMLDR 1.5.02"
#define ORIGIN_NP_SEAMLDR "NP-SEAMLDR 1.5.02"
#define ORIGIN_LINUX "Linux 6.12 asm/tdx.h"
#define ORIGIN_LINUX_KVM "Linux tdx_errno.h"
#define ORIGIN_LINUX_DEVSEC "Linux devsec tree, tdx_errno.h"

#define STATUS_NOTE_UNUSED "defined, but not used by module 1.5.05"
#define STATUS_NOTE_ACM "left in memory for the firmware, not in RAX"

#define STATUS_KIND_PRIMARY false
#define STATUS_KIND_ALIAS true

#define STATUS_ROW(interface_, code_, low_, kind_, origin_, name_, meaning_, \
		   advice_, note_)                                           \
	{                                                                    \
		.code = (code_),                                             \
		.mask = STATUS_LOW_##low_ == STATUS_LOW_EXACT ? UINT64_MAX : \
								WORD_HIGH,   \
		.name = #name_,                                              \
		.interface = STATUS_##interface_,                            \
		.low = STATUS_LOW_##low_,                                    \
		.alias = STATUS_KIND_##kind_,                                \
		.meaning = (meaning_),                                       \
		.advice = (advice_),                                         \
		.origin = ORIGIN_##origin_,                                  \
		.note = (note_),                                             \
	},

static const struct status_row status_table[] = {
#include "ref/status.tbl"
};

static const char *const interface_names[STATUS_INTERFACES] = {
	[STATUS_MODULE] = "module",
	[STATUS_P_SEAMLDR] = "p-seamldr",
	[STATUS_NP_SEAMLDR] = "np-seamldr",
	[STATUS_SOFTWARE] = "linux",
};

const struct status_row *status_rows(size_t *count)
{
	*count = ARRAY_SIZE(status_table);
	return status_table;
}

const struct status_row *status_find(const char *name)
{
	const struct status_row *found = NULL;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(status_table); i++) {
		if (strcasecmp(status_table[i].name, name) != 0)
			continue;
		if (!status_table[i].alias)
			return &status_table[i];
		found = &status_table[i];
	}
	return found;
}

const char *status_interface_name(enum status_interface interface)
{
	return interface_names[interface];
}

enum status_interface status_interface_parse(const char *name)
{
	enum status_interface i;

	for (i = STATUS_MODULE; i < STATUS_SOFTWARE; i++)
		if (strcmp(interface_names[i], name) == 0)
			return i;
	return STATUS_ANY;
}

static bool row_matches(const struct status_row *row, uint64_t word)
{
	return (word & row->mask) == row->code;
}

/* The firmware reads what NP-SEAMLDR says; Linux makes up nothing there. */
static bool row_in_scope(const struct status_row *row,
			 enum status_interface interface)
{
	if (interface == STATUS_ANY || row->interface == interface)
		return true;
	return row->interface == STATUS_SOFTWARE &&
	       interface != STATUS_NP_SEAMLDR;
}

const struct status_row *status_next_match(uint64_t word,
					   const struct status_row *prev)
{
	const struct status_row *row = prev ? prev + 1 : status_table;

	for (; row < status_table + ARRAY_SIZE(status_table); row++)
		if (row_matches(row, word))
			return row;
	return NULL;
}

static const struct status_row *find_exact(uint64_t word,
					   enum status_interface interface)
{
	const struct status_row *row = NULL;

	while ((row = status_next_match(word, row)))
		if (row_in_scope(row, interface))
			return row;
	return NULL;
}

/* Bits 62:60 may be changed at run time, but never turn success into a code. */
static bool row_may_vary(const struct status_row *row)
{
	return row->interface == STATUS_MODULE && row->mask == WORD_HIGH &&
	       row->code != 0;
}

static const struct status_row *find_fatal_added(uint64_t word)
{
	size_t i;

	word &= ~WORD_FATAL;
	for (i = 0; i < ARRAY_SIZE(status_table); i++)
		if (row_may_vary(&status_table[i]) &&
		    row_matches(&status_table[i], word))
			return &status_table[i];
	return NULL;
}

/* Rows of different names that differ in nothing else name no word. */
static const struct status_row *find_severity_changed(uint64_t word)
{
	const uint64_t bits = WORD_HIGH & ~WORD_SEVERITY;
	const struct status_row *found = NULL;
	const struct status_row *row;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(status_table); i++) {
		row = &status_table[i];
		if (!row_may_vary(row) || (row->code & bits) != (word & bits))
			continue;
		if (found && !row->alias && !found->alias)
			return NULL;
		if (!found || found->alias)
			found = row;
	}
	return found;
}

static void find_row(struct status_decoded *d, enum status_interface interface)
{
	d->row = find_exact(d->word, interface);
	d->match = STATUS_MATCH_EXACT;
	if (d->row)
		return;
	d->match = STATUS_MATCH_NONE;
	if (interface != STATUS_ANY && interface != STATUS_MODULE)
		return;
	d->row = find_fatal_added(d->word);
	if (d->row) {
		d->match = STATUS_MATCH_FATAL_ADDED;
		return;
	}
	d->row = find_severity_changed(d->word);
	if (d->row)
		d->match = STATUS_MATCH_SEVERITY_CHANGED;
}

static bool has_loader_layout(const struct status_decoded *d)
{
	return d->interface == STATUS_P_SEAMLDR ||
	       d->interface == STATUS_NP_SEAMLDR;
}

static void split_loader(struct status_decoded *d)
{
	if (d->word == 0 || d->word & LOADER_UNUSED)
		return;
	d->has_class = true;
	d->class_id = (d->word >> LOADER_CLASS_SHIFT) & LOADER_CLASS_MASK;
	d->class_label = operand_loader_class_name(d->class_id);
}

static enum status_flag flag(uint64_t word, uint64_t bit)
{
	return word & bit ? STATUS_FLAG_YES : STATUS_FLAG_NO;
}

static enum status_flag recoverable(uint64_t word)
{
	if (word & WORD_NON_RECOVERABLE)
		return STATUS_FLAG_NO;
	return word & WORD_ERROR ? STATUS_FLAG_YES : STATUS_FLAG_NA;
}

/*
 * A word without name and without anything in 62:32 may be the module's or a
 * loader's, and one with reserved bits is nobody's: their bits say nothing.
 */
static void split_module(struct status_decoded *d)
{
	if (d->word & WORD_RESERVED)
		return;
	if (d->interface == STATUS_ANY && !(d->word & LOADER_UNUSED))
		return;
	d->has_class = true;
	d->class_id = (d->word >> WORD_CLASS_SHIFT) & WORD_CLASS_MASK;
	d->class_label = operand_class_name(d->class_id);
	d->non_recoverable = flag(d->word, WORD_NON_RECOVERABLE);
	d->fatal = flag(d->word, WORD_FATAL);
	d->host_hint = flag(d->word, WORD_HOST_HINT);
	d->recoverable = recoverable(d->word);
}

bool status_decode(uint64_t word, enum status_interface interface,
		   struct status_decoded *out)
{
	*out = (struct status_decoded){
		.word = word,
		.error = word & WORD_ERROR,
		.non_recoverable = STATUS_FLAG_NA,
		.fatal = STATUS_FLAG_NA,
		.host_hint = STATUS_FLAG_NA,
		.recoverable = STATUS_FLAG_NA,
	};
	find_row(out, interface);
	out->interface = out->row ? out->row->interface : interface;
	if (has_loader_layout(out))
		split_loader(out);
	else
		split_module(out);
	status_operand_fill(out);
	return out->row != NULL;
}

const char *status_name(const struct status_decoded *decoded)
{
	return decoded->row ? decoded->row->name : NULL;
}

enum status_gravity status_gravity(const struct status_decoded *d)
{
	if (!d->row)
		return d->error && d->non_recoverable == STATUS_FLAG_YES ?
			       STATUS_BAD :
			       STATUS_WARN;
	if (d->interface == STATUS_SOFTWARE)
		return STATUS_BAD;
	if (!d->error)
		return d->non_recoverable == STATUS_FLAG_YES ? STATUS_BAD :
							       STATUS_GOOD;
	return d->recoverable == STATUS_FLAG_YES ? STATUS_WARN : STATUS_BAD;
}

const char *status_severity(const struct status_decoded *d)
{
	if (d->interface == STATUS_SOFTWARE)
		return "no SEAM code ran";
	if (d->word == 0)
		return "success";
	if (d->non_recoverable == STATUS_FLAG_NA)
		return d->error ? "failed" : "no error";
	if (d->error)
		return d->non_recoverable == STATUS_FLAG_YES ?
			       "failed, the cause has to be removed" :
			       "failed, calling again may help";
	return d->non_recoverable == STATUS_FLAG_YES ? "ended for good" :
						       "information";
}
