/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Sends a whole stream, each message as its sender, side by side. */
#ifndef NLSTORM_HOSTILE_H
#define NLSTORM_HOSTILE_H

#include "stream.h"
#include "talk.h"

/* hostile_learn() - send it as it comes, and take what comes as right */
void hostile_learn(const struct stream *stream);

/* hostile_send() - send it, and judge; @workers of them are root */
void hostile_send(const struct stream *stream, unsigned int workers);

/* hostile_count() - what a message that was judged has come to */
void hostile_count(const struct record *record, const struct outcome *outcome,
		   const char *wrong);

#endif
