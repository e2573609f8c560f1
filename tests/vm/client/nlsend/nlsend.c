// SPDX-License-Identifier: GPL-2.0-or-later
/* nlsend: sends messages to a generic-netlink family, as told in words. */
#define _GNU_SOURCE
#include <err.h>
#include <getopt.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "repeat.h"

/* struct options - what all sessions share, and how often they are run */
struct options {
	struct session session;
	const char *unshare;
	int flags; /* of the netlink header, or 0 for those of the command */
	int processes;
	int seconds;
	int interrupts;
};

enum {
	OPT_FAMILY = 0x100,
	OPT_MSG_VERSION,
	OPT_RESERVED,
	OPT_FLAGS,
	OPT_CUT,
	OPT_CLAIM,
	OPT_AS,
	OPT_OPEN_AS,
	OPT_SEND_AS,
	OPT_UNSHARE,
	OPT_UNSHARE_LATE,
	OPT_ADDRESSED,
	OPT_UNREAD,
	OPT_TWICE,
	OPT_ALARM,
	OPT_RECEIVE_BUFFER,
	OPT_READ_SIZE,
	OPT_WAIT,
	OPT_RUN,
	OPT_RUN_AFTER,
	OPT_NO_READ,
	OPT_DATAGRAMS,
	OPT_MASK,
	OPT_ON_CPU,
	OPT_PROCESSES,
	OPT_SECONDS,
	OPT_INTERRUPTS,
	OPT_HELP,
};

static const struct option table[] = {
	{ "family", required_argument, NULL, OPT_FAMILY },
	{ "msg-version", required_argument, NULL, OPT_MSG_VERSION },
	{ "reserved", required_argument, NULL, OPT_RESERVED },
	{ "flags", required_argument, NULL, OPT_FLAGS },
	{ "cut", required_argument, NULL, OPT_CUT },
	{ "claim", required_argument, NULL, OPT_CLAIM },
	{ "as", required_argument, NULL, OPT_AS },
	{ "open-as", required_argument, NULL, OPT_OPEN_AS },
	{ "send-as", required_argument, NULL, OPT_SEND_AS },
	{ "unshare", required_argument, NULL, OPT_UNSHARE },
	{ "unshare-late", required_argument, NULL, OPT_UNSHARE_LATE },
	{ "addressed", no_argument, NULL, OPT_ADDRESSED },
	{ "unread", required_argument, NULL, OPT_UNREAD },
	{ "twice", no_argument, NULL, OPT_TWICE },
	{ "alarm", required_argument, NULL, OPT_ALARM },
	{ "receive-buffer", required_argument, NULL, OPT_RECEIVE_BUFFER },
	{ "read-size", required_argument, NULL, OPT_READ_SIZE },
	{ "wait", required_argument, NULL, OPT_WAIT },
	{ "run", required_argument, NULL, OPT_RUN },
	{ "run-after", required_argument, NULL, OPT_RUN_AFTER },
	{ "no-read", no_argument, NULL, OPT_NO_READ },
	{ "datagrams", no_argument, NULL, OPT_DATAGRAMS },
	{ "mask", required_argument, NULL, OPT_MASK },
	{ "on-cpu", required_argument, NULL, OPT_ON_CPU },
	{ "processes", required_argument, NULL, OPT_PROCESSES },
	{ "seconds", required_argument, NULL, OPT_SECONDS },
	{ "interrupts", required_argument, NULL, OPT_INTERRUPTS },
	{ "help", no_argument, NULL, OPT_HELP },
	{ 0 },
};

static const char help[] =
"Usage: nlsend [OPTION...] [as:WHO] COMMAND [ATTRIBUTE...] [+ COMMAND ...]\n"
"COMMAND is read, helper-get or a number; '+' begins another conversation.\n"
"The message (attributes: see message.h; flags: dump for read, else ack):\n"
"  --family NAME  --msg-version N  --reserved N  --flags N\n"
"  --cut BYTES         end it too early\n"
"  --claim BYTES       let nlmsg_len say this\n"
"Who (UID or UID:CAPABILITIES; the connection has an opener and a sender):\n"
"  --as WHO  --open-as WHO  --send-as WHO\n"
"  --unshare NAMES     user, net or user,net before the socket is opened\n"
"  --unshare-late NAMES  ... between opening and sending\n"
"  --addressed         send to an address, not over the connection\n"
"  --unread N          send N helper-gets first\n"
"  --twice             send the message two times\n"
"  --alarm MS          die of SIGALRM this long after beginning to send\n"
"  --on-cpu N          stay on this CPU\n"
"The answer:\n"
"  --receive-buffer BYTES  --read-size BYTES  --wait MILLISECONDS\n"
"  --run COMMAND       with the socket open, --run-after N messages (0)\n"
"  --no-read           close after those without reading the others\n"
"  --datagrams         print how many there were\n"
"  --mask PATH         print '*' for this attribute (5.11); repeatable\n"
"Many times:\n"
"  --processes N  --seconds N   print every distinct line once\n"
"  --interrupts N      function-call interrupts of N rounds by CPU, lowest decile\n";

static void parse_message_option(int opt, struct options *o)
{
	struct session *s = &o->session;

	switch (opt) {
	case OPT_FAMILY:
		s->family = optarg;
		break;
	case OPT_MSG_VERSION:
		s->version = (uint8_t)strtoul(optarg, NULL, 0);
		break;
	case OPT_RESERVED:
		s->reserved = (uint16_t)strtoul(optarg, NULL, 0);
		break;
	case OPT_FLAGS:
		o->flags = (int)strtol(optarg, NULL, 0);
		break;
	case OPT_CUT:
		s->cut = strtoul(optarg, NULL, 0);
		break;
	case OPT_CLAIM:
		s->claim = (uint32_t)strtoul(optarg, NULL, 0);
		break;
	}
}

static void add_mask(struct answer_style *style)
{
	if (style->nmasks == (int)(sizeof(style->masks) / sizeof(char *)))
		errx(2, "too many masks");
	style->masks[style->nmasks++] = optarg;
}

static void parse_answer_option(int opt, struct session *s)
{
	switch (opt) {
	case OPT_RECEIVE_BUFFER:
		s->receive_buffer = atoi(optarg);
		break;
	case OPT_READ_SIZE:
		s->read_size = strtoul(optarg, NULL, 0);
		break;
	case OPT_WAIT:
		s->wait_ms = atoi(optarg);
		break;
	case OPT_RUN:
		s->run = optarg;
		break;
	case OPT_RUN_AFTER:
		s->run_after = atoi(optarg);
		break;
	case OPT_NO_READ:
		s->no_read = true;
		break;
	case OPT_DATAGRAMS:
		s->count_datagrams = true;
		break;
	case OPT_MASK:
		add_mask(&s->style);
		break;
	}
}

static void stay_on_cpu(int cpu)
{
	cpu_set_t set;

	CPU_ZERO(&set);
	CPU_SET(cpu, &set);
	if (sched_setaffinity(0, sizeof(set), &set))
		err(2, "CPU %d", cpu);
}

static void set_opener(const char *who, struct session *s)
{
	s->opener = identity_parse(who);
	s->other_opener = true;
}

static void set_sender(const char *who, struct session *s)
{
	s->sender = identity_parse(who);
	s->other_sender = true;
}

static void parse_who_option(int opt, struct options *o)
{
	struct session *s = &o->session;

	switch (opt) {
	case OPT_AS:
		set_opener(optarg, s);
		set_sender(optarg, s);
		break;
	case OPT_OPEN_AS:
		set_opener(optarg, s);
		break;
	case OPT_SEND_AS:
		set_sender(optarg, s);
		break;
	case OPT_UNSHARE:
		o->unshare = optarg;
		break;
	case OPT_UNSHARE_LATE:
		s->unshare_late = optarg;
		break;
	case OPT_ADDRESSED:
		s->addressed = true;
		break;
	case OPT_UNREAD:
		s->unread = atoi(optarg);
		break;
	case OPT_TWICE:
		s->twice = true;
		break;
	case OPT_ALARM:
		s->alarm_ms = atoi(optarg);
		break;
	case OPT_ON_CPU:
		stay_on_cpu(atoi(optarg));
		break;
	}
}

static void parse_option(int opt, struct options *o)
{
	switch (opt) {
	case OPT_PROCESSES:
		o->processes = atoi(optarg);
		break;
	case OPT_SECONDS:
		o->seconds = atoi(optarg);
		break;
	case OPT_INTERRUPTS:
		o->interrupts = atoi(optarg);
		break;
	case OPT_HELP:
		fputs(help, stdout);
		exit(0);
	case '?':
		exit(2);
	default:
		parse_message_option(opt, o);
		parse_answer_option(opt, &o->session);
		parse_who_option(opt, o);
	}
}

/* The words for commands stand for the numbers of the family's first version. */
static void set_command(const char *word, const struct options *o,
			struct session *s)
{
	if (!strcmp(word, "read"))
		s->cmd = 2;
	else if (!strcmp(word, "helper-get"))
		s->cmd = 1;
	else
		s->cmd = atoi(word);
	s->style.cmd = s->cmd;
	if (o->flags)
		s->flags = o->flags;
	else if (s->cmd == 2)
		s->flags = NLM_F_REQUEST | NLM_F_DUMP;
	else
		s->flags = NLM_F_REQUEST | NLM_F_ACK;
}

static void run(const struct options *o, const struct session *s)
{
	if (o->interrupts)
		repeat_interrupts(s, o->interrupts);
	else if (o->processes)
		repeat_distinct(s, o->processes, o->seconds);
	else
		session_run(s, stdout);
}

/* One conversation; returns the number of words that it took. */
static int run_one(const struct options *o, char **words, int count)
{
	struct session s = o->session;
	int i = 0;

	if (!strncmp(words[i], "as:", 3)) {
		set_opener(words[i] + 3, &s);
		set_sender(words[i] + 3, &s);
		i++;
	}
	if (i == count)
		errx(2, "as whom, but not what");
	set_command(words[i++], o, &s);
	s.words = words + i;
	for (; i < count && strcmp(words[i], "+"); i++)
		s.nwords++;
	run(o, &s);
	return i;
}

int main(int argc, char **argv)
{
	struct options o = {
		.session = { .family = "tdxctl",
			     .version = 1,
			     .read_size = 65536,
			     .wait_ms = 30000 },
	};
	int opt;

	while ((opt = getopt_long(argc, argv, "+", table, NULL)) != -1)
		parse_option(opt, &o);
	if (optind == argc) {
		fputs(help, stderr);
		return 2;
	}
	if (o.unshare)
		identity_unshare(o.unshare);
	for (; optind < argc; optind++)
		optind += run_one(&o, argv + optind, argc - optind);
	return 0;
}
