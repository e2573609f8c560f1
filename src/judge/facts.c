// SPDX-License-Identifier: GPL-2.0-or-later
/* What the bits of registers say, as far as they are known. Pure. */
#include "judge/facts.h"

static struct fact known(uint64_t value)
{
	return (struct fact){ .known = true, .value = value };
}

struct facts_reg facts_reg(const struct obs *obs)
{
	struct facts_reg reg = { 0 };

	if (!obs)
		return reg;
	reg.gp = obs->error == OBS_GP;
	if (obs->error == OBS_READ) {
		reg.mask = ~obs->unknown;
		reg.value = obs->word & reg.mask;
	}
	return reg;
}

struct facts_reg facts_cpuid_reg(const struct obs *obs,
				 enum register_part which)
{
	struct facts_reg reg = { .mask = UINT32_MAX };

	if (!obs || obs->error != OBS_READ)
		return (struct facts_reg){ 0 };
	switch (which) {
	case REGISTER_EAX:
		reg.value = obs->cpuid.eax;
		break;
	case REGISTER_EBX:
		reg.value = obs->cpuid.ebx;
		break;
	case REGISTER_ECX:
		reg.value = obs->cpuid.ecx;
		break;
	case REGISTER_EDX:
		reg.value = obs->cpuid.edx;
		break;
	case REGISTER_WORD:
		reg.mask = 0;
		break;
	}
	return reg;
}

struct fact facts_bits(const struct facts_reg *reg, enum register_bits_id id)
{
	uint64_t mask = register_mask(id);

	if ((reg->mask & mask) != mask)
		return (struct fact){ 0 };
	return known((reg->value & mask) >> register_bits[id].low);
}

struct fact facts_cpuid_bits(const struct obs *obs, enum register_bits_id id)
{
	struct facts_reg reg = facts_cpuid_reg(obs, register_bits[id].part);

	return facts_bits(&reg, id);
}

bool fact_yes(const struct fact *fact)
{
	return fact->known && fact->value;
}

bool fact_no(const struct fact *fact)
{
	return fact->known && !fact->value;
}

bool fact_conflict(const struct fact *a, const struct fact *b)
{
	return a->known && b->known && a->value != b->value;
}

bool facts_conflict(const struct facts_reg *a, const struct facts_reg *b)
{
	uint64_t both = a->mask & b->mask;

	if ((!a->mask && !a->gp) || (!b->mask && !b->gp))
		return false;
	return a->gp != b->gp || ((a->value ^ b->value) & both);
}

bool fact_same(const struct fact *a, const struct fact *b)
{
	return a->known == b->known && a->value == b->value;
}

bool facts_same(const struct facts_reg *a, const struct facts_reg *b)
{
	return a->value == b->value && a->mask == b->mask && a->gp == b->gp;
}

struct facts_tme_capability facts_tme_capability(const struct facts_reg *reg)
{
	return (struct facts_tme_capability){
		.aes_xts_128 =
			facts_bits(reg, BITS_MSR_TME_CAPABILITY_AES_XTS_128),
		.aes_xts_128_integrity = facts_bits(
			reg, BITS_MSR_TME_CAPABILITY_AES_XTS_128_INTEGRITY),
		.aes_xts_256 =
			facts_bits(reg, BITS_MSR_TME_CAPABILITY_AES_XTS_256),
		.aes_xts_256_integrity = facts_bits(
			reg, BITS_MSR_TME_CAPABILITY_AES_XTS_256_INTEGRITY),
		.bypass_supported =
			facts_bits(reg, BITS_MSR_TME_CAPABILITY_BYPASS),
		.max_keyid_bits =
			facts_bits(reg, BITS_MSR_TME_CAPABILITY_MAX_KEYID_BITS),
		.max_keys = facts_bits(reg, BITS_MSR_TME_CAPABILITY_MAX_KEYS),
	};
}

struct facts_tme_activate facts_tme_activate(const struct facts_reg *reg)
{
	return (struct facts_tme_activate){
		.lock = facts_bits(reg, BITS_MSR_TME_ACTIVATE_LOCK),
		.enable = facts_bits(reg, BITS_MSR_TME_ACTIVATE_ENABLE),
		.policy = facts_bits(reg, BITS_MSR_TME_ACTIVATE_POLICY),
		.bypass = facts_bits(reg, BITS_MSR_TME_ACTIVATE_BYPASS),
		.keyid_bits = facts_bits(reg, BITS_MSR_TME_ACTIVATE_KEYID_BITS),
		.tdx_reserved_bits =
			facts_bits(reg, BITS_MSR_TME_ACTIVATE_TDX_KEYID_BITS),
	};
}

struct facts_keyid_partitioning
facts_keyid_partitioning(const struct facts_reg *reg)
{
	return (struct facts_keyid_partitioning){
		.mktme_keyids = facts_bits(
			reg, BITS_MSR_MKTME_KEYID_PARTITIONING_MKTME_KEYIDS),
		.tdx_keyids = facts_bits(
			reg, BITS_MSR_MKTME_KEYID_PARTITIONING_TDX_KEYIDS),
	};
}

struct facts_feat_ctl facts_feat_ctl(const struct facts_reg *reg)
{
	return (struct facts_feat_ctl){
		.lock = facts_bits(reg, BITS_MSR_FEAT_CTL_LOCK),
		.vmx_inside_smx =
			facts_bits(reg, BITS_MSR_FEAT_CTL_VMX_INSIDE_SMX),
		.vmx_outside_smx =
			facts_bits(reg, BITS_MSR_FEAT_CTL_VMX_OUTSIDE_SMX),
		.sgx_launch_control = facts_bits(reg, BITS_MSR_FEAT_CTL_SGX_LC),
		.sgx = facts_bits(reg, BITS_MSR_FEAT_CTL_SGX),
	};
}

struct facts_vmx_basic facts_vmx_basic(const struct facts_reg *reg)
{
	return (struct facts_vmx_basic){
		.revision = facts_bits(reg, BITS_MSR_VMX_BASIC_REVISION),
		.region_bytes =
			facts_bits(reg, BITS_MSR_VMX_BASIC_REGION_BYTES),
		.seamret_keeps_vmcs =
			facts_bits(reg, BITS_MSR_VMX_BASIC_SEAMRET_KEEPS_VMCS),
	};
}

struct facts_cpuid_1 facts_cpuid_1(const struct obs *obs)
{
	return (struct facts_cpuid_1){
		.vmx = facts_cpuid_bits(obs, BITS_CPUID_0x1_0_VMX),
		.smx = facts_cpuid_bits(obs, BITS_CPUID_0x1_0_SMX),
		.hypervisor =
			facts_cpuid_bits(obs, BITS_CPUID_0x1_0_HYPERVISOR),
	};
}

struct facts_cpuid_7 facts_cpuid_7(const struct obs *obs)
{
	return (struct facts_cpuid_7){
		.sgx = facts_cpuid_bits(obs, BITS_CPUID_0x7_0_SGX),
		.tme = facts_cpuid_bits(obs, BITS_CPUID_0x7_0_TME),
	};
}

struct fact facts_physical_bits(const struct obs *obs)
{
	return facts_cpuid_bits(obs, BITS_CPUID_0x80000008_0_PHYSICAL_BITS);
}

/*
 * The MSRs raise #GP if CPUID shows no TME; SDM vol. 4.  A register that says that
 * TME is enabled is stronger evidence than the missing bit.
 */
bool facts_tme_absent(const struct facts_keyid_regs *regs)
{
	struct facts_tme_activate activate =
		facts_tme_activate(&regs->tme_activate);

	return regs->tme_activate.gp ||
	       (fact_no(&regs->tme) && !fact_yes(&activate.enable));
}

static void count_ranges(struct facts_partition *p)
{
	if (!p->mktme_keyids.known || !p->tdx_keyids.known)
		return;
	p->guest_keyids = known(0);
	if (!p->tdx_keyids.value)
		return;
	p->tdx_first = known(p->mktme_keyids.value + 1);
	p->tdx_last = known(p->mktme_keyids.value + p->tdx_keyids.value);
	p->global_keyid = p->tdx_first;
	p->guest_keyids = known(p->tdx_keyids.value - 1);
}

static void count_address_bits(struct facts_partition *p)
{
	if (!p->physical_bits.known)
		return;
	if (fact_no(&p->activated))
		p->usable_physical_bits = p->physical_bits;
	else if (p->activated.known && p->keyid_bits.known &&
		 p->keyid_bits.value <= p->physical_bits.value)
		p->usable_physical_bits = known(p->physical_bits.value -
						p->keyid_bits.value);
}

static void contradict(struct facts_partition *p,
		       enum facts_contradiction what, bool there_is)
{
	if (there_is)
		p->contradictions |= 1U << what;
}

/*
 * With B bits for key IDs, of which s are for TDX, a key ID is private if one
 * of its s upper bits is set: 2^(B-s) are not, among them key ID 0, which is
 * of neither kind (TDX module 1.5.05, tdh_sys_init.c).
 */
static void check_counts(struct facts_partition *p)
{
	uint64_t b = p->keyid_bits.value, s = p->tdx_reserved_bits.value;

	if (!p->keyid_bits.known || !p->tdx_reserved_bits.known)
		return;
	contradict(p, FACTS_SPLIT_ABOVE_BITS, s > b);
	if (s > b || !p->mktme_keyids.known || !p->tdx_keyids.known)
		return;
	p->checked = true;
	contradict(p, FACTS_MKTME_KEYIDS,
		   p->mktme_keyids.value != (UINT64_C(1) << (b - s)) - 1);
	contradict(p, FACTS_TDX_KEYIDS,
		   p->tdx_keyids.value != (UINT64_C(1) << b) -
						  (UINT64_C(1) << (b - s)));
}

static void check_capability(struct facts_partition *p,
			     const struct facts_tme_capability *capability)
{
	if (p->keyid_bits.known && capability->max_keyid_bits.known)
		contradict(p, FACTS_BITS_ABOVE_CAPABILITY,
			   p->keyid_bits.value >
				   capability->max_keyid_bits.value);
	if (p->mktme_keyids.known && p->tdx_keyids.known &&
	    capability->max_keys.known)
		contradict(p, FACTS_KEYS_ABOVE_CAPABILITY,
			   p->mktme_keyids.value + p->tdx_keyids.value >
				   capability->max_keys.value);
}

static void check(struct facts_partition *p,
		  const struct facts_tme_capability *capability)
{
	if (fact_yes(&p->activated)) {
		check_counts(p);
		check_capability(p, capability);
	} else if (p->activated.known) {
		p->checked = true;
		contradict(p, FACTS_KEYIDS_WITHOUT_TME,
			   fact_yes(&p->mktme_keyids) ||
				   fact_yes(&p->tdx_keyids));
	}
	p->checked |= p->contradictions != 0;
}

static void check_split(struct facts_partition *p,
			const struct facts_reg *partitioning)
{
	contradict(p, FACTS_SPLIT_UNDIVIDED,
		   partitioning->gp && fact_yes(&p->activated) &&
			   fact_yes(&p->tdx_reserved_bits));
}

struct facts_partition facts_partition(const struct facts_keyid_regs *regs)
{
	struct facts_tme_capability capability =
		facts_tme_capability(&regs->tme_capability);
	struct facts_tme_activate activate =
		facts_tme_activate(&regs->tme_activate);
	struct facts_keyid_partitioning partitioning =
		facts_keyid_partitioning(&regs->keyid_partitioning);
	struct facts_partition p = {
		.activated = activate.enable,
		.locked = activate.lock,
		.bypass = activate.bypass,
		.keyid_bits = activate.keyid_bits,
		.tdx_reserved_bits = activate.tdx_reserved_bits,
		.mktme_keyids = partitioning.mktme_keyids,
		.tdx_keyids = partitioning.tdx_keyids,
		.physical_bits = regs->physical_bits,
	};

	if (facts_tme_absent(regs))
		p.activated = known(0);
	count_ranges(&p);
	count_address_bits(&p);
	check_split(&p, &regs->keyid_partitioning);
	check(&p, &capability);
	return p;
}
