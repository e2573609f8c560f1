// SPDX-License-Identifier: GPL-2.0-only
/*
 * Registers the helper's family with a version of choice and answers a read in
 * a way of choice, as a helper that is older, newer or broken would.
 *
 * The right answer, from which every way departs: #UD on every CPU asked for,
 * one attempt, 0x1234 ticks, and CR4 0.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/bitops.h>
#include <linux/cpumask.h>
#include <linux/module.h>
#include <linux/string.h>
#include <net/genetlink.h>

#include "../../kmod/uapi/tdxctl.h"

/* What no version of the family has so far. */
#define UNKNOWN_ATTR	200
#define UNKNOWN_NEST	201
#define UNKNOWN_VALUE	99

#define VECTOR_UD	6
#define VECTOR_PF	14

enum way {
	RIGHT,
	MORE,		/* attributes that this version does not have */
	NO_READ,	/* there is no read command */
	REFUSE,		/* without a text */
	REFUSE_LINES,	/* with a text of two lines */
	REFUSE_ODDLY,	/* with an errno that no C library names */
	NO_ROWS,
	FEWER_ROWS,	/* only the first CPU */
	ROW_TWICE,
	OTHER_CPU,	/* a CPU that was not asked for */
	NO_CPU,
	SHORT_CPU,	/* u16 */
	NO_STATE,
	ODD_STATE,
	NO_CR4,
	SHORT_CR4,	/* u32 */
	NO_SEAMCALL,
	EMPTY_SEAMCALL,
	NO_OUTCOME,
	SHORT_OUTCOME,	/* u8 */
	ODD_OUTCOME,
	NO_TRAP,
	ODD_TRAP,	/* #PF */
	NO_REGISTERS,	/* but it completed */
	NO_ATTEMPTS,
	NO_CYCLES,
	LONG_CYCLES,	/* 16 bytes */
	TRUNCATED,	/* the last attribute ends behind the message */
};

static const char *const ways[] = {
	[RIGHT] = "right",
	[MORE] = "more",
	[NO_READ] = "no-read",
	[REFUSE] = "refuse",
	[REFUSE_LINES] = "refuse-lines",
	[REFUSE_ODDLY] = "refuse-oddly",
	[NO_ROWS] = "no-rows",
	[FEWER_ROWS] = "fewer-rows",
	[ROW_TWICE] = "row-twice",
	[OTHER_CPU] = "other-cpu",
	[NO_CPU] = "no-cpu",
	[SHORT_CPU] = "short-cpu",
	[NO_STATE] = "no-state",
	[ODD_STATE] = "odd-state",
	[NO_CR4] = "no-cr4",
	[SHORT_CR4] = "short-cr4",
	[NO_SEAMCALL] = "no-seamcall",
	[EMPTY_SEAMCALL] = "empty-seamcall",
	[NO_OUTCOME] = "no-outcome",
	[SHORT_OUTCOME] = "short-outcome",
	[ODD_OUTCOME] = "odd-outcome",
	[NO_TRAP] = "no-trap",
	[ODD_TRAP] = "odd-trap",
	[NO_REGISTERS] = "no-registers",
	[NO_ATTEMPTS] = "no-attempts",
	[NO_CYCLES] = "no-cycles",
	[LONG_CYCLES] = "long-cycles",
	[TRUNCATED] = "truncated",
};

static char *way_name = "right";
module_param_named(way, way_name, charp, 0444);
MODULE_PARM_DESC(way, "how to answer");

static unsigned int version = TDXCTL_FAMILY_VERSION;
module_param(version, uint, 0444);
MODULE_PARM_DESC(version, "of the family");

static char *release = "fake";
module_param(release, charp, 0444);
MODULE_PARM_DESC(release, "package version that helper-get tells");

static char *name = TDXCTL_FAMILY_NAME;
module_param(name, charp, 0444);
MODULE_PARM_DESC(name, "of the family, if it is not to be the helper's");

static unsigned int flags = TDXCTL_READ_FLAGS_VMX_STATE |
			    TDXCTL_READ_FLAGS_ENTER_VMX |
			    TDXCTL_READ_FLAGS_ENTER_VMX_FORCE;
module_param(flags, uint, 0444);
MODULE_PARM_DESC(flags, "of a read that helper-get tells, 0 for not telling");

static struct genl_family family;
static enum way way;

static int put_more(struct sk_buff *skb)
{
	struct nlattr *nest;

	if (way != MORE)
		return 0;
	nest = nla_nest_start(skb, UNKNOWN_NEST);
	if (!nest || nla_put_string(skb, UNKNOWN_ATTR, "more"))
		return -EMSGSIZE;
	nla_nest_end(skb, nest);
	return nla_put_u8(skb, UNKNOWN_ATTR, 1);
}

static int put_number(struct sk_buff *skb, unsigned int cpu)
{
	switch (way) {
	case NO_CPU:
		return 0;
	case SHORT_CPU:
		return nla_put_u16(skb, TDXCTL_A_READ_CPU, cpu);
	case OTHER_CPU:
		return nla_put_u32(skb, TDXCTL_A_READ_CPU, cpu + nr_cpu_ids);
	default:
		return nla_put_u32(skb, TDXCTL_A_READ_CPU, cpu);
	}
}

static int put_state(struct sk_buff *skb)
{
	if (way == NO_STATE)
		return 0;
	return nla_put_u32(skb, TDXCTL_A_READ_STATE,
			   way == ODD_STATE ? UNKNOWN_VALUE :
					      TDXCTL_CPU_STATE_READ);
}

static int put_cr4(struct sk_buff *skb)
{
	switch (way) {
	case NO_CR4:
		return 0;
	case SHORT_CR4:
		return nla_put_u32(skb, TDXCTL_A_READ_CR4, 0);
	default:
		return nla_put_u64_64bit(skb, TDXCTL_A_READ_CR4, 0,
					 TDXCTL_A_READ_PAD);
	}
}

static int put_outcome(struct sk_buff *skb)
{
	const int type = TDXCTL_A_SEAMCALL_OUTCOME;

	switch (way) {
	case NO_OUTCOME:
		return 0;
	case SHORT_OUTCOME:
		return nla_put_u8(skb, type, TDXCTL_OUTCOME_TRAP);
	case ODD_OUTCOME:
		return nla_put_u32(skb, type, UNKNOWN_VALUE);
	case NO_REGISTERS:
		return nla_put_u32(skb, type, TDXCTL_OUTCOME_COMPLETED);
	default:
		return nla_put_u32(skb, type, TDXCTL_OUTCOME_TRAP);
	}
}

static int put_trap(struct sk_buff *skb)
{
	if (way == NO_TRAP)
		return 0;
	return nla_put_u32(skb, TDXCTL_A_SEAMCALL_TRAP,
			   way == ODD_TRAP ? VECTOR_PF : VECTOR_UD);
}

static int put_cycles(struct sk_buff *skb)
{
	const u64 cycles[] = { 0x1234, 0 };

	if (way == NO_CYCLES)
		return 0;
	return nla_put(skb, TDXCTL_A_SEAMCALL_CYCLES,
		       way == LONG_CYCLES ? sizeof(cycles) : sizeof(*cycles),
		       cycles);
}

static int put_result(struct sk_buff *skb)
{
	if (way == EMPTY_SEAMCALL)
		return 0;
	if (put_more(skb) || put_outcome(skb) || put_trap(skb))
		return -EMSGSIZE;
	if (way != NO_ATTEMPTS &&
	    nla_put_u32(skb, TDXCTL_A_SEAMCALL_ATTEMPTS, 1))
		return -EMSGSIZE;
	return put_cycles(skb);
}

static int put_seamcall(struct sk_buff *skb)
{
	struct nlattr *nest;

	if (way == NO_SEAMCALL)
		return 0;
	nest = nla_nest_start(skb, TDXCTL_A_READ_SEAMCALL);
	if (!nest || put_result(skb))
		return -EMSGSIZE;
	nla_nest_end(skb, nest);
	if (way == TRUNCATED)
		nest->nla_len += NLA_ALIGNTO;
	return 0;
}

static int put_row(struct sk_buff *skb, struct netlink_callback *cb,
		   unsigned int cpu)
{
	void *header;

	header = genlmsg_put(skb, NETLINK_CB(cb->skb).portid,
			     cb->nlh->nlmsg_seq, &family, NLM_F_MULTI,
			     TDXCTL_CMD_READ);
	if (!header || put_more(skb) || put_number(skb, cpu) || put_state(skb) ||
	    put_cr4(skb) || put_seamcall(skb))
		return -EMSGSIZE;
	genlmsg_end(skb, header);
	return 0;
}

static int put_rows(struct sk_buff *skb, struct netlink_callback *cb,
		    const struct cpumask *cpus)
{
	unsigned int cpu;
	int err;

	for_each_cpu(cpu, cpus) {
		err = put_row(skb, cb, cpu);
		if (!err && way == ROW_TWICE)
			err = put_row(skb, cb, cpu);
		if (err || way == FEWER_ROWS)
			return err;
	}
	return 0;
}

static int refuse(struct netlink_ext_ack *extack)
{
	if (way == REFUSE_ODDLY)
		return -ENOTSUPP;
	if (way == REFUSE_LINES)
		NL_SET_ERR_MSG(extack, "one line\n\tand \033[1manother");
	return -EPERM;
}

/* The rows of a test machine fit into the first message. */
static int read_dumpit(struct sk_buff *skb, struct netlink_callback *cb)
{
	const struct nlattr *list =
		nlmsg_find_attr(cb->nlh, GENL_HDRLEN, TDXCTL_A_READ_CPUS);
	cpumask_var_t cpus;
	int err;

	if (way == REFUSE || way == REFUSE_LINES || way == REFUSE_ODDLY)
		return refuse(cb->extack);
	if (cb->args[0] || way == NO_ROWS)
		return 0;
	if (!list || !zalloc_cpumask_var(&cpus, GFP_KERNEL))
		return -EINVAL;
	err = cpulist_parse(nla_data(list), cpus);
	if (!err)
		err = put_rows(skb, cb, cpus);
	free_cpumask_var(cpus);
	cb->args[0] = 1;
	return err ? err : skb->len;
}

static int helper_get_doit(struct sk_buff *request, struct genl_info *info)
{
	struct sk_buff *skb = genlmsg_new(NLMSG_GOODSIZE, GFP_KERNEL);
	void *header;

	if (!skb)
		return -ENOMEM;
	header = genlmsg_put_reply(skb, info, &family, 0,
				   TDXCTL_CMD_HELPER_GET);
	if (!header || nla_put_string(skb, TDXCTL_A_HELPER_VERSION, release) ||
	    (flags && nla_put_u32(skb, TDXCTL_A_HELPER_FLAGS, flags))) {
		nlmsg_free(skb);
		return -EMSGSIZE;
	}
	genlmsg_end(skb, header);
	return genlmsg_reply(skb, info);
}

/* No policy: what a request is made of is not what is tested here. */
static const struct genl_ops ops[] = {
	{
		.cmd = TDXCTL_CMD_HELPER_GET,
		.validate = GENL_DONT_VALIDATE_STRICT,
		.doit = helper_get_doit,
	},
	{
		.cmd = TDXCTL_CMD_READ,
		.validate = GENL_DONT_VALIDATE_STRICT |
			    GENL_DONT_VALIDATE_DUMP,
		.dumpit = read_dumpit,
	},
};

static struct genl_family family = {
	.parallel_ops = true,
	.module = THIS_MODULE,
	.ops = ops,
	.n_ops = ARRAY_SIZE(ops),
	.resv_start_op = TDXCTL_CMD_READ + 1,
};

static int __init tdxfake_init(void)
{
	int i = match_string(ways, ARRAY_SIZE(ways), way_name);

	if (i < 0) {
		pr_err("unknown way '%s'\n", way_name);
		return -EINVAL;
	}
	way = i;
	if (way == NO_READ)
		family.n_ops = 1;
	family.version = version;
	if (strscpy(family.name, name, sizeof(family.name)) < 0)
		return -EINVAL;
	return genl_register_family(&family);
}

static void __exit tdxfake_exit(void)
{
	genl_unregister_family(&family);
}

module_init(tdxfake_init);
module_exit(tdxfake_exit);

MODULE_DESCRIPTION("Stands in for a helper of another version or a broken one; for tests only");
MODULE_AUTHOR("The tdxctl authors");
MODULE_LICENSE("GPL");
