// SPDX-License-Identifier: GPL-2.0-or-later
/* Who a step of the program is taken as. */
#define _GNU_SOURCE
#include "identity.h"

#include <err.h>
#include <sched.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>

#include <linux/capability.h>

#define ALL_CAPS UINT64_MAX

static struct __user_cap_header_struct header(void)
{
	return (struct __user_cap_header_struct){
		.version = _LINUX_CAPABILITY_VERSION_3,
	};
}

static void get_caps(struct __user_cap_data_struct data[2])
{
	struct __user_cap_header_struct hdr = header();

	if (syscall(SYS_capget, &hdr, data))
		err(2, "capget");
}

static void set_effective(uint64_t caps)
{
	struct __user_cap_header_struct hdr = header();
	struct __user_cap_data_struct data[2];

	get_caps(data);
	data[0].effective = data[0].permitted & (uint32_t)caps;
	data[1].effective = data[1].permitted & (uint32_t)(caps >> 32);
	if (syscall(SYS_capset, &hdr, data))
		err(2, "capset");
}

struct identity identity_own(void)
{
	struct __user_cap_data_struct data[2];

	get_caps(data);
	return (struct identity){
		.uid = geteuid(),
		.caps = data[0].effective | (uint64_t)data[1].effective << 32,
	};
}

struct identity identity_parse(const char *text)
{
	struct identity who = { 0 };
	char *end;

	who.uid = (uid_t)strtoul(text, &end, 0);
	who.caps = who.uid ? 0 : ALL_CAPS;
	if (*end == ':')
		who.caps = strtoull(end + 1, &end, 0);
	if (end == text || *end)
		errx(2, "'%s' is not UID[:CAPS]", text);
	return who;
}

void identity_become(const struct identity *who)
{
	if (geteuid() != who->uid) {
		/* Changing the user needs a capability that may be off. */
		set_effective(ALL_CAPS);
		if (seteuid(who->uid))
			err(2, "seteuid %u", who->uid);
	}
	set_effective(who->caps);
}

void identity_unshare(const char *names)
{
	bool user = strstr(names, "user");
	bool net = strstr(names, "net");

	if (!user && !net)
		errx(2, "'%s' is neither user nor net", names);
	if (unshare((user ? CLONE_NEWUSER : 0) | (net ? CLONE_NEWNET : 0)))
		err(2, "unshare %s", names);
}
