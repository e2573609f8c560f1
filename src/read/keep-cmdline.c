// SPDX-License-Identifier: GPL-2.0-or-later
/* Reduces the kernel command line to what decides about TDX. */
#include "read/keep-words.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/plain.h"
#include "base/util.h"

/*
 * A value may be a UUID (of a disc) or a secret; what is not here is not kept.
 * "kp" below is Documentation/admin-guide/kernel-parameters.txt of Linux 6.12.
 */
/* clang-format off */
const struct reduce_word keep_cmdline_words[] = {
	{ .name = "clearcpuid", .why = "hides features that TDX needs (kp)" },
	{ .name = "crashkernel", .why = "kexec next to TDX (kp; Documentation/arch/x86/tdx.rst)" },
	{ .name = "disable_cpu_apicid", .why = "keeps a CPU away from the kernel (kp)" },
	{ .name = "efi", .why = "nosoftreserve changes the memory map (kp)" },
	{ .name = "hibernate", .why = "\"no\" is what TDX asks for (kp; arch/x86/virt/vmx/tdx/tdx.c)" },
	{ .name = "intel_iommu", .why = "TDX Connect, and a usual suspect (kp)" },
	{ .name = "isolcpus", .why = "which CPUs are left alone (kp)" },
	{ .name = "kvm.", .prefix = true, .why = "tdp_mmu, mmio_caching, enable_virt_at_load (arch/x86/kvm/vmx/tdx.c)" },
	{ .name = "kvm_intel.", .prefix = true, .why = "tdx, ept, eptad, enable_apicv (arch/x86/kvm/vmx/tdx.c)" },
	{ .name = "lockdown", .why = "a locked-down kernel does not hibernate (kp; kernel/power/hibernate.c)" },
	{ .name = "maxcpus", .why = "CPUs that never initialise the module (kp)" },
	{ .name = "mem", .why = "memory that the module is not told of (kp)" },
	{ .name = "memhp_default_state", .why = "memory that came later cannot be used (kp; tdx.rst)" },
	{ .name = "memmap", .why = "holes that use up reserved areas (kp; tdx.c)" },
	{ .name = "memory_hotplug.", .prefix = true, .why = "memory that came later cannot be used (tdx.rst)" },
	{ .name = "modprobe.blacklist", .why = "keeps kvm_intel out (modprobe(8))" },
	{ .name = "module_blacklist", .why = "keeps kvm_intel out (kp)" },
	{ .name = "movable_node", .why = "memory that may go away (kp; tdx.rst)" },
	{ .name = "noapic", .why = "interrupt set-up that hides x2APIC (kp)" },
	{ .name = "nohibernate", .why = "what TDX asks for (kp; tdx.c)" },
	{ .name = "nohz_full", .why = "which CPUs are left alone (kp)" },
	{ .name = "nolapic", .why = "leaves one CPU (kp)" },
	{ .name = "noresume", .why = "hibernation stays possible all the same (kp)" },
	{ .name = "nosgx", .why = "SGX off in the kernel, not in the firmware (kp)" },
	{ .name = "nosmp", .why = "leaves one CPU (kp)" },
	{ .name = "nosmt", .why = "CPUs that never initialise the module (kp)" },
	{ .name = "nox2apic", .why = "TDX needs x2APIC (kp; arch/x86/Kconfig)" },
	{ .name = "noxsave", .why = "TDX needs XSAVE (kp; tdx.c)" },
	{ .name = "nr_cpus", .why = "CPUs that never initialise the module (kp)" },
	{ .name = "possible_cpus", .why = "CPUs that never initialise the module (kp)" },
	{ .name = "resume", .bare = true, .why = "hibernation is meant to work; the value names a disc (kp)" },
	{ .name = "tdx", .why = "early series for Linux asked for tdx=on" },
	{ .name = "tsx", .why = "the module checks TSX_CTRL (kp; status_codes of module 1.5)" },
};
/* clang-format on */

const size_t keep_cmdline_count = ARRAY_SIZE(keep_cmdline_words);

/* Dash and underscore are one to the kernel (kernel/params.c, dash2underscore). */
static bool same_names(const char *word, const char *name, size_t len)
{
	size_t i;

	for (i = 0; i < len; i++)
		if ((word[i] == '-' ? '_' : word[i]) != name[i])
			return false;
	return true;
}

static const struct reduce_word *find_word(const char *word, size_t len)
{
	size_t i, n;

	for (i = 0; i < keep_cmdline_count; i++) {
		n = strlen(keep_cmdline_words[i].name);
		if (keep_cmdline_words[i].prefix ? len > n : len == n)
			if (same_names(word, keep_cmdline_words[i].name, n))
				return &keep_cmdline_words[i];
	}
	return NULL;
}

/* Spaces within quotes do not end a word (lib/cmdline.c, next_arg). */
static size_t word_len(const char *word)
{
	bool quoted = false;
	size_t i;

	for (i = 0; word[i]; i++) {
		if (word[i] == '"')
			quoted = !quoted;
		else if (isspace((unsigned char)word[i]) && !quoted)
			break;
	}
	return i;
}

/* A quote may stand before the name: "name=value". */
static void keep_word(FILE *out, const char *word, size_t len)
{
	const char *name = *word == '"' ? word + 1 : word;
	size_t name_len = strcspn(name, "= \t\n\"");
	const struct reduce_word *kept = find_word(name, name_len);

	if (!kept)
		return;
	if (ftell(out) > 0)
		putc(' ', out);
	if (kept->bare)
		fprintf(out, "%.*s", (int)name_len, name);
	else
		fprintf(out, "%.*s", (int)len, word);
}

/* What stands behind "--" is for init. */
static void keep_words(FILE *out, const char *text)
{
	size_t len;

	for (;; text += len) {
		text += strspn(text, " \t\n\v\f\r");
		len = word_len(text);
		if (!len || (len == 2 && !strncmp(text, "--", 2)))
			return;
		keep_word(out, text, len);
	}
}

char *keep_cmdline(const char *text)
{
	char *reduced = NULL;
	size_t size;
	FILE *out = open_memstream(&reduced, &size);
	bool bad;

	if (!out)
		return NULL;
	keep_words(out, text);
	putc('\n', out);
	bad = ferror(out);
	if (fclose(out) || bad) {
		free(reduced);
		return NULL;
	}
	plain_ascii(reduced);
	plain_mask_uuids(reduced);
	return reduced;
}
