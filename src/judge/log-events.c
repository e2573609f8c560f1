// SPDX-License-Identifier: GPL-2.0-or-later
/* Reads what a kernel log says of TDX, in all wordings that kernels had. */
#include "judge/log-events.h"

#include <limits.h>
#include <string.h>

#include "judge/log-match.h"
#include "base/plain.h"

#define KLOG_ROW(event_, severity_, pattern_, source_)                         \
	{                                                                      \
		.event = KLOG_##event_,                                        \
		.severity = KLOG_##severity_,                                  \
		.pattern = (pattern_),                                         \
		.source = (source_),                                           \
	},

static const struct klog_wording klog_table[] = {
#include "judge/log-events.tbl"
};

#define KLOG_COUNT (sizeof(klog_table) / sizeof(klog_table[0]))

/*
 * The SEAMCALL that registers may belong to. CPUs print at the same time: after
 * two failures nobody can say whose the registers are.
 */
struct klog_reader {
	struct klog *out;
	struct klog_entry *failure;
	bool shown;		/* some registers of it */
	bool ambiguous;
};

const struct klog_wording *klog_wordings(size_t *count)
{
	*count = KLOG_COUNT;
	return klog_table;
}

/* What read_dotted() and read_keyed() look for is not in the table. */
bool klog_knows(const char *word, size_t len)
{
	static const char keys[] =
		"build date major_version minor_version build_date build_num";
	size_t i;

	for (i = 0; i < KLOG_COUNT; i++)
		if (plain_has_word(klog_table[i].pattern, word, len))
			return true;
	return plain_has_word(keys, word, len);
}

static const struct klog_wording *find_wording(const struct klog_line *line,
					       struct klog_found *found)
{
	size_t i;

	for (i = 0; i < KLOG_COUNT; i++)
		if (log_match(line, klog_table[i].pattern, found))
			return &klog_table[i];
	return NULL;
}

#define DATE_YEAR(date) ((date) / 10000)
#define DATE_MONTH(date) ((date) / 100 % 100)
#define DATE_DAY(date) ((date) % 100)

/* Something else in the place of a date is not made one. */
static unsigned int checked_date(const struct klog_number *number)
{
	uint64_t date = number->value;

	if (!number->known || DATE_YEAR(date) < 2000 ||
	    DATE_YEAR(date) > 2099 || DATE_MONTH(date) < 1 ||
	    DATE_MONTH(date) > 12 || DATE_DAY(date) < 1 || DATE_DAY(date) > 31)
		return 0;
	return (unsigned int)date;
}

/* Unknown if the key is not there. */
static void read_key(const struct klog_line *line, const char *key,
		     unsigned int base, struct klog_number *number)
{
	const char *at = log_match_find(line, key);

	*number = (struct klog_number){ .known = false };
	if (at)
		log_match_digits(line, at, base, number);
}

static void set_version(struct module_version *version,
			const struct klog_number *major,
			const struct klog_number *minor)
{
	if (!major->known || !minor->known || major->value > UINT_MAX ||
	    minor->value > UINT_MAX)
		return;
	version->known = true;
	version->major = (unsigned int)major->value;
	version->minor = (unsigned int)minor->value;
}

static void set_update(struct module_version *version,
		       const struct klog_number *update)
{
	if (!version->known || !update->known || update->value > UINT_MAX)
		return;
	version->has_update = true;
	version->update = (unsigned int)update->value;
}

/* "2.0.08.00, build number 882, build date 0134fed5": the date is in hex. */
static void read_dotted(const struct klog_line *line, struct klog_entry *entry)
{
	struct klog_module *module = &entry->module;
	const struct klog_number *number = entry->number;
	struct klog_number date;

	set_version(&module->version, &number[0], &number[1]);
	set_update(&module->version, &number[2]);
	if (entry->count > 4)
		module->build = number[4];
	read_key(line, "build date ", 16, &date);
	module->date = checked_date(&date);
}

/*
 * "attributes 0x0, vendor_id 0x8086, major_version 1, minor_version 5,
 * build_date 20240129, build_num 698": kernels leave the first out or misspell
 * it, and people who quote the line leave out what they think unimportant.
 */
static void read_keyed(const struct klog_line *line, struct klog_module *module)
{
	struct klog_number major, minor, date;

	read_key(line, "major_version ", 10, &major);
	read_key(line, "minor_version ", 10, &minor);
	set_version(&module->version, &major, &minor);
	read_key(line, "build_num ", 10, &module->build);
	read_key(line, "build_date ", 10, &date);
	module->date = checked_date(&date);
}

static void read_module(const struct klog_line *line, struct klog_entry *entry)
{
	if (entry->count)
		read_dotted(line, entry);
	else
		read_keyed(line, &entry->module);
}

/* Production modules refuse the leaf that kernels of Intel's trees try. */
#define TDDEBUGCONFIG 254

static void set_seamcall(const struct log_line *parsed,
			 struct klog_entry *entry)
{
	const struct log_status *status = &parsed->status[0];

	if (!parsed->count)
		return;
	entry->seamcall = (struct klog_seamcall){
		.has_leaf = status->has_leaf,
		.leaf = status->leaf,
		.has_status = true,
		.status = status->word,
		.registers = parsed->registers,
	};
	if (!status->has_leaf || status->leaf != TDDEBUGCONFIG)
		return;
	entry->event = KLOG_DEBUG_LEAF;
	entry->severity = KLOG_INFO;
}

static bool is_failure(const struct klog_entry *entry)
{
	return entry->event == KLOG_SEAMCALL_FAILED ||
	       entry->event == KLOG_DEBUG_LEAF ||
	       entry->event == KLOG_DISABLE_FAILED;
}

static bool overlap(const struct log_registers *a,
		    const struct log_registers *b)
{
	size_t i;

	for (i = 0; i < LOG_REGISTERS_MAX; i++)
		if (a->have[i] && b->have[i])
			return true;
	return false;
}

static void add_registers(struct klog_reader *reader,
			  const struct log_registers *more)
{
	struct klog_entry *failure = reader->failure;
	struct log_registers *registers;
	size_t i;

	if (!failure || reader->ambiguous)
		return;
	registers = &failure->seamcall.registers;
	/* Registers that are there already: a line between was lost. */
	if (overlap(registers, more))
		return;
	for (i = 0; i < LOG_REGISTERS_MAX; i++) {
		if (!more->have[i])
			continue;
		registers->have[i] = true;
		registers->value[i] = more->value[i];
	}
	reader->out->last[failure->event] = *failure;
}

static bool has_registers(const struct log_registers *registers)
{
	size_t i;

	for (i = 0; i < LOG_REGISTERS_MAX; i++)
		if (registers->have[i])
			return true;
	return false;
}

static void follow(struct klog_reader *reader, struct klog_entry *entry)
{
	if (is_failure(entry)) {
		reader->ambiguous = reader->failure && !reader->shown;
		reader->failure = entry;
		reader->shown = has_registers(&entry->seamcall.registers);
	} else if (entry->event == KLOG_REGISTERS) {
		reader->shown = true;
	} else {
		reader->failure = NULL;
	}
}

static void add_entry(struct klog_reader *reader, struct klog_entry *entry)
{
	struct klog *out = reader->out;
	struct klog_entry *kept = &out->entries[out->total % KLOG_ENTRIES_MAX];

	entry->order = ++out->total;
	/* Its place is taken over, and so many lines ago it was another. */
	if (reader->failure == kept)
		reader->failure = NULL;
	*kept = *entry;
	out->last[entry->event] = *entry;
	out->count[entry->event]++;
	follow(reader, kept);
}

/* A number alone in a line is a status for tdxctl decode, but not in a log. */
static bool is_report(const struct log_line *parsed)
{
	return parsed->kind == LOG_STATUS && parsed->status[0].has_leaf;
}

static void read_line(struct klog_reader *reader, const char *text, size_t len)
{
	struct klog_entry entry = { .event = KLOG_SEAMCALL_FAILED,
				    .severity = KLOG_ERROR,
				    .text = text,
				    .len = len };
	struct klog_found found = { .count = 0 };
	struct log_line parsed;
	struct klog_line line;

	log_match_clean(text, len, &line);
	log_seamcall_parse(line.text, line.len, line.cut, &parsed);
	entry.wording = find_wording(&line, &found);
	if (entry.wording) {
		entry.event = entry.wording->event;
		entry.severity = entry.wording->severity;
		entry.count = found.count;
		memcpy(entry.number, found.number, sizeof(entry.number));
	} else if (!is_report(&parsed)) {
		return;
	}
	if (is_failure(&entry))
		set_seamcall(&parsed, &entry);
	if (entry.event == KLOG_MODULE_VERSION)
		read_module(&line, &entry);
	add_entry(reader, &entry);
	if (entry.event == KLOG_REGISTERS)
		add_registers(reader, &parsed.registers);
}

void klog_read(const char *text, struct klog *out)
{
	struct klog_reader reader = { .out = out };
	const char *end;

	memset(out, 0, sizeof(*out));
	while (*text) {
		end = strchr(text, '\n');
		if (!end)
			end = text + strlen(text);
		read_line(&reader, text, (size_t)(end - text));
		text = *end ? end + 1 : end;
	}
}

const struct klog_entry *klog_last(const struct klog *log,
				   enum klog_event event)
{
	return log && log->count[event] ? &log->last[event] : NULL;
}

bool klog_after(const struct klog *log, enum klog_event event,
		enum klog_event other)
{
	const struct klog_entry *a = klog_last(log, event);
	const struct klog_entry *b = klog_last(log, other);

	return a && (!b || a->order > b->order);
}

size_t klog_entry_count(const struct klog *log)
{
	return log->total < KLOG_ENTRIES_MAX ? log->total : KLOG_ENTRIES_MAX;
}

const struct klog_entry *klog_entry(const struct klog *log, size_t index)
{
	size_t count = klog_entry_count(log);

	if (index >= count)
		return NULL;
	return &log->entries[(log->total - count + index) % KLOG_ENTRIES_MAX];
}

int klog_errno(const struct klog_entry *entry)
{
	const struct klog_number *number;

	if (!entry || !entry->count)
		return 0;
	number = &entry->number[entry->count - 1];
	if (!number->known || !number->negative || number->value > INT_MAX)
		return 0;
	return (int)number->value;
}
