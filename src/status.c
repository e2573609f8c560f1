// SPDX-License-Identifier: GPL-2.0-or-later
/* Names and explains the status word that a SEAMCALL leaves in RAX. */
#include "status.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

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

#define LIST_NO_FIELD 0xffffU	/* bits 31:16: the error is not in one field */
#define LIST_HEADER 0xffffU	/* bits 15:0: the error is in the header */

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

#define STATUS_ROW(interface_, code_, low_, kind_, origin_, name_, meaning_,   \
		   advice_, note_)                                             \
	{                                                                      \
		.code = (code_),                                               \
		.mask = STATUS_LOW_##low_ == STATUS_LOW_EXACT ? UINT64_MAX :   \
								WORD_HIGH,     \
		.name = (name_),                                               \
		.interface = STATUS_##interface_,                              \
		.low = STATUS_LOW_##low_,                                      \
		.alias = STATUS_KIND_##kind_,                                  \
		.meaning = (meaning_),                                         \
		.advice = (advice_),                                           \
		.origin = ORIGIN_##origin_,                                    \
		.note = (note_),                                               \
	},

static const struct status_row status_table[] = {
#include "status.tbl"
};

struct operand_row {
	uint32_t id;
	const char *name;
	const char *text;
};

/* operand.tbl holds four tables; each reader picks its own rows. */
#define OPERAND_ROW(id_, name_, text_)                                         \
	{ .id = (id_), .name = (name_), .text = (text_) },
#define CLASS_ROW(id_, name_)
#define LOADER_CLASS_ROW(id_, name_)
#define MSR_ROW(id_, name_)
static const struct operand_row operand_table[] = {
#include "operand.tbl"
};
#undef OPERAND_ROW
#undef CLASS_ROW
#define OPERAND_ROW(id_, name_, text_)
#define CLASS_ROW(id_, name_) { .id = (id_), .name = (name_) },
static const struct operand_row class_table[] = {
#include "operand.tbl"
};
#undef CLASS_ROW
#undef LOADER_CLASS_ROW
#define CLASS_ROW(id_, name_)
#define LOADER_CLASS_ROW(id_, name_) { .id = (id_), .name = (name_) },
static const struct operand_row loader_class_table[] = {
#include "operand.tbl"
};
#undef LOADER_CLASS_ROW
#undef MSR_ROW
#define LOADER_CLASS_ROW(id_, name_)
#define MSR_ROW(id_, name_) { .id = (id_), .name = (name_) },
static const struct operand_row msr_table[] = {
#include "operand.tbl"
};
#undef OPERAND_ROW
#undef CLASS_ROW
#undef LOADER_CLASS_ROW
#undef MSR_ROW

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))

static const char *const interface_names[STATUS_INTERFACES] = {
	[STATUS_MODULE] = "module",
	[STATUS_P_SEAMLDR] = "p-seamldr",
	[STATUS_NP_SEAMLDR] = "np-seamldr",
	[STATUS_SOFTWARE] = "linux",
};

static const char *const page_levels[] = { "4K", "2M", "1G" };
static const char *const smrr_names[] = { "SMRR", "SMRR2" };

static const struct operand_row *find_number(const struct operand_row *table,
					     size_t count, uint32_t id)
{
	size_t i;

	for (i = 0; i < count; i++)
		if (table[i].id == id)
			return &table[i];
	return NULL;
}

static const char *number_name(const struct operand_row *table, size_t count,
			       uint32_t id)
{
	const struct operand_row *row = find_number(table, count, id);

	return row ? row->name : NULL;
}

const char *status_operand_name(uint32_t id)
{
	return number_name(operand_table, COUNT(operand_table), id);
}

const char *status_operand_text(uint32_t id)
{
	const struct operand_row *row;

	row = find_number(operand_table, COUNT(operand_table), id);
	return row ? row->text : NULL;
}

const char *status_msr_name(uint32_t address)
{
	return number_name(msr_table, COUNT(msr_table), address);
}

const struct status_row *status_rows(size_t *count)
{
	*count = COUNT(status_table);
	return status_table;
}

const struct status_row *status_find(const char *name)
{
	const struct status_row *found = NULL;
	size_t i;

	for (i = 0; i < COUNT(status_table); i++) {
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

	for (; row < status_table + COUNT(status_table); row++)
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
	for (i = 0; i < COUNT(status_table); i++)
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

	for (i = 0; i < COUNT(status_table); i++) {
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
	d->class_label = number_name(loader_class_table,
				     COUNT(loader_class_table), d->class_id);
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
	d->class_label =
		number_name(class_table, COUNT(class_table), d->class_id);
	d->non_recoverable = flag(d->word, WORD_NON_RECOVERABLE);
	d->fatal = flag(d->word, WORD_FATAL);
	d->host_hint = flag(d->word, WORD_HOST_HINT);
	d->recoverable = recoverable(d->word);
}

static unsigned int byte_of(uint32_t low, unsigned int n)
{
	return low >> (8 * n) & 0xff;
}

static const char *text_or(const char *const *texts, size_t count,
			   uint32_t index, const char *otherwise)
{
	return index < count ? texts[index] : otherwise;
}

static const char *level_name(uint32_t level)
{
	return text_or(page_levels, COUNT(page_levels), level, "unknown");
}

static const char *smrr_name(uint32_t index)
{
	return text_or(smrr_names, COUNT(smrr_names), index, "unknown SMRR");
}

__attribute__((format(printf, 3, 4))) static void
put(char *buf, size_t size, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(buf, size, format, args);
	va_end(args);
}

static void put_name(char *buf, size_t size, const char *name)
{
	put(buf, size, "%s", name ? name : "");
}

static void put_list(char *buf, size_t size, uint32_t low)
{
	uint32_t field = low >> 16;
	uint32_t sequence = low & 0xffff;

	if (!low)
		put_name(buf, size, NULL);
	else if (sequence == LIST_HEADER)
		put(buf, size, "list header");
	else if (field == LIST_NO_FIELD)
		put(buf, size, "sequence %" PRIu32, sequence);
	else
		put(buf, size, "field %" PRIu32 " of sequence %" PRIu32, field,
		    sequence);
}

static void put_memory(char *buf, size_t size, enum status_low kind,
		       uint32_t low)
{
	unsigned int tdmr = byte_of(low, 0);

	if (kind == STATUS_LOW_TDMR)
		put(buf, size, "TDMR %u", tdmr);
	else if (kind == STATUS_LOW_TDMR_PAMT)
		put(buf, size, "TDMR %u, PAMT level %s", tdmr,
		    level_name(byte_of(low, 1)));
	else if (kind == STATUS_LOW_TDMR_PAMT_TDMR)
		put(buf, size, "TDMR %u, PAMT level %s, other TDMR %u", tdmr,
		    level_name(byte_of(low, 1)), byte_of(low, 2));
	else if (kind == STATUS_LOW_TDMR_AREA)
		put(buf, size, "TDMR %u, reserved area %u", tdmr,
		    byte_of(low, 1));
	else
		put(buf, size, "%s, CMR %u", smrr_name(tdmr), byte_of(low, 1));
}

/* The name of what bits 31:0 say, or "" where they are a bare number. */
static void name_low(enum status_low kind, uint32_t low, char *buf, size_t size)
{
	switch (kind) {
	case STATUS_LOW_OPERAND:
	case STATUS_LOW_OPERAND_OR_0:
		put_name(buf, size, status_operand_name(low));
		break;
	case STATUS_LOW_MSR:
		put_name(buf, size, status_msr_name(low));
		break;
	case STATUS_LOW_PAGE_LEVEL:
		put_name(buf, size, text_or(page_levels, COUNT(page_levels),
					    low, NULL));
		break;
	case STATUS_LOW_SMRR:
		put_name(buf, size,
			 text_or(smrr_names, COUNT(smrr_names), low, NULL));
		break;
	case STATUS_LOW_SMRR_CMR:
	case STATUS_LOW_TDMR:
	case STATUS_LOW_TDMR_PAMT:
	case STATUS_LOW_TDMR_PAMT_TDMR:
	case STATUS_LOW_TDMR_AREA:
		put_memory(buf, size, kind, low);
		break;
	case STATUS_LOW_L2_LEVEL:
		put(buf, size, "L2 VM %" PRIu32 ", level %" PRIu32, low >> 16,
		    low & 0xffff);
		break;
	case STATUS_LOW_LIST:
		put_list(buf, size, low);
		break;
	case STATUS_LOW_NONE:
	case STATUS_LOW_EXACT:
	case STATUS_LOW_UNCHECKED:
	case STATUS_LOW_COUNT:
	case STATUS_LOW_CPUID_LEAF:
	case STATUS_LOW_PACKAGE:
	case STATUS_LOW_X2APIC:
	case STATUS_LOW_HKIDS:
	case STATUS_LOW_VMCS_FIELD:
	case STATUS_LOW_SLOT:
	default:
		put_name(buf, size, NULL);
		break;
	}
}

/* Is 0 in the low bits a value, and not the absence of one? */
static bool zero_is_a_value(enum status_low kind)
{
	switch (kind) {
	case STATUS_LOW_NONE:
	case STATUS_LOW_EXACT:
	case STATUS_LOW_UNCHECKED:
	case STATUS_LOW_COUNT:
	case STATUS_LOW_OPERAND_OR_0:
	case STATUS_LOW_LIST:
		return false;
	case STATUS_LOW_OPERAND:
	case STATUS_LOW_MSR:
	case STATUS_LOW_CPUID_LEAF:
	case STATUS_LOW_PACKAGE:
	case STATUS_LOW_X2APIC:
	case STATUS_LOW_HKIDS:
	case STATUS_LOW_VMCS_FIELD:
	case STATUS_LOW_PAGE_LEVEL:
	case STATUS_LOW_SLOT:
	case STATUS_LOW_SMRR:
	case STATUS_LOW_SMRR_CMR:
	case STATUS_LOW_TDMR:
	case STATUS_LOW_TDMR_PAMT:
	case STATUS_LOW_TDMR_PAMT_TDMR:
	case STATUS_LOW_TDMR_AREA:
	case STATUS_LOW_L2_LEVEL:
	default:
		return true;
	}
}

static void fill_operand(struct status_decoded *d)
{
	uint32_t low = (uint32_t)d->word;

	if (!d->row || d->row->low == STATUS_LOW_EXACT)
		return;
	if (!low && !zero_is_a_value(d->row->low))
		return;
	d->operand.present = true;
	d->operand.id = low;
	name_low(d->row->low, low, d->operand.name, sizeof(d->operand.name));
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
	fill_operand(out);
	return out->row != NULL;
}

const char *status_name(const struct status_decoded *decoded)
{
	return decoded->row ? decoded->row->name : NULL;
}

static void detail_operand(const struct status_decoded *d, char *buf,
			   size_t size)
{
	uint32_t id = d->operand.id;

	if (status_operand_name(id))
		put(buf, size, "operand %s (0x%" PRIx32 "): %s",
		    status_operand_name(id), id, status_operand_text(id));
	else
		put(buf, size, "operand 0x%" PRIx32 ", which has no known name",
		    id);
}

static void detail_number(const struct status_decoded *d, const char *what,
			  char *buf, size_t size)
{
	uint32_t id = d->operand.id;

	if (d->operand.name[0])
		put(buf, size, "%s 0x%" PRIx32 " (%s)", what, id,
		    d->operand.name);
	else
		put(buf, size, "%s 0x%" PRIx32, what, id);
}

const char *status_detail(const struct status_decoded *d, char *buf,
			  size_t size)
{
	put_name(buf, size, d->operand.name);
	if (!d->operand.present)
		return buf;
	switch (d->row->low) {
	case STATUS_LOW_OPERAND:
	case STATUS_LOW_OPERAND_OR_0:
		detail_operand(d, buf, size);
		break;
	case STATUS_LOW_MSR:
		detail_number(d, "MSR", buf, size);
		break;
	case STATUS_LOW_CPUID_LEAF:
		detail_number(d, "CPUID leaf", buf, size);
		break;
	case STATUS_LOW_X2APIC:
		detail_number(d, "x2APIC id", buf, size);
		break;
	case STATUS_LOW_VMCS_FIELD:
		detail_number(d, "VMCS field", buf, size);
		break;
	case STATUS_LOW_PAGE_LEVEL:
		detail_number(d, "page level", buf, size);
		break;
	case STATUS_LOW_SMRR:
		detail_number(d, "index", buf, size);
		break;
	case STATUS_LOW_PACKAGE:
		put(buf, size, "package %" PRIu32, d->operand.id);
		break;
	case STATUS_LOW_HKIDS:
		put(buf, size, "%" PRIu32 " key IDs supported", d->operand.id);
		break;
	case STATUS_LOW_SLOT:
		put(buf, size, "slot %" PRIu32, d->operand.id);
		break;
	case STATUS_LOW_COUNT:
		put(buf, size, "low 32 bits 0x%08" PRIx32
			       ": a few leaves give a count there",
		    d->operand.id);
		break;
	case STATUS_LOW_NONE:
	case STATUS_LOW_UNCHECKED:
		put(buf, size, "low 32 bits 0x%08" PRIx32
			       ": no known meaning with this status",
		    d->operand.id);
		break;
	case STATUS_LOW_EXACT:
	case STATUS_LOW_SMRR_CMR:
	case STATUS_LOW_TDMR:
	case STATUS_LOW_TDMR_PAMT:
	case STATUS_LOW_TDMR_PAMT_TDMR:
	case STATUS_LOW_TDMR_AREA:
	case STATUS_LOW_L2_LEVEL:
	case STATUS_LOW_LIST:
	default:
		break;
	}
	return buf;
}

enum status_gravity status_gravity(const struct status_decoded *d)
{
	if (!d->row)
		return STATUS_WARN;
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
