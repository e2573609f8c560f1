// SPDX-License-Identifier: GPL-2.0-or-later
/* Proves what is made of a whole log: order, registers, versions, rubbish. */
#include "judge/log-events.h"

#include <errno.h>
#include <stdlib.h>

#include "tap.h"

#define RANDOM_LOGS 2000

static struct log_events kernel_log;

static void test_order(void)
{
	const char *text =
		"virt/tdx: BIOS enabled: private KeyID range [1, 64)\n"
		"virt/tdx: module initialization failed (-5)\n"
		"nothing of ours\n"
		"\n"
		"virt/tdx: BIOS enabled: private KeyID range [32, 64)\n"
		"virt/tdx: module initialized";
	const struct log_events_entry *last;

	log_events_read(text, &kernel_log);
	is_u64(kernel_log.total, 4, "events of a log");
	is_u64(log_events_entry_count(&kernel_log), 4, "all are kept");
	is_u64(kernel_log.count[LOG_EVENT_BIOS_ENABLED], 2,
	       "one happened twice");
	last = log_events_last(&kernel_log, LOG_EVENT_BIOS_ENABLED);
	is_u64(last->number[0].value, 32, "the last of these is given");
	is_u64(last->order, 3, "with its place");
	ok(log_events_after(&kernel_log, LOG_EVENT_MODULE_INITIALISED,
			    LOG_EVENT_INIT_FAILED),
	   "success after failure");
	ok(!log_events_after(&kernel_log, LOG_EVENT_INIT_FAILED,
			     LOG_EVENT_MODULE_INITIALISED),
	   "and not the other way");
	ok(log_events_after(&kernel_log, LOG_EVENT_INIT_FAILED, LOG_EVENT_RBP),
	   "after what never happened");
	ok(!log_events_after(&kernel_log, LOG_EVENT_RBP, LOG_EVENT_INIT_FAILED),
	   "what never happened is after nothing");
	ok(!log_events_last(&kernel_log, LOG_EVENT_RBP), "nor is it given");
	ok(log_events_entry(&kernel_log, 1)->event == LOG_EVENT_INIT_FAILED &&
		   log_events_entry(&kernel_log, 3)->event ==
			   LOG_EVENT_MODULE_INITIALISED &&
		   !log_events_entry(&kernel_log, 4),
	   "events in their order");
	ok(strncmp(last->text,
		   "virt/tdx: BIOS enabled: private KeyID range [32, 64)\n",
		   last->len + 1) == 0,
	   "the line is given whole");
}

static void test_many(void)
{
	char text[LOG_EVENT_ENTRIES_MAX * 2 * 64] = "";
	size_t i, used = 0;

	for (i = 0; i < LOG_EVENT_ENTRIES_MAX + 10; i++)
		used += (size_t)snprintf(text + used, sizeof(text) - used,
					 "virt/tdx: CMR: [0x%zx, 0xfff)\n", i);
	log_events_read(text, &kernel_log);
	is_u64(kernel_log.total, LOG_EVENT_ENTRIES_MAX + 10,
	       "more events than are kept");
	is_u64(log_events_entry(&kernel_log, 0)->number[0].value, 10,
	       "oldest that is kept");
	is_u64(log_events_entry(&kernel_log, LOG_EVENT_ENTRIES_MAX - 1)
		       ->number[0]
		       .value,
	       LOG_EVENT_ENTRIES_MAX + 9, "newest");
	ok(!log_events_entry(&kernel_log, LOG_EVENT_ENTRIES_MAX),
	   "no more than that");
}

static void errno_is(const char *line, int want)
{
	log_events_read(line, &kernel_log);
	is_u64((uint64_t)log_events_errno(log_events_entry(&kernel_log, 0)),
	       (uint64_t)want, "errno of '%s'", line);
}

static void test_errno(void)
{
	errno_is("virt/tdx: module initialization failed (-19)", ENODEV);
	errno_is("virt/tdx: module initialization failed (5)", 0);
	errno_is("virt/tdx: module initialization failed (-99999999999)", 0);
	errno_is("virt/tdx: module initialization failed (-2147483647)",
		 2147483647);
	errno_is("virt/tdx: module initialization failed (-2147483648)", 0);
	errno_is("virt/tdx: module initialized", 0);
	is_u64((uint64_t)log_events_errno(NULL), 0, "errno of nothing");
}

/* "leaf status registers", each "-" if unknown. */
static const char *seamcall_text(const struct log_events_seamcall *seamcall,
				 char *buf, size_t size)
{
	static const char *const names[LOG_REGISTERS_MAX] = { "rcx", "rdx",
							      "r8",  "r9",
							      "r10", "r11" };
	size_t i, used;

	snprintf(buf, size, "-");
	if (seamcall->has_leaf)
		snprintf(buf, size, "%" PRIu64, seamcall->leaf);
	used = strlen(buf);
	snprintf(buf + used, size - used, " -");
	if (seamcall->has_status)
		snprintf(buf + used, size - used, " %" PRIx64,
			 seamcall->status);
	for (i = 0; i < LOG_REGISTERS_MAX; i++) {
		used = strlen(buf);
		if (seamcall->registers.have[i])
			snprintf(buf + used, size - used, " %s=%" PRIx64,
				 names[i], seamcall->registers.value[i]);
	}
	return buf;
}

static void seamcall_is(const char *text, const char *want, const char *what)
{
	const struct log_events_entry *last, *kept = NULL;
	char buf[256], again[256];
	size_t i;

	log_events_read(text, &kernel_log);
	last = log_events_last(&kernel_log, LOG_EVENT_SEAMCALL_FAILED);
	for (i = 0; i < log_events_entry_count(&kernel_log); i++)
		if (log_events_entry(&kernel_log, i)->event ==
		    LOG_EVENT_SEAMCALL_FAILED)
			kept = log_events_entry(&kernel_log, i);
	is_str(last ? seamcall_text(&last->seamcall, buf, sizeof(buf)) : "none",
	       want, "%s", what);
	is_str(kept ? seamcall_text(&kept->seamcall, again, sizeof(again)) :
		      "none",
	       want, "%s, among all events", what);
}

#define FAILED                                                                 \
	"virt/tdx: SEAMCALL (0x0000000000000022) failed: 0xc000050500000000\n"
#define LP_INIT                                                                \
	"virt/tdx: SEAMCALL (0x0000000000000023) failed: 0xc000090100000000\n"
#define RCX                                                                    \
	"virt/tdx: RCX 0x0000000000000000 RDX 0x9100000100000008 R08 0x0000000000000001\n"
#define RCX2                                                                   \
	"virt/tdx: RCX 0x00000000000000ff RDX 0x0000000000000000 R08 0x0000000000000001\n"
#define R09                                                                    \
	"virt/tdx: R09 0x0000000000000002 R10 0x0000000000000003 R11 0x0000000000000004\n"
#define R09B                                                                   \
	"virt/tdx: R09 0x000000000000000a R10 0x000000000000000b R11 0x000000000000000c\n"
#define ONE_LINE                                                               \
	"SEAMCALL (0x000000000000001c) failed: 0xc000030000000001 RCX 0x5 RDX 0x6 R8 0x7 R9 0x8 R10 0x9 R11 0xa\n"
#define ALL " rcx=0 rdx=9100000100000008 r8=1 r9=2 r10=3 r11=4"

static void test_seamcalls(void)
{
	seamcall_is(FAILED, "34 c000050500000000", "without registers");
	seamcall_is(FAILED RCX R09, "34 c000050500000000" ALL,
		    "registers of two lines");
	seamcall_is(FAILED "usb 1-1: new device\n" RCX "\n" R09,
		    "34 c000050500000000" ALL, "with other lines between");
	seamcall_is(FAILED RCX,
		    "34 c000050500000000 rcx=0 rdx=9100000100000008 r8=1",
		    "half of the registers");
	seamcall_is(FAILED RCX RCX2,
		    "34 c000050500000000 rcx=0 rdx=9100000100000008 r8=1",
		    "registers that came twice");
	seamcall_is(FAILED "virt/tdx: module initialization failed (-5)\n" RCX,
		    "34 c000050500000000", "registers of something later");
	seamcall_is(FAILED R09 R09B, "34 c000050500000000 r9=2 r10=3 r11=4",
		    "the others that came twice");
	seamcall_is(RCX R09 FAILED, "34 c000050500000000",
		    "registers of something earlier");
	seamcall_is(LP_INIT FAILED RCX R09, "34 c000050500000000",
		    "registers of one of two");
	seamcall_is(LP_INIT FAILED RCX R09 FAILED RCX R09,
		    "34 c000050500000000" ALL, "and of one later");
	seamcall_is(LP_INIT RCX R09 FAILED, "34 c000050500000000",
		    "registers of the one before");
	seamcall_is(
		"[  261.262866] SEAMCALL (0x000000000000001c) failed: 0xc000030000000001 RCX 0x5 RDX 0x6 R8 0x7 R9 0x8 R10 0x9 R11 0xa\n",
		"28 c000030000000001 rcx=5 rdx=6 r8=7 r9=8 r10=9 r11=a",
		"registers of the same line");
	seamcall_is(ONE_LINE FAILED RCX R09, "34 c000050500000000" ALL,
		    "which leaves those that follow to the next");
	seamcall_is(
		"kvm_intel: SEAMCALL TDH_MNG_INIT failed: 0xc000010000000045\n",
		"21 c000010000000045", "a leaf by name");
	seamcall_is(
		"tdx: TDH.MNG.INIT failed with status: 0xc000010000000045\n",
		"21 c000010000000045", "a wording without a row");
	seamcall_is(
		"tdx: SEAMCALL failed: leaf 254, error 0xc000050500000000.\n",
		"none", "a debug leaf is no failure");
	seamcall_is("virt/tdx: SEAMCALL (0x22) failed: 0x1c000050500000000\n",
		    "- -", "a status that does not fit");
}

/* Failures that are events of their own have statuses and registers as well. */
static void other_is(const char *text, enum log_event event, const char *want,
		     const char *what)
{
	const struct log_events_entry *last;
	char buf[256];

	log_events_read(text, &kernel_log);
	last = log_events_last(&kernel_log, event);
	is_str(last ? seamcall_text(&last->seamcall, buf, sizeof(buf)) : "none",
	       want, "%s", what);
}

static void test_others(void)
{
	other_is(
		"tdx: SEAMCALL failed: leaf 254, error 0xc000050500000000.\n" RCX,
		LOG_EVENT_DEBUG_LEAF,
		"254 c000050500000000 rcx=0 rdx=9100000100000008 r8=1",
		"registers of the debug leaf");
	other_is("virt/tdx: TDH.SYS.DISABLE failed: 0x8000020200000000\n" RCX,
		 LOG_EVENT_DISABLE_FAILED,
		 "69 8000020200000000 rcx=0 rdx=9100000100000008 r8=1",
		 "registers of TDH.SYS.DISABLE");
	other_is(FAILED RCX, LOG_EVENT_REGISTERS, "- -", "registers alone");
}

/* Registers of a failure whose place among the events was taken over. */
static void test_late_registers(void)
{
	char text[(LOG_EVENT_ENTRIES_MAX + 2) * sizeof(RCX)] = FAILED;
	const struct log_registers *registers;
	size_t i;

	for (i = 0; i < LOG_EVENT_ENTRIES_MAX; i++)
		strcat(text, RCX);
	log_events_read(text, &kernel_log);
	registers = &log_events_last(&kernel_log, LOG_EVENT_REGISTERS)
			     ->seamcall.registers;
	ok(!registers->have[LOG_RCX], "registers of a failure long ago");
}

static const char *module_text(const struct log_events_module *module,
			       char *buf, size_t size)
{
	const struct tdx_module_version *version = &module->version;
	char update[16] = "-", build[24] = "-";

	if (version->has_update)
		snprintf(update, sizeof(update), "%u", version->update);
	if (module->build.known)
		snprintf(build, sizeof(build), "%" PRIu64, module->build.value);
	if (version->known)
		snprintf(buf, size, "%u.%u.%s build %s date %u", version->major,
			 version->minor, update, build, module->date);
	else
		snprintf(buf, size, "? build %s date %u", build, module->date);
	return buf;
}

static void module_is(const char *line, const char *want)
{
	const struct log_events_entry *entry;
	char buf[128];

	log_events_read(line, &kernel_log);
	entry = log_events_last(&kernel_log, LOG_EVENT_MODULE_VERSION);
	is_str(entry ? module_text(&entry->module, buf, sizeof(buf)) : NULL,
	       want, "%s", line);
}

static void test_modules(void)
{
	module_is("virt/tdx: Module version: 1.5.06", "1.5.6 build - date 0");
	module_is("virt/tdx: module verson: 1.5.0.0", "1.5.0 build - date 0");
	module_is(
		"virt/tdx: TDX module 2.0.08.00, build number 882, build date 0134fed5",
		"2.0.8 build 882 date 20250325");
	module_is(
		"virt/tdx: TDX module: attributes 0x0, vendor_id 0x8086, major_version 1, minor_version 0, build_date 20230206, build_num 457",
		"1.0.- build 457 date 20230206");
	module_is(
		"tdx: TDX module: vendor_id 0x8086, major_version 1, minor_version 5, build_date 20230323, build_num 481",
		"1.5.- build 481 date 20230323");
	module_is(
		"tdx: TDX module: atributes 0x0, vendor_id 0x8086, major_version 1, minor_version 5, build_date 20230420, build_num 507",
		"1.5.- build 507 date 20230420");
	module_is(
		"virt/tdx: TDX module: attributes 0x0, ... major_version 1, minor_version 5",
		"1.5.- build - date 0");
	module_is(
		"virt/tdx: TDX module: attributes 0x0, ... build_date 20240129, build_num 698",
		"? build 698 date 20240129");
	module_is(
		"virt/tdx: TDX module: ... major_version 1, minor_version 5, build_date 20231008, build_num 595",
		"1.5.- build 595 date 20231008");
	/* numbers that are none, do not fit, or are no date */
	module_is("virt/tdx: Module version: 1.99999999999999999999.06",
		  "? build - date 0");
	module_is("virt/tdx: Module version: 4294967297.5.06",
		  "? build - date 0");
	module_is("virt/tdx: Module version: 1.5.4294967296",
		  "1.5.- build - date 0");
	module_is("virt/tdx: Module version: 1.5.99999999999999999999",
		  "1.5.- build - date 0");
	module_is("virt/tdx: Module version: 1.4294967296.06",
		  "? build - date 0");
	module_is("virt/tdx: Module version: 4294967295.4294967295.4294967295",
		  "4294967295.4294967295.4294967295 build - date 0");
	module_is(
		"virt/tdx: TDX module: ... major_version 1a, minor_version 5a",
		"1.5.- build - date 0");
	module_is(
		"virt/tdx: TDX module: attributes 0x0, ... xajor_version 1, minor_version 5",
		"? build - date 0");
	module_is(
		"virt/tdx: TDX module: major_version x, minor_version 5, build_date 20241329, build_num 99999999999999999999",
		"? build - date 0");
	module_is(
		"virt/tdx: TDX module 2.0.08.00, build number 882, build date 11111111111111111",
		"2.0.8 build 882 date 0");
}

static void test_dates(void)
{
	static const struct {
		const char *date;
		unsigned int want;
	} rows[] = {
		{ "20000101", 20000101 }, { "20991231", 20991231 },
		{ "20240131", 20240131 }, { "20241201", 20241201 },
		{ "19991231", 0 },	  { "21000101", 0 },
		{ "20240001", 0 },	  { "20241301", 0 },
		{ "20240100", 0 },	  { "20240132", 0 },
	};
	char line[128];
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		snprintf(
			line, sizeof(line),
			"tdx: TDX module: major_version 1, minor_version 5, build_date %s",
			rows[i].date);
		log_events_read(line, &kernel_log);
		is_u64(log_events_last(&kernel_log, LOG_EVENT_MODULE_VERSION)
			       ->module.date,
		       rows[i].want, "date %s", rows[i].date);
	}
}

static void number_is_unknown(const char *line)
{
	const struct log_events_entry *entry;

	log_events_read(line, &kernel_log);
	entry = log_events_entry(&kernel_log, 0);
	ok(entry && entry->count && !entry->number[0].known &&
		   !entry->number[0].value,
	   "no number in '%s'", line);
}

static void test_overflow(void)
{
	number_is_unknown(
		"virt/tdx: 18446744073709551616 KB allocated for PAMT");
	number_is_unknown("virt/tdx: CMR: [0x10000000000000000, 0x2)");
	number_is_unknown(
		"virt/tdx: module initialization failed (-18446744073709551616)");
	log_events_read("virt/tdx: 18446744073709551615 KB allocated for PAMT",
			&kernel_log);
	is_u64(log_events_entry(&kernel_log, 0)->number[0].value, UINT64_MAX,
	       "the largest number");
}

#define LONG_LINE (1024 * 1024)

/* A line of @fill that ends with @end. */
static char *long_line(char fill, size_t len, const char *end)
{
	char *text = malloc(len + strlen(end) + 1);

	if (!text)
		exit(1);
	memset(text, fill, len);
	strcpy(text + len, end);
	return text;
}

static void test_long(void)
{
	static const char wording[] = "kvm: enabling virtualization on CPU12";
	char *text =
		long_line('x', LONG_LINE, "\nvirt/tdx: module not loaded\n");

	log_events_read(text, &kernel_log);
	is_u64(kernel_log.total, 1, "a line behind one of 1 MiB");
	free(text);
	text = long_line(' ', 0, "virt/tdx: module not loaded");
	log_events_read(text, &kernel_log);
	is_u64(kernel_log.total, 1, "no newline at the end");
	free(text);
	/* The number is cut where no more is looked at: it may be longer. */
	text = long_line(
		' ',
		LOG_EVENT_LINE_MAX -
			sizeof("VMXON faulted, MSR_IA32_FEAT_CTL (0x3a) = 0x1"),
		"VMXON faulted, MSR_IA32_FEAT_CTL (0x3a) = 0x12345");
	number_is_unknown(text);
	free(text);
	text = long_line(' ', 0, "virt/tdx: 1042 KB allocated for PAMT");
	text = realloc(text, LONG_LINE + 1);
	if (!text)
		exit(1);
	memset(text + strlen(text), ' ', LONG_LINE - strlen(text));
	text[LONG_LINE] = '\0';
	log_events_read(text, &kernel_log);
	is_u64(log_events_entry(&kernel_log, 0)->number[0].value, 1042,
	       "a number far from where the line is cut");
	free(text);
	text = long_line('\033', LONG_LINE, wording);
	log_events_read(text, &kernel_log);
	is_u64(kernel_log.total, 0, "a line of escapes");
	free(text);
	log_events_read("", &kernel_log);
	is_u64(kernel_log.total, 0, "an empty log");
	log_events_read("\n\n\n", &kernel_log);
	is_u64(kernel_log.total, 0, "a log of empty lines");
}

/* Pieces of real lines between bytes of any kind; the sanitizers judge. */
static void test_random(void)
{
	static const char *const pieces[] = {
		"virt/tdx: ",
		"SEAMCALL (0x",
		") failed: 0x",
		"\n",
		"\033[",
		"RCX 0x1 RDX 0x2 R08 0x3",
		"TDX module: ",
		"build_date ",
		"CMR: [0x",
		"99999999999999999999",
		"tdx: module initialized",
	};
	const size_t count = sizeof(pieces) / sizeof(pieces[0]);
	size_t i, k, used, bad = 0;
	char text[1024];

	srand(1);
	for (i = 0; i < RANDOM_LOGS; i++) {
		for (used = 0, k = 0; k < 40; k++) {
			if (rand() % 2)
				used += (size_t)snprintf(
					text + used, 40, "%s",
					pieces[(size_t)rand() % count]);
			else
				text[used++] = (char)(1 + rand() % 255);
		}
		text[used] = '\0';
		log_events_read(text, &kernel_log);
		bad += kernel_log.total > 40;
	}
	is_u64(bad, 0, "rubbish is read to its end");
}

int main(void)
{
	test_order();
	test_many();
	test_errno();
	test_seamcalls();
	test_others();
	test_late_registers();
	test_modules();
	test_dates();
	test_overflow();
	test_long();
	test_random();
	return tap_done();
}
