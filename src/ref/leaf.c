// SPDX-License-Identifier: GPL-2.0-or-later
/* Knows the SEAMCALL leaves: number, name, whom they call, what they do. */
#include "ref/leaf.h"

#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/number.h"

/*
 * RAX in: leaf 15:0, version 23:16, bits 62:24 zero (TDX module 1.5.05,
 * tdx_leaf_and_version_t)
 */
#define LEAF_NUMBER_MASK 0xffffULL
#define LEAF_VERSION_MASK 0xff0000ULL
#define LEAF_VERSION_SHIFT 16

#define LEAF_MODULE_BITS 0ULL
#define LEAF_P_SEAMLDR_BITS LEAF_P_SEAMLDR_BIT
#define LEAF_UNIQUE false
#define LEAF_CONTESTED true

#define LEAF_ROW(interface_, number_, contested_, name_, purpose_)             \
	{                                                                      \
		.number = (number_),                                           \
		.rax = LEAF_##interface_##_BITS | (number_),                   \
		.interface = LEAF_##interface_,                                \
		.name = (name_),                                               \
		.purpose = (purpose_),                                         \
		.contested = LEAF_##contested_,                                \
	},

static const struct leaf leaf_table[] = {
#include "ref/leaf.tbl"
};

#define LEAF_COUNT (sizeof(leaf_table) / sizeof(leaf_table[0]))

const struct leaf *leaf_rows(size_t *count)
{
	*count = LEAF_COUNT;
	return leaf_table;
}

/* Linux spells the dots of the specification as underscores. */
static int leaf_fold(char c)
{
	return c == '_' ? '.' : toupper((unsigned char)c);
}

static bool leaf_same_name(const char *name, const char *text, size_t len)
{
	size_t i;

	if (strlen(name) != len)
		return false;
	for (i = 0; i < len; i++)
		if (leaf_fold(name[i]) != leaf_fold(text[i]))
			return false;
	return true;
}

const struct leaf *leaf_find(const char *name, size_t len)
{
	static const char prefix[] = "TDH.";
	const size_t skip = sizeof(prefix) - 1;
	const char *full;
	size_t i;

	for (i = 0; i < LEAF_COUNT; i++) {
		full = leaf_table[i].name;
		if (leaf_same_name(full, name, len))
			return &leaf_table[i];
		if (strncmp(full, prefix, skip) == 0 &&
		    leaf_same_name(full + skip, name, len))
			return &leaf_table[i];
	}
	return NULL;
}

static uint64_t leaf_version(uint64_t rax)
{
	return (rax & LEAF_VERSION_MASK) >> LEAF_VERSION_SHIFT;
}

const struct leaf *leaf_lookup(uint64_t rax)
{
	size_t i;

	rax &= ~LEAF_VERSION_MASK;
	for (i = 0; i < LEAF_COUNT; i++)
		if (leaf_table[i].rax == rax)
			return &leaf_table[i];
	return NULL;
}

int leaf_parse(const char *text, const struct leaf **leaf)
{
	const struct leaf *found;
	uint64_t rax;

	found = leaf_find(text, strlen(text));
	if (!found) {
		if (number_parse(text, &rax))
			return -EINVAL;
		if (leaf_version(rax))
			return -ENOENT;
		found = leaf_lookup(rax);
		if (!found)
			return -ENOENT;
	}
	*leaf = found;
	return 0;
}

static void leaf_append(char *buf, size_t size, const char *text)
{
	size_t used = strlen(buf);

	snprintf(buf + used, size - used, "%s", text);
}

static void leaf_append_names(uint64_t rax, char *buf, size_t size)
{
	bool first = true;
	size_t i;

	for (i = 0; i < LEAF_COUNT; i++) {
		if (leaf_table[i].rax != rax)
			continue;
		if (!first)
			leaf_append(buf, size, " or ");
		leaf_append(buf, size, leaf_table[i].name);
		first = false;
	}
	if (first)
		leaf_append(buf, size, "leaf");
}

/* The way back to what leaf_parse() takes: decimal for the module's leaves. */
static void leaf_append_number(uint64_t rax, char *buf, size_t size)
{
	bool known = leaf_lookup(rax) != NULL;
	uint64_t version = leaf_version(rax);
	uint64_t bare = rax & ~LEAF_VERSION_MASK;
	char text[64];

	if (bare & ~LEAF_NUMBER_MASK)
		snprintf(text, sizeof(text), known ? " (0x%" PRIx64 ")" :
						     " 0x%" PRIx64,
			 bare);
	else
		snprintf(text, sizeof(text), known ? " (%" PRIu64 ")" :
						     " %" PRIu64,
			 bare);
	leaf_append(buf, size, text);
	if (!version)
		return;
	snprintf(text, sizeof(text), " version %" PRIu64, version);
	leaf_append(buf, size, text);
}

const char *leaf_describe(uint64_t rax, char *buf, size_t size)
{
	if (!size)
		return buf;
	buf[0] = '\0';
	leaf_append_names(rax & ~LEAF_VERSION_MASK, buf, size);
	leaf_append_number(rax, buf, size);
	return buf;
}

const char *leaf_interface_name(enum leaf_interface interface)
{
	return interface == LEAF_P_SEAMLDR ? "p-seamldr" : "module";
}
