// SPDX-License-Identifier: GPL-2.0-or-later
/* The answer of probe as one sentence. */
#include "show/probe-text.h"

#include <inttypes.h>
#include <stdlib.h>

/* "CPU 3", "CPUs 0-7": what happened there. */
static const char *cpu_word(const struct probe_group *group)
{
	return group->count == 1 ? "CPU" : "CPUs";
}

/* What happened on a group, and what it says, as clauses of a sentence. */
static void print_happening(FILE *out, const struct probe_group *group)
{
	static const char *const happenings[OUTCOMES] = {
		[OUTCOME_SUCCESS] = "succeeded",
		[OUTCOME_VMFAILINVALID] = "failed with VMfailInvalid",
		[OUTCOME_UD] = "raised #UD",
		[OUTCOME_GP] = "raised #GP",
	};

	if (group->row.kept_out)
		fputs(happenings[OUTCOME_UD], out);
	else if (group->row.error != OBS_READ)
		fputs("was not issued", out);
	else if (happenings[group->row.call.outcome])
		fputs(happenings[group->row.call.outcome], out);
	else if (group->row.name)
		fprintf(out, "returned %s", group->row.name);
	else
		fprintf(out, "returned the unknown status 0x%016" PRIx64,
			group->row.status);
	if (group->row.detail[0])
		fprintf(out, " (%s)", group->row.detail);
	fprintf(out, " on %s %s", cpu_word(group), group->cpus);
}

static void print_conclusion(FILE *out, const struct probe *probe,
			     const struct probe_group *group)
{
	static const char *const conclusions[OUTCOMES] = {
		[OUTCOME_SUCCESS] = "the TDX module answers",
		[OUTCOME_VMFAILINVALID] = "no TDX module is loaded",
		[OUTCOME_UD] = "not in VMX operation",
		[OUTCOME_GP] = "TDX is not enabled by the BIOS",
	};
	bool vmxe_clear, vmxe_set;

	probe_find_vmxe(probe, group, &vmxe_clear, &vmxe_set);
	if (group->row.error != OBS_READ)
		fprintf(out, ": %s",
			probe->failure && group->row.error != OBS_ISOLATED ?
				probe->failure :
				probe_error_text(&group->row));
	else if (group->row.call.outcome == OUTCOME_GP &&
		 probe_enabled_somewhere(probe))
		fputs(": the BIOS enabled TDX for some CPUs only", out);
	else if (probe_has_no_seam(&group->row))
		fputs(": the CPU has no SEAM", out);
	else if (group->row.call.outcome == OUTCOME_UD && vmxe_set &&
		 !vmxe_clear)
		fputs(": not in VMX operation although CR4.VMXE is set, or a CPU without SEAM",
		      out);
	else if (conclusions[group->row.call.outcome])
		fprintf(out, ": %s", conclusions[group->row.call.outcome]);
	else if (group->row.meaning)
		fprintf(out, ": %s", group->row.meaning);
}

/* What the call itself has left behind. */
static void print_stuck(FILE *out, const struct probe *probe)
{
	const char *joint = "; VMXOFF failed on CPU ";
	size_t i;

	for (i = 0; i < probe->nrows; i++) {
		if (!probe->rows[i].call.vmx_stuck)
			continue;
		fprintf(out, "%s%u", joint, probe->rows[i].cpu);
		joint = ", ";
	}
}

/* How much there is to be said of a group. */
static unsigned int weight(const struct probe_row *row)
{
	static const unsigned int weights[] = {
		[STATUS_GOOD] = 1,
		[STATUS_WARN] = 2,
		[STATUS_BAD] = 3,
	};

	return row->error == OBS_ISOLATED ? 0 : weights[probe_gravity(row)];
}

/* The group that the first line speaks of: a fault before all else. */
static const struct probe_group *main_group(const struct probe *probe)
{
	const struct probe_group *best = NULL;
	size_t g;

	for (g = 0; g < probe->ngroups; g++) {
		const struct probe_group *group = &probe->groups[g];

		if (!best || weight(&group->row) > weight(&best->row))
			best = group;
	}
	return best;
}

char *probe_headline(const struct probe *probe)
{
	const struct probe_group *first = main_group(probe);
	const char *joint = ", but ";
	char *text = NULL;
	size_t size, g, said = 0;
	FILE *out;

	out = open_memstream(&text, &size);
	if (!out)
		return NULL;
	if (!first) {
		fputs("SEAMCALL was not issued: no CPU to read", out);
	} else {
		fputs("SEAMCALL ", out);
		print_happening(out, first);
		for (g = 0; g < probe->ngroups; g++) {
			if (&probe->groups[g] == first || !text_has_room(&said))
				continue;
			fputs(joint, out);
			print_happening(out, &probe->groups[g]);
			joint = ", ";
		}
		text_more_groups(said, out);
		print_conclusion(out, probe, first);
		print_stuck(out, probe);
	}
	if (fclose(out)) {
		free(text);
		return NULL;
	}
	return text;
}
