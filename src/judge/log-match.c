// SPDX-License-Identifier: GPL-2.0-or-later
/* Finds a wording with numbers in it in a line; for log-events.c. */
#include "judge/log-match.h"

#include <string.h>

/* The C locale's, whatever the program's locale is. */
static char lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static int digit_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c = lower(c);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static bool is_word_char(char c)
{
	c = lower(c);
	return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
}

/* Bytes of a colour that dmesg or journalctl put in: ESC [ 31 m; 0 if none. */
static size_t escape_len(const char *text, size_t len)
{
	size_t i = 2;

	if (len < 2 || text[0] != '\033' || text[1] != '[')
		return 0;
	while (i < len && text[i] >= 0x20 && text[i] <= 0x3f)
		i++;
	return i + (i < len);
}

void log_match_clean(const char *text, size_t len, struct log_events_line *line)
{
	size_t escape, i = 0;

	line->len = 0;
	line->cut = false;
	if (len && text[len - 1] == '\r')
		len--;
	while (i < len) {
		escape = escape_len(text + i, len - i);
		i += escape;
		if (escape)
			continue;
		if (line->len == sizeof(line->text) - 1) {
			line->cut = true;
			break;
		}
		line->text[line->len++] = text[i++];
	}
	line->text[line->len] = '\0';
}

static const char *line_end(const struct log_events_line *line)
{
	return line->text + line->len;
}

size_t log_match_digits(const struct log_events_line *line, const char *at,
			unsigned int base, struct log_events_number *number)
{
	size_t len = 0;
	unsigned int digit;

	*number = (struct log_events_number){ .known = true };
	while (at + len < line_end(line)) {
		/* -1 becomes the largest */
		digit = (unsigned int)digit_value(at[len]);
		if (digit >= base)
			break;
		if (number->value > (UINT64_MAX - digit) / base)
			number->known = false;
		number->value = number->value * base + digit;
		len++;
	}
	if (!len || (line->cut && at + len == line_end(line)))
		number->known = false;
	if (!number->known)
		number->value = 0;
	return len;
}

/* Each returns the place behind what it read, NULL if that is not there. */

static const char *read_decimal(const struct log_events_line *line,
				const char *at,
				struct log_events_number *number)
{
	bool negative = at < line_end(line) && *at == '-';
	size_t len = log_match_digits(line, at + negative, 10, number);

	number->negative = negative;
	return len ? at + negative + len : NULL;
}

static const char *read_hex(const struct log_events_line *line, const char *at,
			    struct log_events_number *number)
{
	size_t len;

	if (line_end(line) - at < 2 || at[0] != '0' || lower(at[1]) != 'x')
		return NULL;
	len = log_match_digits(line, at + 2, 16, number);
	return len ? at + 2 + len : NULL;
}

static const char *read_word(const struct log_events_line *line, const char *at)
{
	const char *start = at;

	while (at < line_end(line) && is_word_char(*at))
		at++;
	return at > start ? at : NULL;
}

static const char *read_value(const struct log_events_line *line,
			      const char *at, char kind,
			      struct log_events_found *found)
{
	struct log_events_number number;

	if (kind == 'w')
		return read_word(line, at);
	at = kind == 'd' ? read_decimal(line, at, &number) :
			   read_hex(line, at, &number);
	if (at && found->count < LOG_EVENT_NUMBERS_MAX)
		found->number[found->count++] = number;
	return at;
}

/* "0x21abcg" is no number, and "initialized" no part of "initializedness". */
static bool ends_well(const struct log_events_line *line, const char *at)
{
	return at == line_end(line) || !is_word_char(at[-1]) ||
	       !is_word_char(*at);
}

static bool match_here(const struct log_events_line *line, const char *at,
		       const char *pattern, struct log_events_found *found)
{
	found->count = 0;
	while (*pattern && at) {
		if (*pattern == '%') {
			at = read_value(line, at, pattern[1], found);
			pattern += 2;
		} else {
			if (at == line_end(line) ||
			    lower(*at) != lower(*pattern))
				return false;
			at++;
			pattern++;
		}
	}
	return at && ends_well(line, at);
}

bool log_match(const struct log_events_line *line, const char *pattern,
	       struct log_events_found *found)
{
	const char first = lower(pattern[0]);
	const char *at;

	/* No pattern begins with a number: most places need no closer look. */
	for (at = line->text; at < line_end(line); at++)
		if (lower(*at) == first && match_here(line, at, pattern, found))
			return true;
	return false;
}

const char *log_match_find(const struct log_events_line *line, const char *text)
{
	size_t len = strlen(text);
	const char *at;
	size_t i;

	for (at = line->text; at + len <= line_end(line); at++) {
		for (i = 0; i < len && lower(at[i]) == lower(text[i]); i++)
			;
		if (i == len)
			return at + len;
	}
	return NULL;
}
