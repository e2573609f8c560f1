// SPDX-License-Identifier: GPL-2.0-or-later
/* The senders that a stream names. */
#define _GNU_SOURCE
#include "who.h"

#include <err.h>
#include <sched.h>
#include <stdint.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <linux/capability.h>

#define NOBODY 65534

static void set_caps(uint64_t caps)
{
	struct __user_cap_header_struct header = {
		.version = _LINUX_CAPABILITY_VERSION_3,
	};
	struct __user_cap_data_struct data[2] = {
		{ .effective = (uint32_t)caps, .permitted = (uint32_t)caps },
		{ .effective = (uint32_t)(caps >> 32),
		  .permitted = (uint32_t)(caps >> 32) },
	};

	if (syscall(SYS_capset, &header, data))
		err(2, "capset %#llx", (unsigned long long)caps);
}

/* An ordinary user, who keeps nothing but these capabilities. */
static void drop_to(uint64_t caps)
{
	if (prctl(PR_SET_KEEPCAPS, 1))
		err(2, "prctl");
	if (setresuid(NOBODY, NOBODY, NOBODY))
		err(2, "setresuid");
	set_caps(caps);
}

static void leave(int namespaces)
{
	if (unshare(namespaces))
		err(2, "unshare");
}

static uint64_t all_caps(void)
{
	uint64_t caps = 0;
	int cap;

	for (cap = 0; prctl(PR_CAPBSET_READ, cap) >= 0; cap++)
		caps |= UINT64_C(1) << cap;
	return caps;
}

int who_become(int who)
{
	switch (who) {
	case WHO_ROOT:
		break;
	case WHO_NOBODY:
		drop_to(0);
		break;
	case WHO_USER_NS:
		leave(CLONE_NEWUSER);
		break;
	case WHO_NET_NS:
		leave(CLONE_NEWNET);
		break;
	case WHO_BOTH_NS:
		leave(CLONE_NEWUSER | CLONE_NEWNET);
		break;
	case WHO_ALL_BUT_RAWIO:
		set_caps(all_caps() & ~(UINT64_C(1) << CAP_SYS_RAWIO));
		break;
	default:
		if (!(all_caps() >> (who - WHO_ONE_CAP) & 1))
			return -1;
		drop_to(UINT64_C(1) << (who - WHO_ONE_CAP));
	}
	return 0;
}
