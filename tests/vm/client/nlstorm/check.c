// SPDX-License-Identifier: GPL-2.0-or-later
/* Holds a row or a reply against what was asked for. */
#include "check.h"

#include <string.h>

#include <linux/netlink.h>

#include "facts.h"

/* clang-format off */

/* kmod/uapi/tdxctl.h, once more and by hand: a second opinion. */
enum { READ_MSR = 3, READ_CPUID, READ_SEAMCALL, READ_CPU, READ_STATE, READ_CR4,
       READ_PAD, READ_VMX_ENTRY };
enum { MSR_ADDRESS = 1, MSR_STATE, MSR_VALUE, MSR_PAD };
enum { CPUID_LEAF = 1, CPUID_SUBLEAF, CPUID_EAX };
enum { CALL_RAX = 1, CALL_OUTCOME = 8, CALL_TRAP, CALL_ATTEMPTS, CALL_CYCLES,
       CALL_PAD };
enum { OUTCOME_COMPLETED, OUTCOME_VMFAILINVALID, OUTCOME_TRAP };
enum { FLAG_VMX_STATE = 1, FLAG_ENTER_VMX = 2 };

/* clang-format on */

#define NR_CALL_REGS		7
#define CR4_REPORTED		0x46000ULL	/* VMXE, SMXE, OSXSAVE */
#define ENTRY_REFUSED_FIRST	2		/* no SEAMCALL was issued */
#define ENTRY_REFUSED_LAST	8		/* VMXON failed */
#define ENTRY_LAST		9
#define TRAP_UD			6
#define TRAP_GP			13
#define ATTEMPTS_MAX		22		/* eleven, and once more */

/* struct cursor - attributes that are yet to be read, in their order */
struct cursor {
	const unsigned char *at;
	size_t left;
};

/* Take the next attribute, which must be this one. */
static bool take(struct cursor *c, int type, size_t size, const void **data)
{
	struct nlattr head;
	size_t step;

	if (c->left < sizeof(head))
		return false;
	memcpy(&head, c->at, sizeof(head));
	if ((head.nla_type & NLA_TYPE_MASK) != type ||
	    head.nla_len < NLA_HDRLEN || head.nla_len > c->left ||
	    (size && head.nla_len != NLA_HDRLEN + size))
		return false;
	*data = c->at + NLA_HDRLEN;
	step = NLA_ALIGN(head.nla_len);
	step = step < c->left ? step : c->left;
	c->at += step;
	c->left -= step;
	return true;
}

static bool take_u32(struct cursor *c, int type, uint32_t *value)
{
	const void *data;

	if (!take(c, type, sizeof(*value), &data))
		return false;
	memcpy(value, data, sizeof(*value));
	return true;
}

/* Linux may put an empty attribute before a 64-bit number, to align it. */
static bool take_u64(struct cursor *c, int type, int pad, uint64_t *value)
{
	struct cursor before = *c;
	const void *data;

	if (!take(c, pad, 0, &data) || data != c->at)
		*c = before;
	if (!take(c, type, sizeof(*value), &data))
		return false;
	memcpy(value, data, sizeof(*value));
	return true;
}

static bool take_nest(struct cursor *c, int type, struct cursor *inner)
{
	const unsigned char *begin = c->at;
	const void *data;
	struct nlattr head;

	if (!take(c, type, 0, &data))
		return false;
	memcpy(&head, begin, sizeof(head));
	*inner = (struct cursor){ data, (size_t)head.nla_len - NLA_HDRLEN };
	return true;
}

static bool check_msr(struct cursor *c, uint32_t address, uint64_t cpu)
{
	struct fact fact = { FACT_MSR, cpu, address, { 0 } };
	uint32_t got, state;
	struct cursor nest;

	if (!take_nest(c, READ_MSR, &nest) ||
	    !take_u32(&nest, MSR_ADDRESS, &got) || got != address ||
	    !take_u32(&nest, MSR_STATE, &state) || state > 2)
		return false;
	fact.values[0] = state;
	if (!state && !take_u64(&nest, MSR_VALUE, MSR_PAD, &fact.values[1]))
		return false;
	return !nest.left && facts_hold(fact);
}

static bool check_cpuid(struct cursor *c, const uint32_t *want, uint64_t cpu)
{
	struct fact fact = {
		FACT_CPUID, cpu, (uint64_t)want[0] << 32 | want[1], { 0 }
	};
	uint32_t leaf, subleaf, value;
	struct cursor nest;
	int i;

	if (!take_nest(c, READ_CPUID, &nest) ||
	    !take_u32(&nest, CPUID_LEAF, &leaf) || leaf != want[0] ||
	    !take_u32(&nest, CPUID_SUBLEAF, &subleaf) || subleaf != want[1])
		return false;
	for (i = 0; i < 4; i++) {
		if (!take_u32(&nest, CPUID_EAX + i, &value))
			return false;
		fact.values[i / 2] = fact.values[i / 2] << 32 | value;
	}
	return !nest.left && facts_hold(fact);
}

static bool take_outcome(struct cursor *nest, struct fact *fact)
{
	uint32_t outcome, trap;
	uint64_t value;
	int i;

	if (!take_u32(nest, CALL_OUTCOME, &outcome) || outcome > OUTCOME_TRAP)
		return false;
	fact->values[0] = outcome;
	if (outcome == OUTCOME_TRAP) {
		fact->values[1] = 0;
		if (!take_u32(nest, CALL_TRAP, &trap) ||
		    (trap != TRAP_UD && trap != TRAP_GP))
			return false;
		fact->values[1] = trap;
	}
	for (i = 0; outcome == OUTCOME_COMPLETED && i < NR_CALL_REGS; i++) {
		if (!take_u64(nest, CALL_RAX + i, CALL_PAD, &value))
			return false;
		fact->values[1] = facts_hash(fact->values[1], &value,
					     sizeof(value));
	}
	return true;
}

/* Not issued, since the host became another one after an earlier SEAMCALL. */
static bool is_given_up(struct cursor nest)
{
	uint32_t attempts;

	return take_u32(&nest, CALL_ATTEMPTS, &attempts) && !attempts &&
	       !nest.left;
}

static bool check_call(struct cursor *c, uint64_t rdx, const struct row *row)
{
	struct fact fact = { FACT_SEAMCALL, row->cpu, rdx, { 0 } };
	struct cursor nest;
	uint32_t attempts;
	uint64_t cycles;

	if (!take_nest(c, READ_SEAMCALL, &nest))
		return false;
	if (row->stormy && is_given_up(nest))
		return true;
	return take_outcome(&nest, &fact) &&
	       take_u32(&nest, CALL_ATTEMPTS, &attempts) && attempts >= 1 &&
	       attempts <= ATTEMPTS_MAX &&
	       take_u64(&nest, CALL_CYCLES, CALL_PAD, &cycles) && !nest.left &&
	       facts_hold(fact);
}

static bool check_cr4(struct cursor *c, uint64_t cpu)
{
	struct fact fact = { FACT_CR4, cpu, 0, { 0 } };

	return take_u64(c, READ_CR4, READ_PAD, &fact.values[0]) &&
	       !(fact.values[0] & ~CR4_REPORTED) && facts_hold(fact);
}

/* The host may be another one when VMXON comes, which this then fails on. */
static bool check_entry(struct cursor *c, const struct row *row, bool *calls)
{
	struct fact fact = { FACT_VMX_ENTRY, row->cpu, 0, { 0 } };
	uint32_t entry;

	if (!take_u32(c, READ_VMX_ENTRY, &entry) || entry > ENTRY_LAST)
		return false;
	fact.values[0] = entry;
	*calls = entry < ENTRY_REFUSED_FIRST || entry > ENTRY_REFUSED_LAST;
	return facts_hold(fact) || (row->stormy && entry == ENTRY_REFUSED_LAST);
}

static const char *check_content(const struct record *record, struct cursor *c,
				 const struct row *row)
{
	const uint32_t *cpuids = record_cpuids(record);
	const uint32_t *msrs = record_msrs(record);
	const uint64_t *rdx = record_calls(record);
	const uint64_t cpu = row->cpu;
	bool calls = true;
	int i;

	if (record->flags & FLAG_VMX_STATE && !check_cr4(c, cpu))
		return "CR4";
	if (record->flags & FLAG_ENTER_VMX && !check_entry(c, row, &calls))
		return "what became of entering VMX operation";
	for (i = 0; i < record->nr_msrs; i++)
		if (!check_msr(c, msrs[i], cpu))
			return "an MSR";
	for (i = 0; i < record->nr_cpuids; i++)
		if (!check_cpuid(c, cpuids + 2 * i, cpu))
			return "a CPUID leaf";
	for (i = 0; calls && i < record->nr_calls; i++)
		if (!check_call(c, rdx[i], row))
			return "a SEAMCALL";
	return NULL;
}

bool check_row(const struct record *record, struct row *row, const void *data,
	       size_t len)
{
	struct cursor c = { data, len };
	uint32_t cpu, state;

	row->offline = false;
	if (!take_u32(&c, READ_CPU, &cpu) || cpu != row->cpu)
		row->why = "another CPU than whose turn it is";
	else if (!take_u32(&c, READ_STATE, &state) || state > 1)
		row->why = "the state of the CPU";
	else if (state && !row->stormy)
		row->why = "an online CPU is offline";
	else if (state)
		row->offline = true;
	else
		row->why = check_content(record, &c, row);
	if (!row->why && c.left)
		row->why = "more than was asked for";
	return !row->why;
}

bool check_helper(const void *data, size_t len)
{
	struct fact fact = { FACT_HELPER, 0, 0, { 0 } };

	fact.values[0] = facts_hash(0, data, len);
	return len > 0 && facts_hold(fact);
}
