// SPDX-License-Identifier: GPL-2.0-or-later
/* The only writer to standard error. */
#include "base/diag.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/utf8.h"

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

/*
 * One write for a whole line, so that lines of several processes stay whole.
 * Names of files and operands in it are whatever a script was given.
 */
static void put_line(const char *prefix, const char *format, va_list args)
	printf_format(2, 0);

static void put_line(const char *prefix, const char *format, va_list args)
{
	cleanup_free char *text = NULL, *line = NULL;
	FILE *out;
	size_t size;

	if (quiet || vasprintf(&text, format, args) < 0)
		return;
	out = open_memstream(&line, &size);
	if (!out)
		return;
	fputs(prefix, out);
	utf8_put(out, text, strlen(text), "");
	fputc('\n', out);
	if (!fclose(out))
		fputs(line, stderr);
}

static void print(const char *kind, const char *format, va_list args)
	printf_format(2, 0);

static void print(const char *kind, const char *format, va_list args)
{
	char prefix[64];

	snprintf(prefix, sizeof(prefix), "tdxctl: %s%s%s",
		 command ? command : "", command ? ": " : "", kind);
	put_line(prefix, format, args);
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

	va_start(args, format);
	put_line("hint: ", format, args);
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
