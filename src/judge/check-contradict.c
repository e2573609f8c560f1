// SPDX-License-Identifier: GPL-2.0-or-later
/* Where the processor says one thing, and the kernel or its log another. */
#include "judge/checks.h"
#include "judge/verdict.h"

static bool stands(const struct diagnosis *host,
		   const struct rule_against *against)
{
	if (against->so)
		return against->so(host);
	return against->undone == KLOG_EVENTS ?
		       klog_last(host->log, against->event) != NULL :
		       klog_after(host->log, against->event, against->undone);
}

const char *check_contradiction(const struct diagnosis *host,
				const struct rule *rule,
				enum rule_result result)
{
	size_t i;

	for (i = 0; i < RULE_AGAINST_MAX && rule->against[i].text; i++)
		if (rule->against[i].result == result &&
		    stands(host, &rule->against[i]))
			return rule->against[i].text;
	return NULL;
}
