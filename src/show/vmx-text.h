/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The answer about VMX for a person. */
#ifndef TDXCTL_SHOW_VMX_TEXT_H
#define TDXCTL_SHOW_VMX_TEXT_H

#include <stdio.h>

#include "judge/vmx.h"
#include "show/table.h"

/**
 * vmx_text() - print the answer for a person
 * @vmx: the answer
 * @groups: the table of groups
 * @how: width, colours
 *
 * Return: 0 or a negative errno.
 */
int vmx_text(const struct vmx *vmx, const struct table *groups,
	     const struct text_options *how, FILE *out);

#endif
