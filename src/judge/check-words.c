// SPDX-License-Identifier: GPL-2.0-or-later
/* What is particular about a result, behind the text that the check has for it. */
#include "judge/check-words.h"

#include <inttypes.h>
#include <string.h>

#include "base/number.h"
#include "base/util.h"
#include "capture/read-list.h"
#include "judge/checks.h"
#include "judge/module-cpuid.h"
#include "judge/verdict.h"
#include "ref/cpu-model.h"
#include "ref/leaf.h"
#include "ref/register.h"
#include "ref/status.h"
#include "ref/tdx-module.h"

/* So long after boot kvm_intel may still be on its way (cases: up to 250 s). */
#define PENDING_SECONDS 300

static bool is_among(const struct cpu_facts *group, const struct cpulist *cpus)
{
	struct cpulist both = group->cpus;

	cpulist_and(&both, cpus);
	return cpulist_count(&both);
}

/* A SEAMCALL that ended in a status; a leaf of 0 is not known. */
struct ended {
	uint64_t leaf;
	uint64_t status;
	struct log_registers registers;
};

/*
 * The SEAMCALL that ended in a status: on one of @cpus, else the last of the log,
 * unless these CPUs got an answer.
 */
static bool find_status(const struct host_facts *host,
			const struct cpulist *cpus, struct ended *ended)
{
	const struct log_events_seamcall *logged = checks_failed_call(host);
	size_t g;

	for (g = 0; g < host->ngroups; g++) {
		const struct obs_seamcall *call = host->groups[g].call;

		if (!is_among(&host->groups[g], cpus) || !call ||
		    call->outcome != OUTCOME_STATUS)
			continue;
		*ended = (struct ended){ .leaf = KEYS_LEAF_SYS_RD,
					 .status = call->rax };
		return true;
	}
	if (logged)
		*ended = (struct ended){ .leaf = logged->leaf,
					 .status = logged->status,
					 .registers = logged->registers };
	return logged != NULL;
}

/*
 * Without registers, what the CPUs have is held against what one module wants;
 * others may want something else, so this is a hint.
 */
static void say_likely_cpuid(const struct host_facts *host, FILE *out)
{
	const char *joint = "; TDX module 1.5.05 would refuse ";
	unsigned int cpu;
	uint32_t value;
	size_t i;

	if (!host->ngroups)
		return;
	cpu = cpulist_next(&host->groups[0].cpus, 0);
	for (i = 0; i < module_cpuid_count; i++) {
		const struct module_cpuid *row = &module_cpuids[i];
		const struct obs_key key =
			read_list_cpuid(row->leaf, row->subleaf);
		const struct obs_group *group =
			capture_find(host->capture, &key, cpu);

		if (!group || !module_cpuid_differs(row, &group->obs, &value))
			continue;
		fprintf(out,
			"%sCPUID leaf 0x%" PRIx32 ", sub-leaf 0x%" PRIx32
			", %s: 0x%08" PRIx32 " where it wants 0x%08" PRIx32
			" (%s)",
			joint, row->leaf, row->subleaf,
			module_cpuid_register(row->reg), value, row->expected,
			row->what);
		joint = ", ";
	}
}

/* The leaf that the log names: RCX has leaf and sub-leaf (TDH.SYS.INIT). */
static void say_cpuid(const struct host_facts *host, const struct ended *ended,
		      const struct status_decoded *decoded, FILE *out)
{
	const struct log_registers leaf = {
		.have[LOG_RCX] = true,
		.value[LOG_RCX] = ended->registers.value[LOG_RCX],
	};
	char text[64];

	if (!status_is(ended->status, TDX_INCORRECT_CPUID_VALUE))
		return;
	if (ended->registers.have[LOG_RCX])
		fprintf(out, "; %s",
			log_explain_registers(&leaf, decoded, text,
					      sizeof(text)));
	else
		say_likely_cpuid(host, out);
}

/* A field of the module, which a CPU of each package was asked for. */
static bool field(const struct host_facts *host, uint64_t id, uint64_t *value)
{
	const struct obs_key key = read_list_field(id);
	unsigned int cpu;

	cpulist_for_each(cpu, &host->capture->cpus.present) {
		const struct obs_group *group =
			capture_find(host->capture, &key, cpu);

		if (!group || group->obs.error != OBS_READ ||
		    group->obs.seamcall.outcome != OUTCOME_SUCCESS)
			continue;
		*value = group->obs.seamcall.regs.r8;
		return true;
	}
	return false;
}

static bool say_version(const struct host_facts *host, const char *before,
			const char *behind, FILE *out)
{
	uint64_t major, minor, update;

	if (!field(host, METADATA_MAJOR, &major) ||
	    !field(host, METADATA_MINOR, &minor) ||
	    !field(host, METADATA_UPDATE, &update))
		return false;
	fprintf(out, "%sversion %" PRIu64 ".%" PRIu64 ".%02" PRIu64 "%s",
		before, major, minor, update, behind);
	return true;
}

/* What Linux wants of TDX_FEATURES0; the topology for KVM of 6.16 alone. */
static bool say_features(const struct host_facts *host, FILE *out)
{
	size_t g;

	for (g = 0; g < host->ngroups; g++) {
		const struct cpu_facts *group = &host->groups[g];
		enum register_bits_id clear;
		bool no_rbp;

		if (!group->call || group->call->outcome != OUTCOME_SUCCESS)
			continue;
		no_rbp = group->call->regs.r8 &
			 register_mask(BITS_METADATA_FEATURES0_NO_RBP_MOD);
		if (no_rbp &&
		    (group->call->regs.r8 &
			     register_mask(
				     BITS_METADATA_FEATURES0_TOPOLOGY_ENUM) ||
		     !host_facts_kernel_from(host, 6, 16)))
			continue;
		clear = no_rbp ? BITS_METADATA_FEATURES0_TOPOLOGY_ENUM :
				 BITS_METADATA_FEATURES0_NO_RBP_MOD;
		fputs(" (", out);
		say_version(host, "", ", ", out);
		fprintf(out, "bit %u of TDX_FEATURES0 is clear)",
			register_bits[clear].low);
		return true;
	}
	return false;
}

static void say_status(const struct host_facts *host, const struct ended *ended,
		       FILE *out)
{
	struct status_decoded decoded;
	char text[128], detail[96];
	const char *name;

	status_decode(ended->status, STATUS_MODULE, &decoded);
	name = status_name(&decoded);
	status_detail(&decoded, detail, sizeof(detail));
	fprintf(out, " (%s returned ",
		ended->leaf ? leaf_describe(ended->leaf, text, sizeof(text)) :
			      "a SEAMCALL");
	if (name)
		fputs(name, out);
	else
		fprintf(out, "0x%016" PRIx64, ended->status);
	if (detail[0])
		fprintf(out, ", %s", detail);
	say_cpuid(host, ended, &decoded, out);
	fputc(')', out);
}

void check_words_ended(const struct host_facts *host,
		       const struct cpulist *cpus, FILE *out)
{
	struct ended ended;

	if (find_status(host, cpus, &ended))
		say_status(host, &ended, out);
}

static void say_logged_version(const struct log_events_entry *entry, FILE *out)
{
	struct tdx_module_version version;
	char text[MODULE_TEXT_MAX];

	if (!entry)
		return;
	version = entry->module.version;
	tdx_module_version_complete(&version, entry->module.date);
	if (*tdx_module_version_text(&version, text))
		fprintf(out, " (the kernel found version %s)", text);
}

void check_words_found_version(const struct host_facts *host,
			       const struct cpulist *cpus, FILE *out)
{
	(void)cpus;
	if (say_version(host, " (", ")", out))
		return;
	say_logged_version(log_events_last(host->log, LOG_EVENT_MODULE_VERSION),
			   out);
}

/* A feature, a status, or else what the kernel wrote: the first that did it. */
void check_words_too_old(const struct host_facts *host,
			 const struct cpulist *cpus, FILE *out)
{
	struct ended ended;

	if (say_features(host, out))
		return;
	if (find_status(host, cpus, &ended) &&
	    checks_says_too_old(ended.leaf & UINT16_MAX, ended.status))
		say_status(host, &ended, out);
	else if (host_facts_log(host, LOG_EVENT_RBP))
		fputs(" (the kernel found that it clobbers RBP)", out);
	else
		say_logged_version(log_events_last(host->log,
						   LOG_EVENT_MODULE_VERSION),
				   out);
}

/* Of the host: @none are CPUs, so what the log has stands behind no answer. */
void check_words_cpus_missing(const struct host_facts *host,
			      const struct cpulist *none, FILE *out)
{
	struct cpulist offline = host->capture->cpus.present;
	cleanup_free char *list = NULL;
	const char *joint = " (";
	size_t i;

	cpulist_andnot(&offline, &host->capture->cpus.online);
	list = cpulist_format(&offline);
	if (list && *list && cpulist_count(&host->capture->cpus.online)) {
		fprintf(out, "%sCPU%s %s offline", joint,
			cpulist_count(&offline) == 1 ? "" : "s", list);
		joint = ", ";
	}
	for (i = 0; checks_cpu_words[i]; i++)
		if (checks_keeps_cpus_away(host, checks_cpu_words[i]) ==
		    TRI_YES) {
			fprintf(out, "%s%.*s on the command line", joint,
				(int)strcspn(checks_cpu_words[i], "="),
				checks_cpu_words[i]);
			joint = ", ";
		}
	if (strcmp(joint, " ("))
		fputc(')', out);
	else
		check_words_ended(host, none, out);
}

void check_words_kvm_tdx_off(const struct host_facts *host,
			     const struct cpulist *cpus, FILE *out)
{
	(void)cpus;
	if (host->kvm_conflict)
		fprintf(out, " (%s is off)", host->kvm_conflict);
	else if (host->kvm_tdx_asked == TRI_NO)
		fputs(" (kvm_intel.tdx is not on the command line)", out);
	else if (host->kvm_tdx_asked == TRI_YES)
		fputs(" although it was asked for", out);
}

void check_words_not_initialised(const struct host_facts *host,
				 const struct cpulist *cpus, FILE *out)
{
	const char *uptime = host_facts_file(host, "/proc/uptime");
	char seconds[24] = "";
	uint64_t value;

	(void)cpus;
	if (uptime)
		snprintf(seconds, sizeof(seconds), "%.*s",
			 (int)strspn(uptime, "0123456789"), uptime);
	if (!number_parse(seconds, &value) && value < PENDING_SECONDS)
		fprintf(out,
			" (initialisation may be pending: the host is up for %" PRIu64
			" s)",
			value);
}

/* Either is there, or the check would not warn. */
void check_words_erratum(const struct host_facts *host,
			 const struct cpulist *cpus, FILE *out)
{
	bool mce = host_facts_cpuinfo(host, "bugs", "tdx_pw_mce") == TRI_YES;
	bool vmcs = host_facts_cpuinfo(host, "bugs", "seamret_invd_vmcs") ==
		    TRI_YES;
	size_t g;

	(void)cpus;
	for (g = 0; g < host->ngroups; g++) {
		const struct cpu_facts *group = &host->groups[g];
		const struct cpu_model *model = NULL;

		if (group->family.known)
			model = cpu_model_find(
				(unsigned int)group->family.value,
				(unsigned int)group->model.value);
		mce |= model && model->pw_mce;
		vmcs |= fact_no(&group->seamret_keeps_vmcs);
	}
	fprintf(out, " (%s%s%s)", mce ? "tdx_pw_mce" : "",
		mce && vmcs ? ", " : "", vmcs ? "seamret_invd_vmcs" : "");
}

/* No fault, but seen on hosts that had another one. */
void check_words_key_split(const struct host_facts *host,
			   const struct cpulist *cpus, FILE *out)
{
	bool known = false, none = false;
	uint64_t first, count;
	size_t g;

	(void)cpus;
	for (g = 0; g < host->ngroups; g++) {
		const struct fact *left =
			&host->groups[g].partition.mktme_keyids;

		known |= left->known;
		none |= fact_no(left);
	}
	/* "[1, 64)" of the kernel, where no register was read */
	if (!known && host_facts_log_keyids(host, &first, &count))
		none = first == 1;
	if (none)
		fputs(" (all of them, none is left for TME-MT, which is unusual)",
		      out);
}

/* What of the range the BIOS left undone, on CPUs of which some fail. */
static const char *seamrr_hint(const struct host_facts *host,
			       const struct cpulist *cpus)
{
	const char *hint = NULL;
	size_t g;

	for (g = 0; g < host->ngroups; g++) {
		const struct cpu_facts *group = &host->groups[g];
		struct cpulist failing = group->cpus;

		cpulist_and(&failing, cpus);
		if (!cpulist_count(&failing))
			continue;
		if (fact_no(&group->seamrr_configured))
			return "the BIOS configured no range";
		if (fact_no(&group->seamrr_locked))
			hint = "the BIOS left the range unlocked";
	}
	return hint;
}

/* SEAMRR may be marked valid, and SEAMCALL raise #GP all the same. */
void check_words_seamrr_off(const struct host_facts *host,
			    const struct cpulist *cpus, FILE *out)
{
	const char *hint = seamrr_hint(host, cpus);
	bool raised = false, valid = true;
	size_t g;

	for (g = 0; g < host->ngroups; g++) {
		const struct cpu_facts *group = &host->groups[g];

		if (!group->call || group->call->outcome != OUTCOME_GP)
			continue;
		raised = true;
		valid &= fact_yes(&group->seamrr_valid);
	}
	if (raised || hint)
		fprintf(out, " (%s%s%s%s)", raised ? "SEAMCALL raised #GP" : "",
			raised && valid ?
				", although IA32_SEAMRR_MASK says that it is valid" :
				"",
			raised && hint ? "; " : "", hint ? hint : "");
}

/* #UD hides what comes after that check; where VMXE is clear, nobody asked for VMX. */
void check_words_not_in_vmx(const struct host_facts *host,
			    const struct cpulist *cpus, FILE *out)
{
	bool any = false, ud = false, clear = true;
	size_t g;

	(void)cpus;
	for (g = 0; g < host->ngroups; g++) {
		const struct cpu_facts *group = &host->groups[g];

		any |= group->call || group->call_ud;
		if (!group->call_ud)
			continue;
		ud = true;
		clear &= fact_no(&group->cr4_vmxe);
	}
	if (!any)
		fputs(" (SEAMCALL was not issued)", out);
	else if (!ud)
		fputs(" (SEAMCALL was not issued on all of them)", out);
	else if (clear)
		fputs(" (SEAMCALL raised #UD where CR4.VMXE is clear: nobody has put them into it, and SEAMCALL tells no more)",
		      out);
	else
		fputs(" (SEAMCALL raised #UD, and tells no more)", out);
}
