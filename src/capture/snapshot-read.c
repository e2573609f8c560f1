// SPDX-License-Identifier: GPL-2.0-or-later
/* Reads a snapshot, and refuses what is none. */
#include <ctype.h>
#include <errno.h>
#include <json-c/json.h>
#include <string.h>
#include <time.h>

#include "base/json-scan.h"
#include "base/utf8.h"
#include "capture/snapshot-order.h"
#include "capture/snapshot.h"

#define OBSERVATIONS_MAX 200000

#define SCHEMA "tdxctl.snapshot/1"
#define SCHEMA_NAME "tdxctl.snapshot/"

/* A document as text, with what was found in it. */
struct document_text {
	char *text;
	size_t size;
	struct json_elements observations;
};

static void put_json(struct json_object **object)
{
	json_object_put(*object);
}

#define cleanup_json __attribute__((cleanup(put_json)))

static void free_tokener(struct json_tokener **tokener)
{
	if (*tokener)
		json_tokener_free(*tokener);
}

#define cleanup_tokener __attribute__((cleanup(free_tokener)))

/* ---- text ---- */

/* Room for twice as much, and for one byte that proves a file too large. */
static int make_room(char **text, size_t *capacity)
{
	size_t more = *capacity ? 2 * *capacity : 65536;
	char *moved;

	if (more > SNAPSHOT_BYTES_MAX)
		more = SNAPSHOT_BYTES_MAX + 1;
	moved = realloc(*text, more);
	if (!moved)
		return -ENOMEM;
	*text = moved;
	*capacity = more;
	return 0;
}

static int read_all(int fd, struct document_text *document, char *problem)
{
	size_t capacity = 0;
	ssize_t got = 1;
	int err;

	while (got > 0) {
		if (document->size > SNAPSHOT_BYTES_MAX) {
			strcpy(problem, "is larger than 16 MiB");
			return -EINVAL;
		}
		if (document->size == capacity) {
			err = make_room(&document->text, &capacity);
			if (err)
				return err;
		}
		do {
			got = read(fd, document->text + document->size,
				   capacity - document->size);
		} while (got < 0 && errno == EINTR);
		if (got > 0)
			document->size += (size_t)got;
	}
	if (got < 0) {
		err = -errno;
		snprintf(problem, SNAPSHOT_PROBLEM_MAX, "cannot be read: %s",
			 strerror(-err));
		return err;
	}
	if (document->size)
		return 0;
	strcpy(problem, "is empty");
	return -EINVAL;
}

/* Let json-c go on with a part of what json_scan() has taken. */
static struct json_object *parse(struct json_tokener *tokener, const char *text,
				 size_t size)
{
	return json_tokener_parse_ex(tokener, text, (int)size);
}

/*
 * Not JSON_TOKENER_STRICT: json_scan() has proved the grammar, and that flag
 * makes json-c 0.18 refuse every string that is not ASCII (0.19 does not), and
 * makes 0.17 and later refuse large integers before we can say what is wrong.
 */
static struct json_tokener *new_tokener(void)
{
	struct json_tokener *tokener = json_tokener_new_ex(JSON_DEPTH_MAX + 2);

	if (tokener)
		json_tokener_set_flags(tokener, JSON_TOKENER_VALIDATE_UTF8);
	return tokener;
}

/* The document with an empty array for its observations. */
static struct json_object *parse_head(struct json_tokener *tokener,
				      const struct document_text *document)
{
	const struct json_span *array = &document->observations.array;
	const char *text = document->text;

	if (array->end == array->start)
		return parse(tokener, text, document->size);
	parse(tokener, text, array->start + 1);
	return parse(tokener, text + array->end - 1,
		     document->size - (array->end - 1));
}

/* json-c and json_scan() disagree, or there is no memory. */
static int parse_failed(struct json_tokener *tokener, const struct place *place)
{
	enum json_tokener_error error = json_tokener_get_error(tokener);

	if (error == json_tokener_success)
		return -ENOMEM;
	return snapshot_member_fail(place, "", "%s",
				    json_tokener_error_desc(error));
}

/* ---- what stands around the observations ---- */

static int read_schema(const struct place *document)
{
	const char *schema;
	int err = snapshot_member_text(document, "schema", &schema);

	if (err || !strcmp(schema, SCHEMA))
		return err;
	if (strncmp(schema, SCHEMA_NAME, strlen(SCHEMA_NAME)))
		return snapshot_member_fail(document, "schema",
					    "\"%s\" is not of a snapshot",
					    schema);
	return snapshot_member_fail(document, "schema",
				    "\"%s\" is a version other than " SCHEMA,
				    schema);
}

static bool is_null_or_absent(const struct place *place, const char *name)
{
	struct json_object *value;

	return !json_object_object_get_ex(place->object, name, &value) ||
	       !value;
}

/* As of this host: a text that is too long is not known. */
static int read_ident_text(const struct place *host, const char *name,
			   char *buf)
{
	const char *text;
	int err;

	if (is_null_or_absent(host, name))
		return 0;
	err = snapshot_member_text(host, name, &text);
	if (err || strlen(text) >= HOST_TEXT_MAX)
		return err;
	strcpy(buf, text);
	utf8_clean(buf, "");
	return 0;
}

static int read_ident(const struct place *document, struct host_ident *ident)
{
	struct place host;
	int err;

	if (!snapshot_member_exists(document, "host"))
		return 0;
	err = snapshot_member_object(document, "host", &host);
	if (!err)
		err = read_ident_text(&host, "hostname", ident->hostname);
	if (!err)
		err = read_ident_text(&host, "kernel", ident->kernel);
	if (!err)
		err = read_ident_text(&host, "vendor", ident->vendor);
	if (!err)
		err = read_ident_text(&host, "product", ident->product);
	if (!err)
		err = read_ident_text(&host, "bios", ident->bios);
	return err;
}

static int read_source(const struct place *document, struct capture *capture)
{
	const char *source;
	int err;

	if (is_null_or_absent(document, "source"))
		return 0;
	err = snapshot_member_text(document, "source", &source);
	if (err)
		return err;
	if (strcmp(source, "helper") && strcmp(source, "msr"))
		return snapshot_member_fail(document, "source",
					    "is neither helper nor msr");
	strcpy(capture->source, source);
	return 0;
}

/* Whether a text is a second of the calendar, in the form that we write. */
static bool is_time(const char *text)
{
	static const char form[] = "dddd-dd-ddTdd:dd:ddZ";
	struct tm tm = { 0 }, again;
	const char *end;
	size_t i;

	for (i = 0; form[i]; i++)
		if (form[i] == 'd' ? !isdigit((unsigned char)text[i]) :
				     text[i] != form[i])
			return false;
	end = strptime(text, "%Y-%m-%dT%H:%M:%SZ", &tm);
	if (!end || *end || tm.tm_sec > 60)
		return false;
	/* 30 February is 1 or 2 March; a leap second is not in between. */
	again = tm;
	again.tm_sec = 0;
	timegm(&again);
	return again.tm_mday == tm.tm_mday;
}

static int read_time(const struct place *document, struct capture *capture)
{
	const char *text;
	int err;

	if (is_null_or_absent(document, "time"))
		return 0;
	err = snapshot_member_text(document, "time", &text);
	if (err)
		return err;
	if (!is_time(text))
		return snapshot_member_fail(
			document, "time",
			"is no time like 2026-01-31T23:59:59Z");
	strcpy(capture->time, text);
	return 0;
}

static int read_package(const struct place *cpus, struct json_object *array,
			size_t i, struct capture *capture,
			struct cpulist *taken)
{
	struct cpulist members, both;
	struct place package;
	uint64_t id;
	size_t count = capture->npackages;
	int err = snapshot_member_element(cpus, "packages", array, i, &package);

	if (!err)
		err = snapshot_member_number(&package, "id", 0, CPULIST_MAX - 1,
					     &id);
	if (!err)
		err = snapshot_member_cpus(&package, "cpus",
					   &capture->cpus.present, &members);
	if (err)
		return err;
	both = *taken;
	cpulist_and(&both, &members);
	if (cpulist_next(&both, 0) < CPULIST_MAX)
		return snapshot_member_fail(&package, "cpus",
					    "CPU %u is in another package, too",
					    cpulist_next(&both, 0));
	cpulist_or(taken, &members);
	err = capture_add_package(capture, (unsigned int)id, &members);
	if (!err && capture->npackages == count)
		err = snapshot_member_fail(&package, "id",
					   "is of another package, too");
	return err;
}

static int read_packages(const struct place *cpus, struct capture *capture)
{
	struct cpulist taken = { 0 };
	struct json_object *array;
	size_t i;
	int err;

	if (!snapshot_member_exists(cpus, "packages"))
		return 0;
	err = snapshot_member_array(cpus, "packages", &array);
	for (i = 0; !err && i < json_object_array_length(array); i++)
		err = read_package(cpus, array, i, capture, &taken);
	return err;
}

/* CPUs that are present are online unless the document says otherwise. */
static int read_online(const struct place *place, struct host_cpus *cpus)
{
	struct cpulist offline = { 0 }, both;
	int err = 0;

	if (snapshot_member_exists(place, "offline"))
		err = snapshot_member_cpus(place, "offline", &cpus->present,
					   &offline);
	if (err)
		return err;
	cpus->online = cpus->present;
	cpulist_andnot(&cpus->online, &offline);
	if (!snapshot_member_exists(place, "online"))
		return 0;
	err = snapshot_member_cpus(place, "online", &cpus->present,
				   &cpus->online);
	if (err)
		return err;
	both = cpus->online;
	cpulist_and(&both, &offline);
	if (cpulist_next(&both, 0) < CPULIST_MAX)
		return snapshot_member_fail(place, "offline",
					    "CPU %u is online, too",
					    cpulist_next(&both, 0));
	return 0;
}

static int read_cpus(const struct place *document, struct capture *capture)
{
	struct host_cpus *cpus = &capture->cpus;
	struct place place;
	int err = snapshot_member_object(document, "cpus", &place);

	if (!err)
		err = snapshot_member_cpus(&place, "present", NULL,
					   &cpus->present);
	if (!err)
		err = read_online(&place, cpus);
	if (!err && snapshot_member_exists(&place, "isolated"))
		err = snapshot_member_cpus(&place, "isolated", &cpus->present,
					   &cpus->isolated);
	return err ? err : read_packages(&place, capture);
}

static int read_head(const struct place *document, struct capture *capture)
{
	struct json_object *array;
	struct place tool;
	int err;

	err = read_schema(document);
	if (!err && snapshot_member_exists(document, "tool"))
		err = snapshot_member_object(document, "tool", &tool);
	if (!err)
		err = read_ident(document, &capture->ident);
	if (!err)
		err = read_source(document, capture);
	if (!err)
		err = read_time(document, capture);
	if (!err)
		err = read_cpus(document, capture);
	return err ? err :
		     snapshot_member_array(document, "observations", &array);
}

/* ---- observations ---- */

static int read_observation(const struct place *place,
			    const struct document_text *document, size_t i,
			    struct capture *capture, struct seen_list *seen)
{
	const struct json_span *span = &document->observations.items[i];
	struct observed observed;
	size_t ngroups = capture->ngroups;
	bool known;
	int err = snapshot_read_obs(place, capture, &observed, &known);

	if (!err && !known) {
		cleanup_free char *line = json_scan_line(
			document->text + span->start, span->end - span->start);

		err = line ? capture_add_other(capture, line) : -ENOMEM;
	}
	if (!err)
		err = snapshot_order_add(seen, &observed,
					 capture->ngroups > ngroups);
	return err;
}

/* One at a time: objects of json-c take many times the room of their text. */
static int read_observations(struct json_tokener *tokener,
			     const struct document_text *document,
			     struct capture *capture, char *problem)
{
	struct seen_list seen cleanup_seen = { 0 };
	struct place place = { .problem = problem };
	size_t i;
	int err;

	for (i = 0; i < document->observations.count; i++) {
		const struct json_span *span = &document->observations.items[i];
		struct json_object *object cleanup_json = NULL;

		snprintf(place.path, sizeof(place.path), "observations[%zu]",
			 i);
		if (document->text[span->start] != '{')
			return snapshot_member_fail(&place, "", "is no object");
		json_tokener_reset(tokener);
		object = parse(tokener, document->text + span->start,
			       span->end - span->start);
		if (!object)
			return parse_failed(tokener, &place);
		place.object = object;
		err = read_observation(&place, document, i, capture, &seen);
		if (err)
			return err;
	}
	return snapshot_order(&seen, capture, problem);
}

static int read_document(struct document_text *document,
			 struct capture *capture, char *problem)
{
	struct json_tokener *tokener cleanup_tokener = NULL;
	struct json_object *object cleanup_json = NULL;
	struct place place = { .problem = problem };
	int err;

	err = json_scan(document->text, document->size, "observations",
			OBSERVATIONS_MAX, &document->observations, problem,
			SNAPSHOT_PROBLEM_MAX);
	if (err)
		return err;
	/* A document, so something stands behind the space. */
	if (document->text[strspn(document->text, " \t\r\n")] != '{')
		return snapshot_member_fail(&place, "", "is no JSON object");
	tokener = new_tokener();
	if (!tokener)
		return -ENOMEM;
	object = parse_head(tokener, document);
	if (!object)
		return parse_failed(tokener, &place);
	place.object = object;
	err = read_head(&place, capture);
	if (err)
		return err;
	return read_observations(tokener, document, capture, problem);
}

int snapshot_read(int fd, struct capture *capture, char *problem)
{
	struct document_text document = { 0 };
	int err;

	problem[0] = '\0';
	err = read_all(fd, &document, problem);
	if (!err)
		err = read_document(&document, capture, problem);
	if (err == -ENOMEM)
		strcpy(problem, "out of memory");
	json_scan_free(&document.observations);
	free(document.text);
	return err;
}
