// SPDX-License-Identifier: GPL-2.0-or-later
/* The answer about key IDs for a person: sentence, bar, table, what to do. */
#include "show/keyid-text.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/output.h"
#include "base/util.h"

static const char *const contradictions[FACTS_CONTRADICTIONS] = {
	[FACTS_SPLIT_ABOVE_BITS] =
		"IA32_TME_ACTIVATE gives TDX more bits than key IDs have",
	[FACTS_MKTME_KEYIDS] =
		"IA32_MKTME_KEYID_PARTITIONING has another number of TME-MT key IDs than the bits in IA32_TME_ACTIVATE make",
	[FACTS_TDX_KEYIDS] =
		"IA32_MKTME_KEYID_PARTITIONING has another number of private key IDs than the bits in IA32_TME_ACTIVATE make",
	[FACTS_BITS_ABOVE_CAPABILITY] =
		"IA32_TME_ACTIVATE has more key-ID bits than IA32_TME_CAPABILITY allows",
	[FACTS_KEYS_ABOVE_CAPABILITY] =
		"IA32_MKTME_KEYID_PARTITIONING has more key IDs than IA32_TME_CAPABILITY has keys",
	[FACTS_SPLIT_UNDIVIDED] =
		"IA32_TME_ACTIVATE has key-ID bits for TDX, but there is no IA32_MKTME_KEYID_PARTITIONING to divide by",
	[FACTS_KEYIDS_WITHOUT_TME] =
		"IA32_MKTME_KEYID_PARTITIONING has key IDs although memory encryption is off",
};

/* What to do about a state; NULL where nothing is to be done. */
static const char *const advice[KEYID_STATES] = {
	[KEYID_ABSENT] =
		"In the BIOS enable memory encryption (TME), then multiple keys (TME-MT) and TDX; without such entries in its menu the CPU or its SKU has no TDX",
	[KEYID_OFF] =
		"In the BIOS enable memory encryption (TME), then multiple keys (TME-MT) and TDX, and power-cycle; the register is not locked, so the BIOS did not finish its set-up",
	[KEYID_LOCKED_OFF] =
		"In the BIOS enable memory encryption (TME), then multiple keys (TME-MT) and TDX, and power-cycle",
	[KEYID_ONE_KEY] =
		"In the BIOS enable multiple keys (TME-MT), and choose a TME-MT/TDX key split other than 0, and power-cycle; some menus show TME-MT only while a limit of physical addresses to 46 bits is off",
	[KEYID_NO_PARTITION] =
		"This CPU has TME-MT, but no TDX: TDX needs another CPU",
	[KEYID_NO_PRIVATE] =
		"In the BIOS enable TDX, and choose a TME-MT/TDX key split other than 0, and power-cycle",
	[KEYID_ONE_PRIVATE] =
		"In the BIOS choose a larger TME-MT/TDX key split, and power-cycle: Linux refuses TDX with fewer than 2 private key IDs",
};

#define NOT_LOCKED \
	"IA32_TME_ACTIVATE is not locked: the BIOS did not finish its set-up"
#define VIRTUAL_ADVICE \
	"A virtual machine cannot be a TDX host: look at the machine below it"
#define DISAGREE_ADVICE \
	"All CPUs of a host need the same key IDs: power-cycle; if they still differ, reset the BIOS to its defaults, enable TDX anew, update it, and report this to its vendor"
#define CONTRADICT_ADVICE \
	"Power-cycle; if the registers still contradict one another, update the BIOS and report this to its vendor"

/* "CPU 3", "CPUs 0-7" */
static void say_cpus(FILE *out, const struct keyid_group *group)
{
	fprintf(out, "CPU%s %s", group->count == 1 ? "" : "s", group->cpus);
}

/* "32", "32-63" */
static void say_ids(FILE *out, uint64_t first, uint64_t last)
{
	fprintf(out, "%" PRIu64, first);
	if (last != first)
		fprintf(out, "-%" PRIu64, last);
}

static void say_divided(FILE *out, const struct facts_partition *p)
{
	fputs("key IDs ", out);
	say_ids(out, p->tdx_first.value, p->tdx_last.value);
	fprintf(out,
		" are private: %" PRIu64
		" is the TDX module's own, which leaves %" PRIu64
		" for TDX guests",
		p->global_keyid.value, p->guest_keyids.value);
}

/* Where all CPUs agree: a whole sentence, in lower case. */
static void say_state(FILE *out, const struct keyid_group *group)
{
	const struct facts_partition *p = &group->partition;

	switch (group->state) {
	case KEYID_UNREAD:
		fprintf(out, "key IDs were not read on ");
		say_cpus(out, group);
		fprintf(out, ": %s", group->reason);
		break;
	case KEYID_ABSENT:
		fputs("memory encryption (TME) is off in the BIOS, or the CPUs have none: there are no key IDs",
		      out);
		break;
	case KEYID_OFF:
		fputs("memory encryption (TME) is not activated: there are no key IDs",
		      out);
		break;
	case KEYID_LOCKED_OFF:
		fputs("memory encryption (TME) is locked off: there are no key IDs",
		      out);
		break;
	case KEYID_ONE_KEY:
		fprintf(out, "memory is %s: there are no key IDs for TME-MT or TDX",
			fact_yes(&p->bypass) ?
				"not encrypted (TME bypass)" :
				"encrypted with one key");
		break;
	case KEYID_HALF_READ:
		fprintf(out, "there are key IDs, but how they are divided was not read: %s",
			group->reason);
		break;
	case KEYID_NO_PARTITION:
		fputs("all key IDs are for TME-MT: these CPUs cannot make any of them private",
		      out);
		break;
	case KEYID_NO_PRIVATE:
		fprintf(out,
			"no key ID is private: all %" PRIu64
			" are for TME-MT, none for TDX",
			p->mktme_keyids.value);
		break;
	case KEYID_ONE_PRIVATE:
		fprintf(out,
			"only key ID %" PRIu64
			" is private: the TDX module needs it, which leaves none for TDX guests",
			p->tdx_first.value);
		break;
	case KEYID_DIVIDED:
		say_divided(out, p);
		break;
	case KEYID_STATES:
		break;
	}
}

/* The registers in which groups contradict one another, a name each. */
static void say_differences(FILE *out, const struct keyid *keyid)
{
	static const char *const names[KEYID_KEYS] = {
		[KEYID_TME_CAPABILITY] = "IA32_TME_CAPABILITY",
		[KEYID_TME_ACTIVATE] = "IA32_TME_ACTIVATE",
		[KEYID_PARTITIONING] = "IA32_MKTME_KEYID_PARTITIONING",
		[KEYID_CPUID_1] = "CPUID (hypervisor)",
		[KEYID_CPUID_7] = "CPUID (TME)",
		[KEYID_PHYSICAL_BITS] = "CPUID (physical address bits)",
	};
	const char *joint = "";
	size_t i;

	for (i = 0; i < KEYID_KEYS; i++) {
		if (!(keyid->conflicts & 1U << i))
			continue;
		fprintf(out, "%s%s", joint, names[i]);
		joint = ", ";
	}
}

/* Where CPUs disagree: what a group has, as a clause. */
static void say_clause(FILE *out, const struct keyid_group *group)
{
	const struct facts_partition *p = &group->partition;

	if (fact_yes(&p->activated) && p->tdx_first.known) {
		say_ids(out, p->tdx_first.value, p->tdx_last.value);
		fputs(" private", out);
	} else {
		fputs(keyid_state_name(group->state), out);
	}
	fputs(" on ", out);
	say_cpus(out, group);
}

static void say_disagreement(FILE *out, const struct keyid *keyid)
{
	const char *joint = ": ";
	size_t g, said = 0;

	fputs("CPUs disagree in ", out);
	say_differences(out, keyid);
	for (g = 0; g < keyid->ngroups; g++) {
		const struct keyid_group *group = &keyid->groups[g];

		if (group->error != OBS_READ)
			continue;
		if (!text_has_room(&said))
			continue;
		fputs(joint, out);
		say_clause(out, group);
		joint = ", ";
	}
	text_more_groups(said, out);
}

/*
 * CPUs that were to be read and were not, or not wholly; isolated ones are in
 * the table.
 */
static void say_unread(FILE *out, const struct keyid *keyid)
{
	size_t g, said = 0;

	for (g = 0; g < keyid->ngroups; g++) {
		const struct keyid_group *group = &keyid->groups[g];

		if (group->error == OBS_READ || group->error == OBS_ISOLATED ||
		    group == keyid->main)
			continue;
		if (!text_has_room(&said))
			continue;
		fprintf(out, "; %s on ", keyid_state_name(group->state));
		say_cpus(out, group);
		fprintf(out, " (%s)", group->reason);
	}
	text_more_groups(said, out);
}

/* Where nothing was read: the first group that was meant to be. */
static const struct keyid_group *first_unread(const struct keyid *keyid)
{
	size_t g;

	for (g = 0; g < keyid->ngroups; g++)
		if (keyid->groups[g].error != OBS_ISOLATED)
			return &keyid->groups[g];
	return &keyid->groups[0];
}

static bool is_virtual(const struct keyid *keyid)
{
	return keyid->main && fact_yes(&keyid->main->regs.hypervisor);
}

static void say_answer(FILE *out, const struct keyid *keyid)
{
	if (!keyid->ngroups) {
		fputs("key IDs were not read: no CPU to read", out);
	} else if (!keyid->main) {
		say_state(out, first_unread(keyid));
	} else {
		if (keyid->conflicts)
			say_disagreement(out, keyid);
		else if (fact_no(&keyid->consistent))
			fputs("the registers about key IDs contradict one another",
			      out);
		else
			say_state(out, keyid->main);
		if (is_virtual(keyid))
			fputs("; this is a virtual machine", out);
		say_unread(out, keyid);
	}
}

/* Makes a paragraph of what @say prints; its first letter becomes upper case. */
static int print_paragraph(const struct keyid *keyid,
			   void (*say)(FILE *out, const struct keyid *keyid),
			   const struct text_options *how, FILE *out)
{
	char *text = NULL;
	size_t size;
	FILE *words = open_memstream(&text, &size);

	if (!words)
		return -ENOMEM;
	say(words, keyid);
	if (fclose(words)) {
		free(text);
		return -ENOMEM;
	}
	if (*text >= 'a' && *text <= 'z')
		*text = (char)(*text - 'a' + 'A');
	output_words(out, text, how->width, 0, 2);
	free(text);
	return 0;
}

static void say_address_bits(FILE *out, const struct facts_partition *p)
{
	if (!p->physical_bits.known)
		return;
	fprintf(out, "  Physical addresses have %" PRIu64 " bits",
		p->physical_bits.value);
	if (fact_yes(&p->activated) && fact_yes(&p->keyid_bits) &&
	    p->usable_physical_bits.known)
		fprintf(out,
			": %" PRIu64 " for the key ID, %" PRIu64
			" for the address",
			p->keyid_bits.value, p->usable_physical_bits.value);
	fputc('\n', out);
}

static void print_contradictions(const struct facts_partition *p,
				 const struct text_options *how, FILE *out)
{
	size_t i;

	for (i = 0; i < FACTS_CONTRADICTIONS; i++) {
		if (!(p->contradictions & 1U << i))
			continue;
		fputs("  ", out);
		output_words(out, contradictions[i], how->width, 2, 4);
	}
	if (fact_yes(&p->activated) && fact_no(&p->locked)) {
		fputs("  ", out);
		output_words(out, NOT_LOCKED, how->width, 2, 4);
	}
	if (!p->contradictions && p->checked && fact_yes(&p->activated))
		fputs("  The numbers of key IDs agree with the bits for them\n",
		      out);
}

static void print_group(const struct keyid_group *group, bool alone,
			const struct text_options *how, FILE *out)
{
	const struct facts_partition *p = &group->partition;

	fputc('\n', out);
	if (!alone) {
		say_cpus(out, group);
		if (*group->packages)
			fprintf(out, ", package%s %s",
				strpbrk(group->packages, "-,") ? "s" : "",
				group->packages);
		fprintf(out, ": %s\n", keyid_state_name(group->state));
	}
	keyid_bar(p, how, out);
	say_address_bits(out, p);
	if (group->state == KEYID_NO_PARTITION)
		fputs("  IA32_MKTME_KEYID_PARTITIONING: reading it raised #GP\n",
		      out);
	print_contradictions(p, how, out);
}

static void say_algorithms(FILE *out, const struct facts_tme_capability *c)
{
	const struct {
		const struct fact *fact;
		const char *name;
	} all[] = {
		{ &c->aes_xts_128, "AES-XTS-128" },
		{ &c->aes_xts_128_integrity, "AES-XTS-128 with integrity" },
		{ &c->aes_xts_256, "AES-XTS-256" },
		{ &c->aes_xts_256_integrity, "AES-XTS-256 with integrity" },
		{ &c->bypass_supported, "bypass" },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(all); i++)
		if (fact_yes(all[i].fact))
			fprintf(out, ", %s", all[i].name);
}

static const char *plural(const struct fact *count)
{
	return count->value == 1 ? "" : "s";
}

static void say_capability(FILE *out, const struct keyid_group *group)
{
	struct facts_tme_capability c =
		facts_tme_capability(&group->regs.tme_capability);

	if (!c.max_keyid_bits.known)
		return;
	fprintf(out,
		"IA32_TME_CAPABILITY: up to %" PRIu64 " key-ID bit%s, %" PRIu64
		" key%s",
		c.max_keyid_bits.value, plural(&c.max_keyid_bits),
		c.max_keys.value, plural(&c.max_keys));
	say_algorithms(out, &c);
}

static void say_activation(FILE *out, const struct keyid_group *group)
{
	struct facts_tme_activate a =
		facts_tme_activate(&group->regs.tme_activate);

	if (!a.enable.known)
		return;
	fprintf(out,
		"IA32_TME_ACTIVATE: %s, %s, %" PRIu64 " key-ID bit%s, %" PRIu64
		" of them for TDX%s",
		a.enable.value ? "on" : "off",
		a.lock.value ? "locked" : "not locked", a.keyid_bits.value,
		plural(&a.keyid_bits), a.tdx_reserved_bits.value,
		a.bypass.value ? ", bypass: key ID 0 is not encrypted" : "");
}

/* What -v adds to a group: registers in words. */
static int print_registers(const struct keyid_group *group,
			   const struct text_options *how, FILE *out)
{
	void (*const say[])(FILE *, const struct keyid_group *) = {
		say_capability,
		say_activation,
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(say); i++) {
		cleanup_free char *text = NULL;
		size_t size;
		FILE *words = open_memstream(&text, &size);

		if (!words)
			return -ENOMEM;
		say[i](words, group);
		if (fclose(words))
			return -ENOMEM;
		if (!*text)
			continue;
		fputs("  ", out);
		output_words(out, text, how->width, 2, 4);
	}
	return 0;
}

/* What to do next, NULL where nothing is to be done. */
static const char *advise(const struct keyid *keyid)
{
	if (!keyid->main)
		return NULL;
	if (is_virtual(keyid))
		return VIRTUAL_ADVICE;
	if (keyid->conflicts)
		return DISAGREE_ADVICE;
	if (fact_no(&keyid->consistent))
		return CONTRADICT_ADVICE;
	return advice[keyid->main->state];
}

static void say_advice(FILE *out, const struct keyid *keyid)
{
	fprintf(out, "%s.", advise(keyid));
}

/* Groups of which something is known. */
static size_t count_known(const struct keyid *keyid)
{
	size_t g, n = 0;

	for (g = 0; g < keyid->ngroups; g++)
		n += keyid->groups[g].state != KEYID_UNREAD;
	return n;
}

static int print_groups(const struct keyid *keyid,
			const struct text_options *how, FILE *out)
{
	bool alone = count_known(keyid) == 1;
	size_t g, said = 0;
	int err = 0;

	for (g = 0; !err && g < keyid->ngroups; g++) {
		if (keyid->groups[g].state == KEYID_UNREAD ||
		    (!text_has_room(&said) && how->bounded))
			continue;
		print_group(&keyid->groups[g], alone, how, out);
		if (how->verbose)
			err = print_registers(&keyid->groups[g], how, out);
	}
	if (how->bounded && text_left_out(said))
		fprintf(out, "\n(%zu more groups of CPUs with -v)\n",
			text_left_out(said));
	return err;
}

static int print_whole(const struct keyid *keyid, const struct table *groups,
		       const struct text_options *how, FILE *out)
{
	int err = print_paragraph(keyid, say_answer, how, out);

	if (err || !keyid->ngroups)
		return err;
	err = print_groups(keyid, how, out);
	if (err)
		return err;
	fputc('\n', out);
	err = table_text(groups, how, out);
	if (err || !advise(keyid))
		return err;
	fputc('\n', out);
	return print_paragraph(keyid, say_advice, how, out);
}

int keyid_text(const struct keyid *keyid, const struct table *groups,
	       const struct text_options *how, FILE *out)
{
	if (how->columns || how->no_headings)
		return table_text(groups, how, out);
	return print_whole(keyid, groups, how, out);
}
