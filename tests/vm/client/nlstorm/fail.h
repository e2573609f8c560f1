/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Lets each allocation of an operation fail once. */
#ifndef NLSTORM_FAIL_H
#define NLSTORM_FAIL_H

#include "stream.h"

/* fail_requests() - of sending and receiving each message of a stream */
void fail_requests(const struct stream *stream);

/* fail_module() - of loading the helper, and of unloading it */
void fail_module(const char *file);

#endif
