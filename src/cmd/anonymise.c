// SPDX-License-Identifier: GPL-2.0-or-later
/* Takes out of a capture what tells which host it is of. */
#include "cmd/anonymise.h"

#include <ctype.h>
#include <errno.h>
#include <string.h>
#include <strings.h>

#include "base/plain.h"
#include "base/util.h"
#include "judge/log-events.h"
#include "judge/log-seamcall.h"
#include "read/host-files.h"
#include "read/keep-words.h"
#include "read/log-filter.h"
#include "ref/bios.h"

/* Words of files and of the configuration that no other table has. */
static const struct {
	const char *words;
	const char *why;
} file_words[] = {
	{ "y n yes no on off true false t f", "kernel parameters, options" },
	{ "m", "options" },
	{ "none integrity confidentiality", "security/lockdown" },
	{ "freeze standby mem disk", "power/state" },
	{ "disabled platform shutdown reboot suspend test_resume",
	  "power/disk" },
	{ "forceoff notsupported notimplemented", "smt/control" },
	{ "tdx", "misc.capacity" },
	{ "idle", "tdx_module/status" },
	{ "processor vendor_id cpu family model name stepping microcode",
	  "cpuinfo" },
	{ "flags bugs address sizes bits physical virtual", "cpuinfo" },
	{ "GenuineIntel AuthenticAMD HygonGenuine CentaurHauls", "cpuinfo" },
};

/**
 * struct names - what the host is called
 * @full: as the kernel has it
 * @len: its length
 * @short_len: length up to the first dot, that is without a domain
 */
struct names {
	const char *full;
	size_t len;
	size_t short_len;
};

/* "4", "0x22", and "0134fed5", which is a date: a hexadecimal number. */
static bool is_number(const char *word, size_t len)
{
	size_t i = len > 2 && word[0] == '0' && tolower(word[1]) == 'x' ? 2 : 0;

	if (!isdigit((unsigned char)*word))
		return false;
	while (i < len && isxdigit((unsigned char)word[i]))
		i++;
	return i == len;
}

static bool reduce_knows(const struct reduce_word *words, size_t count,
			 const char *word, size_t len)
{
	size_t i;

	for (i = 0; i < count; i++)
		if (plain_has_word(words[i].name, word, len))
			return true;
	return false;
}

static bool files_know(const char *word, size_t len)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(file_words); i++)
		if (plain_has_word(file_words[i].words, word, len))
			return true;
	return reduce_knows(keep_cmdline_words, keep_cmdline_count, word,
			    len) ||
	       reduce_knows(keep_cpuinfo_flag_words, keep_cpuinfo_flag_count,
			    word, len) ||
	       reduce_knows(keep_cpuinfo_bug_words, keep_cpuinfo_bug_count,
			    word, len) ||
	       reduce_knows(keep_kconfig_words, keep_kconfig_count, word, len);
}

static bool log_knows(const char *word, size_t len)
{
	size_t i;

	for (i = 0; i < log_filter_words_count; i++)
		if (plain_has_word(log_filter_words[i].text, word, len))
			return true;
	return log_events_knows(word, len) || log_seamcall_knows(word, len);
}

/* What a kernel prints in its log it may also print in a file. */
static bool is_needed(enum host_kind kind, const char *word, size_t len)
{
	if (kind == HOST_DMI)
		return bios_knows(word, len);
	return is_number(word, len) || files_know(word, len) ||
	       log_knows(word, len);
}

/* Whether a word is the host's name, without its domain, or with any. */
static bool is_name(const struct names *names, const char *word, size_t len)
{
	size_t n = names->short_len;

	if (len < n || strncasecmp(word, names->full, n))
		return false;
	return len == n || word[n] == '.';
}

/* "6.8.0-1004-intel": the release of a kernel decides what it can do. */
static bool is_release(const char *word, size_t len)
{
	size_t i = 0;

	while (i < len && isdigit((unsigned char)word[i]))
		i++;
	return i && i + 1 < len && word[i] == '.' &&
	       isdigit((unsigned char)word[i + 1]);
}

/* With its domain a name is no word that the kernel has, but for a release. */
static bool must_stay(const struct names *names, enum host_kind kind,
		      const char *word, size_t len)
{
	bool whole = len == names->len && !strncasecmp(word, names->full, len);

	if (len > names->short_len && whole)
		return is_release(word, len);
	return is_needed(kind, word, names->short_len);
}

/* Return: whether it stays somewhere. */
static bool hide(const struct names *names, enum host_kind kind, char *text)
{
	bool stays = false;
	const char *at = text;
	size_t len;

	plain_mask_uuids(text);
	for (; names->len && (len = plain_word(&at)); at += len) {
		if (!is_name(names, at, len))
			continue;
		if (!must_stay(names, kind, at, len))
			memset(text + (at - text), 'x', len);
		else if (len == names->short_len || len == names->len)
			stays = true;
	}
	return stays;
}

static bool replace(struct host_obs *host, char *text)
{
	if (!text)
		return false;
	free(host->text);
	host->text = text;
	return true;
}

/* As from a live host: no parameter that names a disc, an address, a host. */
static int reduce_parameters(struct host_obs *host)
{
	return replace(host, keep_cmdline(host->text)) ? 0 : -ENOMEM;
}

static int drop_lines(struct host_obs *host)
{
	char *line = host->text, *to = host->text;

	while (*line) {
		size_t len = strcspn(line, "\n");
		bool more = line[len];

		line[len] = '\0';
		if (!log_filter_gives_away(line)) {
			memmove(to, line, len);
			to += len;
			if (more)
				*to++ = '\n';
		}
		line += len + more;
	}
	*to = '\0';
	return 0;
}

/* What a live host would not have told. */
static int reduce(struct host_obs *host)
{
	if (host->kind == HOST_FILE && !strcmp(host->key, "/proc/cmdline"))
		return reduce_parameters(host);
	return host->kind == HOST_LOG ? drop_lines(host) : 0;
}

/* Serial numbers and the like, which no live host's snapshot has. */
static void drop_dmi(struct host_obs *host)
{
	if (host->kind != HOST_DMI || host_dmi_has(host->key))
		return;
	free(host->text);
	host->text = NULL;
	host->error = OBS_UNSUPPORTED;
}

static void hide_ident(const struct names *names, struct host_ident *ident,
		       struct anonymised *result)
{
	result->kept[HOST_FILE] |= hide(names, HOST_FILE, ident->kernel);
	result->kept[HOST_DMI] |= hide(names, HOST_DMI, ident->vendor);
	result->kept[HOST_DMI] |= hide(names, HOST_DMI, ident->product);
	result->kept[HOST_DMI] |= hide(names, HOST_DMI, ident->bios);
}

static void drop_others(struct capture *capture, struct anonymised *result)
{
	result->dropped = capture->nothers;
	while (capture->nothers)
		free(capture->others[--capture->nothers]);
}

int anonymise(struct capture *capture, struct anonymised *result)
{
	struct names names = { .full = result->name };
	size_t i;

	strcpy(result->name, capture->ident.hostname);
	names.len = strlen(names.full);
	names.short_len = strcspn(names.full, ".");
	capture->ident.hostname[0] = '\0';
	hide_ident(&names, &capture->ident, result);
	for (i = 0; i < capture->nhost; i++) {
		struct host_obs *host = &capture->host[i];

		drop_dmi(host);
		if (!host->text)
			continue;
		if (reduce(host))
			return -ENOMEM;
		result->kept[host->kind] |= hide(&names, host->kind,
						 host->text);
	}
	drop_others(capture, result);
	return 0;
}
