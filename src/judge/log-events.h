/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reads what a kernel log says of TDX, in all wordings that kernels had. */
#ifndef TDXCTL_JUDGE_LOG_EVENTS_H
#define TDXCTL_JUDGE_LOG_EVENTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "judge/log-seamcall.h"
#include "ref/tdx-module.h"

#define KLOG_NUMBERS_MAX 6	/* of one wording */
#define KLOG_ENTRIES_MAX 64	/* the newest, kept in their order */
#define KLOG_LINE_MAX 4096	/* bytes of a line that are looked at */

/* What happened; numbers of a line stand in brackets. In order of log-events.tbl. */
enum klog_event {
	/* firmware, as the kernel sees it at boot */
	KLOG_TME_OFF,
	KLOG_TME_ON,
	KLOG_MKTME_OFF,
	KLOG_MKTME_ON,			/* [key ID bits, or nothing] */
	KLOG_MKTME_KEYIDS,		/* [key IDs] */
	KLOG_VMX_OUTSIDE_TXT_OFF,
	KLOG_VMX_INSIDE_TXT_OFF,
	KLOG_SGX_OFF,
	KLOG_SGX_LAUNCH_LOCKED,
	KLOG_SGX_EPC,			/* [first, last byte] */
	/* TDX at boot */
	KLOG_BIOS_ENABLED,		/* [first private key ID, end] */
	KLOG_TOO_FEW_KEYIDS,
	KLOG_HIBERNATION,
	KLOG_NOTIFIER_FAILED,		/* [errno] */
	KLOG_S3_DISABLED,
	KLOG_PLATFORM_REFUSED,		/* the kernel found no TDX before */
	KLOG_XSAVE_MISSING,
	KLOG_MOVDIR64B_MISSING,
	KLOG_SELF_SNOOP_MISSING,
	/* initialisation of the module */
	KLOG_MODULE_NOT_LOADED,		/* VMfailInvalid */
	KLOG_SEAMCALL_GP,
	KLOG_SEAMCALL_UD,		/* [CPU, or nothing] */
	KLOG_SEAMCALL_FAILED,		/* see seamcall */
	KLOG_DEBUG_LEAF,		/* harmless: leaf 254 was refused */
	KLOG_REGISTERS,			/* of the failure above */
	KLOG_MODULE_VERSION,		/* see module */
	KLOG_CMR,			/* [first byte, end] */
	KLOG_RBP,			/* the module clobbers RBP */
	KLOG_TDMR_EXHAUSTED,
	KLOG_RESERVED_AREAS_EXHAUSTED,	/* [TDMR: first byte, end] */
	KLOG_TDMR_NEAR_LIMIT,		/* [used, of] */
	KLOG_TDMR_NO_NODE,		/* [TDMR: first byte, end] */
	KLOG_PAMT,			/* [KiB] */
	KLOG_DYNAMIC_PAMT,
	KLOG_MODULE_INITIALISED,
	KLOG_INIT_FAILED,		/* [errno, or nothing] */
	KLOG_DISABLE_FAILED,		/* see seamcall */
	/* KVM */
	KLOG_KVM_INIT_FAILED,
	KLOG_KVM_EPT_OFF,
	KLOG_KVM_EPT_VE_MISSING,
	KLOG_KVM_MMU_OPTION_OFF,	/* tdp_mmu, mmio_caching or eptad */
	KLOG_KVM_APICV_OFF,
	KLOG_KVM_NO_KEYIDS,
	KLOG_KVM_VIRT_AT_LOAD_OFF,
	KLOG_KVM_MAX_VCPUS,		/* [vCPUs of a guest, CPUs] */
	KLOG_VIRT_FAILED,		/* [CPU] */
	KLOG_VMXON_FAULTED,		/* [IA32_FEAT_CTL] */
	/* later */
	KLOG_CPU_OFFLINE_REFUSED,
	KLOG_KEXEC_REFUSED,
	KLOG_MACHINE_CHECK,
	KLOG_EVENTS
};

enum klog_severity {
	KLOG_OK,
	KLOG_DETAIL,
	KLOG_INFO,
	KLOG_WARNING,
	KLOG_ERROR
};

/**
 * struct klog_wording - one row of log-events.tbl
 * @pattern: literal text, found anywhere in a line, in any letter case, with
 *	%d for a decimal number, %x for one with 0x, %w for a word
 * @source: which kernel or document has the wording
 */
struct klog_wording {
	enum klog_event event;
	enum klog_severity severity;
	const char *pattern;
	const char *source;
};

/** struct klog_number - a number of a line; unknown if above 64 bits or cut */
struct klog_number {
	bool known;
	bool negative;		/* then @value is its amount */
	uint64_t value;
};

/** struct klog_seamcall - a SEAMCALL that failed */
struct klog_seamcall {
	bool has_leaf;
	uint64_t leaf;		/* RAX in */
	bool has_status;
	uint64_t status;	/* RAX out */
	struct log_registers registers;
};

/** struct klog_module - how the module was described; zeroed, unknown */
struct klog_module {
	struct module_version version;
	struct klog_number build;
	unsigned int date;	/* year * 10000 + month * 100 + day, 0 unknown */
};

/**
 * struct klog_entry - an event of a log
 * @event: what happened
 * @severity: how bad that is
 * @wording: how it was said; NULL if only log-seamcall.h knows the wording
 * @text: the whole line, in the text that was read
 * @len: its bytes, without newline
 * @order: place among the events of the log, from 1
 * @count: numbers that the wording has
 */
struct klog_entry {
	enum klog_event event;
	enum klog_severity severity;
	const struct klog_wording *wording;
	const char *text;
	size_t len;
	size_t order;
	unsigned int count;
	struct klog_number number[KLOG_NUMBERS_MAX];
	struct klog_seamcall seamcall;
	struct klog_module module;
};

/**
 * struct klog - what a log says
 * @total: events in the log
 * @count: of these, each
 * @last: the last of each; valid where @count is not 0
 * @entries: the newest events; read them with klog_entry()
 */
struct klog {
	size_t total;
	size_t count[KLOG_EVENTS];
	struct klog_entry last[KLOG_EVENTS];
	struct klog_entry entries[KLOG_ENTRIES_MAX];
};

/**
 * klog_read() - read a log
 * @text: lines, with or without time stamps, prefixes of syslog and colours;
 *	must live as long as @out
 * @out: always filled in
 */
void klog_read(const char *text, struct klog *out);

/** klog_last() - the last such event, NULL if there was none, or no log */
const struct klog_entry *klog_last(const struct klog *log,
				   enum klog_event event);

/**
 * klog_after() - whether there was an event, and none of another since
 *
 * Return: true if @event stands in the log, and @other does not, or before it.
 */
bool klog_after(const struct klog *log, enum klog_event event,
		enum klog_event other);

/** klog_entry_count() - how many of the newest events are kept */
size_t klog_entry_count(const struct klog *log);

/** klog_entry() - one of these; 0 is the oldest */
const struct klog_entry *klog_entry(const struct klog *log, size_t index);

/** klog_errno() - the errno that a line ends with, positive; 0 if unknown */
int klog_errno(const struct klog_entry *entry);

/** klog_knows() - whether a wording has this word; letter case is ignored */
bool klog_knows(const char *word, size_t len);

/** klog_wordings() - the whole table */
const struct klog_wording *klog_wordings(size_t *count);

#endif
