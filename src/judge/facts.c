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
				 enum facts_cpuid_reg which)
{
	struct facts_reg reg = { .mask = UINT32_MAX };

	if (!obs || obs->error != OBS_READ)
		return (struct facts_reg){ 0 };
	switch (which) {
	case FACTS_EAX:
		reg.value = obs->cpuid.eax;
		break;
	case FACTS_EBX:
		reg.value = obs->cpuid.ebx;
		break;
	case FACTS_ECX:
		reg.value = obs->cpuid.ecx;
		break;
	case FACTS_EDX:
		reg.value = obs->cpuid.edx;
		break;
	}
	return reg;
}

struct fact facts_field(const struct facts_reg *reg, unsigned int high,
			unsigned int low)
{
	uint64_t ones = UINT64_MAX >> (63 - (high - low));

	if ((reg->mask >> low & ones) != ones)
		return (struct fact){ 0 };
	return known(reg->value >> low & ones);
}

static struct fact bit(const struct facts_reg *reg, unsigned int n)
{
	return facts_field(reg, n, n);
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
		.aes_xts_128 = bit(reg, 0),
		.aes_xts_128_integrity = bit(reg, 1),
		.aes_xts_256 = bit(reg, 2),
		.aes_xts_256_integrity = bit(reg, 3),
		.bypass_supported = bit(reg, 31),
		.max_keyid_bits = facts_field(reg, 35, 32),
		.max_keys = facts_field(reg, 50, 36),
	};
}

struct facts_tme_activate facts_tme_activate(const struct facts_reg *reg)
{
	return (struct facts_tme_activate){
		.lock = bit(reg, 0),
		.enable = bit(reg, 1),
		.policy = facts_field(reg, 7, 4),
		.bypass = bit(reg, 31),
		.keyid_bits = facts_field(reg, 35, 32),
		.tdx_reserved_bits = facts_field(reg, 39, 36),
	};
}

struct facts_keyid_partitioning
facts_keyid_partitioning(const struct facts_reg *reg)
{
	return (struct facts_keyid_partitioning){
		.mktme_keyids = facts_field(reg, 31, 0),
		.tdx_keyids = facts_field(reg, 63, 32),
	};
}

struct facts_feat_ctl facts_feat_ctl(const struct facts_reg *reg)
{
	return (struct facts_feat_ctl){
		.lock = bit(reg, 0),
		.vmx_inside_smx = bit(reg, 1),
		.vmx_outside_smx = bit(reg, 2),
		.sgx_launch_control = bit(reg, 17),
		.sgx = bit(reg, 18),
	};
}

struct facts_vmx_basic facts_vmx_basic(const struct facts_reg *reg)
{
	return (struct facts_vmx_basic){
		.revision = facts_field(reg, 30, 0),
		.region_bytes = facts_field(reg, 44, 32),
		.seamret_keeps_vmcs = bit(reg, 60),
	};
}

struct facts_cpuid_1 facts_cpuid_1(const struct obs *obs)
{
	struct facts_reg ecx = facts_cpuid_reg(obs, FACTS_ECX);

	return (struct facts_cpuid_1){
		.vmx = bit(&ecx, 5),
		.smx = bit(&ecx, 6),
		.hypervisor = bit(&ecx, 31),
	};
}

struct facts_cpuid_7 facts_cpuid_7(const struct obs *obs)
{
	struct facts_reg ebx = facts_cpuid_reg(obs, FACTS_EBX);
	struct facts_reg ecx = facts_cpuid_reg(obs, FACTS_ECX);

	return (struct facts_cpuid_7){
		.sgx = bit(&ebx, 2),
		.tme = bit(&ecx, 13),
	};
}

struct fact facts_physical_bits(const struct obs *obs)
{
	struct facts_reg eax = facts_cpuid_reg(obs, FACTS_EAX);

	return facts_field(&eax, 7, 0);
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
