// SPDX-License-Identifier: GPL-2.0-or-later
/* The values that a check looked at, as text. */
#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "base/util.h"
#include "judge/verdict.h"
#include "ref/register.h"
#include "ref/status.h"

static int add(struct verdict_row *row, struct verdict_evidence evidence)
{
	struct verdict_evidence *list =
		reallocarray(row->evidence, row->nevidence + 1, sizeof(*list));

	if (list)
		row->evidence = list;
	if (!list || !evidence.key || !evidence.cpus ||
	    (!evidence.value && !evidence.error)) {
		free(evidence.key);
		free(evidence.cpus);
		free(evidence.value);
		return -ENOMEM;
	}
	list[row->nevidence++] = evidence;
	return 0;
}

/* asprintf(), whose result is NULL if out of memory. */
static char *format(const char *form, ...)
	__attribute__((format(printf, 1, 2)));

static char *format(const char *form, ...)
{
	char *text;
	va_list args;
	int len;

	va_start(args, form);
	len = vasprintf(&text, form, args);
	va_end(args);
	return len < 0 ? NULL : text;
}

static char *word_text(const struct obs *obs)
{
	if (!obs->unknown)
		return format("0x%016" PRIx64, obs->word);
	return format("0x%016" PRIx64 " (known bits 0x%016" PRIx64 ")",
		      obs->word & ~obs->unknown, ~obs->unknown);
}

static char *cpuid_text(const struct obs_cpuid *cpuid)
{
	return format("EAX 0x%08" PRIx32 " EBX 0x%08" PRIx32 " ECX 0x%08" PRIx32
		      " EDX 0x%08" PRIx32,
		      cpuid->eax, cpuid->ebx, cpuid->ecx, cpuid->edx);
}

static char *status_text(uint64_t status, const char *entered)
{
	struct status_decoded decoded;
	const char *name;

	status_decode(status, STATUS_MODULE, &decoded);
	name = status_name(&decoded);
	return format("0x%016" PRIx64 "%s%s%s", status, name ? " " : "",
		      name ? name : "", entered);
}

static char *call_text(const struct obs_seamcall *call)
{
	static const char *const names[OUTCOMES] = {
		[OUTCOME_VMFAILINVALID] = "VMfailInvalid",
		[OUTCOME_UD] = "#UD",
		[OUTCOME_GP] = "#GP",
	};
	const char *entered =
		call->vmx_entered ? ", VMX operation entered for it" : "";

	if (call->outcome == OUTCOME_STATUS)
		return status_text(call->rax, entered);
	if (call->outcome == OUTCOME_SUCCESS)
		return format("success, R8 0x%016" PRIx64 "%s", call->regs.r8,
			      entered);
	return format("%s%s", names[call->outcome], entered);
}

static char *obs_text(const struct obs *obs)
{
	switch (obs->key.kind) {
	case OBS_MSR:
	case OBS_CR4:
		return word_text(obs);
	case OBS_CPUID:
		return cpuid_text(&obs->cpuid);
	case OBS_SEAMCALL:
		return call_text(&obs->seamcall);
	case OBS_KINDS:
		break;
	}
	return NULL;
}

static int add_register(struct verdict_row *row, const struct obs_group *group)
{
	const struct obs *obs = &group->obs;
	char key[OBS_KEY_TEXT_MAX];
	struct verdict_evidence evidence = {
		.kind = obs_kind_name(obs->key.kind),
		.key = strdup(obs_key_text(&obs->key, key)),
		.cpus = cpulist_format(&group->cpus),
		.error = obs_error_name(obs->error),
	};

	if (obs->key.kind == OBS_MSR)
		evidence.name = register_msr_name(obs->key.msr);
	if (obs->error == OBS_READ)
		evidence.value = obs_text(obs);
	return add(row, evidence);
}

/* All values of a key, with the CPUs that have each. */
static int add_registers(const struct host_facts *host, struct verdict_row *row,
			 const struct obs_key *key)
{
	const struct capture *capture = host->capture;
	size_t g;

	for (g = 0; g < capture->ngroups; g++)
		if (obs_key_equal(&capture->groups[g].obs.key, key) &&
		    add_register(row, &capture->groups[g]))
			return -ENOMEM;
	return 0;
}

static bool is_shown(char c)
{
	return isprint((unsigned char)c) || (unsigned char)c > 0x7f;
}

/* A text of several lines on one; what ends it is no part of it. */
static char *one_line(const char *text, size_t len)
{
	char *line, *p;
	size_t i;

	while (len && isspace((unsigned char)text[len - 1]))
		len--;
	line = malloc(2 * len + 1);
	for (i = 0, p = line; line && i < len; i++) {
		if (text[i] == '\n')
			*p++ = ';';
		*p++ = is_shown(text[i]) ? text[i] : ' ';
	}
	if (line)
		*p = '\0';
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

const struct cpulist *verdict_evidence_cpus(const struct capture *capture,
					    const char *path)
{
	if (!strcmp(path, "/sys/devices/system/cpu/present"))
		return &capture->cpus.present;
	if (!strcmp(path, "/sys/devices/system/cpu/online"))
		return &capture->cpus.online;
	return NULL;
}

static int add_cpus(const struct capture *capture, struct verdict_row *row,
		    const struct check_evidence *wanted)
{
	const struct cpulist *cpus =
		verdict_evidence_cpus(capture, wanted->key);
	struct verdict_evidence evidence = {
		.kind = capture_kind_name(wanted->kind),
	};

	if (!cpus || !cpulist_count(cpus) ||
	    capture_find_host(capture, HOST_FILE, wanted->key))
		return 0;
	evidence.key = strdup(wanted->key);
	evidence.cpus = strdup("");
	evidence.value = cpulist_format(cpus);
	return add(row, evidence);
}

static int add_host(const struct host_facts *host, struct verdict_row *row,
		    const struct check_evidence *wanted)
{
	const struct host_obs *obs =
		capture_find_host(host->capture, wanted->kind, wanted->key);
	struct verdict_evidence evidence = {
		.kind = capture_kind_name(wanted->kind),
	};

	if (!obs)
		return 0;
	evidence.key = strdup(obs->key);
	evidence.cpus = strdup("");
	evidence.error = obs_error_name(obs->error);
	if (obs->error == OBS_READ)
		evidence.value = host_text(obs);
	return add(row, evidence);
}

/* What syslog puts before a line names the host. */
static char *log_line(const struct log_events_entry *entry)
{
	static const char tag[] = "kernel: ";
	const char *begin = memmem(entry->text, entry->len, tag, strlen(tag));

	if (!begin)
		return one_line(entry->text, entry->len);
	begin += strlen(tag);
	return one_line(begin, (size_t)(entry->text + entry->len - begin));
}

/* Of the log, the last line of each event that the check knows. */
static int add_lines(const struct host_facts *host, struct verdict_row *row)
{
	unsigned int event;

	for (event = 0; event < LOG_EVENTS; event++) {
		const struct log_events_entry *entry =
			log_events_last(host->log, (enum log_event)event);
		struct verdict_evidence evidence = { .kind = "log" };

		if (!entry || !(row->check->events & CHECK_EVENT(event)))
			continue;
		evidence.key = strdup("kernel");
		evidence.cpus = strdup("");
		evidence.value = log_line(entry);
		if (add(row, evidence))
			return -ENOMEM;
	}
	return 0;
}

/* A log that was not read has no lines, which is no sign of anything. */
static int add_log(const struct host_facts *host, struct verdict_row *row,
		   const struct check_evidence *wanted)
{
	const struct host_obs *log =
		capture_find_host(host->capture, HOST_LOG, wanted->key);

	return log && log->error != OBS_READ ? add_host(host, row, wanted) :
					       add_lines(host, row);
}

int verdict_evidence_fill(const struct host_facts *host,
			  struct verdict_row *row)
{
	const struct check_evidence *wanted;
	int err = 0;

	if (row->result == RESULT_SKIP)
		return 0;
	for (wanted = row->check->evidence; !err && wanted->look; wanted++) {
		if (wanted->look == CHECK_LOOK_CPU)
			err = add_registers(host, row, &wanted->reg);
		else if (wanted->kind == HOST_LOG)
			err = add_log(host, row, wanted);
		else
			err = add_host(host, row, wanted) ||
			      add_cpus(host->capture, row, wanted);
	}
	return err ? -ENOMEM : 0;
}

bool verdict_evidence_fails(const struct verdict_row *row,
			    const struct verdict_evidence *evidence)
{
	struct cpulist failing = { 0 }, having = { 0 };

	if (!*row->cpus || !*evidence->cpus)
		return true;
	cpulist_parse(row->cpus, &failing);
	cpulist_parse(evidence->cpus, &having);
	cpulist_andnot(&having, &failing);
	return !cpulist_count(&having);
}
