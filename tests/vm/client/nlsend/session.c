// SPDX-License-Identifier: GPL-2.0-or-later
/* One conversation with the kernel: open, send, run, read, close. */
#define _GNU_SOURCE
#include "session.h"

#include <err.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include <linux/genetlink.h>

#define SEQUENCE 1
#define HELPER_GET 1	/* kmod/uapi/tdxctl.h */

/* struct talk - a socket with a request on its way */
struct talk {
	const struct session *s;
	FILE *out;
	int fd;
	struct message message;
	unsigned char *buffer;
	int messages;
	int datagrams;
	bool over;
};

static void set_option(int fd, int level, int option, int value)
{
	if (setsockopt(fd, level, option, &value, sizeof(value)))
		err(2, "setsockopt %d", option);
}

static int open_socket(const struct session *s)
{
	struct sockaddr_nl kernel = { .nl_family = AF_NETLINK };
	struct timeval wait = { .tv_sec = s->wait_ms / 1000,
				.tv_usec = s->wait_ms % 1000 * 1000 };
	int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_GENERIC);

	if (fd < 0)
		err(2, "socket");
	set_option(fd, SOL_NETLINK, NETLINK_EXT_ACK, 1);
	set_option(fd, SOL_NETLINK, NETLINK_CAP_ACK, 1);
	if (s->receive_buffer)
		set_option(fd, SOL_SOCKET, SO_RCVBUF, s->receive_buffer);
	if (setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &wait, sizeof(wait)))
		err(2, "setsockopt SO_RCVTIMEO");
	/*
	 * The kernel looks at the opener of a connection only: an explicit
	 * address proves that the sender knows that this is netlink.
	 */
	if (!s->addressed &&
	    connect(fd, (struct sockaddr *)&kernel, sizeof(kernel)))
		err(2, "connect");
	return fd;
}

static void send_bytes(int fd, const struct session *s, const void *data,
		       size_t len)
{
	struct sockaddr_nl kernel = { .nl_family = AF_NETLINK };
	ssize_t sent;

	if (s->addressed)
		sent = sendto(fd, data, len, 0, (struct sockaddr *)&kernel,
			      sizeof(kernel));
	else
		sent = write(fd, data, len);
	if (sent < 0)
		err(2, "send");
}

static void fill_headers(struct message *m, uint16_t type, int flags, int cmd,
			 uint8_t version, uint16_t reserved)
{
	struct nlmsghdr header = {
		.nlmsg_len = (uint32_t)m->len,
		.nlmsg_type = type,
		.nlmsg_flags = (uint16_t)flags,
		.nlmsg_seq = SEQUENCE,
	};
	struct genlmsghdr genl = {
		.cmd = (uint8_t)cmd,
		.version = version,
		.reserved = reserved,
	};

	memcpy(m->data, &header, sizeof(header));
	memcpy(m->data + NLMSG_HDRLEN, &genl, sizeof(genl));
}

static uint16_t find_id(const struct nlmsghdr *nlh, size_t left)
{
	const struct nlattr *attr =
		(const void *)((const char *)NLMSG_DATA(nlh) + GENL_HDRLEN);
	uint16_t id = 0;
	size_t step;

	left -= NLMSG_LENGTH(GENL_HDRLEN);
	while (left >= NLA_HDRLEN && attr->nla_len <= left &&
	       attr->nla_len >= NLA_HDRLEN) {
		if (attr->nla_type == CTRL_ATTR_FAMILY_ID)
			memcpy(&id, attr + 1, sizeof(id));
		step = NLA_ALIGN(attr->nla_len);
		left -= step < left ? step : left;
		attr = (const void *)((const char *)attr + step);
	}
	return id;
}

/* The number of a family is its owner's secret to nobody: 0 if there is none. */
static uint16_t resolve(int fd, const struct session *s)
{
	struct message m = { 0 };
	char word[64];
	char *words[] = { word };
	uint32_t buffer[2048];
	struct nlmsghdr *nlh = (struct nlmsghdr *)buffer;
	ssize_t got;

	snprintf(word, sizeof(word), "%d=s:%s", CTRL_ATTR_FAMILY_NAME,
		 s->family);
	message_begin(&m);
	message_words(&m, words, 1);
	fill_headers(&m, GENL_ID_CTRL, NLM_F_REQUEST, CTRL_CMD_GETFAMILY, 1,
		     0);
	send_bytes(fd, s, m.data, m.len);
	message_free(&m);
	got = recv(fd, buffer, sizeof(buffer), 0);
	if (got < (ssize_t)NLMSG_LENGTH(GENL_HDRLEN))
		err(2, "cannot ask for the family");
	if (nlh->nlmsg_type == NLMSG_ERROR)
		return 0;
	return find_id(nlh, (size_t)got);
}

static void build(struct message *m, const struct session *s, uint16_t type)
{
	message_begin(m);
	message_words(m, s->words, s->nwords);
	if (s->cut > m->len)
		errx(2, "cannot cut %zu bytes off %zu", s->cut, m->len);
	fill_headers(m, type, s->flags, s->cmd, s->version, s->reserved);
	m->len -= s->cut;
	((struct nlmsghdr *)m->data)->nlmsg_len =
		s->claim ? s->claim : (uint32_t)m->len;
}

static void run_command(struct talk *talk)
{
	int status;

	if (!talk->s->run || talk->s->run_after != talk->messages)
		return;
	fflush(talk->out);
	status = system(talk->s->run);
	fprintf(talk->out, "run: exit %d\n",
		WIFEXITED(status) ? WEXITSTATUS(status) : -1);
}

static void take_message(struct talk *talk, const struct nlmsghdr *nlh)
{
	talk->over = answer_print(talk->out, nlh, &talk->message,
				  &talk->s->style);
	/* A reply comes before the acknowledgement that was asked for. */
	if (!talk->over && !(nlh->nlmsg_flags & NLM_F_MULTI) &&
	    !(talk->s->flags & NLM_F_ACK))
		talk->over = true;
	talk->messages++;
	run_command(talk);
}

static void take_datagram(struct talk *talk, size_t len)
{
	const struct nlmsghdr *nlh = (const void *)talk->buffer;
	size_t step;

	if (len > talk->s->read_size) {
		fprintf(talk->out, "truncated\n");
		len = talk->s->read_size;
	}
	while (len >= NLMSG_HDRLEN && nlh->nlmsg_len >= NLMSG_HDRLEN &&
	       nlh->nlmsg_len <= len && !talk->over) {
		take_message(talk, nlh);
		step = NLMSG_ALIGN(nlh->nlmsg_len);
		len -= step < len ? step : len;
		nlh = (const void *)((const char *)nlh + step);
	}
}

static void read_answers(struct talk *talk)
{
	ssize_t got;

	while (!talk->over) {
		if (talk->s->no_read && talk->messages >= talk->s->run_after)
			return;
		got = recv(talk->fd, talk->buffer, talk->s->read_size,
			   MSG_TRUNC);
		if (got < 0) {
			fprintf(talk->out, errno == EAGAIN ? "no answer\n" :
				"recv: %s\n", strerrorname_np(errno));
			return;
		}
		talk->datagrams++;
		take_datagram(talk, (size_t)got);
	}
}

/* Answers of helper-get, which fill the receive buffer for whoever is next. */
static void send_unread(const struct talk *talk, uint16_t type)
{
	const struct session get = { .cmd = HELPER_GET,
				     .version = 1,
				     .flags = NLM_F_REQUEST };
	struct message m = { 0 };
	int i;

	build(&m, &get, type);
	for (i = 0; i < talk->s->unread; i++)
		send_bytes(talk->fd, talk->s, m.data, m.len);
	message_free(&m);
}

/* The kernel itself kills us, however long it takes to answer. */
static void set_alarm(int ms)
{
	const struct itimerval once = {
		.it_value = { .tv_sec = ms / 1000,
			      .tv_usec = ms % 1000 * 1000 },
	};

	if (setitimer(ITIMER_REAL, &once, NULL))
		err(2, "alarm");
}

static void converse(struct talk *talk, uint16_t type)
{
	const struct session *s = talk->s;
	struct identity own = identity_own();

	if (s->unshare_late)
		identity_unshare(s->unshare_late);
	build(&talk->message, s, type);
	if (s->other_sender)
		identity_become(&s->sender);
	send_unread(talk, type);
	if (s->calls_before)
		calls_read(s->calls_before);
	if (s->alarm_ms)
		set_alarm(s->alarm_ms);
	send_bytes(talk->fd, s, talk->message.data, talk->message.len);
	if (s->twice)
		send_bytes(talk->fd, s, talk->message.data, talk->message.len);
	if (s->other_sender)
		identity_become(&own);
	run_command(talk);
	read_answers(talk);
	if (s->calls_after)
		calls_read(s->calls_after);
	if (s->count_datagrams)
		fprintf(talk->out, "datagrams: %d\n", talk->datagrams);
	message_free(&talk->message);
}

void session_run(const struct session *s, FILE *out)
{
	struct talk talk = { .s = s, .out = out };
	struct identity own = identity_own();
	uint16_t type;

	if (s->other_opener)
		identity_become(&s->opener);
	talk.fd = open_socket(s);
	type = resolve(talk.fd, s);
	if (s->other_opener)
		identity_become(&own);
	talk.buffer = malloc(s->read_size);
	if (!talk.buffer)
		err(2, "buffer");
	if (type)
		converse(&talk, type);
	else
		fprintf(out, "no family %s\n", s->family);
	free(talk.buffer);
	close(talk.fd);
}
