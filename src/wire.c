// SPDX-License-Identifier: GPL-2.0-or-later
/* Requests and answers of the family as netlink attributes; no socket. */
#include "wire.h"

#include <errno.h>
#include <string.h>

#include <linux/genetlink.h>
#include <netlink/attr.h>
#include <netlink/genl/genl.h>

#include "uapi/tdxctl.h"
#include "util.h"

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

int wire_put_read(struct nl_msg *msg, int family,
		  const struct source_request *request)
{
	cleanup_free char *cpus = cpulist_format(request->cpus);
	uint32_t flags = 0;
	size_t i;

	if (!cpus ||
	    !genlmsg_put(msg, NL_AUTO_PORT, NL_AUTO_SEQ, family, 0, NLM_F_DUMP,
			 TDXCTL_CMD_READ, TDXCTL_FAMILY_VERSION) ||
	    nla_put_string(msg, TDXCTL_A_READ_CPUS, cpus))
		return -ENOMEM;
	for (i = 0; i < request->nkeys; i++) {
		const struct obs_key *key = &request->keys[i];

		if (key->kind == OBS_CR4)
			flags |= TDXCTL_READ_FLAGS_VMX_STATE;
		else if (put_seamcall(msg, &key->seamcall))
			return -ENOMEM;
	}
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
	    get_outcome(tb, call) ||
	    get_u32(tb[TDXCTL_A_SEAMCALL_ATTEMPTS], &attempts) ||
	    get_u64(tb[TDXCTL_A_SEAMCALL_CYCLES], &call->cycles))
		return -EBADMSG;
	call->attempts = attempts;
	return 0;
}

/* The next SEAMCALL of a row: answers come in the order of the request. */
static struct nlattr *next_seamcall(struct nlattr *attr, int *left)
{
	for (; nla_ok(attr, *left); attr = nla_next(attr, left))
		if (nla_type(attr) == TDXCTL_A_READ_SEAMCALL)
			return attr;
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

static int add_row(struct nlattr *head, int left, struct nlattr **tb,
		   unsigned int cpu, const struct source_request *request,
		   struct obs_list *out)
{
	struct nlattr *attr = head;
	size_t i;

	for (i = 0; i < request->nkeys; i++) {
		struct obs obs = { .key = request->keys[i], .cpu = cpu };

		if (obs.key.kind == OBS_CR4) {
			if (get_u64(tb[TDXCTL_A_READ_CR4], &obs.word))
				return -EBADMSG;
		} else {
			attr = next_seamcall(attr, &left);
			if (!attr || get_seamcall(attr, &obs.seamcall))
				return -EBADMSG;
			attr = nla_next(attr, &left);
		}
		if (obs_add(out, &obs))
			return -ENOMEM;
	}
	return 0;
}

int wire_get_row(const struct nlmsghdr *nlh,
		 const struct source_request *request, struct obs_list *out)
{
	struct nlattr *tb[TDXCTL_A_READ_MAX + 1];
	struct genlmsghdr *header;
	struct nlattr *head;
	uint32_t cpu, state;
	int left;

	if (!genlmsg_valid_hdr((struct nlmsghdr *)nlh, 0))
		return -EBADMSG;
	header = nlmsg_data(nlh);
	head = genlmsg_attrdata(header, 0);
	left = genlmsg_attrlen(header, 0);
	if (nla_parse(tb, TDXCTL_A_READ_MAX, head, left, NULL) ||
	    get_u32(tb[TDXCTL_A_READ_CPU], &cpu) ||
	    get_u32(tb[TDXCTL_A_READ_STATE], &state) ||
	    !cpulist_has(request->cpus, cpu) ||
	    obs_find(out, &request->keys[0], cpu))
		return -EBADMSG;
	switch (state) {
	case TDXCTL_CPU_STATE_READ:
		return add_row(head, left, tb, cpu, request, out);
	case TDXCTL_CPU_STATE_OFFLINE:
		return add_error_row(request, cpu, OBS_OFFLINE, out);
	}
	return -EBADMSG;
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
