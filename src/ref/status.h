/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Names and explains the status word that a SEAMCALL leaves in RAX. */
#ifndef TDXCTL_REF_STATUS_H
#define TDXCTL_REF_STATUS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Who made the word. Some words mean different things to different makers, so
 * a reader who knows the maker names it; STATUS_ANY searches all of them.
 */
enum status_interface {
	STATUS_ANY,		/* asked for: search all; answered: unknown */
	STATUS_MODULE,		/* TDX module */
	STATUS_P_SEAMLDR,	/* persistent SEAM loader */
	STATUS_NP_SEAMLDR,	/* the ACM that loads the persistent loader */
	STATUS_SOFTWARE,	/* made up by Linux where no SEAM code ran */
	STATUS_INTERFACES
};

/* What bits 31:0 of a word carry; the row of the status says which. */
enum status_low {
	STATUS_LOW_NONE,		/* nothing */
	STATUS_LOW_EXACT,		/* part of the code itself */
	STATUS_LOW_UNCHECKED,		/* use not confirmed by a source */
	STATUS_LOW_COUNT,		/* number of entries with a problem */
	STATUS_LOW_OPERAND,		/* operand id */
	STATUS_LOW_OPERAND_OR_0,	/* operand id, or nothing */
	STATUS_LOW_MSR,			/* MSR address */
	STATUS_LOW_CPUID_LEAF,		/* CPUID leaf number */
	STATUS_LOW_PACKAGE,		/* package id */
	STATUS_LOW_X2APIC,		/* x2APIC id */
	STATUS_LOW_HKIDS,		/* how many key IDs are supported */
	STATUS_LOW_VMCS_FIELD,		/* VMCS field encoding */
	STATUS_LOW_PAGE_LEVEL,		/* page level: 0 4K, 1 2M, 2 1G */
	STATUS_LOW_SLOT,		/* service TD binding slot */
	STATUS_LOW_SMRR,		/* 0 SMRR, 1 SMRR2 */
	STATUS_LOW_SMRR_CMR,		/* bytes: SMRR, CMR */
	STATUS_LOW_TDMR,		/* byte: TDMR */
	STATUS_LOW_TDMR_PAMT,		/* bytes: TDMR, PAMT level */
	STATUS_LOW_TDMR_PAMT_TDMR,	/* bytes: TDMR, PAMT level, TDMR */
	STATUS_LOW_TDMR_AREA,		/* bytes: TDMR, reserved area */
	STATUS_LOW_L2_LEVEL,		/* halves: L2 VM, level */
	STATUS_LOW_LIST			/* halves: field or 0xffff, sequence */
};

/* Yes, no, or a word whose layout has no such bit. */
enum status_flag {
	STATUS_FLAG_NO,
	STATUS_FLAG_YES,
	STATUS_FLAG_NA
};

/* The statuses by their names: bits 63:32, and bits 31:0 of those that are exact. */
#define STATUS_ROW(interface, code, low, kind, origin, name, ...) \
	STATUS_CODE_##kind(name, code)
#define STATUS_CODE_PRIMARY(name, code) name = (code),
#define STATUS_CODE_ALIAS(name, code)
enum status_code {
#include "ref/status.tbl"
};
#undef STATUS_CODE_ALIAS
#undef STATUS_CODE_PRIMARY
#undef STATUS_ROW

/* How a row was found; the module may change severity bits at run time. */
enum status_match {
	STATUS_MATCH_NONE,		/* no row: only the class is known */
	STATUS_MATCH_EXACT,		/* word & mask is the row's code */
	STATUS_MATCH_FATAL_ADDED,	/* the same after clearing bit 61 */
	STATUS_MATCH_SEVERITY_CHANGED	/* the same but for bits 62:60 */
};

/**
 * struct status_row - one code of status.tbl
 * @code: the word with all bits outside @mask clear
 * @mask: bits that name the status
 * @name: name in the header that defines it
 * @interface: who makes it
 * @low: what bits 31:0 carry
 * @alias: a second name or an older value of another row
 * @meaning: what happened, without final stop
 * @advice: what an administrator can do, "" if nothing special
 * @origin: document and revision that define it
 * @note: what else is known about the row, or ""
 */
struct status_row {
	uint64_t code;
	uint64_t mask;
	const char *name;
	enum status_interface interface;
	enum status_low low;
	bool alias;
	const char *meaning;
	const char *advice;
	const char *origin;
	const char *note;
};

#define STATUS_OPERAND_NAME_MAX 64

/* Room for the longest sentence about a row, with its name in front. */
#define STATUS_TEXT_MAX 512

/**
 * struct status_decoded - all that a status word says
 * @word: the word as given
 * @row: its row of the table, NULL if the code is unknown
 * @match: how @row was found
 * @interface: who made it; STATUS_ANY if that cannot be said
 * @has_class: whether @class_id is known
 * @class_id: class number in the numbering of @interface
 * @class_label: text of the class, NULL if unknown
 * @error: bit 63
 * @non_recoverable: bit 62
 * @fatal: bit 61
 * @host_hint: bit 60: the module thinks that the host can clear the cause
 * @recoverable: retrying may help; NA for success and information
 * @operand: what bits 31:0 name: present says whether there is anything,
 *           name is "" where the number has no name
 */
struct status_decoded {
	uint64_t word;
	const struct status_row *row;
	enum status_match match;
	enum status_interface interface;
	bool has_class;
	unsigned int class_id;
	const char *class_label;
	bool error;
	enum status_flag non_recoverable;
	enum status_flag fatal;
	enum status_flag host_hint;
	enum status_flag recoverable;
	struct {
		bool present;
		uint32_t id;
		char name[STATUS_OPERAND_NAME_MAX];
	} operand;
};

/**
 * status_decode() - explain a status word
 * @word: RAX after a SEAMCALL, or a software code of Linux
 * @interface: who made it; STATUS_ANY searches module, P-SEAMLDR, NP-SEAMLDR
 *             in that order and the first exact match names the word. Software
 *             codes are found for every interface that SEAMCALL can reach.
 * @out: always filled in
 *
 * Return: true if the code is known.
 */
bool status_decode(uint64_t word, enum status_interface interface,
		   struct status_decoded *out);

/**
 * status_next_match() - walk over all rows that a word matches exactly
 * @word: the word
 * @prev: row of the previous call, NULL to start
 *
 * Return: the next row in table order, NULL at the end.
 */
const struct status_row *status_next_match(uint64_t word,
					   const struct status_row *prev);

/** status_rows() - the whole table, sorted by (interface, code) */
const struct status_row *status_rows(size_t *count);

/** status_find() - row by name (letter case ignored), NULL if there is none */
const struct status_row *status_find(const char *name);

/** status_name() - name of a decoded word, NULL if the code is unknown */
const char *status_name(const struct status_decoded *decoded);

/**
 * status_detail() - bits 31:0 as text
 * @decoded: result of status_decode()
 * @buf: where to write, e.g. "MSR 0x122 (IA32_TSX_CTRL)"; "" if nothing to say
 * @size: bytes in @buf
 *
 * Return: @buf.
 */
const char *status_detail(const struct status_decoded *decoded, char *buf,
			  size_t size);

/* How bad a status is, for colours and the like. */
enum status_gravity {
	STATUS_GOOD, /* success or information */
	STATUS_WARN, /* may pass by itself, or nobody knows the code */
	STATUS_BAD /* a fault */
};

/** status_gravity() - how bad a status is */
enum status_gravity status_gravity(const struct status_decoded *decoded);

/* Whether a word has a status, whatever its bits 31:0 carry. */
static inline bool status_is(uint64_t word, enum status_code code)
{
	return word >> 32 == code >> 32;
}

/** status_severity() - what bits 63 and 62 say, in a few words */
const char *status_severity(const struct status_decoded *decoded);

/** status_interface_name() - "module", ...; NULL for STATUS_ANY */
const char *status_interface_name(enum status_interface interface);

/**
 * status_interface_parse() - interface from its name
 *
 * Return: STATUS_ANY if there is no such interface that a caller may name
 * (software codes are not a choice: they are always found).
 */
enum status_interface status_interface_parse(const char *name);

#endif
