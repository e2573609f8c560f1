// SPDX-License-Identifier: GPL-2.0-or-later
/* The key of what is read of a CPU, and the text that stands for it. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/util.h"
#include "capture/obs.h"

bool obs_key_equal(const struct obs_key *a, const struct obs_key *b)
{
	if (a->kind != b->kind)
		return false;
	switch (a->kind) {
	case OBS_MSR:
		return a->msr == b->msr;
	case OBS_CPUID:
		return a->cpuid.leaf == b->cpuid.leaf &&
		       a->cpuid.subleaf == b->cpuid.subleaf;
	case OBS_SEAMCALL:
		return !memcmp(&a->seamcall, &b->seamcall,
			       sizeof(a->seamcall));
	case OBS_CR4:
	case OBS_KINDS:
		break;
	}
	return true;
}

static void seamcall_text(const struct obs_seamcall_in *in, char *buf)
{
	const struct {
		const char *name;
		uint64_t value;
	} regs[] = {
		{ "rcx", in->rcx },
		{ "rdx", in->rdx },
		{ "r8", in->r8 },
		{ "r9", in->r9 },
	};
	size_t i;
	int n;

	n = snprintf(buf, OBS_KEY_TEXT_MAX, "0x%016" PRIx64, in->rax);
	for (i = 0; i < ARRAY_SIZE(regs); i++)
		if (regs[i].value)
			n += snprintf(buf + n, OBS_KEY_TEXT_MAX - (size_t)n,
				      ":%s=0x%016" PRIx64, regs[i].name,
				      regs[i].value);
}

const char *obs_key_text(const struct obs_key *key, char *buf)
{
	buf[0] = '\0';
	switch (key->kind) {
	case OBS_MSR:
		snprintf(buf, OBS_KEY_TEXT_MAX, "0x%" PRIx32, key->msr);
		break;
	case OBS_CPUID:
		snprintf(buf, OBS_KEY_TEXT_MAX, "0x%" PRIx32 ":0x%" PRIx32,
			 key->cpuid.leaf, key->cpuid.subleaf);
		break;
	case OBS_CR4:
		strcpy(buf, "cr4");
		break;
	case OBS_SEAMCALL:
		seamcall_text(&key->seamcall, buf);
		break;
	case OBS_KINDS:
		break;
	}
	return buf;
}

/* Read 0x and up to 16 digits; what the form must be is checked elsewhere. */
static uint64_t read_hex(const char **p)
{
	char digits[17] = "";
	size_t n;

	if (strncmp(*p, "0x", 2))
		return 0;
	*p += 2;
	n = strspn(*p, "0123456789abcdef");
	if (n >= sizeof(digits))
		n = sizeof(digits) - 1;
	memcpy(digits, *p, n);
	*p += n;
	return strtoull(digits, NULL, 16);
}

static struct obs_cpuid_in read_cpuid_key(const char *text)
{
	struct obs_cpuid_in in = { .leaf = (uint32_t)read_hex(&text) };

	if (*text == ':') {
		text++;
		in.subleaf = (uint32_t)read_hex(&text);
	}
	return in;
}

static struct obs_seamcall_in read_seamcall_key(const char *text)
{
	struct obs_seamcall_in in = { .rax = read_hex(&text) };
	const struct {
		const char *name;
		uint64_t *value;
	} regs[] = {
		{ ":rcx=", &in.rcx },
		{ ":rdx=", &in.rdx },
		{ ":r8=", &in.r8 },
		{ ":r9=", &in.r9 },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(regs); i++) {
		size_t n = strlen(regs[i].name);

		if (strncmp(text, regs[i].name, n))
			continue;
		text += n;
		*regs[i].value = read_hex(&text);
	}
	return in;
}

/* Only one text stands for a key, so a text that has another form differs. */
bool obs_key_parse(enum obs_kind kind, const char *text, struct obs_key *key)
{
	char again[OBS_KEY_TEXT_MAX];
	const char *p = text;

	*key = (struct obs_key){ .kind = kind };
	if (kind == OBS_MSR)
		key->msr = (uint32_t)read_hex(&p);
	else if (kind == OBS_CPUID)
		key->cpuid = read_cpuid_key(text);
	else if (kind == OBS_SEAMCALL)
		key->seamcall = read_seamcall_key(text);
	return !strcmp(text, obs_key_text(key, again));
}
