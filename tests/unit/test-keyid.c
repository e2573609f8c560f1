// SPDX-License-Identifier: GPL-2.0-or-later
/* Key IDs: groups, verdict, and whole outputs from observations. */
#include <stdlib.h>

#include "base/util.h"
#include "show/keyid-table.h"
#include "show/keyid-text.h"
#include "tap.h"

#define CAP	0x000003f600000005	/* 6 bits, 63 keys */
#define ACT_6_1	0x0001001600000003
#define ACT_6_0	0x0001000600000003
#define DIV_6_1	0x000000200000001f
#define TME	0x2000			/* CPUID.7.0:ECX */
#define VIRTUAL	0x80000000		/* CPUID.1:ECX */

/* CPUs that read the same; an error of a register leaves its value out. */
struct part {
	const char *cpus;
	uint64_t cap;
	uint64_t act;
	uint64_t div;
	uint32_t tme;
	uint32_t features;
	enum obs_error cap_error;
	enum obs_error act_error;
	enum obs_error div_error;
	enum obs_error cpuid_error;
};

#define READ(cpus_, act_, div_) \
	{ .cpus = cpus_, .cap = CAP, .act = act_, .div = div_, .tme = TME }
#define NO_TME(cpus_)                                                 \
	{ .cpus = cpus_, .cap_error = OBS_GP, .act_error = OBS_GP, \
	  .div_error = OBS_GP }
#define FAILED(cpus_, error)                                               \
	{ .cpus = cpus_, .cap_error = error, .act_error = error,           \
	  .div_error = error, .cpuid_error = error }

static const struct {
	const char *what;
	struct part parts[3];
	const char *isolated;
	enum exit_status exit;
	int consistent;		/* -1 for unknown */
	const char *headline;
} cases[] = {
	{ "divided", { READ("0-7", ACT_6_1, DIV_6_1) }, "", EXIT_ALL_WELL, 1,
	  "Key IDs 32-63 are private: 32 is the TDX module's own, which leaves 31 for TDX guests" },
	{ "one private", { READ("0-7", 0x1100000003, 0x100000000) }, "",
	  EXIT_ALL_WELL, 1,
	  "Only key ID 1 is private: the TDX module needs it, which leaves none for TDX guests" },
	{ "none private", { READ("0-7", ACT_6_0, 0x3f) }, "", EXIT_ALL_WELL, 1,
	  "No key ID is private: all 63 are for TME-MT, none for TDX" },
	{ "one key", { READ("0-7", 0x3, 0) }, "", EXIT_ALL_WELL, 1,
	  "Memory is encrypted with one key: there are no key IDs for TME-MT or TDX" },
	{ "one key, no 0x87",
	  { { .cpus = "0-7", .cap = CAP, .act = 0x3, .tme = TME,
	      .div_error = OBS_GP } },
	  "", EXIT_ALL_WELL, 1,
	  "Memory is encrypted with one key: there are no key IDs for TME-MT or TDX" },
	{ "one key that is bypassed", { READ("0-7", 0x80000003, 0) }, "",
	  EXIT_ALL_WELL, 1,
	  "Memory is not encrypted (TME bypass): there are no key IDs for TME-MT or TDX" },
	{ "virtual machine",
	  { { .cpus = "0-7", .cap_error = OBS_GP, .act_error = OBS_GP,
	      .div_error = OBS_GP, .features = VIRTUAL } },
	  "", EXIT_ALL_WELL, 1,
	  "Memory encryption (TME) is off in the BIOS, or the CPUs have none: there are no key IDs; this is a virtual machine" },
	{ "one CPU knows of a hypervisor",
	  { READ("0-6", ACT_6_1, DIV_6_1),
	    { .cpus = "7", .cap = CAP, .act = ACT_6_1, .div = DIV_6_1,
	      .tme = TME, .features = VIRTUAL } },
	  "", EXIT_FAULT, 0,
	  "CPUs disagree in CPUID (hypervisor): 32-63 private on CPUs 0-6, 32-63 private on CPU 7" },
	{ "locked off", { READ("0-7", 0x1, 0) }, "", EXIT_FAULT, 1,
	  "Memory encryption (TME) is locked off: there are no key IDs" },
	{ "off", { READ("0-7", 0, 0) }, "", EXIT_ALL_WELL, 1,
	  "Memory encryption (TME) is not activated: there are no key IDs" },
	{ "no TME", { NO_TME("0-7") }, "", EXIT_ALL_WELL, 1,
	  "Memory encryption (TME) is off in the BIOS, or the CPUs have none: there are no key IDs" },
	{ "no TME, as CPUID alone says",
	  { { .cpus = "0", .cap_error = OBS_DENIED, .act_error = OBS_DENIED,
	      .div_error = OBS_DENIED } },
	  "", EXIT_ALL_WELL, 1,
	  "Memory encryption (TME) is off in the BIOS, or the CPUs have none: there are no key IDs" },
	{ "no 0x87",
	  { { .cpus = "0-7", .cap = CAP, .act = ACT_6_0, .tme = TME,
	      .div_error = OBS_GP } },
	  "", EXIT_ALL_WELL, 1,
	  "All key IDs are for TME-MT: these CPUs cannot make any of them private" },
	{ "0x87 was not read",
	  { { .cpus = "0-7", .cap = CAP, .act = ACT_6_1, .tme = TME,
	      .div_error = OBS_IO } },
	  "", EXIT_UNKNOWN, -1,
	  "There are key IDs, but how they are divided was not read: no answer" },
	{ "denied",
	  { { .cpus = "0-7", .tme = TME, .cap_error = OBS_DENIED,
	      .act_error = OBS_DENIED, .div_error = OBS_DENIED } },
	  "", EXIT_UNKNOWN, -1,
	  "Key IDs were not read on CPUs 0-7: not allowed" },
	{ "no driver", { FAILED("3", OBS_ABSENT) }, "", EXIT_UNKNOWN, -1,
	  "Key IDs were not read on CPU 3: there is neither helper module nor msr driver" },
	{ "no CPU", { { 0 } }, "", EXIT_UNKNOWN, -1,
	  "Key IDs were not read: no CPU to read" },
	{ "all isolated", { { 0 } }, "0-7", EXIT_UNKNOWN, -1,
	  "Key IDs were not read on CPUs 0-7: CPU is isolated" },
	{ "some isolated", { READ("0-5", ACT_6_1, DIV_6_1) }, "6-7",
	  EXIT_ALL_WELL, 1,
	  "Key IDs 32-63 are private: 32 is the TDX module's own, which leaves 31 for TDX guests" },
	{ "one offline",
	  { READ("0-6", ACT_6_1, DIV_6_1), FAILED("7", OBS_OFFLINE) },
	  "", EXIT_UNKNOWN, 1,
	  "Key IDs 32-63 are private: 32 is the TDX module's own, which leaves 31 for TDX guests; not read on CPU 7 (CPU is offline)" },
	{ "packages disagree",
	  { READ("0-3", ACT_6_1, DIV_6_1),
	    READ("4-7", 0x0001002600000003, 0x000000300000000f) },
	  "", EXIT_FAULT, 0,
	  "CPUs disagree in IA32_TME_ACTIVATE, IA32_MKTME_KEYID_PARTITIONING: 32-63 private on CPUs 0-3, 16-63 private on CPUs 4-7" },
	{ "one CPU has no TME",
	  { NO_TME("5"), READ("0-4,6-7", ACT_6_1, DIV_6_1) },
	  "", EXIT_FAULT, 0,
	  "CPUs disagree in IA32_TME_CAPABILITY, IA32_TME_ACTIVATE, IA32_MKTME_KEYID_PARTITIONING, CPUID (TME): 32-63 private on CPUs 0-4,6-7, no TME on CPU 5" },
	{ "they disagree, and one is offline",
	  { READ("0-2", ACT_6_1, DIV_6_1), READ("3-6", 0x1, 0),
	    FAILED("7", OBS_OFFLINE) },
	  "", EXIT_FAULT, 0,
	  "CPUs disagree in IA32_TME_ACTIVATE, IA32_MKTME_KEYID_PARTITIONING: TME locked off on CPUs 3-6, 32-63 private on CPUs 0-2; not read on CPU 7 (CPU is offline)" },
	{ "a sum is wrong", { READ("0-7", ACT_6_1, 0x200000001e) }, "",
	  EXIT_FAULT, 0, "The registers about key IDs contradict one another" },
	{ "key IDs while it is off", { READ("0-7", 0x1, DIV_6_1) }, "",
	  EXIT_FAULT, 0, "The registers about key IDs contradict one another" },
	{ "0x87 was not read on one, which differs in nothing else",
	  { { .cpus = "0-4", .cap = CAP, .act = ACT_6_1, .tme = TME,
	      .div_error = OBS_IO },
	    READ("5", ACT_6_1, DIV_6_1) },
	  "", EXIT_UNKNOWN, 1,
	  "Key IDs 32-63 are private: 32 is the TDX module's own, which leaves 31 for TDX guests; not all read on CPUs 0-4 (no answer)" },
	{ "unread registers hide no conflict between the others",
	  { { .cpus = "0-4", .cap_error = OBS_IO, .act = ACT_6_1, .tme = TME,
	      .div_error = OBS_IO },
	    READ("5", ACT_6_1, DIV_6_1), READ("6", ACT_6_1, 0x200000001e) },
	  "", EXIT_FAULT, 0,
	  "CPUs disagree in IA32_MKTME_KEYID_PARTITIONING: 32-63 private on CPU 5, 31-62 private on CPU 6; not all read on CPUs 0-4 (no answer)" },
	{ "more than CPUs can do, the rest unread",
	  { { .cpus = "0", .cap = 0x000003f500000005, .act = ACT_6_1,
	      .tme = TME, .div_error = OBS_IO } },
	  "", EXIT_FAULT, 0,
	  "The registers about key IDs contradict one another" },
};

static void add(struct obs_list *list, unsigned int cpu, size_t key,
		enum obs_error error, struct obs obs)
{
	obs.key = keyid_keys[key];
	obs.cpu = cpu;
	obs.error = error;
	if (obs_add(list, &obs))
		abort();
}

static void observe(const struct part *part, struct cpulist *read,
		    struct obs_list *list)
{
	struct cpulist cpus;
	unsigned int cpu;

	if (!part->cpus || cpulist_parse(part->cpus, &cpus))
		return;
	cpulist_or(read, &cpus);
	cpulist_for_each(cpu, &cpus) {
		add(list, cpu, KEYID_TME_CAPABILITY, part->cap_error,
		    (struct obs){ .word = part->cap });
		add(list, cpu, KEYID_TME_ACTIVATE, part->act_error,
		    (struct obs){ .word = part->act });
		add(list, cpu, KEYID_PARTITIONING, part->div_error,
		    (struct obs){ .word = part->div });
		add(list, cpu, KEYID_CPUID_1, part->cpuid_error,
		    (struct obs){ .cpuid = { .ecx = part->features } });
		add(list, cpu, KEYID_CPUID_7, part->cpuid_error,
		    (struct obs){ .cpuid = { .ecx = part->tme } });
		add(list, cpu, KEYID_PHYSICAL_BITS, part->cpuid_error,
		    (struct obs){ .cpuid = { .eax = 0x3934 } });
	}
}

static void build(struct keyid *keyid, const struct part *parts, size_t nparts,
		  const char *isolated_cpus)
{
	struct obs_list list cleanup_obs = { 0 };
	struct cpulist read = { 0 }, isolated = { 0 };
	int packages[16];
	size_t i;

	for (i = 0; i < ARRAY_SIZE(packages); i++)
		packages[i] = i / 4 < 2 ? (int)i / 4 : -1;
	for (i = 0; i < nparts; i++)
		observe(&parts[i], &read, &list);
	obs_sort(&list);
	if (*isolated_cpus)
		cpulist_parse(isolated_cpus, &isolated);
	if (keyid_build(keyid, &list, &read, &isolated, packages))
		abort();
}

static char *text_of(const struct keyid *keyid, const struct text_options *how)
{
	struct table tables[KEYID_TABLES];
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	keyid_tables(keyid, tables);
	if (!out || keyid_text(keyid, &tables[KEYID_TABLE_GROUPS], how, out) ||
	    fclose(out))
		abort();
	return text;
}

static void test_case(size_t n)
{
	struct keyid keyid cleanup_keyid = { 0 };
	const struct text_options how = { 0 };
	cleanup_free char *text = NULL;
	const struct fact *c = &keyid.consistent;

	build(&keyid, cases[n].parts, ARRAY_SIZE(cases[n].parts),
	      cases[n].isolated);
	is_u64(keyid_exit(&keyid), cases[n].exit, "%s: exit status",
	       cases[n].what);
	ok((c->known ? (int)c->value : -1) == cases[n].consistent,
	   "%s: consistent", cases[n].what);
	text = text_of(&keyid, &how);
	text[strcspn(text, "\n")] = '\0';
	is_str(text, cases[n].headline, "%s: headline", cases[n].what);
}

static const struct part good[] = { READ("0-7", ACT_6_1, DIV_6_1) };

static void test_plain(void)
{
	struct keyid keyid cleanup_keyid = { 0 };
	cleanup_free char *text = NULL;

	build(&keyid, good, 1, "");
	text = text_of(&keyid, &(struct text_options){ 0 });
	is_str(text,
	       "Key IDs 32-63 are private: 32 is the TDX module's own, which leaves 31 for TDX guests\n"
	       "\n"
	       "  #===============================+-------------------------------\n"
	       "  # 0     ordinary memory: TME\n"
	       "  = 1-31  TME-MT, 31 key IDs\n"
	       "  + 32    private: the TDX module's own\n"
	       "  - 33-63 private: TDX guests, 31 key IDs\n"
	       "  Physical addresses have 52 bits: 6 for the key ID, 46 for the address\n"
	       "  The numbers of key IDs agree with the bits for them\n"
	       "\n"
	       "CPUS COUNT PACKAGES STATE   KEYID-BITS MKTME-KEYIDS TDX-KEYIDS\n"
	       "0-7      8 0-1      divided          6           31         32\n",
	       "plain text");
}

static void test_unicode(void)
{
	struct keyid keyid cleanup_keyid = { 0 };
	cleanup_free char *text = NULL;
	const char *bar;

	build(&keyid, (const struct part[]){ READ("0", 0x1100000003,
						  0x100000000) },
	      1, "");
	text = text_of(&keyid, &(struct text_options){ .unicode = true,
						       .color = true });
	bar = strchr(text, '\n') + 2;
	bar = strstr(bar, "  █");
	ok(bar && !strncmp(bar,
			   "  ████████\033[35m▒▒▒▒▒▒▒▒\033[0m\n"
			   "  █ 0   ordinary memory: TME\n"
			   "  \033[35m▒\033[0m 1   private: the TDX module's own\n",
			   strlen("  ████████\033[35m▒▒▒▒▒▒▒▒\033[0m\n"
				  "  █ 0   ordinary memory: TME\n"
				  "  \033[35m▒\033[0m 1   private: the TDX module's own\n")),
	   "blocks and colours, parts of one key ID share the bar");
}

/* What bypass, few bits and a virtual machine change. */
static void test_virtual(void)
{
	static const struct part part = {
		.cpus = "0-7", .cap = 0x0000001180000001,
		.act = 0x0000001180000003, .div = UINT64_C(1) << 32,
		.tme = TME, .features = VIRTUAL,
	};
	struct keyid keyid cleanup_keyid = { 0 };
	cleanup_free char *text = NULL;

	build(&keyid, &part, 1, "");
	text = text_of(&keyid, &(struct text_options){ .verbose = true });
	is_str(text,
	       "Only key ID 1 is private: the TDX module needs it, which leaves none for TDX guests; this is a virtual machine\n"
	       "\n"
	       "  ########++++++++\n"
	       "  # 0   ordinary memory: not encrypted (TME bypass)\n"
	       "  + 1   private: the TDX module's own\n"
	       "  Physical addresses have 52 bits: 1 for the key ID, 51 for the address\n"
	       "  The numbers of key IDs agree with the bits for them\n"
	       "  IA32_TME_CAPABILITY: up to 1 key-ID bit, 1 key, AES-XTS-128, bypass\n"
	       "  IA32_TME_ACTIVATE: on, locked, 1 key-ID bit, 1 of them for TDX, bypass: key ID 0 is not encrypted\n"
	       "\n"
	       "CPUS PACKAGES TME-CAPABILITY     TME-ACTIVATE       KEYID-PARTITIONING\n"
	       "0-7  0-1      0x0000001180000001 0x0000001180000003 0x0000000100000000\n"
	       "\n"
	       "A virtual machine cannot be a TDX host: look at the machine below it.\n",
	       "bypass, one bit, one key, a virtual machine");
}

static void test_verbose(void)
{
	static const struct part parts[] = {
		READ("0-3", ACT_6_1, DIV_6_1),
		{ .cpus = "4", .cap = 0x000001f58000000f,
		  .act = 0x0001000080000012, .div = 0, .tme = TME },
		FAILED("12", OBS_OFFLINE),
	};
	struct keyid keyid cleanup_keyid = { 0 };
	cleanup_free char *text = NULL;

	build(&keyid, parts, ARRAY_SIZE(parts), "13");
	text = text_of(&keyid, &(struct text_options){ .verbose = true,
						       .width = 72 });
	is_str(text,
	       "CPUs disagree in IA32_TME_CAPABILITY, IA32_TME_ACTIVATE,\n"
	       "  IA32_MKTME_KEYID_PARTITIONING: 32-63 private on CPUs 0-3, one key on\n"
	       "  CPU 4; not read on CPU 12 (CPU is offline)\n"
	       "\n"
	       "CPUs 0-3, package 0: divided\n"
	       "  #===============================+-------------------------------\n"
	       "  # 0     ordinary memory: TME\n"
	       "  = 1-31  TME-MT, 31 key IDs\n"
	       "  + 32    private: the TDX module's own\n"
	       "  - 33-63 private: TDX guests, 31 key IDs\n"
	       "  Physical addresses have 52 bits: 6 for the key ID, 46 for the address\n"
	       "  The numbers of key IDs agree with the bits for them\n"
	       "  IA32_TME_CAPABILITY: up to 6 key-ID bits, 63 keys, AES-XTS-128,\n"
	       "    AES-XTS-256\n"
	       "  IA32_TME_ACTIVATE: on, locked, 6 key-ID bits, 1 of them for TDX\n"
	       "\n"
	       "CPU 4, package 1: one key\n"
	       "  Physical addresses have 52 bits\n"
	       "  IA32_TME_ACTIVATE is not locked: the BIOS did not finish its set-up\n"
	       "  The numbers of key IDs agree with the bits for them\n"
	       "  IA32_TME_CAPABILITY: up to 5 key-ID bits, 31 keys, AES-XTS-128,\n"
	       "    AES-XTS-128 with integrity, AES-XTS-256, AES-XTS-256 with integrity,\n"
	       "    bypass\n"
	       "  IA32_TME_ACTIVATE: on, not locked, 0 key-ID bits, 0 of them for TDX,\n"
	       "    bypass: key ID 0 is not encrypted\n"
	       "\n"
	       "CPUS PACKAGES TME-CAPABILITY     TME-ACTIVATE       KEYID-PARTITIONING\n"
	       "0-3  0        0x000003f600000005 0x0001001600000003 0x000000200000001f\n"
	       "4    1        0x000001f58000000f 0x0001000080000012 0x0000000000000000\n"
	       "12   -        -                  -                  -\n"
	       "13   -        -                  -                  -\n"
	       "\n"
	       "All CPUs of a host need the same key IDs: power-cycle; if they still\n"
	       "  differ, reset the BIOS to its defaults, enable TDX anew, update it,\n"
	       "  and report this to its vendor.\n",
	       "verbose text in a narrow terminal");
}

/* Every width that a terminal can have, and every size of the parts. */
static void test_bars(void)
{
	unsigned int width, b, s;
	bool good_cells = true, whole = true;

	for (b = 1; b <= 15; b++)
		for (s = 1; s <= b; s++)
			for (width = 0; width <= 240; width += 20) {
				uint64_t mktme = (1u << (b - s)) - 1;
				uint64_t tdx = (1u << b) - (1u << (b - s));
				const struct part part = {
					.cpus = "0",
					.cap_error = OBS_IO,
					.act = 3 | (uint64_t)b << 32 |
					       (uint64_t)s << 36,
					.div = mktme | tdx << 32,
					.tme = TME,
				};
				struct keyid keyid cleanup_keyid = { 0 };
				cleanup_free char *text = NULL;
				size_t cells;
				char *bar;

				build(&keyid, &part, 1, "");
				text = text_of(&keyid, &(struct text_options){
							       .width = width });
				bar = strstr(text, "\n\n") + 4;
				cells = strcspn(bar, "\n");
				bar[cells] = '\0';
				good_cells &= cells >= 16 && cells <= 128 &&
					      (cells & (cells - 1)) == 0 &&
					      (width < 20 || cells + 2 <= width);
				whole &= *bar == '#' &&
					 !strchr(bar, '=') == !mktme &&
					 strchr(bar, '+') &&
					 !strchr(bar, '-') == (tdx == 1);
			}
	ok(good_cells, "bars fit, and are a power of two long");
	ok(whole, "every part that has a key ID is seen");
}

/* Groups that differ are never shown as if all were well. */
static void test_moods(void)
{
	static const struct part parts[] = {
		READ("0-3", ACT_6_1, DIV_6_1),
		READ("4-7", 0x0001002600000003, 0x000000300000000f),
	};
	const struct text_options how = { .columns = "state", .color = true,
					  .no_headings = true };
	struct keyid alone cleanup_keyid = { 0 };
	struct keyid both cleanup_keyid = { 0 };
	cleanup_free char *good_text = NULL, *bad_text = NULL;

	build(&alone, parts, 1, "");
	good_text = text_of(&alone, &how);
	is_str(good_text, "\033[32mdivided\033[0m\n", "divided is good");
	build(&both, parts, 2, "");
	bad_text = text_of(&both, &how);
	is_str(bad_text, "\033[31mdivided\033[0m\n\033[31mdivided\033[0m\n",
	       "divided in two ways is not");
}

static void test_columns(void)
{
	struct keyid keyid cleanup_keyid = { 0 };
	cleanup_free char *text = NULL;

	build(&keyid, good, 1, "");
	text = text_of(&keyid,
		       &(struct text_options){
			       .columns = "tdx_first,tdx_last,global_keyid,guest_keyids,activated,locked,tdx_reserved_bits,usable_physical_bits",
			       .no_headings = true });
	is_str(text,
	       "       32       63           32           31 yes       yes                    1                   46\n",
	       "columns alone");
}

int main(void)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(cases); i++)
		test_case(i);
	test_plain();
	test_unicode();
	test_verbose();
	test_virtual();
	test_bars();
	test_columns();
	test_moods();
	return tap_done();
}
