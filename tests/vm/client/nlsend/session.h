/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One conversation with the kernel: open, send, run, read, close. */
#ifndef NLSEND_SESSION_H
#define NLSEND_SESSION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "answer.h"
#include "calls.h"
#include "identity.h"

/**
 * struct session - what to do; the same for every round
 * @family: its name
 * @cmd: generic-netlink command
 * @version: generic-netlink version
 * @reserved: the reserved half-word of the generic-netlink header
 * @flags: of the netlink header
 * @words: attributes
 * @nwords: number of them
 * @cut: bytes that the message ends too early
 * @claim: what nlmsg_len says, or 0 for the truth
 * @opener: opens the socket, if @other_opener
 * @sender: sends the message, if @other_sender
 * @other_opener: do not open as ourselves
 * @other_sender: do not send as ourselves
 * @unshare_late: namespaces to leave between opening and sending, or NULL
 * @addressed: send to an explicit address, not over the connection
 * @unread: helper-get requests to send first, whose answers come first too
 * @twice: send the message two times
 * @alarm_ms: milliseconds from the sending to a SIGALRM that kills, or 0
 * @receive_buffer: SO_RCVBUF, or 0
 * @read_size: bytes of one recv()
 * @wait_ms: how long to wait for an answer
 * @run: shell command to run with the socket open, or NULL
 * @run_after: how many messages to read before that
 * @no_read: close without reading the rest
 * @count_datagrams: print how many there were
 * @style: how answers are printed
 * @calls_before: gets the interrupts counted before sending, or NULL
 * @calls_after: gets those counted after the answer
 */
struct session {
	const char *family;
	int cmd;
	uint8_t version;
	uint16_t reserved;
	int flags;
	char **words;
	int nwords;
	size_t cut;
	uint32_t claim;
	struct identity opener;
	struct identity sender;
	bool other_opener;
	bool other_sender;
	const char *unshare_late;
	bool addressed;
	int unread;
	bool twice;
	int alarm_ms;
	int receive_buffer;
	size_t read_size;
	int wait_ms;
	const char *run;
	int run_after;
	bool no_read;
	bool count_datagrams;
	struct answer_style style;
	struct calls *calls_before;
	struct calls *calls_after;
};

/* session_run() - do it, and print what comes back */
void session_run(const struct session *s, FILE *out);

#endif
