// SPDX-License-Identifier: GPL-2.0-or-later
/* Facts that checks judge: of CPUs that read the same, and of the host. Pure. */
#include "judge/host-facts.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/util.h"
#include "capture/read-list.h"
#include "ref/register.h"

/* What else a capture has of them, checks do not look at. */
static bool tells_apart(const struct obs *obs, const struct obs_key *keys,
			size_t nkeys)
{
	size_t i;

	for (i = 0; i < nkeys; i++)
		if (obs_key_equal(&obs->key, &keys[i]))
			return true;
	return false;
}

static int add_group(struct host_facts *host, const struct cpulist *cpus)
{
	struct cpu_facts *groups =
		reallocarray(host->groups, host->ngroups + 1, sizeof(*groups));

	if (!groups)
		return -ENOMEM;
	host->groups = groups;
	groups[host->ngroups++] = (struct cpu_facts){ .cpus = *cpus };
	return 0;
}

/* Parts every group into the CPUs that are in @cpus and those that are not. */
static int split(struct host_facts *host, const struct cpulist *cpus)
{
	size_t g, n = host->ngroups;

	for (g = 0; g < n; g++) {
		struct cpulist in = host->groups[g].cpus, rest = in;

		cpulist_and(&in, cpus);
		cpulist_andnot(&rest, cpus);
		if (!cpulist_count(&in) || !cpulist_count(&rest))
			continue;
		host->groups[g].cpus = in;
		if (add_group(host, &rest))
			return -ENOMEM;
	}
	return 0;
}

/* CPUs that answered, or should have: offline and isolated ones are left out. */
static struct cpulist judged_cpus(const struct capture *capture,
				  const struct cpulist *asked)
{
	struct cpulist cpus = *asked;
	size_t g;

	if (cpulist_count(&capture->cpus.online))
		cpulist_and(&cpus, &capture->cpus.online);
	for (g = 0; g < capture->ngroups; g++)
		if (capture->groups[g].obs.error == OBS_OFFLINE ||
		    capture->groups[g].obs.error == OBS_ISOLATED)
			cpulist_andnot(&cpus, &capture->groups[g].cpus);
	return cpus;
}

static int by_first_cpu(const void *pa, const void *pb)
{
	const struct cpu_facts *a = pa, *b = pb;
	unsigned int first = cpulist_next(&a->cpus, 0);
	unsigned int second = cpulist_next(&b->cpus, 0);

	return first < second ? -1 : first > second;
}

static int group_cpus(struct host_facts *host, const struct cpulist *asked,
		      const struct obs_key *keys, size_t nkeys)
{
	const struct capture *capture = host->capture;
	struct cpulist all = judged_cpus(capture, asked);
	size_t g;

	if (!cpulist_count(&all))
		return 0;
	if (add_group(host, &all))
		return -ENOMEM;
	for (g = 0; g < capture->ngroups; g++)
		if (tells_apart(&capture->groups[g].obs, keys, nkeys) &&
		    split(host, &capture->groups[g].cpus))
			return -ENOMEM;
	qsort(host->groups, host->ngroups, sizeof(*host->groups),
	      by_first_cpu);
	return 0;
}

static const struct obs *find(const struct host_facts *host, unsigned int cpu,
			      struct obs_key key)
{
	const struct obs_group *group = capture_find(host->capture, &key, cpu);

	return group ? &group->obs : NULL;
}

static struct facts_reg msr(const struct host_facts *host, unsigned int cpu,
			    uint32_t address)
{
	return facts_reg(find(host, cpu, read_list_msr(address)));
}

static struct fact msr_bits(const struct host_facts *host, unsigned int cpu,
			    enum register_bits_id id)
{
	const struct register_row *row = &register_table[register_bits[id].reg];
	struct facts_reg reg = msr(host, cpu, (uint32_t)row->number);

	return facts_bits(&reg, id);
}

/* CPUID leaf 1, EAX: extended fields count for the families that have them. */
static void find_model(const struct obs *leaf_1, struct cpu_facts *c)
{
	struct fact extended =
		facts_cpuid_bits(leaf_1, BITS_CPUID_0x1_0_EXTENDED_FAMILY);
	struct fact high =
		facts_cpuid_bits(leaf_1, BITS_CPUID_0x1_0_EXTENDED_MODEL);

	c->family = facts_cpuid_bits(leaf_1, BITS_CPUID_0x1_0_FAMILY);
	c->model = facts_cpuid_bits(leaf_1, BITS_CPUID_0x1_0_MODEL);
	if (!c->family.known)
		return;
	if (c->family.value == 6 || c->family.value == 15)
		c->model.value |= high.value << 4;
	if (c->family.value == 15)
		c->family.value += extended.value;
}

/* "GenuineIntel" in EBX, EDX and ECX. */
static struct fact find_vendor(const struct obs *leaf_0)
{
	struct facts_reg ebx = facts_cpuid_reg(leaf_0, REGISTER_EBX);
	struct fact fact = { 0 };

	if (!ebx.mask)
		return fact;
	fact.known = true;
	fact.value = leaf_0->cpuid.ebx == 0x756e6547 &&
		     leaf_0->cpuid.edx == 0x49656e69 &&
		     leaf_0->cpuid.ecx == 0x6c65746e;
	return fact;
}

/* A number of a width that CPUID has room for. */
static struct fact cpuinfo_number(const struct host_facts *host,
				  const char *name)
{
	size_t len;
	const char *text = host_facts_cpuinfo_field(host, name, &len);
	struct fact fact = { 0 };
	char *end;

	if (!text || !isdigit((unsigned char)*text))
		return fact;
	fact.value = strtoul(text, &end, 10);
	fact.known = end == text + len && fact.value <= UINT16_MAX;
	return fact;
}

/* Vendors as Linux names them; unknown where it is none of these. */
static struct fact cpuinfo_vendor(const struct host_facts *host)
{
	static const char *const names[] = { "GenuineIntel", "AuthenticAMD",
					     "HygonGenuine", "CentaurHauls" };
	size_t len, i;
	const char *text = host_facts_cpuinfo_field(host, "vendor_id", &len);
	struct fact fact = { 0 };

	for (i = 0; text && i < ARRAY_SIZE(names); i++)
		if (len == strlen(names[i]) && !memcmp(text, names[i], len))
			fact = (struct fact){ .known = true, .value = !i };
	return fact;
}

/* Where CPUID was not read; Linux takes no CPU of another model. */
static void find_in_cpuinfo(const struct host_facts *host, struct cpu_facts *c)
{
	struct fact family, model;

	if (!c->vendor_intel.known)
		c->vendor_intel = cpuinfo_vendor(host);
	if (c->family.known)
		return;
	family = cpuinfo_number(host, "cpu family");
	model = cpuinfo_number(host, "model");
	if (family.known && model.known) {
		c->family = family;
		c->model = model;
	}
}

static void find_features(const struct host_facts *host, unsigned int cpu,
			  struct cpu_facts *c)
{
	const struct obs *leaf_1 = find(host, cpu, read_list_cpuid(1, 0));
	const struct obs *leaf_7 = find(host, cpu, read_list_cpuid(7, 0));
	struct facts_reg cr4 =
		facts_reg(find(host, cpu, (struct obs_key){ .kind = OBS_CR4 }));

	c->cpuid_1 = facts_cpuid_1(leaf_1);
	c->cpuid_7 = facts_cpuid_7(leaf_7);
	c->vendor_intel = find_vendor(find(host, cpu, read_list_cpuid(0, 0)));
	c->cr4_vmxe = facts_bits(&cr4, BITS_CR4_VMXE);
	find_model(leaf_1, c);
	find_in_cpuinfo(host, c);
}

static void find_keyids(const struct host_facts *host, unsigned int cpu,
			struct cpu_facts *c)
{
	c->keyid = (struct facts_keyid_regs){
		.tme_capability = msr(host, cpu, MSR_TME_CAPABILITY),
		.tme_activate = msr(host, cpu, MSR_TME_ACTIVATE),
		.keyid_partitioning =
			msr(host, cpu, MSR_MKTME_KEYID_PARTITIONING),
		.tme = c->cpuid_7.tme,
		.hypervisor = c->cpuid_1.hypervisor,
		.physical_bits = facts_physical_bits(
			find(host, cpu, read_list_cpuid(0x80000008, 0))),
	};
	c->partition = facts_partition(&c->keyid);
}

static void find_registers(const struct host_facts *host, unsigned int cpu,
			   struct cpu_facts *c)
{
	struct facts_reg feat_ctl = msr(host, cpu, MSR_FEAT_CTL);
	struct facts_reg basic = msr(host, cpu, MSR_VMX_BASIC);
	struct facts_reg mcheck = msr(host, cpu, MSR_BIOS_MCU_ERRORCODE);

	c->feat_ctl = facts_feat_ctl(&feat_ctl);
	c->feat_ctl_gp = feat_ctl.gp;
	c->seamret_keeps_vmcs = facts_vmx_basic(&basic).seamret_keeps_vmcs;
	/* Bits 15:0 are the error; what the others mean is not known. */
	c->mcheck_error =
		facts_bits(&mcheck, BITS_MSR_BIOS_MCU_ERRORCODE_ERROR);
	if (mcheck.value)
		c->mcheck_error = (struct fact){ .known = true,
						 .value = mcheck.value };
	c->seamrr = msr_bits(host, cpu, BITS_MSR_MTRRCAP_SEAMRR);
	c->seamrr_configured =
		msr_bits(host, cpu, BITS_MSR_SEAMRR_BASE_CONFIGURED);
	c->seamrr_locked = msr_bits(host, cpu, BITS_MSR_SEAMRR_MASK_LOCK);
	c->seamrr_valid = msr_bits(host, cpu, BITS_MSR_SEAMRR_MASK_VALID);
	c->preproduction = msr_bits(host, cpu, BITS_MSR_PLATFORM_INFO_SAMPLE);
	c->debug_unlocked = msr_bits(host, cpu, BITS_MSR_SGX_DEBUG_MODE_UNLOCK);
}

/* What came of a SEAMCALL where the helper cannot enter VMX operation for it. */
static bool is_kept_out(const struct host_facts *host, const struct obs *call,
			const struct cpu_facts *c)
{
	return call && call->error == OBS_UNSUPPORTED &&
	       host->entry == HELPER_ENTRY_IMPOSSIBLE &&
	       fact_no(&c->cr4_vmxe) && !fact_yes(&c->cpuid_1.hypervisor);
}

static void find_facts(const struct host_facts *host, struct cpu_facts *c)
{
	unsigned int cpu = cpulist_next(&c->cpus, 0);
	const struct obs *call =
		find(host, cpu, read_list_field(METADATA_FEATURES0));

	find_features(host, cpu, c);
	find_keyids(host, cpu, c);
	find_registers(host, cpu, c);
	if (call && call->error == OBS_READ)
		c->call = &call->seamcall;
	c->call_ud = c->call ? c->call->outcome == OUTCOME_UD :
			       is_kept_out(host, call, c);
}

static bool is_answer(const struct obs_seamcall *call)
{
	return call && (call->outcome == OUTCOME_SUCCESS ||
			call->outcome == OUTCOME_STATUS);
}

static void sum_up_calls(struct host_facts *host)
{
	size_t g;

	host->answered = host->succeeded = host->ngroups > 0;
	for (g = 0; g < host->ngroups; g++) {
		const struct obs_seamcall *call = host->groups[g].call;

		host->answered_some |= is_answer(call);
		host->answered &= is_answer(call);
		host->succeeded &= call && call->outcome == OUTCOME_SUCCESS;
		host->in_vmx |= call && call->outcome != OUTCOME_UD &&
				!call->vmx_entered;
	}
}

int host_facts_build(struct host_facts *host, const struct capture *capture,
		     const struct cpulist *cpus, const struct obs_key *keys,
		     size_t nkeys)
{
	size_t g;

	host->capture = capture;
	host->entry = helper_entry(capture_helper_flags(capture));
	if (group_cpus(host, cpus, keys, nkeys))
		return -ENOMEM;
	for (g = 0; g < host->ngroups; g++)
		find_facts(host, &host->groups[g]);
	sum_up_calls(host);
	return host_facts_fill_files(host);
}

void host_facts_free(struct host_facts *host)
{
	free(host->groups);
	free(host->log);
	*host = (struct host_facts){ 0 };
}

struct cpulist host_facts_cpus(const struct host_facts *host)
{
	struct cpulist cpus = { 0 };
	size_t g;

	for (g = 0; g < host->ngroups; g++)
		cpulist_or(&cpus, &host->groups[g].cpus);
	return cpus;
}
