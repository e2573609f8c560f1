// SPDX-License-Identifier: GPL-2.0-or-later
/* What the helper module says that it can do. Pure. */
#include "capture/helper.h"

#include <stddef.h>
#include <string.h>

enum helper_entry helper_entry(const char *flags)
{
	size_t len;

	if (!flags || !*flags)
		return HELPER_ENTRY_UNKNOWN;
	for (; *flags; flags += len) {
		flags += strspn(flags, " ");
		len = strcspn(flags, " ");
		if (len == strlen(HELPER_ENTER_VMX) &&
		    !strncmp(flags, HELPER_ENTER_VMX, len))
			return HELPER_ENTRY_POSSIBLE;
	}
	return HELPER_ENTRY_IMPOSSIBLE;
}
