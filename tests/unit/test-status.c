// SPDX-License-Identifier: GPL-2.0-or-later
/* Proves the table of status codes and the decoder on it. */
#include "ref/status.h"

#include <stdlib.h>

#include "ref/operand.h"
#include "ref/register.h"
#include "tap.h"

/*
 * Codes per maker as counted in the sources named at the head of status.tbl;
 * names of one value and older values of one name are counted too.
 */
#define ROWS_MODULE 279
#define ROWS_P_SEAMLDR 13
#define ROWS_NP_SEAMLDR 8
#define ROWS_SOFTWARE 4
#define ROWS_ALIAS 5

/*
 * FNV-1a over "maker code mask name" of each row, made from those sources and
 * not from the table: a slip in a number or a name shows here.
 */
#define ROWS_CHECKSUM 0x528202d161a56887

#define FATAL (1ULL << 61)
#define SEVERITY (7ULL << 60)
#define RANDOM_WORDS 200000

static const struct status_row *rows;
static size_t row_count;

static void test_counts(void)
{
	unsigned int per[STATUS_INTERFACES] = { 0 };
	unsigned int alias = 0;
	size_t i;

	for (i = 0; i < row_count; i++) {
		per[rows[i].interface]++;
		alias += rows[i].alias;
	}
	is_u64(per[STATUS_MODULE], ROWS_MODULE, "codes of the TDX module");
	is_u64(per[STATUS_P_SEAMLDR], ROWS_P_SEAMLDR, "codes of P-SEAMLDR");
	is_u64(per[STATUS_NP_SEAMLDR], ROWS_NP_SEAMLDR, "codes of NP-SEAMLDR");
	is_u64(per[STATUS_SOFTWARE], ROWS_SOFTWARE, "codes made up by Linux");
	is_u64(per[STATUS_ANY], 0, "every code has a maker");
	is_u64(alias, ROWS_ALIAS, "codes that are aliases");
}

static void test_checksum(void)
{
	uint64_t hash = TAP_FNV_START;
	char line[128];
	size_t i;

	for (i = 0; i < row_count; i++) {
		snprintf(line, sizeof(line),
			 "%s 0x%016" PRIx64 " 0x%016" PRIx64 " %s\n",
			 status_interface_name(rows[i].interface), rows[i].code,
			 rows[i].mask, rows[i].name);
		hash = tap_fnv(hash, line);
	}
	is_u64(hash, ROWS_CHECKSUM, "codes and names are those of the sources");
}

static bool in_order(const struct status_row *a, const struct status_row *b)
{
	if (a->interface != b->interface)
		return a->interface < b->interface;
	return a->code < b->code || (a->code == b->code && b->alias);
}

static void test_order(void)
{
	size_t bad = 0;
	size_t i;

	for (i = 1; i < row_count; i++) {
		if (in_order(&rows[i - 1], &rows[i]))
			continue;
		diag("%s stands behind %s", rows[i].name, rows[i - 1].name);
		bad++;
	}
	is_u64(bad, 0, "rows ascend by interface and code");
}

static bool twin(const struct status_row *a, const struct status_row *b)
{
	return a->interface == b->interface && !a->alias && !b->alias &&
	       (strcmp(a->name, b->name) == 0 || a->code == b->code);
}

static void test_unique(void)
{
	size_t bad = 0;
	size_t i;
	size_t j;

	for (i = 0; i < row_count; i++)
		for (j = i + 1; j < row_count; j++)
			if (twin(&rows[i], &rows[j])) {
				diag("%s and %s", rows[i].name, rows[j].name);
				bad++;
			}
	is_u64(bad, 0, "names and codes are unique but for aliases");
}

/* An alias has a primary row of its name or of its code. */
static bool alias_has_primary(const struct status_row *alias)
{
	size_t i;

	for (i = 0; i < row_count; i++)
		if (rows[i].interface == alias->interface && !rows[i].alias &&
		    (strcmp(rows[i].name, alias->name) == 0 ||
		     rows[i].code == alias->code))
			return true;
	return false;
}

static void test_aliases(void)
{
	size_t bad = 0;
	size_t i;

	for (i = 0; i < row_count; i++)
		if (rows[i].alias && !alias_has_primary(&rows[i])) {
			diag("%s", rows[i].name);
			bad++;
		}
	is_u64(bad, 0, "every alias stands for a row");
}

static bool good_text(const char *text)
{
	size_t len = strlen(text);

	return len && text[0] != ' ' && !strchr(" .,;:!?", text[len - 1]) &&
	       !strstr(text, "  ") && !strchr(text, '\n');
}

static void test_texts(void)
{
	size_t bad = 0;
	size_t i;

	for (i = 0; i < row_count; i++) {
		if (good_text(rows[i].meaning) && rows[i].origin[0] &&
		    (!rows[i].advice[0] || good_text(rows[i].advice)) &&
		    (!rows[i].note[0] || good_text(rows[i].note)))
			continue;
		diag("%s: %s", rows[i].name, rows[i].meaning);
		bad++;
	}
	is_u64(bad, 0, "meanings are there, nothing ends with a stop");
}

/* "also NAME (MAKER): MEANING", "advice: ADVICE" */
static bool fits(const struct status_row *row)
{
	size_t maker = strlen(status_interface_name(row->interface));

	return strlen("also  (): ") + strlen(row->name) + maker +
			       strlen(row->meaning) < STATUS_TEXT_MAX &&
	       strlen("advice: ") + strlen(row->advice) < STATUS_TEXT_MAX &&
	       strlen(row->note) < STATUS_TEXT_MAX;
}

static void test_lengths(void)
{
	size_t bad = 0;
	size_t i;

	for (i = 0; i < row_count; i++) {
		if (fits(&rows[i]))
			continue;
		diag("%s", rows[i].name);
		bad++;
	}
	is_u64(bad, 0, "no text about a row is cut short");
}

static void test_codes_within_mask(void)
{
	size_t bad = 0;
	size_t i;

	for (i = 0; i < row_count; i++)
		bad += (rows[i].code & ~rows[i].mask) != 0 ||
		       (rows[i].interface != STATUS_MODULE &&
			rows[i].mask != UINT64_MAX);
	is_u64(bad, 0, "codes lie inside of their masks, only the module's "
		       "have details below");
}

static bool decodes_to_itself(const struct status_row *row)
{
	struct status_decoded d;

	if (!status_decode(row->code, row->interface, &d))
		return false;
	if (d.match != STATUS_MATCH_EXACT || d.interface != row->interface)
		return false;
	return d.row == row || (row->alias && d.row->code == row->code);
}

static void test_self(void)
{
	size_t bad = 0;
	size_t i;

	for (i = 0; i < row_count; i++) {
		if (decodes_to_itself(&rows[i]))
			continue;
		diag("%s does not", rows[i].name);
		bad++;
	}
	is_u64(bad, 0, "every row decodes to itself");
}

static void test_names(void)
{
	const struct status_row *found;
	size_t bad = 0;
	size_t i;

	for (i = 0; i < row_count; i++) {
		found = status_find(rows[i].name);
		if (!found || strcmp(found->name, rows[i].name) != 0)
			bad++;
		else if (found != &rows[i] && !rows[i].alias)
			bad++;
	}
	is_u64(bad, 0, "every row is found by its name");
	ok(status_find("tdx_sys_busy") != NULL, "letter case does not matter");
	ok(status_find("TDX_NO_SUCH_STATUS") == NULL, "no row, no name");
}

struct example {
	uint64_t word;
	enum status_interface asked;
	const char *name;
	enum status_interface maker;
	enum status_match match;
	const char *class_label;
	const char *detail;
};

/* clang-format off */
#define EXACT STATUS_MATCH_EXACT
static const struct example examples[] = {
	/* words that people have met, with the report that shows them */
	{ 0xc000010000000045, STATUS_ANY, "TDX_OPERAND_INVALID", STATUS_MODULE, EXACT, "Invalid operand", "operand CPUID_CONFIG (0x45): CPUID values configured for the TD" }, /* intel tdx-module 24 */
	{ 0xc000092100000122, STATUS_ANY, "TDX_INCORRECT_MSR_VALUE", STATUS_MODULE, EXACT, "Platform configuration", "MSR 0x122 (IA32_TSX_CTRL)" }, /* canonical/tdx 25 */
	{ 0xc000090000000000, STATUS_ANY, "TDX_INCORRECT_CPUID_VALUE", STATUS_MODULE, EXACT, "Platform configuration", "" }, /* canonical/tdx 161 */
	{ 0xc000050500000000, STATUS_ANY, "TDX_SYS_NOT_READY", STATUS_MODULE, EXACT, "TDX module state", "" }, /* canonical/tdx 83, 331 */
	{ 0xc0000c0000000000, STATUS_ANY, "TDX_METADATA_FIELD_ID_INCORRECT", STATUS_MODULE, EXACT, "Metadata field access", "" },
	{ 0xc000030000000001, STATUS_ANY, "TDX_PAGE_METADATA_INCORRECT", STATUS_MODULE, EXACT, "Page metadata", "operand RCX (0x1): register" }, /* canonical/tdx 153 */
	{ 0xc0000b0800000001, STATUS_ANY, "TDX_TLB_TRACKING_NOT_DONE", STATUS_MODULE, EXACT, "Secure EPT / guest TD memory", "operand RCX (0x1): register" },
	/* every use of the low half */
	{ 0x0000000000000000, STATUS_ANY, "TDX_SUCCESS", STATUS_MODULE, EXACT, "General", "" },
	{ 0x0000000000000005, STATUS_ANY, "TDX_SUCCESS", STATUS_MODULE, EXACT, "General", "low 32 bits 0x00000005: a few leaves give a count there" },
	{ 0xc000010000000000, STATUS_ANY, "TDX_OPERAND_INVALID", STATUS_MODULE, EXACT, "Invalid operand", "operand RAX (0x0): leaf and version" },
	{ 0xc000010000000077, STATUS_ANY, "TDX_OPERAND_INVALID", STATUS_MODULE, EXACT, "Invalid operand", "operand 0x77, which has no known name" },
	{ 0x8000020000000092, STATUS_ANY, "TDX_OPERAND_BUSY", STATUS_MODULE, EXACT, "Resource busy", "operand SEPT_TREE (0x92): Secure EPT; SEPT in module 1.0 and Linux" },
	{ 0xc0000b0300000000, STATUS_ANY, "TDX_EPT_ENTRY_NOT_PRESENT", STATUS_MODULE, EXACT, "Secure EPT / guest TD memory", "" },
	{ 0xc0000b0300000001, STATUS_ANY, "TDX_EPT_ENTRY_NOT_PRESENT", STATUS_MODULE, EXACT, "Secure EPT / guest TD memory", "operand RCX (0x1): register" },
	{ 0xc000092000012345, STATUS_ANY, "TDX_INCONSISTENT_MSR", STATUS_MODULE, EXACT, "Platform configuration", "MSR 0x12345" },
	{ 0xc00009080000001f, STATUS_ANY, "TDX_CPUID_LEAF_NOT_SUPPORTED", STATUS_MODULE, EXACT, "Platform configuration", "CPUID leaf 0x1f" },
	{ 0xc000090600000009, STATUS_ANY, "TDX_INVALID_PKG_ID", STATUS_MODULE, EXACT, "Platform configuration", "package 9" },
	{ 0xc000062100000012, STATUS_ANY, "TDX_X2APIC_ID_NOT_UNIQUE", STATUS_MODULE, EXACT, "TD state", "x2APIC id 0x12" },
	{ 0xc000082500000800, STATUS_ANY, "TDX_NUM_ACTIVATED_HKIDS_NOT_SUPPORTED", STATUS_MODULE, EXACT, "Key management", "2048 key IDs supported" },
	{ 0xc000073000002016, STATUS_ANY, "TDX_TD_VMCS_FIELD_NOT_INITIALIZED", STATUS_MODULE, EXACT, "TD vCPU state", "VMCS field 0x2016" },
	{ 0xc0000b0b00000001, STATUS_ANY, "TDX_PAGE_SIZE_MISMATCH", STATUS_MODULE, EXACT, "Secure EPT / guest TD memory", "page level 0x1 (2M)" },
	{ 0xc0000d0500000001, STATUS_ANY, "TDX_SERVTD_NOT_BOUND", STATUS_MODULE, EXACT, "Service TD", "slot 1" },
	{ 0xc000091000000001, STATUS_ANY, "TDX_SMRR_NOT_LOCKED", STATUS_MODULE, EXACT, "Platform configuration", "index 0x1 (SMRR2)" },
	{ 0xc000091200000301, STATUS_ANY, "TDX_SMRR_OVERLAPS_CMR", STATUS_MODULE, EXACT, "Platform configuration", "SMRR2, CMR 3" },
	{ 0xc0000a0200000004, STATUS_ANY, "TDX_TDMR_OUTSIDE_CMRS", STATUS_MODULE, EXACT, "Physical memory (CMR/TDMR/PAMT)", "TDMR 4" },
	{ 0xc0000a1000000103, STATUS_ANY, "TDX_INVALID_PAMT", STATUS_MODULE, EXACT, "Physical memory (CMR/TDMR/PAMT)", "TDMR 3, PAMT level 2M" },
	{ 0xc0000a1200050203, STATUS_ANY, "TDX_PAMT_OVERLAP", STATUS_MODULE, EXACT, "Physical memory (CMR/TDMR/PAMT)", "TDMR 3, PAMT level 1G, other TDMR 5" },
	{ 0xc0000a2100000f01, STATUS_ANY, "TDX_NON_ORDERED_RESERVED_IN_TDMR", STATUS_MODULE, EXACT, "Physical memory (CMR/TDMR/PAMT)", "TDMR 1, reserved area 15" },
	{ 0xc0000b0f00020001, STATUS_ANY, "TDX_L2_SEPT_WALK_FAILED", STATUS_MODULE, EXACT, "Secure EPT / guest TD memory", "L2 VM 2, level 1" },
	{ 0xc0000c01ffff0007, STATUS_ANY, "TDX_METADATA_FIELD_NOT_WRITABLE", STATUS_MODULE, EXACT, "Metadata field access", "sequence 7" },
	{ 0xc0000c0100020007, STATUS_ANY, "TDX_METADATA_FIELD_NOT_WRITABLE", STATUS_MODULE, EXACT, "Metadata field access", "field 2 of sequence 7" },
	{ 0xc0000c050000ffff, STATUS_ANY, "TDX_INVALID_METADATA_LIST_HEADER", STATUS_MODULE, EXACT, "Metadata field access", "list header" },
	{ 0xc0000f0000000007, STATUS_ANY, "TDX_IOMMU_INVALID_STATE", STATUS_MODULE, EXACT, "TDX Connect (trusted I/O)", "low 32 bits 0x00000007: no known meaning with this status" },
	{ 0xc000050500000001, STATUS_ANY, "TDX_SYS_NOT_READY", STATUS_MODULE, EXACT, "TDX module state", "low 32 bits 0x00000001: no known meaning with this status" },
	/* values that sources disagree about, and a value with two names */
	{ 0x4000000200000000, STATUS_ANY, "TDX_NON_RECOVERABLE_TD", STATUS_MODULE, EXACT, "General", "" },
	{ 0x6000000200000000, STATUS_ANY, "TDX_NON_RECOVERABLE_TD", STATUS_MODULE, EXACT, "General", "" },
	{ 0x4000000500000000, STATUS_ANY, "TDX_NON_RECOVERABLE_TD_FATAL", STATUS_MODULE, EXACT, "General", "" },
	{ 0x6000000500000000, STATUS_ANY, "TDX_NON_RECOVERABLE_TD_NON_ACCESSIBLE", STATUS_MODULE, EXACT, "General", "" },
	{ 0x6000000700000000, STATUS_ANY, "TDX_NON_RECOVERABLE_TD_WRONG_APIC_MODE", STATUS_MODULE, EXACT, "General", "" },
	{ 0xc000060400000000, STATUS_ANY, "TDX_TD_FATAL", STATUS_MODULE, EXACT, "TD state", "" },
	{ 0xc000090100000000, STATUS_ANY, "TDX_LIMIT_CPUID_MAXVAL_SET", STATUS_MODULE, EXACT, "Platform configuration", "" },
	/* severity bits set at run time */
	{ 0xe0000b0000000001, STATUS_ANY, "TDX_EPT_WALK_FAILED", STATUS_MODULE, STATUS_MATCH_FATAL_ADDED, "Secure EPT / guest TD memory", "operand RCX (0x1): register" },
	{ 0x9000020000000080, STATUS_ANY, "TDX_OPERAND_BUSY", STATUS_MODULE, STATUS_MATCH_SEVERITY_CHANGED, "Resource busy", "operand TDR (0x80): root page of the TD" },
	{ 0x8000050500000000, STATUS_ANY, "TDX_SYS_NOT_READY", STATUS_MODULE, STATUS_MATCH_SEVERITY_CHANGED, "TDX module state", "" },
	/* two names without a bit that tells them apart: no guess */
	{ 0x5000000500000000, STATUS_ANY, NULL, STATUS_ANY, STATUS_MATCH_NONE, "General", "" },
	/* success has no severity bits */
	{ 0x2000000000000000, STATUS_ANY, NULL, STATUS_ANY, STATUS_MATCH_NONE, "General", "" },
	{ 0x4000000000000000, STATUS_ANY, NULL, STATUS_ANY, STATUS_MATCH_NONE, "General", "" },
	/* made up by Linux */
	{ 0x8000ff0000000006, STATUS_ANY, "TDX_SEAMCALL_UD", STATUS_SOFTWARE, EXACT, "Reserved for software use", "" },
	{ 0x8000ff000000000d, STATUS_MODULE, "TDX_SEAMCALL_GP", STATUS_SOFTWARE, EXACT, "Reserved for software use", "" },
	{ 0x8000ff00ffff0000, STATUS_P_SEAMLDR, "TDX_SEAMCALL_VMFAILINVALID", STATUS_SOFTWARE, EXACT, "Reserved for software use", "" },
	{ 0x8000ff00ffff0000, STATUS_NP_SEAMLDR, NULL, STATUS_NP_SEAMLDR, STATUS_MATCH_NONE, NULL, "" },
	{ 0x8000ff0000000000, STATUS_ANY, "TDX_SW_ERROR", STATUS_SOFTWARE, EXACT, "Reserved for software use", "" },
	{ 0x8000ff000000000e, STATUS_ANY, NULL, STATUS_ANY, STATUS_MATCH_NONE, "Reserved for software use", "" },
	/* the loaders: exact, in the order P, NP, never the module's */
	{ 0x8000000000000000, STATUS_ANY, "PSEAMLDR_EBADPARAM", STATUS_P_SEAMLDR, EXACT, "Parameter or call", "" },
	{ 0x8000000000000000, STATUS_NP_SEAMLDR, "NP_SEAMLDR_PARAMS_STATUS_EBADPARAM", STATUS_NP_SEAMLDR, EXACT, "Parameter or call", "" },
	{ 0x8000000000000000, STATUS_MODULE, NULL, STATUS_MODULE, STATUS_MATCH_NONE, "General", "" },
	{ 0x8000000000000001, STATUS_ANY, "NP_SEAMLDR_PARAMS_STATUS_EMODBUSY", STATUS_NP_SEAMLDR, EXACT, "Parameter or call", "" },
	{ 0x8000000000000001, STATUS_P_SEAMLDR, NULL, STATUS_P_SEAMLDR, STATUS_MATCH_NONE, "Parameter or call", "" },
	{ 0x8000000000000003, STATUS_ANY, "PSEAMLDR_EBADCALL", STATUS_P_SEAMLDR, EXACT, "Parameter or call", "" },
	{ 0x8000000000010002, STATUS_ANY, "PSEAMLDR_ENOMEM", STATUS_P_SEAMLDR, EXACT, "Platform", "" },
	{ 0x8000000000020001, STATUS_ANY, "PSEAMLDR_EBADHASH", STATUS_P_SEAMLDR, EXACT, "Image verification", "" },
	{ 0x8000000000030001, STATUS_ANY, "PSEAMLDR_ENOENTROPY", STATUS_P_SEAMLDR, EXACT, "Transient", "" },
	{ 0x0000000000000000, STATUS_P_SEAMLDR, "PSEAMLDR_SUCCESS", STATUS_P_SEAMLDR, EXACT, NULL, "" },
	{ 0x0000000000000001, STATUS_P_SEAMLDR, NULL, STATUS_P_SEAMLDR, STATUS_MATCH_NONE, "Parameter or call", "" },
	{ 0x8000000000040000, STATUS_ANY, NULL, STATUS_ANY, STATUS_MATCH_NONE, NULL, "" },
	{ 0xa000000000000003, STATUS_P_SEAMLDR, NULL, STATUS_P_SEAMLDR, STATUS_MATCH_NONE, NULL, "" },
	/* nobody's */
	{ 0xffffffffffffffff, STATUS_ANY, "UNINITIALIZE_ERROR", STATUS_MODULE, EXACT, NULL, "" },
	{ 0xfffffffffffffffe, STATUS_ANY, NULL, STATUS_ANY, STATUS_MATCH_NONE, NULL, "" },
	{ 0xc001050500000000, STATUS_ANY, NULL, STATUS_ANY, STATUS_MATCH_NONE, NULL, "" },
	{ 0xc00005ff00000000, STATUS_ANY, NULL, STATUS_ANY, STATUS_MATCH_NONE, "TDX module state", "" },
	{ 0xc000120000000000, STATUS_ANY, NULL, STATUS_ANY, STATUS_MATCH_NONE, NULL, "" },
};
/* clang-format on */

static void test_example(const struct example *e)
{
	struct status_decoded d;
	char detail[128];
	bool known;

	known = status_decode(e->word, e->asked, &d);
	is_str(status_name(&d), e->name, "name of 0x%016" PRIx64, e->word);
	ok(known == (e->name != NULL), "known or not: 0x%016" PRIx64, e->word);
	is_u64(d.interface, e->maker, "maker of 0x%016" PRIx64, e->word);
	is_u64(d.match, e->match, "match of 0x%016" PRIx64, e->word);
	is_str(d.class_label, e->class_label, "class of 0x%016" PRIx64,
	       e->word);
	is_str(status_detail(&d, detail, sizeof(detail)), e->detail,
	       "details of 0x%016" PRIx64, e->word);
}

struct bits {
	uint64_t word;
	bool error;
	enum status_flag recoverable;
	enum status_flag fatal;
	enum status_flag hint;
	const char *severity;
	enum status_gravity gravity;
};

static void test_bits(void)
{
	const enum status_flag no = STATUS_FLAG_NO;
	const enum status_flag yes = STATUS_FLAG_YES;
	const enum status_flag na = STATUS_FLAG_NA;
	/* clang-format off */
	const struct bits bits[] = {
		{ 0x0000000000000000, false, na, no, no, "success", STATUS_GOOD },
		{ 0x0000081500000000, false, na, no, no, "information", STATUS_GOOD },
		{ 0x4000000100000000, false, no, no, no, "ended for good", STATUS_BAD },
		{ 0x8000020200000000, true, yes, no, no, "failed, calling again may help", STATUS_WARN },
		{ 0x9000020500000000, true, yes, no, yes, "failed, calling again may help", STATUS_WARN },
		{ 0xc000050600000000, true, no, no, no, "failed, the cause has to be removed", STATUS_BAD },
		{ 0xe000060400000000, true, no, yes, no, "failed, the cause has to be removed", STATUS_BAD },
		{ 0x8000ff000000000d, true, yes, no, no, "no SEAM code ran", STATUS_BAD },
		{ 0x8000000000000003, true, na, na, na, "failed", STATUS_BAD },
		{ 0xffffffffffffffff, true, na, na, na, "failed", STATUS_BAD },
	};
	/* clang-format on */
	struct status_decoded d;
	size_t i;

	for (i = 0; i < sizeof(bits) / sizeof(bits[0]); i++) {
		status_decode(bits[i].word, STATUS_ANY, &d);
		ok(d.error == bits[i].error &&
			   d.recoverable == bits[i].recoverable &&
			   d.fatal == bits[i].fatal &&
			   d.host_hint == bits[i].hint,
		   "bits of 0x%016" PRIx64, bits[i].word);
		is_str(status_severity(&d), bits[i].severity,
		       "severity of 0x%016" PRIx64, bits[i].word);
		is_u64(status_gravity(&d), bits[i].gravity,
		       "gravity of 0x%016" PRIx64, bits[i].word);
	}
}

static void test_other_matches(void)
{
	const char *want[] = { "TDX_SUCCESS", "PSEAMLDR_SUCCESS",
			       "NP_SEAMLDR_PARAMS_STATUS_SUCCESS" };
	const struct status_row *row = NULL;
	size_t i = 0;

	while ((row = status_next_match(0, row))) {
		is_str(row->name, i < 3 ? want[i] : NULL, "match %zu of 0", i);
		i++;
	}
	is_u64(i, 3, "three makers know the word 0");
}

static void test_operand(void)
{
	struct status_decoded d;

	status_decode(0xc000010000000045, STATUS_ANY, &d);
	ok(d.operand.present, "an operand id is an operand");
	is_u64(d.operand.id, 69, "its number");
	is_str(d.operand.name, "CPUID_CONFIG", "its name");
	status_decode(0xc000092100000122, STATUS_ANY, &d);
	is_u64(d.operand.id, 290, "so is an MSR");
	is_str(d.operand.name, "IA32_TSX_CTRL", "with its name");
	status_decode(0x8000ff000000000d, STATUS_ANY, &d);
	ok(!d.operand.present, "a code that fills the word has no operand");
	status_decode(0xc000050500000000, STATUS_ANY, &d);
	ok(!d.operand.present, "a status without details has none either");
	status_decode(0xc00005ff00000045, STATUS_ANY, &d);
	ok(!d.operand.present, "an unknown code has none to be guessed");
	is_str(operand_name(0x140), "DMAR", "last operand id");
	is_str(operand_name(0x10), NULL, "hole in the operand ids");
	is_str(register_msr_name(0x982), "IA32_TME_ACTIVATE", "an MSR");
	is_str(register_msr_name(0x983 + 0x100), NULL, "not an MSR of ours");
}

/* Ascending, named: seen through the public functions. */
static void test_operand_table(void)
{
	unsigned int named = 0;
	uint32_t id;

	for (id = 0; id < 0x1000; id++) {
		if (!operand_name(id))
			continue;
		if (!operand_text(id) || !operand_text(id)[0])
			diag("operand 0x%" PRIx32 " has no text", id);
		else
			named++;
	}
	is_u64(named, 59, "operand ids with name and text");
}

static void test_classes(void)
{
	unsigned int named = 0;
	struct status_decoded d;
	uint64_t class;

	for (class = 0; class < 0x100; class++) {
		status_decode(0xc00000fe00000000 | class << 40, STATUS_ANY, &d);
		if (d.has_class && d.class_id == class && d.class_label)
			named++;
	}
	is_u64(named, 19, "classes with a label");
}

static void test_interfaces(void)
{
	enum status_interface i;

	for (i = STATUS_MODULE; i <= STATUS_NP_SEAMLDR; i++)
		is_u64(status_interface_parse(status_interface_name(i)), i,
		       "%s is a choice", status_interface_name(i));
	is_u64(status_interface_parse("linux"), STATUS_ANY, "linux is none");
	is_u64(status_interface_parse("Module"), STATUS_ANY, "case matters");
	is_u64(status_interface_parse(""), STATUS_ANY, "nothing is none");
}

/* xorshift64: the same words in every run */
static uint64_t next_random(uint64_t *state)
{
	*state ^= *state << 13;
	*state ^= *state >> 7;
	*state ^= *state << 17;
	return *state;
}

/* What a named word must have in common with its row. */
static bool faithful(const struct status_decoded *d)
{
	uint64_t differ = (d->word ^ d->row->code) & d->row->mask;

	if (d->match == STATUS_MATCH_EXACT)
		return differ == 0;
	if (d->match == STATUS_MATCH_FATAL_ADDED)
		return differ == FATAL && d->row->code != 0;
	return d->match == STATUS_MATCH_SEVERITY_CHANGED &&
	       (differ & ~SEVERITY) == 0 && d->row->code != 0;
}

static bool survives(uint64_t word, enum status_interface interface)
{
	struct status_decoded d;
	char detail[8];

	if (status_decode(word, interface, &d))
		return d.row && faithful(&d);
	status_detail(&d, detail, sizeof(detail));
	return !d.row && !status_name(&d) && !d.operand.present && !detail[0];
}

static void test_random(void)
{
	uint64_t state = 0x9e3779b97f4a7c15;
	unsigned int bad = 0;
	unsigned int i;
	uint64_t word;

	for (i = 0; i < RANDOM_WORDS; i++) {
		word = next_random(&state);
		/* every second word near to a known one */
		if (i & 1)
			word = rows[word % row_count].code ^
			       (1ULL << (next_random(&state) & 63));
		if (!survives(word, (enum status_interface)(i / 2 % 4)))
			bad++;
	}
	is_u64(bad, 0, "%u random words are named only if they are known",
	       RANDOM_WORDS);
}

int main(void)
{
	size_t i;

	rows = status_rows(&row_count);
	test_counts();
	test_checksum();
	test_order();
	test_unique();
	test_aliases();
	test_texts();
	test_lengths();
	test_codes_within_mask();
	test_self();
	test_names();
	for (i = 0; i < sizeof(examples) / sizeof(examples[0]); i++)
		test_example(&examples[i]);
	test_bits();
	test_other_matches();
	test_operand();
	test_operand_table();
	test_classes();
	test_interfaces();
	test_random();
	return tap_done();
}
