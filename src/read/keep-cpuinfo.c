// SPDX-License-Identifier: GPL-2.0-or-later
/* Reduces /proc/cpuinfo to what tells whether processors are fit for TDX. */
#include "read/keep-words.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/plain.h"
#include "base/util.h"

/*
 * Names as arch/x86/include/asm/cpufeatures.h of Linux 6.12 and 6.18 has them.
 * Self-snoop is "ss"; OSXSAVE has no name, so the file never shows it.
 */
/* clang-format off */
const struct reduce_word keep_cpuinfo_flag_words[] = {
	{ .name = "hypervisor", .why = "a virtual machine: no SEAM below it" },
	{ .name = "la57", .why = "five levels, with the physical bits it brings" },
	{ .name = "movdir64b", .why = "TDX needs it (arch/x86/virt/vmx/tdx/tdx.c)" },
	{ .name = "pconfig", .why = "key programming, comes with TME-MT (SDM vol. 4)" },
	{ .name = "sgx", .why = "MCHECK depends on it" },
	{ .name = "smx", .why = "VMX inside SMX operation is possible" },
	{ .name = "ss", .why = "TDX needs self-snoop (tdx.c)" },
	{ .name = "tdx_host_platform", .why = "the kernel found key IDs for TDX (tdx.c)" },
	{ .name = "tme", .why = "memory encryption (arch/x86/kernel/cpu/intel.c)" },
	{ .name = "vmx", .why = "SEAMCALL is VMX; hidden where locked off (feat_ctl.c)" },
	{ .name = "x2apic", .why = "TDX needs it (arch/x86/Kconfig)" },
	{ .name = "xsave", .why = "TDX needs it (tdx.c)" },
};

const struct reduce_word keep_cpuinfo_bug_words[] = {
	{ .name = "seamret_invd_vmcs", .why = "a P-SEAMLDR call loses the current VMCS (Linux, 2026)" },
	{ .name = "tdx_pw_mce", .why = "partial writes poison private memory (tdx.c)" },
};
/* clang-format on */

const size_t keep_cpuinfo_flag_count = ARRAY_SIZE(keep_cpuinfo_flag_words);
const size_t keep_cpuinfo_bug_count = ARRAY_SIZE(keep_cpuinfo_bug_words);

/* Fields by name, in the order of the file (arch/x86/kernel/cpu/proc.c). */
static const struct field {
	const char *name;
	const struct reduce_word *words; /* NULL: the line as it is */
	size_t count;
} fields[] = {
	{ .name = "vendor_id" },
	{ .name = "cpu family" },
	{ .name = "model" },
	{ .name = "model name" },
	{ .name = "stepping" },
	{ .name = "microcode" },
	{ .name = "flags",
	  .words = keep_cpuinfo_flag_words,
	  .count = ARRAY_SIZE(keep_cpuinfo_flag_words) },
	{ .name = "bugs",
	  .words = keep_cpuinfo_bug_words,
	  .count = ARRAY_SIZE(keep_cpuinfo_bug_words) },
	{ .name = "address sizes" },
};

/* The name ends at the tabs before the colon. */
static bool has_name(const char *line, const char *name)
{
	size_t n = strlen(name);

	return !strncmp(line, name, n) &&
	       (line[n] == '\t' || line[n] == ':');
}

static const struct field *find_field(const char *line)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(fields); i++)
		if (has_name(line, fields[i].name))
			return &fields[i];
	return NULL;
}

static bool is_kept(const struct field *field, const char *word, size_t len)
{
	size_t i;

	for (i = 0; i < field->count; i++)
		if (strlen(field->words[i].name) == len &&
		    !strncmp(field->words[i].name, word, len))
			return true;
	return false;
}

/* A list that keeps no word is still a line: it was there to be read. */
static void keep_words(FILE *out, const struct field *field, const char *line,
		       size_t len)
{
	const char *colon = memchr(line, ':', len);
	const char *end = line + len, *word;
	size_t n;

	if (!colon)
		return;
	fprintf(out, "%.*s", (int)(colon + 1 - line), line);
	for (word = colon + 1; word < end; word += n ? n : 1) {
		n = strcspn(word, " \n");
		if (n && is_kept(field, word, n))
			fprintf(out, " %.*s", (int)n, word);
	}
	putc('\n', out);
}

/* Keep what matters of a block; the number of its processor is apart. */
static void reduce_block(FILE *out, const char *block, const char *end)
{
	size_t len;

	for (; block < end; block += len + 1) {
		const struct field *field;

		len = strcspn(block, "\n");
		field = find_field(block);
		if (!field)
			continue;
		if (field->words)
			keep_words(out, field, block, len);
		else
			fprintf(out, "%.*s\n", (int)len, block);
	}
}

static char *reduced_block(const char *block, const char *end)
{
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);
	bool bad;

	if (!out)
		return NULL;
	reduce_block(out, block, end);
	bad = ferror(out);
	if (fclose(out) || bad) {
		free(text);
		return NULL;
	}
	return text;
}

/* A block starts with its processor; other lines there may be are no block. */
static bool is_processor(const char *block)
{
	return has_name(block, "processor");
}

static const char *block_end(const char *block)
{
	const char *end = strstr(block, "\n\n");

	return end ? end + 1 : block + strlen(block);
}

static const char *next_processor(const char *text)
{
	for (;;) {
		text += strspn(text, "\n");
		if (!*text || is_processor(text))
			return text;
		text = block_end(text);
	}
}

/* "" if no processor differs from the first, NULL if out of memory. */
static char *find_different(const char *block, const char *first,
			    const char **found)
{
	for (;;) {
		char *text;

		block = next_processor(block);
		if (!*block)
			return strdup("");
		text = reduced_block(block, block_end(block));
		if (!text || strcmp(text, first)) {
			*found = block;
			return text;
		}
		free(text);
		block = block_end(block);
	}
}

char *keep_cpuinfo(const char *text)
{
	const char *one = next_processor(text), *two = NULL;
	cleanup_free char *first = reduced_block(one, block_end(one));
	cleanup_free char *second = NULL;
	char *reduced;

	if (!*one || !first)
		return first ? strdup("") : NULL;
	second = find_different(block_end(one), first, &two);
	if (!second)
		return NULL;
	if (asprintf(&reduced, "%.*s\n%s%s%.*s%s%s", (int)strcspn(one, "\n"),
		     one, first, two ? "\n" : "",
		     two ? (int)strcspn(two, "\n") : 0, two ? two : "",
		     two ? "\n" : "", second) < 0)
		return NULL;
	plain_ascii(reduced);
	return reduced;
}
