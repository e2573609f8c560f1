// SPDX-License-Identifier: GPL-2.0-or-later
/* Builds a netlink message, well-formed or not, from words. */
#include "message.h"

#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <linux/genetlink.h>
#include <linux/netlink.h>

/* Far deeper than any parser of the kernel goes. */
#define DEPTH_MAX 512

struct nests {
	int marks[DEPTH_MAX];
	int depth;
};

static void append(struct message *m, const void *bytes, size_t len)
{
	if (m->len + len > m->size) {
		m->size = 2 * (m->len + len);
		m->data = realloc(m->data, m->size);
		if (!m->data)
			err(2, "message");
	}
	if (len)
		memcpy(m->data + m->len, bytes, len);
	m->len += len;
}

static void append_zeros(struct message *m, size_t len)
{
	static const unsigned char zeros[64];

	for (; len > sizeof(zeros); len -= sizeof(zeros))
		append(m, zeros, sizeof(zeros));
	append(m, zeros, len);
}

void message_begin(struct message *m)
{
	append_zeros(m, NLMSG_HDRLEN + GENL_HDRLEN);
}

static uint64_t number(const char *text)
{
	char *end;
	uint64_t value = strtoull(text, &end, 0);

	if (!*text || *end)
		errx(2, "'%s' is not a number", text);
	return value;
}

static void append_hex(struct message *m, const char *text)
{
	unsigned int byte;

	for (; *text; text += 2) {
		if (sscanf(text, "%2x", &byte) != 1 || !text[1])
			errx(2, "'%s' is not hex", text);
		append(m, &(unsigned char){ (unsigned char)byte }, 1);
	}
}

/* The second attribute of a type in its nest is called TYPE#2, and so on. */
static int add_mark(struct message *m, uint16_t type, int parent)
{
	struct mark *mark;
	int i, nth = 1;

	if (!(m->nmarks & (m->nmarks - 1))) {
		m->marks = realloc(m->marks, 2 * (size_t)(m->nmarks + 1) *
						     sizeof(*mark));
		if (!m->marks)
			err(2, "message");
	}
	for (i = 0; i < m->nmarks; i++)
		if (m->marks[i].parent == parent && m->marks[i].type == type)
			nth++;
	mark = &m->marks[m->nmarks];
	*mark = (struct mark){ .offset = m->len, .type = type,
			       .parent = parent };
	i = snprintf(mark->path, PATH_SIZE, "%.80s%s%u",
		     parent < 0 ? "" : m->marks[parent].path,
		     parent < 0 ? "" : ".", type & NLA_TYPE_MASK);
	if (nth > 1)
		snprintf(mark->path + i, PATH_SIZE - (size_t)i, "#%d", nth);
	return m->nmarks++;
}

static int begin_attr(struct message *m, const struct nests *nests,
		      uint16_t type)
{
	int parent = nests->depth ? nests->marks[nests->depth - 1] : -1;
	int mark = add_mark(m, type, parent);
	struct nlattr header = { .nla_type = type };

	append(m, &header, sizeof(header));
	return mark;
}

static void end_attr(struct message *m, int mark, const char *claim)
{
	size_t begin = m->marks[mark].offset;
	uint16_t len = (uint16_t)(m->len - begin);

	if (claim)
		len = (uint16_t)number(claim);
	memcpy(m->data + begin, &len, sizeof(len));
	append_zeros(m, NLA_ALIGN(m->len - begin) - (m->len - begin));
}

static void open_nest(struct message *m, struct nests *nests, uint16_t type)
{
	int mark;

	if (nests->depth == DEPTH_MAX)
		errx(2, "too many nests");
	mark = begin_attr(m, nests, type);
	nests->marks[nests->depth++] = mark;
}

static void close_nest(struct message *m, struct nests *nests,
		       const char *claim)
{
	if (!nests->depth)
		errx(2, "'end' without a nest");
	end_attr(m, nests->marks[--nests->depth], claim);
}

static void append_deep(struct message *m, struct nests *nests, uint16_t type,
			uint64_t levels)
{
	uint64_t i;

	for (i = 0; i < levels; i++)
		open_nest(m, nests, type | NLA_F_NESTED);
	for (i = 0; i < levels; i++)
		close_nest(m, nests, NULL);
}

static void append_fill(struct message *m, uint64_t len)
{
	while (len--)
		append(m, "a", 1);
}

static void append_value(struct message *m, const char *kind,
			 const char *value)
{
	if (!strcmp(kind, "s"))
		append(m, value, strlen(value) + 1);
	else if (!strcmp(kind, "z"))
		append(m, value, strlen(value));
	else if (!strcmp(kind, "x"))
		append_hex(m, value);
	else if (!strcmp(kind, "fill"))
		append_fill(m, number(value));
	else if (!strcmp(kind, "u8"))
		append(m, &(uint8_t){ (uint8_t)number(value) }, 1);
	else if (!strcmp(kind, "u16"))
		append(m, &(uint16_t){ (uint16_t)number(value) }, 2);
	else if (!strcmp(kind, "u32"))
		append(m, &(uint32_t){ (uint32_t)number(value) }, 4);
	else if (!strcmp(kind, "u64"))
		append(m, &(uint64_t){ number(value) }, 8);
	else
		errx(2, "unknown kind of attribute '%s'", kind);
}

static void append_attr(struct message *m, struct nests *nests, uint16_t type,
			char *kind, const char *claim)
{
	char *value = strchr(kind, ':');
	int mark;

	if (!strcmp(kind, "nest")) {
		open_nest(m, nests, type | NLA_F_NESTED);
		return;
	}
	if (!strcmp(kind, "bare")) {
		open_nest(m, nests, type);
		return;
	}
	if (!value)
		errx(2, "attribute '%s' has no value", kind);
	*value++ = '\0';
	if (!strcmp(kind, "deep")) {
		append_deep(m, nests, type, number(value));
		return;
	}
	mark = begin_attr(m, nests, type);
	append_value(m, kind, value);
	end_attr(m, mark, claim);
}

/* The word is taken apart. */
static void append_word(struct message *m, struct nests *nests, char *word)
{
	char *claim = strrchr(word, '@');
	char *kind = strchr(word, '=');

	if (claim)
		*claim++ = '\0';
	if (!strcmp(word, "end")) {
		close_nest(m, nests, claim);
	} else if (!strncmp(word, "raw:", 4)) {
		append_hex(m, word + 4);
	} else if (kind) {
		*kind++ = '\0';
		append_attr(m, nests, (uint16_t)number(word), kind, claim);
	} else {
		errx(2, "'%s' is no attribute", word);
	}
}

void message_words(struct message *m, char **words, int count)
{
	struct nests nests = { .depth = 0 };
	char *word;
	int i;

	for (i = 0; i < count; i++) {
		word = strdup(words[i]);
		if (!word)
			err(2, "message");
		append_word(m, &nests, word);
		free(word);
	}
	if (nests.depth)
		errx(2, "a nest has no 'end'");
}

const char *message_path(const struct message *m, size_t offset)
{
	int i;

	for (i = 0; i < m->nmarks; i++)
		if (m->marks[i].offset == offset)
			return m->marks[i].path;
	return NULL;
}

void message_free(struct message *m)
{
	free(m->data);
	free(m->marks);
	*m = (struct message){ 0 };
}
