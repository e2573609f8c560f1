// SPDX-License-Identifier: GPL-2.0-or-later
/* What check has to read of each CPU: less than a snapshot, which keeps all. */
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "keys.h"
#include "module-cpuid.h"
#include "util.h"

/* Whether any rule looks at it. */
static bool is_evidence(const struct obs_key *key)
{
	const char *kind = obs_kind_name(key->kind);
	const struct rule_evidence *evidence;
	char text[OBS_KEY_TEXT_MAX];
	unsigned int i;

	obs_key_text(key, text);
	for (i = 0; i < RULES; i++)
		for (evidence = rules[i].evidence; evidence->kind; evidence++)
			if (!strcmp(evidence->key, text) &&
			    !strcmp(evidence->kind, kind))
				return true;
	return false;
}

/* Whether check_say_detail() looks at it. */
static bool is_detail(const struct obs_key *key)
{
	static const uint64_t fields[] = { KEYS_FIELD_MAJOR, KEYS_FIELD_MINOR,
					   KEYS_FIELD_UPDATE };
	size_t i;

	if (key->kind == OBS_SEAMCALL)
		for (i = 0; i < ARRAY_SIZE(fields); i++) {
			const struct obs_key field = keys_field(fields[i]);

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

static struct obs_key *choose(bool (*is_wanted)(const struct obs_key *key),
			      size_t *count)
{
	struct obs_key *keys = calloc(keys_count, sizeof(*keys));
	size_t i;

	*count = 0;
	for (i = 0; keys && i < keys_count; i++)
		if (is_wanted(&keys_all[i]))
			keys[(*count)++] = keys_all[i];
	return keys;
}

static bool is_evidence_or_detail(const struct obs_key *key)
{
	return is_evidence(key) || is_detail(key);
}

struct obs_key *check_keys(size_t *count)
{
	return choose(is_evidence_or_detail, count);
}

struct obs_key *check_keys_judged(size_t *count)
{
	return choose(is_evidence, count);
}
