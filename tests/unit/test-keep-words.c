// SPDX-License-Identifier: GPL-2.0-or-later
/* Proves that long texts keep what matters, and nothing that is private. */
#include "read/keep-words.h"

#include <stdlib.h>

#include "base/util.h"
#include "tap.h"

static void test_table(const char *name, const struct reduce_word *words,
		       size_t count)
{
	bool sorted = true, complete = true;
	size_t i;

	for (i = 0; i < count; i++) {
		if (i && strcmp(words[i - 1].name, words[i].name) >= 0)
			sorted = false;
		if (!words[i].name[0] || !words[i].why || !words[i].why[0])
			complete = false;
	}
	ok(count > 0 && sorted, "%s: in order, each once", name);
	ok(complete, "%s: each says why", name);
}

static void test_tables(void)
{
	size_t i;

	test_table("command line", keep_cmdline_words, keep_cmdline_count);
	test_table("flags", keep_cpuinfo_flag_words, keep_cpuinfo_flag_count);
	test_table("bugs", keep_cpuinfo_bug_words, keep_cpuinfo_bug_count);
	test_table("configuration", keep_kconfig_words, keep_kconfig_count);
	for (i = 0; i < keep_cmdline_count; i++)
		ok(!strpbrk(keep_cmdline_words[i].name, "-= \""),
		   "%s can be found", keep_cmdline_words[i].name);
}

static void cmdline(const char *text, const char *want, const char *what)
{
	cleanup_free char *got = keep_cmdline(text);

	is_str(got, want, "command line: %s", what);
}

/* Every word of the table, with a value, beside one that begins as it does. */
static void test_all_words(void)
{
	char text[128], want[128];
	size_t i;

	for (i = 0; i < keep_cmdline_count; i++) {
		const struct reduce_word *word = &keep_cmdline_words[i];
		const char *more = word->prefix ? "option" : "";

		snprintf(text, sizeof(text), "%s%s=1 x%s%s=1", word->name, more,
			 word->name, more);
		snprintf(want, sizeof(want), "%s%s%s\n", word->name, more,
			 word->bare ? "" : "=1");
		cmdline(text, want, word->name);
	}
}

static void test_cmdline(void)
{
	cmdline("BOOT_IMAGE=/boot/vmlinuz-6.8 root=UUID=1-2 ro quiet "
		"nohibernate kvm_intel.tdx=1 password=x\n",
		"nohibernate kvm_intel.tdx=1\n", "what matters is kept");
	cmdline("ro quiet\n", "\n", "nothing that matters");
	cmdline("", "\n", "empty");
	cmdline("nosmt nosmt=force nosmtx xnosmt mosmt\n", "nosmt nosmt=force\n",
		"with and without a value, but no longer names");
	cmdline("kvm-intel.ept=0 kvm. kvm.x kvmx.y module-blacklist=kvm_intel",
		"kvm-intel.ept=0 kvm.x module-blacklist=kvm_intel\n",
		"dashes are underscores, prefixes want more");
	cmdline("resume=UUID=12345678-9abc-def0-1234-56789abcdef0 noresume",
		"resume noresume\n", "the disc to resume from is dropped");
	cmdline("nohibernate -- maxcpus=1", "nohibernate\n",
		"what is behind -- is for init");
	cmdline("a=\"x -- y\" maxcpus=1 --x nr_cpus=2", "maxcpus=1 nr_cpus=2\n",
		"which is a word of its own");
	cmdline("a=\"b maxcpus=1 c\" mem=\"4G x\" \"tsx=on y\" isolcpus=1-2",
		"mem=\"4G x\" \"tsx=on y\" isolcpus=1-2\n",
		"quotes hold words together");
	cmdline("mem=\"4G quiet", "mem=\"4G quiet\n",
		"a quote without end goes on to the end");
	cmdline("  \t maxcpus=1 \n\n tsx=auto \n", "maxcpus=1 tsx=auto\n",
		"any spaces");
	cmdline("tsx=\x1b\xff",
		"tsx=?"
		"?\n",
		"what is no text is shown so");
	cmdline("efi=12345678-9abc-def0-1234-56789abcdef0",
		"efi=xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx\n",
		"no UUID, wherever it stands");
}

#define FIRST                                             \
	"vendor_id\t: GenuineIntel\n"                     \
	"cpu family\t: 6\n"                               \
	"model\t\t: 143\n"                                \
	"model name\t: Intel(R) Xeon(R) Platinum 8480+\n" \
	"stepping\t: 8\n"

#define MIDDLE                                                                \
	"cpu MHz\t\t: 2000.000\n"                                             \
	"physical id\t: 0\n"                                                  \
	"apicid\t\t: 0\n"                                                     \
	"wp\t\t: yes\n"                                                       \
	"flags\t\t: fpu vme ss tm vmx smx vmx_x xvmx tme tdx_host_platform\n" \
	"vmx flags\t: vnmi\n"                                                 \
	"bugsy\t\t: none\n"                                                   \
	"bugs\t\t: spectre_v1 tdx_pw_mce swapgs\n"                            \
	"bogomips\t: 4000.00\n"

#define LAST "address sizes\t: 46 bits physical, 57 bits virtual\n"

#define KEPT                                            \
	"flags\t\t: ss vmx smx tme tdx_host_platform\n" \
	"bugs\t\t: tdx_pw_mce\n"

static void cpuinfo(const char *text, const char *want, const char *what)
{
	cleanup_free char *got = keep_cpuinfo(text);

	is_str(got, want, "cpuinfo: %s", what);
}

/* Every flag and bug of the tables. */
static void test_all_flags(void)
{
	char text[512] = "processor\t: 0\nflags\t\t:";
	size_t i, used;

	for (i = 0; i < keep_cpuinfo_flag_count; i++) {
		used = strlen(text);
		snprintf(text + used, sizeof(text) - used, " %s",
			 keep_cpuinfo_flag_words[i].name);
	}
	used = strlen(text);
	snprintf(text + used, sizeof(text) - used, "\nbugs\t\t:");
	for (i = 0; i < keep_cpuinfo_bug_count; i++) {
		used = strlen(text);
		snprintf(text + used, sizeof(text) - used, " %s",
			 keep_cpuinfo_bug_words[i].name);
	}
	used = strlen(text);
	snprintf(text + used, sizeof(text) - used, "\n");
	cpuinfo(text, text, "all that matters is kept");
}

static void test_cpuinfo(void)
{
	cpuinfo("processor\t: 0\n" FIRST "microcode\t: 0x2b000590\n" MIDDLE LAST
		"power management:\n\n"
		"processor\t: 1\n" FIRST "microcode\t: 0x2b000590\n" MIDDLE LAST
		"power management:\n\n",
		"processor\t: 0\n" FIRST "microcode\t: 0x2b000590\n" KEPT LAST,
		"processors that are the same");
	cpuinfo("processor\t: 0\n" FIRST "microcode\t: 0x2b000590\n" MIDDLE LAST
		"\nprocessor\t: 1\n" FIRST
		"microcode\t: 0x2b000590\n" MIDDLE LAST
		"\nprocessor\t: 7\n" FIRST
		"microcode\t: 0x2b000580\n" MIDDLE LAST
		"\nprocessor\t: 8\n" FIRST
		"microcode\t: 0x2b000570\n" MIDDLE LAST,
		"processor\t: 0\n" FIRST "microcode\t: 0x2b000590\n" KEPT LAST
		"\n"
		"processor\t: 7\n" FIRST "microcode\t: 0x2b000580\n" KEPT LAST,
		"the first that differs");
	cpuinfo("processor\t: 0\nflags\t\t: fpu vme\nbugs\t\t:\n",
		"processor\t: 0\nflags\t\t:\nbugs\t\t:\n",
		"a list that keeps no word");
	cpuinfo("processor\t: 0\nflags\t\t: fpu vmx",
		"processor\t: 0\nflags\t\t: vmx\n", "no newline at the end");
	cpuinfo("processor: 0\nmodel: 1\nflags:vmx\nbugs\ttdx_pw_mce\n",
		"processor: 0\nmodel: 1\nflags: vmx\n",
		"other spaces, and no colon");
	cpuinfo("Hardware: x\n\nprocessor\t: 4\nmodel\t\t: 1\n",
		"processor\t: 4\nmodel\t\t: 1\n", "other blocks");
	cpuinfo("processor\t: 0\nmodel name\t: a\x1b\xe4\n",
		"processor\t: 0\nmodel name\t: a?"
		"?\n",
		"what is no text is shown so");
	cpuinfo("", "", "empty");
	cpuinfo("model\t: 1\n", "", "no processor");
}

static void kconfig(const char *text, const char *want, const char *what)
{
	cleanup_free char *got = keep_kconfig(text, "CONFIG_KVM_INTEL");

	is_str(got, want, "configuration: %s", what);
}

static void test_kconfig(void)
{
	kconfig("CONFIG_KVM_INTEL=m\n", "m", "module");
	kconfig("CONFIG_X=y\nCONFIG_KVM_INTEL=y", "y", "last line");
	kconfig("CONFIG_KVM_INTEL=\"a b\"\nCONFIG_Y=1\n", "\"a b\"", "text");
	kconfig("# CONFIG_KVM_INTEL is not set\n", "n", "not set");
	kconfig("CONFIG_KVM_INTEL_X=y\nCONFIG_KVM=y\n", "n", "other names");
	kconfig("# CONFIG_KVM_INTEL=y\nX CONFIG_KVM_INTEL=y\n", "n",
		"not at the start of a line");
	ok(keep_kconfig_knows("#\n# Linux/x86 6.8\n#\nCONFIG_64BIT=y\n"
			      "CONFIG_X86_64=y\nCONFIG_X86=y\n"),
	   "a configuration is one");
	ok(!keep_kconfig_knows("") &&
		   !keep_kconfig_knows("x CONFIG_X86_64=y\n"),
	   "other texts are not");
}

int main(void)
{
	test_tables();
	test_cmdline();
	test_all_words();
	test_cpuinfo();
	test_all_flags();
	test_kconfig();
	return tap_done();
}
