/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Finds what a reading was to have and has not. */
#ifndef TDXCTL_READ_MISSING_FIND_H
#define TDXCTL_READ_MISSING_FIND_H

#include "base/cpulist.h"
#include "capture/missing.h"
#include "capture/obs.h"
#include "read/source-request.h"

/**
 * missing_find() - what a reading lacks: a row per key and error
 * @list: gets the rows
 * @request: what was wanted
 * @observations: what was had
 * @isolated: CPUs that were left out as isolated
 * @failures: what is said of the ways of reading
 *
 * Return: 0 or -ENOMEM.
 */
int missing_find(struct missing_list *list,
		 const struct source_request *request,
		 const struct obs_list *observations,
		 const struct cpulist *isolated,
		 const struct source_failures *failures);

#endif
