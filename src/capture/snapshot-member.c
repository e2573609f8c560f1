// SPDX-License-Identifier: GPL-2.0-or-later
/* Typed members of a snapshot's objects, and problems that name their place. */
#include "capture/snapshot-member.h"

#include <errno.h>
#include <inttypes.h>
#include <json-c/json.h>
#include <stdarg.h>
#include <string.h>

#include "capture/snapshot.h"

/* The longest list of all CPUs that has no two neighbours is shorter. */
#define CPUS_TEXT_MAX 32767

int snapshot_member_fail(const struct place *place, const char *name,
			 const char *format, ...)
{
	char *p = place->problem;
	va_list args;
	size_t n;

	n = (size_t)snprintf(p, SNAPSHOT_PROBLEM_MAX, "%s%s%s", place->path,
			     *place->path && *name ? "." : "", name);
	if (n)
		n += (size_t)snprintf(p + n, SNAPSHOT_PROBLEM_MAX - n, ": ");
	va_start(args, format);
	vsnprintf(p + n, SNAPSHOT_PROBLEM_MAX - n, format, args);
	va_end(args);
	/* It may quote the document, and end within a character. */
	for (; *p; p++)
		if (*p < 0x20 || *p > 0x7e)
			*p = '?';
	return -EINVAL;
}

bool snapshot_member_exists(const struct place *place, const char *name)
{
	return json_object_object_get_ex(place->object, name, NULL);
}

/* "is no text": the end of a sentence about a value that is something else. */
static const char *wanted(enum json_type type)
{
	switch (type) {
	case json_type_string:
		return "is no text";
	case json_type_int:
		return "is no whole number";
	case json_type_boolean:
		return "is neither true nor false";
	case json_type_array:
		return "is no array";
	case json_type_object:
		return "is no object";
	case json_type_null:
	case json_type_double:
		break;
	}
	return "is of another type";
}

static int get(const struct place *place, const char *name, enum json_type type,
	       struct json_object **value)
{
	if (!json_object_object_get_ex(place->object, name, value))
		return snapshot_member_fail(place, name, "is missing");
	if (json_object_get_type(*value) != type)
		return snapshot_member_fail(place, name, "%s", wanted(type));
	return 0;
}

int snapshot_member_text(const struct place *place, const char *name,
			 const char **text)
{
	struct json_object *value;
	int err = get(place, name, json_type_string, &value);

	if (!err)
		*text = json_object_get_string(value);
	return err;
}

int snapshot_member_bool(const struct place *place, const char *name, bool *yes)
{
	struct json_object *value;
	int err = get(place, name, json_type_boolean, &value);

	if (!err)
		*yes = json_object_get_boolean(value);
	return err;
}

int snapshot_member_number(const struct place *place, const char *name,
			   uint64_t min, uint64_t max, uint64_t *number)
{
	struct json_object *value;
	int64_t got;
	int err = get(place, name, json_type_int, &value);

	if (err)
		return err;
	got = json_object_get_int64(value);
	if (got < 0 || (uint64_t)got < min || (uint64_t)got > max)
		return snapshot_member_fail(place, name,
					    "is not from %" PRIu64
					    " to %" PRIu64,
					    min, max);
	*number = (uint64_t)got;
	return 0;
}

int snapshot_member_hex(const struct place *place, const char *name, int digits,
			uint64_t *value)
{
	const char *text;
	int err = snapshot_member_text(place, name, &text);

	if (err)
		return err;
	if (strlen(text) != (size_t)digits + 2 || strncmp(text, "0x", 2) ||
	    strspn(text + 2, "0123456789abcdef") != (size_t)digits)
		return snapshot_member_fail(
			place, name, "is not 0x and %d digits in lower case",
			digits);
	*value = strtoull(text, NULL, 16);
	return 0;
}

int snapshot_member_cpus(const struct place *place, const char *name,
			 const struct cpulist *within, struct cpulist *cpus)
{
	struct cpulist outside;
	const char *text;
	int err = snapshot_member_text(place, name, &text);

	memset(cpus, 0, sizeof(*cpus));
	if (err || !*text)
		return err;
	if (strlen(text) > CPUS_TEXT_MAX)
		return snapshot_member_fail(
			place, name, "has more than %d bytes", CPUS_TEXT_MAX);
	/* Strides are for users. */
	err = strchr(text, ':') ? -EINVAL : cpulist_parse(text, cpus);
	if (err == -ERANGE)
		return snapshot_member_fail(
			place, name, "names a CPU that is not from 0 to %d",
			CPULIST_MAX - 1);
	if (err)
		return snapshot_member_fail(place, name, "is no CPU list");
	outside = *cpus;
	if (within)
		cpulist_andnot(&outside, within);
	else
		memset(&outside, 0, sizeof(outside));
	if (cpulist_next(&outside, 0) < CPULIST_MAX)
		return snapshot_member_fail(place, name,
					    "CPU %u is not present",
					    cpulist_next(&outside, 0));
	return 0;
}

/* The name of a member of @place, and what else says where it is. */
static printf_format(4, 5) int enter(const struct place *place,
				     struct json_object *object,
				     struct place *inner, const char *format,
				     ...)
{
	va_list args;
	size_t n;

	inner->object = object;
	inner->problem = place->problem;
	n = (size_t)snprintf(inner->path, sizeof(inner->path) / 2, "%s%s",
			     place->path, *place->path ? "." : "");
	va_start(args, format);
	vsnprintf(inner->path + n, sizeof(inner->path) - n, format, args);
	va_end(args);
	if (json_object_get_type(object) != json_type_object)
		return snapshot_member_fail(inner, "", "is no object");
	return 0;
}

int snapshot_member_object(const struct place *place, const char *name,
			   struct place *inner)
{
	struct json_object *value;
	int err = get(place, name, json_type_object, &value);

	return err ? err : enter(place, value, inner, "%s", name);
}

int snapshot_member_array(const struct place *place, const char *name,
			  struct json_object **array)
{
	return get(place, name, json_type_array, array);
}

int snapshot_member_element(const struct place *place, const char *name,
			    struct json_object *array, size_t i,
			    struct place *inner)
{
	return enter(place, json_object_array_get_idx(array, i), inner,
		     "%s[%zu]", name, i);
}
