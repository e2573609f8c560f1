// SPDX-License-Identifier: GPL-2.0-or-later
/* Facts of a host that its files, its kernel and its log tell. Pure. */
#include "judge/host-facts.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/util.h"
#include "ref/tdx-module.h"

const char *host_facts_file(const struct host_facts *host, const char *path)
{
	const struct host_obs *file =
		capture_find_host(host->capture, HOST_FILE, path);

	return file && file->error == OBS_READ ? file->text : NULL;
}

/*
 * Whether a text has a word, or one that begins with @word if that ends in "=".
 * @word has no space in it.
 */
static bool has_word(const char *text, const char *end, const char *word)
{
	size_t len = strlen(word);
	bool prefix = len && word[len - 1] == '=';

	while (text < end) {
		const char *stop = text;

		while (stop < end && !isspace((unsigned char)*stop))
			stop++;
		if (!strncmp(text, word, len) &&
		    (prefix || (size_t)(stop - text) == len))
			return true;
		text = stop + 1;
	}
	return false;
}

enum tristate host_facts_cmdline(const struct host_facts *host,
				 const char *word)
{
	const char *text = host_facts_file(host, "/proc/cmdline");

	if (!text)
		return TRI_UNKNOWN;
	return has_word(text, text + strlen(text), word) ? TRI_YES : TRI_NO;
}

const char *host_facts_cpuinfo_field(const struct host_facts *host,
				     const char *name, size_t *len)
{
	const char *text = host_facts_file(host, "/proc/cpuinfo");
	size_t n = strlen(name);

	while (text && *text) {
		const char *end = text + strcspn(text, "\n");
		const char *colon = memchr(text, ':', (size_t)(end - text));

		if (colon && !strncmp(text, name, n) &&
		    n + strspn(text + n, "\t ") == (size_t)(colon - text)) {
			colon++;
			colon += strspn(colon, "\t ");
			*len = (size_t)(end - colon);
			return colon;
		}
		text = *end ? end + 1 : end;
	}
	return NULL;
}

enum tristate host_facts_cpuinfo(const struct host_facts *host,
				 const char *line, const char *word)
{
	size_t len;
	const char *words = host_facts_cpuinfo_field(host, line, &len);

	if (!words)
		return TRI_UNKNOWN;
	return has_word(words, words + len, word) ? TRI_YES : TRI_NO;
}

const char *host_facts_kconfig(const struct host_facts *host, const char *name)
{
	const struct host_obs *option =
		capture_find_host(host->capture, HOST_KCONFIG, name);

	return option && option->error == OBS_READ ? option->text : NULL;
}

bool host_facts_kernel_from(const struct host_facts *host, unsigned int major,
			    unsigned int minor)
{
	return host->kernel_major > major ||
	       (host->kernel_major == major && host->kernel_minor >= minor);
}

bool host_facts_log(const struct host_facts *host, enum log_event event)
{
	return log_events_last(host->log, event);
}

bool host_facts_log_keyids(const struct host_facts *host, uint64_t *first,
			   uint64_t *count)
{
	const struct log_events_entry *line =
		log_events_last(host->log, LOG_EVENT_BIOS_ENABLED);

	if (!line || line->count < 2 || !line->number[0].known ||
	    !line->number[1].known ||
	    line->number[1].value < line->number[0].value)
		return false;
	*first = line->number[0].value;
	*count = line->number[1].value - line->number[0].value;
	return true;
}

/* Both spellings: the kernel prints Y and N, and takes 1 and 0 as well. */
static enum parameter parameter(const struct host_facts *host, const char *path)
{
	const struct host_obs *file =
		capture_find_host(host->capture, HOST_FILE, path);

	if (!file)
		return PARAMETER_UNKNOWN;
	if (file->error == OBS_ABSENT)
		return PARAMETER_ABSENT;
	if (file->error != OBS_READ)
		return PARAMETER_UNKNOWN;
	if (strchr("Yy1", file->text[0]) && file->text[0])
		return PARAMETER_YES;
	return strchr("Nn0", file->text[0]) && file->text[0] ?
		       PARAMETER_NO : PARAMETER_UNKNOWN;
}

/* The same as KVM says it in the log, for parameters that were not read. */
static const char *find_refusal(const struct host_facts *host)
{
	static const struct {
		enum log_event event;
		const char *name;
	} lines[] = {
		{ LOG_EVENT_KVM_MMU_OPTION_OFF,
		  "kvm.tdp_mmu, kvm.mmio_caching or kvm_intel.eptad" },
		{ LOG_EVENT_KVM_VIRT_AT_LOAD_OFF, "kvm.enable_virt_at_load" },
		{ LOG_EVENT_KVM_EPT_OFF, "kvm_intel.ept" },
		{ LOG_EVENT_KVM_APICV_OFF, "kvm_intel.enable_apicv" },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(lines); i++)
		if (host_facts_log(host, lines[i].event))
			return lines[i].name;
	return NULL;
}

/*
 * What KVM wants of its own parameters before it tries TDX; Linux 6.16,
 * arch/x86/kvm/vmx/tdx.c.
 */
static const char *find_conflict(const struct host_facts *host)
{
	static const struct {
		const char *path;
		const char *name;
	} wanted[] = {
		{ "/sys/module/kvm/parameters/tdp_mmu", "kvm.tdp_mmu" },
		{ "/sys/module/kvm/parameters/mmio_caching",
		  "kvm.mmio_caching" },
		{ "/sys/module/kvm/parameters/enable_virt_at_load",
		  "kvm.enable_virt_at_load" },
		{ "/sys/module/kvm_intel/parameters/ept", "kvm_intel.ept" },
		{ "/sys/module/kvm_intel/parameters/eptad",
		  "kvm_intel.eptad" },
		{ "/sys/module/kvm_intel/parameters/enable_apicv",
		  "kvm_intel.enable_apicv" },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(wanted); i++)
		if (parameter(host, wanted[i].path) == PARAMETER_NO)
			return wanted[i].name;
	return find_refusal(host);
}

/* Whether a word is kvm_intel.tdx; Linux takes a dash for an underscore. */
static bool is_kvm_tdx(const char *word, size_t len)
{
	return !strncmp(word, "kvm", 3) &&
	       (word[3] == '_' || word[3] == '-') &&
	       !strncmp(word + 4, "intel.tdx", 9) &&
	       (len == 13 || word[13] == '=');
}

/* As kstrtobool() of Linux reads what stands behind "=". */
static bool is_true(const char *value, size_t len)
{
	return !len || strchr("yYtT1", *value) ||
	       (len > 1 && strchr("oO", *value) && strchr("nN", value[1]));
}

/* Of several words, the last one counts. */
static enum tristate find_asked(const struct host_facts *host)
{
	static const char space[] = " \t\n";
	const char *text = host_facts_file(host, "/proc/cmdline");
	enum tristate asked = TRI_NO;
	size_t len;

	if (!text)
		return TRI_UNKNOWN;
	for (text += strspn(text, space); *text;
	     text += len, text += strspn(text, space)) {
		len = strcspn(text, space);
		if (!is_kvm_tdx(text, len))
			continue;
		asked = len == 13 || is_true(text + 14, len - 14) ? TRI_YES :
								   TRI_NO;
	}
	return asked;
}

/* The leading numbers of "6.12.48-1": no more of it compares across vendors. */
static void find_kernel(struct host_facts *host)
{
	const char *text = host->capture->ident.kernel;
	unsigned long major, minor;
	char *end;

	if (!isdigit((unsigned char)*text))
		return;
	major = strtoul(text, &end, 10);
	if (*end != '.' || !isdigit((unsigned char)end[1]) || major > 999)
		return;
	minor = strtoul(end + 1, &end, 10);
	if (minor > 999)
		return;
	host->kernel_major = (unsigned int)major;
	host->kernel_minor = (unsigned int)minor;
}

int host_facts_fill_files(struct host_facts *host)
{
	const struct host_obs *log =
		capture_find_host(host->capture, HOST_LOG, "kernel");

	if (log && log->error == OBS_READ) {
		host->log = calloc(1, sizeof(*host->log));
		if (!host->log)
			return -ENOMEM;
		log_events_read(log->text, host->log);
	}
	host->kvm_tdx =
		parameter(host, "/sys/module/kvm_intel/parameters/tdx");
	host->kvm_tdx_asked = find_asked(host);
	host->kvm_conflict = find_conflict(host);
	host->updates_module = tdx_module_update_runs(
		host_facts_file(host, MODULE_UPDATE_FILE));
	find_kernel(host);
	host->kvm_proves = host->kvm_tdx == PARAMETER_YES &&
			   host_facts_kernel_from(host, 6, 16);
	return 0;
}
