// SPDX-License-Identifier: GPL-2.0-or-later
/* Predicates about the kernel, its CPUs and KVM. */
#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "judge/checks.h"
#include "ref/status.h"

/* Whether any file of kvm_intel's parameters was there: it is loaded. */
static bool has_kvm_tdx(const struct host_facts *host)
{
	return host->kvm_tdx == PARAMETER_YES ||
	       host->kvm_tdx == PARAMETER_NO;
}

/* Anything that only a kernel with TDX host support says. */
static bool speaks_of_tdx(const struct host_facts *host)
{
	static const enum log_event events[] = {
		LOG_EVENT_BIOS_ENABLED,
		LOG_EVENT_TOO_FEW_KEYIDS,
		LOG_EVENT_HIBERNATION,
		LOG_EVENT_NOTIFIER_FAILED,
		LOG_EVENT_S3_DISABLED,
		LOG_EVENT_PLATFORM_REFUSED,
		LOG_EVENT_MODULE_NOT_LOADED,
		LOG_EVENT_SEAMCALL_GP,
		LOG_EVENT_SEAMCALL_UD,
		LOG_EVENT_SEAMCALL_FAILED,
		LOG_EVENT_MODULE_VERSION,
		LOG_EVENT_RBP,
		LOG_EVENT_TDMR_EXHAUSTED,
		LOG_EVENT_RESERVED_AREAS_EXHAUSTED,
		LOG_EVENT_MODULE_INITIALISED,
		LOG_EVENT_INIT_FAILED,
	};
	size_t i;

	for (i = 0; i < sizeof(events) / sizeof(events[0]); i++)
		if (host_facts_log(host, events[i]))
			return true;
	return false;
}

/* Whether CPUs are known to have private key IDs, and none to lack them. */
static bool some_private_keyids(const struct host_facts *host)
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

/* Whether the running kernel can hibernate; "disk" is left out if it cannot. */
static enum tristate can_hibernate(const struct host_facts *host)
{
	const char *state = host_facts_file(host, "/sys/power/state");
	const char *option = host_facts_kconfig(host, "CONFIG_HIBERNATION");

	if (state)
		return strstr(state, "disk") ? TRI_YES : TRI_NO;
	if (option && !strcmp(option, "n"))
		return TRI_NO;
	return host_facts_cmdline(host, "nohibernate") == TRI_YES ? TRI_NO :
								    TRI_UNKNOWN;
}

/* What was never looked at, as in a report, is no sign of it. */
static bool may_hibernate(const struct host_facts *host)
{
	const struct host_obs *state =
		capture_find_host(host->capture, HOST_FILE, "/sys/power/state");
	const char *option = host_facts_kconfig(host, "CONFIG_HIBERNATION");

	if (can_hibernate(host) != TRI_UNKNOWN)
		return can_hibernate(host) == TRI_YES;
	return (state && state->error != OBS_ABSENT) ||
	       (option && !strcmp(option, "y"));
}

/* Lines from before the kernel looks for TDX: nothing of the log has gone since. */
static bool log_is_whole(const struct host_facts *host)
{
	return host_facts_log(host, LOG_EVENT_TME_ON) ||
	       host_facts_log(host, LOG_EVENT_TME_OFF) ||
	       host_facts_log(host, LOG_EVENT_MKTME_ON) ||
	       host_facts_log(host, LOG_EVENT_MKTME_OFF);
}

/* What the running kernel does counts for more than a file about it. */
JUDGE_HOST(kernel_lacks_tdx)
{
	const char *option = host_facts_kconfig(host, "CONFIG_INTEL_TDX_HOST");
	enum tristate flag =
		host_facts_cpuinfo(host, "flags", "tdx_host_platform");

	if (flag == TRI_YES || has_kvm_tdx(host) || host->succeeded ||
	    speaks_of_tdx(host))
		return RESULT_PASS;
	if (option)
		return strcmp(option, "n") ? RESULT_PASS : RESULT_FAIL;
	/* The flag is set unless the kernel refuses, and says why it does. */
	if (flag != TRI_NO || !host->log || !some_private_keyids(host))
		return RESULT_UNKNOWN;
	return may_hibernate(host) && !log_is_whole(host) ? RESULT_UNKNOWN :
							    RESULT_FAIL;
}

static bool has_private_keyids(const struct host_facts *host)
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
		host_facts_cpuinfo(host, "flags", "tdx_host_platform");

	if (flag == TRI_YES || host->succeeded || checks_module_is_up(host))
		return RESULT_PASS;
	if (host_facts_log(host, LOG_EVENT_HIBERNATION))
		return RESULT_FAIL;
	if (hibernates == TRI_NO)
		return RESULT_PASS;
	/* Without key IDs, or support, the flag is missing for another reason. */
	if (hibernates == TRI_YES && flag == TRI_NO &&
	    has_private_keyids(host) &&
	    checks_kernel_lacks_tdx(host) == RESULT_PASS)
		return RESULT_FAIL;
	return host_facts_log(host, LOG_EVENT_S3_DISABLED) ? RESULT_PASS :
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
enum tristate checks_keeps_cpus_away(const struct host_facts *host,
				     const char *word)
{
	const unsigned int present = cpulist_count(&host->capture->cpus.present);
	enum tristate given = host_facts_cmdline(host, word);
	const char *text = host_facts_file(host, "/proc/cmdline");
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

const char *const checks_cpu_words[] = { "nosmt", "nosmt=", "maxcpus=",
					 "nr_cpus=", NULL };

static enum tristate keeps_cpus_away(const struct host_facts *host)
{
	size_t i;

	for (i = 0; checks_cpu_words[i]; i++)
		if (checks_keeps_cpus_away(host, checks_cpu_words[i]) ==
		    TRI_YES)
			return TRI_YES;
	return host_facts_cmdline(host, checks_cpu_words[0]) == TRI_UNKNOWN ?
		       TRI_UNKNOWN :
		       TRI_NO;
}

JUDGE_HOST(cpus_missing)
{
	const struct host_cpus *all = &host->capture->cpus;
	const struct log_events_seamcall *call = checks_failed_call(host);
	struct cpulist offline = all->present;
	enum tristate words = keeps_cpus_away(host);

	if (checks_module_is_up(host))
		return RESULT_PASS;
	if (call && call->has_leaf &&
	    (call->leaf & 0xffff) == LEAF_SYS_CONFIG &&
	    /* Before all CPUs are there. */
	    status_is(call->status, TDX_SYS_CONFIG_NOT_PENDING))
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
	if (cpus->call && !cpus->call_ud)
		return RESULT_PASS;
	if (cpus->call_ud && (fact_yes(&cpus->cr4_vmxe) || host->in_vmx))
		return RESULT_FAIL;
	if (cpus->call_ud)
		return RESULT_UNKNOWN;
	if (checks_module_is_up(host))
		return RESULT_PASS;
	/* Newer kernels say so by their errno alone. */
	if (host_facts_log(host, LOG_EVENT_SEAMCALL_UD) ||
	    log_events_errno(log_events_last(host->log,
					     LOG_EVENT_INIT_FAILED)) == EACCES)
		return RESULT_FAIL;
	return checks_failed_call(host) ||
			       host_facts_log(host,
					      LOG_EVENT_MODULE_NOT_LOADED) ?
		       RESULT_PASS :
		       RESULT_UNKNOWN;
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
bool checks_kvm_is_to_blame(const struct host_facts *host)
{
	return host->kvm_tdx_asked == TRI_NO || host->kvm_conflict;
}

bool checks_kvm_was_to_start(const struct host_facts *host)
{
	return host->kvm_tdx_asked == TRI_YES && !host->kvm_conflict;
}

bool checks_kvm_wants_parameter(const struct host_facts *host)
{
	return host->kvm_tdx == PARAMETER_NO && host->kvm_tdx_asked == TRI_NO;
}

bool checks_kvm_proves(const struct host_facts *host)
{
	return host->kvm_proves;
}
