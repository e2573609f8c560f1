// SPDX-License-Identifier: GPL-2.0-or-later
/* Requests and answers of the family as netlink attributes; no socket. */
#include "read/wire.h"

#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include <linux/genetlink.h>
#include <netlink/attr.h>
#include <netlink/genl/genl.h>

#include "base/util.h"
#include "ref/register.h"
#include "uapi/tdxctl.h"

#define VECTOR_UD 6
#define VECTOR_GP 13

static int put_register(struct nl_msg *msg, int attr, uint64_t value)
{
	return value ? nla_put_u64(msg, attr, value) : 0;
}

static int put_seamcall(struct nl_msg *msg, const struct obs_seamcall_in *in)
{
	struct nlattr *nest = nla_nest_start(
		msg, TDXCTL_A_READ_SEAMCALL | NLA_F_NESTED);

	if (!nest || nla_put_u64(msg, TDXCTL_A_SEAMCALL_RAX, in->rax) ||
	    put_register(msg, TDXCTL_A_SEAMCALL_RCX, in->rcx) ||
	    put_register(msg, TDXCTL_A_SEAMCALL_RDX, in->rdx) ||
	    put_register(msg, TDXCTL_A_SEAMCALL_R8, in->r8) ||
	    put_register(msg, TDXCTL_A_SEAMCALL_R9, in->r9))
		return -ENOMEM;
	return nla_nest_end(msg, nest) < 0 ? -ENOMEM : 0;
}

static int put_msr(struct nl_msg *msg, uint32_t address)
{
	struct nlattr *nest =
		nla_nest_start(msg, TDXCTL_A_READ_MSR | NLA_F_NESTED);

	if (!nest || nla_put_u32(msg, TDXCTL_A_MSR_ADDRESS, address))
		return -ENOMEM;
	return nla_nest_end(msg, nest) < 0 ? -ENOMEM : 0;
}

static int put_cpuid(struct nl_msg *msg, const struct obs_cpuid_in *in)
{
	struct nlattr *nest =
		nla_nest_start(msg, TDXCTL_A_READ_CPUID | NLA_F_NESTED);

	if (!nest || nla_put_u32(msg, TDXCTL_A_CPUID_LEAF, in->leaf) ||
	    nla_put_u32(msg, TDXCTL_A_CPUID_SUBLEAF, in->subleaf))
		return -ENOMEM;
	return nla_nest_end(msg, nest) < 0 ? -ENOMEM : 0;
}

static int put_key(struct nl_msg *msg, const struct obs_key *key)
{
	switch (key->kind) {
	case OBS_MSR:
		return put_msr(msg, key->msr);
	case OBS_CPUID:
		return put_cpuid(msg, &key->cpuid);
	case OBS_SEAMCALL:
		return put_seamcall(msg, &key->seamcall);
	case OBS_CR4:	/* a flag */
	case OBS_KINDS:
		break;
	}
	return 0;
}

static uint32_t flags_of(const struct source_request *request)
{
	static const uint32_t vmx_flags[] = {
		[SOURCE_VMX_AS_IS] = 0,
		/* Tells why a SEAMCALL raised #UD. */
		[SOURCE_VMX_CANNOT] = TDXCTL_READ_FLAGS_VMX_STATE,
		[SOURCE_VMX_ENTER] = TDXCTL_READ_FLAGS_ENTER_VMX,
		[SOURCE_VMX_FORCE] = TDXCTL_READ_FLAGS_ENTER_VMX |
				     TDXCTL_READ_FLAGS_ENTER_VMX_FORCE,
	};
	uint32_t flags = vmx_flags[request->vmx];
	size_t i;

	for (i = 0; i < request->nkeys; i++)
		if (request->keys[i].kind == OBS_CR4)
			flags |= TDXCTL_READ_FLAGS_VMX_STATE;
	return flags;
}

int wire_put_read(struct nl_msg *msg, int family,
		  const struct source_request *request)
{
	cleanup_free char *cpus = cpulist_format(request->cpus);
	uint32_t flags = flags_of(request);
	size_t i;

	if (!cpus ||
	    !genlmsg_put(msg, NL_AUTO_PORT, NL_AUTO_SEQ, family, 0, NLM_F_DUMP,
			 TDXCTL_CMD_READ, TDXCTL_FAMILY_VERSION) ||
	    nla_put_string(msg, TDXCTL_A_READ_CPUS, cpus))
		return -ENOMEM;
	for (i = 0; i < request->nkeys; i++)
		if (put_key(msg, &request->keys[i]))
			return -ENOMEM;
	return flags && nla_put_u32(msg, TDXCTL_A_READ_FLAGS, flags) ? -ENOMEM
								     : 0;
}

static int get_u32(const struct nlattr *attr, uint32_t *value)
{
	if (!attr || nla_len(attr) != sizeof(*value))
		return -EBADMSG;
	*value = nla_get_u32(attr);
	return 0;
}

static int get_u64(const struct nlattr *attr, uint64_t *value)
{
	if (!attr || nla_len(attr) != sizeof(*value))
		return -EBADMSG;
	*value = nla_get_u64(attr);
	return 0;
}

static int get_registers(struct nlattr **tb, struct obs_seamcall *call)
{
	if (get_u64(tb[TDXCTL_A_SEAMCALL_RAX], &call->rax) ||
	    get_u64(tb[TDXCTL_A_SEAMCALL_RCX], &call->regs.rcx) ||
	    get_u64(tb[TDXCTL_A_SEAMCALL_RDX], &call->regs.rdx) ||
	    get_u64(tb[TDXCTL_A_SEAMCALL_R8], &call->regs.r8) ||
	    get_u64(tb[TDXCTL_A_SEAMCALL_R9], &call->regs.r9) ||
	    get_u64(tb[TDXCTL_A_SEAMCALL_R10], &call->regs.r10) ||
	    get_u64(tb[TDXCTL_A_SEAMCALL_R11], &call->regs.r11))
		return -EBADMSG;
	return 0;
}

static int get_outcome(struct nlattr **tb, struct obs_seamcall *call)
{
	uint32_t outcome, vector;

	if (get_u32(tb[TDXCTL_A_SEAMCALL_OUTCOME], &outcome))
		return -EBADMSG;
	switch (outcome) {
	case TDXCTL_OUTCOME_COMPLETED:
		if (get_registers(tb, call))
			return -EBADMSG;
		call->outcome = call->rax ? OUTCOME_STATUS : OUTCOME_SUCCESS;
		return 0;
	case TDXCTL_OUTCOME_VMFAILINVALID:
		call->outcome = OUTCOME_VMFAILINVALID;
		return 0;
	case TDXCTL_OUTCOME_TRAP:
		if (get_u32(tb[TDXCTL_A_SEAMCALL_TRAP], &vector) ||
		    (vector != VECTOR_UD && vector != VECTOR_GP))
			return -EBADMSG;
		call->outcome = vector == VECTOR_UD ? OUTCOME_UD : OUTCOME_GP;
		return 0;
	}
	return -EBADMSG;
}

static int get_seamcall(struct nlattr *nest, struct obs_seamcall *call)
{
	struct nlattr *tb[TDXCTL_A_SEAMCALL_MAX + 1];
	uint32_t attempts;

	if (nla_parse_nested(tb, TDXCTL_A_SEAMCALL_MAX, nest, NULL) ||
	    get_u32(tb[TDXCTL_A_SEAMCALL_ATTEMPTS], &attempts))
		return -EBADMSG;
	call->attempts = attempts;
	if (!attempts)
		return 0;
	if (get_outcome(tb, call) ||
	    get_u64(tb[TDXCTL_A_SEAMCALL_CYCLES], &call->cycles))
		return -EBADMSG;
	return 0;
}

static int get_msr(struct nlattr *nest, struct obs *obs)
{
	struct nlattr *tb[TDXCTL_A_MSR_MAX + 1];
	uint32_t address, state;

	if (nla_parse_nested(tb, TDXCTL_A_MSR_MAX, nest, NULL) ||
	    get_u32(tb[TDXCTL_A_MSR_ADDRESS], &address) ||
	    get_u32(tb[TDXCTL_A_MSR_STATE], &state) ||
	    address != obs->key.msr)
		return -EBADMSG;
	switch (state) {
	case TDXCTL_MSR_STATE_READ:
		return get_u64(tb[TDXCTL_A_MSR_VALUE], &obs->word);
	case TDXCTL_MSR_STATE_GP:
		obs->error = OBS_GP;
		return 0;
	case TDXCTL_MSR_STATE_UNSUPPORTED:
		obs->error = OBS_UNSUPPORTED;
		obs->reason = "the CPU does not have this MSR";
		return 0;
	}
	return -EBADMSG;
}

static int get_cpuid(struct nlattr *nest, struct obs *obs)
{
	struct nlattr *tb[TDXCTL_A_CPUID_MAX + 1];
	uint32_t leaf, subleaf;

	if (nla_parse_nested(tb, TDXCTL_A_CPUID_MAX, nest, NULL) ||
	    get_u32(tb[TDXCTL_A_CPUID_LEAF], &leaf) ||
	    get_u32(tb[TDXCTL_A_CPUID_SUBLEAF], &subleaf) ||
	    leaf != obs->key.cpuid.leaf || subleaf != obs->key.cpuid.subleaf ||
	    get_u32(tb[TDXCTL_A_CPUID_EAX], &obs->cpuid.eax) ||
	    get_u32(tb[TDXCTL_A_CPUID_EBX], &obs->cpuid.ebx) ||
	    get_u32(tb[TDXCTL_A_CPUID_ECX], &obs->cpuid.ecx) ||
	    get_u32(tb[TDXCTL_A_CPUID_EDX], &obs->cpuid.edx))
		return -EBADMSG;
	obs_clear_apic_id(&obs->key, &obs->cpuid);
	return 0;
}

/* Why no SEAMCALL was issued where entering VMX operation was refused. */
static const char *const refusals[] = {
	[TDXCTL_VMX_ENTRY_UNSUPPORTED] =
		"the CPU has no VMX that this helper module can enter",
	[TDXCTL_VMX_ENTRY_FEAT_CTL] =
		"IA32_FEAT_CTL does not permit VMX operation",
	[TDXCTL_VMX_ENTRY_FIXED_BITS] =
		"CR0 or CR4 hold bits that VMX operation does not permit",
	[TDXCTL_VMX_ENTRY_INTEL_PT] =
		"Intel PT is tracing, which this CPU cannot do in VMX operation",
	[TDXCTL_VMX_ENTRY_STOPPED] =
		"entering VMX operation was stopped: another CPU could not leave it",
	[TDXCTL_VMX_ENTRY_CRASH_KERNEL] =
		"entering VMX operation was stopped: a crash kernel was loaded meanwhile",
	[TDXCTL_VMX_ENTRY_VMXON_FAILED] = "VMXON failed",
};

/* What a row says of entering VMX operation. */
struct entry {
	bool entered;
	bool stuck;
	bool outside;	/* where it stays, since the helper cannot enter */
	const char *refusal;
};

static int get_outside(const struct nlattr *attr, struct entry *entry)
{
	uint64_t cr4;

	if (get_u64(attr, &cr4))
		return -EBADMSG;
	entry->outside = !(cr4 & register_mask(BITS_CR4_VMXE));
	return 0;
}

static int get_entry(struct nlattr **tb, const struct source_request *request,
		     struct entry *entry)
{
	uint32_t what;

	*entry = (struct entry){ 0 };
	if (request->vmx == SOURCE_VMX_CANNOT)
		return get_outside(tb[TDXCTL_A_READ_CR4], entry);
	if (!source_enters(request))
		return 0;
	if (get_u32(tb[TDXCTL_A_READ_VMX_ENTRY], &what))
		return -EBADMSG;
	entry->stuck = what == TDXCTL_VMX_ENTRY_VMXOFF_FAILED;
	entry->entered = entry->stuck || what == TDXCTL_VMX_ENTRY_DONE;
	if (!entry->entered && what != TDXCTL_VMX_ENTRY_NOT_NEEDED) {
		entry->refusal = what < ARRAY_SIZE(refusals) ? refusals[what] :
							       NULL;
		if (!entry->refusal)
			return -EBADMSG;
	}
	return 0;
}

/* The attributes of a row that are of one type, in their order. */
struct cursor {
	struct nlattr *attr;
	int left;
};

static struct nlattr *next_of(struct cursor *cursor, int type)
{
	struct nlattr *attr;

	while (nla_ok(cursor->attr, cursor->left)) {
		attr = cursor->attr;
		cursor->attr = nla_next(attr, &cursor->left);
		if (nla_type(attr) == type)
			return attr;
	}
	return NULL;
}

static int add_error_row(const struct source_request *request, unsigned int cpu,
			 enum obs_error error, struct obs_list *out)
{
	size_t i;

	for (i = 0; i < request->nkeys; i++) {
		struct obs obs = { .key = request->keys[i],
				   .cpu = cpu,
				   .error = error };

		if (obs_add(out, &obs))
			return -ENOMEM;
	}
	return 0;
}

/**
 * struct answer - the row of one CPU
 * @tb: its attributes; of lists the last element
 * @cursors: where the list of each kind of key goes on
 * @entry: whether VMX operation was entered
 */
struct answer {
	struct nlattr *tb[TDXCTL_A_READ_MAX + 1];
	struct cursor cursors[OBS_KINDS];
	struct entry entry;
};

static int get_call(struct answer *answer, struct nlattr *nest, struct obs *obs)
{
	if (answer->entry.refusal) {
		obs->error = OBS_UNSUPPORTED;
		obs->reason = answer->entry.refusal;
		return 0;
	}
	if (!nest || get_seamcall(nest, &obs->seamcall))
		return -EBADMSG;
	if (!obs->seamcall.attempts) {
		if (!answer->entry.entered)
			return -EBADMSG;
		obs->error = OBS_UNSUPPORTED;
		obs->reason = "VMX operation could not be entered once more";
		return 0;
	}
	if (answer->entry.outside && obs->seamcall.outcome == OUTCOME_UD) {
		obs->error = OBS_UNSUPPORTED;
		obs->reason = HELPER_KEPT_OUT;
		return 0;
	}
	obs->seamcall.vmx_entered = answer->entry.entered;
	obs->seamcall.vmx_stuck = answer->entry.stuck;
	return 0;
}

/* The next answer to a key of this kind; lists come in the order asked. */
static int get_key(struct answer *answer, struct obs *obs)
{
	struct cursor *cursor = &answer->cursors[obs->key.kind];
	struct nlattr *nest;

	switch (obs->key.kind) {
	case OBS_MSR:
		nest = next_of(cursor, TDXCTL_A_READ_MSR);
		return nest ? get_msr(nest, obs) : -EBADMSG;
	case OBS_CPUID:
		nest = next_of(cursor, TDXCTL_A_READ_CPUID);
		return nest ? get_cpuid(nest, obs) : -EBADMSG;
	case OBS_CR4:
		return get_u64(answer->tb[TDXCTL_A_READ_CR4], &obs->word);
	case OBS_SEAMCALL:
		nest = next_of(cursor, TDXCTL_A_READ_SEAMCALL);
		return get_call(answer, nest, obs);
	case OBS_KINDS:
		break;
	}
	return -EBADMSG;
}

static int add_row(struct answer *answer, unsigned int cpu,
		   const struct source_request *request, struct obs_list *out)
{
	size_t i;

	if (get_entry(answer->tb, request, &answer->entry))
		return -EBADMSG;
	for (i = 0; i < request->nkeys; i++) {
		struct obs obs = { .key = request->keys[i], .cpu = cpu };

		if (get_key(answer, &obs))
			return -EBADMSG;
		if (obs_add(out, &obs))
			return -ENOMEM;
	}
	return 0;
}

int wire_get_row(const struct nlmsghdr *nlh,
		 const struct source_request *request, struct obs_list *out)
{
	struct genlmsghdr *header;
	struct answer answer;
	struct cursor whole;
	uint32_t cpu, state;
	size_t i;

	if (!genlmsg_valid_hdr((struct nlmsghdr *)nlh, 0))
		return -EBADMSG;
	header = nlmsg_data(nlh);
	whole.attr = genlmsg_attrdata(header, 0);
	whole.left = genlmsg_attrlen(header, 0);
	for (i = 0; i < OBS_KINDS; i++)
		answer.cursors[i] = whole;
	if (nla_parse(answer.tb, TDXCTL_A_READ_MAX, whole.attr, whole.left,
		      NULL) ||
	    get_u32(answer.tb[TDXCTL_A_READ_CPU], &cpu) ||
	    get_u32(answer.tb[TDXCTL_A_READ_STATE], &state) ||
	    !cpulist_has(request->cpus, cpu) ||
	    obs_find(out, &request->keys[0], cpu))
		return -EBADMSG;
	switch (state) {
	case TDXCTL_CPU_STATE_READ:
		return add_row(&answer, cpu, request, out);
	case TDXCTL_CPU_STATE_OFFLINE:
		return add_error_row(request, cpu, OBS_OFFLINE, out);
	}
	return -EBADMSG;
}

int wire_put_helper_get(struct nl_msg *msg, int family)
{
	return genlmsg_put(msg, NL_AUTO_PORT, NL_AUTO_SEQ, family, 0, 0,
			   TDXCTL_CMD_HELPER_GET, TDXCTL_FAMILY_VERSION) ?
		       0 :
		       -ENOMEM;
}

/* It becomes part of one line. */
static void copy_version(const char *version, char *text, size_t size)
{
	char *p;

	snprintf(text, size, "%s", version);
	for (p = text; *p; p++)
		if (!isgraph((unsigned char)*p))
			*p = '?';
}

/* Names as in kmod/netlink/tdxctl.yaml; flags of a newer helper by their bits. */
static void name_flags(uint32_t flags, char *text, size_t size)
{
	static const struct {
		uint32_t flag;
		const char *name;
	} names[] = {
		{ TDXCTL_READ_FLAGS_VMX_STATE, "vmx-state" },
		{ TDXCTL_READ_FLAGS_ENTER_VMX, HELPER_ENTER_VMX },
		{ TDXCTL_READ_FLAGS_ENTER_VMX_FORCE, "enter-vmx-force" },
	};
	size_t i, n = 0;

	for (i = 0; i < ARRAY_SIZE(names); i++) {
		if (!(flags & names[i].flag))
			continue;
		n += (size_t)snprintf(text + n, size - n, "%s%s", n ? " " : "",
				      names[i].name);
		flags &= ~names[i].flag;
	}
	if (flags || !n)
		snprintf(text + n, size - n, "%s0x%" PRIx32, n ? " " : "",
			 flags);
}

/* The policy makes sure that the text ends within its attribute. */
void wire_get_helper(const struct nlmsghdr *nlh, struct wire_helper *helper)
{
	static const struct nla_policy policy[TDXCTL_A_HELPER_MAX + 1] = {
		[TDXCTL_A_HELPER_VERSION] = { .type = NLA_STRING },
	};
	struct nlattr *tb[TDXCTL_A_HELPER_MAX + 1];
	uint32_t flags;

	*helper = (struct wire_helper){ 0 };
	if (!genlmsg_valid_hdr((struct nlmsghdr *)nlh, 0) ||
	    genlmsg_parse((struct nlmsghdr *)nlh, 0, tb, TDXCTL_A_HELPER_MAX,
			  policy))
		return;
	if (tb[TDXCTL_A_HELPER_VERSION])
		copy_version(nla_get_string(tb[TDXCTL_A_HELPER_VERSION]),
			     helper->version, sizeof(helper->version));
	if (!get_u32(tb[TDXCTL_A_HELPER_FLAGS], &flags))
		name_flags(flags, helper->flags, sizeof(helper->flags));
}

unsigned int wire_version(const struct nlmsghdr *nlh)
{
	const struct genlmsghdr *header = nlmsg_data(nlh);

	if (!genlmsg_valid_hdr((struct nlmsghdr *)nlh, 0))
		return 0;
	return header->version;
}

/* Bytes before the extended-ACK attributes of NLMSG_ERROR or NLMSG_DONE. */
static size_t verdict_header_len(const struct nlmsghdr *nlh)
{
	const struct nlmsgerr *error = nlmsg_data(nlh);

	if (nlh->nlmsg_type == NLMSG_DONE)
		return sizeof(int);
	if (nlh->nlmsg_flags & NLM_F_CAPPED)
		return sizeof(*error);
	return sizeof(*error) + NLMSG_ALIGN(error->msg.nlmsg_len) - NLMSG_HDRLEN;
}

struct wire_verdict wire_get_verdict(const struct nlmsghdr *nlh)
{
	struct wire_verdict verdict = { .error = -EBADMSG };
	struct nlattr *tb[NLMSGERR_ATTR_MAX + 1];
	size_t len = (size_t)nlmsg_datalen(nlh);
	size_t header = sizeof(int);

	if (nlh->nlmsg_type == NLMSG_ERROR)
		header = sizeof(struct nlmsgerr);
	if (len < header)
		return verdict;
	memcpy(&verdict.error, nlmsg_data(nlh), sizeof(verdict.error));
	header = verdict_header_len(nlh);
	if (!(nlh->nlmsg_flags & NLM_F_ACK_TLVS) || len <= header ||
	    nla_parse(tb, NLMSGERR_ATTR_MAX,
		      (struct nlattr *)((char *)nlmsg_data(nlh) + header),
		      (int)(len - header), NULL))
		return verdict;
	if (tb[NLMSGERR_ATTR_MSG] &&
	    memchr(nla_data(tb[NLMSGERR_ATTR_MSG]), '\0',
		   (size_t)nla_len(tb[NLMSGERR_ATTR_MSG])))
		verdict.text = nla_get_string(tb[NLMSGERR_ATTR_MSG]);
	return verdict;
}
