// SPDX-License-Identifier: GPL-2.0-or-later
/* What the checks are, without a host. */
#include "show/check-explain.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/output.h"
#include "base/util.h"

static int say(FILE *out, const struct text_options *how, const char *heading,
	       const char *text)
{
	if (!text)
		return 0;
	fprintf(out, "\n%s\n  ", heading);
	output_words(out, text, how->width, 2, 2);
	return 0;
}

/* "cpu-no-tdx, pa-limit" */
static char *names_of(unsigned int set)
{
	char *text = NULL;
	const char *joint = "";
	size_t size;
	unsigned int i;
	FILE *out = open_memstream(&text, &size);

	if (!out)
		return NULL;
	for (i = 0; i < RULES; i++) {
		if (!(set & RULE_BIT(i)))
			continue;
		fprintf(out, "%s%s", joint, rules[i].id);
		joint = ", ";
	}
	if (fclose(out)) {
		free(text);
		return NULL;
	}
	return text;
}

static int say_names(FILE *out, const struct text_options *how,
		     const char *heading, unsigned int set)
{
	cleanup_free char *names = NULL;

	if (!set)
		return 0;
	names = names_of(set);
	return names ? say(out, how, heading, names) : -ENOMEM;
}

/* Where each setting is in the menus of Intel's reference, and of vendors. */
static int say_settings(FILE *out, const struct text_options *how,
			unsigned int settings)
{
	unsigned int i;

	if (!settings)
		return 0;
	fputs("\nBIOS settings, by Intel's reference names\n", out);
	for (i = 0; i < BIOS_SETTINGS; i++) {
		struct bios_name name;
		char *line = NULL;

		if (!(settings & BIOS_BIT(i)))
			continue;
		name = bios_find(BIOS_INTEL_EGS, (enum bios_setting)i);
		if (asprintf(&line, "%s > %s = %s", name.path, name.text,
			     name.value) < 0)
			return -ENOMEM;
		fputs("  ", out);
		output_words(out, line, how->width, 2, 4);
		free(line);
	}
	return 0;
}

int check_explain(enum rule_id id, const struct text_options *how, FILE *out)
{
	const struct rule *rule = &rules[id];
	int err;

	fprintf(out, "%s (%s)\n", rule->id, rule_layer_name(rule->layer));
	err = say(out, how, "What is asked", rule->asks) ||
	      say(out, how, "Why", rule->why) ||
	      say(out, how, "What a failure means", rule->texts[RESULT_FAIL]) ||
	      say(out, how, "What a warning means", rule->texts[RESULT_WARN]) ||
	      say(out, how, "How to see it by hand", rule->verify) ||
	      say_settings(out, how, rule->settings) ||
	      say(out, how, "What else to do", rule->fix) ||
	      say_names(out, how, "Not asked if one of these fails",
			rule->parents) ||
	      say_names(out, how, "Explained by a failure of",
			rule->explained_by) ||
	      say(out, how, "Sources", rule->source);
	return err ? -ENOMEM : 0;
}

int check_list(const struct text_options *how, FILE *out)
{
	unsigned int i;

	for (i = 0; i < RULES; i++) {
		fprintf(out, "%-24s %-8s ", rules[i].id,
			rule_layer_name(rules[i].layer));
		output_words(out, rules[i].asks, how->width, 34, 34);
	}
	return 0;
}
