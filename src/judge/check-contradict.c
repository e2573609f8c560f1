// SPDX-License-Identifier: GPL-2.0-or-later
/* Where the processor says one thing, and the kernel or its log another. */
#include "base/util.h"
#include "judge/checks.h"
#include "judge/verdict.h"

#define RAISED_GP "the kernel log says that SEAMCALL raised #GP"

/*
 * Lines of the log that tell against a result, if no line of @undone came later:
 * the registers are of now, and what a log says may be over. Wordings: log-events.tbl.
 */
static const struct {
	enum rule_id rule;
	enum rule_result result;
	enum klog_event event;
	enum klog_event undone;
	const char *text;
} against[] = {
	{ RULE_TME_OFF, RESULT_PASS, KLOG_TME_OFF, KLOG_TME_ON,
	  "the kernel log says that it is off" },
	{ RULE_TME_OFF, RESULT_FAIL, KLOG_TME_ON, KLOG_TME_OFF,
	  "the kernel log says that it is on" },
	{ RULE_TME_MT_OFF, RESULT_PASS, KLOG_MKTME_OFF, KLOG_MKTME_ON,
	  "the kernel log says that there are none" },
	{ RULE_TME_MT_OFF, RESULT_FAIL, KLOG_MKTME_ON, KLOG_MKTME_OFF,
	  "the kernel log says that there are some" },
	{ RULE_TME_MT_OFF, RESULT_FAIL, KLOG_BIOS_ENABLED, KLOG_EVENTS,
	  "the kernel log has private ones" },
	{ RULE_KEY_SPLIT_ZERO, RESULT_FAIL, KLOG_BIOS_ENABLED, KLOG_EVENTS,
	  "the kernel log has private ones" },
	{ RULE_SGX_OFF, RESULT_PASS, KLOG_SGX_OFF, KLOG_SGX_EPC,
	  "the kernel log says that it is off" },
	{ RULE_SGX_OFF, RESULT_FAIL, KLOG_SGX_EPC, KLOG_SGX_OFF,
	  "the kernel log has memory for it" },
	{ RULE_SEAMRR_OFF, RESULT_PASS, KLOG_SEAMCALL_GP,
	  KLOG_MODULE_INITIALISED,
	  RAISED_GP },
	{ RULE_SEAMRR_OFF, RESULT_FAIL, KLOG_MODULE_INITIALISED,
	  KLOG_INIT_FAILED,
	  "the kernel log says that the TDX module was initialised" },
	{ RULE_VMX_OFF, RESULT_PASS, KLOG_VMX_OUTSIDE_TXT_OFF, KLOG_EVENTS,
	  "the kernel log says that it is" },
	{ RULE_MODULE_NOT_LOADED, RESULT_PASS, KLOG_MODULE_NOT_LOADED,
	  KLOG_MODULE_INITIALISED, "the kernel log says that none is" },
	{ RULE_MODULE_NOT_LOADED, RESULT_FAIL, KLOG_MODULE_INITIALISED,
	  KLOG_INIT_FAILED,
	  "the kernel log says that it was initialised" },
	{ RULE_MODULE_NOT_INITIALISED, RESULT_FAIL, KLOG_MODULE_INITIALISED,
	  KLOG_INIT_FAILED, "the kernel log says that it was" },
};

/* Faults with which KVM cannot have TDX on. */
static const enum rule_id against_kvm[] = {
	RULE_SEAMRR_OFF,
	RULE_MODULE_NOT_LOADED,
	RULE_MODULE_NOT_INITIALISED,
};

/* Faults with which no SEAM software could answer. */
static const enum rule_id against_answers[] = {
	RULE_TME_OFF,
	RULE_TME_MT_OFF,
	RULE_KEY_SPLIT_ZERO,
};

static bool is_among(enum rule_id id, const enum rule_id *ids, size_t count)
{
	size_t i;

	for (i = 0; i < count; i++)
		if (ids[i] == id)
			return true;
	return false;
}

/* Whether IA32_SEAMRR_MASK of some CPU is against what its SEAMCALL told. */
static bool has_invalid_seamrr(const struct diagnosis *host)
{
	size_t g;

	for (g = 0; g < host->ngroups; g++)
		if (fact_no(&host->groups[g].seamrr_valid))
			return true;
	return false;
}

static bool stands(const struct klog *log, enum klog_event event,
		   enum klog_event undone)
{
	return undone == KLOG_EVENTS ? klog_last(log, event) != NULL :
				       klog_after(log, event, undone);
}

const char *check_contradiction(const struct diagnosis *host, enum rule_id id,
				enum rule_result result)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(against); i++)
		if (against[i].rule == id && against[i].result == result &&
		    stands(host->log, against[i].event, against[i].undone))
			return against[i].text;
	if (id == RULE_SEAMRR_OFF && result == RESULT_PASS) {
		if (has_invalid_seamrr(host))
			return "IA32_SEAMRR_MASK of a CPU says that it is not";
		return judge_init_raised_gp(host) ? RAISED_GP : NULL;
	}
	if (result != RESULT_FAIL)
		return NULL;
	if (host->answered &&
	    is_among(id, against_answers, ARRAY_SIZE(against_answers)))
		return "SEAMCALLs were answered on every CPU";
	if (id == RULE_MODULE_NOT_LOADED && host->answered_some)
		return "a module answered on other CPUs";
	return host->kvm_proves &&
			       is_among(id, against_kvm,
					ARRAY_SIZE(against_kvm)) ?
		       "kvm_intel has TDX on" : NULL;
}
