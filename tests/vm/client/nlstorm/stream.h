/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A stream of messages with what must come back, made by tests/storm. */
#ifndef NLSTORM_STREAM_H
#define NLSTORM_STREAM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum verdict {
	VERDICT_REFUSE,	/* with one of the errors */
	VERDICT_ACCEPT,
	VERDICT_EITHER,	/* the documents leave it open */
	VERDICT_SILENT,	/* dropped, or at most acknowledged */
};

/**
 * struct record - one message; behind it, in this order, without padding: RDX
 * of each SEAMCALL (u64), CPUID leaf and subleaf (u32 each), MSR addresses
 * (u32), the message
 * @size: bytes of all of it, a multiple of eight
 * @number: in the stream
 * @who: the sender, see who.h
 * @verdict: enum verdict
 * @cmd: what it asks for, where it may be accepted
 * @message_len: bytes to send; those of the family's number are open
 * @errnos: bit mask of the errors that are right
 * @cpus: bit mask of the rows that must come
 */
struct record {
	uint32_t size;
	uint32_t number;
	uint8_t who;
	uint8_t verdict;
	uint8_t cmd;
	uint8_t reserved;
	uint32_t message_len;
	uint64_t errnos[2];
	uint64_t cpus;
	uint32_t flags;
	uint16_t nr_msrs;
	uint16_t nr_cpuids;
	uint16_t nr_calls;
	uint16_t reserved2[3];
};

struct stream {
	const unsigned char *data;
	size_t size;
};

void stream_open(struct stream *stream, const char *file);

/* stream_next() - the record behind @at, or the first; NULL at the end */
const struct record *stream_next(const struct stream *stream,
				 const struct record *at);

const uint64_t *record_calls(const struct record *record);
const uint32_t *record_cpuids(const struct record *record);
const uint32_t *record_msrs(const struct record *record);
const unsigned char *record_message(const struct record *record);

/* record_permits() - whether this error is a right answer */
bool record_permits(const struct record *record, int error);

#endif
