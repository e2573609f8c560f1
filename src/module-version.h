/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Knows the versions of the TDX module, and which CPUs can have one. */
#ifndef TDXCTL_MODULE_VERSION_H
#define TDXCTL_MODULE_VERSION_H

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

#endif
