// SPDX-License-Identifier: GPL-2.0-or-later
/* The helper module as a source, through its generic-netlink family. */
#include <ctype.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#include <linux/netlink.h>
#include <netlink/genl/ctrl.h>
#include <netlink/genl/genl.h>
#include <netlink/netlink.h>
#include <netlink/socket.h>

#include "diag.h"
#include "source.h"
#include "uapi/tdxctl.h"
#include "util.h"
#include "wire.h"

/* The largest request: a CPU list without two neighbours, and all lists. */
#define REQUEST_SIZE (TDXCTL_MAX_CPUS_LEN + 4096)

/*
 * Room for the largest message: the kernel fills at most 32 KiB, or a row of
 * its own if that is larger, which the limits of the family rule out.  Given
 * that, libnl need not look at each message twice.
 */
#define RECEIVE_SIZE 65536

/**
 * struct exchange - one request and what has come back so far
 * @request: what was asked
 * @out: gets the rows
 * @rows: CPUs that answered
 * @version: family version of the helper, 0 until a row came
 * @done: NLMSG_DONE or NLMSG_ERROR was seen
 * @error: negative errno: of the kernel, or -EBADMSG, -ENOMEM of ours
 * @text: extended-ACK text, or ""
 */
struct exchange {
	const struct source_request *request;
	struct obs_list *out;
	unsigned int rows;
	unsigned int version;
	bool done;
	int error;
	char text[SOURCE_TEXT_MAX];
};

static void free_socket(struct nl_sock **socket)
{
	nl_socket_free(*socket);
}

static void free_msg(struct nl_msg **msg)
{
	nlmsg_free(*msg);
}

static void put_cb(struct nl_cb **cb)
{
	nl_cb_put(*cb);
}

#define cleanup_socket __attribute__((cleanup(free_socket)))
#define cleanup_msg __attribute__((cleanup(free_msg)))
#define cleanup_cb __attribute__((cleanup(put_cb)))

static int on_row(struct nl_msg *msg, void *data)
{
	struct nlmsghdr *nlh = nlmsg_hdr(msg);
	struct exchange *x = data;
	int err;

	x->version = wire_version(nlh);
	err = wire_get_row(nlh, x->request, x->out);
	if (err && !x->error)
		x->error = err;
	x->rows++;
	return NL_OK;
}

/* The text becomes part of one line, whatever stands in it. */
static void take_text(struct exchange *x, const char *text)
{
	char *p;

	snprintf(x->text, sizeof(x->text), "%s", text);
	for (p = x->text; *p; p++)
		if (!isprint((unsigned char)*p))
			*p = '?';
}

static void take_verdict(struct exchange *x, const struct nlmsghdr *nlh)
{
	struct wire_verdict verdict = wire_get_verdict(nlh);

	x->done = true;
	if (verdict.error < 0)
		x->error = verdict.error;
	if (verdict.text)
		take_text(x, verdict.text);
}

/* libnl 3.7 takes an errno inside NLMSG_DONE for success: read it here. */
static int on_done(struct nl_msg *msg, void *data)
{
	take_verdict(data, nlmsg_hdr(msg));
	return NL_STOP;
}

static int on_error(struct sockaddr_nl *from, struct nlmsgerr *error,
		    void *data)
{
	const struct nlmsghdr *nlh =
		(struct nlmsghdr *)((char *)error - NLMSG_HDRLEN);

	(void)from;
	take_verdict(data, nlh);
	return NL_STOP;
}

static void set_failure(struct source_failure *failure, enum obs_error error,
			const char *hint, const char *format, ...)
	printf_format(4, 5);

static void set_failure(struct source_failure *failure, enum obs_error error,
			const char *hint, const char *format, ...)
{
	va_list args;

	failure->error = error;
	failure->hint = hint;
	va_start(args, format);
	vsnprintf(failure->text, sizeof(failure->text), format, args);
	va_end(args);
}

static struct nl_sock *open_socket(int *family, struct source_failure *failure)
{
	struct nl_sock *socket = nl_socket_alloc();
	int one = 1;

	if (!socket || genl_connect(socket)) {
		set_failure(failure, OBS_IO, "",
			    "cannot open a generic-netlink socket");
		nl_socket_free(socket);
		return NULL;
	}
	setsockopt(nl_socket_get_fd(socket), SOL_NETLINK, NETLINK_EXT_ACK, &one,
		   sizeof(one));
	setsockopt(nl_socket_get_fd(socket), SOL_NETLINK, NETLINK_CAP_ACK, &one,
		   sizeof(one));
	nl_socket_set_msg_buf_size(socket, RECEIVE_SIZE);
	nl_socket_disable_msg_peek(socket);
	*family = genl_ctrl_resolve(socket, TDXCTL_FAMILY_NAME);
	if (*family < 0) {
		set_failure(failure, OBS_ABSENT,
			    "load it as root with 'modprobe tdxctl'; tdxctl(8) says how to build it",
			    "helper module is not loaded: no netlink family \"tdxctl\"");
		nl_socket_free(socket);
		return NULL;
	}
	return socket;
}

static int run(struct nl_sock *socket, struct nl_msg *msg, struct exchange *x)
{
	cleanup_cb struct nl_cb *cb = nl_cb_alloc(NL_CB_DEFAULT);
	int err;

	if (!cb)
		return -ENOMEM;
	nl_cb_set(cb, NL_CB_VALID, NL_CB_CUSTOM, on_row, x);
	nl_cb_set(cb, NL_CB_FINISH, NL_CB_CUSTOM, on_done, x);
	nl_cb_err(cb, NL_CB_CUSTOM, on_error, x);
	nl_socket_disable_auto_ack(socket);
	err = nl_send_auto(socket, msg);
	while (err >= 0 && !x->done)
		err = nl_recvmsgs(socket, cb);
	if (!x->done && !x->error) {
		x->error = -EIO;
		snprintf(x->text, sizeof(x->text), "netlink: %s",
			 nl_geterror(err));
	}
	return 0;
}

/* Which of the contract's errors an errno of the helper is. */
static enum obs_error error_of(int error)
{
	switch (error) {
	case -EPERM:
	case -EACCES:
		return OBS_DENIED;
	case -EOPNOTSUPP:
	case -EINVAL:
	case -ERANGE:
	case -E2BIG:
	case -EPROTO:
		return OBS_UNSUPPORTED;
	case -EBUSY:
	case -ESHUTDOWN:
		return OBS_BUSY;
	default:
		return OBS_IO;
	}
}

static const char *hint_of(int error)
{
	switch (error) {
	case -EPERM:
		return "run as root, outside of containers";
	case -EPROTO:
		return "install helper and program of the same release";
	default:
		return "";
	}
}

/* The core's answer, without a text, to a command that a family lacks. */
static bool has_no_read(const struct exchange *x)
{
	return x->error == -EOPNOTSUPP && !x->text[0];
}

static void explain_refusal(const struct exchange *x,
			    struct source_failure *failure)
{
	const char *name = strerrorname_np(-x->error);
	char number[32];

	/* The kernel has errno values of its own, which no C library names. */
	snprintf(number, sizeof(number), "errno %d", -x->error);
	set_failure(failure, error_of(x->error), hint_of(x->error),
		    "helper module refused: %s (%s)",
		    x->text[0] ? x->text : "no reason given",
		    name ? name : number);
}

static void explain(const struct exchange *x, struct source_failure *failure)
{
	if (x->error == -EBADMSG)
		set_failure(failure, OBS_UNSUPPORTED, hint_of(-EPROTO),
			    "helper module gave no usable answer: it speaks version %u of the family, this program version %u",
			    x->version, TDXCTL_FAMILY_VERSION);
	else if (!x->error)
		set_failure(failure, OBS_UNSUPPORTED, hint_of(-EPROTO),
			    "helper module answered for none of the CPUs");
	else if (has_no_read(x))
		set_failure(failure, OBS_UNSUPPORTED, hint_of(-EPROTO),
			    "helper module does not know the read command of this program");
	else
		explain_refusal(x, failure);
}

static int netlink_collect(const struct source_request *request,
			   struct obs_list *out, struct source_failure *failure)
{
	struct exchange x = { .request = request, .out = out };
	cleanup_socket struct nl_sock *socket = NULL;
	cleanup_msg struct nl_msg *msg = NULL;
	size_t before = out->count;
	int family;

	socket = open_socket(&family, failure);
	if (!socket)
		return 0;
	msg = nlmsg_alloc_size(REQUEST_SIZE);
	if (!msg || wire_put_read(msg, family, request) ||
	    run(socket, msg, &x))
		return -ENOMEM;
	if (x.error == -ENOMEM)
		return -ENOMEM;
	diag_debug("helper: family version %u, %u rows, errno %d %s", x.version,
		   x.rows, -x.error, x.text);
	if (x.error || !x.rows) {
		out->count = before;
		explain(&x, failure);
	}
	return 0;
}

const struct source_ops source_netlink = {
	.name = "helper",
	.collect = netlink_collect,
};
