/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reads what a kernel log says of TDX, in all wordings that kernels had. */
#ifndef TDXCTL_JUDGE_LOG_EVENTS_H
#define TDXCTL_JUDGE_LOG_EVENTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "judge/log-seamcall.h"
#include "ref/tdx-module.h"

#define LOG_EVENT_NUMBERS_MAX 6 /* of one wording */
#define LOG_EVENT_ENTRIES_MAX 64 /* the newest, kept in their order */
#define LOG_EVENT_LINE_MAX 4096 /* bytes of a line that are looked at */

/* What happened; numbers of a line stand in brackets. In order of log-events.tbl. */
enum log_event {
	/* firmware, as the kernel sees it at boot */
	LOG_EVENT_TME_OFF,
	LOG_EVENT_TME_ON,
	LOG_EVENT_MKTME_OFF,
	LOG_EVENT_MKTME_ON, /* [key ID bits, or nothing] */
	LOG_EVENT_MKTME_KEYIDS, /* [key IDs] */
	LOG_EVENT_VMX_OUTSIDE_TXT_OFF,
	LOG_EVENT_VMX_INSIDE_TXT_OFF,
	LOG_EVENT_SGX_OFF,
	LOG_EVENT_SGX_LAUNCH_LOCKED,
	LOG_EVENT_SGX_EPC, /* [first, last byte] */
	/* TDX at boot */
	LOG_EVENT_BIOS_ENABLED, /* [first private key ID, end] */
	LOG_EVENT_TOO_FEW_KEYIDS,
	LOG_EVENT_HIBERNATION,
	LOG_EVENT_NOTIFIER_FAILED, /* [errno] */
	LOG_EVENT_S3_DISABLED,
	LOG_EVENT_PLATFORM_REFUSED, /* the kernel found no TDX before */
	LOG_EVENT_XSAVE_MISSING,
	LOG_EVENT_MOVDIR64B_MISSING,
	LOG_EVENT_SELF_SNOOP_MISSING,
	/* initialisation of the module */
	LOG_EVENT_MODULE_NOT_LOADED, /* VMfailInvalid */
	LOG_EVENT_SEAMCALL_GP,
	LOG_EVENT_SEAMCALL_UD, /* [CPU, or nothing] */
	LOG_EVENT_SEAMCALL_FAILED, /* see seamcall */
	LOG_EVENT_DEBUG_LEAF, /* harmless: leaf 254 was refused */
	LOG_EVENT_REGISTERS, /* of the failure above */
	LOG_EVENT_MODULE_VERSION, /* see module */
	LOG_EVENT_CMR, /* [first byte, end] */
	LOG_EVENT_RBP, /* the module clobbers RBP */
	LOG_EVENT_TDMR_EXHAUSTED,
	LOG_EVENT_RESERVED_AREAS_EXHAUSTED, /* [TDMR: first byte, end] */
	LOG_EVENT_TDMR_NEAR_LIMIT, /* [used, of] */
	LOG_EVENT_TDMR_NO_NODE, /* [TDMR: first byte, end] */
	LOG_EVENT_PAMT, /* [KiB] */
	LOG_EVENT_DYNAMIC_PAMT,
	LOG_EVENT_MODULE_INITIALISED,
	LOG_EVENT_INIT_FAILED, /* [errno, or nothing] */
	LOG_EVENT_DISABLE_FAILED, /* see seamcall */
	/* KVM */
	LOG_EVENT_KVM_INIT_FAILED,
	LOG_EVENT_KVM_EPT_OFF,
	LOG_EVENT_KVM_EPT_VE_MISSING,
	LOG_EVENT_KVM_MMU_OPTION_OFF, /* tdp_mmu, mmio_caching or eptad */
	LOG_EVENT_KVM_APICV_OFF,
	LOG_EVENT_KVM_NO_KEYIDS,
	LOG_EVENT_KVM_VIRT_AT_LOAD_OFF,
	LOG_EVENT_KVM_MAX_VCPUS, /* [vCPUs of a guest, CPUs] */
	LOG_EVENT_VIRT_FAILED, /* [CPU] */
	LOG_EVENT_VMXON_FAULTED, /* [IA32_FEAT_CTL] */
	/* later */
	LOG_EVENT_CPU_OFFLINE_REFUSED,
	LOG_EVENT_KEXEC_REFUSED,
	LOG_EVENT_MACHINE_CHECK,
	LOG_EVENTS,
	LOG_EVENT_NEVER = LOG_EVENTS
};

enum log_events_severity {
	LOG_EVENT_OK,
	LOG_EVENT_DETAIL,
	LOG_EVENT_INFO,
	LOG_EVENT_WARNING,
	LOG_EVENT_ERROR
};

/**
 * struct log_events_wording - one row of log-events.tbl
 * @pattern: literal text, found anywhere in a line, in any letter case, with
 *	%d for a decimal number, %x for one with 0x, %w for a word
 * @source: which kernel or document has the wording
 */
struct log_events_wording {
	enum log_event event;
	enum log_events_severity severity;
	const char *pattern;
	const char *source;
};

/** struct log_events_number - a number of a line; unknown if above 64 bits or cut */
struct log_events_number {
	bool known;
	bool negative;		/* then @value is its amount */
	uint64_t value;
};

/** struct log_events_seamcall - a SEAMCALL that failed */
struct log_events_seamcall {
	bool has_leaf;
	uint64_t leaf;		/* RAX in */
	bool has_status;
	uint64_t status;	/* RAX out */
	struct log_registers registers;
};

/** struct log_events_module - how the module was described; zeroed, unknown */
struct log_events_module {
	struct tdx_module_version version;
	struct log_events_number build;
	unsigned int date;	/* year * 10000 + month * 100 + day, 0 unknown */
};

/**
 * struct log_events_entry - an event of a log
 * @event: what happened
 * @severity: how bad that is
 * @wording: how it was said; NULL if only log-seamcall.h knows the wording
 * @text: the whole line, in the text that was read
 * @len: its bytes, without newline
 * @order: place among the events of the log, from 1
 * @count: numbers that the wording has
 */
struct log_events_entry {
	enum log_event event;
	enum log_events_severity severity;
	const struct log_events_wording *wording;
	const char *text;
	size_t len;
	size_t order;
	unsigned int count;
	struct log_events_number number[LOG_EVENT_NUMBERS_MAX];
	struct log_events_seamcall seamcall;
	struct log_events_module module;
};

/**
 * struct log_events - what a log says
 * @total: events in the log
 * @count: of these, each
 * @last: the last of each; valid where @count is not 0
 * @entries: the newest events; read them with log_events_entry()
 */
struct log_events {
	size_t total;
	size_t count[LOG_EVENTS];
	struct log_events_entry last[LOG_EVENTS];
	struct log_events_entry entries[LOG_EVENT_ENTRIES_MAX];
};

/**
 * log_events_read() - read a log
 * @text: lines, with or without time stamps, prefixes of syslog and colours;
 *	must live as long as @out
 * @out: always filled in
 */
void log_events_read(const char *text, struct log_events *out);

/** log_events_last() - the last such event, NULL if there was none, or no log */
const struct log_events_entry *log_events_last(const struct log_events *log,
					       enum log_event event);

/**
 * log_events_after() - whether there was an event, and none of another since
 *
 * Return: true if @event stands in the log, and @other does not, or before it.
 */
bool log_events_after(const struct log_events *log, enum log_event event,
		      enum log_event other);

/** log_events_entry_count() - how many of the newest events are kept */
size_t log_events_entry_count(const struct log_events *log);

/** log_events_entry() - one of these; 0 is the oldest */
const struct log_events_entry *log_events_entry(const struct log_events *log,
						size_t index);

/** log_events_errno() - the errno that a line ends with, positive; 0 if unknown */
int log_events_errno(const struct log_events_entry *entry);

/** log_events_knows() - whether a wording has this word; letter case is ignored */
bool log_events_knows(const char *word, size_t len);

/** log_events_wordings() - the whole table */
const struct log_events_wording *log_events_wordings(size_t *count);

#endif
