/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Typed members of a snapshot's objects, and problems that name their place. */
#ifndef TDXCTL_CAPTURE_SNAPSHOT_MEMBER_H
#define TDXCTL_CAPTURE_SNAPSHOT_MEMBER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/cpulist.h"
#include "base/util.h"

struct json_object;

/* Bytes of a text in a snapshot. */
#define SNAPSHOT_TEXT_MAX 16384

/**
 * struct place - an object of the document
 * @object: the object
 * @path: where it stands, "observations[3]"; "" for the document
 * @problem: gets one line, SNAPSHOT_PROBLEM_MAX bytes
 */
struct place {
	struct json_object *object;
	char path[64];
	char *problem;
};

/**
 * snapshot_member_fail() - say what is wrong with a member
 * @place: an object
 * @name: its member; "" for the object as a whole
 *
 * Return: -EINVAL.
 */
int snapshot_member_fail(const struct place *place, const char *name,
			 const char *format, ...) printf_format(3, 4);

/* Whether there is such a member, be it null. */
bool snapshot_member_exists(const struct place *place, const char *name);

/*
 * All of these return 0, or -EINVAL with a problem if the member is missing or
 * of another type. Texts are valid as long as the document.
 */
int snapshot_member_text(const struct place *place, const char *name,
			 const char **text);
int snapshot_member_bool(const struct place *place, const char *name,
			 bool *yes);
int snapshot_member_object(const struct place *place, const char *name,
			   struct place *inner);

/* json-c makes the greatest number of 64 bits of all that are greater. */
#define MEMBER_NUMBER_MAX (INT64_MAX - 1)

/* A number from @min to @max, which is MEMBER_NUMBER_MAX at most. */
int snapshot_member_number(const struct place *place, const char *name,
			   uint64_t min, uint64_t max, uint64_t *number);

/* A text of 0x and exactly @digits digits in lower case. */
int snapshot_member_hex(const struct place *place, const char *name, int digits,
			uint64_t *value);

/* A CPU list of which all are in @within; "" is no CPU. */
int snapshot_member_cpus(const struct place *place, const char *name,
			 const struct cpulist *within, struct cpulist *cpus);

int snapshot_member_array(const struct place *place, const char *name,
			  struct json_object **array);

/* An object in an array that is a member. */
int snapshot_member_element(const struct place *place, const char *name,
			    struct json_object *array, size_t i,
			    struct place *inner);

#endif
