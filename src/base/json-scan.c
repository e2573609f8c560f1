// SPDX-License-Identifier: GPL-2.0-or-later
/* Proves a text to be JSON before a library builds objects of it. */
#include "base/json-scan.h"

#include <ctype.h>
#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"

/* A member name as it is written, without its quotation marks. */
struct name {
	const char *start;
	const char *end;
};

/**
 * struct scan - where in a document the scanner is
 * @p: next byte; where the problem is once there is one
 * @end: behind the last byte
 * @member: name of the array that is taken apart
 * @max: most elements it may have
 * @elements: the elements of that array
 * @names: member names of the objects that are open
 * @nnames: number of them
 * @values: values so far, see JSON_VALUES_MAX
 * @depth: arrays and objects that are open
 * @what: what is wrong
 * @bound: if there is more than that, 0 if it is something else
 */
struct scan {
	const char *start;
	const char *p;
	const char *end;
	const char *member;
	size_t max;
	struct json_elements *elements;
	struct name *names;
	size_t nnames;
	size_t values;
	unsigned int depth;
	const char *what;
	size_t bound;
};

static int scan_value(struct scan *s);

static int fail(struct scan *s, const char *at, const char *what)
{
	s->p = at;
	s->what = what;
	return -EINVAL;
}

/* More than a bound: @what says of what, behind the number. */
static int fail_bound(struct scan *s, size_t bound, const char *what)
{
	s->bound = bound;
	return fail(s, s->p, what);
}

static int unexpected(struct scan *s)
{
	if (s->p == s->end)
		return fail(s, s->p, "ends too early");
	return fail(s, s->p, *s->p ? "no JSON" : "a NUL byte");
}

static void skip_space(struct scan *s)
{
	while (s->p < s->end && (*s->p == ' ' || *s->p == '\n' ||
				 *s->p == '\t' || *s->p == '\r'))
		s->p++;
}

/* Skip space and this character; false if another one is there. */
static bool accept(struct scan *s, char c)
{
	skip_space(s);
	if (s->p == s->end || *s->p != c)
		return false;
	s->p++;
	return true;
}

/* The array with room for an element behind @count, NULL if out of memory. */
static void *grow(void *array, size_t count, size_t size)
{
	if (count & (count - 1))
		return array;
	return reallocarray(array, count ? 2 * count : 1, size);
}

/* Read four hexadecimal digits, -1 if they are not there. */
static int32_t read_hex4(const char **p, const char *end)
{
	int32_t value = 0;
	int i;

	if (end - *p < 4)
		return -1;
	for (i = 0; i < 4; i++, ++*p) {
		char c = **p;

		if (!isxdigit((unsigned char)c))
			return -1;
		value = value << 4 |
			(isdigit((unsigned char)c) ? c - '0' :
						     (c | 0x20) - 'a' + 10);
	}
	return value;
}

/* What \uXXXX, or two of them as a UTF-16 pair, stand for; *p is behind \u. */
static uint32_t read_utf16(const char **p, const char *end)
{
	int32_t high = read_hex4(p, end), low;

	if (high <= 0 || (high >= 0xdc00 && high <= 0xdfff))
		return UTF8_INVALID;
	if (high < 0xd800 || high > 0xdfff)
		return (uint32_t)high;
	if (end - *p < 2 || (*p)[0] != '\\' || (*p)[1] != 'u')
		return UTF8_INVALID;
	*p += 2;
	low = read_hex4(p, end);
	if (low < 0xdc00 || low > 0xdfff)
		return UTF8_INVALID;
	return 0x10000 + ((uint32_t)(high & 0x3ff) << 10) +
	       (uint32_t)(low & 0x3ff);
}

/* The next character of a string, UTF8_INVALID if none may stand there so. */
static uint32_t next_char(const char **p, const char *end)
{
	static const char letters[] = "\"\\/bfnrt";
	static const char meant[] = "\"\\/\b\f\n\r\t";
	const char *letter;
	uint32_t c;

	if (**p != '\\') {
		c = utf8_next(p, end);
		return c < 0x20 ? UTF8_INVALID : c;
	}
	++*p;
	if (*p == end || !**p)
		return UTF8_INVALID;
	c = (unsigned char)*(*p)++;
	if (c == 'u')
		return read_utf16(p, end);
	letter = strchr(letters, (int)c);
	return letter ? (unsigned char)meant[letter - letters] : UTF8_INVALID;
}

static const char *string_problem(const char *at, const char *end)
{
	if (!*at || (end - at >= 6 && !memcmp(at, "\\u0000", 6)))
		return "a NUL byte";
	if (*at == '\\')
		return "a malformed escape";
	if ((unsigned char)*at < 0x20)
		return "a control character in a string";
	return "invalid UTF-8";
}

static int scan_string(struct scan *s)
{
	s->p++;
	while (s->p < s->end) {
		const char *at = s->p;

		if (*at == '"') {
			s->p++;
			return 0;
		}
		if (next_char(&s->p, s->end) == UTF8_INVALID)
			return fail(s, at, string_problem(at, s->end));
	}
	return unexpected(s);
}

/* By the characters that are meant, then by place. */
static int compare_names(const void *pa, const void *pb)
{
	struct name a = *(const struct name *)pa;
	struct name b = *(const struct name *)pb;
	const char *where_a = a.start, *where_b = b.start;

	while (a.start < a.end && b.start < b.end) {
		uint32_t ca = next_char(&a.start, a.end);
		uint32_t cb = next_char(&b.start, b.end);

		if (ca != cb)
			return ca < cb ? -1 : 1;
	}
	if (a.start < a.end || b.start < b.end)
		return a.start < a.end ? 1 : -1;
	return where_a < where_b ? -1 : where_a > where_b;
}

static bool is_same_name(struct name a, struct name b)
{
	while (a.start < a.end && b.start < b.end)
		if (next_char(&a.start, a.end) != next_char(&b.start, b.end))
			return false;
	return a.start == a.end && b.start == b.end;
}

/* json-c would keep the last of two members, other readers the first. */
static int check_names(struct scan *s, size_t first)
{
	struct name *names = s->names + first;
	size_t i, count = s->nnames - first;

	qsort(names, count, sizeof(*names), compare_names);
	for (i = 1; i < count; i++)
		if (is_same_name(names[i - 1], names[i]))
			return fail(s, names[i].start,
				    "a name that the object already has");
	s->nnames = first;
	return 0;
}

static int add_name(struct scan *s, struct name name)
{
	struct name *names = grow(s->names, s->nnames, sizeof(*names));

	if (!names)
		return -ENOMEM;
	s->names = names;
	names[s->nnames++] = name;
	return 0;
}

/* An element of the array that is taken apart. */
static int scan_element(struct scan *s)
{
	struct json_elements *elements = s->elements;
	size_t values = s->values;
	struct json_span *items;
	int err;

	if (elements->count == s->max)
		return fail_bound(s, s->max, "elements in an array");
	items = grow(elements->items, elements->count, sizeof(*items));
	if (!items)
		return -ENOMEM;
	elements->items = items;
	skip_space(s);
	items += elements->count++;
	items->start = (size_t)(s->p - s->start);
	s->values = 0;
	err = scan_value(s);
	s->values = values;
	items->end = (size_t)(s->p - s->start);
	return err;
}

static int scan_array(struct scan *s, int (*element)(struct scan *s))
{
	int err;

	s->p++;
	if (accept(s, ']'))
		return 0;
	do {
		err = element(s);
		if (err)
			return err;
	} while (accept(s, ','));
	return accept(s, ']') ? 0 : unexpected(s);
}

static int scan_elements(struct scan *s)
{
	struct json_span *array = &s->elements->array;
	int err;

	array->start = (size_t)(s->p - s->start);
	s->depth++;
	err = scan_array(s, scan_element);
	s->depth--;
	array->end = (size_t)(s->p - s->start);
	return err;
}

static int scan_member(struct scan *s)
{
	struct name name;
	int err;

	skip_space(s);
	if (s->p == s->end || *s->p != '"')
		return unexpected(s);
	name.start = s->p + 1;
	err = scan_string(s);
	if (err)
		return err;
	name.end = s->p - 1;
	err = add_name(s, name);
	if (err)
		return err;
	if (!accept(s, ':'))
		return unexpected(s);
	skip_space(s);
	if (s->depth == 1 && s->p < s->end && *s->p == '[' &&
	    is_same_name(name, (struct name){ s->member,
					      s->member + strlen(s->member) }))
		return scan_elements(s);
	return scan_value(s);
}

static int scan_object(struct scan *s)
{
	size_t first = s->nnames;
	int err;

	s->p++;
	if (accept(s, '}'))
		return 0;
	do {
		err = scan_member(s);
		if (err)
			return err;
	} while (accept(s, ','));
	return accept(s, '}') ? check_names(s, first) : unexpected(s);
}

static int scan_digits(struct scan *s)
{
	if (s->p == s->end || !isdigit((unsigned char)*s->p))
		return unexpected(s);
	while (s->p < s->end && isdigit((unsigned char)*s->p))
		s->p++;
	return 0;
}

static int scan_number(struct scan *s)
{
	const char *first;

	if (*s->p == '-')
		s->p++;
	first = s->p;
	if (scan_digits(s))
		return -EINVAL;
	if (*first == '0' && s->p - first > 1)
		return fail(s, first, "no JSON");
	if (s->p < s->end && *s->p == '.') {
		s->p++;
		if (scan_digits(s))
			return -EINVAL;
	}
	if (s->p == s->end || (*s->p | 0x20) != 'e')
		return 0;
	s->p++;
	if (s->p < s->end && (*s->p == '+' || *s->p == '-'))
		s->p++;
	return scan_digits(s);
}

static int scan_word(struct scan *s, const char *word)
{
	for (; *word; word++, s->p++)
		if (s->p == s->end || *s->p != *word)
			return unexpected(s);
	return 0;
}

static int scan_container(struct scan *s)
{
	int err;

	if (s->depth == JSON_DEPTH_MAX)
		return fail_bound(s, JSON_DEPTH_MAX,
				  "arrays and objects in each other");
	s->depth++;
	err = *s->p == '{' ? scan_object(s) : scan_array(s, scan_value);
	s->depth--;
	return err;
}

static int scan_value(struct scan *s)
{
	skip_space(s);
	if (s->values++ == JSON_VALUES_MAX)
		return fail_bound(s, JSON_VALUES_MAX,
				  "values in an observation, or outside of all");
	if (s->p == s->end)
		return unexpected(s);
	switch (*s->p) {
	case '{':
	case '[':
		return scan_container(s);
	case '"':
		return scan_string(s);
	case 't':
		return scan_word(s, "true");
	case 'f':
		return scan_word(s, "false");
	case 'n':
		return scan_word(s, "null");
	default:
		return scan_number(s);
	}
}

static size_t line_of(const struct scan *s)
{
	size_t line = 1;
	const char *p;

	for (p = s->start; p < s->p; p++)
		line += *p == '\n';
	return line;
}

int json_scan(const char *text, size_t size, const char *member, size_t max,
	      struct json_elements *elements, char *problem,
	      size_t problem_size)
{
	struct scan s = {
		.start = text,
		.p = text,
		.end = text + size,
		.member = member,
		.max = max,
		.elements = elements,
	};
	int err = scan_value(&s);

	if (!err)
		skip_space(&s);
	if (!err && s.p < s.end)
		err = fail(&s, s.p,
			   *s.p ? "something behind the document" :
				  "a NUL byte");
	if (err == -EINVAL && s.bound)
		snprintf(problem, problem_size, "line %zu: more than %zu %s",
			 line_of(&s), s.bound, s.what);
	else if (err == -EINVAL)
		snprintf(problem, problem_size, "line %zu: %s", line_of(&s),
			 s.what);
	free(s.names);
	return err;
}

void json_scan_free(struct json_elements *elements)
{
	free(elements->items);
	*elements = (struct json_elements){ 0 };
}

/* Above 0xffff in two halves, as in UTF-16 (RFC 8259). */
static void put_escaped(FILE *out, uint32_t c)
{
	if (c > 0xffff)
		fprintf(out, "\\u%04x\\u%04x",
			(unsigned int)(0xd7c0 + (c >> 10)),
			(unsigned int)(0xdc00 | (c & 0x3ff)));
	else
		fprintf(out, "\\u%04x", (unsigned int)c);
}

/* A string with its quotation marks; *p then points behind it. */
static void put_string(FILE *out, const char **p, const char *end)
{
	fputc(*(*p)++, out);
	while (**p != '"') {
		const char *from = *p;
		uint32_t c = next_char(p, end);

		if (*from != '\\' && !utf8_is_seen(c))
			put_escaped(out, c);
		else
			fwrite(from, 1, (size_t)(*p - from), out);
	}
	fputc(*(*p)++, out);
}

char *json_scan_line(const char *text, size_t size)
{
	const char *p = text, *end = text + size;
	char *line = NULL;
	size_t length;
	FILE *out = open_memstream(&line, &length);

	if (!out)
		return NULL;
	while (p < end) {
		if (*p == '"') {
			put_string(out, &p, end);
			continue;
		}
		if (!isspace((unsigned char)*p))
			fputc(*p, out);
		if (*p == ',' || *p == ':')
			fputc(' ', out);
		p++;
	}
	if (!fclose(out))
		return line;
	free(line);
	return NULL;
}
