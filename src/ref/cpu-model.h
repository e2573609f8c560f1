/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Knows which CPUs can have TDX, and what is particular about them. */
#ifndef TDXCTL_REF_CPU_MODEL_H
#define TDXCTL_REF_CPU_MODEL_H

#include <stdbool.h>
#include <stddef.h>

#include "ref/tdx-module.h"

enum cpu_tdx {
	CPU_TDX_UNKNOWN, /* no document tells */
	CPU_TDX_NO,
	CPU_TDX_SPECIAL_SKUS, /* only parts made for it */
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
	struct tdx_module_version first;
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

#endif
