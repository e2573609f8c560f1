// SPDX-License-Identifier: GPL-2.0-or-later
/* Predicates about the kernel, the TDX module and KVM. */
#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "keys.h"
#include "module-version.h"
#include "rule-judge.h"
#include "status.h"

/* TDX_FEATURES0 (TDX module 1.5, metadata tables). */
#define FEATURES0_NO_RBP_MOD	(UINT64_C(1) << 18)
#define FEATURES0_TOPOLOGY	(UINT64_C(1) << 20)

/* Upper halves of completion statuses, TDX module 1.5. */
#define SYS_NOT_READY		0xc0000505
#define SYS_SHUTDOWN		0xc0000506
#define LP_INIT_NOT_DONE	0xc0000502
#define SYS_CONFIG_NOT_PENDING	0xc000050c
#define INCORRECT_CPUID_VALUE	0xc0000900
#define FIELD_ID_INCORRECT	0xc0000c00
#define OPERAND_INVALID		0xc0000100

#define OPERAND_RAX		0	/* id in the lower half */

#define LEAF_SYS_INIT		33
#define LEAF_SYS_CONFIG		45

/* Everything that a SEAMCALL needs was there, everywhere, and KVM has it. */
static bool is_up(const struct diagnosis *host)
{
	return host->succeeded && host->kvm_tdx == PARAMETER_YES;
}

/* Whether the kernel said so, and has not taken it back since. */
static bool was_initialised(const struct diagnosis *host)
{
	return klog_after(host->log, KLOG_MODULE_INITIALISED,
			  KLOG_INIT_FAILED);
}

/* Where the kernel or KVM has the module up, its later states are passed. */
static bool module_is_up(const struct diagnosis *host)
{
	return is_up(host) || host->kvm_proves || was_initialised(host);
}

const struct klog_seamcall *judge_failed_call(const struct diagnosis *host)
{
	const struct klog_entry *entry =
		klog_last(host->log, KLOG_SEAMCALL_FAILED);

	if (!entry || !entry->seamcall.has_status || module_is_up(host))
		return NULL;
	return &entry->seamcall;
}

static uint32_t upper(uint64_t status)
{
	return (uint32_t)(status >> 32);
}

/* Whether any file of kvm_intel's parameters was there: it is loaded. */
static bool has_kvm_tdx(const struct diagnosis *host)
{
	return host->kvm_tdx == PARAMETER_YES ||
	       host->kvm_tdx == PARAMETER_NO;
}

/* Anything that only a kernel with TDX host support says. */
static bool speaks_of_tdx(const struct diagnosis *host)
{
	static const enum klog_event events[] = {
		KLOG_BIOS_ENABLED, KLOG_TOO_FEW_KEYIDS, KLOG_HIBERNATION,
		KLOG_NOTIFIER_FAILED, KLOG_S3_DISABLED, KLOG_PLATFORM_REFUSED,
		KLOG_MODULE_NOT_LOADED, KLOG_SEAMCALL_GP, KLOG_SEAMCALL_UD,
		KLOG_SEAMCALL_FAILED, KLOG_MODULE_VERSION, KLOG_RBP,
		KLOG_TDMR_EXHAUSTED, KLOG_RESERVED_AREAS_EXHAUSTED,
		KLOG_MODULE_INITIALISED, KLOG_INIT_FAILED,
	};
	size_t i;

	for (i = 0; i < sizeof(events) / sizeof(events[0]); i++)
		if (diagnosis_log(host, events[i]))
			return true;
	return false;
}

/* Whether CPUs are known to have private key IDs, and none to lack them. */
static bool some_private_keyids(const struct diagnosis *host)
{
	bool some = false;
	size_t g;

	for (g = 0; g < host->ngroups; g++) {
		const struct fact *keyids =
			&host->groups[g].partition.tdx_keyids;

		if (keyids->known && keyids->value < 2)
			return false;
		some |= keyids->known;
	}
	return some;
}

/* What the running kernel does counts for more than a file about it. */
JUDGE_HOST(kernel_lacks_tdx)
{
	const char *option = diagnosis_kconfig(host, "CONFIG_INTEL_TDX_HOST");
	enum tristate flag =
		diagnosis_cpuinfo(host, "flags", "tdx_host_platform");

	if (flag == TRI_YES || has_kvm_tdx(host) || host->succeeded ||
	    speaks_of_tdx(host))
		return RESULT_PASS;
	if (option)
		return strcmp(option, "n") ? RESULT_PASS : RESULT_FAIL;
	/* The flag is set unless the kernel refuses, and says why it does. */
	if (flag == TRI_NO && host->log && some_private_keyids(host))
		return RESULT_FAIL;
	return RESULT_UNKNOWN;
}

/* Whether the running kernel can hibernate; "disk" is left out if it cannot. */
static enum tristate can_hibernate(const struct diagnosis *host)
{
	const char *state = diagnosis_file(host, "/sys/power/state");
	const char *option = diagnosis_kconfig(host, "CONFIG_HIBERNATION");

	if (state)
		return strstr(state, "disk") ? TRI_YES : TRI_NO;
	if (option && !strcmp(option, "n"))
		return TRI_NO;
	return diagnosis_cmdline(host, "nohibernate") == TRI_YES ? TRI_NO :
								   TRI_UNKNOWN;
}

static bool has_private_keyids(const struct diagnosis *host)
{
	size_t g;

	for (g = 0; g < host->ngroups; g++)
		if (!host->groups[g].partition.tdx_keyids.known ||
		    host->groups[g].partition.tdx_keyids.value < 2)
			return false;
	return host->ngroups > 0;
}

JUDGE_HOST(hibernation_on)
{
	enum tristate hibernates = can_hibernate(host);
	enum tristate flag =
		diagnosis_cpuinfo(host, "flags", "tdx_host_platform");

	if (flag == TRI_YES || host->succeeded || module_is_up(host))
		return RESULT_PASS;
	if (diagnosis_log(host, KLOG_HIBERNATION))
		return RESULT_FAIL;
	if (hibernates == TRI_NO)
		return RESULT_PASS;
	/* Without key IDs, or support, the flag is missing for another reason. */
	if (hibernates == TRI_YES && flag == TRI_NO && has_private_keyids(host) &&
	    judge_kernel_lacks_tdx(host) == RESULT_PASS)
		return RESULT_FAIL;
	return diagnosis_log(host, KLOG_S3_DISABLED) ? RESULT_PASS :
						       RESULT_UNKNOWN;
}

/* What stands behind the last such word, which is the one that the kernel takes. */
static const char *last_value(const char *text, const char *word)
{
	const char *value = text, *at;

	for (at = strstr(text, word); at; at = strstr(at + 1, word))
		if (at == text || isspace((unsigned char)at[-1]))
			value = at + strlen(word);
	return value;
}

/*
 * A limit that is higher than what there is keeps none away.  What nr_cpus= keeps
 * away is not present, so as many as it allows may be fewer than there are.
 */
enum tristate judge_keeps_cpus_away(const struct diagnosis *host,
				    const char *word)
{
	const unsigned int present = cpulist_count(&host->capture->cpus.present);
	enum tristate given = diagnosis_cmdline(host, word);
	const char *text = diagnosis_file(host, "/proc/cmdline");
	const char *value;
	char *end;
	unsigned long limit;

	if (given != TRI_YES || strncmp(word, "nosmt", 5) == 0)
		return given;
	value = last_value(text, word);
	limit = strtoul(value, &end, 0);
	if (end == value)
		return TRI_YES;
	return limit < present || (*word == 'n' && limit == present) ? TRI_YES :
								       TRI_NO;
}

const char *const judge_cpu_words[] = { "nosmt", "nosmt=", "maxcpus=",
					"nr_cpus=", NULL };

static enum tristate keeps_cpus_away(const struct diagnosis *host)
{
	size_t i;

	for (i = 0; judge_cpu_words[i]; i++)
		if (judge_keeps_cpus_away(host, judge_cpu_words[i]) == TRI_YES)
			return TRI_YES;
	return diagnosis_cmdline(host, judge_cpu_words[0]) == TRI_UNKNOWN ?
		       TRI_UNKNOWN : TRI_NO;
}

JUDGE_HOST(cpus_missing)
{
	const struct host_cpus *all = &host->capture->cpus;
	const struct klog_seamcall *call = judge_failed_call(host);
	struct cpulist offline = all->present;
	enum tristate words = keeps_cpus_away(host);

	if (module_is_up(host))
		return RESULT_PASS;
	if (call && call->has_leaf && (call->leaf & 0xffff) == LEAF_SYS_CONFIG &&
	    upper(call->status) == SYS_CONFIG_NOT_PENDING)
		return RESULT_FAIL;
	cpulist_andnot(&offline, &all->online);
	if (words == TRI_YES ||
	    (cpulist_count(&all->online) && cpulist_count(&offline)))
		return RESULT_FAIL;
	return words == TRI_NO && cpulist_count(&all->online) ?
		       RESULT_PASS : RESULT_UNKNOWN;
}

JUDGE_CPUS(not_in_vmx)
{
	if (cpus->call && cpus->call->outcome != OUTCOME_UD)
		return RESULT_PASS;
	if (cpus->call &&
	    (fact_yes(&cpus->cr4_vmxe) || host->in_vmx))
		return RESULT_FAIL;
	if (cpus->call)
		return RESULT_UNKNOWN;
	if (module_is_up(host))
		return RESULT_PASS;
	/* Newer kernels say so by their errno alone. */
	if (diagnosis_log(host, KLOG_SEAMCALL_UD) ||
	    klog_errno(klog_last(host->log, KLOG_INIT_FAILED)) == EACCES)
		return RESULT_FAIL;
	return judge_failed_call(host) ||
			       diagnosis_log(host, KLOG_MODULE_NOT_LOADED) ?
		       RESULT_PASS :
		       RESULT_UNKNOWN;
}

/* What a SEAMCALL on these CPUs says of the module; UNKNOWN where it says nothing. */
static enum rule_result is_there(const struct diagnosis_cpus *cpus)
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

JUDGE_CPUS(module_not_loaded)
{
	if (is_there(cpus) == RESULT_PASS)
		return RESULT_PASS;
	if (is_there(cpus) == RESULT_FAIL)
		return RESULT_FAIL;
	if (module_is_up(host) || judge_failed_call(host))
		return RESULT_PASS;
	return diagnosis_log(host, KLOG_MODULE_NOT_LOADED) ? RESULT_FAIL :
							     RESULT_UNKNOWN;
}

bool judge_says_too_old(unsigned int leaf, uint64_t status)
{
	if (upper(status) == FIELD_ID_INCORRECT)
		return true;
	if (leaf == KEYS_LEAF_SYS_RD)
		return upper(status) == SYS_NOT_READY ||
		       (upper(status) == OPERAND_INVALID &&
			(uint32_t)status == OPERAND_RAX);
	return upper(status) == INCORRECT_CPUID_VALUE &&
	       (leaf == LEAF_SYS_INIT || !leaf);
}

/* About CPUID, SMRRs and MSRs; memory; the number of key IDs. */
static bool says_rejected(uint64_t status)
{
	unsigned int code = upper(status) & 0xffff;

	if (upper(status) >> 16 != 0xc000)
		return false;
	return (code >= 0x901 && code <= 0x908) || code >> 4 == 0x91 ||
	       code >> 4 == 0x92 || code >> 8 == 0x0a || code == 0x825;
}

/* Whether a status of TDH.SYS.RD says what is wrong with the module. */
static bool decides(uint64_t status)
{
	return upper(status) == SYS_SHUTDOWN || says_rejected(status) ||
	       judge_says_too_old(KEYS_LEAF_SYS_RD, status);
}

/* How the module answered; a leaf of 0 is not known. */
struct answer {
	bool known;
	unsigned int leaf;
	uint64_t status;
};

static bool succeeded(const struct diagnosis_cpus *cpus)
{
	return cpus->call && cpus->call->outcome == OUTCOME_SUCCESS;
}

/*
 * What leaf 34 answered on these CPUs, or else what stopped the kernel: it may
 * have got so far that leaf 34 succeeds since, or no further than the leaf that
 * comes before. A status that passes, such as one of busy, answers nothing.
 */
static struct answer find_answer(const struct diagnosis *host,
				 const struct diagnosis_cpus *cpus)
{
	const struct klog_seamcall *call = judge_failed_call(host);
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
	if (answer.known && upper(answer.status) == SYS_SHUTDOWN)
		return RESULT_FAIL;
	return answer.known || is_there(cpus) == RESULT_PASS ||
			       module_is_up(host) ?
		       RESULT_PASS : RESULT_UNKNOWN;
}

/* Whether features are there that Linux cannot do without. */
static bool has_features(const struct diagnosis *host, uint64_t features)
{
	return features & FEATURES0_NO_RBP_MOD &&
	       (features & FEATURES0_TOPOLOGY ||
		!diagnosis_kernel_from(host, 6, 16));
}

/* A version of the log, where the module itself was not asked. */
static enum rule_result judge_version(const struct diagnosis *host)
{
	const struct klog_entry *entry =
		klog_last(host->log, KLOG_MODULE_VERSION);
	enum module_purpose purpose = diagnosis_kernel_from(host, 6, 16) ?
					      MODULE_FOR_KVM :
					      MODULE_TO_INITIALISE;
	struct module_version version;

	if (!entry)
		return RESULT_UNKNOWN;
	version = entry->module.version;
	module_version_complete(&version, entry->module.date);
	switch (module_version_compare(&version,
				       module_version_minimum(purpose))) {
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

JUDGE_CPUS(module_too_old)
{
	struct answer answer = find_answer(host, cpus);
	enum rule_result version;

	if (succeeded(cpus) && !has_features(host, cpus->call->regs.r8))
		return RESULT_FAIL;
	if (answer.known && judge_says_too_old(answer.leaf, answer.status))
		return RESULT_FAIL;
	if (succeeded(cpus) || host->kvm_proves)
		return RESULT_PASS;
	if (diagnosis_log(host, KLOG_RBP))
		return RESULT_FAIL;
	version = judge_version(host);
	return version == RESULT_UNKNOWN && was_initialised(host) ?
		       RESULT_PASS : version;
}

JUDGE_CPUS(module_rejects_platform)
{
	struct answer answer = find_answer(host, cpus);

	if (answer.known && says_rejected(answer.status))
		return RESULT_FAIL;
	return answer.known || module_is_up(host) ? RESULT_PASS :
						    RESULT_UNKNOWN;
}

JUDGE_HOST(tdmr_exhausted)
{
	if (module_is_up(host))
		return RESULT_PASS;
	if (diagnosis_log(host, KLOG_TDMR_EXHAUSTED) ||
	    diagnosis_log(host, KLOG_RESERVED_AREAS_EXHAUSTED))
		return RESULT_FAIL;
	return judge_failed_call(host) ||
			       diagnosis_log(host, KLOG_INIT_FAILED) ?
		       RESULT_PASS :
		       RESULT_UNKNOWN;
}

/* Success of leaf 34 is that of the CPU alone: the kernel has more to do. */
JUDGE_CPUS(module_not_initialised)
{
	if (cpus->call && cpus->call->outcome == OUTCOME_STATUS)
		return upper(cpus->call->rax) == LP_INIT_NOT_DONE ?
			       RESULT_FAIL : RESULT_UNKNOWN;
	if (module_is_up(host))
		return RESULT_PASS;
	/* A failure before there was a module says nothing of one. */
	return diagnosis_log(host, KLOG_INIT_FAILED) &&
			       judge_module_not_loaded(host, cpus) ==
				       RESULT_PASS ?
		       RESULT_FAIL : RESULT_UNKNOWN;
}

JUDGE_HOST(kvm_tdx_off)
{
	switch (host->kvm_tdx) {
	case PARAMETER_YES:
		return RESULT_PASS;
	case PARAMETER_NO:
		return RESULT_FAIL;
	case PARAMETER_UNKNOWN:
	case PARAMETER_ABSENT:
		break;
	}
	return RESULT_UNKNOWN;
}

/* Bit 5 of KVM_CAP_VM_TYPES; Linux 6.16, arch/x86/include/uapi/asm/kvm.h. */
JUDGE_HOST(kvm_abi)
{
	const struct host_obs *types =
		capture_find_host(host->capture, HOST_IOCTL,
				  "KVM_CAP_VM_TYPES");

	if (!types || types->error != OBS_READ)
		return RESULT_UNKNOWN;
	return types->number & 1U << 5 ? RESULT_PASS : RESULT_FAIL;
}

/* KVM brings the module up, if it is asked to and can. */
static bool kvm_is_to_blame(const struct diagnosis *host)
{
	return host->kvm_tdx_asked == TRI_NO || host->kvm_conflict;
}

bool judge_explains_not_initialised(const struct diagnosis *host,
				    enum rule_id by)
{
	return by != RULE_KVM_TDX_OFF || kvm_is_to_blame(host);
}

bool judge_explains_kvm_tdx_off(const struct diagnosis *host, enum rule_id by)
{
	(void)by;
	return host->kvm_tdx_asked == TRI_YES && !host->kvm_conflict;
}
