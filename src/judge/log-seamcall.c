// SPDX-License-Identifier: GPL-2.0-or-later
/* Finds the SEAMCALL statuses in a line of a kernel log. */
#include "judge/log-seamcall.h"

#include <ctype.h>
#include <errno.h>
#include <string.h>
#include <strings.h>

#include "base/plain.h"
#include "base/util.h"
#include "judge/log-token.h"
#include "ref/leaf.h"

/*
 * Wordings, all with the status as 0x-hex:
 *   SEAMCALL (0x0000000000000021) failed: S	Linux 6.8 and later
 *   SEAMCALL (33) failed: S			Linux, 2026
 *   TDH.SYS.DISABLE failed: S			Linux, 2026
 *   SEAMCALL TDH_MEM_PAGE_ADD failed: S, rcx N	KVM 6.16 and later
 *   SEAMCALL failed: CPU 3: leaf 33, error S.	Ubuntu 6.5
 *   SEAMCALL failed: leaf 254, error S.	Intel's trees for 5.19 and 6.2
 *   SEAMCALL failed: leaf: 0x21, error: S	the same, older
 *   SEAMCALL[TDH_MNG_INIT] failed on cpu 3: TDX_OPERAND_INVALID (S)
 *						Intel's first KVM series
 * Registers stand behind it or in lines of their own.
 */

/* What has been read of one report of a SEAMCALL. */
struct report {
	bool open;		/* SEAMCALL or the name of a leaf was read */
	bool fresh;		/* and no word since */
	bool failed;		/* a word that announces the status was read */
	bool has_leaf;
	uint64_t leaf;
	struct token label;	/* the word in front of a number */
};

struct errno_text {
	int error;
	const char *name;
	const char *text;
};

/* Linux 6.8 and later, kernels before that where they differ */
static const struct errno_text errno_texts[] = {
	{ EIO, "EIO", "a SEAMCALL returned a status; see the lines above" },
	{ ENOMEM, "ENOMEM", "the kernel had not enough memory" },
	{ EACCES, "EACCES", "SEAMCALL raised #UD: the CPU is not in VMX "
			    "operation" },
	{ ENODEV, "ENODEV", "no TDX module answered (VMfailInvalid); before "
			    "Linux 6.8 also #GP, TDX off in the BIOS" },
	{ EINVAL, "EINVAL", "the module describes itself in a way that the "
			    "kernel refuses; before Linux 6.8 also #UD, no VMX "
			    "operation" },
	{ ENOSPC, "ENOSPC", "the memory map has more holes than the module's "
			    "memory regions can describe" },
	{ EOPNOTSUPP, "EOPNOTSUPP", "SEAMCALL raised #GP: the BIOS did not "
				    "enable TDX" },
};

struct phrase {
	const char *text;
	int error;
	const char *meaning;
};

#define UD_MEANING "SEAMCALL raised #UD: the CPU is not in VMX operation"
#define GP_MEANING "SEAMCALL raised #GP: the BIOS did not enable TDX"
#define CF_MEANING "SEAMCALL ended in VMfailInvalid: no TDX module is loaded"

/*
 * Outcomes that Linux puts into words, with the errno of the same kernel. The
 * longer of two phrases stands first.
 */
static const struct phrase phrases[] = {
	{ "seamcall failed: tdx disabled by bios", EOPNOTSUPP, GP_MEANING },
	{ "seamcall failed: cpu not in vmx operation", EACCES, UD_MEANING },
	{ "module not loaded", ENODEV, CF_MEANING },
	{ "module is not loaded", ENODEV, CF_MEANING },
	{ "not enabled by bios", ENODEV, GP_MEANING },
	{ "not in vmx operation", EINVAL, UD_MEANING },
};

/* Words that announce the status, directly or with more words between. */
static bool announces(const struct token *t)
{
	static const char *const words[] = { "failed", "error", "err",
					     "status" };

	return log_token_is_any(t, words, ARRAY_SIZE(words));
}

static bool labels_leaf(const struct token *t)
{
	static const char *const words[] = { "leaf", "fn", "op" };

	return log_token_is_any(t, words, ARRAY_SIZE(words));
}

/* A number behind any other word is not the status: an address, a CPU... */
static bool labels_status(const struct token *t)
{
	static const char *const words[] = { "code", "rax", "with" };

	return t->type == TOKEN_END || announces(t) ||
	       log_token_is_any(t, words, ARRAY_SIZE(words)) ||
	       log_token_starts(t, "TDX_") || log_token_starts(t, "TD_") ||
	       log_token_starts(t, "SEAMLDR_") ||
	       log_token_starts(t, "PSEAMLDR_") ||
	       log_token_starts(t, "P_SEAMLDR_");
}

static int register_index(const struct token *t)
{
	static const char *const names[][2] = {
		[LOG_RCX] = { "rcx", "rcx" }, [LOG_RDX] = { "rdx", "rdx" },
		[LOG_R8] = { "r8", "r08" },   [LOG_R9] = { "r9", "r09" },
		[LOG_R10] = { "r10", "r10" }, [LOG_R11] = { "r11", "r11" },
	};
	size_t i;

	if (t->type != TOKEN_WORD)
		return -1;
	for (i = 0; i < LOG_REGISTERS_MAX; i++)
		if (log_token_is_any(t, names[i], 2))
			return (int)i;
	return -1;
}

static const struct leaf *named_leaf(const struct token *t)
{
	if (log_token_starts(t, "TDH.") || log_token_starts(t, "TDH_") ||
	    log_token_starts(t, "SEAMLDR.") ||
	    log_token_starts(t, "SEAMLDR_") || log_token_is(t, "TDDEBUGCONFIG"))
		return leaf_find(t->text, t->len);
	return NULL;
}

static void report_start(struct report *r)
{
	*r = (struct report){ .open = true, .fresh = true };
}

static void report_leaf(struct report *r, uint64_t leaf)
{
	if (r->has_leaf)
		return;
	r->has_leaf = true;
	r->leaf = leaf;
}

static void read_word(struct report *r, const struct token *t)
{
	const struct leaf *leaf = named_leaf(t);

	/* "failed: unknown SEAMCALL status": still the same report */
	if (log_token_is(t, "SEAMCALL")) {
		if (!r->failed)
			report_start(r);
		return;
	}
	if (leaf) {
		if (!r->open)
			report_start(r);
		report_leaf(r, leaf->rax);
	}
	if (announces(t))
		r->failed = r->open;
	r->fresh = false;
	r->label = *t;
}

static void add_status(struct log_line *line, const struct report *r,
		       const struct token *t, const char *start)
{
	if (line->count == LOG_STATUSES_MAX) {
		line->full = true;
		return;
	}
	/* In front of the status stand the inputs of the call. */
	line->registers = (struct log_registers){ .have = { false } };
	line->status[line->count++] = (struct log_status){
		.offset = (size_t)(t->text - start),
		.len = t->len,
		.word = t->value,
		.has_leaf = r->has_leaf,
		.leaf = r->leaf,
	};
}

static void read_register(struct log_line *line, int index,
			  const struct token *t)
{
	line->registers.have[index] = true;
	line->registers.value[index] = t->value;
}

static void read_value(struct log_line *line, struct report *r,
		       const struct token *t, const char *start)
{
	int index = register_index(&r->label);

	if (index >= 0 && t->type == TOKEN_HEX) {
		read_register(line, index, t);
	} else if (r->open && (r->fresh || labels_leaf(&r->label))) {
		report_leaf(r, t->value);
	} else if (r->failed && t->type == TOKEN_HEX &&
		   labels_status(&r->label)) {
		add_status(line, r, t, start);
		*r = (struct report){ .open = false };
	}
	r->fresh = false;
	r->label = (struct token){ .type = TOKEN_END };
}

/* Linux pads a status to 16 digits, or its error bit makes them 16. */
static bool may_go_on(const struct token *t)
{
	return t->type != TOKEN_WORD && t->len < TOKEN_HEX_DIGITS_MAX + 2;
}

static void scan_reports(const char *text, size_t len, bool cut,
			 struct log_line *line)
{
	struct token_scanner s = { .pos = text, .end = text + len };
	struct report r = { .open = false };
	struct token t;

	for (t = log_token_next(&s); t.type != TOKEN_END;
	     t = log_token_next(&s)) {
		if (cut && s.pos == s.end && r.open && may_go_on(&t))
			line->cut = true;
		else if (t.type == TOKEN_WORD || t.type == TOKEN_OTHER)
			read_word(&r, &t);
		else
			read_value(line, &r, &t, text);
	}
}

static size_t skip_blanks(const char *text, size_t len)
{
	size_t escape, i = 0;

	for (; i < len; i += escape ? escape : 1) {
		escape = log_token_escape_len(text + i, text + len);
		if (!escape && !isspace((unsigned char)text[i]))
			break;
	}
	return i;
}

/*
 * Somebody piped bare statuses: a line is one number and nothing else. Below
 * 2^32 it would always be taken for a success, so only 0 is.
 */
static bool scan_bare(const char *text, size_t len, struct log_line *line)
{
	const struct report nothing = { .open = false };
	size_t start = skip_blanks(text, len);
	struct token_scanner s = { .pos = text + start, .end = text + len };
	struct token t = log_token_next(&s);
	size_t left = (size_t)(s.end - s.pos);

	if (t.type != TOKEN_HEX || t.text != text + start ||
	    skip_blanks(s.pos, left) != left)
		return false;
	if (t.value && t.value <= UINT32_MAX)
		return false;
	add_status(line, &nothing, &t, text);
	return true;
}

static const char *find_text(const char *text, size_t len, const char *needle)
{
	size_t n = strlen(needle);
	size_t i;

	for (i = 0; i + n <= len; i++)
		if (strncasecmp(text + i, needle, n) == 0)
			return text + i;
	return NULL;
}

static void set_errno(struct log_line *line, int error, const char *text)
{
	size_t i;

	line->kind = LOG_ERRNO;
	line->error = error;
	line->error_text = text;
	for (i = 0; i < ARRAY_SIZE(errno_texts); i++) {
		if (errno_texts[i].error != error)
			continue;
		line->error_name = errno_texts[i].name;
		if (!text)
			line->error_text = errno_texts[i].text;
	}
}

#define ERRNO_MAX 4095	/* Linux: include/linux/err.h, MAX_ERRNO */

/* "(-19)" somewhere behind the words */
static void scan_init_failed(const char *text, size_t len,
			     struct log_line *line)
{
	const char *at = find_text(text, len, "initialization failed");
	struct token_scanner s = { .end = text + len };
	struct token t;

	at = at ? find_text(at, (size_t)(s.end - at), "(-") : NULL;
	if (!at)
		return;
	s.pos = at + 2;
	t = log_token_next(&s);
	if (t.type == TOKEN_DEC && t.text == at + 2 && s.pos < s.end &&
	    *s.pos == ')' && t.value > 0 && t.value <= ERRNO_MAX)
		set_errno(line, (int)t.value, NULL);
}

/*
 * Other parts of the kernel share the wording ("x86/tme: not enabled by
 * BIOS"), so TDX has to be spoken of up to there.
 */
static bool says(const char *text, size_t len, const char *tdx,
		 const char *phrase)
{
	const char *at = find_text(text, len, phrase);

	return at && tdx < at + strlen(phrase);
}

static void scan_errno(const char *text, size_t len, struct log_line *line)
{
	const char *tdx = find_text(text, len, "tdx");
	size_t i;

	if (!tdx)
		return;
	scan_init_failed(tdx, len - (size_t)(tdx - text), line);
	for (i = 0; i < ARRAY_SIZE(phrases) && line->kind == LOG_OTHER; i++)
		if (says(text, len, tdx, phrases[i].text))
			set_errno(line, phrases[i].error, phrases[i].meaning);
}

static unsigned int registers_count(const struct log_registers *registers)
{
	unsigned int count = 0;
	size_t i;

	for (i = 0; i < LOG_REGISTERS_MAX; i++)
		count += registers->have[i];
	return count;
}

void log_seamcall_parse(const char *text, size_t len, bool cut,
			struct log_line *line)
{
	*line = (struct log_line){ .kind = LOG_OTHER };
	if (!scan_bare(text, len, line))
		scan_reports(text, len, cut, line);
	if (line->count)
		line->kind = LOG_STATUS;
	else if (registers_count(&line->registers) > 1)
		line->kind = LOG_REGISTERS;
	else
		scan_errno(text, len, line);
}

bool log_seamcall_knows(const char *word, size_t len)
{
	struct token_scanner s = { .pos = word, .end = word + len };
	struct token t = log_token_next(&s);
	size_t i;

	for (i = 0; i < ARRAY_SIZE(phrases); i++)
		if (plain_has_word(phrases[i].text, word, len))
			return true;
	return log_token_is(&t, "SEAMCALL") || named_leaf(&t) ||
	       register_index(&t) >= 0 || labels_leaf(&t) || labels_status(&t);
}

enum status_interface log_seamcall_interface(const struct log_status *status)
{
	if (!status->has_leaf)
		return STATUS_ANY;
	return status->leaf & LEAF_P_SEAMLDR_BIT ? STATUS_P_SEAMLDR :
						   STATUS_MODULE;
}
