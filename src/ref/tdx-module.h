/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Knows the versions of the TDX module, and which CPUs can have one. */
#ifndef TDXCTL_REF_TDX_MODULE_H
#define TDXCTL_REF_TDX_MODULE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/**
 * struct module_version - major.minor.update, as in 1.5.06; zeroed, unknown
 * @known: @major and @minor are known
 * @has_update: @update is known too; kernels before about 7.1 do not print it
 */
struct module_version {
	bool known;
	bool has_update;
	unsigned int major;
	unsigned int minor;
	unsigned int update;
};

enum module_order {
	MODULE_OLDER,
	MODULE_SAME,
	MODULE_NEWER,
	MODULE_ORDER_UNKNOWN
};

/** module_version_compare() - whether @a is older than @b, as far as known */
enum module_order module_version_compare(const struct module_version *a,
					 const struct module_version *b);

enum module_purpose {
	MODULE_TO_INITIALISE,	/* by Linux */
	MODULE_FOR_KVM,		/* of Linux 6.16 and later */
	MODULE_RECOMMENDED,
	MODULE_PURPOSES
};

/**
 * module_version_minimum() - oldest module that will do
 *
 * Modules of the 2.0 line, which came later, all will.
 */
const struct module_version *
module_version_minimum(enum module_purpose purpose);

#define MODULE_TEXT_MAX 40	/* bytes that module_version_text() needs */

/**
 * module_version_text() - "1.5.06"; "1.5" without update, "" if unknown
 * @buf: where to write, MODULE_TEXT_MAX bytes
 *
 * Return: @buf.
 */
const char *module_version_text(const struct module_version *version,
				char *buf);

/** struct module_release - a module that Intel published */
struct module_release {
	struct module_version version;
	unsigned int date;	/* year * 10000 + month * 100 + day */
};

/** module_releases() - all that are known, sorted by version */
const struct module_release *module_releases(size_t *count);

/**
 * module_version_complete() - find the update of a module by its build date
 * @version: gets an update, if it has none and exactly one release of its major
 *	and minor version is of that date
 * @date: as in struct module_release
 *
 * Return: whether the update is known now.
 */
bool module_version_complete(struct module_version *version,
			     unsigned int date);

enum cpu_tdx {
	CPU_TDX_UNKNOWN,	/* no document tells */
	CPU_TDX_NO,
	CPU_TDX_SPECIAL_SKUS,	/* only parts made for it */
	CPU_TDX_YES
};

/**
 * struct cpu_model - a CPU model
 * @name: code name
 * @product: what it is sold as
 * @first: oldest published module for it; unknown if none is
 * @pw_mce: has the erratum for which Linux sets tdx_pw_mce
 * @xeon6: Xeon 6 or later: other menus, other modules
 */
struct cpu_model {
	unsigned int family;
	unsigned int model;
	const char *name;
	const char *product;
	enum cpu_tdx tdx;
	struct module_version first;
	bool pw_mce;
	bool xeon6;
	const char *source;
};

/**
 * cpu_model_find() - what is known of a CPU
 * @family: display family, extended family included
 * @model: display model, extended model included
 *
 * Return: NULL if nothing is.
 */
const struct cpu_model *cpu_model_find(unsigned int family, unsigned int model);

/** cpu_models() - the whole table, sorted by (family, model) */
const struct cpu_model *cpu_models(size_t *count);

/* How far the kernel is with replacing the TDX module at run time. */
#define MODULE_UPDATE_FILE "/sys/class/firmware/tdx_module/status"

/**
 * module_update_runs() - whether the TDX module is being replaced right now
 * @status: text of MODULE_UPDATE_FILE, NULL where there is none
 *
 * TDH.SYS.SHUTDOWN, the first step of it, fails while any CPU is in the module.
 * Words: Linux drivers/base/firmware_loader/sysfs_upload.c.
 */
bool module_update_runs(const char *status);

#endif
