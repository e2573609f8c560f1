// SPDX-License-Identifier: GPL-2.0-or-later
/* Reads what a kernel log says of TDX, in all wordings that kernels had. */
#include "judge/log-events.h"

#include <limits.h>
#include <string.h>

#include "judge/log-match.h"
#include "base/plain.h"

#define LOG_EVENT_ROW(event_, severity_, pattern_, source_) \
	{                                                   \
		.event = LOG_EVENT_##event_,                \
		.severity = LOG_EVENT_##severity_,          \
		.pattern = (pattern_),                      \
		.source = (source_),                        \
	},

static const struct log_events_wording log_events_table[] = {
#include "judge/log-events.tbl"
};

#define LOG_EVENT_COUNT (sizeof(log_events_table) / sizeof(log_events_table[0]))

/*
 * The SEAMCALL that registers may belong to. CPUs print at the same time: after
 * two failures nobody can say whose the registers are.
 */
struct log_events_reader {
	struct log_events *out;
	struct log_events_entry *failure;
	bool shown;		/* some registers of it */
	bool ambiguous;
};

const struct log_events_wording *log_events_wordings(size_t *count)
{
	*count = LOG_EVENT_COUNT;
	return log_events_table;
}

/* What read_dotted() and read_keyed() look for is not in the table. */
bool log_events_knows(const char *word, size_t len)
{
	static const char keys[] =
		"build date major_version minor_version build_date build_num";
	size_t i;

	for (i = 0; i < LOG_EVENT_COUNT; i++)
		if (plain_has_word(log_events_table[i].pattern, word, len))
			return true;
	return plain_has_word(keys, word, len);
}

static const struct log_events_wording *
find_wording(const struct log_events_line *line, struct log_events_found *found)
{
	size_t i;

	for (i = 0; i < LOG_EVENT_COUNT; i++)
		if (log_match(line, log_events_table[i].pattern, found))
			return &log_events_table[i];
	return NULL;
}

#define DATE_YEAR(date) ((date) / 10000)
#define DATE_MONTH(date) ((date) / 100 % 100)
#define DATE_DAY(date) ((date) % 100)

/* Something else in the place of a date is not made one. */
static unsigned int checked_date(const struct log_events_number *number)
{
	uint64_t date = number->value;

	if (!number->known || DATE_YEAR(date) < 2000 ||
	    DATE_YEAR(date) > 2099 || DATE_MONTH(date) < 1 ||
	    DATE_MONTH(date) > 12 || DATE_DAY(date) < 1 || DATE_DAY(date) > 31)
		return 0;
	return (unsigned int)date;
}

/* Unknown if the key is not there. */
static void read_key(const struct log_events_line *line, const char *key,
		     unsigned int base, struct log_events_number *number)
{
	const char *at = log_match_find(line, key);

	*number = (struct log_events_number){ .known = false };
	if (at)
		log_match_digits(line, at, base, number);
}

static void set_version(struct tdx_module_version *version,
			const struct log_events_number *major,
			const struct log_events_number *minor)
{
	if (!major->known || !minor->known || major->value > UINT_MAX ||
	    minor->value > UINT_MAX)
		return;
	version->known = true;
	version->major = (unsigned int)major->value;
	version->minor = (unsigned int)minor->value;
}

static void set_update(struct tdx_module_version *version,
		       const struct log_events_number *update)
{
	if (!version->known || !update->known || update->value > UINT_MAX)
		return;
	version->has_update = true;
	version->update = (unsigned int)update->value;
}

/* "2.0.08.00, build number 882, build date 0134fed5": the date is in hex. */
static void read_dotted(const struct log_events_line *line,
			struct log_events_entry *entry)
{
	struct log_events_module *module = &entry->module;
	const struct log_events_number *number = entry->number;
	struct log_events_number date;

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
static void read_keyed(const struct log_events_line *line,
		       struct log_events_module *module)
{
	struct log_events_number major, minor, date;

	read_key(line, "major_version ", 10, &major);
	read_key(line, "minor_version ", 10, &minor);
	set_version(&module->version, &major, &minor);
	read_key(line, "build_num ", 10, &module->build);
	read_key(line, "build_date ", 10, &date);
	module->date = checked_date(&date);
}

static void read_module(const struct log_events_line *line,
			struct log_events_entry *entry)
{
	if (entry->count)
		read_dotted(line, entry);
	else
		read_keyed(line, &entry->module);
}

/* Production modules refuse the leaf that kernels of Intel's trees try. */
#define TDDEBUGCONFIG 254

static void set_seamcall(const struct log_line *parsed,
			 struct log_events_entry *entry)
{
	const struct log_status *status = &parsed->status[0];

	if (!parsed->count)
		return;
	entry->seamcall = (struct log_events_seamcall){
		.has_leaf = status->has_leaf,
		.leaf = status->leaf,
		.has_status = true,
		.status = status->word,
		.registers = parsed->registers,
	};
	if (!status->has_leaf || status->leaf != TDDEBUGCONFIG)
		return;
	entry->event = LOG_EVENT_DEBUG_LEAF;
	entry->severity = LOG_EVENT_INFO;
}

static bool is_failure(const struct log_events_entry *entry)
{
	return entry->event == LOG_EVENT_SEAMCALL_FAILED ||
	       entry->event == LOG_EVENT_DEBUG_LEAF ||
	       entry->event == LOG_EVENT_DISABLE_FAILED;
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

static void add_registers(struct log_events_reader *reader,
			  const struct log_registers *more)
{
	struct log_events_entry *failure = reader->failure;
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

static void follow(struct log_events_reader *reader,
		   struct log_events_entry *entry)
{
	if (is_failure(entry)) {
		reader->ambiguous = reader->failure && !reader->shown;
		reader->failure = entry;
		reader->shown = has_registers(&entry->seamcall.registers);
	} else if (entry->event == LOG_EVENT_REGISTERS) {
		reader->shown = true;
	} else {
		reader->failure = NULL;
	}
}

static void add_entry(struct log_events_reader *reader,
		      struct log_events_entry *entry)
{
	struct log_events *out = reader->out;
	struct log_events_entry *kept =
		&out->entries[out->total % LOG_EVENT_ENTRIES_MAX];

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

static void read_line(struct log_events_reader *reader, const char *text,
		      size_t len)
{
	struct log_events_entry entry = { .event = LOG_EVENT_SEAMCALL_FAILED,
					  .severity = LOG_EVENT_ERROR,
					  .text = text,
					  .len = len };
	struct log_events_found found = { .count = 0 };
	struct log_line parsed;
	struct log_events_line line;

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
	if (entry.event == LOG_EVENT_MODULE_VERSION)
		read_module(&line, &entry);
	add_entry(reader, &entry);
	if (entry.event == LOG_EVENT_REGISTERS)
		add_registers(reader, &parsed.registers);
}

void log_events_read(const char *text, struct log_events *out)
{
	struct log_events_reader reader = { .out = out };
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

const struct log_events_entry *log_events_last(const struct log_events *log,
					       enum log_event event)
{
	return log && log->count[event] ? &log->last[event] : NULL;
}

bool log_events_after(const struct log_events *log, enum log_event event,
		      enum log_event other)
{
	const struct log_events_entry *a = log_events_last(log, event);
	const struct log_events_entry *b = log_events_last(log, other);

	return a && (!b || a->order > b->order);
}

size_t log_events_entry_count(const struct log_events *log)
{
	return log->total < LOG_EVENT_ENTRIES_MAX ? log->total :
						    LOG_EVENT_ENTRIES_MAX;
}

const struct log_events_entry *log_events_entry(const struct log_events *log,
						size_t index)
{
	size_t count = log_events_entry_count(log);

	if (index >= count)
		return NULL;
	return &log->entries[(log->total - count + index) %
			     LOG_EVENT_ENTRIES_MAX];
}

int log_events_errno(const struct log_events_entry *entry)
{
	const struct log_events_number *number;

	if (!entry || !entry->count)
		return 0;
	number = &entry->number[entry->count - 1];
	if (!number->known || !number->negative || number->value > INT_MAX)
		return 0;
	return (int)number->value;
}
