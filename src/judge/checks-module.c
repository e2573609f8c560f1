// SPDX-License-Identifier: GPL-2.0-or-later
/* Predicates about the TDX module. */
#include <errno.h>

#include "base/util.h"
#include "capture/read-list.h"
#include "judge/checks.h"
#include "ref/register.h"
#include "ref/status.h"
#include "ref/tdx-module.h"

#define OPERAND_RAX 0 /* operand id; ref/operand.tbl */

/* Everything that a SEAMCALL needs was there, everywhere, and KVM has it. */
static bool is_up(const struct host_facts *host)
{
	return host->succeeded && host->kvm_tdx == PARAMETER_YES;
}

/* Whether the kernel said so, and has not taken it back since. */
static bool was_initialised(const struct host_facts *host)
{
	return log_events_after(host->log, LOG_EVENT_MODULE_INITIALISED,
				LOG_EVENT_INIT_FAILED);
}

bool checks_module_is_up(const struct host_facts *host)
{
	return is_up(host) || host->kvm_proves || was_initialised(host);
}

const struct log_events_seamcall *
checks_failed_call(const struct host_facts *host)
{
	const struct log_events_entry *entry =
		log_events_last(host->log, LOG_EVENT_SEAMCALL_FAILED);

	if (!entry || !entry->seamcall.has_status || checks_module_is_up(host))
		return NULL;
	return &entry->seamcall;
}

/* What a SEAMCALL on these CPUs says of the module; UNKNOWN where it says nothing. */
static enum check_result is_there(const struct cpu_facts *cpus)
{
	if (!cpus->call)
		return RESULT_UNKNOWN;
	switch (cpus->call->outcome) {
	case OUTCOME_SUCCESS:
	case OUTCOME_STATUS:
		return RESULT_PASS;
	case OUTCOME_VMFAILINVALID:
		return RESULT_FAIL;
	case OUTCOME_UD:
	case OUTCOME_GP:
	case OUTCOMES:
		break;
	}
	return RESULT_UNKNOWN;
}

/* What the kernel got from a module, or the error with which it got nothing. */
static enum check_result checks_log(const struct host_facts *host)
{
	int error = log_events_errno(
		log_events_last(host->log, LOG_EVENT_INIT_FAILED));

	if (host_facts_log(host, LOG_EVENT_MODULE_VERSION) ||
	    host_facts_log(host, LOG_EVENT_RBP) || error == EIO ||
	    error == ENOMEM)
		return RESULT_PASS;
	/* Before, it was that of #GP as well. */
	return error == ENODEV && host_facts_kernel_from(host, 6, 8) ?
		       RESULT_FAIL :
		       RESULT_UNKNOWN;
}

JUDGE_CPUS(module_not_loaded)
{
	if (is_there(cpus) == RESULT_PASS)
		return RESULT_PASS;
	if (is_there(cpus) == RESULT_FAIL)
		return RESULT_FAIL;
	if (checks_module_is_up(host) || checks_failed_call(host))
		return RESULT_PASS;
	if (host_facts_log(host, LOG_EVENT_MODULE_NOT_LOADED))
		return RESULT_FAIL;
	return checks_log(host);
}

bool checks_says_too_old(unsigned int leaf, uint64_t status)
{
	if (status_is(status, TDX_METADATA_FIELD_ID_INCORRECT))
		return true;
	if (leaf == KEYS_LEAF_SYS_RD)
		return status_is(status, TDX_SYS_NOT_READY) ||
		       (status_is(status, TDX_OPERAND_INVALID) &&
			(uint32_t)status == OPERAND_RAX);
	return status_is(status, TDX_INCORRECT_CPUID_VALUE) &&
	       (leaf == LEAF_SYS_INIT || !leaf);
}

/* About CPUID; SMRRs; MSRs; memory; the number of key IDs. */
static const struct {
	enum status_code first;
	unsigned int others; /* codes behind it that are kept for the like */
} rejections[] = {
	{ .first = TDX_LIMIT_CPUID_MAXVAL_SET, .others = 7 },
	{ .first = TDX_SMRR_NOT_LOCKED, .others = 15 },
	{ .first = TDX_INCONSISTENT_MSR, .others = 15 },
	{ .first = TDX_INVALID_TDMR, .others = 255 },
	{ .first = TDX_NUM_ACTIVATED_HKIDS_NOT_SUPPORTED },
};

static bool says_rejected(uint64_t status)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rejections); i++)
		if ((status >> 32) - (rejections[i].first >> 32) <=
		    rejections[i].others)
			return true;
	return false;
}

/* Whether a status of TDH.SYS.RD says what is wrong with the module. */
static bool decides(uint64_t status)
{
	return status_is(status, TDX_SYS_SHUTDOWN) || says_rejected(status) ||
	       checks_says_too_old(KEYS_LEAF_SYS_RD, status);
}

/* How the module answered; a leaf of 0 is not known. */
struct answer {
	bool known;
	unsigned int leaf;
	uint64_t status;
};

static bool succeeded(const struct cpu_facts *cpus)
{
	return cpus->call && cpus->call->outcome == OUTCOME_SUCCESS;
}

/*
 * What leaf 34 answered on these CPUs, or else what stopped the kernel: it may
 * have got so far that leaf 34 succeeds since, or no further than the leaf that
 * comes before. A status that passes, such as one of busy, answers nothing.
 */
static struct answer find_answer(const struct host_facts *host,
				 const struct cpu_facts *cpus)
{
	const struct log_events_seamcall *call = checks_failed_call(host);
	struct answer answer = { .leaf = KEYS_LEAF_SYS_RD };

	answer.known = succeeded(cpus);
	if (cpus->call && cpus->call->outcome == OUTCOME_STATUS &&
	    decides(cpus->call->rax)) {
		answer.known = true;
		answer.status = cpus->call->rax;
	} else if (call) {
		answer.known = true;
		answer.leaf = call->has_leaf ? call->leaf & 0xffff : 0;
		answer.status = call->status;
	}
	return answer;
}

JUDGE_CPUS(module_shut_down)
{
	struct answer answer = find_answer(host, cpus);

	if (succeeded(cpus))
		return RESULT_PASS;
	if (answer.known && status_is(answer.status, TDX_SYS_SHUTDOWN))
		return RESULT_FAIL;
	return answer.known || is_there(cpus) == RESULT_PASS ||
			       checks_module_is_up(host) ?
		       RESULT_PASS :
		       RESULT_UNKNOWN;
}

/* Whether KVM has to have TDX, or the kernel itself only. */
static enum tristate is_for_kvm(const struct host_facts *host)
{
	if (!host->kernel_major)
		return TRI_UNKNOWN;
	return host_facts_kernel_from(host, 6, 16) ? TRI_YES : TRI_NO;
}

/* Whether features are there that Linux cannot do without. */
static enum check_result checks_features(const struct host_facts *host,
					 uint64_t features)
{
	if (!(features & register_mask(BITS_METADATA_FEATURES0_NO_RBP_MOD)))
		return RESULT_FAIL;
	if (features & register_mask(BITS_METADATA_FEATURES0_TOPOLOGY_ENUM) ||
	    is_for_kvm(host) == TRI_NO)
		return RESULT_PASS;
	return is_for_kvm(host) == TRI_YES ? RESULT_FAIL : RESULT_UNKNOWN;
}

static enum check_result checks_for(const struct tdx_module_version *version,
				    enum module_purpose purpose)
{
	switch (tdx_module_version_compare(
		version, tdx_module_version_minimum(purpose))) {
	case MODULE_OLDER:
		return RESULT_FAIL;
	case MODULE_SAME:
	case MODULE_NEWER:
		return RESULT_PASS;
	case MODULE_ORDER_UNKNOWN:
		break;
	}
	return RESULT_UNKNOWN;
}

/* A version of the log, where the module itself was not asked. */
static enum check_result checks_version(const struct host_facts *host)
{
	const struct log_events_entry *entry =
		log_events_last(host->log, LOG_EVENT_MODULE_VERSION);
	struct tdx_module_version version;
	enum check_result result;

	if (!entry)
		return RESULT_UNKNOWN;
	version = entry->module.version;
	tdx_module_version_complete(&version, entry->module.date);
	result = checks_for(&version, MODULE_TO_INITIALISE);
	if (result != RESULT_PASS || is_for_kvm(host) == TRI_NO)
		return result;
	result = checks_for(&version, MODULE_FOR_KVM);
	return result == RESULT_FAIL && is_for_kvm(host) == TRI_UNKNOWN ?
		       RESULT_UNKNOWN : result;
}

JUDGE_CPUS(module_too_old)
{
	struct answer answer = find_answer(host, cpus);
	enum check_result version, features = RESULT_UNKNOWN;

	if (succeeded(cpus))
		features = checks_features(host, cpus->call->regs.r8);
	if (features == RESULT_FAIL ||
	    (answer.known && checks_says_too_old(answer.leaf, answer.status)))
		return RESULT_FAIL;
	if (features == RESULT_PASS || host->kvm_proves)
		return RESULT_PASS;
	/* KVM would have refused what it cannot do without. */
	if (succeeded(cpus))
		return is_up(host) ? RESULT_PASS : RESULT_UNKNOWN;
	if (host_facts_log(host, LOG_EVENT_RBP))
		return RESULT_FAIL;
	version = checks_version(host);
	if (version != RESULT_UNKNOWN || !was_initialised(host))
		return version;
	return is_for_kvm(host) == TRI_NO ||
			       !host_facts_log(host, LOG_EVENT_MODULE_VERSION) ?
		       RESULT_PASS :
		       RESULT_UNKNOWN;
}

JUDGE_CPUS(module_rejects_platform)
{
	struct answer answer = find_answer(host, cpus);

	if (answer.known && says_rejected(answer.status))
		return RESULT_FAIL;
	return succeeded(cpus) || checks_module_is_up(host) ? RESULT_PASS :
							      RESULT_UNKNOWN;
}

/* Leaves that take memory ranges, or come after that. */
static bool knows_memory(const struct log_events_seamcall *call)
{
	return call && call->has_leaf &&
	       ((call->leaf & 0xffff) == LEAF_SYS_CONFIG ||
		(call->leaf & 0xffff) == LEAF_SYS_KEY_CONFIG ||
		(call->leaf & 0xffff) == LEAF_SYS_TDMR_INIT);
}

JUDGE_HOST(tdmr_exhausted)
{
	if (checks_module_is_up(host))
		return RESULT_PASS;
	if (host_facts_log(host, LOG_EVENT_TDMR_EXHAUSTED) ||
	    host_facts_log(host, LOG_EVENT_RESERVED_AREAS_EXHAUSTED))
		return RESULT_FAIL;
	return knows_memory(checks_failed_call(host)) ? RESULT_PASS :
							RESULT_UNKNOWN;
}

/* Success of leaf 34 is that of the CPU alone: the kernel has more to do. */
JUDGE_CPUS(module_not_initialised)
{
	if (cpus->call && cpus->call->outcome == OUTCOME_STATUS)
		return status_is(cpus->call->rax, TDX_SYS_LP_INIT_NOT_DONE) ?
			       RESULT_FAIL :
			       RESULT_UNKNOWN;
	if (checks_module_is_up(host))
		return RESULT_PASS;
	/* A failure before there was a module says nothing of one. */
	return host_facts_log(host, LOG_EVENT_INIT_FAILED) &&
			       checks_module_not_loaded(host, cpus) ==
				       RESULT_PASS ?
		       RESULT_FAIL :
		       RESULT_UNKNOWN;
}

bool checks_answered(const struct host_facts *host)
{
	return host->answered;
}

bool checks_answered_some(const struct host_facts *host)
{
	return host->answered_some;
}
