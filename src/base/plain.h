/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Tells text from bytes, and makes text fit to be shown and given away. */
#ifndef TDXCTL_BASE_PLAIN_H
#define TDXCTL_BASE_PLAIN_H

#include <stdbool.h>
#include <stddef.h>

/**
 * plain_valid() - whether bytes are a text that any reader takes as it is
 * @text: need not end with a NUL
 * @len: number of bytes
 *
 * Return: false if they are no UTF-8, or hold a character that is not seen, such
 * as a NUL, other than newline and tab.
 */
bool plain_valid(const char *text, size_t len);

/**
 * plain_word() - the next word of a text
 * @at: where to look from; set to where the word starts
 *
 * A word is what a host could be called: letters, digits, and between them "-",
 * "." and "_". So "tdx_host" is one word, and "virt/tdx:" two.
 *
 * Return: its length, 0 if there is none.
 */
size_t plain_word(const char **at);

/* Whether a word stands in a text as a whole; letter case is ignored. */
bool plain_has_word(const char *text, const char *word, size_t len);

/* Put '?' for each byte but printable ASCII, newline and tab. */
void plain_ascii(char *text);

/*
 * Put 'x' for each digit of what has the form of a UUID; no observation may
 * carry one, wherever the kernel or an administrator has put it.
 */
void plain_mask_uuids(char *text);

#endif
