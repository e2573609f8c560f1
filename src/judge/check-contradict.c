// SPDX-License-Identifier: GPL-2.0-or-later
/* Where the processor says one thing, and the kernel or its log another. */
#include "judge/checks.h"
#include "judge/verdict.h"

static bool stands(const struct host_facts *host,
		   const struct check_against *against)
{
	if (against->so)
		return against->so(host);
	return against->undone == LOG_EVENTS ?
		       log_events_last(host->log, against->event) != NULL :
		       log_events_after(host->log, against->event,
					against->undone);
}

const char *check_contradict(const struct host_facts *host,
			     const struct check *check,
			     enum check_result result)
{
	size_t i;

	for (i = 0; i < CHECK_AGAINST_MAX && check->against[i].text; i++)
		if (check->against[i].result == result &&
		    stands(host, &check->against[i]))
			return check->against[i].text;
	return NULL;
}
