/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Words and numbers in a line of a kernel log. */
#ifndef TDXCTL_JUDGE_LOG_TOKEN_H
#define TDXCTL_JUDGE_LOG_TOKEN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum token_type {
	TOKEN_END,	/* of the line */
	TOKEN_WORD,	/* does not begin with a digit */
	TOKEN_HEX,	/* 0x and up to 16 digits */
	TOKEN_DEC,	/* a number of up to 64 bits */
	TOKEN_OTHER,	/* begins with a digit, and is no such number */
};

#define TOKEN_HEX_DIGITS_MAX 16

/**
 * struct token - a run of letters, digits, _, and dots inside
 * @type: what it looks like
 * @text: where it stands in the line; NULL at the end
 * @len: bytes of it
 * @value: the number; only of TOKEN_HEX and TOKEN_DEC
 */
struct token {
	enum token_type type;
	const char *text;
	size_t len;
	uint64_t value;
};

/* What is left of a line. */
struct token_scanner {
	const char *pos;
	const char *end;
};

/* The next token; @s moves behind it. */
struct token log_token_next(struct token_scanner *s);

/* Whether it is this word, in whatever case. */
bool log_token_is(const struct token *t, const char *word);

/* Whether it is one of these words, in whatever case. */
bool log_token_is_any(const struct token *t, const char *const *words,
		      size_t count);

/* Whether it begins so, in whatever case, and goes on. */
bool log_token_starts(const struct token *t, const char *prefix);

/* Bytes of a colour that dmesg or journalctl put in: ESC [ 31 m; 0 if none. */
size_t log_token_escape_len(const char *text, const char *end);

#endif
