// SPDX-License-Identifier: GPL-2.0-or-later
/* Words and numbers in a line of a kernel log. */
#include "judge/log-token.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

static bool is_word_char(char c)
{
	return isalnum((unsigned char)c) || c == '_';
}

/* Leaf names have dots inside; a sentence has them at the end of a word. */
static bool word_goes_on(const struct token_scanner *s)
{
	if (s->pos == s->end)
		return false;
	if (is_word_char(*s->pos))
		return true;
	return *s->pos == '.' && s->pos + 1 < s->end &&
	       is_word_char(s->pos[1]);
}

static int digit_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c = (char)tolower((unsigned char)c);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static bool read_number(const char *text, size_t len, unsigned int base,
			uint64_t *value)
{
	size_t i;
	int digit;

	if (!len)
		return false;
	for (*value = 0, i = 0; i < len; i++) {
		digit = digit_value(text[i]);
		if (digit < 0 || (unsigned int)digit >= base ||
		    *value > (UINT64_MAX - (unsigned int)digit) / base)
			return false;
		*value = *value * base + (unsigned int)digit;
	}
	return true;
}

bool log_token_starts(const struct token *t, const char *prefix)
{
	size_t len = strlen(prefix);

	return t->len > len && strncasecmp(t->text, prefix, len) == 0;
}

static void classify(struct token *t)
{
	const char *text = t->text;

	if (!isdigit((unsigned char)text[0])) {
		t->type = TOKEN_WORD;
		return;
	}
	t->type = TOKEN_OTHER;
	if (log_token_starts(t, "0x")) {
		if (t->len - 2 <= TOKEN_HEX_DIGITS_MAX &&
		    read_number(text + 2, t->len - 2, 16, &t->value))
			t->type = TOKEN_HEX;
	} else if (read_number(text, t->len, 10, &t->value)) {
		t->type = TOKEN_DEC;
	}
}

size_t log_token_escape_len(const char *text, const char *end)
{
	const char *p = text + 2;

	if (end - text < 2 || text[0] != '\033' || text[1] != '[')
		return 0;
	while (p < end && *p >= 0x20 && *p <= 0x3f)
		p++;
	return (size_t)(p - text) + (p < end);
}

static void skip_to_word(struct token_scanner *s)
{
	size_t escape;

	while (s->pos < s->end && !is_word_char(*s->pos)) {
		escape = log_token_escape_len(s->pos, s->end);
		s->pos += escape ? escape : 1;
	}
}

struct token log_token_next(struct token_scanner *s)
{
	struct token t = { .type = TOKEN_END };

	skip_to_word(s);
	if (s->pos == s->end)
		return t;
	t.text = s->pos;
	while (word_goes_on(s))
		s->pos++;
	t.len = (size_t)(s->pos - t.text);
	classify(&t);
	return t;
}

bool log_token_is(const struct token *t, const char *word)
{
	return t->len == strlen(word) &&
	       strncasecmp(t->text, word, t->len) == 0;
}

bool log_token_is_any(const struct token *t, const char *const *words,
		      size_t count)
{
	size_t i;

	for (i = 0; i < count; i++)
		if (log_token_is(t, words[i]))
			return true;
	return false;
}
