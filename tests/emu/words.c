// SPDX-License-Identifier: GPL-2.0-only
/*
 * The words of a scenario and what they do to a CPU; ../scenarios/README.md
 * says it to those who write scenarios.
 */
#include "words.h"

#include <linux/bits.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/string.h>

#include "field.h"
#include "profile.h"
#include "state.h"
#include "tdxmod.h"

/* Longest value or key that is taken apart. */
#define MAX_TEXT	256

/* A SEAMCALL holds its CPU for so long at most. */
#define MAX_DELAY_US	100000

/**
 * struct word - one word of the language
 * @name: the word; with a colon at its end it is the start of the word
 * @set: does it; @rest is what follows the colon
 */
struct word {
	const char *name;
	int (*set)(struct emu_cpu *cpu, const char *rest, const char *value);
};

static int parse_bool(const char *value, const char *yes, const char *no,
		      bool *result)
{
	if (strcmp(value, yes) && strcmp(value, no))
		return -EINVAL;
	*result = !strcmp(value, yes);
	return 0;
}

static int parse_on_off(const char *value, bool *result)
{
	return parse_bool(value, "on", "off", result);
}

static int parse_u64(const char *text, u64 *result)
{
	return kstrtou64(text, 0, result) ? -EINVAL : 0;
}

static int parse_u32(const char *text, u32 *result)
{
	return kstrtou32(text, 0, result) ? -EINVAL : 0;
}

static int parse_count(const char *text, atomic_t *result)
{
	u32 count;

	if (parse_u32(text, &count) || count > INT_MAX)
		return -EINVAL;
	atomic_set(result, count);
	return 0;
}

/*
 * Cut "[N]" off the end of @key: a word that means one bit.
 * Return: 1 if it was there, 0 if not, -EINVAL if it is malformed.
 */
static int cut_bit(char *key, unsigned int width, u32 *bit)
{
	char *open = strchr(key, '[');
	size_t length = strlen(key);

	if (!open)
		return 0;
	if (key[length - 1] != ']')
		return -EINVAL;
	key[length - 1] = '\0';
	*open = '\0';
	return parse_u32(open + 1, bit) || *bit >= width ? -EINVAL : 1;
}

/* @value is the whole new value, or, after a bit, 0 or 1. */
static int change(u64 *target, int is_bit, u32 bit, const char *value)
{
	u64 number;

	if (parse_u64(value, &number) || (is_bit && number > 1))
		return -EINVAL;
	if (!is_bit)
		*target = number;
	else if (number)
		*target |= BIT_ULL(bit);
	else
		*target &= ~BIT_ULL(bit);
	return 0;
}

static int set_vmx(struct emu_cpu *cpu, const char *rest, const char *value)
{
	int err = parse_on_off(value, &cpu->in_vmx);

	cpu->vmxe = cpu->in_vmx;
	return err;
}

static int set_vmxe(struct emu_cpu *cpu, const char *rest, const char *value)
{
	return parse_on_off(value, &cpu->vmxe);
}

/* msrs.tsv, 0x1400 and 0x1401: #GP when MTRRCAP bit 15 is 0. */
static int set_seam(struct emu_cpu *cpu, const char *rest, const char *value)
{
	u64 *mtrrcap = &emu_find_msr(cpu, EMU_MSR_MTRRCAP)->value;
	bool seam;

	if (parse_bool(value, "yes", "no", &seam))
		return -EINVAL;
	if (seam)
		*mtrrcap |= EMU_MTRRCAP_SEAMRR;
	else
		*mtrrcap &= ~EMU_MTRRCAP_SEAMRR;
	emu_find_msr(cpu, EMU_MSR_SEAMRR_BASE)->gp = !seam;
	emu_find_msr(cpu, EMU_MSR_SEAMRR_MASK)->gp = !seam;
	return 0;
}

static int set_seamrr(struct emu_cpu *cpu, const char *rest, const char *value)
{
	u64 *mask = &emu_find_msr(cpu, EMU_MSR_SEAMRR_MASK)->value;
	bool on;

	if (parse_on_off(value, &on))
		return -EINVAL;
	if (on)
		*mask |= EMU_SEAMRR_MASK_VALID;
	else
		*mask &= ~EMU_SEAMRR_MASK_VALID;
	return 0;
}

static int set_module(struct emu_cpu *cpu, const char *rest, const char *value)
{
	static const char *const names[] = {
		[EMU_MODULE_NONE] = "none",
		[EMU_MODULE_LOADED] = "loaded",
		[EMU_MODULE_INITIALISED] = "initialised",
		[EMU_MODULE_SHUTDOWN] = "shutdown",
	};
	int state = match_string(names, ARRAY_SIZE(names), value);

	if (state < 0)
		return -EINVAL;
	cpu->module = state;
	return 0;
}

static int set_lp_init(struct emu_cpu *cpu, const char *rest, const char *value)
{
	return parse_bool(value, "done", "missing", &cpu->lp_init);
}

static int set_version(struct emu_cpu *cpu, const char *rest, const char *value)
{
	const struct emu_version *version = emu_version_find(value);

	if (!version)
		return -EINVAL;
	cpu->version = version;
	cpu->features = version->features;
	return 0;
}

static int set_features(struct emu_cpu *cpu, const char *rest,
			const char *value)
{
	return parse_u64(value, &cpu->features);
}

/* The bit, and the leaf in which hypervisors give their name: KVM. */
static int set_hypervisor(struct emu_cpu *cpu, const char *rest,
			  const char *value)
{
	static const u32 kvm[EMU_NR_REGISTERS] = {
		0x40000001, 0x4b4d564b, 0x564b4d56, 0x4d
	};
	static const u32 none[EMU_NR_REGISTERS];
	u32 *ecx = &emu_find_cpuid(cpu, EMU_CPUID_FEATURES, 0)->value[EMU_ECX];
	u32 *vendor = emu_find_cpuid(cpu, EMU_CPUID_HYPERVISOR, 0)->value;
	bool on;

	if (parse_on_off(value, &on))
		return -EINVAL;
	if (on)
		*ecx |= EMU_FEATURES_HYPERVISOR;
	else
		*ecx &= ~EMU_FEATURES_HYPERVISOR;
	memcpy(vendor, on ? kvm : none, sizeof(kvm));
	return 0;
}

static int set_vmfail(struct emu_cpu *cpu, const char *rest, const char *value)
{
	return parse_count(value, &cpu->vmfail);
}

static int set_vmfail_late(struct emu_cpu *cpu, const char *rest,
			   const char *value)
{
	return parse_count(value, &cpu->vmfail_late);
}

static int set_busy(struct emu_cpu *cpu, const char *rest, const char *value)
{
	return parse_count(value, &cpu->busy);
}

static int set_no_entropy(struct emu_cpu *cpu, const char *rest,
			  const char *value)
{
	return parse_count(value, &cpu->no_entropy);
}

static int set_clobber(struct emu_cpu *cpu, const char *rest, const char *value)
{
	return parse_on_off(value, &cpu->clobber);
}

static int parse_vmx(const char *value, enum emu_vmx *result)
{
	static const char *const names[] = {
		[EMU_VMX_OK] = "ok",
		[EMU_VMX_FAIL] = "vmfail",
		[EMU_VMX_FAIL_VALID] = "vmfailvalid",
		[EMU_VMX_GP] = "gp",
		[EMU_VMX_UD] = "ud",
	};
	int end = match_string(names, ARRAY_SIZE(names), value);

	if (end < 0)
		return -EINVAL;
	*result = end;
	return 0;
}

static int set_vmxon(struct emu_cpu *cpu, const char *rest, const char *value)
{
	/* That one comes of CR4.VMXE alone. */
	return strcmp(value, "ud") ? parse_vmx(value, &cpu->vmxon) : -EINVAL;
}

static int set_vmxon_after(struct emu_cpu *cpu, const char *rest,
			   const char *value)
{
	cpu->vmxon_ends = true;
	return parse_count(value, &cpu->vmxon_left);
}

static int set_smx(struct emu_cpu *cpu, const char *rest, const char *value)
{
	return parse_on_off(value, &cpu->smx);
}

static int set_vmxoff(struct emu_cpu *cpu, const char *rest, const char *value)
{
	return parse_vmx(value, &cpu->vmxoff);
}

static int set_vmxoff_after(struct emu_cpu *cpu, const char *rest,
			    const char *value)
{
	return parse_count(value, &cpu->vmxoff_left);
}

static int set_delay(struct emu_cpu *cpu, const char *rest, const char *value)
{
	if (parse_u32(value, &cpu->delay) || cpu->delay > MAX_DELAY_US)
		return -EINVAL;
	return 0;
}

/* msr:ADDRESS=VALUE, msr:ADDRESS=gp, msr:ADDRESS[BIT]=0|1 */
static int set_msr(struct emu_cpu *cpu, const char *rest, const char *value)
{
	struct emu_msr *msr;
	char key[MAX_TEXT];
	u32 address, bit;
	int is_bit;

	if (strscpy(key, rest, sizeof(key)) < 0)
		return -EINVAL;
	is_bit = cut_bit(key, 64, &bit);
	if (is_bit < 0 || parse_u32(key, &address))
		return -EINVAL;
	msr = emu_find_msr(cpu, address);
	if (!msr)
		return -EINVAL;
	msr->gp = !is_bit && !strcmp(value, "gp");
	return msr->gp ? 0 : change(&msr->value, is_bit, bit, value);
}

/* Take LEAF:SUBLEAF:REGISTER apart. */
static struct emu_cpuid *parse_cpuid(struct emu_cpu *cpu, char *key, int *reg)
{
	static const char *const names[] = {
		[EMU_EAX] = "eax",
		[EMU_EBX] = "ebx",
		[EMU_ECX] = "ecx",
		[EMU_EDX] = "edx",
	};
	const char *leaf_text = strsep(&key, ":");
	const char *subleaf_text = strsep(&key, ":");
	u32 leaf, subleaf;

	if (!key || parse_u32(leaf_text, &leaf) ||
	    parse_u32(subleaf_text, &subleaf))
		return NULL;
	*reg = match_string(names, ARRAY_SIZE(names), key);
	return *reg < 0 ? NULL : emu_find_cpuid(cpu, leaf, subleaf);
}

/* cpuid:LEAF:SUBLEAF:REGISTER=VALUE, with [BIT] after the register: 0|1 */
static int set_cpuid(struct emu_cpu *cpu, const char *rest, const char *value)
{
	struct emu_cpuid *cpuid;
	char key[MAX_TEXT];
	int is_bit, reg;
	u64 wide;
	u32 bit;

	if (strscpy(key, rest, sizeof(key)) < 0)
		return -EINVAL;
	is_bit = cut_bit(key, 32, &bit);
	if (is_bit < 0)
		return -EINVAL;
	cpuid = parse_cpuid(cpu, key, &reg);
	if (!cpuid)
		return -EINVAL;
	wide = cpuid->value[reg];
	if (change(&wide, is_bit, bit, value) || wide > U32_MAX)
		return -EINVAL;
	cpuid->value[reg] = wide;
	cpuid->mask[reg] |= is_bit ? BIT(bit) : U32_MAX;
	return 0;
}

static int parse_output(struct emu_answer *answer, char *text)
{
	static const char *const names[] = {
		[EMU_RCX] = "rcx",
		[EMU_RDX] = "rdx",
		[EMU_R8] = "r8",
		[EMU_R9] = "r9",
		[EMU_R10] = "r10",
		[EMU_R11] = "r11",
	};
	const char *name = strsep(&text, "=");
	int output = match_string(names, ARRAY_SIZE(names), name);

	if (!text || output < 0)
		return -EINVAL;
	answer->outputs |= BIT(output);
	return parse_u64(text, &answer->output[output]);
}

/* The answer to @leaf that is there already, or a new one. */
static struct emu_answer *answer_slot(struct emu_cpu *cpu, u64 leaf)
{
	unsigned int i;

	for (i = 0; i < cpu->nr_answers; i++)
		if (cpu->answers[i].leaf == leaf)
			return &cpu->answers[i];
	if (cpu->nr_answers == EMU_MAX_ANSWERS)
		return NULL;
	return &cpu->answers[cpu->nr_answers++];
}

/* answer:LEAF=STATUS[,REGISTER=VALUE...] */
static int set_answer(struct emu_cpu *cpu, const char *rest, const char *value)
{
	struct emu_answer answer = {};
	struct emu_answer *slot;
	char text[MAX_TEXT];
	char *next = text;

	if (parse_u64(rest, &answer.leaf) ||
	    strscpy(text, value, sizeof(text)) < 0 ||
	    parse_u64(strsep(&next, ","), &answer.status))
		return -EINVAL;
	while (next)
		if (parse_output(&answer, strsep(&next, ",")))
			return -EINVAL;
	slot = answer_slot(cpu, answer.leaf);
	if (!slot)
		return -EINVAL;
	*slot = answer;
	return 0;
}

/* field:ID=VALUE */
static int set_field(struct emu_cpu *cpu, const char *rest, const char *value)
{
	struct emu_field field;

	if (parse_u64(rest, &field.id) || parse_u64(value, &field.value) ||
	    !emu_field_exists(field.id) || cpu->nr_fields == EMU_MAX_FIELDS)
		return -EINVAL;
	cpu->fields[cpu->nr_fields++] = field;
	return 0;
}

/* clang-format off */

static const struct word words[] = {
	{ "vmx",	set_vmx },
	{ "vmxe",	set_vmxe },
	{ "smx",	set_smx },
	{ "vmxon",	set_vmxon },
	{ "vmxon-after", set_vmxon_after },
	{ "vmxoff",	set_vmxoff },
	{ "vmxoff-after", set_vmxoff_after },
	{ "seam",	set_seam },
	{ "seamrr",	set_seamrr },
	{ "module",	set_module },
	{ "lp-init",	set_lp_init },
	{ "version",	set_version },
	{ "features",	set_features },
	{ "hypervisor",	set_hypervisor },
	{ "vmfail",	set_vmfail },
	{ "vmfail-late", set_vmfail_late },
	{ "busy",	set_busy },
	{ "no-entropy",	set_no_entropy },
	{ "clobber",	set_clobber },
	{ "delay",	set_delay },
	{ "msr:",	set_msr },
	{ "cpuid:",	set_cpuid },
	{ "answer:",	set_answer },
	{ "field:",	set_field },
};

/* clang-format on */

/* What follows @name in @word: "" or what is behind the colon; NULL: other. */
static const char *match(const char *name, const char *word)
{
	size_t length = strlen(name);

	if (strncmp(word, name, length))
		return NULL;
	word += length;
	return name[length - 1] == ':' || !*word ? word : NULL;
}

int emu_word_apply(struct emu_cpu *cpu, const char *word, const char *value)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(words); i++) {
		const char *rest = match(words[i].name, word);

		if (rest)
			return words[i].set(cpu, rest, value);
	}
	return -EINVAL;
}
