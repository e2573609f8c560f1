// SPDX-License-Identifier: GPL-2.0-or-later
/* Proves the table of leaves and the ways to name a leaf. */
#include "ref/leaf.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>

#include "tap.h"

/* Leaves with a known number, counted in the sources named in leaf.tbl. */
#define ROWS_MODULE 111
#define ROWS_P_SEAMLDR 6

/* FNV-1a over "rax name" of each leaf, made from those sources. */
#define ROWS_CHECKSUM 0x6eaac3942ced80c3

static const struct leaf *rows;
static size_t row_count;

static bool in_order(const struct leaf *a, const struct leaf *b)
{
	if (a->interface != b->interface)
		return a->interface < b->interface;
	if (a->number == b->number)
		return a->contested && b->contested;
	return a->number < b->number;
}

static void test_table(void)
{
	unsigned int per[2] = { 0 };
	size_t bad = 0;
	size_t i;

	for (i = 0; i < row_count; i++) {
		per[rows[i].interface]++;
		if (i && !in_order(&rows[i - 1], &rows[i]))
			bad++;
		if (!rows[i].purpose[0] || !rows[i].name[0] ||
		    rows[i].purpose[strlen(rows[i].purpose) - 1] == '.')
			bad++;
		if ((rows[i].rax & 0xffff) != rows[i].number ||
		    rows[i].rax >> 63 != (rows[i].interface == LEAF_P_SEAMLDR))
			bad++;
	}
	is_u64(per[LEAF_MODULE], ROWS_MODULE, "leaves of the module");
	is_u64(per[LEAF_P_SEAMLDR], ROWS_P_SEAMLDR, "leaves of P-SEAMLDR");
	is_u64(bad, 0, "ascending, named, with a purpose");
}

static void test_checksum(void)
{
	uint64_t hash = TAP_FNV_START;
	char line[128];
	size_t i;

	for (i = 0; i < row_count; i++) {
		snprintf(line, sizeof(line), "0x%016" PRIx64 " %s\n",
			 rows[i].rax, rows[i].name);
		hash = tap_fnv(hash, line);
	}
	is_u64(hash, ROWS_CHECKSUM, "leaves are those of the sources");
}

static void test_round_trip(void)
{
	const struct leaf *leaf;
	size_t bad = 0;
	size_t i;

	for (i = 0; i < row_count; i++) {
		leaf = leaf_find(rows[i].name, strlen(rows[i].name));
		if (leaf != &rows[i])
			bad++;
		leaf = leaf_lookup(rows[i].rax);
		if (leaf != &rows[i] && !(leaf && rows[i].contested))
			bad++;
	}
	is_u64(bad, 0, "every leaf is found by name and by number");
}

static void parses(const char *text, const char *name)
{
	const struct leaf *leaf = NULL;
	int err = leaf_parse(text, &leaf);

	is_str(err || !leaf ? NULL : leaf->name, name, "leaf '%s'", text);
}

static void fails(const char *text, int want)
{
	const struct leaf *leaf = NULL;
	int err = leaf_parse(text, &leaf);

	ok(err == want && !leaf, "leaf '%s' gives %d", text, want);
	if (err != want)
		diag("got %d", err);
}

static void test_parse(void)
{
	parses("TDH.SYS.RD", "TDH.SYS.RD");
	parses("tdh.sys.rd", "TDH.SYS.RD");
	parses("SYS.RD", "TDH.SYS.RD");
	parses("TDH_SYS_RD", "TDH.SYS.RD");
	parses("34", "TDH.SYS.RD");
	parses("0x22", "TDH.SYS.RD");
	parses("0X22", "TDH.SYS.RD");
	parses("0x0000000000000022", "TDH.SYS.RD");
	parses("0", "TDH.VP.ENTER");
	parses("254", "TDDEBUGCONFIG");
	parses("seamldr.info", "SEAMLDR.INFO");
	parses("0x8000000000000000", "SEAMLDR.INFO");
	parses("9223372036854775811", "SEAMLDR.SEAMINFO");
	parses("TDH.SYS.RDM", "TDH.SYS.RDM");
	parses("42", "TDH.MEM.SEPT.WR");
	fails("", -EINVAL);
	fails("0x", -EINVAL);
	fails("TDH.SYS.NOSUCH", -EINVAL);
	fails("TDH.SYS.R", -EINVAL);
	fails("TDH.SYS.RD ", -EINVAL);
	fails("34 ", -EINVAL);
	fails("-34", -EINVAL);
	fails("+34", -EINVAL);
	fails("22h", -EINVAL);
	fails("0x22g", -EINVAL);
	fails("18446744073709551616", -EINVAL);
	fails("0x10000000000000000", -EINVAL);
	fails("55", -ENOENT);
	fails("0x10022", -ENOENT);
	fails("0x8000000000000022", -ENOENT);
	fails("0x100000000000022", -ENOENT);
	fails("18446744073709551615", -ENOENT);
}

static void describes(uint64_t rax, const char *want)
{
	char buf[128];

	is_str(leaf_describe(rax, buf, sizeof(buf)), want,
	       "description of 0x%" PRIx64, rax);
}

static void test_describe(void)
{
	char small[8];

	describes(34, "TDH.SYS.RD (34)");
	describes(0x1002d, "TDH.SYS.CONFIG (45) version 1");
	describes(42, "TDH.MEM.SEPT.WR or TDH.SYS.RDM (42)");
	describes(200, "leaf 200");
	describes(1ULL << 63, "SEAMLDR.INFO (0x8000000000000000)");
	describes(1ULL << 63 | 9, "leaf 0x8000000000000009");
	describes(1ULL << 40, "leaf 0x10000000000");
	is_str(leaf_describe(34, small, sizeof(small)), "TDH.SYS",
	       "a small buffer is filled and ended");
	is_str(leaf_interface_name(leaf_lookup(34)->interface), "module",
	       "whom leaf 34 calls");
	is_str(leaf_interface_name(leaf_lookup(1ULL << 63)->interface),
	       "p-seamldr", "whom SEAMLDR.INFO calls");
	ok(leaf_lookup(42)->contested && !leaf_lookup(34)->contested,
	   "two sources disagree about 42");
}

int main(void)
{
	rows = leaf_rows(&row_count);
	test_table();
	test_checksum();
	test_round_trip();
	test_parse();
	test_describe();
	return tap_done();
}
