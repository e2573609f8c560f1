// SPDX-License-Identifier: GPL-2.0-or-later
/* Facts: bits of registers, and every way to divide key IDs, counted one by one. */
#include "base/util.h"
#include "judge/facts.h"
#include "tap.h"

#define WHOLE(value_) { .value = (value_), .mask = UINT64_MAX }

static bool is_fact(const struct fact *fact, bool is_known, uint64_t value)
{
	return fact->known == is_known && fact->value == value;
}

static void test_bits(void)
{
	const struct facts_reg whole = WHOLE(UINT64_C(0x8123456789abcdef));
	const struct facts_reg nothing = { .value = UINT64_MAX };
	const struct facts_reg part = { .value = 0xff, .mask = 0xf7 };
	struct fact f;

	f = facts_bits(&whole, BITS_MSR_MKTME_KEYID_PARTITIONING_TDX_KEYIDS);
	ok(is_fact(&f, true, 0x81234567), "bits: the upper half");
	f = facts_bits(&whole, BITS_MSR_FEAT_CTL_LOCK);
	ok(is_fact(&f, true, 1), "bits: bit 0");
	f = facts_bits(&whole, BITS_MSR_TME_ACTIVATE_TDX_KEYID_BITS);
	ok(is_fact(&f, true, 6), "bits: in the middle");
	f = facts_bits(&nothing, BITS_MSR_FEAT_CTL_LOCK);
	ok(is_fact(&f, false, 0), "bits: nothing is known");
	f = facts_bits(&part, BITS_MSR_TME_ACTIVATE_POLICY);
	ok(is_fact(&f, true, 0xf), "bits: all are known");
	f = facts_bits(&part, BITS_MSR_BIOS_MCU_ERRORCODE_ERROR);
	ok(is_fact(&f, false, 0), "bits: one of them is not known");
	f = facts_bits(&part, BITS_MSR_SEAMRR_BASE_CONFIGURED);
	ok(is_fact(&f, false, 0), "bits: just that bit");
}

static void test_sources(void)
{
	const struct obs msr = { .word = 7 };
	const struct obs gp = { .error = OBS_GP, .word = 7 };
	const struct obs denied = { .error = OBS_DENIED };
	const struct obs cpuid = { .key = { .kind = OBS_CPUID },
				   .cpuid = { 52, 0xb, 0xc, 0xd } };
	struct facts_reg reg = facts_reg(&msr);
	struct fact bits = facts_physical_bits(&cpuid);

	ok(reg.value == 7 && reg.mask == UINT64_MAX && !reg.gp,
	   "an MSR is known whole");
	reg = facts_reg(&gp);
	ok(!reg.mask && reg.gp, "with #GP nothing is known but that");
	reg = facts_reg(&denied);
	ok(!reg.mask && !reg.gp, "with another error nothing is known");
	reg = facts_reg(NULL);
	ok(!reg.mask && !reg.gp, "nor without an observation");
	reg = facts_cpuid_reg(&cpuid, REGISTER_EDX);
	ok(reg.value == 0xd && reg.mask == UINT32_MAX, "CPUID: EDX");
	reg = facts_cpuid_reg(&denied, REGISTER_EDX);
	ok(!reg.mask, "CPUID: not read");
	ok(is_fact(&bits, true, 52), "CPUID: physical address bits");
}

/* Each field alone, all of its bits set and no other: it alone reads as ones. */
#define FIELD(type, name, high_, low_)                                       \
	do {                                                                 \
		const uint64_t ones = UINT64_MAX >> (63 - ((high_) - (low_))); \
		const struct facts_reg only = WHOLE(ones << (low_));         \
		const struct facts_reg others = WHOLE(~(ones << (low_)));    \
		struct fact in = type(&only).name;                           \
		struct fact out = type(&others).name;                        \
                                                                             \
		ok(is_fact(&in, true, ones) && is_fact(&out, true, 0),       \
		   #type ": " #name);                                        \
	} while (0)

/* SDM vol. 4 and the sources that facts.h names. */
static void test_registers(void)
{
	FIELD(facts_tme_capability, aes_xts_128, 0, 0);
	FIELD(facts_tme_capability, aes_xts_128_integrity, 1, 1);
	FIELD(facts_tme_capability, aes_xts_256, 2, 2);
	FIELD(facts_tme_capability, aes_xts_256_integrity, 3, 3);
	FIELD(facts_tme_capability, bypass_supported, 31, 31);
	FIELD(facts_tme_capability, max_keyid_bits, 35, 32);
	FIELD(facts_tme_capability, max_keys, 50, 36);
	FIELD(facts_tme_activate, lock, 0, 0);
	FIELD(facts_tme_activate, enable, 1, 1);
	FIELD(facts_tme_activate, policy, 7, 4);
	FIELD(facts_tme_activate, bypass, 31, 31);
	FIELD(facts_tme_activate, keyid_bits, 35, 32);
	FIELD(facts_tme_activate, tdx_reserved_bits, 39, 36);
	FIELD(facts_keyid_partitioning, mktme_keyids, 31, 0);
	FIELD(facts_keyid_partitioning, tdx_keyids, 63, 32);
	FIELD(facts_feat_ctl, lock, 0, 0);
	FIELD(facts_feat_ctl, vmx_inside_smx, 1, 1);
	FIELD(facts_feat_ctl, vmx_outside_smx, 2, 2);
	FIELD(facts_feat_ctl, sgx_launch_control, 17, 17);
	FIELD(facts_feat_ctl, sgx, 18, 18);
	FIELD(facts_vmx_basic, revision, 30, 0);
	FIELD(facts_vmx_basic, region_bytes, 44, 32);
	FIELD(facts_vmx_basic, seamret_keeps_vmcs, 60, 60);
}

#define CPUID_BIT(type, name, reg, n)                                     \
	do {                                                              \
		const struct obs set = { .cpuid = { .reg = 1U << (n) } }; \
		const struct obs clear = { .cpuid = { .reg = ~(1U << (n)) } }; \
		struct fact in = type(&set).name;                         \
		struct fact out = type(&clear).name;                      \
		struct fact unknown = type(NULL).name;                    \
                                                                          \
		ok(fact_yes(&in) && fact_no(&out) && !unknown.known,      \
		   #type ": " #name);                                     \
	} while (0)

static void test_cpuid(void)
{
	CPUID_BIT(facts_cpuid_1, vmx, ecx, 5);
	CPUID_BIT(facts_cpuid_1, smx, ecx, 6);
	CPUID_BIT(facts_cpuid_1, hypervisor, ecx, 31);
	CPUID_BIT(facts_cpuid_7, sgx, ebx, 2);
	CPUID_BIT(facts_cpuid_7, tme, ecx, 13);
}

static struct facts_reg activate(unsigned int b, unsigned int s)
{
	return (struct facts_reg)WHOLE(3 | (uint64_t)b << 32 |
				       (uint64_t)s << 36);
}

static struct facts_reg partitioning(uint64_t mktme, uint64_t tdx)
{
	return (struct facts_reg)WHOLE(mktme | tdx << 32);
}

static struct facts_keyid_regs regs_of(unsigned int b, unsigned int s,
				       uint64_t mktme, uint64_t tdx)
{
	return (struct facts_keyid_regs){
		.tme_capability = WHOLE(UINT64_C(0x7ffff) << 32),
		.tme_activate = activate(b, s),
		.keyid_partitioning = partitioning(mktme, tdx),
		.tme = { true, 1 },
		.physical_bits = { true, 52 },
	};
}

/* Which key IDs are private, each looked at by itself. */
struct counted {
	uint64_t mktme;
	uint64_t tdx;
	uint64_t first;
	uint64_t last;
};

static struct counted count(unsigned int b, unsigned int s)
{
	struct counted c = { 0 };
	unsigned int id, upper;

	for (id = 1; id >> b == 0; id++) {
		for (upper = id; upper >> (b - s); upper >>= 1)
			;
		if (id == upper) {
			c.mktme++;
			continue;
		}
		c.tdx++;
		c.last = id;
		if (!c.first)
			c.first = id;
	}
	return c;
}

static bool is_partition(const struct facts_partition *p, unsigned int b,
			 unsigned int s, const struct counted *c)
{
	return fact_yes(&p->activated) && fact_yes(&p->locked) &&
	       is_fact(&p->keyid_bits, true, b) &&
	       is_fact(&p->tdx_reserved_bits, true, s) &&
	       is_fact(&p->mktme_keyids, true, c->mktme) &&
	       is_fact(&p->tdx_keyids, true, c->tdx) &&
	       is_fact(&p->tdx_first, c->tdx != 0, c->first) &&
	       is_fact(&p->tdx_last, c->tdx != 0, c->last) &&
	       is_fact(&p->global_keyid, c->tdx != 0, c->first) &&
	       is_fact(&p->guest_keyids, true, c->tdx ? c->tdx - 1 : 0) &&
	       is_fact(&p->physical_bits, true, 52) &&
	       is_fact(&p->usable_physical_bits, true, 52 - b);
}

#define BIT(contradiction) (1U << FACTS_##contradiction)

/* Every split, and its neighbours, which must not pass for it. */
static void test_split(unsigned int b, unsigned int s)
{
	struct counted c = count(b, s);
	struct facts_keyid_regs regs = regs_of(b, s, c.mktme, c.tdx);
	struct facts_partition p = facts_partition(&regs);
	bool found = true;

	ok(is_partition(&p, b, s, &c) && p.checked && !p.contradictions,
	   "split %u of %u bits", s, b);
	regs = regs_of(b, s, c.mktme + 1, c.tdx);
	p = facts_partition(&regs);
	found &= (p.contradictions & BIT(MKTME_KEYIDS)) != 0;
	found &= !(p.contradictions & BIT(TDX_KEYIDS));
	regs = regs_of(b, s, c.mktme, c.tdx + 1);
	p = facts_partition(&regs);
	found &= (p.contradictions & BIT(TDX_KEYIDS)) != 0;
	found &= !(p.contradictions & BIT(MKTME_KEYIDS));
	regs = regs_of(b, b + 1, c.mktme, c.tdx);
	p = facts_partition(&regs);
	found &= b == 15 || (p.contradictions == BIT(SPLIT_ABOVE_BITS) &&
			     p.checked);
	ok(found, "split %u of %u bits: what does not add up", s, b);
}

/* Ranges that kernels printed on real hosts. */
static void test_seen(void)
{
	static const struct {
		unsigned int b;
		unsigned int s;
		uint64_t first;
		uint64_t end;
	} seen[] = {
		{ 5, 1, 16, 32 },  { 6, 1, 32, 64 },   { 6, 2, 16, 64 },
		{ 6, 6, 1, 64 },   { 7, 1, 64, 128 },  { 7, 3, 16, 128 },
		{ 7, 7, 1, 128 },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(seen); i++) {
		struct facts_keyid_regs regs =
			regs_of(seen[i].b, seen[i].s, seen[i].first - 1,
				seen[i].end - seen[i].first);
		struct facts_partition p = facts_partition(&regs);

		ok(!p.contradictions && p.checked &&
			   is_fact(&p.tdx_first, true, seen[i].first) &&
			   is_fact(&p.tdx_last, true, seen[i].end - 1) &&
			   is_fact(&p.guest_keyids, true,
				   seen[i].end - seen[i].first - 1),
		   "seen: [%" PRIu64 ", %" PRIu64 ")", seen[i].first,
		   seen[i].end);
	}
}

static void test_capability(void)
{
	struct facts_keyid_regs regs = regs_of(6, 1, 31, 32);
	struct facts_partition p;

	regs.tme_capability =
		(struct facts_reg)WHOLE(UINT64_C(5) << 32 | UINT64_C(63) << 36);
	p = facts_partition(&regs);
	is_u64(p.contradictions, BIT(BITS_ABOVE_CAPABILITY),
	       "capability: too many bits");
	regs.tme_capability =
		(struct facts_reg)WHOLE(UINT64_C(6) << 32 | UINT64_C(62) << 36);
	p = facts_partition(&regs);
	is_u64(p.contradictions, BIT(KEYS_ABOVE_CAPABILITY),
	       "capability: too many keys");
	regs.tme_capability =
		(struct facts_reg)WHOLE(UINT64_C(6) << 32 | UINT64_C(63) << 36);
	p = facts_partition(&regs);
	is_u64(p.contradictions, 0, "capability: just enough");
	regs.tme_capability = (struct facts_reg){ 0 };
	p = facts_partition(&regs);
	ok(!p.contradictions && p.checked, "capability: unknown");
}

static void test_off(void)
{
	struct facts_keyid_regs regs = { .tme = { true, 0 },
					 .tme_activate = { .gp = true },
					 .keyid_partitioning = { .gp = true },
					 .physical_bits = { true, 46 } };
	struct facts_partition p = facts_partition(&regs);

	ok(facts_tme_absent(&regs) && fact_no(&p.activated) &&
		   !p.locked.known && !p.keyid_bits.known &&
		   !p.tdx_keyids.known && !p.guest_keyids.known &&
		   is_fact(&p.usable_physical_bits, true, 46) && p.checked &&
		   !p.contradictions,
	   "no TME: off, and every address bit is usable");
	regs.tme.known = false;
	ok(facts_tme_absent(&regs), "no TME: #GP says it, too");
	regs.tme = (struct fact){ true, 0 };
	regs.tme_activate = (struct facts_reg)WHOLE(3);
	p = facts_partition(&regs);
	ok(!facts_tme_absent(&regs) && fact_yes(&p.activated),
	   "on by its register, whatever CPUID says");
	regs.tme.known = false;
	regs.tme_activate = (struct facts_reg)WHOLE(1);
	p = facts_partition(&regs);
	ok(!facts_tme_absent(&regs) && fact_no(&p.activated) &&
		   fact_yes(&p.locked) && p.checked && !p.contradictions,
	   "locked off");
	regs.keyid_partitioning = partitioning(31, 32);
	p = facts_partition(&regs);
	is_u64(p.contradictions, BIT(KEYIDS_WITHOUT_TME),
	       "off, but key IDs are reported");
}

/* Nothing of what is unknown may look like 0. */
static void test_unknown(void)
{
	struct facts_keyid_regs regs = { 0 };
	struct facts_partition p = facts_partition(&regs);

	ok(!facts_tme_absent(&regs) && !p.activated.known && !p.locked.known &&
		   !p.keyid_bits.known && !p.tdx_reserved_bits.known &&
		   !p.mktme_keyids.known && !p.tdx_keyids.known &&
		   !p.tdx_first.known && !p.tdx_last.known &&
		   !p.global_keyid.known && !p.guest_keyids.known &&
		   !p.physical_bits.known && !p.usable_physical_bits.known &&
		   !p.checked && !p.contradictions,
	   "nothing read: nothing known");
	regs = regs_of(6, 1, 31, 32);
	regs.tme_activate.mask = 0xf00000000;
	p = facts_partition(&regs);
	ok(!p.activated.known && is_fact(&p.keyid_bits, true, 6) &&
		   !p.usable_physical_bits.known && !p.checked,
	   "single bits known: whether it is on is not");
	regs = regs_of(6, 1, 31, 32);
	regs.keyid_partitioning = (struct facts_reg){ 0 };
	p = facts_partition(&regs);
	ok(fact_yes(&p.activated) && !p.tdx_keyids.known &&
		   !p.tdx_first.known && !p.guest_keyids.known && !p.checked,
	   "0x87 unknown: no range is made up");
	regs = regs_of(15, 1, 0, 0);
	regs.physical_bits.value = 14;
	p = facts_partition(&regs);
	ok(!p.usable_physical_bits.known, "more key-ID bits than address bits");
}

/* A value that is not known says nothing, whatever stands in it. */
static void test_compared(void)
{
	const struct fact no = { true, 0 }, yes = { true, 1 },
			  two = { true, 2 };
	const struct fact unknown = { false, 0 }, rest = { false, 1 };

	ok(fact_yes(&yes) && fact_yes(&two) && !fact_yes(&no) &&
		   !fact_yes(&unknown) && !fact_yes(&rest),
	   "fact: yes");
	ok(fact_no(&no) && !fact_no(&yes) && !fact_no(&unknown) &&
		   !fact_no(&rest),
	   "fact: no");
	ok(fact_conflict(&no, &yes) && fact_conflict(&yes, &two) &&
		   !fact_conflict(&yes, &yes) && !fact_conflict(&no, &rest) &&
		   !fact_conflict(&rest, &no),
	   "fact: conflict");
	ok(fact_same(&yes, &yes) && fact_same(&unknown, &unknown) &&
		   !fact_same(&yes, &two) && !fact_same(&no, &unknown) &&
		   !fact_same(&unknown, &no),
	   "fact: same");
}

static void test_registers_compared(void)
{
	const struct facts_reg unknown = { 0 }, gp = { .gp = true };
	const struct facts_reg zero = WHOLE(0), one = WHOLE(1);
	const struct facts_reg low = { .value = 1, .mask = 1 };
	const struct facts_reg high = { .value = 2, .mask = 2 };

	ok(facts_conflict(&zero, &one) && facts_conflict(&one, &zero) &&
		   facts_conflict(&zero, &low) && facts_conflict(&low, &zero),
	   "register: a bit of both differs");
	ok(!facts_conflict(&one, &one) && !facts_conflict(&one, &low) &&
		   !facts_conflict(&low, &one) && !facts_conflict(&low, &high),
	   "register: none of both does");
	ok(facts_conflict(&gp, &zero) && facts_conflict(&zero, &gp) &&
		   !facts_conflict(&gp, &gp),
	   "register: #GP and a value differ");
	ok(!facts_conflict(&unknown, &one) && !facts_conflict(&one, &unknown) &&
		   !facts_conflict(&unknown, &gp) &&
		   !facts_conflict(&gp, &unknown),
	   "register: unknown differs from nothing");
	ok(facts_same(&one, &one) && facts_same(&gp, &gp) &&
		   facts_same(&unknown, &unknown) && !facts_same(&zero, &one) &&
		   !facts_same(&one, &low) && !facts_same(&gp, &unknown),
	   "register: same");
}

/* Registers of which a part is known contradict nothing with the rest. */
static void test_parts(void)
{
	struct facts_keyid_regs regs = regs_of(6, 1, 31, 32);
	struct facts_partition p;

	regs.tme_capability =
		(struct facts_reg)WHOLE(UINT64_C(6) << 32 | UINT64_C(20) << 36);
	regs.keyid_partitioning.mask = UINT32_MAX;
	regs.keyid_partitioning.value = 30;
	p = facts_partition(&regs);
	ok(p.mktme_keyids.known && !p.tdx_keyids.known && !p.tdx_first.known &&
		   !p.guest_keyids.known && !p.checked && !p.contradictions,
	   "0x87: lower half");
	regs.keyid_partitioning.mask = ~(uint64_t)UINT32_MAX;
	regs.keyid_partitioning.value = UINT64_C(33) << 32;
	p = facts_partition(&regs);
	ok(p.tdx_keyids.known && !p.mktme_keyids.known && !p.tdx_first.known &&
		   !p.guest_keyids.known && !p.checked && !p.contradictions,
	   "0x87: upper half");
	regs = regs_of(6, 1, 30, 31);
	regs.tme_activate.value = UINT64_C(1) << 36 | 3;
	regs.tme_activate.mask = UINT64_C(0xf) << 36 | 3;
	p = facts_partition(&regs);
	ok(!p.keyid_bits.known && p.tdx_reserved_bits.known &&
		   !p.usable_physical_bits.known && !p.checked &&
		   !p.contradictions,
	   "0x982: the split alone");
}

static void test_address_bits(void)
{
	struct facts_keyid_regs regs = regs_of(15, 1, 0, 0);
	struct facts_partition p;

	regs.physical_bits.value = 15;
	p = facts_partition(&regs);
	ok(is_fact(&p.usable_physical_bits, true, 0),
	   "as many key-ID bits as address bits");
	regs = regs_of(0, 0, 0, 0);
	regs.physical_bits = (struct fact){ 0 };
	p = facts_partition(&regs);
	ok(!p.usable_physical_bits.known, "address bits are unknown");
}

static void test_undivided(void)
{
	struct facts_keyid_regs regs = regs_of(6, 1, 0, 0);
	struct facts_partition p;

	regs.keyid_partitioning = (struct facts_reg){ .gp = true };
	p = facts_partition(&regs);
	ok(p.contradictions == BIT(SPLIT_UNDIVIDED) && p.checked,
	   "0x87 is missing, although bits are set aside for TDX");
	regs.tme_activate.value &= ~UINT64_C(2);
	p = facts_partition(&regs);
	ok(!p.contradictions, "0x87 is missing, and TME is off");
	regs = regs_of(6, 0, 0, 0);
	regs.keyid_partitioning = (struct facts_reg){ .gp = true };
	p = facts_partition(&regs);
	ok(!p.contradictions, "0x87 is missing, and no bit is for TDX");
	regs = regs_of(6, 1, 31, 0);
	regs.tme_activate.value &= ~UINT64_C(2);
	p = facts_partition(&regs);
	is_u64(p.contradictions, BIT(KEYIDS_WITHOUT_TME),
	       "off, but key IDs of MKTME are reported");
	regs.keyid_partitioning = partitioning(0, 32);
	p = facts_partition(&regs);
	is_u64(p.contradictions, BIT(KEYIDS_WITHOUT_TME),
	       "off, but key IDs of TDX are reported");
}

int main(void)
{
	unsigned int b, s;

	test_bits();
	test_sources();
	test_registers();
	test_cpuid();
	for (b = 1; b <= 15; b++)
		for (s = 0; s <= b; s++)
			test_split(b, s);
	test_seen();
	test_capability();
	test_off();
	test_unknown();
	test_compared();
	test_registers_compared();
	test_parts();
	test_address_bits();
	test_undivided();
	return tap_done();
}
