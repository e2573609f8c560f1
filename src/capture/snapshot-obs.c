// SPDX-License-Identifier: GPL-2.0-or-later
/* Reads one observation of a snapshot. */
#include "capture/snapshot-obs.h"

#include <errno.h>
#include <json-c/json.h>
#include <limits.h>
#include <string.h>

#include "base/utf8.h"

#define ATTEMPTS_MAX 1000

/* Nothing that a terminal would obey or a reader not see; of a sane length. */
static int read_name(const struct place *place, const char *name, size_t max,
		     const char **text)
{
	const char *p, *end;
	int err = snapshot_member_text(place, name, text);

	if (err)
		return err;
	if (!**text)
		return snapshot_member_fail(place, name, "is empty");
	if (strlen(*text) > max)
		return snapshot_member_fail(place, name,
					    "has more than %zu bytes", max);
	for (p = *text, end = p + strlen(p); p < end;)
		if (!utf8_is_seen(utf8_next(&p, end)))
			return snapshot_member_fail(place, name,
						    "has a control character");
	return 0;
}

static int read_error(const struct place *place, enum obs_error *error)
{
	const char *text;
	bool has_value = snapshot_member_exists(place, "value");
	int i, err;

	*error = OBS_READ;
	if (snapshot_member_exists(place, "error") == has_value)
		return snapshot_member_fail(place, "",
					    "needs either a value or an error");
	if (has_value)
		return 0;
	err = snapshot_member_text(place, "error", &text);
	if (err)
		return err;
	for (i = OBS_READ + 1; i < OBS_ERRORS; i++)
		if (!strcmp(text, obs_error_name((enum obs_error)i))) {
			*error = (enum obs_error)i;
			return 0;
		}
	return snapshot_member_fail(place, "error", "\"%s\" is no error", text);
}

static int read_key(const struct place *place, const char *text,
		    struct obs_key *key)
{
	if (!obs_key_parse(key->kind, text, key))
		return snapshot_member_fail(place, "key",
					    "has not the form of this kind");
	return 0;
}

static int read_word(const struct place *place, struct obs *obs)
{
	uint64_t mask = UINT64_MAX;
	int err = snapshot_member_hex(place, "value", 16, &obs->word);

	if (!err && snapshot_member_exists(place, "mask"))
		err = snapshot_member_hex(place, "mask", 16, &mask);
	obs->unknown = ~mask;
	obs->word &= mask;
	return err;
}

static int read_cpuid(const struct place *place, struct obs *obs)
{
	const struct {
		const char *name;
		uint32_t *value;
	} regs[] = {
		{ "eax", &obs->cpuid.eax },
		{ "ebx", &obs->cpuid.ebx },
		{ "ecx", &obs->cpuid.ecx },
		{ "edx", &obs->cpuid.edx },
	};
	struct place inner;
	uint64_t value = 0;
	size_t i;
	int err = snapshot_member_object(place, "value", &inner);

	for (i = 0; !err && i < ARRAY_SIZE(regs); i++) {
		err = snapshot_member_hex(&inner, regs[i].name, 8, &value);
		*regs[i].value = (uint32_t)value;
	}
	if (!err)
		obs_clear_apic_id(&obs->key, &obs->cpuid);
	return err;
}

static int read_outcome(const struct place *place, enum outcome *outcome)
{
	const char *text;
	int i, err = snapshot_member_text(place, "outcome", &text);

	if (err)
		return err;
	for (i = 0; i < OUTCOMES; i++)
		if (!strcmp(text, seamcall_outcome_name((enum outcome)i))) {
			*outcome = (enum outcome)i;
			return 0;
		}
	return snapshot_member_fail(place, "outcome", "\"%s\" is no outcome",
				    text);
}

static int read_null(const struct place *place, const char *name)
{
	struct json_object *value;

	if (!json_object_object_get_ex(place->object, name, &value))
		return snapshot_member_fail(place, name, "is missing");
	return value ? snapshot_member_fail(place, name, "is not null here") :
		       0;
}

/* Registers on return: of SEAM software, if it answered. */
static int read_regs(const struct place *place, struct obs_seamcall *call)
{
	const struct {
		const char *name;
		uint64_t *value;
	} regs[] = {
		{ "rcx", &call->regs.rcx }, { "rdx", &call->regs.rdx },
		{ "r8", &call->regs.r8 },   { "r9", &call->regs.r9 },
		{ "r10", &call->regs.r10 }, { "r11", &call->regs.r11 },
	};
	struct place inner;
	size_t i;
	int err = snapshot_member_hex(place, "status", 16, &call->rax);

	if (err)
		return err;
	if ((call->outcome == OUTCOME_SUCCESS) != (call->rax == 0))
		return snapshot_member_fail(place, "status",
					    "contradicts the outcome");
	err = snapshot_member_object(place, "regs", &inner);
	for (i = 0; !err && i < ARRAY_SIZE(regs); i++)
		err = snapshot_member_hex(&inner, regs[i].name, 16,
					  regs[i].value);
	return err;
}

static int read_seamcall(const struct place *place, struct obs *obs)
{
	struct obs_seamcall *call = &obs->seamcall;
	struct place inner;
	uint64_t attempts;
	int err = snapshot_member_object(place, "value", &inner);

	if (!err)
		err = read_outcome(&inner, &call->outcome);
	if (err)
		return err;
	if (call->outcome == OUTCOME_SUCCESS || call->outcome == OUTCOME_STATUS)
		err = read_regs(&inner, call);
	else if (!(err = read_null(&inner, "status")))
		err = read_null(&inner, "regs");
	if (!err)
		err = snapshot_member_number(&inner, "attempts", 1,
					     ATTEMPTS_MAX, &attempts);
	if (err)
		return err;
	call->attempts = (unsigned int)attempts;
	err = snapshot_member_bool(&inner, "vmx_entered", &call->vmx_entered);
	if (!err && snapshot_member_exists(&inner, "vmx_stuck"))
		err = snapshot_member_bool(&inner, "vmx_stuck",
					   &call->vmx_stuck);
	return err;
}

static int read_cpu_value(const struct place *place, struct obs *obs)
{
	switch (obs->key.kind) {
	case OBS_MSR:
	case OBS_CR4:
		return read_word(place, obs);
	case OBS_CPUID:
		return read_cpuid(place, obs);
	case OBS_SEAMCALL:
		return read_seamcall(place, obs);
	case OBS_KINDS:
		break;
	}
	return -EINVAL;
}

static int read_cpu_obs(const struct place *place, struct capture *capture,
			const struct observed *observed, struct obs *obs)
{
	int err;

	if (!observed->on_cpus)
		return snapshot_member_fail(place, "cpus", "is missing");
	err = read_key(place, observed->key, &obs->key);
	if (!err && obs->error == OBS_READ)
		err = read_cpu_value(place, obs);
	return err ? err : capture_add(capture, obs, &observed->cpus);
}

/* An absolute path without detours. */
static bool is_host_path(const char *path)
{
	size_t n = strlen(path);

	return (!strncmp(path, "/proc/", 6) || !strncmp(path, "/sys/", 5)) &&
	       path[n - 1] != '/' && !strstr(path, "//") &&
	       !strstr(path, "/./") && !strstr(path, "/../") &&
	       strcmp(path + n - 2, "/.") && strcmp(path + n - 3, "/..");
}

/* A text without what a terminal would obey; of a file it may have lines. */
static int read_text(const struct place *place, struct host_obs *host)
{
	const char *text;
	int err = snapshot_member_text(place, "value", &text);

	if (err)
		return err;
	if (strlen(text) > SNAPSHOT_TEXT_MAX)
		return snapshot_member_fail(place, "value",
					    "has more than %d bytes",
					    SNAPSHOT_TEXT_MAX);
	host->text = strdup(text);
	if (!host->text)
		return -ENOMEM;
	utf8_clean(host->text, host->kind == HOST_FILE ? "\n\t" : "");
	return 0;
}

static int put_log_line(const struct place *place, struct json_object *array,
			size_t i, FILE *out)
{
	struct json_object *line = json_object_array_get_idx(array, i);
	cleanup_free char *text = NULL;
	char name[32];

	snprintf(name, sizeof(name), "value[%zu]", i);
	if (json_object_get_type(line) != json_type_string)
		return snapshot_member_fail(place, name, "is no text");
	if (json_object_get_string_len(line) > SNAPSHOT_TEXT_MAX)
		return snapshot_member_fail(place, name,
					    "has more than %d bytes",
					    SNAPSHOT_TEXT_MAX);
	text = strdup(json_object_get_string(line));
	if (!text)
		return -ENOMEM;
	utf8_clean(text, "\t");
	fprintf(out, "%s\n", text);
	return 0;
}

static int read_log(const struct place *place, struct host_obs *host)
{
	struct json_object *array;
	size_t i, size;
	FILE *out;
	int err = snapshot_member_array(place, "value", &array);

	if (err)
		return err;
	out = open_memstream(&host->text, &size);
	if (!out)
		return -ENOMEM;
	for (i = 0; !err && i < json_object_array_length(array); i++)
		err = put_log_line(place, array, i, out);
	/* Closing a stream in memory can fail without saying so. */
	return fclose(out) || !host->text ? -ENOMEM : err;
}

static int read_dimm(const struct place *place, struct json_object *array,
		     size_t i, struct capture_dimm *dimm)
{
	uint64_t socket, channel, slot;
	struct place inner;
	int err = snapshot_member_element(place, "value", array, i, &inner);

	if (!err)
		err = snapshot_member_number(&inner, "socket", 0, UINT_MAX,
					     &socket);
	if (!err)
		err = snapshot_member_number(&inner, "channel", 0, UINT_MAX,
					     &channel);
	if (!err)
		err = snapshot_member_number(&inner, "slot", 0, UINT_MAX,
					     &slot);
	if (!err)
		err = snapshot_member_number(&inner, "mib", 0,
					     MEMBER_NUMBER_MAX, &dimm->mib);
	if (err)
		return err;
	dimm->socket = (unsigned int)socket;
	dimm->channel = (unsigned int)channel;
	dimm->slot = (unsigned int)slot;
	return 0;
}

static int read_dimms(const struct place *place, struct host_obs *host)
{
	struct json_object *array;
	size_t i, count;
	int err = snapshot_member_array(place, "value", &array);

	if (err)
		return err;
	count = json_object_array_length(array);
	host->dimms = count ? calloc(count, sizeof(*host->dimms)) : NULL;
	if (count && !host->dimms)
		return -ENOMEM;
	host->ndimms = count;
	for (i = 0; !err && i < count; i++)
		err = read_dimm(place, array, i, &host->dimms[i]);
	return err;
}

static int read_host_value(const struct place *place, struct host_obs *host)
{
	switch (host->kind) {
	case HOST_FILE:
	case HOST_KCONFIG:
	case HOST_DMI:
	case HOST_HELPER:
		return read_text(place, host);
	case HOST_DIMM:
		return read_dimms(place, host);
	case HOST_IOCTL:
		return snapshot_member_number(place, "value", 0,
					      MEMBER_NUMBER_MAX, &host->number);
	case HOST_LOG:
		return read_log(place, host);
	case HOST_KINDS:
		break;
	}
	return -EINVAL;
}

static int read_host_obs(const struct place *place, struct capture *capture,
			 const struct observed *observed, enum host_kind kind,
			 enum obs_error error)
{
	struct host_obs *host;

	if (observed->on_cpus)
		return snapshot_member_fail(place, "cpus",
					    "is not for this kind");
	if (kind == HOST_FILE && !is_host_path(observed->key))
		return snapshot_member_fail(place, "key",
					    "is no path under /proc or /sys");
	host = capture_add_host(capture, kind, observed->key, error, NULL);
	if (!host)
		return -ENOMEM;
	return error == OBS_READ ? read_host_value(place, host) : 0;
}

/* What every kind has, known or not. */
static int read_observed(const struct place *place,
			 const struct capture *capture,
			 struct observed *observed, enum obs_error *error)
{
	int err = read_name(place, "kind", 64, &observed->kind);

	if (!err)
		err = read_name(place, "key", PATH_MAX - 1, &observed->key);
	observed->on_cpus = snapshot_member_exists(place, "cpus");
	if (!err && observed->on_cpus) {
		err = snapshot_member_cpus(
			place, "cpus", &capture->cpus.present, &observed->cpus);
		if (!err && cpulist_next(&observed->cpus, 0) == CPULIST_MAX)
			err = snapshot_member_fail(place, "cpus",
						   "names no CPU");
	}
	return err ? err : read_error(place, error);
}

int snapshot_read_obs(const struct place *place, struct capture *capture,
		      struct observed *observed, bool *known)
{
	struct obs obs = { 0 };
	int i, err = read_observed(place, capture, observed, &obs.error);

	*known = true;
	if (err)
		return err;
	for (i = 0; i < OBS_KINDS; i++) {
		obs.key.kind = (enum obs_kind)i;
		if (!strcmp(observed->kind, obs_kind_name(obs.key.kind)))
			return read_cpu_obs(place, capture, observed, &obs);
	}
	for (i = 0; i < HOST_KINDS; i++)
		if (!strcmp(observed->kind,
			    capture_kind_name((enum host_kind)i)))
			return read_host_obs(place, capture, observed,
					     (enum host_kind)i, obs.error);
	*known = false;
	return 0;
}
