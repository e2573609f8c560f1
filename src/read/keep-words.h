/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reduces long texts of the kernel to the words that matter for TDX. */
#ifndef TDXCTL_READ_KEEP_WORDS_H
#define TDXCTL_READ_KEEP_WORDS_H

#include <stdbool.h>
#include <stddef.h>

/**
 * struct reduce_word - a word that is kept
 * @name: of a parameter or flag, '_' where the kernel takes '-' as well
 * @prefix: @name is how the names of several parameters begin
 * @bare: its value is dropped
 * @why: what it has to do with TDX, and who says so
 */
struct reduce_word {
	const char *name;
	bool prefix;
	bool bare;
	const char *why;
};

/* Words of /proc/cmdline that are kept, in order of their names. */
extern const struct reduce_word keep_cmdline_words[];
extern const size_t keep_cmdline_count;

/* Words of the flags and bugs in /proc/cpuinfo that are kept, in order. */
extern const struct reduce_word keep_cpuinfo_flag_words[];
extern const size_t keep_cpuinfo_flag_count;
extern const struct reduce_word keep_cpuinfo_bug_words[];
extern const size_t keep_cpuinfo_bug_count;

/**
 * keep_cmdline() - the kernel's own parameters, of those that matter
 * @text: /proc/cmdline
 *
 * Return: the words as they were written, one space between them, and a
 * newline; NULL if out of memory. To be freed.
 */
char *keep_cmdline(const char *text);

/**
 * keep_cpuinfo() - the first processor, and the first that differs from it
 * @text: /proc/cpuinfo; only online processors are in there
 *
 * Return: lines of a block or, with an empty line between them, two, in the
 * form of the file, "" if it describes no processor; NULL if out of memory. To
 * be freed.
 */
char *keep_cpuinfo(const char *text);

/* Options of the kernel's configuration that matter, in order. */
extern const struct reduce_word keep_kconfig_words[];
extern const size_t keep_kconfig_count;

/* Whether a text is the configuration of a kernel for x86-64. */
bool keep_kconfig_knows(const char *text);

/**
 * keep_kconfig() - one option
 * @text: a whole configuration
 * @name: "CONFIG_..."
 *
 * Return: its value, "n" for what is not set or not there at all, as Kconfig
 * leaves out what cannot be chosen; NULL if out of memory. To be freed.
 */
char *keep_kconfig(const char *text, const char *name);

#endif
