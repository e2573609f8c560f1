// SPDX-License-Identifier: GPL-2.0-or-later
/* What the SEAMCALLs of a probe say: rows, groups, verdict. Pure. */
#include "judge/probe.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/exit.h"
#include "base/util.h"
#include "capture/read-list.h"
#include "judge/facts.h"
#include "ref/register.h"
#include "ref/status.h"

/* Bits 31:0 in few words; the decoder's own text says more than fits here. */
static void set_detail(struct probe_row *row,
		       const struct status_decoded *decoded)
{
	bool operand = decoded->row &&
		       (decoded->row->low == STATUS_LOW_OPERAND ||
			decoded->row->low == STATUS_LOW_OPERAND_OR_0);

	if (operand && decoded->operand.name[0])
		snprintf(row->detail, sizeof(row->detail), "operand %s",
			 decoded->operand.name);
	else
		status_detail(decoded, row->detail, sizeof(row->detail));
}

static void decode(const struct probe *probe, struct probe_row *row)
{
	enum status_interface interface = STATUS_MODULE;
	struct status_decoded decoded;

	if (probe->leaf->interface == LEAF_P_SEAMLDR)
		interface = STATUS_P_SEAMLDR;
	row->status = seamcall_outcome_status(row->call.outcome, row->call.rax);
	status_decode(row->status, interface, &decoded);
	row->name = status_name(&decoded);
	set_detail(row, &decoded);
	row->class = decoded.class_label;
	row->meaning = decoded.row ? decoded.row->meaning : NULL;
}

/*
 * That VMX operation could not be entered is not the reason where a hypervisor is
 * below: there the helper issues no SEAMCALL at all, and says so if it is asked.
 */
static bool is_kept_out(const struct probe *probe, const struct probe_row *row,
			const struct obs *leaf_1)
{
	struct facts_cpuid_1 features = facts_cpuid_1(leaf_1);

	return row->error == OBS_UNSUPPORTED && !probe->failure &&
	       probe->entry == HELPER_ENTRY_IMPOSSIBLE && row->cr4_known &&
	       !(row->cr4 & register_mask(BITS_CR4_VMXE)) &&
	       !fact_yes(&features.hypervisor);
}

static void build_row(const struct probe *probe,
		      const struct obs_list *observations, unsigned int cpu,
		      struct probe_row *row)
{
	const struct obs_key cr4_key = { .kind = OBS_CR4 };
	const struct obs *call = obs_find(observations, &probe->key, cpu);
	const struct obs *cr4 = obs_find(observations, &cr4_key, cpu);
	const struct obs_key leaf_1 = read_list_cpuid(1, 0);

	row->cpu = cpu;
	row->error = call ? call->error : OBS_ISOLATED;
	row->reason = call ? call->reason : NULL;
	if (row->error == OBS_READ) {
		row->call = call->seamcall;
		decode(probe, row);
	}
	if (cr4 && cr4->error == OBS_READ) {
		row->cr4_known = true;
		row->cr4 = cr4->word;
	}
	row->kept_out = is_kept_out(probe, row,
				    obs_find(observations, &leaf_1, cpu));
	if (row->kept_out)
		row->reason = HELPER_KEPT_OUT;
}

/*
 * Once in VMX operation, only a CPU without SEAM raises #UD (Intel CPU
 * extensions for TDX, SEAMCALL pseudo code).
 */
bool probe_has_no_seam(const struct probe_row *row)
{
	return row->error == OBS_READ && row->call.outcome == OUTCOME_UD &&
	       row->call.vmx_entered;
}

static bool same(const struct probe_row *a, const struct probe_row *b)
{
	if (a->error != b->error || a->reason != b->reason)
		return false;
	if (a->error != OBS_READ)
		return true;
	return a->call.outcome == b->call.outcome && a->status == b->status &&
	       probe_has_no_seam(a) == probe_has_no_seam(b);
}

const char *probe_error_text(const struct probe_row *row)
{
	return row->reason ? row->reason :
			     obs_error_text(OBS_SEAMCALL, row->error);
}

/* Biggest first; of equals, the one with the lower CPU. */
static int by_size(const void *pa, const void *pb)
{
	const struct probe_group *a = pa, *b = pb;

	if (a->count != b->count)
		return a->count > b->count ? -1 : 1;
	return a->row.cpu < b->row.cpu ? -1 : a->row.cpu > b->row.cpu;
}

/*
 * #UD comes before every other check of the processor: whether the CPU is in
 * VMX operation at all decides what it says (Intel CPU extensions for TDX,
 * SEAMCALL pseudo code; CR4.VMXE stands for it under Linux).
 */
#define LOAD_KVM \
	"Load kvm_intel, which puts all CPUs into VMX operation from Linux 6.12 on (older: while a virtual machine runs), and probe again"
#define NO_WORD_OF_BIOS "; this outcome does not tell what the BIOS did"

static const char *outside_advice(enum helper_entry entry)
{
	switch (entry) {
	case HELPER_ENTRY_POSSIBLE:
		return LOAD_KVM ", or probe with --enter-vmx" NO_WORD_OF_BIOS;
	case HELPER_ENTRY_IMPOSSIBLE:
		return LOAD_KVM NO_WORD_OF_BIOS;
	case HELPER_ENTRY_UNKNOWN:
		break;
	}
	return LOAD_KVM ", or probe with --enter-vmx if the helper module can enter VMX operation on that kernel" NO_WORD_OF_BIOS;
}

static const char *ud_advice(const struct probe *probe, bool vmxe_clear,
			     bool vmxe_set)
{
	if (vmxe_clear && !vmxe_set)
		return outside_advice(probe->entry);
	if (vmxe_set && !vmxe_clear)
		return "CR4.VMXE is set here: either the CPU has no SEAM, or its owner has left VMX operation; reload kvm_intel and probe again";
	return "Find out why CPUs differ in VMX operation: reload kvm_intel, look for 'enabling virtualization on CPU' in the kernel log, and probe again";
}

static const char *status_advice(const struct probe *probe, uint64_t status)
{
	struct status_decoded decoded;

	status_decode(status,
		      probe->leaf->interface == LEAF_P_SEAMLDR ?
			      STATUS_P_SEAMLDR : STATUS_MODULE,
		      &decoded);
	return decoded.row && decoded.row->advice[0] ? decoded.row->advice :
						       NULL;
}

/*
 * Whether some CPU got beyond the check of the SEAM range, the last that ends in
 * #GP (Intel CPU extensions for TDX, SEAMCALL pseudo code): the BIOS enabled TDX
 * there.
 */
bool probe_enabled_somewhere(const struct probe *probe)
{
	size_t i;

	for (i = 0; i < probe->nrows; i++) {
		const struct probe_row *row = &probe->rows[i];

		if (row->error == OBS_READ &&
		    row->call.outcome != OUTCOME_UD &&
		    row->call.outcome != OUTCOME_GP)
			return true;
	}
	return false;
}

/* Whether a CPU of the group could not leave VMX operation again. */
static bool any_stuck(const struct probe *probe,
		      const struct probe_group *group)
{
	size_t i;

	for (i = 0; i < probe->nrows; i++)
		if (same(&probe->rows[i], &group->row) &&
		    probe->rows[i].call.vmx_stuck)
			return true;
	return false;
}

/* CR4.VMXE of the CPUs of a group, as far as it was read. */
void probe_find_vmxe(const struct probe *probe, const struct probe_group *group,
		     bool *clear, bool *set)
{
	size_t i;

	*clear = *set = false;
	for (i = 0; i < probe->nrows; i++) {
		const struct probe_row *row = &probe->rows[i];

		if (!same(row, &group->row) || !row->cr4_known)
			continue;
		*set |= (row->cr4 & register_mask(BITS_CR4_VMXE)) != 0;
		*clear |= !(row->cr4 & register_mask(BITS_CR4_VMXE));
	}
}

static const char *advise(const struct probe *probe,
			  const struct probe_group *group)
{
	bool vmxe_clear, vmxe_set;

	if (group->row.kept_out)
		return outside_advice(probe->entry);
	if (group->row.error != OBS_READ)
		return NULL;
	if (any_stuck(probe, group))
		return "Reset this host, without kexec: one of these CPUs entered VMX operation and could not leave it, so no CPU enters again, the helper module cannot be unloaded, and a crash kernel may not start";
	if (probe_has_no_seam(&group->row))
		return "This CPU was in VMX operation and does not know SEAMCALL: TDX needs another CPU, or a microcode and BIOS that do not hide it";
	if (group->row.call.outcome == OUTCOME_GP &&
	    probe_enabled_somewhere(probe))
		return "The BIOS enabled TDX for other CPUs, but not for these: find out what is different about their package, its memory population first, and compare MSR 0xa0; then power-cycle";
	if (group->row.call.outcome != OUTCOME_UD)
		return status_advice(probe, group->row.status);
	probe_find_vmxe(probe, group, &vmxe_clear, &vmxe_set);
	return ud_advice(probe, vmxe_clear, vmxe_set);
}

/* Group of a row's equals; false if an earlier row has made it already. */
static bool is_first_of_group(const struct probe *probe, size_t i)
{
	size_t g;

	for (g = 0; g < probe->ngroups; g++)
		if (same(&probe->groups[g].row, &probe->rows[i]))
			return false;
	return true;
}

static int build_group(struct probe *probe, size_t first)
{
	struct probe_group *group = &probe->groups[probe->ngroups++];
	struct cpulist cpus = { 0 };
	size_t i;

	group->row = probe->rows[first];
	for (i = first; i < probe->nrows; i++) {
		if (!same(&group->row, &probe->rows[i]))
			continue;
		cpulist_add(&cpus, probe->rows[i].cpu);
		group->count++;
	}
	group->cpus = cpulist_format(&cpus);
	group->advice = advise(probe, group);
	return group->cpus ? 0 : -ENOMEM;
}

static int build_groups(struct probe *probe)
{
	size_t i;
	int err;

	probe->groups = calloc(probe->nrows + 1, sizeof(*probe->groups));
	if (!probe->groups)
		return -ENOMEM;
	for (i = 0; i < probe->nrows; i++) {
		if (!is_first_of_group(probe, i))
			continue;
		err = build_group(probe, i);
		if (err)
			return err;
	}
	if (probe->ngroups)
		qsort(probe->groups, probe->ngroups, sizeof(*probe->groups),
		      by_size);
	return 0;
}

static int build_missing(struct probe *probe)
{
	size_t g;

	probe->missing = calloc(probe->ngroups + 1, sizeof(*probe->missing));
	if (!probe->missing)
		return -ENOMEM;
	if (probe->cpus_file)
		probe->missing[probe->nmissing++] = (struct missing){
			.kind = "file",
			.key = probe->cpus_file,
			.cpus = "",
			.error = obs_error_name(probe->cpus_error),
		};
	for (g = 0; g < probe->ngroups; g++) {
		const struct probe_group *group = &probe->groups[g];

		if (group->row.error == OBS_READ)
			continue;
		probe->missing[probe->nmissing++] = (struct missing){
			.kind = obs_kind_name(OBS_SEAMCALL),
			.key = probe->key_text,
			.cpus = group->cpus,
			.error = obs_error_name(group->row.error),
		};
	}
	return 0;
}

int probe_build(struct probe *probe, const struct obs_list *observations,
		const struct cpulist *read, const struct cpulist *isolated)
{
	struct cpulist cpus = *read;
	unsigned int cpu;
	int err;

	obs_key_text(&probe->key, probe->key_text);
	cpulist_or(&cpus, isolated);
	probe->rows = calloc(cpulist_count(&cpus) + 1, sizeof(*probe->rows));
	if (!probe->rows)
		return -ENOMEM;
	cpulist_for_each(cpu, &cpus)
		build_row(probe, observations, cpu,
			  &probe->rows[probe->nrows++]);
	err = build_groups(probe);
	if (err)
		return err;
	return build_missing(probe);
}

void probe_free(struct probe *probe)
{
	size_t g;

	for (g = 0; g < probe->ngroups; g++)
		free(probe->groups[g].cpus);
	free(probe->groups);
	free(probe->missing);
	free(probe->rows);
	*probe = (struct probe){ 0 };
}

enum status_gravity probe_gravity(const struct probe_row *row)
{
	struct status_decoded decoded;

	if (row->error != OBS_READ)
		return STATUS_WARN;
	status_decode(row->status, STATUS_MODULE, &decoded);
	return status_gravity(&decoded);
}

enum exit_status probe_exit(const struct probe *probe)
{
	bool answered = false, unknown = false;
	size_t i;

	for (i = 0; i < probe->nrows; i++) {
		const struct probe_row *row = &probe->rows[i];
		enum status_gravity gravity = probe_gravity(row);

		if (gravity == STATUS_BAD || row->call.vmx_stuck)
			return EXIT_FAULT;
		if (row->error == OBS_READ)
			answered = true;
		if (gravity == STATUS_WARN && row->error != OBS_ISOLATED)
			unknown = true;
	}
	return unknown || !answered ? EXIT_UNKNOWN : EXIT_ALL_WELL;
}
