// SPDX-License-Identifier: GPL-2.0-or-later
/* The table of causes is that of the contract, and each row of it is whole. */
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "check-contract.h"
#include "ref/register.h"

/* Whether both name the same, in whatever order. */
static bool same_ids(unsigned int set, const char *list)
{
	unsigned int i, count = 0;
	const char *at;

	for (i = 0; i < CHECKS; i++) {
		if (!!(set & CHECK_BIT(i)) != has_id(list, checks[i].id))
			return false;
		count += set >> i & 1;
	}
	for (at = list; *at; at += strcspn(at, " "), at += *at == ' ')
		count--;
	return !count && !(set & ~(CHECK_BIT(CHECKS) - 1));
}

static void test_contract_row(const struct contract_row *row,
			      const struct check *check)
{
	is_str(check_layer_name(check->layer), row->layer, "%s: layer",
	       row->id);
	ok(same_ids(check->parents, row->parents), "%s: parents", row->id);
	ok(same_ids(check->explained_by, row->explained_by), "%s: explained by",
	   row->id);
	ok(check->warn_only == row->warns_only, "%s: warns only", row->id);
	ok((check->on_cpus != NULL) == row->cpus, "%s: about CPUs, or the host",
	   row->id);
}

/* All that the contract has, in its order; others may stand between them. */
static void test_contract(void)
{
	enum check_id id, before = CHECKS;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(contract); i++) {
		id = check_find(contract[i].id);
		ok(id != CHECK_NONE && (before == CHECKS || id > before),
		   "%s: its place", contract[i].id);
		before = id;
		if (id != CHECK_NONE)
			test_contract_row(&contract[i], &checks[id]);
	}
}

static bool is_id(const char *id)
{
	return id && islower((unsigned char)*id) && !strstr(id, "--") &&
	       id[strlen(id) - 1] != '-' &&
	       id[strspn(id, "abcdefghijklmnopqrstuvwxyz0123456789-")] == '\0';
}

static void test_table(void)
{
	unsigned int i;

	for (i = 0; i < CHECKS; i++) {
		ok(is_id(checks[i].id), "rule %u: id", i);
		ok(!checks[i].on_cpus != !checks[i].on_host,
		   "%s: one judge, not two", checks[i].id);
		ok(!(checks[i].parents >> i), "%s: parents stand above",
		   checks[i].id);
		ok(check_find(checks[i].id) == (enum check_id)i, "%s: found",
		   checks[i].id);
	}
	ok(check_find("") == CHECK_NONE && check_find("tme") == CHECK_NONE &&
		   check_find("tme-off ") == CHECK_NONE,
	   "no rule by another name");
}

static void test_names(void)
{
	static const char *const names[RESULTS] = { "pass", "fail", "warn",
						    "unknown", "skip" };
	unsigned int i;

	for (i = 0; i < RESULTS; i++)
		is_str(check_result_name((enum check_result)i), names[i],
		       "result %u: name", i);
}

static bool is_printable(const char *text)
{
	for (; *text; text++)
		if (!isprint((unsigned char)*text) ||
		    (*text == ' ' && text[1] == ' '))
			return false;
	return true;
}

/* Details, "[id]" or a list go on behind these. */
static bool is_open(const char *text)
{
	return text && *text && is_printable(text) && *text != ' ' &&
	       !strchr(".!?:;, ", text[strlen(text) - 1]);
}

/* Sentences, or a question: they end as such. */
static bool is_closed(const char *text, char end)
{
	return text && *text && is_printable(text) &&
	       isupper((unsigned char)*text) && text[strlen(text) - 1] == end;
}

/* "why" may begin with the name of an erratum. */
static bool is_whole(const char *text)
{
	return text && *text && is_printable(text) &&
	       text[strlen(text) - 1] == '.';
}

static void test_texts(void)
{
	unsigned int i;

	for (i = 0; i < CHECKS; i++) {
		const struct check *check = &checks[i];

		ok(is_open(check->texts[RESULT_PASS]) &&
			   is_open(check->texts[RESULT_UNKNOWN]),
		   "%s: texts for pass and unknown", check->id);
		ok(check->warn_only ? !check->texts[RESULT_FAIL] :
				      is_open(check->texts[RESULT_FAIL]),
		   "%s: a text for fail, if it can", check->id);
		ok(is_open(check->texts[RESULT_WARN]) ||
			   (!check->warn_only && !check->texts[RESULT_WARN]),
		   "%s: a text for a warning, if it can", check->id);
		ok(!check->texts[RESULT_SKIP], "%s: none for skip", check->id);
		ok(is_closed(check->asks, '?'), "%s: a question", check->id);
		ok(is_whole(check->why), "%s: why", check->id);
		ok(is_open(check->verify) && is_open(check->source),
		   "%s: how to see it, and sources", check->id);
		ok(check->fix ? is_open(check->fix) :
				check->warn_only || check->settings,
		   "%s: a fix, or settings", check->id);
		ok(!(check->settings & ~BIOS_ALL), "%s: known settings",
		   check->id);
	}
}

static bool is_read(const struct obs_key *key)
{
	size_t i;

	for (i = 0; i < read_list_count; i++)
		if (obs_key_equal(&read_list[i], key))
			return true;
	return false;
}

static bool is_of_host(const struct check_evidence *evidence)
{
	switch (evidence->kind) {
	case HOST_FILE:
		return !strncmp(evidence->key, "/proc/", 6) ||
		       !strncmp(evidence->key, "/sys/", 5);
	case HOST_KCONFIG:
		return !strncmp(evidence->key, "CONFIG_", 7);
	case HOST_DIMM:
		return !strcmp(evidence->key, "population");
	case HOST_IOCTL:
		return !strcmp(evidence->key, "KVM_CAP_VM_TYPES");
	case HOST_LOG:
		return !strcmp(evidence->key, "kernel");
	case HOST_DMI:
	case HOST_HELPER:
	case HOST_KINDS:
		break;
	}
	return false;
}

static bool reads_log(const struct check *check)
{
	const struct check_evidence *evidence;

	for (evidence = check->evidence; evidence->look; evidence++)
		if (evidence->look == CHECK_LOOK_HOST &&
		    evidence->kind == HOST_LOG)
			return true;
	return false;
}

static const char *evidence_text(const struct check_evidence *evidence,
				 char *buf)
{
	return evidence->look == CHECK_LOOK_CPU ?
		       obs_key_text(&evidence->reg, buf) :
		       evidence->key;
}

static void test_evidence(void)
{
	char text[OBS_KEY_TEXT_MAX];
	unsigned int i;

	for (i = 0; i < CHECKS; i++) {
		const struct check *check = &checks[i];
		const struct check_evidence *evidence = check->evidence;

		ok(evidence->look, "%s: evidence", check->id);
		ok(!check->evidence[CHECK_EVIDENCE_MAX - 1].look,
		   "%s: evidence has an end", check->id);
		for (; evidence->look; evidence++)
			ok(evidence->look == CHECK_LOOK_CPU ?
				   is_read(&evidence->reg) :
				   is_of_host(evidence),
			   "%s: %s", check->id, evidence_text(evidence, text));
		ok(reads_log(check) == (check->events != 0) &&
			   !(check->events >> LOG_EVENTS),
		   "%s: lines of the log, if it looks at it", check->id);
	}
}

/* Each "0x982 (IA32_TME_ACTIVATE)" of a text. Return: how many there are. */
static unsigned int test_register_names(const char *id, const char *text)
{
	unsigned int count = 0;
	const char *at;
	char name[64];
	unsigned int address;

	for (at = text; at && (at = strstr(at, "0x")); at += strlen("0x")) {
		if (sscanf(at, "%x (%63[A-Z0-9_])", &address, name) != 2)
			continue;
		is_str(register_msr_name(address), name, "%s: MSR 0x%x", id,
		       address);
		count++;
	}
	return count;
}

static void test_registers(void)
{
	unsigned int i, count = 0;

	for (i = 0; i < CHECKS; i++) {
		count += test_register_names(checks[i].id, checks[i].why);
		count += test_register_names(checks[i].id, checks[i].verify);
		count += test_register_names(checks[i].id, checks[i].fix);
	}
	ok(count > 5, "MSRs are named in texts: %u", count);
}

/* Columns that go together, or are for checks of one kind only. */
static void test_columns(void)
{
	unsigned int i, k;

	for (i = 0; i < CHECKS; i++) {
		const struct check *check = &checks[i];

		ok(!(check->explained_if.checks & ~check->explained_by) &&
			   !check->explained_if.checks ==
				   !check->explained_if.so,
		   "%s: what explains it on some hosts", check->id);
		ok(!check->fails_beside || check->on_host,
		   "%s: a warning that fails beside others", check->id);
		ok(!check->ahead == !check->ahead_if,
		   "%s: what is to be done ahead", check->id);
		ok(!(check->shows_right & ~check->settings),
		   "%s: settings that it shows to be right", check->id);
		for (k = 1; k < CHECK_AGAINST_MAX; k++)
			if (check->against[k].text &&
			    !check->against[k - 1].text)
				ok(false, "%s: a gap in what tells against it",
				   check->id);
	}
}

int main(void)
{
	test_contract();
	test_table();
	test_names();
	test_texts();
	test_evidence();
	test_registers();
	test_columns();
	return tap_done();
}
