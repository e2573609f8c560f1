/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Proves a text to be JSON before a library builds objects of it. */
#ifndef TDXCTL_BASE_JSON_SCAN_H
#define TDXCTL_BASE_JSON_SCAN_H

#include <stddef.h>

/* Arrays and objects in each other. */
#define JSON_DEPTH_MAX 32

/*
 * Values of a document outside of the array that is taken apart, or of one of
 * its elements: json-c needs some 800 bytes for an empty object.
 */
#define JSON_VALUES_MAX 100000

/* Part of a text, from @start up to @end. */
struct json_span {
	size_t start;
	size_t end;
};

/**
 * struct json_elements - an array that is a member of the document
 * @array: with its brackets; empty if there is no such array
 * @items: its elements; owned
 * @count: number of them
 */
struct json_elements {
	struct json_span array;
	struct json_span *items;
	size_t count;
};

void json_scan_free(struct json_elements *elements);

#define cleanup_json_elements __attribute__((cleanup(json_scan_free)))

/**
 * json_scan() - check a document, and find the elements of one of its arrays
 * @text: the document; what stands behind its end is not read
 * @size: bytes in it
 * @member: name of the array that is taken apart
 * @max: it has at most as many elements
 * @elements: zeroed; released by the caller in any case
 * @problem: set to "line N: what is wrong" on failure
 * @problem_size: bytes in it
 *
 * Takes what RFC 8259 does, but refuses names that occur twice in an object,
 * the character NUL, halves of UTF-16 pairs, and what exceeds the limits above.
 *
 * Return: 0, -EINVAL or -ENOMEM.
 */
int json_scan(const char *text, size_t size, const char *member, size_t max,
	      struct json_elements *elements, char *problem,
	      size_t problem_size);

/**
 * json_scan_line() - a scanned value in one line
 * @text: the value
 * @size: bytes in it
 *
 * Control characters that stand in strings as they are become escapes.
 *
 * Return: text that the caller frees, NULL if out of memory.
 */
char *json_scan_line(const char *text, size_t size);

#endif
