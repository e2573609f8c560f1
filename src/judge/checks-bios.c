// SPDX-License-Identifier: GPL-2.0-or-later
/* Predicates about the CPU and what the BIOS made of it. */
#include <errno.h>
#include <string.h>

#include "judge/checks.h"
#include "ref/cpu-model.h"
#include "ref/tdx-module.h"

/* What the kernel log says, of last resort: only where nothing else is known. */
static enum check_result or_log(enum check_result result,
				const struct host_facts *host,
				enum log_event good, enum log_event bad)
{
	if (result != RESULT_UNKNOWN)
		return result;
	if (bad != LOG_EVENTS &&
	    (good == LOG_EVENTS ? host_facts_log(host, bad) :
				  log_events_after(host->log, bad, good)))
		return RESULT_FAIL;
	return good != LOG_EVENTS && host_facts_log(host, good) ?
		       RESULT_PASS :
		       RESULT_UNKNOWN;
}

/* What SEAM software alone can have answered; only a CPU with SEAM has any. */
static bool has_seam(const struct cpu_facts *cpus)
{
	return cpus->call && (cpus->call->outcome == OUTCOME_SUCCESS ||
			      cpus->call->outcome == OUTCOME_STATUS ||
			      cpus->call->outcome == OUTCOME_VMFAILINVALID);
}

JUDGE_CPUS(running_in_vm)
{
	enum tristate flag = host_facts_cpuinfo(host, "flags", "hypervisor");

	if (cpus->cpuid_1.hypervisor.known)
		return cpus->cpuid_1.hypervisor.value ? RESULT_FAIL :
							RESULT_PASS;
	/* Nothing below a hypervisor gives SEAMCALL to its guests. */
	if (flag == TRI_NO || has_seam(cpus))
		return RESULT_PASS;
	return flag == TRI_YES ? RESULT_FAIL : RESULT_UNKNOWN;
}

/* CPUID names the model; not all parts of a model that has TDX have it. */
static enum check_result checks_model(const struct cpu_facts *cpus)
{
	const struct cpu_model *model;

	if (fact_no(&cpus->vendor_intel))
		return RESULT_FAIL;
	if (!cpus->family.known || !cpus->model.known)
		return RESULT_UNKNOWN;
	model = cpu_model_find((unsigned int)cpus->family.value,
			       (unsigned int)cpus->model.value);
	return model && model->tdx == CPU_TDX_NO ? RESULT_FAIL :
						   RESULT_UNKNOWN;
}

JUDGE_CPUS(cpu_no_tdx)
{
	bool entered_and_ud = cpus->call && cpus->call->vmx_entered &&
			      cpus->call->outcome == OUTCOME_UD;

	if (has_seam(cpus) || fact_yes(&cpus->partition.tdx_keyids))
		return RESULT_PASS;
	if (fact_no(&cpus->seamrr) ||
	    (entered_and_ud && !fact_yes(&cpus->seamrr)))
		return RESULT_FAIL;
	if (fact_yes(&cpus->seamrr))
		return RESULT_PASS;
	return or_log(checks_model(cpus), host, LOG_EVENT_BIOS_ENABLED,
		      LOG_EVENTS);
}

/*
 * The limit leaves 46 bits; the module wants all 52 that these CPUs have.  What
 * /proc/cpuinfo shows is less by the bits for key IDs, and says nothing.
 */
JUDGE_CPUS(pa_limit)
{
	(void)host;
	if (!cpus->keyid.physical_bits.known)
		return RESULT_UNKNOWN;
	return cpus->keyid.physical_bits.value == 46 ? RESULT_FAIL :
						       RESULT_PASS;
}

JUDGE_CPUS(tme_off)
{
	const struct facts_partition *p = &cpus->partition;

	if (fact_no(&p->activated) || fact_no(&p->locked))
		return RESULT_FAIL;
	if (fact_yes(&p->activated) && fact_yes(&p->locked))
		return RESULT_PASS;
	/* Private key IDs are made of an activation that is locked. */
	if (fact_yes(&p->tdx_keyids))
		return RESULT_PASS;
	if (host_facts_log(host, LOG_EVENT_BIOS_ENABLED))
		return RESULT_PASS;
	return or_log(RESULT_UNKNOWN, host, LOG_EVENT_TME_ON,
		      LOG_EVENT_TME_OFF);
}

JUDGE_CPUS(tme_mt_off)
{
	const struct facts_partition *p = &cpus->partition;

	if (p->keyid_bits.known)
		return p->keyid_bits.value ? RESULT_PASS : RESULT_FAIL;
	if (fact_yes(&p->mktme_keyids) || fact_yes(&p->tdx_keyids) ||
	    host_facts_log(host, LOG_EVENT_BIOS_ENABLED))
		return RESULT_PASS;
	return or_log(RESULT_UNKNOWN, host, LOG_EVENT_MKTME_ON,
		      LOG_EVENT_MKTME_OFF);
}

JUDGE_CPUS(key_split_zero)
{
	const struct facts_partition *p = &cpus->partition;

	if (fact_no(&p->tdx_reserved_bits) && fact_yes(&p->keyid_bits))
		return RESULT_FAIL;
	/* Without the split, no key ID may be private for another reason. */
	if (p->tdx_keyids.known)
		return p->tdx_keyids.value ? RESULT_PASS :
		       fact_yes(&p->keyid_bits) ? RESULT_FAIL :
						  RESULT_UNKNOWN;
	if (fact_yes(&p->tdx_reserved_bits))
		return RESULT_PASS;
	return or_log(RESULT_UNKNOWN, host, LOG_EVENT_BIOS_ENABLED,
		      LOG_EVENT_KVM_NO_KEYIDS);
}

JUDGE_CPUS(too_few_keyids)
{
	struct fact count = cpus->partition.tdx_keyids;
	uint64_t first;

	if (!count.known)
		count.known = host_facts_log_keyids(host, &first, &count.value);
	if (!count.known)
		return or_log(RESULT_UNKNOWN, host, LOG_EVENTS,
			      LOG_EVENT_TOO_FEW_KEYIDS);
	if (count.value == 1)
		return RESULT_FAIL;
	return count.value ? RESULT_PASS : RESULT_UNKNOWN;
}

static bool agree(const struct facts_keyid_regs *a,
		  const struct facts_keyid_regs *b)
{
	return !facts_conflict(&a->tme_capability, &b->tme_capability) &&
	       !facts_conflict(&a->tme_activate, &b->tme_activate) &&
	       !facts_conflict(&a->keyid_partitioning, &b->keyid_partitioning);
}

static bool is_known(const struct facts_reg *reg)
{
	return reg->mask || reg->gp;
}

/* Of a CPU without any of them nothing can be said. */
static bool has_keyid_regs(const struct facts_keyid_regs *regs)
{
	return is_known(&regs->tme_capability) ||
	       is_known(&regs->tme_activate) ||
	       is_known(&regs->keyid_partitioning);
}

/*
 * Whether these CPUs deviate: registers of others differ, and those that read as
 * these do are no majority, which the others would deviate from.
 */
static bool deviates(const struct host_facts *host,
		     const struct cpu_facts *cpus)
{
	unsigned int alike = 0, all = 0;
	size_t g;

	for (g = 0; g < host->ngroups; g++) {
		unsigned int count = cpulist_count(&host->groups[g].cpus);

		if (!has_keyid_regs(&host->groups[g].keyid))
			continue;
		all += count;
		if (agree(&host->groups[g].keyid, &cpus->keyid))
			alike += count;
	}
	return all && 2 * alike <= all;
}

JUDGE_CPUS(keyid_mismatch)
{
	if (cpus->partition.contradictions || deviates(host, cpus))
		return RESULT_FAIL;
	return cpus->partition.checked ? RESULT_PASS : RESULT_UNKNOWN;
}

JUDGE_CPUS(sgx_off)
{
	const struct fact *enabled = &cpus->feat_ctl.sgx;
	enum check_result result = RESULT_UNKNOWN;

	if (fact_no(enabled) || fact_no(&cpus->cpuid_7.sgx) ||
	    cpus->feat_ctl_gp)
		result = RESULT_FAIL;
	else if (fact_yes(enabled))
		result = RESULT_PASS;
	result = or_log(result, host, LOG_EVENT_SGX_EPC, LOG_EVENT_SGX_OFF);
	return result == RESULT_FAIL && host->answered ? RESULT_WARN : result;
}

JUDGE_CPUS(mcheck_failed)
{
	if (!cpus->mcheck_error.known)
		return RESULT_UNKNOWN;
	if (!cpus->mcheck_error.value)
		return RESULT_PASS;
	return host->answered ? RESULT_WARN : RESULT_FAIL;
}

bool checks_init_raised_gp(const struct host_facts *host)
{
	const struct log_events_entry *entry =
		log_events_last(host->log, LOG_EVENT_INIT_FAILED);

	return log_events_errno(entry) == EOPNOTSUPP &&
	       log_events_after(host->log, LOG_EVENT_INIT_FAILED,
				LOG_EVENT_MODULE_INITIALISED);
}

/* Hardware first, then what a SEAMCALL says, then KVM, then the log. */
JUDGE_CPUS(seamrr_off)
{
	if (cpus->call && cpus->call->outcome == OUTCOME_GP)
		return RESULT_FAIL;
	/* What SEAM software itself answers outranks a register about it. */
	if (has_seam(cpus))
		return RESULT_PASS;
	if (fact_no(&cpus->seamrr_valid))
		return RESULT_FAIL;
	if (fact_yes(&cpus->seamrr_valid) || host->kvm_proves)
		return RESULT_PASS;
	if (host_facts_log(host, LOG_EVENT_SEAMCALL_GP) ||
	    checks_init_raised_gp(host))
		return RESULT_FAIL;
	return host_facts_log(host, LOG_EVENT_MODULE_NOT_LOADED) ||
			       host_facts_log(host,
					      LOG_EVENT_SEAMCALL_FAILED) ||
			       host_facts_log(host,
					      LOG_EVENT_MODULE_INITIALISED) ?
		       RESULT_PASS :
		       RESULT_UNKNOWN;
}

#define SOCKETS_MAX	32
#define CHANNELS_MAX	32
#define SLOTS_MAX	8

/* What stands in each slot, in MiB; 0 for nothing. */
struct population {
	uint64_t mib[SOCKETS_MAX][CHANNELS_MAX][SLOTS_MAX];
	unsigned int sockets;	/* of packages, or up to the last used */
};

static bool populate(const struct host_obs *dimms, size_t packages,
		     struct population *p)
{
	size_t i;

	memset(p, 0, sizeof(*p));
	p->sockets =
		(unsigned int)(packages < SOCKETS_MAX ? packages : SOCKETS_MAX);
	for (i = 0; i < dimms->ndimms; i++) {
		const struct capture_dimm *dimm = &dimms->dimms[i];

		if (dimm->socket >= SOCKETS_MAX ||
		    dimm->channel >= CHANNELS_MAX || dimm->slot >= SLOTS_MAX)
			return false;
		p->mib[dimm->socket][dimm->channel][dimm->slot] = dimm->mib;
		if (dimm->socket >= p->sockets)
			p->sockets = dimm->socket + 1;
	}
	return true;
}

/* Slot 0 of every channel that is used, and every socket as the first. */
static bool is_even(const struct population *p)
{
	unsigned int socket, channel, slot;

	for (socket = 0; socket < p->sockets; socket++)
		for (channel = 0; channel < CHANNELS_MAX; channel++)
			for (slot = 0; slot < SLOTS_MAX; slot++) {
				const uint64_t *mib = p->mib[socket][channel];

				if (mib[slot] != p->mib[0][channel][slot] ||
				    (mib[slot] && !mib[0]))
					return false;
			}
	return true;
}

/* Servers with TDX have 8 channels a socket, or 12. */
static bool is_full(const struct population *p)
{
	unsigned int channel, used = 0;

	for (channel = 0; channel < CHANNELS_MAX; channel++)
		used += p->mib[0][channel][0] != 0;
	return used == 8 || used == 12;
}

JUDGE_HOST(dimm_population)
{
	const struct host_obs *dimms =
		capture_find_host(host->capture, HOST_DIMM, "population");
	struct population p;

	if (host->answered)
		return RESULT_PASS;
	if (!dimms || dimms->error != OBS_READ || !dimms->ndimms ||
	    !populate(dimms, host->capture->npackages, &p))
		return RESULT_UNKNOWN;
	return is_even(&p) && is_full(&p) ? RESULT_PASS : RESULT_WARN;
}

/* Whether IA32_SEAMRR_MASK of some CPU is against what its SEAMCALL told. */
bool checks_has_invalid_seamrr(const struct host_facts *host)
{
	size_t g;

	for (g = 0; g < host->ngroups; g++)
		if (fact_no(&host->groups[g].seamrr_valid))
			return true;
	return false;
}

JUDGE_CPUS(preproduction)
{
	(void)host;
	if (fact_yes(&cpus->preproduction) || fact_yes(&cpus->debug_unlocked))
		return RESULT_WARN;
	return cpus->preproduction.known && cpus->debug_unlocked.known ?
		       RESULT_PASS : RESULT_UNKNOWN;
}

/* Linux marks both; the model, and VMX_BASIC, tell the same without it. */
JUDGE_CPUS(erratum)
{
	const struct cpu_model *model = NULL;
	bool known = cpus->family.known && cpus->seamret_keeps_vmcs.known;

	if (cpus->family.known)
		model = cpu_model_find((unsigned int)cpus->family.value,
				       (unsigned int)cpus->model.value);
	if ((model && model->pw_mce) || fact_no(&cpus->seamret_keeps_vmcs) ||
	    host_facts_cpuinfo(host, "bugs", "tdx_pw_mce") == TRI_YES ||
	    host_facts_cpuinfo(host, "bugs", "seamret_invd_vmcs") == TRI_YES)
		return RESULT_WARN;
	return known ? RESULT_PASS : RESULT_UNKNOWN;
}

JUDGE_CPUS(vmx_off)
{
	const struct facts_feat_ctl *ctl = &cpus->feat_ctl;

	if (cpus->call && cpus->call->outcome != OUTCOME_UD)
		return RESULT_PASS;
	if (fact_no(&cpus->cpuid_1.vmx))
		return RESULT_FAIL;
	if (fact_yes(&ctl->lock) && fact_no(&ctl->vmx_outside_smx))
		return RESULT_FAIL;
	if (ctl->vmx_outside_smx.known && ctl->lock.known)
		return RESULT_PASS;
	/* The kernel got past #UD. */
	if (checks_module_is_up(host) || checks_failed_call(host) ||
	    host_facts_log(host, LOG_EVENT_MODULE_NOT_LOADED))
		return RESULT_PASS;
	return or_log(RESULT_UNKNOWN, host, LOG_EVENTS,
		      LOG_EVENT_VMX_OUTSIDE_TXT_OFF);
}
