/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Who a step of the program is taken as. */
#ifndef NLSEND_IDENTITY_H
#define NLSEND_IDENTITY_H

#include <stdint.h>
#include <unistd.h>

struct identity {
	uid_t uid;
	uint64_t caps; /* effective capabilities, one bit each */
};

/* identity_own() - user and capabilities that the program was started with */
struct identity identity_own(void);

/**
 * identity_parse() - read "UID" or "UID:CAPS"
 * @text: CAPS is a mask; without it user 0 has all and others have none
 */
struct identity identity_parse(const char *text);

/**
 * identity_become() - act as somebody; only the effective IDs change
 *
 * Reversible, because the real user stays root. The kernel looks at nothing
 * but the effective set, of the opener as of the sender.
 */
void identity_become(const struct identity *who);

/* identity_unshare() - move into new namespaces: "user", "net", "user,net" */
void identity_unshare(const char *names);

#endif
