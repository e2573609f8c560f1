// SPDX-License-Identifier: GPL-2.0-or-later
/* Knows the versions of the TDX module. */
#include "ref/tdx-module.h"

#include <stdio.h>
#include <string.h>

#include "base/util.h"

static enum module_order order(unsigned int a, unsigned int b)
{
	if (a == b)
		return MODULE_SAME;
	return a < b ? MODULE_OLDER : MODULE_NEWER;
}

enum module_order tdx_module_version_compare(const struct tdx_module_version *a,
					     const struct tdx_module_version *b)
{
	if (!a->known || !b->known)
		return MODULE_ORDER_UNKNOWN;
	if (a->major != b->major)
		return order(a->major, b->major);
	if (a->minor != b->minor)
		return order(a->minor, b->minor);
	if (!a->has_update || !b->has_update)
		return MODULE_ORDER_UNKNOWN;
	return order(a->update, b->update);
}

/*
 * 1.5.01: first with TDX_FEATURES0 bit 18, which Linux insists on
 * (arch/x86/virt/vmx/tdx/tdx.c, check_features()). 1.5.05: first with bit 20,
 * which KVM insists on (arch/x86/kvm/vmx/tdx.c). 1.5.06: canonical/tdx#348.
 * Bits from the builds in intel/tdx-module-binaries, 28a4baabc268.
 */
static const struct tdx_module_version minimums[] = {
	[MODULE_TO_INITIALISE] = TDX_MODULE_VERSION(1, 5, 1),
	[MODULE_FOR_KVM] = TDX_MODULE_VERSION(1, 5, 5),
	[MODULE_RECOMMENDED] = TDX_MODULE_VERSION(1, 5, 6),
};

_Static_assert(ARRAY_SIZE(minimums) == MODULE_PURPOSES,
	       "a purpose without module");

const struct tdx_module_version *
tdx_module_version_minimum(enum module_purpose purpose)
{
	return &minimums[purpose];
}

/* The update has two digits where Intel and Linux write it. */
const char *tdx_module_version_text(const struct tdx_module_version *version,
				    char *buf)
{
	if (!version->known)
		buf[0] = '\0';
	else if (!version->has_update)
		snprintf(buf, MODULE_TEXT_MAX, "%u.%u", version->major,
			 version->minor);
	else
		snprintf(buf, MODULE_TEXT_MAX, "%u.%u.%02u", version->major,
			 version->minor, version->update);
	return buf;
}

/*
 * origin: dates in the signature structures of intel/tdx-module-binaries,
 * 28a4baabc268. Kernels print the same dates: build 595 is of 20231008 and 698
 * of 20240129 (canonical/tdx#135), 784 of 20240725 (Sifchain/sa-eliza#461), 882
 * of 20250325 (Ubuntu 6.14).
 */
static const struct tdx_module_release releases[] = {
	{ TDX_MODULE_VERSION(1, 5, 1), 20231008 },
	{ TDX_MODULE_VERSION(1, 5, 5), 20240129 },
	{ TDX_MODULE_VERSION(1, 5, 6), 20240407 },
	{ TDX_MODULE_VERSION(1, 5, 8), 20240725 },
	{ TDX_MODULE_VERSION(1, 5, 9), 20240912 },
	{ TDX_MODULE_VERSION(1, 5, 13), 20250207 },
	{ TDX_MODULE_VERSION(1, 5, 16), 20250219 },
	{ TDX_MODULE_VERSION(2, 0, 2), 20240814 },
	{ TDX_MODULE_VERSION(2, 0, 4), 20250109 },
	{ TDX_MODULE_VERSION(2, 0, 5), 20250123 },
	{ TDX_MODULE_VERSION(2, 0, 8), 20250325 },
};

const struct tdx_module_release *tdx_module_releases(size_t *count)
{
	*count = ARRAY_SIZE(releases);
	return releases;
}

bool tdx_module_version_complete(struct tdx_module_version *version,
				 unsigned int date)
{
	const struct tdx_module_version *other;
	size_t i;

	for (i = 0;
	     version->known && !version->has_update && i < ARRAY_SIZE(releases);
	     i++) {
		other = &releases[i].version;
		if (releases[i].date == date &&
		    other->major == version->major &&
		    other->minor == version->minor)
			*version = *other;
	}
	return version->has_update;
}

bool tdx_module_update_runs(const char *status)
{
	size_t len = status ? strcspn(status, "\n") : 0;

	return len && (len != 4 || memcmp(status, "idle", 4));
}
