// SPDX-License-Identifier: GPL-2.0-or-later
/* Wire: requests as the helper takes them, answers good and damaged. */
#include <errno.h>
#include <stdlib.h>

#include <netlink/attr.h>
#include <netlink/genl/genl.h>

#include "base/util.h"
#include "read/wire.h"
#include "tap.h"
#include "uapi/tdxctl.h"

#define FAMILY 0x21
#define X10 "xxxxxxxxxx"

static const struct obs_key keys[] = {
	{ .kind = OBS_CR4 },
	{ .kind = OBS_SEAMCALL, .seamcall = { .rax = 34, .rdx = 0x1234 } },
};

/* What a row of the helper is built from; a zero length leaves it out. */
struct row {
	uint32_t cpu;
	uint32_t state;
	bool no_cr4;
	bool short_cr4;
	bool no_seamcall;
	bool no_attempts;
	bool no_r11;
	uint32_t outcome;
	uint32_t vector;
	uint64_t rax;
	bool unknown;
};

static void need(int error)
{
	if (error)
		abort();
}

static void put_seamcall(struct nl_msg *msg, const struct row *row)
{
	struct nlattr *nest = nla_nest_start(
		msg, TDXCTL_A_READ_SEAMCALL | NLA_F_NESTED);
	int reg;

	need(nla_put_u32(msg, TDXCTL_A_SEAMCALL_OUTCOME, row->outcome));
	if (row->outcome == TDXCTL_OUTCOME_TRAP)
		need(nla_put_u32(msg, TDXCTL_A_SEAMCALL_TRAP, row->vector));
	if (row->outcome == TDXCTL_OUTCOME_COMPLETED) {
		need(nla_put_u64(msg, TDXCTL_A_SEAMCALL_RAX, row->rax));
		for (reg = TDXCTL_A_SEAMCALL_RCX;
		     reg <= TDXCTL_A_SEAMCALL_R11 - row->no_r11; reg++)
			need(nla_put_u64(msg, reg, 0x100u + (unsigned int)reg));
	}
	if (!row->no_attempts)
		need(nla_put_u32(msg, TDXCTL_A_SEAMCALL_ATTEMPTS, 2));
	need(nla_put_u64(msg, TDXCTL_A_SEAMCALL_CYCLES, 777));
	if (row->unknown)
		need(nla_put_u32(msg, 99, 1));
	nla_nest_end(msg, nest);
}

static struct nl_msg *make_row(const struct row *row)
{
	struct nl_msg *msg = nlmsg_alloc();

	if (!msg || !genlmsg_put(msg, 0, 0, FAMILY, 0, 0, TDXCTL_CMD_READ, 1))
		abort();
	if (row->unknown)
		need(nla_put_string(msg, 77, "from the future"));
	need(nla_put_u32(msg, TDXCTL_A_READ_CPU, row->cpu));
	need(nla_put_u32(msg, TDXCTL_A_READ_STATE, row->state));
	if (row->short_cr4)
		need(nla_put_u32(msg, TDXCTL_A_READ_CR4, 1));
	else if (!row->no_cr4)
		need(nla_put_u64(msg, TDXCTL_A_READ_CR4, 0x2000));
	if (!row->no_seamcall)
		put_seamcall(msg, row);
	return msg;
}

static const struct {
	const char *what;
	struct row row;
	int error;
	enum outcome outcome;
} rows[] = {
	{ "success", { .cpu = 5 }, 0, OUTCOME_SUCCESS },
	{ "status", { .cpu = 5, .rax = 7 }, 0, OUTCOME_STATUS },
	{ "VMfailInvalid",
	  { .cpu = 5, .outcome = TDXCTL_OUTCOME_VMFAILINVALID },
	  0,
	  OUTCOME_VMFAILINVALID },
	{ "#UD",
	  { .cpu = 5, .outcome = TDXCTL_OUTCOME_TRAP, .vector = 6 },
	  0,
	  OUTCOME_UD },
	{ "#GP",
	  { .cpu = 5, .outcome = TDXCTL_OUTCOME_TRAP, .vector = 13 },
	  0,
	  OUTCOME_GP },
	{ "attributes of a newer helper",
	  { .cpu = 5, .unknown = true },
	  0,
	  OUTCOME_SUCCESS },
	{ "another vector",
	  { .cpu = 5, .outcome = TDXCTL_OUTCOME_TRAP, .vector = 14 },
	  -EBADMSG,
	  0 },
	{ "another outcome", { .cpu = 5, .outcome = 3 }, -EBADMSG, 0 },
	{ "another CPU", { .cpu = 6 }, -EBADMSG, 0 },
	{ "a CPU out of range", { .cpu = UINT32_MAX }, -EBADMSG, 0 },
	{ "another state", { .cpu = 5, .state = 2 }, -EBADMSG, 0 },
	{ "no CR4", { .cpu = 5, .no_cr4 = true }, -EBADMSG, 0 },
	{ "short CR4", { .cpu = 5, .short_cr4 = true }, -EBADMSG, 0 },
	{ "no SEAMCALL", { .cpu = 5, .no_seamcall = true }, -EBADMSG, 0 },
	{ "no attempts", { .cpu = 5, .no_attempts = true }, -EBADMSG, 0 },
	{ "no R11", { .cpu = 5, .no_r11 = true }, -EBADMSG, 0 },
};

static void test_row(size_t n, const struct source_request *request)
{
	struct obs_list out cleanup_obs = { 0 };
	struct nl_msg *msg = make_row(&rows[n].row);
	int error = wire_get_row(nlmsg_hdr(msg), request, &out);
	const struct obs *call;

	is_u64((uint64_t)-error, (uint64_t)-rows[n].error, "row: %s",
	       rows[n].what);
	if (!error) {
		call = obs_find(&out, &keys[1], 5);
		is_u64(call->seamcall.outcome, rows[n].outcome,
		       "row: %s: outcome", rows[n].what);
		is_u64(call->seamcall.attempts, 2, "row: %s: attempts",
		       rows[n].what);
		is_u64(obs_find(&out, &keys[0], 5)->word, 0x2000,
		       "row: %s: CR4", rows[n].what);
	}
	nlmsg_free(msg);
}

static void test_registers(const struct source_request *request)
{
	const struct row row = { .cpu = 5, .rax = 9 };
	struct obs_list out cleanup_obs = { 0 };
	struct nl_msg *msg = make_row(&row);
	const struct obs_seamcall *call;

	need(wire_get_row(nlmsg_hdr(msg), request, &out));
	call = &obs_find(&out, &keys[1], 5)->seamcall;
	ok(call->rax == 9 && call->regs.rcx == 0x102 &&
		   call->regs.rdx == 0x103 && call->regs.r8 == 0x104 &&
		   call->regs.r9 == 0x105 && call->regs.r10 == 0x106 &&
		   call->regs.r11 == 0x107 && call->cycles == 777,
	   "registers: each in its place");
	nlmsg_free(msg);
}

static void test_offline(const struct source_request *request)
{
	const struct row row = { .cpu = 5,
				 .state = TDXCTL_CPU_STATE_OFFLINE,
				 .no_cr4 = true,
				 .no_seamcall = true };
	struct obs_list out cleanup_obs = { 0 };
	struct nl_msg *msg = make_row(&row);

	need(wire_get_row(nlmsg_hdr(msg), request, &out));
	ok(obs_find(&out, &keys[0], 5)->error == OBS_OFFLINE &&
		   obs_find(&out, &keys[1], 5)->error == OBS_OFFLINE,
	   "offline: every key says so");
	nlmsg_free(msg);
}

/* Cut a good row at every length: never a crash, never a value. */
static void test_truncated(const struct source_request *request)
{
	const struct row row = { .cpu = 5 };
	struct nl_msg *msg = make_row(&row);
	struct nlmsghdr *nlh = nlmsg_hdr(msg);
	uint32_t whole = nlh->nlmsg_len, len;
	bool good = true;

	for (len = NLMSG_HDRLEN; len < whole; len++) {
		struct obs_list out cleanup_obs = { 0 };
		struct nlmsghdr *cut = malloc(len);

		if (!cut)
			abort();
		memcpy(cut, nlh, len);
		cut->nlmsg_len = len;
		good &= wire_get_row(cut, request, &out) == -EBADMSG;
		free(cut);
	}
	ok(good, "row cut at each of %u bytes is refused", whole);
	nlmsg_free(msg);
}

static void test_request(const struct source_request *request)
{
	struct nlattr *tb[TDXCTL_A_READ_MAX + 1];
	struct nlattr *call[TDXCTL_A_SEAMCALL_MAX + 1];
	struct nl_msg *msg = nlmsg_alloc();
	struct nlmsghdr *nlh;

	if (!msg)
		abort();
	need(wire_put_read(msg, FAMILY, request));
	nlh = nlmsg_hdr(msg);
	is_u64(nlh->nlmsg_type, FAMILY, "request: family");
	is_u64(nlh->nlmsg_flags & NLM_F_DUMP, NLM_F_DUMP, "request: dump");
	is_u64(wire_version(nlh), TDXCTL_FAMILY_VERSION, "request: version");
	need(genlmsg_parse(nlh, 0, tb, TDXCTL_A_READ_MAX, NULL));
	is_str(nla_get_string(tb[TDXCTL_A_READ_CPUS]), "0-5,8",
	       "request: CPUs");
	is_u64(nla_get_u32(tb[TDXCTL_A_READ_FLAGS]),
	       TDXCTL_READ_FLAGS_VMX_STATE, "request: flags");
	need(nla_parse_nested(call, TDXCTL_A_SEAMCALL_MAX,
			      tb[TDXCTL_A_READ_SEAMCALL], NULL));
	is_u64(nla_get_u64(call[TDXCTL_A_SEAMCALL_RAX]), 34, "request: leaf");
	is_u64(nla_get_u64(call[TDXCTL_A_SEAMCALL_RDX]), 0x1234,
	       "request: RDX");
	ok(!call[TDXCTL_A_SEAMCALL_RCX] && !call[TDXCTL_A_SEAMCALL_R8] &&
		   !call[TDXCTL_A_SEAMCALL_R9],
	   "request: registers that are zero are not sent");
	nlmsg_free(msg);
}

static void test_helper_get(void)
{
	struct nl_msg *msg = nlmsg_alloc();
	struct genlmsghdr *header;

	if (!msg)
		abort();
	need(wire_put_helper_get(msg, FAMILY));
	header = nlmsg_data(nlmsg_hdr(msg));
	is_u64(nlmsg_hdr(msg)->nlmsg_type, FAMILY, "helper-get: family");
	is_u64(nlmsg_hdr(msg)->nlmsg_flags & NLM_F_DUMP, 0,
	       "helper-get: no dump");
	is_u64(header->cmd, TDXCTL_CMD_HELPER_GET, "helper-get: command");
	nlmsg_free(msg);
}

/* What the helper says its version is, and what is made of it. */
static const struct {
	const char *what;
	int len;
	const char *bytes;
	const char *version;
} versions[] = {
	{ "a version", 6, "0.1.0", "0.1.0" },
	{ "a long version", 74, X10 X10 X10 X10 X10 X10 X10 "xyz",
	  X10 X10 X10 X10 X10 X10 "xxx" },
	{ "a version of two lines", 8, "0.1\n\t.0", "0.1??.0" },
	{ "an empty version", 1, "", "" },
	{ "a version without an end", 5, "0.1.0", "" },
	{ "no version", 0, NULL, "" },
};

static struct nl_msg *make_helper(void)
{
	struct nl_msg *msg = nlmsg_alloc();

	if (!msg ||
	    !genlmsg_put(msg, 0, 0, FAMILY, 0, 0, TDXCTL_CMD_HELPER_GET, 1))
		abort();
	need(nla_put_u32(msg, TDXCTL_A_HELPER_MAX + 1, 1));
	return msg;
}

static void test_helper_version(size_t n)
{
	struct nl_msg *msg = make_helper();
	struct wire_helper helper = { "unset", "unset" };

	if (versions[n].bytes)
		need(nla_put(msg, TDXCTL_A_HELPER_VERSION, versions[n].len,
			     versions[n].bytes));
	wire_get_helper(nlmsg_hdr(msg), &helper);
	is_str(helper.version, versions[n].version, "helper-get: %s",
	       versions[n].what);
	is_str(helper.flags, "", "helper-get: %s, and no flags",
	       versions[n].what);
	nlmsg_free(msg);
}

/* What the helper says it can do, and what that means. */
static const struct {
	const char *what;
	int len;
	uint32_t bits;
	const char *flags;
	enum helper_entry entry;
} told[] = {
	{ "all flags", 4, 7, "vmx-state enter-vmx enter-vmx-force",
	  HELPER_ENTRY_POSSIBLE },
	{ "flags of a kernel that keeps modules out", 4, 1, "vmx-state",
	  HELPER_ENTRY_IMPOSSIBLE },
	{ "flags of a newer helper", 4, 0x80000011, "vmx-state 0x80000010",
	  HELPER_ENTRY_IMPOSSIBLE },
	{ "nothing but what we do not know", 4, 8, "0x8",
	  HELPER_ENTRY_IMPOSSIBLE },
	{ "only force", 4, 4, "enter-vmx-force", HELPER_ENTRY_IMPOSSIBLE },
	{ "every bit", 4, UINT32_MAX,
	  "vmx-state enter-vmx enter-vmx-force 0xfffffff8",
	  HELPER_ENTRY_POSSIBLE },
	{ "no flag", 4, 0, "0x0", HELPER_ENTRY_IMPOSSIBLE },
	{ "no attribute for flags", 0, 0, "", HELPER_ENTRY_UNKNOWN },
	{ "flags of another size", 2, 7, "", HELPER_ENTRY_UNKNOWN },
};

static void test_helper_flags(size_t n)
{
	struct nl_msg *msg = make_helper();
	struct wire_helper helper;

	if (told[n].len)
		need(nla_put(msg, TDXCTL_A_HELPER_FLAGS, told[n].len,
			     &told[n].bits));
	wire_get_helper(nlmsg_hdr(msg), &helper);
	is_str(helper.flags, told[n].flags, "helper-get: %s", told[n].what);
	is_u64(helper_entry(helper.flags), told[n].entry,
	       "helper-get: %s: entering VMX operation", told[n].what);
	nlmsg_free(msg);
}

/* Every kind of key, mixed, and more than one of each list. */
static const struct obs_key mixed[] = {
	{ .kind = OBS_MSR, .msr = 0x982 },
	{ .kind = OBS_SEAMCALL, .seamcall = { .rax = 34 } },
	{ .kind = OBS_CPUID, .cpuid = { .leaf = 0x1f, .subleaf = 2 } },
	{ .kind = OBS_MSR, .msr = 0x87 },
	{ .kind = OBS_CPUID, .cpuid = { .leaf = 1 } },
	{ .kind = OBS_MSR, .msr = 0x1400 },
};

struct msr {
	uint32_t address;
	uint32_t state;
	bool no_value;
};

static void put_msr(struct nl_msg *msg, const struct msr *msr)
{
	struct nlattr *nest =
		nla_nest_start(msg, TDXCTL_A_READ_MSR | NLA_F_NESTED);

	need(nla_put_u32(msg, TDXCTL_A_MSR_ADDRESS, msr->address));
	need(nla_put_u32(msg, TDXCTL_A_MSR_STATE, msr->state));
	if (!msr->no_value)
		need(nla_put_u64(msg, TDXCTL_A_MSR_VALUE, 0xabcd));
	nla_nest_end(msg, nest);
}

static void put_cpuid(struct nl_msg *msg, uint32_t leaf, uint32_t subleaf)
{
	struct nlattr *nest =
		nla_nest_start(msg, TDXCTL_A_READ_CPUID | NLA_F_NESTED);

	need(nla_put_u32(msg, TDXCTL_A_CPUID_LEAF, leaf));
	need(nla_put_u32(msg, TDXCTL_A_CPUID_SUBLEAF, subleaf));
	need(nla_put_u32(msg, TDXCTL_A_CPUID_EAX, 0xa0000000));
	need(nla_put_u32(msg, TDXCTL_A_CPUID_EBX, 0xb0000000));
	need(nla_put_u32(msg, TDXCTL_A_CPUID_ECX, 0xc0000000));
	need(nla_put_u32(msg, TDXCTL_A_CPUID_EDX, 0xd0000000));
	nla_nest_end(msg, nest);
}

/* A row for @mixed, with what a case makes of it. */
struct mixed_row {
	const char *what;
	struct msr msrs[3];
	uint32_t subleaf;
	enum source_vmx vmx;
	bool no_entry;
	uint32_t entry;
	bool no_seamcall;
	int error;
	enum obs_error call_error;
	bool entered;
	bool stuck;
};

#define MSRS { { 0x982, 0, false }, 	       { 0x87, TDXCTL_MSR_STATE_GP, true }, 	       { 0x1400, TDXCTL_MSR_STATE_UNSUPPORTED, true } }
#define ENTRY(entry_) .msrs = MSRS, .subleaf = 2, .vmx = SOURCE_VMX_ENTER, \
	.entry = TDXCTL_VMX_ENTRY_##entry_

static const struct mixed_row mixed_rows[] = {
	{ "as it is", .msrs = MSRS, .subleaf = 2, .no_entry = true },
	{ "entry not needed", ENTRY(NOT_NEEDED) },
	{ "entered", ENTRY(DONE), .entered = true },
	{ "entered by force", .msrs = MSRS, .subleaf = 2,
	  .vmx = SOURCE_VMX_FORCE, .entry = TDXCTL_VMX_ENTRY_DONE,
	  .entered = true },
	{ "not left", ENTRY(VMXOFF_FAILED), .entered = true, .stuck = true },
	{ "no VMX", ENTRY(UNSUPPORTED), .no_seamcall = true,
	  .call_error = OBS_UNSUPPORTED },
	{ "locked off", ENTRY(FEAT_CTL), .no_seamcall = true,
	  .call_error = OBS_UNSUPPORTED },
	{ "fixed bits", ENTRY(FIXED_BITS), .no_seamcall = true,
	  .call_error = OBS_UNSUPPORTED },
	{ "Intel PT", ENTRY(INTEL_PT), .no_seamcall = true,
	  .call_error = OBS_UNSUPPORTED },
	{ "stopped", ENTRY(STOPPED), .no_seamcall = true,
	  .call_error = OBS_UNSUPPORTED },
	{ "a crash kernel", ENTRY(CRASH_KERNEL), .no_seamcall = true,
	  .call_error = OBS_UNSUPPORTED },
	{ "VMXON failed", ENTRY(VMXON_FAILED), .no_seamcall = true,
	  .call_error = OBS_UNSUPPORTED },
	{ "entered, but no SEAMCALL", ENTRY(DONE), .no_seamcall = true,
	  .error = -EBADMSG },
	{ "an entry from the future", .msrs = MSRS, .subleaf = 2,
	  .vmx = SOURCE_VMX_ENTER, .entry = 10, .error = -EBADMSG },
	{ "an entry from the far future", .msrs = MSRS, .subleaf = 2,
	  .vmx = SOURCE_VMX_ENTER, .entry = UINT32_MAX, .error = -EBADMSG },
	{ "no entry", ENTRY(DONE), .no_entry = true, .error = -EBADMSG },
	{ "another MSR",
	  .msrs = { { 0x982, 0, false },
		    { 0x88, 0, false },
		    { 0x1400, 0, false } },
	  .subleaf = 2, .error = -EBADMSG },
	{ "an MSR without its value",
	  .msrs = { { 0x982, 0, false },
		    { 0x87, 0, true },
		    { 0x1400, 0, false } },
	  .subleaf = 2, .error = -EBADMSG },
	{ "an MSR in another state",
	  .msrs = { { 0x982, 0, false },
		    { 0x87, 3, false },
		    { 0x1400, 0, false } },
	  .subleaf = 2, .error = -EBADMSG },
	{ "another subleaf", .msrs = MSRS, .subleaf = 3, .error = -EBADMSG },
	{ "an MSR too few",
	  .msrs = { { 0x982, 0, false },
		    { 0x87, TDXCTL_MSR_STATE_GP, true } },
	  .subleaf = 2, .error = -EBADMSG },
};

static struct nl_msg *make_mixed(const struct mixed_row *row)
{
	const struct row call = { .rax = 0 };
	struct nl_msg *msg = nlmsg_alloc();
	size_t i;

	if (!msg || !genlmsg_put(msg, 0, 0, FAMILY, 0, 0, TDXCTL_CMD_READ, 1))
		abort();
	need(nla_put_u32(msg, TDXCTL_A_READ_CPU, 5));
	need(nla_put_u32(msg, TDXCTL_A_READ_STATE, 0));
	if (!row->no_entry)
		need(nla_put_u32(msg, TDXCTL_A_READ_VMX_ENTRY, row->entry));
	for (i = 0; i < ARRAY_SIZE(row->msrs) && row->msrs[i].address; i++)
		put_msr(msg, &row->msrs[i]);
	put_cpuid(msg, 0x1f, row->subleaf);
	put_cpuid(msg, 1, 0);
	if (!row->no_seamcall)
		put_seamcall(msg, &call);
	return msg;
}

static void check_mixed(const struct obs_list *out)
{
	const struct obs_cpuid topology = { 0xa0000000, 0xb0000000, 0xc0000000,
					    0 };
	const struct obs_cpuid features = { 0xa0000000, 0, 0xc0000000,
					    0xd0000000 };

	is_u64(obs_find(out, &mixed[0], 5)->word, 0xabcd, "mixed: an MSR");
	is_u64(obs_find(out, &mixed[3], 5)->error, OBS_GP,
	       "mixed: an MSR with #GP");
	is_u64(obs_find(out, &mixed[5], 5)->error, OBS_UNSUPPORTED,
	       "mixed: an MSR that the CPU lacks");
	ok(!memcmp(&obs_find(out, &mixed[2], 5)->cpuid, &topology,
		   sizeof(topology)) &&
		   !memcmp(&obs_find(out, &mixed[4], 5)->cpuid, &features,
			   sizeof(features)),
	   "mixed: CPUID leaves in order, without APIC ids");
}

static void test_mixed(const struct mixed_row *row,
		       const struct cpulist *cpus)
{
	const struct source_request request = { .keys = mixed,
						.nkeys = ARRAY_SIZE(mixed),
						.cpus = cpus,
						.vmx = row->vmx };
	struct obs_list out cleanup_obs = { 0 };
	struct nl_msg *msg = make_mixed(row);
	int error = wire_get_row(nlmsg_hdr(msg), &request, &out);
	const struct obs *call;

	is_u64((uint64_t)-error, (uint64_t)-row->error, "mixed: %s",
	       row->what);
	if (!error) {
		check_mixed(&out);
		call = obs_find(&out, &mixed[1], 5);
		is_u64(call->error, row->call_error, "mixed: %s: SEAMCALL",
		       row->what);
		ok(!call->reason == !call->error, "mixed: %s: why not",
		   row->what);
		ok(call->error ||
			   (call->seamcall.vmx_entered == row->entered &&
			    call->seamcall.vmx_stuck == row->stuck),
		   "mixed: %s: VMX operation", row->what);
	}
	nlmsg_free(msg);
}

/* Cut a row with everything in it at every length: never a value. */
static void test_mixed_truncated(const struct cpulist *cpus)
{
	const struct mixed_row row = { .msrs = MSRS, .subleaf = 2,
				       .entry = TDXCTL_VMX_ENTRY_DONE };
	const struct source_request request = { .keys = mixed,
						.nkeys = ARRAY_SIZE(mixed),
						.cpus = cpus,
						.vmx = SOURCE_VMX_ENTER };
	struct nl_msg *msg = make_mixed(&row);
	struct nlmsghdr *nlh = nlmsg_hdr(msg);
	uint32_t whole = nlh->nlmsg_len, len;
	bool good = true;

	for (len = NLMSG_HDRLEN; len <= whole; len++) {
		struct obs_list out cleanup_obs = { 0 };
		struct nlmsghdr *cut = malloc(len);

		if (!cut)
			abort();
		memcpy(cut, nlh, len);
		cut->nlmsg_len = len;
		good &= wire_get_row(cut, &request, &out) ==
			(len < whole ? -EBADMSG : 0);
		free(cut);
	}
	ok(good, "mixed row cut at each of %u bytes is refused", whole);
	nlmsg_free(msg);
}

static void test_mixed_request(const struct cpulist *cpus)
{
	static const struct {
		enum source_vmx vmx;
		uint32_t flags;
	} cases[] = {
		{ SOURCE_VMX_AS_IS, 0 },
		{ SOURCE_VMX_CANNOT, TDXCTL_READ_FLAGS_VMX_STATE },
		{ SOURCE_VMX_ENTER, TDXCTL_READ_FLAGS_ENTER_VMX },
		{ SOURCE_VMX_FORCE, TDXCTL_READ_FLAGS_ENTER_VMX |
					    TDXCTL_READ_FLAGS_ENTER_VMX_FORCE },
	};
	struct source_request request = { .keys = mixed,
					  .nkeys = ARRAY_SIZE(mixed),
					  .cpus = cpus };
	size_t i;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		static const int order[] = { 1, 3, 5, 4, 3, 4, 3 };
		struct nlattr *attr, *flags = NULL;
		struct nl_msg *msg = nlmsg_alloc();
		size_t n = 0;
		int left;

		request.vmx = cases[i].vmx;
		need(!msg || wire_put_read(msg, FAMILY, &request));
		nlmsg_for_each_attr(attr, nlmsg_hdr(msg), GENL_HDRLEN, left) {
			if (nla_type(attr) == TDXCTL_A_READ_FLAGS)
				flags = attr;
			else if (n < ARRAY_SIZE(order) &&
				 nla_type(attr) == order[n])
				n++;
		}
		is_u64(n, ARRAY_SIZE(order), "mixed request: all, in order");
		is_u64(flags ? nla_get_u32(flags) : 0, cases[i].flags,
		       "mixed request: flags");
		nlmsg_free(msg);
	}
}

static struct wire_verdict verdict_of(int type, int flags, const void *payload,
				      size_t size, struct nl_msg **keep)
{
	struct nl_msg *msg = nlmsg_alloc();

	if (!msg || !nlmsg_put(msg, 0, 0, type, 0, flags))
		abort();
	need(nlmsg_append(msg, (void *)payload, size, 0));
	*keep = msg;
	return wire_get_verdict(nlmsg_hdr(msg));
}

static void test_verdicts(void)
{
	static const char text[] = "reason";
	struct {
		int error;
		struct nlattr attr;
		char text[8];
	} done = { -EACCES,
		   { NLA_HDRLEN + sizeof(text), NLMSGERR_ATTR_MSG },
		   "reason" };
	struct wire_verdict v;
	struct nl_msg *msg;

	v = verdict_of(NLMSG_DONE, NLM_F_ACK_TLVS, &done, sizeof(done), &msg);
	is_u64((uint64_t)-v.error, EACCES, "verdict: errno in NLMSG_DONE");
	is_str(v.text, "reason", "verdict: text in NLMSG_DONE");
	nlmsg_free(msg);

	v = verdict_of(NLMSG_DONE, 0, &done, sizeof(done), &msg);
	is_str(v.text, NULL, "verdict: no text without the flag");
	nlmsg_free(msg);

	done.attr.nla_len = NLA_HDRLEN + 3;
	v = verdict_of(NLMSG_DONE, NLM_F_ACK_TLVS, &done, sizeof(done), &msg);
	is_str(v.text, NULL, "verdict: text without NUL is not taken");
	nlmsg_free(msg);

	done.attr.nla_len = 4000;
	v = verdict_of(NLMSG_DONE, NLM_F_ACK_TLVS, &done, sizeof(done), &msg);
	is_u64((uint64_t)-v.error, EACCES, "verdict: errno before a bad text");
	nlmsg_free(msg);

	v = verdict_of(NLMSG_DONE, 0, &done, 2, &msg);
	is_u64((uint64_t)-v.error, EBADMSG, "verdict: cut short");
	nlmsg_free(msg);
	v = verdict_of(NLMSG_ERROR, 0, &done, 4, &msg);
	is_u64((uint64_t)-v.error, EBADMSG, "verdict: NLMSG_ERROR cut short");
	nlmsg_free(msg);
}

/* Where VMX operation should be entered, and the helper cannot. */
static void test_kept_out(void)
{
	static const struct {
		const char *what;
		struct row row;
		bool vmxe_clear;
		int error;
		enum obs_error call_error;
	} cases[] = {
		{ "#UD outside", { .cpu = 5, .outcome = TDXCTL_OUTCOME_TRAP,
				   .vector = 6 },
		  .vmxe_clear = true, .call_error = OBS_UNSUPPORTED },
		{ "#UD although VMXE is set",
		  { .cpu = 5, .outcome = TDXCTL_OUTCOME_TRAP, .vector = 6 } },
		{ "#GP outside", { .cpu = 5, .outcome = TDXCTL_OUTCOME_TRAP,
				   .vector = 13 }, .vmxe_clear = true },
		{ "success", { .cpu = 5 } },
		{ "no CR4", { .cpu = 5, .no_cr4 = true }, .error = -EBADMSG },
		{ "CR4 of another size", { .cpu = 5, .short_cr4 = true },
		  .error = -EBADMSG },
	};
	struct cpulist cpus = { 0 };
	const struct source_request request = { .keys = &keys[1],
						.nkeys = 1,
						.cpus = &cpus,
						.vmx = SOURCE_VMX_CANNOT };
	size_t i;

	cpulist_add(&cpus, 5);
	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		struct obs_list out cleanup_obs = { 0 };
		struct nl_msg *msg = make_row(&cases[i].row);
		struct nlattr *cr4 = nlmsg_find_attr(
			nlmsg_hdr(msg), GENL_HDRLEN, TDXCTL_A_READ_CR4);
		const struct obs *call;

		if (cases[i].vmxe_clear)
			memset(nla_data(cr4), 0, sizeof(uint64_t));
		is_u64((uint64_t)-wire_get_row(nlmsg_hdr(msg), &request, &out),
		       (uint64_t)-cases[i].error, "kept out: %s",
		       cases[i].what);
		call = obs_find(&out, &keys[1], 5);
		is_u64(call ? call->error : OBS_READ, cases[i].call_error,
		       "kept out: %s: SEAMCALL", cases[i].what);
		nlmsg_free(msg);
	}
}

int main(void)
{
	struct cpulist cpus;
	const struct source_request request = { .keys = keys,
						.nkeys = ARRAY_SIZE(keys),
						.cpus = &cpus };
	size_t i;

	cpulist_parse("0-5,8", &cpus);
	for (i = 0; i < ARRAY_SIZE(rows); i++)
		test_row(i, &request);
	test_registers(&request);
	test_offline(&request);
	test_truncated(&request);
	test_request(&request);
	test_helper_get();
	for (i = 0; i < ARRAY_SIZE(versions); i++)
		test_helper_version(i);
	for (i = 0; i < ARRAY_SIZE(told); i++)
		test_helper_flags(i);
	test_kept_out();
	for (i = 0; i < ARRAY_SIZE(mixed_rows); i++)
		test_mixed(&mixed_rows[i], &cpus);
	test_mixed_truncated(&cpus);
	test_mixed_request(&cpus);
	test_verdicts();
	return tap_done();
}
