// SPDX-License-Identifier: GPL-2.0-or-later
/* Reduces a kernel's configuration to the options that decide about TDX. */
#include "read/keep-words.h"

#include <string.h>

#include "base/util.h"

/* clang-format off */
const struct reduce_word keep_kconfig_words[] = {
	{ .name = "CONFIG_CONTIG_ALLOC", .why = "INTEL_TDX_HOST depends on it (arch/x86/Kconfig)" },
	{ .name = "CONFIG_HIBERNATION", .why = "TDX is refused where it is available (arch/x86/virt/vmx/tdx/tdx.c)" },
	{ .name = "CONFIG_INTEL_TDX_HOST", .why = "TDX host support, Linux 6.8 (arch/x86/Kconfig)" },
	{ .name = "CONFIG_KEXEC_CORE", .why = "excludes INTEL_TDX_HOST from 6.8 to 6.17 (arch/x86/Kconfig)" },
	{ .name = "CONFIG_KVM", .why = "KVM_INTEL depends on it (arch/x86/kvm/Kconfig)" },
	{ .name = "CONFIG_KVM_INTEL", .why = "INTEL_TDX_HOST depends on it (arch/x86/Kconfig)" },
	{ .name = "CONFIG_KVM_INTEL_TDX", .why = "guests under TDX, Linux 6.16 (arch/x86/kvm/Kconfig)" },
	{ .name = "CONFIG_TDX_HOST_SERVICES", .why = "device tdx_host (Linux, 2026)" },
	{ .name = "CONFIG_X86_SGX", .why = "MCHECK and attestation (arch/x86/Kconfig)" },
	{ .name = "CONFIG_X86_X2APIC", .why = "INTEL_TDX_HOST depends on it (arch/x86/Kconfig)" },
};
/* clang-format on */

const size_t keep_kconfig_count = ARRAY_SIZE(keep_kconfig_words);

/* Where a line starts with a text, NULL if none does. */
static const char *find_line(const char *text, const char *start)
{
	size_t len = strlen(start);

	while (strncmp(text, start, len)) {
		text = strchr(text, '\n');
		if (!text)
			return NULL;
		text++;
	}
	return text;
}

/* Without this check an empty file would say "n" to everything. */
bool keep_kconfig_knows(const char *text)
{
	return find_line(text, "CONFIG_X86_64=y\n") != NULL;
}

char *keep_kconfig(const char *text, const char *name)
{
	char start[64];
	const char *line;

	snprintf(start, sizeof(start), "%s=", name);
	line = find_line(text, start);
	if (!line)
		return strdup("n");
	line += strlen(start);
	return strndup(line, strcspn(line, "\n"));
}
