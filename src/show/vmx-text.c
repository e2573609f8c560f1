// SPDX-License-Identifier: GPL-2.0-or-later
/* The answer about VMX for a person: sentence, who holds it, table, advice. */
#include "show/vmx-text.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/output.h"
#include "base/util.h"

/* Where all CPUs agree: a whole sentence; NULL where it needs more words. */
static const char *const sentences[VMX_STATES] = {
	[VMX_UNSUPPORTED] = "The CPUs have no VMX",
	[VMX_LOCKED_OFF] = "VMX is locked off: the BIOS forbids it until reset",
	[VMX_CONTRADICTED] =
		"CPUID shows VMX, but reading IA32_FEAT_CTL raises #GP: the two contradict one another",
	[VMX_UNLOCKED] =
		"VMX is not permitted yet: nobody has locked IA32_FEAT_CTL",
	[VMX_SMX_ONLY] =
		"VMX is locked off but for a measured launch (SMX, as TXT does)",
	[VMX_OFF] = "VMX is possible, and no CPU is in VMX operation",
	[VMX_ON] = "The CPUs are in VMX operation",
};

/* Where CPUs disagree: what a group is. */
static const char *const clauses[VMX_STATES] = {
	[VMX_UNSUPPORTED] = "no VMX",
	[VMX_CONTRADICTED] = "VMX without IA32_FEAT_CTL",
	[VMX_LOCKED_OFF] = "VMX locked off",
	[VMX_UNLOCKED] = "VMX not locked",
	[VMX_SMX_ONLY] = "VMX for SMX only",
	[VMX_OFF] = "VMX off",
	[VMX_POSSIBLE] = "VMX possible",
	[VMX_ON] = "in VMX operation",
};

static const char *const advice[VMX_STATES] = {
	[VMX_LOCKED_OFF] =
		"In the BIOS enable Intel Virtualization Technology (VT-x), and power-cycle",
	[VMX_UNLOCKED] =
		"Linux locks IA32_FEAT_CTL at boot where it can use VMX: look in the kernel log for \"VMX\", or enable Intel Virtualization Technology (VT-x) in the BIOS",
	[VMX_SMX_ONLY] =
		"In the BIOS enable Intel Virtualization Technology (VT-x) outside of SMX too, and power-cycle, or boot by a measured launch",
};

#define REGISTERS_ADVICE \
	"All CPUs of a host need the same settings: power-cycle; if they still differ, update the BIOS and report this to its vendor"
#define OPERATION_ADVICE \
	"Find out why CPUs differ in VMX operation: reload kvm_intel, and look for 'enabling virtualization on CPU' in the kernel log"

static void say_cpus(FILE *out, const struct vmx_group *group)
{
	fprintf(out, "CPU%s %s", group->count == 1 ? "" : "s", group->cpus);
}

/* The first group of those about which most is known; NULL if none is. */
static const struct vmx_group *main_group(const struct vmx *vmx)
{
	const struct vmx_group *best = NULL;
	size_t g;

	for (g = 0; g < vmx->ngroups; g++) {
		const struct vmx_group *group = &vmx->groups[g];

		if (group->row.error == OBS_READ)
			return group;
		if (!best && group->row.state == VMX_HALF_READ)
			best = group;
	}
	return best;
}

static void say_state(FILE *out, const struct vmx_group *group)
{
	const struct vmx_row *row = &group->row;

	if (row->state == VMX_UNREAD) {
		fputs("VMX was not read on ", out);
		say_cpus(out, group);
		fprintf(out, ": %s", row->reason);
	} else if (row->state == VMX_HALF_READ) {
		fprintf(out,
			"The CPUs have VMX, but whether it is permitted was not read: %s",
			row->reason);
	} else if (row->state == VMX_POSSIBLE) {
		fprintf(out,
			"VMX is possible%s; whether the CPUs are in VMX operation is unknown",
			fact_yes(&row->cr4_vmxe) ? ", and CR4.VMXE is set" :
						   "");
	} else {
		fputs(sentences[row->state], out);
		if (row->state == VMX_UNSUPPORTED &&
		    fact_yes(&row->hypervisor))
			fputs(", or the hypervisor below hides it", out);
	}
}

static void say_disagreement(FILE *out, const struct vmx *vmx)
{
	static const char *const names[VMX_KEYS] = {
		[VMX_CPUID_1] = "CPUID (VMX)",
		[VMX_FEAT_CTL] = "IA32_FEAT_CTL",
		[VMX_BASIC] = "IA32_VMX_BASIC",
		[VMX_CR4] = "CR4.VMXE",
		[VMX_SEAMCALL] = "VMX operation",
	};
	const char *joint = "CPUs disagree in ";
	size_t i, said = 0;

	for (i = 0; i < VMX_KEYS; i++) {
		if (!(vmx->conflicts & 1U << i))
			continue;
		fprintf(out, "%s%s", joint, names[i]);
		joint = ", ";
	}
	joint = ": ";
	for (i = 0; i < vmx->ngroups; i++) {
		const struct vmx_group *group = &vmx->groups[i];

		if (group->row.error != OBS_READ)
			continue;
		if (!text_has_room(&said))
			continue;
		fprintf(out, "%s%s on ", joint, clauses[group->row.state]);
		say_cpus(out, group);
		joint = ", ";
	}
	text_more_groups(said, out);
}

/* CPUs that were to be read and were not, or not wholly. */
static void say_unread(FILE *out, const struct vmx *vmx)
{
	size_t g, said = 0;

	for (g = 0; g < vmx->ngroups; g++) {
		const struct vmx_group *group = &vmx->groups[g];

		if (group->row.error == OBS_READ ||
		    group->row.error == OBS_ISOLATED ||
		    group == main_group(vmx))
			continue;
		if (!text_has_room(&said))
			continue;
		fprintf(out, "; %s on ", vmx_state_name(group->row.state));
		say_cpus(out, group);
		fprintf(out, " (%s)", group->row.reason);
	}
	text_more_groups(said, out);
}

/* Where nothing was read: the first group that was meant to be. */
static const struct vmx_group *first_unread(const struct vmx *vmx)
{
	size_t g;

	for (g = 0; g < vmx->ngroups; g++)
		if (vmx->groups[g].row.error != OBS_ISOLATED)
			return &vmx->groups[g];
	return &vmx->groups[0];
}

static void say_answer(FILE *out, const struct vmx *vmx)
{
	if (!vmx->ngroups) {
		fputs("VMX was not read: no CPU to read", out);
	} else if (!main_group(vmx)) {
		say_state(out, first_unread(vmx));
	} else {
		if (vmx->conflicts)
			say_disagreement(out, vmx);
		else
			say_state(out, main_group(vmx));
		say_unread(out, vmx);
	}
}

/* Whether CR4.VMXE is set on some CPU, which somebody must have done. */
static bool is_held(const struct vmx *vmx)
{
	size_t g;

	for (g = 0; g < vmx->ngroups; g++)
		if (fact_yes(&vmx->groups[g].row.cr4_vmxe))
			return true;
	return false;
}

/* What the host's files let one guess where no helper has read CR4. */
static const char *guess(const struct vmx *vmx)
{
	const struct vmx_group *group = main_group(vmx);

	if (!group || group->row.state != VMX_POSSIBLE)
		return NULL;
	if (vmx->host.kvm_intel && vmx->host.enable_virt_at_load == 'Y')
		return "kvm_intel is loaded and has enable_virt_at_load: the CPUs are likely in VMX operation";
	if (vmx->host.kvm_intel)
		return "kvm_intel is loaded: the CPUs are likely in VMX operation while a virtual machine runs";
	return "kvm_intel is not loaded: the CPUs are likely not in VMX operation, unless the kernel itself holds VMX, as it does from about Linux 7.1 on";
}

/*
 * From about 7.1 on the kernel enters VMX operation itself, for KVM and for TDX
 * (arch/x86/virt/hw.c).
 */
static const char *holder(const struct vmx *vmx)
{
	if (!vmx->host.sysfs)
		return NULL;
	if (!is_held(vmx))
		return guess(vmx);
	if (vmx->host.kvm_intel)
		return "kvm_intel is loaded: it is likely KVM that holds VMX";
	return "kvm_intel is not loaded: it is likely the kernel itself that holds VMX, as it does from about Linux 7.1 on, or another hypervisor";
}

static const char *advise_off(const struct vmx_host *host)
{
	if (!host->sysfs)
		return NULL;
	if (!host->kvm_intel)
		return "For TDX load kvm_intel, which puts all CPUs into VMX operation from Linux 6.12 on";
	if (host->enable_virt_at_load == 'N')
		return "kvm_intel is loaded, but enters VMX operation only while a virtual machine runs: TDX needs kvm.enable_virt_at_load=1";
	if (!host->enable_virt_at_load)
		return "kvm_intel is loaded; before Linux 6.12 it enters VMX operation only while a virtual machine runs";
	return "kvm_intel is loaded and should have entered VMX operation: look for 'enabling virtualization on CPU' in the kernel log";
}

static const char *advise(const struct vmx *vmx)
{
	const unsigned int operation = 1U << VMX_CR4 | 1U << VMX_SEAMCALL;
	const struct vmx_group *group = main_group(vmx);

	if (vmx->conflicts)
		return vmx->conflicts & ~operation ? REGISTERS_ADVICE :
						     OPERATION_ADVICE;
	if (!group)
		return NULL;
	if (group->row.state == VMX_UNSUPPORTED)
		return fact_yes(&group->row.hypervisor) ?
			       "A virtual machine cannot be a TDX host: look at the machine below it" :
			       "TDX needs a CPU with VMX";
	if (group->row.state == VMX_OFF)
		return advise_off(&vmx->host);
	return advice[group->row.state];
}

static const char *permits(const struct fact *fact)
{
	return fact_yes(fact) ? "permitted" : "not permitted";
}

static void print_feat_ctl(const struct vmx_row *row, FILE *out)
{
	struct facts_feat_ctl ctl = facts_feat_ctl(&row->feat_ctl);

	if (row->feat_ctl.mask)
		fprintf(out,
			"  IA32_FEAT_CTL: %s; VMX %s, inside SMX %s; SGX %s\n",
			fact_yes(&ctl.lock) ? "locked" : "not locked",
			permits(&ctl.vmx_outside_smx),
			permits(&ctl.vmx_inside_smx),
			fact_yes(&ctl.sgx) ? "on" : "off");
	else if (row->feat_ctl.gp)
		fputs("  IA32_FEAT_CTL: does not exist\n", out);
}

static void print_basic(const struct vmx_row *row, FILE *out)
{
	struct facts_vmx_basic basic = facts_vmx_basic(&row->basic);

	if (!basic.seamret_keeps_vmcs.known)
		return;
	fprintf(out,
		"  IA32_VMX_BASIC: a call of the P-SEAMLDR %s the current VMCS\n",
		basic.seamret_keeps_vmcs.value ? "keeps" : "loses");
}

static void print_groups(const struct vmx *vmx, const struct text_options *how,
			 FILE *out)
{
	size_t g, said = 0;

	for (g = 0; g < vmx->ngroups; g++) {
		const struct vmx_group *group = &vmx->groups[g];

		if (!group->row.feat_ctl.mask && !group->row.feat_ctl.gp &&
		    !group->row.basic.mask)
			continue;
		if (!text_has_room(&said) && how->bounded)
			continue;
		fputc('\n', out);
		if (vmx->ngroups > 1) {
			say_cpus(out, group);
			fprintf(out, ": %s\n",
				vmx_state_name(group->row.state));
		}
		print_feat_ctl(&group->row, out);
		print_basic(&group->row, out);
	}
	if (how->bounded && text_left_out(said))
		fprintf(out, "\n(%zu more groups of CPUs with -v)\n",
			text_left_out(said));
}

static int print_lead(const struct vmx *vmx, const struct text_options *how,
		      FILE *out)
{
	cleanup_free char *text = NULL;
	size_t size;
	FILE *words = open_memstream(&text, &size);

	if (!words)
		return -ENOMEM;
	say_answer(words, vmx);
	if (fclose(words))
		return -ENOMEM;
	output_words(out, text, how->width, 0, 2);
	return 0;
}

static int print_sentence(const char *sentence, const struct text_options *how,
			  FILE *out)
{
	cleanup_free char *text = NULL;

	if (!sentence)
		return 0;
	if (asprintf(&text, "%s.", sentence) < 0)
		return -ENOMEM;
	fputc('\n', out);
	output_words(out, text, how->width, 0, 2);
	return 0;
}

static int print_whole(const struct vmx *vmx, const struct table *groups,
		       const struct text_options *how, FILE *out)
{
	int err = print_lead(vmx, how, out);

	if (err || !vmx->ngroups)
		return err;
	print_groups(vmx, how, out);
	fputc('\n', out);
	err = table_text(groups, how, out);
	if (!err)
		err = print_sentence(holder(vmx), how, out);
	if (!err)
		err = print_sentence(advise(vmx), how, out);
	return err;
}

int vmx_text(const struct vmx *vmx, const struct table *groups,
	     const struct text_options *how, FILE *out)
{
	if (how->columns || how->no_headings)
		return table_text(groups, how, out);
	return print_whole(vmx, groups, how, out);
}
