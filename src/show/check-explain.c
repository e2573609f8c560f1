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
	for (i = 0; i < CHECKS; i++) {
		if (!(set & CHECK_BIT(i)))
			continue;
		fprintf(out, "%s%s", joint, checks[i].id);
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

int check_explain(enum check_id id, const struct text_options *how, FILE *out)
{
	const struct check *check = &checks[id];
	int err;

	fprintf(out, "%s (%s)\n", check->id, check_layer_name(check->layer));
	err = say(out, how, "What is asked", check->asks) ||
	      say(out, how, "Why", check->why) ||
	      say(out, how, "What a failure means",
		  check->texts[RESULT_FAIL]) ||
	      say(out, how, "What a warning means",
		  check->texts[RESULT_WARN]) ||
	      say(out, how, "How to see it by hand", check->verify) ||
	      say_settings(out, how, check->settings) ||
	      say(out, how, "What else to do", check->fix) ||
	      say_names(out, how, "Not asked if one of these fails",
			check->parents) ||
	      say_names(out, how, "Explained by a failure of",
			check->explained_by) ||
	      say(out, how, "Sources", check->source);
	return err ? -ENOMEM : 0;
}

int check_explain_list(const struct text_options *how, FILE *out)
{
	unsigned int i;

	for (i = 0; i < CHECKS; i++) {
		fprintf(out, "%-24s %-8s ", checks[i].id,
			check_layer_name(checks[i].layer));
		output_words(out, checks[i].asks, how->width, 34, 34);
	}
	return 0;
}
