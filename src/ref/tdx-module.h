/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Knows the versions of the TDX module. */
#ifndef TDXCTL_REF_TDX_MODULE_H
#define TDXCTL_REF_TDX_MODULE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/**
 * struct tdx_module_version - major.minor.update, as in 1.5.06; zeroed, unknown
 * @known: @major and @minor are known
 * @has_update: @update is known too; kernels before about 7.1 do not print it
 */
struct tdx_module_version {
	bool known;
	bool has_update;
	unsigned int major;
	unsigned int minor;
	unsigned int update;
};

/* Initialiser of a version. */
#define TDX_MODULE_VERSION(major_, minor_, update_)                   \
	{                                                             \
		.known = true, .has_update = true, .major = (major_), \
		.minor = (minor_), .update = (update_)                \
	}

enum module_order {
	MODULE_OLDER,
	MODULE_SAME,
	MODULE_NEWER,
	MODULE_ORDER_UNKNOWN
};

/** tdx_module_version_compare() - whether @a is older than @b, as far as known */
enum module_order
tdx_module_version_compare(const struct tdx_module_version *a,
			   const struct tdx_module_version *b);

enum module_purpose {
	MODULE_TO_INITIALISE,	/* by Linux */
	MODULE_FOR_KVM,		/* of Linux 6.16 and later */
	MODULE_RECOMMENDED,
	MODULE_PURPOSES
};

/**
 * tdx_module_version_minimum() - oldest module that will do
 *
 * Modules of the 2.0 line, which came later, all will.
 */
const struct tdx_module_version *
tdx_module_version_minimum(enum module_purpose purpose);

#define MODULE_TEXT_MAX 40 /* bytes that tdx_module_version_text() needs */

/**
 * tdx_module_version_text() - "1.5.06"; "1.5" without update, "" if unknown
 * @buf: where to write, MODULE_TEXT_MAX bytes
 *
 * Return: @buf.
 */
const char *tdx_module_version_text(const struct tdx_module_version *version,
				    char *buf);

/** struct tdx_module_release - a module that Intel published */
struct tdx_module_release {
	struct tdx_module_version version;
	unsigned int date;	/* year * 10000 + month * 100 + day */
};

/** tdx_module_releases() - all that are known, sorted by version */
const struct tdx_module_release *tdx_module_releases(size_t *count);

/**
 * tdx_module_version_complete() - find the update of a module by its build date
 * @version: gets an update, if it has none and exactly one release of its major
 *	and minor version is of that date
 * @date: as in struct tdx_module_release
 *
 * Return: whether the update is known now.
 */
bool tdx_module_version_complete(struct tdx_module_version *version,
				 unsigned int date);

/* How far the kernel is with replacing the TDX module at run time. */
#define MODULE_UPDATE_FILE "/sys/class/firmware/tdx_module/status"

/**
 * tdx_module_update_runs() - whether the TDX module is being replaced right now
 * @status: text of MODULE_UPDATE_FILE, NULL where there is none
 *
 * TDH.SYS.SHUTDOWN, the first step of it, fails while any CPU is in the module.
 * Words: Linux drivers/base/firmware_loader/sysfs_upload.c.
 */
bool tdx_module_update_runs(const char *status);

#endif
