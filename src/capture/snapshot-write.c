// SPDX-License-Identifier: GPL-2.0-or-later
/* Writes a capture as a snapshot, an observation a line. */
#include <errno.h>
#include <inttypes.h>
#include <string.h>

#include "base/utf8.h"
#include "base/util.h"
#include "capture/snapshot.h"

/**
 * struct list - a JSON array in the making
 * @out: where to
 * @indent: of its elements
 * @count: elements so far
 */
struct list {
	FILE *out;
	int indent;
	size_t count;
};

static void next_item(struct list *list)
{
	fprintf(list->out, "%s\n%*s", list->count++ ? "," : "", list->indent,
		"");
}

static void end_list(const struct list *list)
{
	if (list->count)
		fprintf(list->out, "\n%*s", list->indent - 2, "");
	fputc(']', list->out);
}

static void put_char(FILE *out, const char *from, size_t size)
{
	switch (*from) {
	case '"':
	case '\\':
		fprintf(out, "\\%c", *from);
		break;
	case '\n':
		fputs("\\n", out);
		break;
	case '\t':
		fputs("\\t", out);
		break;
	default:
		fwrite(from, 1, size, out);
	}
}

/* The part of a text up to @end, cleaned as a reader would do it. */
static void put_part(FILE *out, const char *text, const char *end,
		     const char *keep)
{
	fputc('"', out);
	while (text < end) {
		const char *from = text;
		uint32_t c = utf8_next(&text, end);

		if (utf8_may_stay(c, keep))
			put_char(out, from, (size_t)(text - from));
		else
			fputc('?', out);
	}
	fputc('"', out);
}

static void put_text(FILE *out, const char *text, const char *keep)
{
	put_part(out, text, text + strlen(text), keep);
}

/* A member of the document or of an object in it; null for "". */
static void put_member(FILE *out, int indent, const char *name,
		       const char *text, bool last)
{
	fprintf(out, "%*s\"%s\": ", indent, "", name);
	if (*text)
		put_text(out, text, "");
	else
		fputs("null", out);
	fputs(last ? "\n" : ",\n", out);
}

static int put_cpus(FILE *out, const char *name, const struct cpulist *cpus)
{
	cleanup_free char *text = cpulist_format(cpus);

	if (!text)
		return -ENOMEM;
	fprintf(out, "\"%s\": \"%s\"", name, text);
	return 0;
}

static void put_host(FILE *out, const struct host_ident *ident)
{
	fputs("  \"host\": {\n", out);
	put_member(out, 4, "hostname", ident->hostname, false);
	put_member(out, 4, "kernel", ident->kernel, false);
	put_member(out, 4, "vendor", ident->vendor, false);
	put_member(out, 4, "product", ident->product, false);
	put_member(out, 4, "bios", ident->bios, true);
	fputs("  },\n", out);
}

static void put_header(FILE *out, const struct capture *capture)
{
	fputs("{\n", out);
	put_member(out, 2, "schema", "tdxctl.snapshot/1", false);
	fputs("  \"tool\": {\n", out);
	put_member(out, 4, "name", "tdxctl", false);
	put_member(out, 4, "version", PACKAGE_VERSION, true);
	fputs("  },\n", out);
	put_host(out, &capture->ident);
	put_member(out, 2, "source", capture->source, false);
	put_member(out, 2, "time", capture->time, false);
}

static int put_packages(FILE *out, const struct capture *capture)
{
	struct list list = { .out = out, .indent = 6 };
	size_t i;

	fputs("    \"packages\": [", out);
	for (i = 0; i < capture->npackages; i++) {
		struct cpulist cpus = capture->packages[i].cpus;

		cpulist_and(&cpus, &capture->cpus.present);
		next_item(&list);
		fprintf(out, "{\"id\": %u, ", capture->packages[i].id);
		if (put_cpus(out, "cpus", &cpus))
			return -ENOMEM;
		fputc('}', out);
	}
	end_list(&list);
	return 0;
}

/* The kernel may list CPUs that it could have: those are not present. */
static int put_all_cpus(FILE *out, const struct capture *capture)
{
	struct cpulist online = capture->cpus.online;
	struct cpulist offline = capture->cpus.present;
	struct cpulist isolated = capture->cpus.isolated;
	const struct {
		const char *name;
		const struct cpulist *cpus;
	} lists[] = {
		{ "present", &capture->cpus.present },
		{ "online", &online },
		{ "offline", &offline },
		{ "isolated", &isolated },
	};
	size_t i;

	cpulist_and(&online, &capture->cpus.present);
	cpulist_andnot(&offline, &online);
	cpulist_and(&isolated, &capture->cpus.present);
	fputs("  \"cpus\": {\n", out);
	for (i = 0; i < ARRAY_SIZE(lists); i++) {
		fputs("    ", out);
		if (put_cpus(out, lists[i].name, lists[i].cpus))
			return -ENOMEM;
		fputs(",\n", out);
	}
	if (put_packages(out, capture))
		return -ENOMEM;
	fputs("\n  },\n", out);
	return 0;
}

static void put_word(FILE *out, const struct obs *obs)
{
	fprintf(out, "\"0x%016" PRIx64 "\"", obs->word & ~obs->unknown);
	if (obs->unknown)
		fprintf(out, ", \"mask\": \"0x%016" PRIx64 "\"", ~obs->unknown);
}

static void put_cpuid(FILE *out, const struct obs_cpuid *cpuid)
{
	fprintf(out,
		"{\"eax\": \"0x%08" PRIx32 "\", \"ebx\": \"0x%08" PRIx32
		"\", \"ecx\": \"0x%08" PRIx32 "\", \"edx\": \"0x%08" PRIx32
		"\"}",
		cpuid->eax, cpuid->ebx, cpuid->ecx, cpuid->edx);
}

static void put_regs(FILE *out, const struct obs_seamcall *call)
{
	const struct obs_seamcall_regs *regs = &call->regs;

	fprintf(out,
		"\"0x%016" PRIx64 "\", \"regs\": {\"rcx\": \"0x%016" PRIx64
		"\", \"rdx\": \"0x%016" PRIx64 "\", \"r8\": \"0x%016" PRIx64
		"\", \"r9\": \"0x%016" PRIx64 "\", \"r10\": \"0x%016" PRIx64
		"\", \"r11\": \"0x%016" PRIx64 "\"}",
		call->rax, regs->rcx, regs->rdx, regs->r8, regs->r9, regs->r10,
		regs->r11);
}

static void put_seamcall(FILE *out, const struct obs_seamcall *call)
{
	fprintf(out, "{\"outcome\": \"%s\", \"status\": ",
		seamcall_outcome_name(call->outcome));
	if (call->outcome == OUTCOME_SUCCESS || call->outcome == OUTCOME_STATUS)
		put_regs(out, call);
	else
		fputs("null, \"regs\": null", out);
	fprintf(out, ", \"attempts\": %u, \"vmx_entered\": %s%s}",
		call->attempts, call->vmx_entered ? "true" : "false",
		call->vmx_stuck ? ", \"vmx_stuck\": true" : "");
}

static void put_cpu_value(FILE *out, const struct obs *obs)
{
	switch (obs->key.kind) {
	case OBS_MSR:
	case OBS_CR4:
		put_word(out, obs);
		break;
	case OBS_CPUID:
		put_cpuid(out, &obs->cpuid);
		break;
	case OBS_SEAMCALL:
		put_seamcall(out, &obs->seamcall);
		break;
	case OBS_KINDS:
		break;
	}
}

static int put_group(FILE *out, const struct obs_group *group)
{
	const struct obs *obs = &group->obs;
	char key[OBS_KEY_TEXT_MAX];

	fprintf(out, "{\"kind\": \"%s\", \"key\": \"%s\", ",
		obs_kind_name(obs->key.kind), obs_key_text(&obs->key, key));
	if (put_cpus(out, "cpus", &group->cpus))
		return -ENOMEM;
	if (obs->error != OBS_READ) {
		fprintf(out, ", \"error\": \"%s\"}",
			obs_error_name(obs->error));
		return 0;
	}
	fputs(", \"value\": ", out);
	put_cpu_value(out, obs);
	fputc('}', out);
	return 0;
}

static void put_dimms(FILE *out, const struct host_obs *host)
{
	size_t i;

	fputc('[', out);
	for (i = 0; i < host->ndimms; i++) {
		const struct capture_dimm *dimm = &host->dimms[i];

		fprintf(out,
			"%s{\"socket\": %u, \"channel\": %u, \"slot\": %u, "
			"\"mib\": %" PRIu64 "}",
			i ? ", " : "", dimm->socket, dimm->channel, dimm->slot,
			dimm->mib);
	}
	fputc(']', out);
}

static void put_lines(FILE *out, const char *text)
{
	const char *end;
	bool first = true;

	fputc('[', out);
	for (; *text; text = *end ? end + 1 : end, first = false) {
		end = strchrnul(text, '\n');
		fputs(first ? "" : ", ", out);
		put_part(out, text, end, "\t");
	}
	fputc(']', out);
}

static void put_host_value(FILE *out, const struct host_obs *host)
{
	switch (host->kind) {
	case HOST_FILE:
		put_text(out, host->text, "\n\t");
		break;
	case HOST_KCONFIG:
	case HOST_DMI:
	case HOST_HELPER:
		put_text(out, host->text, "");
		break;
	case HOST_DIMM:
		put_dimms(out, host);
		break;
	case HOST_IOCTL:
		fprintf(out, "%" PRIu64, host->number);
		break;
	case HOST_LOG:
		put_lines(out, host->text);
		break;
	case HOST_KINDS:
		break;
	}
}

static void put_host_obs(FILE *out, const struct host_obs *host)
{
	fprintf(out,
		"{\"kind\": \"%s\", \"key\": ", capture_kind_name(host->kind));
	put_text(out, host->key, "");
	if (host->error != OBS_READ) {
		fprintf(out, ", \"error\": \"%s\"}",
			obs_error_name(host->error));
		return;
	}
	fputs(", \"value\": ", out);
	put_host_value(out, host);
	fputc('}', out);
}

static int put_observations(FILE *out, const struct capture *capture)
{
	struct list list = { .out = out, .indent = 4 };
	size_t i;

	fputs("  \"observations\": [", out);
	for (i = 0; i < capture->ngroups; i++) {
		next_item(&list);
		if (put_group(out, &capture->groups[i]))
			return -ENOMEM;
	}
	for (i = 0; i < capture->nhost; i++) {
		next_item(&list);
		put_host_obs(out, &capture->host[i]);
	}
	for (i = 0; i < capture->nothers; i++) {
		next_item(&list);
		fputs(capture->others[i], out);
	}
	end_list(&list);
	return 0;
}

int snapshot_write(const struct capture *capture, FILE *out)
{
	put_header(out, capture);
	if (put_all_cpus(out, capture) || put_observations(out, capture))
		return -ENOMEM;
	fputs("\n}\n", out);
	return 0;
}
