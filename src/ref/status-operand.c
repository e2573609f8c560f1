// SPDX-License-Identifier: GPL-2.0-or-later
/* What the lower half of a status word is about: an operand, an MSR, a leaf. */
#include "ref/status-operand.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/util.h"
#include "ref/operand.h"
#include "ref/register.h"

/* Of a metadata list. */
#define LIST_NO_FIELD 0xffffU	/* bits 31:16: the error is not in one field */
#define LIST_HEADER 0xffffU	/* bits 15:0: the error is in the header */

static const char *const page_levels[] = { "4K", "2M", "1G" };
static const char *const smrr_names[] = { "SMRR", "SMRR2" };

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
	return text_or(page_levels, ARRAY_SIZE(page_levels), level, "unknown");
}

static const char *smrr_name(uint32_t index)
{
	return text_or(smrr_names, ARRAY_SIZE(smrr_names), index, "unknown SMRR");
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
		put_name(buf, size, operand_name(low));
		break;
	case STATUS_LOW_MSR:
		put_name(buf, size, register_msr_name(low));
		break;
	case STATUS_LOW_PAGE_LEVEL:
		put_name(buf, size, text_or(page_levels, ARRAY_SIZE(page_levels),
					    low, NULL));
		break;
	case STATUS_LOW_SMRR:
		put_name(buf, size,
			 text_or(smrr_names, ARRAY_SIZE(smrr_names), low, NULL));
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

void status_operand_fill(struct status_decoded *d)
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

static void detail_operand(const struct status_decoded *d, char *buf,
			   size_t size)
{
	uint32_t id = d->operand.id;

	if (operand_name(id))
		put(buf, size, "operand %s (0x%" PRIx32 "): %s",
		    operand_name(id), id, operand_text(id));
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
