// SPDX-License-Identifier: GPL-2.0-or-later
/* What check has to read of each CPU: less than a snapshot, which keeps all. */
#include <stdlib.h>

#include "base/util.h"
#include "capture/read-list.h"
#include "judge/module-cpuid.h"
#include "judge/verdict.h"
#include "ref/register.h"

/* Whether a check looks at it. */
static bool is_evidence(const struct obs_key *key)
{
	const struct check_evidence *evidence;
	unsigned int i;

	for (i = 0; i < CHECKS; i++)
		for (evidence = checks[i].evidence; evidence->look; evidence++)
			if (evidence->look == CHECK_LOOK_CPU &&
			    obs_key_equal(&evidence->reg, key))
				return true;
	return false;
}

/* Whether the words about a result look at it. */
static bool is_detail(const struct obs_key *key)
{
	static const uint64_t fields[] = { METADATA_MAJOR, METADATA_MINOR,
					   METADATA_UPDATE };
	size_t i;

	if (key->kind == OBS_SEAMCALL)
		for (i = 0; i < ARRAY_SIZE(fields); i++) {
			const struct obs_key field = read_list_field(fields[i]);

			if (obs_key_equal(key, &field))
				return true;
		}
	if (key->kind == OBS_CPUID)
		for (i = 0; i < module_cpuid_count; i++)
			if (module_cpuids[i].leaf == key->cpuid.leaf &&
			    module_cpuids[i].subleaf == key->cpuid.subleaf)
				return true;
	return false;
}

static struct obs_key *choose(bool details, size_t *count)
{
	struct obs_key *keys = calloc(read_list_count, sizeof(*keys));
	size_t i;

	*count = 0;
	for (i = 0; keys && i < read_list_count; i++)
		if (is_evidence(&read_list[i]) ||
		    (details && is_detail(&read_list[i])))
			keys[(*count)++] = read_list[i];
	return keys;
}

struct obs_key *what_to_read(size_t *count)
{
	return choose(true, count);
}

struct obs_key *what_to_read_judged(size_t *count)
{
	return choose(false, count);
}
