// SPDX-License-Identifier: GPL-2.0-only
/*
 * Turn the attributes of a read request into wants, or into a refusal.
 */
#include "request.h"

#include <linux/bitmap.h>
#include <linux/bits.h>
#include <linux/string.h>
#include <net/genetlink.h>
#include <asm/cpufeature.h>

#include "allow.h"
#include "vmx.h"

#define CPUID_FEATURES		1
#define CPUID_ECX_HYPERVISOR	BIT(31)

/* Of a list of CPUs such as "0-3,8". */
#define CPUS_CHARACTERS		"0123456789,-"

/* The deepest request attributes: everything that is not named is refused. */
static const struct nla_policy msr_policy[TDXCTL_A_MSR_MAX + 1] = {
	[TDXCTL_A_MSR_ADDRESS] = { .type = NLA_U32 },
};

static const struct nla_policy cpuid_policy[TDXCTL_A_CPUID_MAX + 1] = {
	[TDXCTL_A_CPUID_LEAF] = { .type = NLA_U32 },
	[TDXCTL_A_CPUID_SUBLEAF] = { .type = NLA_U32 },
};

static const struct nla_policy seamcall_policy[TDXCTL_A_SEAMCALL_MAX + 1] = {
	[TDXCTL_A_SEAMCALL_RAX] = { .type = NLA_U64 },
	[TDXCTL_A_SEAMCALL_RCX] = { .type = NLA_U64 },
	[TDXCTL_A_SEAMCALL_RDX] = { .type = NLA_U64 },
	[TDXCTL_A_SEAMCALL_R8] = { .type = NLA_U64 },
	[TDXCTL_A_SEAMCALL_R9] = { .type = NLA_U64 },
	[TDXCTL_A_SEAMCALL_PAD] = { .type = NLA_REJECT },
};

const struct nla_policy tdxctl_read_policy[TDXCTL_A_READ_MAX + 1] = {
	[TDXCTL_A_READ_CPUS] = { .type = NLA_NUL_STRING,
				 .len = TDXCTL_MAX_CPUS_LEN },
	[TDXCTL_A_READ_FLAGS] =
		NLA_POLICY_MASK(NLA_U32, TDXCTL_READ_FLAGS_VMX_STATE |
					 TDXCTL_READ_FLAGS_ENTER_VMX |
					 TDXCTL_READ_FLAGS_ENTER_VMX_FORCE),
	[TDXCTL_A_READ_MSR] = NLA_POLICY_NESTED(msr_policy),
	[TDXCTL_A_READ_CPUID] = NLA_POLICY_NESTED(cpuid_policy),
	[TDXCTL_A_READ_SEAMCALL] = NLA_POLICY_NESTED(seamcall_policy),
};

/* Attributes that may stand more than once in a read request. */
#define READ_LISTS	(BIT(TDXCTL_A_READ_MSR) | BIT(TDXCTL_A_READ_CPUID) | \
			 BIT(TDXCTL_A_READ_SEAMCALL))

/*
 * The parsers of the core let the last of several equal attributes win, and
 * look at no byte order.
 */
static int refuse_odd(const struct nlattr *head, int len, u32 lists,
		      struct netlink_ext_ack *extack)
{
	const struct nlattr *attr;
	u32 seen = 0;
	int rem;

	nla_for_each_attr(attr, head, len, rem) {
		u32 bit = BIT(nla_type(attr));

		if (attr->nla_type & NLA_F_NET_BYTEORDER) {
			NL_SET_ERR_MSG_ATTR(extack, attr,
					    "attribute in network byte order");
			return -EINVAL;
		}
		if (seen & bit & ~lists) {
			NL_SET_ERR_MSG_ATTR(extack, attr,
					    "attribute given more than once");
			return -EINVAL;
		}
		seen |= bit;
	}
	return 0;
}

static int parse_entry(struct nlattr **tb, int max, const struct nlattr *entry,
		       const struct nla_policy *policy, int key,
		       struct netlink_ext_ack *extack)
{
	int err;

	err = refuse_odd(nla_data(entry), nla_len(entry), 0, extack);
	if (err)
		return err;
	err = nla_parse_nested(tb, max, entry, policy, extack);
	if (err)
		return err;
	if (!tb[key]) {
		NL_SET_ERR_ATTR_MISS(extack, (struct nlattr *)entry, key);
		NL_SET_ERR_MSG_ATTR(extack, entry,
				    "list entry does not say what to read");
		return -EINVAL;
	}
	return 0;
}

static int parse_cpus(const struct nlattr *attr, struct tdxctl_collection *c,
		      struct netlink_ext_ack *extack)
{
	size_t len;
	int err;

	if (!attr) {
		NL_SET_ERR_ATTR_MISS(extack, NULL, TDXCTL_A_READ_CPUS);
		NL_SET_ERR_MSG(extack, "list of CPUs is missing");
		return -EINVAL;
	}
	/*
	 * The policy finds a NUL; what stands behind it nobody would read.  The
	 * kernel's parser knows groups ("0-7:2/4") with which it can be led to
	 * CPUs outside of the range that is written: they are not for callers.
	 */
	len = strlen(nla_data(attr));
	if (len + 1 != nla_len(attr) ||
	    strspn(nla_data(attr), CPUS_CHARACTERS) != len) {
		NL_SET_ERR_MSG_ATTR(extack, attr, "not a list of CPUs");
		return -EINVAL;
	}
	err = bitmap_parselist(nla_data(attr), cpumask_bits(c->cpus),
			       nr_cpu_ids);
	if (err == -ERANGE || err == -EOVERFLOW) {
		NL_SET_ERR_MSG_ATTR(extack, attr,
				    "CPU number is out of this kernel's range");
		return -ERANGE;
	}
	if (err || cpumask_empty(c->cpus)) {
		NL_SET_ERR_MSG_ATTR(extack, attr, "not a list of CPUs");
		return -EINVAL;
	}
	return 0;
}

static int parse_msr(const struct nlattr *entry, struct tdxctl_wants *w,
		     struct netlink_ext_ack *extack)
{
	struct nlattr *tb[TDXCTL_A_MSR_MAX + 1];
	unsigned int i;
	u32 address;
	int err;

	err = parse_entry(tb, TDXCTL_A_MSR_MAX, entry, msr_policy,
			  TDXCTL_A_MSR_ADDRESS, extack);
	if (err)
		return err;
	address = nla_get_u32(tb[TDXCTL_A_MSR_ADDRESS]);
	if (!tdxctl_allow_msr(address)) {
		NL_SET_ERR_MSG_ATTR(extack, tb[TDXCTL_A_MSR_ADDRESS],
				    "MSR is not in the allow-list");
		return -EACCES;
	}
	for (i = 0; i < w->nr_msrs; i++) {
		if (w->msrs[i] == address) {
			NL_SET_ERR_MSG_ATTR(extack, entry,
					    "MSR asked for twice");
			return -EINVAL;
		}
	}
	if (w->nr_msrs == TDXCTL_MAX_MSRS) {
		NL_SET_ERR_MSG_ATTR(extack, entry, "too many MSRs");
		return -E2BIG;
	}
	w->msrs[w->nr_msrs++] = address;
	return 0;
}

static int parse_cpuid(const struct nlattr *entry, struct tdxctl_wants *w,
		       struct netlink_ext_ack *extack)
{
	struct nlattr *tb[TDXCTL_A_CPUID_MAX + 1];
	struct tdxctl_cpuid_want want = {};
	unsigned int i;
	int err;

	err = parse_entry(tb, TDXCTL_A_CPUID_MAX, entry, cpuid_policy,
			  TDXCTL_A_CPUID_LEAF, extack);
	if (err)
		return err;
	want.leaf = nla_get_u32(tb[TDXCTL_A_CPUID_LEAF]);
	if (tb[TDXCTL_A_CPUID_SUBLEAF])
		want.subleaf = nla_get_u32(tb[TDXCTL_A_CPUID_SUBLEAF]);
	if (!tdxctl_allow_cpuid(want.leaf, want.subleaf)) {
		NL_SET_ERR_MSG_ATTR(extack, tb[TDXCTL_A_CPUID_LEAF],
				    "CPUID leaf or subleaf is not in the allow-list");
		return -EACCES;
	}
	for (i = 0; i < w->nr_cpuids; i++) {
		if (w->cpuids[i].leaf == want.leaf &&
		    w->cpuids[i].subleaf == want.subleaf) {
			NL_SET_ERR_MSG_ATTR(extack, entry,
					    "CPUID leaf asked for twice");
			return -EINVAL;
		}
	}
	if (w->nr_cpuids == TDXCTL_MAX_CPUIDS) {
		NL_SET_ERR_MSG_ATTR(extack, entry, "too many CPUID leaves");
		return -E2BIG;
	}
	w->cpuids[w->nr_cpuids++] = want;
	return 0;
}

/* Take one input register, if the request sets it and the leaf takes it. */
static int take_register(const struct nlattr *attr, bool settable, u64 *reg,
			 struct netlink_ext_ack *extack)
{
	if (!attr)
		return 0;
	if (!settable) {
		NL_SET_ERR_MSG_ATTR(extack, attr,
				    "register may not be set for this SEAMCALL leaf");
		return -EACCES;
	}
	*reg = nla_get_u64(attr);
	return 0;
}

static int take_registers(struct nlattr **tb, u32 settable,
			  struct tdxctl_seamcall_regs *regs,
			  struct netlink_ext_ack *extack)
{
	int err;

	err = take_register(tb[TDXCTL_A_SEAMCALL_RCX],
			    settable & TDXCTL_REGS_RCX, &regs->rcx, extack);
	if (err)
		return err;
	err = take_register(tb[TDXCTL_A_SEAMCALL_RDX],
			    settable & TDXCTL_REGS_RDX, &regs->rdx, extack);
	if (err)
		return err;
	err = take_register(tb[TDXCTL_A_SEAMCALL_R8],
			    settable & TDXCTL_REGS_R8, &regs->r8, extack);
	if (err)
		return err;
	return take_register(tb[TDXCTL_A_SEAMCALL_R9],
			     settable & TDXCTL_REGS_R9, &regs->r9, extack);
}

/*
 * Hypervisors before KVM of 6.18 may end a virtual machine on SEAMCALL.  Under
 * Xen PV the kernel does not run at CPL 0, and CPUID need not say so.
 */
static bool in_virtual_machine(void)
{
	struct tdxctl_cpuid_regs regs;

	if (boot_cpu_has(X86_FEATURE_XENPV))
		return true;
	tdxctl_hw_cpuid(CPUID_FEATURES, 0, &regs);
	return regs.ecx & CPUID_ECX_HYPERVISOR;
}

static int parse_seamcall(const struct nlattr *entry, struct tdxctl_wants *w,
			  struct netlink_ext_ack *extack)
{
	struct nlattr *tb[TDXCTL_A_SEAMCALL_MAX + 1];
	const struct tdxctl_allowed_leaf *leaf;
	struct tdxctl_seamcall_regs regs = {};
	unsigned int i;
	int err;

	err = parse_entry(tb, TDXCTL_A_SEAMCALL_MAX, entry, seamcall_policy,
			  TDXCTL_A_SEAMCALL_RAX, extack);
	if (err)
		return err;
	regs.rax = nla_get_u64(tb[TDXCTL_A_SEAMCALL_RAX]);
	leaf = tdxctl_allow_leaf(regs.rax);
	if (!leaf) {
		NL_SET_ERR_MSG_ATTR(extack, tb[TDXCTL_A_SEAMCALL_RAX],
				    "SEAMCALL leaf is not in the allow-list");
		return -EACCES;
	}
	err = take_registers(tb, leaf->settable, &regs, extack);
	if (err)
		return err;
	if (in_virtual_machine()) {
		NL_SET_ERR_MSG_ATTR(extack, entry,
				    "no SEAMCALL in a virtual machine: older hypervisors end the machine on it");
		return -EOPNOTSUPP;
	}
	for (i = 0; i < w->nr_seamcalls; i++) {
		if (!memcmp(&w->seamcalls[i], &regs, sizeof(regs))) {
			NL_SET_ERR_MSG_ATTR(extack, entry,
					    "SEAMCALL asked for twice");
			return -EINVAL;
		}
	}
	if (w->nr_seamcalls == TDXCTL_MAX_SEAMCALLS) {
		NL_SET_ERR_MSG_ATTR(extack, entry,
				    "more SEAMCALLs than one request may hold");
		return -EINVAL;
	}
	w->seamcalls[w->nr_seamcalls++] = regs;
	return 0;
}

static int parse_lists(const struct nlmsghdr *nlh, struct tdxctl_wants *w,
		       struct netlink_ext_ack *extack)
{
	const struct nlattr *attr;
	int rem, err = 0;

	nlmsg_for_each_attr(attr, nlh, GENL_HDRLEN, rem) {
		switch (nla_type(attr)) {
		case TDXCTL_A_READ_MSR:
			err = parse_msr(attr, w, extack);
			break;
		case TDXCTL_A_READ_CPUID:
			err = parse_cpuid(attr, w, extack);
			break;
		case TDXCTL_A_READ_SEAMCALL:
			err = parse_seamcall(attr, w, extack);
			break;
		}
		if (err)
			return err;
	}
	return 0;
}

/*
 * Entering is for the SEAMCALLs alone, and those have been refused in a virtual
 * machine before.
 */
static int check_entry(const struct nlattr *flags, const struct tdxctl_wants *w,
		       struct netlink_ext_ack *extack)
{
	bool force = w->flags & TDXCTL_READ_FLAGS_ENTER_VMX_FORCE;

	if (!(w->flags & TDXCTL_READ_FLAGS_ENTER_VMX)) {
		if (!force)
			return 0;
		NL_SET_ERR_MSG_ATTR(extack, flags,
				    "enter-vmx-force without enter-vmx");
		return -EINVAL;
	}
	if (!w->nr_seamcalls) {
		NL_SET_ERR_MSG_ATTR(extack, flags,
				    "enter-vmx without a SEAMCALL");
		return -EINVAL;
	}
	if (!tdxctl_vmx_supported()) {
		NL_SET_ERR_MSG_ATTR(extack, flags,
				    "this kernel keeps modules from entering VMX operation");
		return -EOPNOTSUPP;
	}
	if (tdxctl_vmx_stuck()) {
		NL_SET_ERR_MSG_ATTR(extack, flags,
				    "a CPU could not leave VMX operation before: reset the host");
		return -ENOTRECOVERABLE;
	}
	if (tdxctl_vmx_crash_kernel() && !force) {
		NL_SET_ERR_MSG_ATTR(extack, flags,
				    "a crash kernel is loaded, and a CPU in VMX operation during a panic would keep it from starting");
		return -EEXIST;
	}
	return 0;
}

int tdxctl_request_parse(const struct nlmsghdr *nlh,
			 struct tdxctl_collection *c,
			 struct netlink_ext_ack *extack)
{
	const struct genlmsghdr *genlhdr = nlmsg_data(nlh);
	const struct nlattr *flags;
	int err;

	if (genlhdr->version > TDXCTL_FAMILY_VERSION) {
		NL_SET_ERR_MSG(extack,
			       "request speaks a newer version of the family than this helper");
		return -EPROTO;
	}
	err = refuse_odd(nlmsg_attrdata(nlh, GENL_HDRLEN),
			 nlmsg_attrlen(nlh, GENL_HDRLEN), READ_LISTS, extack);
	if (err)
		return err;
	err = parse_cpus(nlmsg_find_attr(nlh, GENL_HDRLEN, TDXCTL_A_READ_CPUS),
			 c, extack);
	if (err)
		return err;
	flags = nlmsg_find_attr(nlh, GENL_HDRLEN, TDXCTL_A_READ_FLAGS);
	if (flags)
		c->wants.flags = nla_get_u32(flags);
	err = parse_lists(nlh, &c->wants, extack);
	if (err)
		return err;
	err = check_entry(flags, &c->wants, extack);
	if (err)
		return err;
	if (!c->wants.flags && !c->wants.nr_msrs && !c->wants.nr_cpuids &&
	    !c->wants.nr_seamcalls) {
		NL_SET_ERR_MSG(extack, "request asks for nothing");
		return -EINVAL;
	}
	return 0;
}
