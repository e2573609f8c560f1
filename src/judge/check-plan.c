// SPDX-License-Identifier: GPL-2.0-or-later
/* What to do on this host, in the order in which it can be done. */
#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "base/util.h"
#include "judge/verdict.h"
#include "ref/tdx-module.h"

/* Takes over @text, which may be NULL for want of memory. */
static int add_step(struct check_plan *plan, char *text)
{
	char **steps = reallocarray(plan->steps, plan->nsteps + 1,
				    sizeof(*steps));

	if (steps)
		plan->steps = steps;
	if (!steps || !text) {
		free(text);
		return -ENOMEM;
	}
	steps[plan->nsteps++] = text;
	return 0;
}

static bool has_step(const struct check_plan *plan, const char *text)
{
	size_t i;

	for (i = 0; i < plan->nsteps; i++)
		if (!strcmp(plan->steps[i], text))
			return true;
	return false;
}

static int add_text(struct check_plan *plan, const char *text)
{
	return add_step(plan, strdup(text));
}

/* Processors whose reference firmware has its menus elsewhere. */
static bool is_xeon6(const struct diagnosis *host)
{
	const struct cpu_model *model = NULL;

	if (host->ngroups && host->groups[0].family.known)
		model = cpu_model_find(
			(unsigned int)host->groups[0].family.value,
			(unsigned int)host->groups[0].model.value);
	return model && model->xeon6;
}

static bool is_to_mend(const struct check_row *row)
{
	return row->result == RESULT_FAIL && !row->explained_by;
}

static enum bios_vendor names_of(const struct check *check)
{
	return bios_names_of(check->vendor, is_xeon6(&check->host));
}

/* Whether names are Intel's for want of the vendor's own. */
static bool is_intel(const struct check *check)
{
	return check->vendor == BIOS_INTEL_EGS ||
	       check->vendor == BIOS_INTEL_XEON6;
}

static bool are_borrowed(const struct check *check)
{
	return !is_intel(check) && !bios_vendor_known(check->vendor);
}

static void print_attributes(const struct check *check,
			     const struct bios_name *name, FILE *out)
{
	size_t i;

	if (!name->attribute[0])
		return;
	fprintf(out, " (%s ", bios_attributes_of(check->vendor));
	for (i = 0; i < BIOS_ATTRIBUTES_MAX && name->attribute[i]; i++)
		fprintf(out, "%s%s", i ? " or " : "", name->attribute[i]);
	fprintf(out, " = %s)", name->attribute_value);
}

/* "Entry = Value", and what is doubtful about it. */
static void print_entry(const struct check *check,
			const struct bios_name *name, FILE *out)
{
	fprintf(out, "%s = %s", name->text, name->value);
	print_attributes(check, name, out);
	if (are_borrowed(check))
		return;
	if (name->reference && !is_intel(check))
		fputs(" [Intel's reference name]", out);
	else if (!name->confirmed)
		fputs(" [not confirmed: the name may differ]", out);
}

/* Settings of one menu, of which there are @count. */
static char *menu_text(const struct check *check, const struct bios_step *steps,
		       size_t count)
{
	struct bios_name name = bios_find(names_of(check), steps[0].setting);
	char *text = NULL;
	size_t size, i;
	FILE *out = open_memstream(&text, &size);

	if (!out)
		return NULL;
	fprintf(out, "In the BIOS, under %s: ", name.path);
	for (i = 0; i < count; i++) {
		name = bios_find(names_of(check), steps[i].setting);
		if (i)
			fputs("; ", out);
		print_entry(check, &name, out);
	}
	if (fclose(out)) {
		free(text);
		return NULL;
	}
	return text;
}

/* How many steps from the first on are of one menu, without a reboot between. */
static size_t count_menu(const struct check *check,
			 const struct bios_step *steps, size_t count)
{
	struct bios_name first = bios_find(names_of(check), steps[0].setting);
	size_t n;

	for (n = 1; n < count && !steps[n - 1].reboot_after; n++) {
		struct bios_name next =
			bios_find(names_of(check), steps[n].setting);

		if (strcmp(next.path, first.path))
			break;
	}
	return n;
}

/*
 * Kernels that did not take the bits of key IDs away from MTRR masks do not boot
 * with TME-MT: RHEL 9 before RHEL-23426 was mended.
 */
static int warn_of_tme_mt(struct check *check, unsigned int settings)
{
	if (!(settings & BIOS_BIT(BIOS_TME_MT)) ||
	    !check->host.kernel_major ||
	    diagnosis_kernel_from(&check->host, 6, 0))
		return 0;
	return add_text(&check->plan,
			"First update the kernel, or have disable_mtrr_cleanup on its command line: kernels as old as this one may not boot once TME-MT is on");
}

static int note_names(struct check *check)
{
	char *text = NULL;

	if (!are_borrowed(check))
		return 0;
	if (check->vendor == BIOS_UNKNOWN)
		return add_text(&check->plan,
				"What follows has Intel's reference names of BIOS entries; those of this machine may differ");
	if (asprintf(&text,
		     "What follows has Intel's reference names of BIOS entries; those of %s are not known, so ask its support where they differ",
		     bios_vendor_name(check->vendor)) < 0)
		text = NULL;
	return add_step(&check->plan, text);
}

/* @cut: the last one has to cut the power. */
static int add_reboot(struct check *check, const struct bios_step *step,
		      bool cut)
{
	if (!step->reboot_after)
		return 0;
	return add_text(&check->plan, step->power_cycle || cut ?
					      "Save, and power-cycle" :
					      "Save, and reboot");
}

/* Whether what a BIOS entry is changed for takes effect without power only. */
static bool cuts_power(const struct check *check)
{
	unsigned int i;

	for (i = 0; i < RULES; i++)
		if (is_to_mend(&check->rows[i]) && rules[i].settings &&
		    rules[i].after == RULE_AFTER_POWER_CYCLE)
			return true;
	return false;
}

static int add_settings(struct check *check, unsigned int settings)
{
	struct bios_plan order = bios_order(check->vendor, settings);
	size_t i, n;

	if (!order.count)
		return 0;
	if (warn_of_tme_mt(check, settings) || note_names(check))
		return -ENOMEM;
	for (i = 0; i < order.count; i += n) {
		n = count_menu(check, &order.steps[i], order.count - i);
		if (add_step(&check->plan,
			     menu_text(check, &order.steps[i], n)) ||
		    add_reboot(check, &order.steps[i + n - 1],
			       i + n == order.count && cuts_power(check)))
			return -ENOMEM;
	}
	check->plan.reboots += order.reboots;
	check->plan.power_cycle |= order.power_cycle;
	return 0;
}

/* Settings of which a check that passes on all CPUs says that they are right. */
static unsigned int settings_right(const struct check *check)
{
	unsigned int settings = 0, i;

	for (i = 0; i < RULES; i++)
		if (check->rows[i].result == RESULT_PASS)
			settings |= rules[i].shows_right;
	return settings;
}

static unsigned int settings_to_mend(const struct check *check)
{
	unsigned int settings = 0, i;

	for (i = 0; i < RULES; i++)
		if (is_to_mend(&check->rows[i]))
			settings |= rules[i].settings;
	return settings & ~settings_right(check);
}

/* The BIOS has one set of entries: CPUs that differ in them have another reason. */
static int note_deviating(struct check *check, const struct check_row *row)
{
	char *text;

	if (row->rule->layer != LAYER_BIOS || !*row->cpus || !row->others_pass)
		return 0;
	if (asprintf(&text,
		     "CPU%s %s differ%s from the others, to which the same BIOS entries apply: look for what is different about %s, the memory of its package first",
		     strpbrk(row->cpus, "-,") ? "s" : "", row->cpus,
		     strpbrk(row->cpus, "-,") ? "" : "s",
		     strpbrk(row->cpus, "-,") ? "each" : "it") < 0)
		return -ENOMEM;
	if (has_step(&check->plan, text)) {
		free(text);
		return 0;
	}
	return add_step(&check->plan, text);
}

static int note_all_deviating(struct check *check)
{
	unsigned int i;
	int err = 0;

	for (i = 0; !err && i < RULES; i++)
		if (is_to_mend(&check->rows[i]))
			err = note_deviating(check, &check->rows[i]);
	return err;
}

/*
 * Settings of the BIOS are followed by the reboots of their order; what else is
 * to be done for a layer above it takes one more.
 */
static bool needs_reboot(const struct rule *rule)
{
	return rule->after != RULE_AFTER_NOTHING && rule->fix &&
	       (!rule->settings || rule->layer != LAYER_BIOS);
}

/* Whether some CPU was asked by a SEAMCALL, and some showed #UD. */
static void look_at_calls(const struct diagnosis *host, bool *any, bool *ud)
{
	size_t g;

	*any = *ud = false;
	for (g = 0; g < host->ngroups; g++) {
		*any |= host->groups[g].call || host->groups[g].call_ud;
		*ud |= host->groups[g].call_ud;
	}
}

/* Where #UD hides all that comes behind it. */
static int plan_vmx(struct check *check)
{
	static const char *const ways[] = {
		[HELPER_ENTRY_UNKNOWN] =
			"; or run tdxctl check --enter-vmx if the helper module can enter VMX operation on that kernel",
		[HELPER_ENTRY_IMPOSSIBLE] = "",
		[HELPER_ENTRY_POSSIBLE] = "; or run tdxctl check --enter-vmx",
	};
	bool any, ud;
	char *text;

	look_at_calls(&check->host, &any, &ud);
	if (!ud)
		return 0;
	if (asprintf(&text,
		     "Load kvm_intel%s, which puts all CPUs into VMX operation from Linux 6.12 on, and check again%s",
		     check->host.kvm_tdx == PARAMETER_ABSENT ?
			     " with tdx=1 ('modprobe kvm_intel tdx=1')" :
			     "",
		     ways[check->host.entry]) < 0)
		return -ENOMEM;
	return add_step(&check->plan, text);
}

static int plan_update(struct check *check)
{
	bool any, ud;

	look_at_calls(&check->host, &any, &ud);
	if (!check->host.updates_module || any)
		return 0;
	return add_text(&check->plan,
			"A runtime update of the TDX module was running, so it was not probed: check again when that has ended");
}

static bool mends_bios(const struct check *check)
{
	unsigned int i;

	for (i = 0; i < RULES; i++)
		if (is_to_mend(&check->rows[i]) &&
		    rules[i].layer == LAYER_BIOS)
			return true;
	return false;
}

/* Where the kernel wrote of it, it was asked already, by whatever file. */
static bool is_logged(const struct diagnosis *host, const struct rule *rule)
{
	unsigned int event;

	for (event = 0; event < KLOG_EVENTS; event++)
		if (rule->events & RULE_EVENT(event) &&
		    diagnosis_log(host, (enum klog_event)event))
			return true;
	return false;
}

/* What was not asked yet, but will be next: one of the reboots is for this, too. */
static int plan_ahead(struct check *check)
{
	unsigned int i;
	int err = 0;

	for (i = 0; !err && i < RULES && mends_bios(check); i++)
		if (rules[i].ahead && check->rows[i].result == RESULT_SKIP &&
		    rules[i].ahead_if(&check->host) &&
		    !is_logged(&check->host, &rules[i]))
			err = add_text(&check->plan, rules[i].ahead);
	return err;
}

/* Whether a check is unknown of which this would tell more. */
static bool is_open(const struct check *check, enum rule_open what)
{
	unsigned int i;

	for (i = 0; i < RULES; i++)
		if (rules[i].when_open == what &&
		    check->rows[i].result == RESULT_UNKNOWN)
			return true;
	return false;
}

static int plan_repair(struct check *check)
{
	bool reboot = false, cut = false;
	unsigned int i;

	if (plan_update(check) || note_all_deviating(check))
		return -ENOMEM;
	if (plan_ahead(check) || add_settings(check, settings_to_mend(check)))
		return -ENOMEM;
	for (i = 0; i < RULES; i++) {
		if (!is_to_mend(&check->rows[i]))
			continue;
		if (rules[i].fix && add_text(&check->plan, rules[i].fix))
			return -ENOMEM;
		if (needs_reboot(&rules[i])) {
			reboot = true;
			cut |= rules[i].after == RULE_AFTER_POWER_CYCLE;
		}
		check->plan.power_cycle |=
			rules[i].after == RULE_AFTER_POWER_CYCLE;
	}
	check->plan.reboots += reboot;
	if (reboot && add_text(&check->plan, cut ? "Power-cycle" : "Reboot"))
		return -ENOMEM;
	if (is_open(check, RULE_OPEN_ENTER_VMX) && plan_vmx(check))
		return -ENOMEM;
	return 0;
}

static int plan_collect(struct check *check)
{
	cleanup_free char *open = check_open_text(check);
	char *text;

	if (!open)
		return -ENOMEM;
	if (!*open)
		return 0;
	if (asprintf(&text,
		     "Collect what was not seen, as 'tdxctl snapshot' does when root runs it on that host: %s",
		     open) < 0)
		return -ENOMEM;
	return add_step(&check->plan, text);
}

/* What would tell more, where nothing was found wrong. */
static int plan_look(struct check *check)
{
	const struct diagnosis *host = &check->host;
	bool any, ud;

	look_at_calls(host, &any, &ud);
	if (plan_update(check))
		return -ENOMEM;
	if (!any && !host->updates_module &&
	    add_text(&check->plan,
		     "Load the helper module ('modprobe tdxctl') and run tdxctl check as root on that host: no SEAMCALL was issued, which tells most"))
		return -ENOMEM;
	if (plan_vmx(check))
		return -ENOMEM;
	if (host->kvm_tdx == PARAMETER_ABSENT && !ud &&
	    add_text(&check->plan,
		     "Load kvm_intel with tdx=1 ('modprobe kvm_intel tdx=1'), and check again"))
		return -ENOMEM;
	if (is_open(check, RULE_OPEN_ASK_KVM) &&
	    host->kvm_tdx == PARAMETER_YES &&
	    add_text(
		    &check->plan,
		    "Run tdxctl check as root on that host, where /dev/kvm is: KVM itself was not asked for its types of virtual machines"))
		return -ENOMEM;
	if (plan_collect(check))
		return -ENOMEM;
	/* A status that passes, such as one of busy, is all that may be left. */
	return check->plan.nsteps ? 0 :
				    add_text(&check->plan,
					     "Check again: what is open may have been so in passing");
}

_Static_assert(BIOS_SETTINGS + 1 <= CHECK_FIX_MAX, "settings, and a text");

static int add_fix(struct check_row *row, char *text)
{
	if (!text)
		return -ENOMEM;
	row->fix[row->nfix++] = text;
	return 0;
}

/* Whether a setting below this one, and of the same check, has the same entry. */
static bool is_set_before(const struct check *check, const struct rule *rule,
			  unsigned int setting)
{
	unsigned int i;

	for (i = 0; i < setting; i++)
		if (rule->settings & BIOS_BIT(i) &&
		    bios_same_entry(names_of(check), (enum bios_setting)i,
				    (enum bios_setting)setting))
			return true;
	return false;
}

/* What a check on its own asks for; the plan puts that of all in order. */
static int find_fixes(struct check *check, struct check_row *row)
{
	unsigned int i;

	if (row->result != RESULT_FAIL && row->result != RESULT_WARN)
		return 0;
	for (i = 0; i < BIOS_SETTINGS; i++) {
		const struct bios_step step = { .setting = i };

		if (row->rule->settings & BIOS_BIT(i) &&
		    !is_set_before(check, row->rule, i) &&
		    add_fix(row, menu_text(check, &step, 1)))
			return -ENOMEM;
	}
	return row->rule->fix ? add_fix(row, strdup(row->rule->fix)) : 0;
}

int check_make_plan(struct check *check)
{
	unsigned int i;

	for (i = 0; i < RULES; i++)
		if (find_fixes(check, &check->rows[i]))
			return -ENOMEM;
	if (check->verdict == RESULT_FAIL)
		return plan_repair(check);
	return check->verdict == RESULT_UNKNOWN ? plan_look(check) : 0;
}
