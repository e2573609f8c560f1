// SPDX-License-Identifier: GPL-2.0-or-later
/* What check has to read of each CPU: less than a snapshot, which keeps all. */
#include <stdlib.h>

#include "check.h"
#include "keys.h"
#include "module-cpuid.h"
#include "util.h"

#define EVIDENCE_MAX (RULES * RULE_EVIDENCE_MAX)

/* Registers that rules look at. */
struct looked_at {
	struct obs_key keys[EVIDENCE_MAX];
	size_t count;
};

static bool is_evidence(const struct looked_at *rules_look,
			const struct obs_key *key)
{
	size_t i;

	for (i = 0; i < rules_look->count; i++)
		if (obs_key_equal(&rules_look->keys[i], key))
			return true;
	return false;
}

static void find_evidence(struct looked_at *rules_look)
{
	const struct rule_evidence *evidence;
	struct obs_key key;
	unsigned int i;

	rules_look->count = 0;
	for (i = 0; i < RULES; i++)
		for (evidence = rules[i].evidence; evidence->kind; evidence++)
			if (rule_register(evidence, &key) &&
			    !is_evidence(rules_look, &key))
				rules_look->keys[rules_look->count++] = key;
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

static struct obs_key *choose(bool details, size_t *count)
{
	struct obs_key *keys = calloc(keys_count, sizeof(*keys));
	struct looked_at rules_look;
	size_t i;

	*count = 0;
	find_evidence(&rules_look);
	for (i = 0; keys && i < keys_count; i++)
		if (is_evidence(&rules_look, &keys_all[i]) ||
		    (details && is_detail(&keys_all[i])))
			keys[(*count)++] = keys_all[i];
	return keys;
}

struct obs_key *check_keys(size_t *count)
{
	return choose(true, count);
}

struct obs_key *check_keys_judged(size_t *count)
{
	return choose(false, count);
}
