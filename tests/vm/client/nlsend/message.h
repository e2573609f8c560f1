/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Builds a netlink message, well-formed or not, from words. */
#ifndef NLSEND_MESSAGE_H
#define NLSEND_MESSAGE_H

#include <stddef.h>
#include <stdint.h>

#define PATH_SIZE 128

/* Where an attribute starts, and how it is called in what we print. */
struct mark {
	size_t offset;
	uint16_t type;
	int parent; /* index of the mark of its nest, -1 at the top */
	char path[PATH_SIZE];
};

struct message {
	unsigned char *data;
	size_t len;
	size_t size;
	struct mark *marks;
	int nmarks;
};

/**
 * message_begin() - start a message with room for its two headers
 * @m: zeroed
 */
void message_begin(struct message *m);

/**
 * message_words() - append attributes
 * @m: the message
 * @words: each one of
 *	TYPE=u8:N u16:N u32:N u64:N	a number
 *	TYPE=s:TEXT, TYPE=z:TEXT	text with and without its NUL
 *	TYPE=x:HEX			bytes
 *	TYPE=fill:N			N bytes of the letter a and no NUL
 *	TYPE=nest ... end		a nest
 *	TYPE=bare ... end		a nest without NLA_F_NESTED
 *	TYPE=deep:N			N nests of this type, one in the other
 *	raw:HEX				bytes without an attribute header
 *	each with @LEN behind it to lie about the length; TYPE is 16 bits wide
 * @count: number of words
 *
 * A word that is none of these ends the program.
 */
void message_words(struct message *m, char **words, int count);

/* message_path() - name of the attribute at an offset, or NULL */
const char *message_path(const struct message *m, size_t offset);

void message_free(struct message *m);

#endif
