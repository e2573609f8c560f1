// SPDX-License-Identifier: GPL-2.0-or-later
/* One message to the helper and all that comes back, judged. */
#define _GNU_SOURCE
#include "talk.h"

#include <err.h>
#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <linux/genetlink.h>
#include <linux/netlink.h>

#include "check.h"

#define BUFFER_SIZE	(256 * 1024)
#define CMD_HELPER_GET	1
#define CMD_READ	2

/* A process of its own for each user: nothing here is shared. */
static unsigned char buffer[BUFFER_SIZE] __attribute__((aligned(8)));

static void set_option(int fd, int level, int option, int value)
{
	if (setsockopt(fd, level, option, &value, sizeof(value)))
		err(2, "setsockopt %d", option);
}

void talk_open(struct talk *talk, int receive_buffer)
{
	struct sockaddr_nl kernel = { .nl_family = AF_NETLINK };
	int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_GENERIC);

	if (fd < 0)
		err(2, "socket");
	set_option(fd, SOL_NETLINK, NETLINK_EXT_ACK, 1);
	set_option(fd, SOL_NETLINK, NETLINK_CAP_ACK, 1);
	if (receive_buffer)
		set_option(fd, SOL_SOCKET, SO_RCVBUF, receive_buffer);
	if (connect(fd, (struct sockaddr *)&kernel, sizeof(kernel)))
		err(2, "connect");
	talk->fd = fd;
}

void talk_close(struct talk *talk)
{
	close(talk->fd);
}

static uint16_t find_id(const unsigned char *data, size_t left)
{
	struct nlattr head;
	uint16_t id;
	size_t step;

	while (left >= sizeof(head)) {
		memcpy(&head, data, sizeof(head));
		if (head.nla_len < NLA_HDRLEN || head.nla_len > left)
			return 0;
		if (head.nla_type == CTRL_ATTR_FAMILY_ID) {
			memcpy(&id, data + NLA_HDRLEN, sizeof(id));
			return id;
		}
		step = NLA_ALIGN(head.nla_len);
		step = step < left ? step : left;
		data += step;
		left -= step;
	}
	return 0;
}

bool talk_resolve(struct talk *talk)
{
	struct {
		struct nlmsghdr head;
		struct genlmsghdr genl;
		struct nlattr attr;
		char name[8];
	} ask = {
		.head = { sizeof(ask), GENL_ID_CTRL, NLM_F_REQUEST, 0, 0 },
		.genl = { CTRL_CMD_GETFAMILY, 1, 0 },
		.attr = { NLA_HDRLEN + sizeof("tdxctl"),
			  CTRL_ATTR_FAMILY_NAME },
		.name = "tdxctl",
	};
	const size_t skip = NLMSG_LENGTH(GENL_HDRLEN);
	ssize_t got;

	talk->family = 0;
	if (send(talk->fd, &ask, sizeof(ask), 0) < 0)
		return false;
	got = recv(talk->fd, buffer, sizeof(buffer), 0);
	if (got > (ssize_t)skip &&
	    ((struct nlmsghdr *)buffer)->nlmsg_type == GENL_ID_CTRL)
		talk->family = find_id(buffer + skip, (size_t)got - skip);
	return talk->family;
}

/* What the message does not know: where to, and which one it is. */
static void address(unsigned char *message, size_t len, uint16_t family,
		    uint32_t sequence)
{
	if (len >= 6)
		memcpy(message + offsetof(struct nlmsghdr, nlmsg_type),
		       &family, sizeof(family));
	if (len >= 12)
		memcpy(message + offsetof(struct nlmsghdr, nlmsg_seq),
		       &sequence, sizeof(sequence));
}

int talk_send(const struct talk *talk, const struct record *record)
{
	if (record->message_len > sizeof(buffer))
		errx(2, "message %u is too long", record->number);
	memcpy(buffer, record_message(record), record->message_len);
	address(buffer, record->message_len, talk->family, record->number);
	return send(talk->fd, buffer, record->message_len, 0) < 0 ? errno : 0;
}

static void take_error(const struct nlmsghdr *head, struct outcome *outcome)
{
	int error = 0;

	if (head->nlmsg_len >= NLMSG_LENGTH(sizeof(error)))
		memcpy(&error, NLMSG_DATA(head), sizeof(error));
	if (error) {
		outcome->error = error < 0 ? -error : EBADMSG;
		outcome->text = head->nlmsg_flags & NLM_F_ACK_TLVS;
	} else if (head->nlmsg_type == NLMSG_DONE) {
		outcome->done = true;
	} else {
		outcome->ack = true;
	}
}

static unsigned int next_cpu(const struct record *record, unsigned int rows)
{
	uint64_t cpus = record->cpus;

	for (; rows && cpus; rows--)
		cpus &= cpus - 1;
	return cpus ? (unsigned int)__builtin_ctzll(cpus) : ~0U;
}

static void take_row(const struct talk *talk, const struct record *record,
		     const void *data, size_t len, struct outcome *outcome)
{
	struct row row = {
		.cpu = next_cpu(record, outcome->rows),
		.stormy = talk->stormy,
	};

	if (!check_row(record, &row, data, len)) {
		outcome->wrong = row.why;
		return;
	}
	outcome->rows++;
	outcome->offline += row.offline;
}

static void take_content(const struct talk *talk, const struct record *record,
			 const struct nlmsghdr *head, struct outcome *outcome)
{
	const struct genlmsghdr *genl = NLMSG_DATA(head);
	const unsigned char *data = (const unsigned char *)(genl + 1);
	size_t len = head->nlmsg_len - NLMSG_LENGTH(GENL_HDRLEN);

	if (genl->cmd != record->cmd)
		outcome->wrong = record->cmd ? "an answer to another command" :
					       "accepted what must be refused";
	else if (record->cmd == CMD_READ)
		take_row(talk, record, data, len, outcome);
	else if (check_helper(data, len))
		outcome->replies++;
	else
		outcome->wrong = "the helper describes itself otherwise";
}

/*
 * Netlink itself reports that it could not begin a dump for want of memory, and
 * begins it all the same when somebody receives.
 */
static bool is_over(const struct outcome *outcome)
{
	return outcome->done || (outcome->error && outcome->error != ENOBUFS);
}

static void take_message(const struct talk *talk, const struct record *record,
			 const struct nlmsghdr *head, struct outcome *outcome)
{
	if (outcome->wrong)
		return;
	if (head->nlmsg_seq != record->number)
		outcome->wrong = "an answer to another message";
	else if (is_over(outcome))
		outcome->wrong = "something behind the end";
	else if (head->nlmsg_type == NLMSG_ERROR ||
		 head->nlmsg_type == NLMSG_DONE)
		take_error(head, outcome);
	else if (head->nlmsg_type != talk->family ||
		 head->nlmsg_len < NLMSG_LENGTH(GENL_HDRLEN))
		outcome->wrong = "a message of another type";
	else
		take_content(talk, record, head, outcome);
}

static void take_datagram(const struct talk *talk, const struct record *record,
			  size_t len, struct outcome *outcome)
{
	const unsigned char *at = buffer;
	const struct nlmsghdr *head;
	size_t step;

	while (len >= NLMSG_HDRLEN) {
		head = (const void *)at;
		if (head->nlmsg_len < NLMSG_HDRLEN || head->nlmsg_len > len) {
			outcome->wrong = "a length that lies";
			return;
		}
		take_message(talk, record, head, outcome);
		step = NLMSG_ALIGN(head->nlmsg_len);
		step = step < len ? step : len;
		at += step;
		len -= step;
	}
}

static void exchange_once(struct talk *talk, const struct record *record,
			  struct outcome *outcome)
{
	size_t size = talk->read_size ? talk->read_size : sizeof(buffer);
	ssize_t got;

	*outcome = (struct outcome){ 0 };
	outcome->send_error = talk_send(talk, record);
	for (;;) {
		got = recv(talk->fd, buffer, size, MSG_DONTWAIT | MSG_TRUNC);
		if (got < 0)
			break;
		if ((size_t)got > size)
			outcome->truncated = true;
		else
			take_datagram(talk, record, (size_t)got, outcome);
	}
	if (errno != EAGAIN)
		outcome->receive_error = errno;
}

/* Who meets another reader asks again, as the helper says. */
void talk_exchange(struct talk *talk, const struct record *record,
		   struct outcome *outcome)
{
	do
		exchange_once(talk, record, outcome);
	while (outcome->error == EBUSY && outcome->text);
}

/* Refusals that are the helper's own have a text. */
static bool must_have_text(int error)
{
	return error == EPERM || error == EACCES || error == E2BIG ||
	       error == EPROTO;
}

static const char *judge_refusal(const struct record *record,
				 const struct outcome *outcome)
{
	if (!record_permits(record, outcome->error))
		return "refused with another error";
	if (outcome->rows || outcome->replies || outcome->done || outcome->ack)
		return "refused and answered";
	if (must_have_text(outcome->error) && !outcome->text)
		return "refused without a text";
	return NULL;
}

static const char *judge_answer(const struct record *record,
				const struct outcome *outcome)
{
	if (record->cmd == CMD_HELPER_GET)
		return outcome->replies == 1 ? NULL : "no reply, or several";
	if (!outcome->done)
		return "the rows have no end";
	if (outcome->rows != (unsigned int)__builtin_popcountll(record->cpus))
		return "too few rows";
	return NULL;
}

const char *talk_judge(const struct record *record,
		       const struct outcome *outcome)
{
	bool answered = outcome->rows || outcome->replies || outcome->done;

	if (outcome->wrong)
		return outcome->wrong;
	if (outcome->send_error || outcome->receive_error)
		return "an error of the socket";
	if (record->verdict == VERDICT_SILENT)
		return answered || outcome->error ? "answered what is no message"
						  : NULL;
	if (outcome->error)
		return record->verdict == VERDICT_ACCEPT ?
			       "refused what is right" :
			       judge_refusal(record, outcome);
	if (record->verdict == VERDICT_REFUSE)
		return answered ? "accepted what must be refused" :
				  "neither refused nor answered";
	return judge_answer(record, outcome);
}
