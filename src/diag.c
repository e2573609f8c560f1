// SPDX-License-Identifier: GPL-2.0-or-later
/* The only writer to standard error. */
#include "diag.h"

#include <stdarg.h>
#include <stdio.h>

static const char *command;
static bool debug;
static bool quiet;

void diag_set_command(const char *name)
{
	command = name;
}

void diag_set_debug(bool on)
{
	debug = on;
}

void diag_set_quiet(bool on)
{
	quiet = on;
}

static void print(const char *prefix, const char *format, va_list args)
{
	if (quiet)
		return;
	fputs("tdxctl: ", stderr);
	if (command)
		fprintf(stderr, "%s: ", command);
	fputs(prefix, stderr);
	vfprintf(stderr, format, args);
	fputc('\n', stderr);
}

void diag_error(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	print("", format, args);
	va_end(args);
}

void diag_warning(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	print("warning: ", format, args);
	va_end(args);
}

void diag_hint(const char *format, ...)
{
	va_list args;

	if (quiet)
		return;
	va_start(args, format);
	fputs("hint: ", stderr);
	vfprintf(stderr, format, args);
	fputc('\n', stderr);
	va_end(args);
}

void diag_debug(const char *format, ...)
{
	va_list args;

	if (!debug)
		return;
	va_start(args, format);
	print("debug: ", format, args);
	va_end(args);
}
