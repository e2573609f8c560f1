// SPDX-License-Identifier: GPL-2.0-or-later
/* What a source is asked for, and what it says of itself. */
#include "read/source-request.h"

#include <stdarg.h>
#include <stdio.h>

#include "capture/read-list.h"

struct source_failure *source_fail(struct source_failures *failures,
				   unsigned int kinds, enum obs_error error,
				   const char *hint, const char *format, ...)
{
	struct source_failure *failure = &failures->items[failures->count++];
	va_list args;

	failure->kinds = kinds;
	failure->error = error;
	failure->hint = hint;
	va_start(args, format);
	vsnprintf(failure->text, sizeof(failure->text), format, args);
	va_end(args);
	return failure;
}

bool source_asks(const struct source_request *request,
		 const struct obs_key *key, unsigned int cpu)
{
	return !request->few || !read_list_is_global(key) ||
	       cpulist_has(request->few, cpu);
}

unsigned int source_wanted_kinds(const struct source_request *request)
{
	unsigned int kinds = 0;
	size_t i;

	for (i = 0; i < request->nkeys; i++)
		kinds |= SOURCE_KIND(request->keys[i].kind);
	return kinds;
}

bool source_enters(const struct source_request *request)
{
	return request->vmx == SOURCE_VMX_ENTER ||
	       request->vmx == SOURCE_VMX_FORCE;
}
