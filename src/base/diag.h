/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The only writer to standard error. */
#ifndef TDXCTL_BASE_DIAG_H
#define TDXCTL_BASE_DIAG_H

#include <stdbool.h>

#include "base/util.h"

/* Name the command that all later lines are about; NULL for none. */
void diag_set_command(const char *name);

/* Let diag_debug() print. */
void diag_set_debug(bool on);

/* Print nothing from now on: the exit status tells. */
void diag_set_quiet(bool on);

/*
 * One line each, "tdxctl: COMMAND: text". Texts start in lower case, have no
 * final stop and name the object first: "CPU 3: cannot run SEAMCALL: offline".
 */
void diag_error(const char *format, ...) printf_format(1, 2);
void diag_warning(const char *format, ...) printf_format(1, 2);

/* A second line after an error: what to do. */
void diag_hint(const char *format, ...) printf_format(1, 2);

void diag_debug(const char *format, ...) printf_format(1, 2);

#endif
