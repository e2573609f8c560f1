// SPDX-License-Identifier: GPL-2.0-or-later
/* What to do on this host, in the order in which it can be done. */
#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "base/util.h"
#include "judge/verdict.h"
#include "ref/cpu-model.h"
#include "ref/tdx-module.h"

/* Takes over @text, which may be NULL for want of memory. */
static int add_step(struct verdict_plan *plan, char *text)
{
	char **steps =
		reallocarray(plan->steps, plan->nsteps + 1, sizeof(*steps));

	if (steps)
		plan->steps = steps;
	if (!steps || !text) {
		free(text);
		return -ENOMEM;
	}
	steps[plan->nsteps++] = text;
	return 0;
}

static bool has_step(const struct verdict_plan *plan, const char *text)
{
	size_t i;

	for (i = 0; i < plan->nsteps; i++)
		if (!strcmp(plan->steps[i], text))
			return true;
	return false;
}

static int add_text(struct verdict_plan *plan, const char *text)
{
	return add_step(plan, strdup(text));
}

/* Processors whose reference firmware has its menus elsewhere. */
static bool is_xeon6(const struct host_facts *host)
{
	const struct cpu_model *model = NULL;

	if (host->ngroups && host->groups[0].family.known)
		model = cpu_model_find(
			(unsigned int)host->groups[0].family.value,
			(unsigned int)host->groups[0].model.value);
	return model && model->xeon6;
}

static bool is_to_mend(const struct verdict_row *row)
{
	return row->result == RESULT_FAIL && !row->explained_by;
}

static enum bios_vendor names_of(const struct verdict *verdict)
{
	return bios_names_of(verdict->vendor, is_xeon6(&verdict->host));
}

/* Whether names are Intel's for want of the vendor's own. */
static bool is_intel(const struct verdict *verdict)
{
	return verdict->vendor == BIOS_INTEL_EGS ||
	       verdict->vendor == BIOS_INTEL_XEON6;
}

static bool are_borrowed(const struct verdict *verdict)
{
	return !is_intel(verdict) && !bios_vendor_known(verdict->vendor);
}

static void print_attributes(const struct verdict *verdict,
			     const struct bios_name *name, FILE *out)
{
	size_t i;

	if (!name->attribute[0])
		return;
	fprintf(out, " (%s ", bios_attributes_of(verdict->vendor));
	for (i = 0; i < BIOS_ATTRIBUTES_MAX && name->attribute[i]; i++)
		fprintf(out, "%s%s", i ? " or " : "", name->attribute[i]);
	fprintf(out, " = %s)", name->attribute_value);
}

/* "Entry = Value", and what is doubtful about it. */
static void print_entry(const struct verdict *verdict,
			const struct bios_name *name, FILE *out)
{
	fprintf(out, "%s = %s", name->text, name->value);
	print_attributes(verdict, name, out);
	if (are_borrowed(verdict))
		return;
	if (name->reference && !is_intel(verdict))
		fputs(" [Intel's reference name]", out);
	else if (!name->confirmed)
		fputs(" [not confirmed: the name may differ]", out);
}

/* Settings of one menu, of which there are @count. */
static char *menu_text(const struct verdict *verdict,
		       const struct bios_step *steps, size_t count)
{
	struct bios_name name = bios_find(names_of(verdict), steps[0].setting);
	char *text = NULL;
	size_t size, i;
	FILE *out = open_memstream(&text, &size);

	if (!out)
		return NULL;
	fprintf(out, "In the BIOS, under %s: ", name.path);
	for (i = 0; i < count; i++) {
		name = bios_find(names_of(verdict), steps[i].setting);
		if (i)
			fputs("; ", out);
		print_entry(verdict, &name, out);
	}
	if (fclose(out)) {
		free(text);
		return NULL;
	}
	return text;
}

/* How many steps from the first on are of one menu, without a reboot between. */
static size_t count_menu(const struct verdict *verdict,
			 const struct bios_step *steps, size_t count)
{
	struct bios_name first = bios_find(names_of(verdict), steps[0].setting);
	size_t n;

	for (n = 1; n < count && !steps[n - 1].reboot_after; n++) {
		struct bios_name next =
			bios_find(names_of(verdict), steps[n].setting);

		if (strcmp(next.path, first.path))
			break;
	}
	return n;
}

/*
 * Kernels that did not take the bits of key IDs away from MTRR masks do not boot
 * with TME-MT: RHEL 9 before RHEL-23426 was mended.
 */
static int warn_of_tme_mt(struct verdict *verdict, unsigned int settings)
{
	if (!(settings & BIOS_BIT(BIOS_TME_MT)) ||
	    !verdict->host.kernel_major ||
	    host_facts_kernel_from(&verdict->host, 6, 0))
		return 0;
	return add_text(
		&verdict->plan,
		"First update the kernel, or have disable_mtrr_cleanup on its command line: kernels as old as this one may not boot once TME-MT is on");
}

static int note_names(struct verdict *verdict)
{
	char *text = NULL;

	if (!are_borrowed(verdict))
		return 0;
	if (verdict->vendor == BIOS_UNKNOWN)
		return add_text(
			&verdict->plan,
			"What follows has Intel's reference names of BIOS entries; those of this machine may differ");
	if (asprintf(
		    &text,
		    "What follows has Intel's reference names of BIOS entries; those of %s are not known, so ask its support where they differ",
		    bios_vendor_name(verdict->vendor)) < 0)
		text = NULL;
	return add_step(&verdict->plan, text);
}

/* @cut: the last one has to cut the power. */
static int add_reboot(struct verdict *verdict, const struct bios_step *step,
		      bool cut)
{
	if (!step->reboot_after)
		return 0;
	return add_text(&verdict->plan, step->power_cycle || cut ?
						"Save, and power-cycle" :
						"Save, and reboot");
}

/* Whether what a BIOS entry is changed for takes effect without power only. */
static bool cuts_power(const struct verdict *verdict)
{
	unsigned int i;

	for (i = 0; i < CHECKS; i++)
		if (is_to_mend(&verdict->rows[i]) && checks[i].settings &&
		    checks[i].after == CHECK_AFTER_POWER_CYCLE)
			return true;
	return false;
}

static int add_settings(struct verdict *verdict, unsigned int settings)
{
	struct bios_plan order = bios_order(verdict->vendor, settings);
	size_t i, n;

	if (!order.count)
		return 0;
	if (warn_of_tme_mt(verdict, settings) || note_names(verdict))
		return -ENOMEM;
	for (i = 0; i < order.count; i += n) {
		n = count_menu(verdict, &order.steps[i], order.count - i);
		if (add_step(&verdict->plan,
			     menu_text(verdict, &order.steps[i], n)) ||
		    add_reboot(verdict, &order.steps[i + n - 1],
			       i + n == order.count && cuts_power(verdict)))
			return -ENOMEM;
	}
	verdict->plan.reboots += order.reboots;
	verdict->plan.power_cycle |= order.power_cycle;
	return 0;
}

/* Settings of which a check that passes on all CPUs says that they are right. */
static unsigned int settings_right(const struct verdict *verdict)
{
	unsigned int settings = 0, i;

	for (i = 0; i < CHECKS; i++)
		if (verdict->rows[i].result == RESULT_PASS)
			settings |= checks[i].shows_right;
	return settings;
}

static unsigned int settings_to_mend(const struct verdict *verdict)
{
	unsigned int settings = 0, i;

	for (i = 0; i < CHECKS; i++)
		if (is_to_mend(&verdict->rows[i]))
			settings |= checks[i].settings;
	return settings & ~settings_right(verdict);
}

/* The BIOS has one set of entries: CPUs that differ in them have another reason. */
static int note_deviating(struct verdict *verdict,
			  const struct verdict_row *row)
{
	char *text;

	if (row->check->layer != LAYER_BIOS || !*row->cpus || !row->others_pass)
		return 0;
	if (asprintf(
		    &text,
		    "CPU%s %s differ%s from the others, to which the same BIOS entries apply: look for what is different about %s, the memory of its package first",
		    strpbrk(row->cpus, "-,") ? "s" : "", row->cpus,
		    strpbrk(row->cpus, "-,") ? "" : "s",
		    strpbrk(row->cpus, "-,") ? "each" : "it") < 0)
		return -ENOMEM;
	if (has_step(&verdict->plan, text)) {
		free(text);
		return 0;
	}
	return add_step(&verdict->plan, text);
}

static int note_all_deviating(struct verdict *verdict)
{
	unsigned int i;
	int err = 0;

	for (i = 0; !err && i < CHECKS; i++)
		if (is_to_mend(&verdict->rows[i]))
			err = note_deviating(verdict, &verdict->rows[i]);
	return err;
}

/*
 * Settings of the BIOS are followed by the reboots of their order; what else is
 * to be done for a layer above it takes one more.
 */
static bool needs_reboot(const struct check *check)
{
	return check->after != CHECK_AFTER_NOTHING && check->fix &&
	       (!check->settings || check->layer != LAYER_BIOS);
}

/* Whether some CPU was asked by a SEAMCALL, and some showed #UD. */
static void look_at_calls(const struct host_facts *host, bool *any, bool *ud)
{
	size_t g;

	*any = *ud = false;
	for (g = 0; g < host->ngroups; g++) {
		*any |= host->groups[g].call || host->groups[g].call_ud;
		*ud |= host->groups[g].call_ud;
	}
}

/* Where #UD hides all that comes behind it. */
static int plan_vmx(struct verdict *verdict)
{
	static const char *const ways[] = {
		[HELPER_ENTRY_UNKNOWN] =
			"; or run tdxctl check --enter-vmx if the helper module can enter VMX operation on that kernel",
		[HELPER_ENTRY_IMPOSSIBLE] = "",
		[HELPER_ENTRY_POSSIBLE] = "; or run tdxctl check --enter-vmx",
	};
	bool any, ud;
	char *text;

	look_at_calls(&verdict->host, &any, &ud);
	if (!ud)
		return 0;
	if (asprintf(
		    &text,
		    "Load kvm_intel%s, which puts all CPUs into VMX operation from Linux 6.12 on, and check again%s",
		    verdict->host.kvm_tdx == PARAMETER_ABSENT ?
			    " with tdx=1 ('modprobe kvm_intel tdx=1')" :
			    "",
		    ways[verdict->host.entry]) < 0)
		return -ENOMEM;
	return add_step(&verdict->plan, text);
}

static int plan_update(struct verdict *verdict)
{
	bool any, ud;

	look_at_calls(&verdict->host, &any, &ud);
	if (!verdict->host.updates_module || any)
		return 0;
	return add_text(
		&verdict->plan,
		"A runtime update of the TDX module was running, so it was not probed: check again when that has ended");
}

static bool mends_bios(const struct verdict *verdict)
{
	unsigned int i;

	for (i = 0; i < CHECKS; i++)
		if (is_to_mend(&verdict->rows[i]) &&
		    checks[i].layer == LAYER_BIOS)
			return true;
	return false;
}

/* Where the kernel wrote of it, it was asked already, by whatever file. */
static bool is_logged(const struct host_facts *host, const struct check *check)
{
	unsigned int event;

	for (event = 0; event < LOG_EVENTS; event++)
		if (check->events & CHECK_EVENT(event) &&
		    host_facts_log(host, (enum log_event)event))
			return true;
	return false;
}

/* What was not asked yet, but will be next: one of the reboots is for this, too. */
static int plan_ahead(struct verdict *verdict)
{
	unsigned int i;
	int err = 0;

	for (i = 0; !err && i < CHECKS && mends_bios(verdict); i++)
		if (checks[i].ahead && verdict->rows[i].result == RESULT_SKIP &&
		    checks[i].ahead_if(&verdict->host) &&
		    !is_logged(&verdict->host, &checks[i]))
			err = add_text(&verdict->plan, checks[i].ahead);
	return err;
}

/* Whether a check is unknown of which this would tell more. */
static bool is_open(const struct verdict *verdict, enum check_open what)
{
	unsigned int i;

	for (i = 0; i < CHECKS; i++)
		if (checks[i].when_open == what &&
		    verdict->rows[i].result == RESULT_UNKNOWN)
			return true;
	return false;
}

static int plan_repair(struct verdict *verdict)
{
	bool reboot = false, cut = false;
	unsigned int i;

	if (plan_update(verdict) || note_all_deviating(verdict))
		return -ENOMEM;
	if (plan_ahead(verdict) ||
	    add_settings(verdict, settings_to_mend(verdict)))
		return -ENOMEM;
	for (i = 0; i < CHECKS; i++) {
		if (!is_to_mend(&verdict->rows[i]))
			continue;
		if (checks[i].fix && add_text(&verdict->plan, checks[i].fix))
			return -ENOMEM;
		if (needs_reboot(&checks[i])) {
			reboot = true;
			cut |= checks[i].after == CHECK_AFTER_POWER_CYCLE;
		}
		verdict->plan.power_cycle |= checks[i].after ==
					     CHECK_AFTER_POWER_CYCLE;
	}
	verdict->plan.reboots += reboot;
	if (reboot && add_text(&verdict->plan, cut ? "Power-cycle" : "Reboot"))
		return -ENOMEM;
	if (is_open(verdict, CHECK_OPEN_ENTER_VMX) && plan_vmx(verdict))
		return -ENOMEM;
	return 0;
}

static int plan_collect(struct verdict *verdict)
{
	cleanup_free char *open = check_wanted_text(verdict);
	char *text;

	if (!open)
		return -ENOMEM;
	if (!*open)
		return 0;
	if (asprintf(
		    &text,
		    "Collect what was not seen, as 'tdxctl snapshot' does when root runs it on that host: %s",
		    open) < 0)
		return -ENOMEM;
	return add_step(&verdict->plan, text);
}

/* What would tell more, where nothing was found wrong. */
static int plan_look(struct verdict *verdict)
{
	const struct host_facts *host = &verdict->host;
	bool any, ud;

	look_at_calls(host, &any, &ud);
	if (plan_update(verdict))
		return -ENOMEM;
	if (!any && !host->updates_module &&
	    add_text(
		    &verdict->plan,
		    "Load the helper module ('modprobe tdxctl') and run tdxctl check as root on that host: no SEAMCALL was issued, which tells most"))
		return -ENOMEM;
	if (plan_vmx(verdict))
		return -ENOMEM;
	if (host->kvm_tdx == PARAMETER_ABSENT && !ud &&
	    add_text(
		    &verdict->plan,
		    "Load kvm_intel with tdx=1 ('modprobe kvm_intel tdx=1'), and check again"))
		return -ENOMEM;
	if (is_open(verdict, CHECK_OPEN_ASK_KVM) &&
	    host->kvm_tdx == PARAMETER_YES &&
	    add_text(
		    &verdict->plan,
		    "Run tdxctl check as root on that host, where /dev/kvm is: KVM itself was not asked for its types of virtual machines"))
		return -ENOMEM;
	if (plan_collect(verdict))
		return -ENOMEM;
	/* A status that passes, such as one of busy, is all that may be left. */
	return verdict->plan.nsteps ?
		       0 :
		       add_text(
			       &verdict->plan,
			       "Check again: what is open may have been so in passing");
}

_Static_assert(BIOS_SETTINGS + 1 <= VERDICT_FIX_MAX, "settings, and a text");

static int add_fix(struct verdict_row *row, char *text)
{
	if (!text)
		return -ENOMEM;
	row->fix[row->nfix++] = text;
	return 0;
}

/* Whether a setting below this one, and of the same check, has the same entry. */
static bool is_set_before(const struct verdict *verdict,
			  const struct check *check, unsigned int setting)
{
	unsigned int i;

	for (i = 0; i < setting; i++)
		if (check->settings & BIOS_BIT(i) &&
		    bios_same_entry(names_of(verdict), (enum bios_setting)i,
				    (enum bios_setting)setting))
			return true;
	return false;
}

/* What a check on its own asks for; the plan puts that of all in order. */
static int find_fixes(struct verdict *verdict, struct verdict_row *row)
{
	unsigned int i;

	if (row->result != RESULT_FAIL && row->result != RESULT_WARN)
		return 0;
	for (i = 0; i < BIOS_SETTINGS; i++) {
		const struct bios_step step = { .setting = i };

		if (row->check->settings & BIOS_BIT(i) &&
		    !is_set_before(verdict, row->check, i) &&
		    add_fix(row, menu_text(verdict, &step, 1)))
			return -ENOMEM;
	}
	return row->check->fix ? add_fix(row, strdup(row->check->fix)) : 0;
}

int verdict_plan_fill(struct verdict *verdict)
{
	unsigned int i;

	for (i = 0; i < CHECKS; i++)
		if (find_fixes(verdict, &verdict->rows[i]))
			return -ENOMEM;
	if (verdict->result == RESULT_FAIL)
		return plan_repair(verdict);
	return verdict->result == RESULT_UNKNOWN ? plan_look(verdict) : 0;
}
