// SPDX-License-Identifier: GPL-2.0-or-later
/* The helper module as a source, through its generic-netlink family. */
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

#include <linux/netlink.h>
#include <netlink/genl/ctrl.h>
#include <netlink/genl/genl.h>
#include <netlink/netlink.h>
#include <netlink/socket.h>

#include "base/diag.h"
#include "base/util.h"
#include "capture/read-list.h"
#include "read/host.h"
#include "read/source-request.h"
#include "read/wire.h"
#include "uapi/tdxctl.h"

/* The largest request: a CPU list without two neighbours, and all lists. */
#define REQUEST_SIZE (TDXCTL_MAX_CPUS_LEN + 4096)

/*
 * Room for the largest message: the kernel fills at most 32 KiB, or a row of
 * its own if that is larger, which the limits of the family rule out.  Given
 * that, libnl need not look at each message twice.
 */
#define RECEIVE_SIZE 65536

/* How often a request is sent that met another reader, and how long between. */
#define BUSY_TRIES 1000
#define BUSY_WAIT_NS 5000000

/**
 * struct exchange - one request and what has come back so far
 * @request: what was asked
 * @out: gets the rows
 * @rows: CPUs that answered
 * @version: family version of the helper, 0 until a row came
 * @done: NLMSG_DONE or NLMSG_ERROR was seen
 * @error: negative errno: of the kernel, or -EBADMSG, -ENOMEM of ours
 * @text: extended-ACK text, or ""
 * @helper: what the helper says of itself, if that was asked
 */
struct exchange {
	const struct source_request *request;
	struct obs_list *out;
	unsigned int rows;
	unsigned int version;
	bool done;
	int error;
	char text[SOURCE_TEXT_MAX];
	struct wire_helper helper;
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

/* No NLMSG_DONE follows this answer. */
static int on_helper(struct nl_msg *msg, void *data)
{
	struct exchange *x = data;

	wire_get_helper(nlmsg_hdr(msg), &x->helper);
	x->done = true;
	return NL_STOP;
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

/*
 * What makes the kernel refuse a module that nobody signed shows before the
 * module is tried.
 */
static const char *load_hint(const char *root)
{
	if (host_secure_boot(root) || host_lockdown(root))
		return "load it as root with 'modprobe tdxctl'; this kernel loads signed modules only (Secure Boot or lockdown); tdxctl(8) says how to build and sign it";
	return "load it as root with 'modprobe tdxctl'; tdxctl(8) says how to build it";
}

/* The helper serves every kind of key. */
#define ALL_KINDS (SOURCE_KIND(OBS_KINDS) - 1)

static void explain_absence(const char *root, struct source_failures *failures)
{
	source_fail(failures, ALL_KINDS, OBS_ABSENT, load_hint(root),
		    "helper module is not loaded: no netlink family \"tdxctl\"");
}

static struct nl_sock *open_socket(int *family, const char *root,
				   struct source_failures *failures)
{
	struct nl_sock *socket = nl_socket_alloc();
	int one = 1;

	if (!socket || genl_connect(socket)) {
		source_fail(failures, ALL_KINDS, OBS_IO, "",
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
		explain_absence(root, failures);
		nl_socket_free(socket);
		return NULL;
	}
	return socket;
}

static int run(struct nl_sock *socket, struct nl_msg *msg, struct exchange *x,
	       nl_recvmsg_msg_cb_t on_answer)
{
	cleanup_cb struct nl_cb *cb = nl_cb_alloc(NL_CB_DEFAULT);
	int err;

	if (!cb)
		return -ENOMEM;
	nl_cb_set(cb, NL_CB_VALID, NL_CB_CUSTOM, on_answer, x);
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
	case -EEXIST:
	case -ENOTRECOVERABLE:
	case -ESHUTDOWN:
		return OBS_BUSY;
	default:
		return OBS_IO;
	}
}

#define SAME_RELEASE "install helper and program of the same release"

static const char *hint_of(const struct exchange *x)
{
	switch (x->error) {
	case -EPERM:
		return "run as root, outside of containers";
	case -EPROTO:
		return SAME_RELEASE;
	case -EEXIST:
		return "unload the crash kernel with 'kexec -p -u', or take the risk with --enter-vmx=force";
	default:
		return "";
	}
}

/* The core's answer, without a text, to a command that a family lacks. */
static bool has_no_read(const struct exchange *x)
{
	return x->error == -EOPNOTSUPP && !x->text[0];
}

/*
 * Flags that a helper does not know are refused by its policy; nothing else that
 * this program sends is malformed. A helper that says what it knows is not asked.
 */
static bool cannot_enter_vmx(const struct exchange *x)
{
	return x->error == -EINVAL && source_enters(x->request);
}

/* A virtual machine has no SEAMCALL; all else can be read there. */
static bool refuses_seamcall(const struct exchange *x)
{
	return x->error == -EOPNOTSUPP && x->text[0];
}

/* Unloaded since the family was looked up: the core's answer, without a text. */
static bool is_gone(const struct exchange *x)
{
	return (x->error == -ENOENT || x->error == -EPROTONOSUPPORT) &&
	       !x->text[0];
}

static void explain_refusal(const struct exchange *x, unsigned int kinds,
			    struct source_failures *failures)
{
	const char *name = strerrorname_np(-x->error);
	char number[32];

	/* The kernel has errno values of its own, which no C library names. */
	snprintf(number, sizeof(number), "errno %d", -x->error);
	source_fail(failures, kinds, error_of(x->error), hint_of(x),
		    "helper module refused: %s (%s)",
		    x->text[0] ? x->text : "no reason given",
		    name ? name : number);
}

static void explain(const struct exchange *x, unsigned int kinds,
		    struct source_failures *failures)
{
	if (x->error == -EBADMSG)
		source_fail(failures, kinds, OBS_UNSUPPORTED, SAME_RELEASE,
			    "helper module gave no usable answer: it speaks version %u of the family, this program version %u",
			    x->version, TDXCTL_FAMILY_VERSION);
	else if (!x->error)
		source_fail(failures, kinds, OBS_UNSUPPORTED, SAME_RELEASE,
			    "helper module answered for none of the CPUs");
	else if (has_no_read(x))
		source_fail(failures, kinds, OBS_UNSUPPORTED, SAME_RELEASE,
			    "helper module does not know the read command of this program");
	else if (cannot_enter_vmx(x))
		source_fail(failures, kinds, OBS_UNSUPPORTED, SAME_RELEASE,
			    "helper module does not know how to enter VMX operation");
	else
		explain_refusal(x, kinds, failures);
}

/* What the helper says of itself; nothing where it does not. */
static struct wire_helper ask_helper(struct nl_sock *socket, int family)
{
	cleanup_msg struct nl_msg *msg = nlmsg_alloc();
	struct exchange x = { 0 };

	if (msg && !wire_put_helper_get(msg, family))
		run(socket, msg, &x, on_helper);
	return x.helper;
}

/*
 * Two releases may understand each other or not; in either case it helps to know
 * that they differ.  After an upgrade the old helper stays loaded.
 */
static void compare_versions(const struct wire_helper *helper)
{
	if (helper->version[0] && strcmp(helper->version, PACKAGE_VERSION))
		diag_warning("the loaded helper module is version %s, this program is version %s: install the same version of both, then unload the module and load it again",
			     helper->version, PACKAGE_VERSION);
}

/*
 * The helper lets nobody wait in the kernel before an answer begins: who meets
 * another reader, or a CPU that comes or goes, asks again.
 */
static bool met_another(const struct exchange *x)
{
	return x->error == -EBUSY && x->text[0] && !x->rows;
}

/* CPUs that are in VMX operation are read all the same. */
static enum source_vmx possible_vmx(const struct source_request *request,
				    const struct wire_helper *helper)
{
	if (!source_enters(request) ||
	    helper_entry(helper->flags) != HELPER_ENTRY_IMPOSSIBLE)
		return request->vmx;
	diag_warning("--enter-vmx has no effect: the helper module cannot enter VMX operation on this kernel");
	return SOURCE_VMX_CANNOT;
}

/* One request and its whole answer; observations only if it went well. */
static int ask_once(struct nl_sock *socket, int family, struct exchange *x)
{
	cleanup_msg struct nl_msg *msg = nlmsg_alloc_size(REQUEST_SIZE);
	size_t before = x->out->count;

	if (!msg || wire_put_read(msg, family, x->request) ||
	    run(socket, msg, x, on_row) || x->error == -ENOMEM)
		return -ENOMEM;
	diag_debug("helper: family version %u, %u rows, errno %d %s", x->version,
		   x->rows, -x->error, x->text);
	if (x->error || !x->rows)
		obs_truncate(x->out, before);
	return 0;
}

static int ask(struct nl_sock *socket, int family, struct exchange *x)
{
	const struct timespec wait = { .tv_nsec = BUSY_WAIT_NS };
	const struct exchange fresh = *x;
	unsigned int tries;
	int err = 0;

	for (tries = 0; tries < BUSY_TRIES; tries++) {
		*x = fresh;
		err = ask_once(socket, family, x);
		if (err || !met_another(x))
			break;
		nanosleep(&wait, NULL);
	}
	return err;
}

typedef bool wanted_fn(const struct obs_key *key);

static bool is_seamcall(const struct obs_key *key)
{
	return key->kind == OBS_SEAMCALL;
}

/* Those keys of a request that are so, or are not so: to be freed; or NULL. */
static struct obs_key *pick(const struct source_request *request, wanted_fn *is,
			    bool so, size_t *count)
{
	struct obs_key *keys = calloc(request->nkeys + 1, sizeof(*keys));
	size_t i;

	*count = 0;
	for (i = 0; keys && i < request->nkeys; i++)
		if (is(&request->keys[i]) == so)
			keys[(*count)++] = request->keys[i];
	return keys;
}

/* The request again, with all that is no SEAMCALL. */
static int ask_the_rest(struct nl_sock *socket, int family,
			const struct source_request *request,
			struct obs_list *out, struct source_failures *failures)
{
	struct source_request rest = *request;
	struct exchange x = { .request = &rest, .out = out };
	cleanup_free struct obs_key *keys =
		pick(request, is_seamcall, false, &rest.nkeys);

	if (!keys)
		return -ENOMEM;
	rest.keys = keys;
	rest.vmx = SOURCE_VMX_AS_IS;
	if (!rest.nkeys)
		return 0;
	if (ask(socket, family, &x))
		return -ENOMEM;
	if (x.error || !x.rows)
		explain(&x, ALL_KINDS & ~SOURCE_KIND(OBS_SEAMCALL), failures);
	return 0;
}

/* All that each CPU is asked for, in one request. */
static int ask_each(struct nl_sock *socket, int family,
		    const struct source_request *request, struct obs_list *out,
		    struct source_failures *failures)
{
	struct exchange x = { .request = request, .out = out };

	/* A CPU in the module could make its replacement fail. */
	if (source_wanted_kinds(request) & SOURCE_KIND(OBS_SEAMCALL) &&
	    host_updates_module(request->root)) {
		source_fail(failures, SOURCE_KIND(OBS_SEAMCALL), OBS_BUSY,
			    "try again when it has ended",
			    "a runtime update of the TDX module is running: it is not probed");
		return ask_the_rest(socket, family, request, out, failures);
	}
	if (ask(socket, family, &x))
		return -ENOMEM;
	if (is_gone(&x)) {
		explain_absence(request->root, failures);
		return 0;
	}
	if (refuses_seamcall(&x)) {
		explain(&x, SOURCE_KIND(OBS_SEAMCALL), failures);
		return ask_the_rest(socket, family, request, out, failures);
	}
	if (x.error || !x.rows)
		explain(&x, ALL_KINDS, failures);
	return 0;
}

/*
 * What is global to a package, asked of one CPU there.  Interrupts are off while a
 * CPU is asked, so the helper takes few SEAMCALLs at a time.
 */
static int ask_few(struct nl_sock *socket, int family,
		   const struct source_request *request, struct obs_list *out,
		   struct source_failures *failures)
{
	struct source_request part = *request;
	struct exchange x;
	size_t count, at;
	cleanup_free struct obs_key *keys =
		pick(request, read_list_is_global, true, &count);

	if (!keys)
		return -ENOMEM;
	part.cpus = request->few;
	for (at = 0; at < count; at += part.nkeys) {
		part.keys = keys + at;
		part.nkeys = count - at < TDXCTL_MAX_SEAMCALLS ?
				     count - at :
				     TDXCTL_MAX_SEAMCALLS;
		x = (struct exchange){ .request = &part, .out = out };
		if (ask(socket, family, &x))
			return -ENOMEM;
		if (x.error || !x.rows) {
			explain(&x, SOURCE_KIND(OBS_SEAMCALL), failures);
			break;
		}
	}
	return 0;
}

static int netlink_collect(const struct source_request *request,
			   struct obs_list *out,
			   struct source_failures *failures,
			   struct source_used *used)
{
	struct source_request possible = *request, each;
	cleanup_socket struct nl_sock *socket = NULL;
	cleanup_free struct obs_key *keys = NULL;
	struct wire_helper helper;
	int family;

	socket = open_socket(&family, request->root, failures);
	if (!socket)
		return 0;
	helper = ask_helper(socket, family);
	compare_versions(&helper);
	strcpy(used->helper_flags, helper.flags);
	possible.vmx = possible_vmx(request, &helper);
	if (!request->few)
		return ask_each(socket, family, &possible, out, failures);
	each = possible;
	keys = pick(request, read_list_is_global, false, &each.nkeys);
	if (!keys)
		return -ENOMEM;
	each.keys = keys;
	if (ask_each(socket, family, &each, out, failures))
		return -ENOMEM;
	if (failures->count)
		return 0;
	return ask_few(socket, family, &possible, out, failures);
}

const struct source_ops source_netlink = {
	.name = "helper",
	.kinds = ALL_KINDS,
	.collect = netlink_collect,
};
