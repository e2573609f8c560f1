// SPDX-License-Identifier: GPL-2.0-only
/*
 * The generic-netlink family: who may ask, and the life of a dump.
 */
#include "genl.h"

#include <linux/capability.h>
#include <linux/cache.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <net/genetlink.h>
#include <net/net_namespace.h>
#include <net/sock.h>

#include "percpu.h"
#include "reply.h"
#include "request.h"

static struct genl_family family;

/**
 * struct read_dump - one read request from its message to its last row
 * @collection: what is asked, and what was read
 * @ready: rows of it that were read, from the first one on
 * @next: row that the next message starts with
 * @err: why the request is refused although the dump has begun, or 0
 * @refusal: text and attribute for it
 */
struct read_dump {
	struct tdxctl_collection *collection;
	unsigned int ready;
	unsigned int next;
	int err;
	struct netlink_ext_ack refusal;
};

static int check_sender(struct sk_buff *skb, struct netlink_ext_ack *extack)
{
	if (!net_eq(sock_net(skb->sk), &init_net)) {
		NL_SET_ERR_MSG(extack,
			       "reading needs the initial network namespace");
		return -EPERM;
	}
	if (!netlink_capable(skb, CAP_SYS_RAWIO)) {
		NL_SET_ERR_MSG(extack, "reading needs CAP_SYS_RAWIO");
		return -EPERM;
	}
	return 0;
}

static int accept_request(struct netlink_callback *cb, struct read_dump *dump,
			  struct netlink_ext_ack *extack)
{
	int err;

	err = check_sender(cb->skb, extack);
	if (err)
		return err;
	dump->collection = tdxctl_collection_alloc();
	if (!dump->collection)
		return -ENOMEM;
	err = tdxctl_request_parse(cb->nlh, dump->collection, extack);
	if (err)
		return err;
	cb->min_dump_alloc = nlmsg_total_size(GENL_HDRLEN) +
			     tdxctl_reply_row_size(&dump->collection->wants);
	return 0;
}

static struct read_dump **dump_of(struct netlink_callback *cb)
{
	return (struct read_dump **)cb->ctx;
}

static void free_dump(struct read_dump *dump)
{
	tdxctl_collection_free(dump->collection);
	kfree(dump);
}

/*
 * A dump that has begun keeps the module until it is received or its socket
 * closed, so whoever is refused shall not begin one.  Linux 6.1 has no extended
 * ACK here: there a refusal is only noted, for its text can reach the user from
 * the first .dumpit alone.
 */
static int read_start(struct netlink_callback *cb)
{
	struct read_dump *dump;

	dump = kzalloc(sizeof(*dump), GFP_KERNEL_ACCOUNT);
	if (!dump)
		return -ENOMEM;
	dump->err = accept_request(cb, dump,
				   cb->extack ? cb->extack : &dump->refusal);
	if (dump->err && cb->extack) {
		int err = dump->err;

		free_dump(dump);
		return err;
	}
	*dump_of(cb) = dump;
	return 0;
}

/*
 * Called by whoever sends the request, normally, and then under the lock of
 * generic netlink against registering families: reads the first CPU.
 */
static int collect_first(struct read_dump *dump)
{
	int err;

	err = tdxctl_collect_first(dump->collection);
	if (err == -EBUSY)
		NL_SET_ERR_MSG(&dump->refusal,
			       "another read runs, or CPUs are coming or going: ask again");
	if (!err)
		dump->ready = 1;
	return err;
}

/* Called by whoever receives, normally without that lock: reads the others. */
static int collect_rest(struct read_dump *dump)
{
	int err;

	err = tdxctl_collect_rest(dump->collection);
	if (!err)
		dump->ready = dump->collection->nr_rows;
	return err;
}

static int collect_next(struct read_dump *dump)
{
	int err = 0;

	if (!dump->ready)
		err = collect_first(dump);
	else if (dump->ready < dump->collection->nr_rows)
		err = collect_rest(dump);
	if (err == -ESHUTDOWN)
		NL_SET_ERR_MSG(&dump->refusal,
			       "host is going down; if it stays up, unload this module and load it again");
	return err;
}

static int put_row_message(struct sk_buff *skb, struct netlink_callback *cb,
			   const struct tdxctl_collection *c, unsigned int i)
{
	void *header;

	header = genlmsg_put(skb, NETLINK_CB(cb->skb).portid,
			     cb->nlh->nlmsg_seq, &family, NLM_F_MULTI,
			     TDXCTL_CMD_READ);
	if (!header)
		return -EMSGSIZE;
	if (tdxctl_reply_put_row(skb, &c->wants, &c->rows[i])) {
		genlmsg_cancel(skb, header);
		return -EMSGSIZE;
	}
	genlmsg_end(skb, header);
	return 0;
}

static int read_dumpit(struct sk_buff *skb, struct netlink_callback *cb)
{
	struct read_dump *dump = *dump_of(cb);
	const struct tdxctl_collection *c = dump->collection;

	if (!dump->err)
		dump->err = collect_next(dump);
	if (dump->err) {
		if (cb->extack)
			*cb->extack = dump->refusal;
		return dump->err;
	}

	while (dump->next < dump->ready) {
		if (put_row_message(skb, cb, c, dump->next))
			return skb->len ? skb->len : -EMSGSIZE;
		dump->next++;
	}
	return skb->len;
}

static int read_done(struct netlink_callback *cb)
{
	free_dump(*dump_of(cb));
	return 0;
}

static int helper_get_doit(struct sk_buff *request, struct genl_info *info)
{
	struct sk_buff *skb;
	void *header;

	skb = genlmsg_new(tdxctl_reply_helper_size(), GFP_KERNEL);
	if (!skb)
		return -ENOMEM;
	header = genlmsg_put_reply(skb, info, &family, 0,
				   TDXCTL_CMD_HELPER_GET);
	if (!header || tdxctl_reply_put_helper(skb)) {
		nlmsg_free(skb);
		return -EMSGSIZE;
	}
	genlmsg_end(skb, header);
	return genlmsg_reply(skb, info);
}

/* helper-get takes no attributes: a policy is needed to refuse them all. */
static const struct nla_policy helper_get_policy[TDXCTL_A_HELPER_VERSION + 1] = {
	[TDXCTL_A_HELPER_VERSION] = { .type = NLA_REJECT },
};

static const struct genl_ops ops[] = {
	{
		.cmd = TDXCTL_CMD_HELPER_GET,
		.policy = helper_get_policy,
		.maxattr = ARRAY_SIZE(helper_get_policy) - 1,
		.doit = helper_get_doit,
	},
	{
		/*
		 * No GENL_ADMIN_PERM: that is CAP_NET_ADMIN, and refuses
		 * without a text.
		 */
		.cmd = TDXCTL_CMD_READ,
		.policy = tdxctl_read_policy,
		.maxattr = TDXCTL_A_READ_MAX,
		.start = read_start,
		.dumpit = read_dumpit,
		.done = read_done,
	},
};

/*
 * Known in every network namespace, since the core refuses without a text
 * where a family is not.  Parallel, since a dump would otherwise hold the
 * mutex of all generic netlink for as long as it reads processors.
 */
static struct genl_family family __ro_after_init = {
	.name = TDXCTL_FAMILY_NAME,
	.version = TDXCTL_FAMILY_VERSION,
	.netnsok = true,
	.parallel_ops = true,
	.module = THIS_MODULE,
	.ops = ops,
	.n_ops = ARRAY_SIZE(ops),
	.resv_start_op = TDXCTL_CMD_HELPER_GET,
};

int __init tdxctl_genl_register(void)
{
	return genl_register_family(&family);
}

void tdxctl_genl_unregister(void)
{
	genl_unregister_family(&family);
}
