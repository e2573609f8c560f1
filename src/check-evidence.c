// SPDX-License-Identifier: GPL-2.0-or-later
/* The values that a rule looked at, as text. */
#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "status.h"
#include "util.h"

static int add(struct check_row *row, struct check_evidence evidence)
{
	struct check_evidence *list =
		reallocarray(row->evidence, row->nevidence + 1, sizeof(*list));

	if (list)
		row->evidence = list;
	if (!list || !evidence.key || !evidence.cpus) {
		free(evidence.key);
		free(evidence.cpus);
		free(evidence.value);
		return -ENOMEM;
	}
	list[row->nevidence++] = evidence;
	return 0;
}

static void print_word(const struct obs *obs, FILE *out)
{
	fprintf(out, "0x%016" PRIx64, obs->word & ~obs->unknown);
	if (obs->unknown)
		fprintf(out, " (known bits 0x%016" PRIx64 ")", ~obs->unknown);
}

static void print_cpuid(const struct obs_cpuid *cpuid, FILE *out)
{
	fprintf(out,
		"EAX 0x%08" PRIx32 " EBX 0x%08" PRIx32 " ECX 0x%08" PRIx32
		" EDX 0x%08" PRIx32,
		cpuid->eax, cpuid->ebx, cpuid->ecx, cpuid->edx);
}

static void print_status(uint64_t status, FILE *out)
{
	struct status_decoded decoded;
	const char *name;

	status_decode(status, STATUS_MODULE, &decoded);
	name = status_name(&decoded);
	fprintf(out, "0x%016" PRIx64, status);
	if (name)
		fprintf(out, " %s", name);
}

static void print_call(const struct obs_seamcall *call, FILE *out)
{
	static const char *const names[OUTCOMES] = {
		[OUTCOME_SUCCESS] = "success",
		[OUTCOME_VMFAILINVALID] = "VMfailInvalid",
		[OUTCOME_UD] = "#UD",
		[OUTCOME_GP] = "#GP",
	};

	if (call->outcome == OUTCOME_STATUS)
		print_status(call->rax, out);
	else
		fputs(names[call->outcome], out);
	if (call->outcome == OUTCOME_SUCCESS)
		fprintf(out, ", R8 0x%016" PRIx64, call->regs.r8);
	if (call->vmx_entered)
		fputs(", VMX operation entered for it", out);
}

static void print_obs(const struct obs *obs, FILE *out)
{
	switch (obs->key.kind) {
	case OBS_MSR:
	case OBS_CR4:
		print_word(obs, out);
		break;
	case OBS_CPUID:
		print_cpuid(&obs->cpuid, out);
		break;
	case OBS_SEAMCALL:
		print_call(&obs->seamcall, out);
		break;
	case OBS_KINDS:
		break;
	}
}

static char *obs_text(const struct obs *obs)
{
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	if (!out)
		return NULL;
	print_obs(obs, out);
	if (fclose(out)) {
		free(text);
		return NULL;
	}
	return text;
}

/* All values of a key, with the CPUs that have each. */
static int add_registers(const struct diagnosis *host, struct check_row *row,
			 const struct rule_evidence *wanted)
{
	const struct capture *capture = host->capture;
	char key[OBS_KEY_TEXT_MAX];
	size_t g;

	for (g = 0; g < capture->ngroups; g++) {
		const struct obs_group *group = &capture->groups[g];
		const struct obs *obs = &group->obs;
		struct check_evidence evidence = {
			.kind = wanted->kind,
			.error = obs_error_name(obs->error),
		};

		if (strcmp(obs_kind_name(obs->key.kind), wanted->kind) ||
		    strcmp(obs_key_text(&obs->key, key), wanted->key))
			continue;
		if (obs->key.kind == OBS_MSR)
			evidence.name = status_msr_name(obs->key.msr);
		evidence.key = strdup(key);
		evidence.cpus = cpulist_format(&group->cpus);
		if (obs->error == OBS_READ)
			evidence.value = obs_text(obs);
		if (obs->error == OBS_READ && !evidence.value) {
			free(evidence.key);
			free(evidence.cpus);
			return -ENOMEM;
		}
		if (add(row, evidence))
			return -ENOMEM;
	}
	return 0;
}

/* A text of several lines on one; what ends it is no part of it. */
static char *one_line(const char *text, size_t len)
{
	char *line = NULL;
	size_t size, i;
	FILE *out = open_memstream(&line, &size);

	while (len && isspace((unsigned char)text[len - 1]))
		len--;
	for (i = 0; out && i < len; i++) {
		if (text[i] == '\n')
			fputs("; ", out);
		else
			fputc(isprint((unsigned char)text[i]) ||
					      (unsigned char)text[i] > 0x7f ?
				      text[i] :
				      ' ',
			      out);
	}
	if (!out || fclose(out)) {
		free(line);
		return NULL;
	}
	return line;
}

static char *dimms_text(const struct host_obs *dimms)
{
	char *text = NULL;
	size_t size, i;
	FILE *out = open_memstream(&text, &size);

	if (!out)
		return NULL;
	fprintf(out, "%zu modules:", dimms->ndimms);
	for (i = 0; i < dimms->ndimms; i++)
		fprintf(out, " %u/%u/%u", dimms->dimms[i].socket,
			dimms->dimms[i].channel, dimms->dimms[i].slot);
	if (fclose(out)) {
		free(text);
		return NULL;
	}
	return text;
}

static char *host_text(const struct host_obs *obs)
{
	char *text = NULL;

	if (obs->kind == HOST_DIMM)
		return dimms_text(obs);
	if (obs->kind != HOST_IOCTL)
		return one_line(obs->text, strlen(obs->text));
	return asprintf(&text, "0x%" PRIx64, obs->number) < 0 ? NULL : text;
}

/* Files of which a capture has what they say in any case. */
static int add_cpus(const struct capture *capture, struct check_row *row,
		    const struct rule_evidence *wanted)
{
	const struct cpulist *cpus = &capture->cpus.online;
	struct check_evidence evidence = { .kind = wanted->kind };

	if (!strcmp(wanted->key, "/sys/devices/system/cpu/present"))
		cpus = &capture->cpus.present;
	else if (strcmp(wanted->key, "/sys/devices/system/cpu/online"))
		return 0;
	if (!cpulist_count(cpus) ||
	    capture_find_host(capture, HOST_FILE, wanted->key))
		return 0;
	evidence.key = strdup(wanted->key);
	evidence.cpus = strdup("");
	evidence.value = cpulist_format(cpus);
	return add(row, evidence);
}

static int add_host(const struct diagnosis *host, struct check_row *row,
		    const struct rule_evidence *wanted)
{
	const struct capture *capture = host->capture;
	size_t i;

	for (i = 0; i < capture->nhost; i++) {
		const struct host_obs *obs = &capture->host[i];
		struct check_evidence evidence = {
			.kind = wanted->kind,
			.error = obs_error_name(obs->error),
		};

		if (strcmp(host_kind_name(obs->kind), wanted->kind) ||
		    strcmp(obs->key, wanted->key))
			continue;
		evidence.key = strdup(obs->key);
		evidence.cpus = strdup("");
		if (obs->error == OBS_READ)
			evidence.value = host_text(obs);
		if (add(row, evidence))
			return -ENOMEM;
	}
	return 0;
}

/* What syslog puts before a line names the host. */
static char *log_line(const struct klog_entry *entry)
{
	static const char tag[] = "kernel: ";
	const char *begin = memmem(entry->text, entry->len, tag, strlen(tag));

	if (!begin)
		return one_line(entry->text, entry->len);
	begin += strlen(tag);
	return one_line(begin, (size_t)(entry->text + entry->len - begin));
}

/* Of the log, the last line of each event that the rule knows. */
static int add_lines(const struct diagnosis *host, struct check_row *row)
{
	unsigned int event;

	for (event = 0; host->has_log && event < KLOG_EVENTS; event++) {
		const struct klog_entry *entry =
			klog_last(&host->log, (enum klog_event)event);
		struct check_evidence evidence = { .kind = "log" };

		if (!entry || !(row->rule->events & RULE_EVENT(event)))
			continue;
		evidence.key = strdup("kernel");
		evidence.cpus = strdup("");
		evidence.value = log_line(entry);
		if (add(row, evidence))
			return -ENOMEM;
	}
	return 0;
}

int check_find_evidence(const struct diagnosis *host, struct check_row *row)
{
	const struct rule_evidence *wanted;
	int err = 0;

	if (row->result == RESULT_SKIP)
		return 0;
	for (wanted = row->rule->evidence; !err && wanted->kind; wanted++) {
		if (!strcmp(wanted->kind, "log"))
			err = add_lines(host, row);
		else
			err = add_registers(host, row, wanted) ||
			      add_host(host, row, wanted) ||
			      add_cpus(host->capture, row, wanted);
	}
	return err ? -ENOMEM : 0;
}
