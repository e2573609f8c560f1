// SPDX-License-Identifier: GPL-2.0-or-later
/* Keeps the lines of a kernel log that concern TDX and what it stands on. */
#include "read/log-filter.h"

#include <ctype.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/plain.h"
#include "base/util.h"

/* Longer than any line of printk(); words behind that are not found. */
#define MESSAGE_MAX 2048

/* clang-format off */
const struct log_filter_word log_filter_words[] = {
	{ .text = "hibernation is restricted", .why = "a locked-down kernel (security/lockdown)" },
	{ .text = "kexec", .why = "\"Not allowed on platform with tdx_pw_mce bug\" (kexec, Linux 6.18)" },
	{ .text = "kvm", .why = "kvm:, kvm_intel: (virt/kvm, arch/x86/kvm)" },
	{ .text = "mktme", .whole = true, .why = "x86/mktme: (arch/x86/kernel/cpu/intel.c)" },
	{ .text = "seam", .whole = true, .why = "SEAM mode by its name" },
	{ .text = "seamcall", .why = "SEAMCALL failed (tdx.c, KVM)" },
	{ .text = "seamldr", .why = "P-SEAMLDR (runtime update of the module, 2026)" },
	{ .text = "seamret", .why = "seamret_invd_vmcs (2026)" },
	{ .text = "seamrr", .why = "SEAMRR not enabled (out-of-tree kernels)" },
	{ .text = "sgx", .why = "SGX disabled by BIOS (arch/x86/kernel/cpu/feat_ctl.c)" },
	{ .text = "tdx", .why = "virt/tdx:, tdx:, TDX-Module (arch/x86/virt/vmx/tdx/tdx.c, KVM)" },
	{ .text = "tme", .whole = true, .why = "x86/tme: (arch/x86/kernel/cpu/intel.c)" },
	{ .text = "vmx", .whole = true, .why = "VMX disabled by BIOS (feat_ctl.c)" },
	{ .text = "vmxoff", .why = "VMXOFF faulted (arch/x86/kvm/vmx)" },
	{ .text = "vmxon", .why = "VMXON faulted (arch/x86/kvm/vmx)" },
};

/*
 * Lines that hold such a word by chance, and what no observation may carry: the
 * kernel prints its whole command line twice, and what it does not know of it.
 */
static const struct log_filter_word unwanted[] = {
	{ .text = "audit", .why = "names and UUIDs of virtual machines (kernel/audit.c)" },
	{ .text = "command line", .why = "discs, secrets (init/main.c)" },
	{ .text = "hostname", .why = "the host's name (systemd, in saved logs)" },
	{ .text = "serialnumber", .why = "of devices (drivers/usb/core/hub.c)" },
};
/* clang-format on */

const size_t log_filter_words_count = ARRAY_SIZE(log_filter_words);

static bool begins_with(const char *text, const struct log_filter_word *word)
{
	size_t len = strlen(word->text);

	return !strncasecmp(text, word->text, len) &&
	       !(word->whole && isalnum((unsigned char)text[len]));
}

/* The letters that words begin with, a bit each. */
static uint32_t first_letters(const struct log_filter_word *words, size_t n)
{
	uint32_t letters = 0;
	size_t i;

	for (i = 0; i < n; i++)
		letters |= UINT32_C(1) << (*words[i].text - 'a');
	return letters;
}

static bool is_among(uint32_t letters, char c)
{
	int letter = tolower((unsigned char)c) - 'a';

	return letter >= 0 && letter < 26 && letters >> letter & 1;
}

/* Logs are long, and few of their words begin as one that is looked for. */
static bool has_any(const char *text, const struct log_filter_word *words,
		    size_t n)
{
	const uint32_t letters = first_letters(words, n);
	bool inside = false;
	size_t i;

	for (; *text; text++) {
		if (!inside && is_among(letters, *text))
			for (i = 0; i < n; i++)
				if (begins_with(text, &words[i]))
					return true;
		inside = isalnum((unsigned char)*text);
	}
	return false;
}

bool log_filter_gives_away(const char *line)
{
	return has_any(line, unwanted, ARRAY_SIZE(unwanted));
}

/* "libvirtd[12]: ..." in a saved log, or a process that crashed. */
static bool is_of_process(const char *text)
{
	size_t name = strcspn(text, "[ :"), digits;

	if (!name || text[name] != '[')
		return false;
	digits = strspn(text + name + 1, "0123456789");
	return digits && text[name + 1 + digits] == ']' &&
	       text[name + 2 + digits] == ':';
}

static void keep(struct log_filter *filter, char *text)
{
	size_t len;
	char *line;

	if (!has_any(text, log_filter_words, log_filter_words_count) ||
	    log_filter_gives_away(text) || is_of_process(text))
		return;
	plain_mask_uuids(text);
	line = filter->lines[filter->count++ % LOG_FILTER_LINES_MAX];
	len = strnlen(text, LOG_FILTER_LINE_MAX);
	memcpy(line, text, len);
	line[len] = '\0';
}

static bool is_printable(int c)
{
	return c >= ' ' && c <= '~';
}

/*
 * /dev/kmsg writes "\x2d" for a byte that might be taken for something else
 * (kernel/printk/printk.c, msg_add_ext_text).
 */
static bool escaped_byte(const char *text, size_t len, int *byte)
{
	char digits[3];

	if (len < 4 || text[1] != 'x' ||
	    !isxdigit((unsigned char)text[2]) ||
	    !isxdigit((unsigned char)text[3]))
		return false;
	memcpy(digits, text + 2, 2);
	digits[2] = '\0';
	*byte = (int)strtoul(digits, NULL, 16);
	return true;
}

/* A byte that is no text stays, or becomes, an escape of that kind. */
static void add_message(struct log_filter *filter, const char *text, size_t len,
			bool escaped)
{
	char message[MESSAGE_MAX];
	size_t i, n = 0;
	int byte;

	for (i = 0; i < len && n + 5 < sizeof(message); i++) {
		if (text[i] == '\\' && escaped &&
		    escaped_byte(text + i, len - i, &byte) &&
		    is_printable(byte)) {
			message[n++] = (char)byte;
			i += 3;
		} else if (is_printable(text[i])) {
			message[n++] = text[i];
		} else {
			n += (size_t)snprintf(message + n, 5, "\\x%02x",
					      (unsigned char)text[i]);
		}
	}
	message[n] = '\0';
	keep(filter, message);
}

/* The number in front is 8 times the facility and the level; 0 is the kernel. */
static bool is_kernels(const char *record, size_t len)
{
	return len > 1 && record[0] >= '0' && record[0] <= '7' &&
	       record[1] == ',';
}

void log_filter_add_record(struct log_filter *filter, const char *record,
			   size_t len)
{
	const char *text = memchr(record, ';', len), *end;

	if (!text || !is_kernels(record, len))
		return;
	text++;
	end = memchr(text, '\n', (size_t)(record + len - text));
	if (!end)
		end = record + len;
	add_message(filter, text, (size_t)(end - text), true);
}

/* Bytes of "[...]" and of the spaces behind it, 0 if there is none. */
static size_t bracket_len(const char *text, size_t len, const char *inside)
{
	size_t n = 1;

	if (!len || text[0] != '[')
		return 0;
	while (n < len && text[n] && strchr(inside, text[n]))
		n++;
	if (n == 1 || n == len || text[n] != ']')
		return 0;
	n++;
	while (n < len && text[n] == ' ')
		n++;
	return n;
}

/*
 * A time, and with CONFIG_PRINTK_CALLER a task or CPU. journalctl(1), which
 * writes /var/log/dmesg on Debian and Ubuntu, puts "kernel: " behind the time.
 */
static size_t stamp_len(const char *line, size_t len)
{
	static const char name[] = "kernel: ";
	size_t n = bracket_len(line, len, " .0123456789");

	if (!n)
		return 0;
	n += bracket_len(line + n, len - n, " TC0123456789");
	if (len - n >= sizeof(name) - 1 &&
	    !strncmp(line + n, name, sizeof(name) - 1))
		n += sizeof(name) - 1;
	return n;
}

void log_filter_add_line(struct log_filter *filter, const char *line,
			 size_t len)
{
	size_t n = stamp_len(line, len);

	add_message(filter, line + n, len - n, false);
}

char *log_filter_text(const struct log_filter *filter)
{
	size_t kept = filter->count < LOG_FILTER_LINES_MAX ?
			      filter->count :
			      LOG_FILTER_LINES_MAX;
	char *text = malloc(kept * (LOG_FILTER_LINE_MAX + 1) + 1);
	char *end = text;
	size_t i;

	if (!text)
		return NULL;
	*end = '\0';
	for (i = filter->count - kept; i < filter->count; i++) {
		end = stpcpy(end, filter->lines[i % LOG_FILTER_LINES_MAX]);
		end = stpcpy(end, "\n");
	}
	return text;
}
