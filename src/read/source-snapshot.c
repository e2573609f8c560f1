// SPDX-License-Identifier: GPL-2.0-or-later
/* A snapshot as a source. */
#include <errno.h>
#include <string.h>

#include "read/source-request.h"

/* One that a snapshot does not have is as good as one that was not read. */
static struct obs look_up(const struct capture *capture,
			  const struct obs_key *key, unsigned int cpu)
{
	const struct obs_group *group = capture_find(capture, key, cpu);
	struct obs obs = { .key = *key, .error = OBS_ABSENT,
			   .reason = "not in the snapshot" };

	if (group)
		obs = group->obs;
	obs.cpu = cpu;
	return obs;
}

static int snapshot_collect(const struct source_request *request,
			    struct obs_list *out,
			    struct source_failures *failures,
			    struct source_used *used)
{
	const char *flags = capture_helper_flags(request->capture);
	unsigned int cpu;
	size_t i;

	(void)failures;
	if (flags && strlen(flags) < sizeof(used->helper_flags))
		strcpy(used->helper_flags, flags);
	cpulist_for_each(cpu, request->cpus)
		for (i = 0; i < request->nkeys; i++) {
			struct obs obs = look_up(request->capture,
						 &request->keys[i], cpu);

			if (obs_add(out, &obs))
				return -ENOMEM;
		}
	return 0;
}

const struct source_ops source_snapshot = {
	.name = "snapshot",
	.kinds = SOURCE_KIND(OBS_KINDS) - 1,
	.collect = snapshot_collect,
};
