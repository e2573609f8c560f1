/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One message to the helper and all that comes back, judged. */
#ifndef NLSTORM_TALK_H
#define NLSTORM_TALK_H

#include <stdbool.h>
#include <stdint.h>

#include "stream.h"

/**
 * struct talk - a socket, and how to use it
 * @fd: the socket
 * @family: number of the family
 * @read_size: bytes of one receive, or 0 for enough
 * @stormy: see check.h
 */
struct talk {
	int fd;
	uint16_t family;
	unsigned int read_size;
	bool stormy;
};

/**
 * struct outcome - what came back
 * @send_error: errno of sending, or 0
 * @receive_error: of receiving, or 0
 * @error: that the kernel answered with, or 0
 * @text: it came with an extended-ACK text
 * @ack: a positive acknowledgement came
 * @done: the end of a dump came
 * @truncated: a datagram did not fit
 * @rows: right rows; @offline of them were away
 * @replies: right replies to helper-get
 * @wrong: what is wrong with the first row or reply that is, or NULL
 */
struct outcome {
	int send_error;
	int receive_error;
	int error;
	bool text;
	bool ack;
	bool done;
	bool truncated;
	unsigned int rows;
	unsigned int offline;
	unsigned int replies;
	const char *wrong;
};

/* talk_open() - a connected socket; @receive_buffer 0: as large as usual */
void talk_open(struct talk *talk, int receive_buffer);
void talk_close(struct talk *talk);

/* talk_resolve() - find the family, false if it is not there */
bool talk_resolve(struct talk *talk);

/* talk_send() - only that; returns 0 or an errno */
int talk_send(const struct talk *talk, const struct record *record);

/*
 * talk_exchange() - send and receive until nothing comes any more
 *
 * The kernel works while the message is sent, and goes on with a dump while it
 * is received, so that nothing needs to be waited for.
 */
void talk_exchange(struct talk *talk, const struct record *record,
		   struct outcome *outcome);

/* talk_judge() - what is wrong with all that came back, or NULL */
const char *talk_judge(const struct record *record,
		       const struct outcome *outcome);

#endif
