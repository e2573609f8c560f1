// SPDX-License-Identifier: GPL-2.0-or-later
/* Proves that statuses are found in log lines, and nothing else is. */
#include "judge/log-seamcall.h"

#include <errno.h>
#include <stdlib.h>

#include "tap.h"

#define NO_LEAF UINT64_MAX
#define RANDOM_LINES 50000

struct found {
	const char *line;
	const char *number;	/* text of the status in the line */
	uint64_t word;
	uint64_t leaf;
};

/* clang-format off */
static const struct found found[] = {
	/* Linux 6.8 and later */
	{ "[   19.324236] virt/tdx: SEAMCALL (0x0000000000000021) failed: 0xc000090000000000", "0xc000090000000000", 0xc000090000000000, 0x21 },
	{ "Nov 24 03:20:00 host kernel: virt/tdx: SEAMCALL (0x000000000001002d) failed: 0xc000050c00000000", "0xc000050c00000000", 0xc000050c00000000, 0x1002d },
	{ "[  261.262866] SEAMCALL (0x000000000000001c) failed: 0xc000030000000001 RCX 0x0000000000000000 RDX 0x0000000000000000 R8 0x0000000000000000 R9 0x0000000000000000 R10 0x0000000000000000 R11 0x0000000000000000", "0xc000030000000001", 0xc000030000000001, 0x1c },
	{ "tdx: SEAMCALL (0x8000000000000000) failed: 0x8000000000000003", "0x8000000000000003", 0x8000000000000003, 1ULL << 63 },
	/* decimal leaf */
	{ "virt/tdx: SEAMCALL (33) failed: 0xc000090000000000", "0xc000090000000000", 0xc000090000000000, 33 },
	{ "virt/tdx: TDH.SYS.DISABLE failed: 0x8000020200000000", "0x8000020200000000", 0x8000020200000000, 69 },
	/* KVM 6.16 and later */
	{ "kvm_intel: SEAMCALL TDH_MEM_PAGE_ADD failed: 0xc000010000000001, rcx 0x5, rdx 0x7", "0xc000010000000001", 0xc000010000000001, 2 },
	{ "kvm_intel: SEAMCALL TDH_MNG_INIT failed: 0xc000010000000045", "0xc000010000000045", 0xc000010000000045, 21 },
	{ "SEAMCALL TDH_NO_SUCH_LEAF failed: 0xc000010000000000", "0xc000010000000000", 0xc000010000000000, NO_LEAF },
	/* Ubuntu 6.5 and Intel's trees before it */
	{ "[    7.592823] tdx: SEAMCALL failed: CPU 94: leaf 33, error 0xc000092100000122.", "0xc000092100000122", 0xc000092100000122, 33 },
	{ "tdx: SEAMCALL failed: leaf 254, error 0xc000050500000000.", "0xc000050500000000", 0xc000050500000000, 254 },
	{ "tdx: SEAMCALL failed: leaf: 0x21, error: 0xc000090000000000", "0xc000090000000000", 0xc000090000000000, 33 },
	{ "seamldr: SEAMCALL failed: leaf 0x8000000000000001, rcx 0x123456789000, error 0x8000000000030000.", "0x8000000000030000", 0x8000000000030000, 1ULL << 63 | 1 },
	/* Intel's first KVM series */
	{ "SEAMCALL[TDH_MNG_INIT] failed on cpu 3: TDX_OPERAND_INVALID (0xc000010000000045)", "0xc000010000000045", 0xc000010000000045, 21 },
	{ "SEAMCALL[TDH_MNG_INIT] failed on cpu 3: 0xc000010000000045", "0xc000010000000045", 0xc000010000000045, 21 },
	{ "SEAMCALL[TDH_VP_ENTER] failed: Unknown SEAMCALL status code (0xc00001ff00000000)", "0xc00001ff00000000", 0xc00001ff00000000, 0 },
	{ "SEAMCALL[21] failed: 0xc000010000000045 RCX 0x1, RDX 0x2, R8 0x0, R9 0x0, R10 0x0, R11 0x0", "0xc000010000000045", 0xc000010000000045, 21 },
	{ "SEAMCALL[SEAMLDR_INFO] failed 0x8000000000000003", "0x8000000000000003", 0x8000000000000003, 1ULL << 63 },
	{ "SEAMCALL[SEAMLDR_INFO] failed P_SEAMLDR_EBADPARAM (0x8000000000000000)", "0x8000000000000000", 0x8000000000000000, 1ULL << 63 },
	/* coloured by dmesg */
	{ "\033[32m[   19.324236] \033[0m\033[33mvirt/tdx: \033[0m\033[31mSEAMCALL (0x0000000000000021) failed: 0xc000090000000000\033[0m", "0xc000090000000000", 0xc000090000000000, 0x21 },
	{ "SEAMCALL (33) failed: \033[0;1;31m0xc000090000000000", "0xc000090000000000", 0xc000090000000000, 33 },
	{ "\033[31m0xc000010000000045\033[0m", "0xc000010000000045", 0xc000010000000045, NO_LEAF },
	/* other systems, and people's own words */
	{ "vmkernel: cpu25:2100108)TDH.MNG.INIT failed with status: 0xc000010000000045", "0xc000010000000045", 0xc000010000000045, 21 },
	{ "SEAMCALL 0x22 failed 0xc0000c0000000000", "0xc0000c0000000000", 0xc0000c0000000000, 34 },
	{ "kvm: tdh_mng_key_freeid() failed: 0x8000081700000000", "0x8000081700000000", 0x8000081700000000, 20 },
	{ "SEAMCALL FAILED: 0XC000050500000000", "0XC000050500000000", 0xc000050500000000, NO_LEAF },
	/* not padded, not an error */
	{ "SEAMCALL TDH_MNG_KEY_CONFIG failed: 0x81500000000", "0x81500000000", 0x81500000000, 8 },
	/* a bare number */
	{ "0xc000010000000045", "0xc000010000000045", 0xc000010000000045, NO_LEAF },
	{ "  0xc000010000000045\r", "0xc000010000000045", 0xc000010000000045, NO_LEAF },
	{ "0x0", "0x0", 0, NO_LEAF },
};

static const char *const nothing[] = {
	"",
	" ",
	"virt/tdx: BIOS enabled: private KeyID range [32, 64)",
	"virt/tdx: module initialized",
	"virt/tdx: CMR: [0x100000, 0x77800000)",
	"virt/tdx: initialization failed: TDMR [0x0, 0x80000000): reserved areas exhausted.",
	"virt/tdx: TDX module: attributes 0x0, vendor_id 0x8086, major_version 1, minor_version 5",
	"kvm_intel: Failed to initialize TDX module.",
	"kvm_intel: no symbol version for __seamcall_saved_ret",
	"RIP: 0010:__seamcall_ret+0x12/0x60 [kvm_intel]",
	" ? seamcall_err_ret+0x8000/0x9000",
	"pci 0000:00:1f.0: reg 0x10: [mem 0xc000010000000045-0xc0000100000000ff 64bit]",
	"some driver failed: 0xc000010000000045",
	"error 0xc000050500000000",
	"SEAMCALL at 0xffffffff81000000 done",
	"SEAMCALL failed at 0xffffffff81000000",
	"SEAMCALL failed: gpa 0xc000010000000045",
	"SEAMCALL (0x22) failed: 0xc00001000000000451",
	"SEAMCALL (0x22) failed: 0xc0000100zz000045",
	"SEAMCALL (0x22) failed: c000010000000045",
	"SEAMCALL (0x22) failed: 0x",
	"TDH.SYS.RD 0xc000010000000045",
	"MY_SEAMCALL failed: 0xc000010000000045",
	"SEAMCALLS failed: 0xc000010000000045",
	"x86/tme: not enabled by BIOS",
	"x86/cpu: VMX (outside TXT) disabled by BIOS",
	"x86/tme: not enabled by BIOS, so no tdx",
	"drm: module not loaded",
	"nfit: initialization failed (-19)",
	"tdx: initialization failed (-)",
	"tdx: initialization failed (-19",
	"tdx: initialization failed (-99999999999999999999)",
	"tdx: initialization failed (-0)",
	"\033[31",
	"\033[SEAMCALL (0x22) failed: 0x",
	"0x22",
	"0xffffffff",
	"0xc000010000000045 0xc000010000000045",
	"c000010000000045",
	"13835058055282163781",
};

struct said {
	const char *line;
	int error;
	const char *name;
};

static const struct said said[] = {
	{ "virt/tdx: module initialization failed (-5)", EIO, "EIO" },
	{ "virt/tdx: module initialization failed (-19)", ENODEV, "ENODEV" },
	{ "virt/tdx: module initialization failed (-95)", EOPNOTSUPP, "EOPNOTSUPP" },
	{ "virt/tdx: module initialization failed (-13)", EACCES, "EACCES" },
	{ "virt/tdx: module initialization failed (-22)", EINVAL, "EINVAL" },
	{ "virt/tdx: module initialization failed (-12)", ENOMEM, "ENOMEM" },
	{ "virt/tdx: module initialization failed (-28)", ENOSPC, "ENOSPC" },
	{ "virt/tdx: module initialization failed (-110)", 110, NULL },
	{ "virt/tdx: TDX-Module initialization failed (-5)", EIO, "EIO" },
	{ "tdx: initialization failed (-19)", ENODEV, "ENODEV" },
	{ "virt/tdx: initialization failed: register_memory_notifier() failed (-12)", ENOMEM, "ENOMEM" },
	{ "\033[33mvirt/tdx: \033[0m\033[31mmodule initialization failed (-5)\033[0m", EIO, "EIO" },
	{ "tdx: TDX module initialization failed (-22)", EINVAL, "EINVAL" },
	{ "virt/tdx: module not loaded", ENODEV, "ENODEV" },
	{ "tdx: TDX module is not loaded.", ENODEV, "ENODEV" },
	{ "tdx: not enabled by BIOS.", ENODEV, "ENODEV" },
	{ "tdx: [firmware bug]: TDX is not enabled by BIOS.", ENODEV, "ENODEV" },
	{ "tdx: SEAMCALL failed: CPU 162 is not in VMX operation.", EINVAL, "EINVAL" },
	{ "tdx: CPU is not in VMX operation.", EINVAL, "EINVAL" },
	{ "SEAMCALL failed: TDX disabled by BIOS.", EOPNOTSUPP, "EOPNOTSUPP" },
	{ "tdx: SEAMCALL failed: CPU not in VMX operation.", EACCES, "EACCES" },
	{ "SEAMCALL failed: TDX module not loaded.", ENODEV, "ENODEV" },
};
/* clang-format on */

static void parse(const char *text, struct log_line *line)
{
	log_seamcall_parse(text, strlen(text), false, line);
}

static void test_found(const struct found *f)
{
	struct log_line line;
	char number[32];

	parse(f->line, &line);
	if (!ok(line.kind == LOG_STATUS && line.count == 1, "found in: %s",
		f->line))
		return;
	snprintf(number, sizeof(number), "%.*s", (int)line.status[0].len,
		 f->line + line.status[0].offset);
	is_str(number, f->number, "at its place");
	is_u64(line.status[0].word, f->word, "with its value");
	is_u64(line.status[0].has_leaf ? line.status[0].leaf : NO_LEAF,
	       f->leaf, "and its leaf");
	ok(!line.cut, "nothing is missing");
}

static void test_nothing(const char *text)
{
	struct log_line line;

	parse(text, &line);
	ok(line.kind == LOG_OTHER && !line.count && !line.error,
	   "nothing in: %s", text);
}

static void test_said(const struct said *s)
{
	struct log_line line;

	parse(s->line, &line);
	ok(line.kind == LOG_ERRNO && !line.count, "an outcome in words: %s",
	   s->line);
	is_u64((uint64_t)line.error, (uint64_t)s->error, "its errno");
	is_str(line.error_name, s->name, "the name of it");
	ok(!s->name || (line.error_text && line.error_text[0]),
	   "what it says");
}

static void test_registers(void)
{
	struct log_line line;

	parse("virt/tdx: RCX 0x0000000000000007 RDX 0x9100000100000008 "
	      "R08 0x0000000000000001", &line);
	ok(line.kind == LOG_REGISTERS && !line.count,
	   "registers are no statuses");
	is_u64(line.registers.value[LOG_RDX], 0x9100000100000008, "RDX");
	is_u64(line.registers.value[LOG_R8], 1, "R08 is R8");
	ok(!line.registers.have[LOG_R9], "R9 is not there");
	parse("tdx: additional output: rcx 0x1, rdx 0x2, r8 0x3, r9 0x4, "
	      "r10 0x5, r11 0x6.", &line);
	ok(line.kind == LOG_REGISTERS, "older wording");
	is_u64(line.registers.value[LOG_R11], 6, "the last one");
	parse("SEAMCALL additional output: rcx 0x1, rdx 0x2", &line);
	ok(line.kind == LOG_REGISTERS && !line.count,
	   "SEAMCALL in front of registers is no status");
	parse("kvm_intel: SEAMCALL TDH_MEM_PAGE_ADD failed: "
	      "0xc000010000000001, rcx 0x5, rdx 0x7", &line);
	ok(line.kind == LOG_STATUS && line.registers.have[LOG_RCX] &&
		   line.registers.value[LOG_RDX] == 7,
	   "registers behind a status");
}

static const char *explain(uint64_t word, const char *text, char *buf,
			   size_t size)
{
	struct status_decoded d;
	struct log_line line;

	parse(text, &line);
	status_decode(word, STATUS_MODULE, &d);
	return log_explain_registers(&line.registers, &d, buf, size);
}

static void test_explain(void)
{
	char buf[256];

	is_str(explain(0xc000090000000000,
		       "RCX 0x0000000200000007 RDX 0x0000000100000002 "
		       "R08 0x0000000300000004", buf, sizeof(buf)),
	       "CPUID leaf 0x7, sub-leaf 0x2; bits checked eax=0x00000002 "
	       "ebx=0x00000001 ecx=0x00000004 edx=0x00000003",
	       "which CPUID leaf is wrong");
	is_str(explain(0xc000090000000000,
		       "R09 0x0000000500000006 R10 0x0000000700000008 "
		       "R11 0x0000000000000000", buf, sizeof(buf)),
	       "wanted eax=0x00000006 ebx=0x00000005 ecx=0x00000008 "
	       "edx=0x00000007",
	       "what the module wants");
	is_str(explain(0xc000090200000000,
		       "rcx 0xffffffff80000008, rdx 0x1, r8 0x0, r9 0x9",
		       buf, sizeof(buf)),
	       "CPUID leaf 0x80000008; bits that must agree eax=0x00000001 "
	       "ebx=0x00000000 ecx=0x00000000 edx=0x00000000",
	       "which CPUID leaf differs");
	is_str(explain(0xc000050500000000, "rcx 0x1, rdx 0x2", buf,
		       sizeof(buf)), "",
	       "registers of other statuses are left alone");
	is_str(explain(0xc00005ff00000000, "rcx 0x1, rdx 0x2", buf,
		       sizeof(buf)), "", "and those of unknown ones");
}

static void test_several(void)
{
	struct log_line line;

	parse("SEAMCALL (0x21) failed: 0xc000090000000000; "
	      "SEAMCALL (0x22) failed: 0xc000050500000000", &line);
	is_u64(line.count, 2, "two reports in one line");
	is_u64(line.status[0].leaf, 0x21, "leaf of the first");
	is_u64(line.status[1].leaf, 0x22, "leaf of the second");
	is_u64(line.status[1].word, 0xc000050500000000, "status of it");
	ok(!line.full, "there is room for more");
}

static void test_full(void)
{
	const char one[] = "SEAMCALL (1) failed: 0xc000050500000000 ";
	char text[sizeof(one) * (LOG_STATUSES_MAX + 1)] = "";
	struct log_line line;
	size_t i;

	for (i = 0; i < LOG_STATUSES_MAX; i++)
		strcat(text, one);
	parse(text, &line);
	ok(line.count == LOG_STATUSES_MAX && !line.full, "a full line");
	strcat(text, one);
	parse(text, &line);
	ok(line.count == LOG_STATUSES_MAX && line.full, "one too many");
}

static void test_cut(void)
{
	const char text[] = "SEAMCALL (0x21) failed: 0xc0000900";
	const char whole[] = "SEAMCALL (0x21) failed: 0xc000090000000000";
	const char prefix[] = "SEAMCALL (0x21) failed: 0x";
	struct log_line line;

	log_seamcall_parse(text, strlen(text), true, &line);
	ok(line.cut && !line.count, "half of a number is no status");
	log_seamcall_parse(text, strlen(text), false, &line);
	ok(!line.cut && line.count == 1, "unless the line ends there");
	log_seamcall_parse(whole, strlen(whole), true, &line);
	ok(!line.cut && line.count == 1, "16 digits are a whole number");
	log_seamcall_parse(prefix, strlen(prefix), true, &line);
	ok(line.cut && !line.count, "a number without digits is cut too");
	log_seamcall_parse("kernel: done 12", 15, true, &line);
	ok(!line.cut, "other lines may be cut where they like");
}

static void test_bytes(void)
{
	const char text[] = "\0\xff SEAMCALL (34) failed\0: "
			    "0xc000050500000000\0\0";
	struct log_line line;

	log_seamcall_parse(text, sizeof(text) - 1, false, &line);
	ok(line.count == 1 && line.status[0].word == 0xc000050500000000,
	   "bytes that are no text are no hindrance");
	log_seamcall_parse(text, 0, false, &line);
	ok(line.kind == LOG_OTHER, "an empty line");
}

static void test_maker(void)
{
	struct log_line line;

	parse("SEAMCALL (34) failed: 0xc000050500000000", &line);
	is_u64(log_seamcall_interface(&line.status[0]), STATUS_MODULE,
	       "leaf 34 calls the module");
	parse("SEAMCALL (0x8000000000000000) failed: 0x8000000000000000",
	      &line);
	is_u64(log_seamcall_interface(&line.status[0]), STATUS_P_SEAMLDR,
	       "bit 63 calls P-SEAMLDR");
	parse("SEAMCALL failed: 0x8000000000000000", &line);
	is_u64(log_seamcall_interface(&line.status[0]), STATUS_ANY,
	       "without a leaf nobody knows");
}

/* Pieces of lines, thrown together: nothing may crash or leave the line. */
static void test_random(void)
{
	static const char *const pieces[] = {
		"SEAMCALL", " ", "(", ")", "failed", ": ", "0x", "c0000505",
		"00000000", "TDH_", "TDH.SYS.RD", "leaf ", "33", ",", "error",
		"RCX ", "tdx: ", "initialization failed (-", "\xff", "[", "]",
		".", "module not loaded", "0xc000050500000000", "R08",
	};
	uint32_t state = 1;
	unsigned int bad = 0;
	struct log_line line;
	char text[256];
	char *copy;
	size_t len;
	unsigned int i;
	unsigned int n;

	for (i = 0; i < RANDOM_LINES; i++) {
		text[0] = '\0';
		for (n = 0; n < 10; n++) {
			state = state * 1103515245 + 12345;
			strcat(text, pieces[(state >> 16) %
					    (sizeof(pieces) /
					     sizeof(pieces[0]))]);
		}
		len = strlen(text);
		/* exactly as long as the line: ASan sees a step too far */
		copy = malloc(len ? len : 1);
		if (!copy)
			break;
		memcpy(copy, text, len);
		log_seamcall_parse(copy, len, i & 1, &line);
		free(copy);
		for (n = 0; n < line.count; n++)
			bad += line.status[n].offset + line.status[n].len > len;
		bad += line.count > LOG_STATUSES_MAX;
	}
	is_u64(bad, 0, "%u random lines", RANDOM_LINES);
}

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))

int main(void)
{
	size_t i;

	for (i = 0; i < COUNT(found); i++)
		test_found(&found[i]);
	for (i = 0; i < COUNT(nothing); i++)
		test_nothing(nothing[i]);
	for (i = 0; i < COUNT(said); i++)
		test_said(&said[i]);
	test_registers();
	test_explain();
	test_several();
	test_full();
	test_cut();
	test_bytes();
	test_maker();
	test_random();
	return tap_done();
}
