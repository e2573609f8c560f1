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

/* One write for a whole line, so that lines of several processes stay whole. */
static void print(const char *prefix, const char *format, va_list args)
	printf_format(2, 0);

static void print(const char *prefix, const char *format, va_list args)
{
	cleanup_free char *text = NULL;

	if (quiet || vasprintf(&text, format, args) < 0)
		return;
	fprintf(stderr, "tdxctl: %s%s%s%s\n", command ? command : "",
		command ? ": " : "", prefix, text);
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
	cleanup_free char *text = NULL;
	va_list args;

	va_start(args, format);
	if (!quiet && vasprintf(&text, format, args) >= 0)
		fprintf(stderr, "hint: %s\n", text);
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
