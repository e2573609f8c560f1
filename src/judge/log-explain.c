// SPDX-License-Identifier: GPL-2.0-or-later
/* Explains what a kernel log says of a SEAMCALL beside its status. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "judge/log-seamcall.h"

/* Kernels of Intel's trees try this leaf, which production modules refuse. */
#define TDDEBUGCONFIG 254

const char *log_explain_advice(const struct log_status *status,
			       const struct status_decoded *decoded)
{
	if (status && status->has_leaf && status->leaf == TDDEBUGCONFIG &&
	    decoded->error)
		return "None needed: only debug builds of the TDX module know this leaf, and the kernel does without it";
	return decoded->row ? decoded->row->advice : "";
}

#define NO_SUBLEAF 0xffffffffU	/* status_layout: the leaf has no sub-leaves */

static uint32_t low_half(uint64_t value)
{
	return (uint32_t)value;
}

static uint32_t high_half(uint64_t value)
{
	return (uint32_t)(value >> 32);
}

static void append(char *buf, size_t size, const char *text)
{
	size_t used = strlen(buf);

	snprintf(buf + used, size - used, "%s%s", used ? "; " : "", text);
}

static void explain_leaf(uint64_t rcx, char *buf, size_t size)
{
	char text[64];

	if (high_half(rcx) == NO_SUBLEAF)
		snprintf(text, sizeof(text), "CPUID leaf 0x%" PRIx32,
			 low_half(rcx));
	else
		snprintf(text, sizeof(text),
			 "CPUID leaf 0x%" PRIx32 ", sub-leaf 0x%" PRIx32,
			 low_half(rcx), high_half(rcx));
	append(buf, size, text);
}

static void explain_cpuid(const char *what, uint64_t ab, uint64_t cd, char *buf,
			  size_t size)
{
	char text[128];

	snprintf(text, sizeof(text),
		 "%s eax=0x%08" PRIx32 " ebx=0x%08" PRIx32 " ecx=0x%08" PRIx32
		 " edx=0x%08" PRIx32,
		 what, low_half(ab), high_half(ab), low_half(cd),
		 high_half(cd));
	append(buf, size, text);
}

/* Registers of the two CPUID statuses: TDX module 1.5.05, tdh_sys_init.c */
const char *log_explain_registers(const struct log_registers *registers,
				  const struct status_decoded *decoded,
				  char *buf, size_t size)
{
	const char *name = status_name(decoded);
	const uint64_t *value = registers->value;
	bool incorrect;

	buf[0] = '\0';
	if (!name)
		return buf;
	incorrect = strcmp(name, "TDX_INCORRECT_CPUID_VALUE") == 0;
	if (!incorrect && strcmp(name, "TDX_INCONSISTENT_CPUID_FIELD") != 0)
		return buf;
	if (registers->have[LOG_RCX])
		explain_leaf(value[LOG_RCX], buf, size);
	if (registers->have[LOG_RDX] && registers->have[LOG_R8])
		explain_cpuid(incorrect ? "bits checked" :
					  "bits that must agree",
			      value[LOG_RDX], value[LOG_R8], buf, size);
	if (incorrect && registers->have[LOG_R9] && registers->have[LOG_R10])
		explain_cpuid("wanted", value[LOG_R9], value[LOG_R10], buf,
			      size);
	return buf;
}
