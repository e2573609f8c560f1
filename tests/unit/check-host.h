/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A healthy host as a capture, and what to change of it, for tests of check. */
#ifndef TDXCTL_CHECK_HOST_H
#define TDXCTL_CHECK_HOST_H

#include <stdlib.h>

#include "base/number.h"
#include "base/util.h"
#include "capture/read-list.h"
#include "ref/register.h"
#include "judge/verdict.h"
#include "tap.h"

#define HOST_CPUS 8 /* 0-3 are package 0, 4-7 are package 1 */
#define HOST_FACTS 32
#define HOST_TEXT 1024

#define FEATURES0 UINT64_C(0x2e1f0fbf) /* of module 1.5.06 */
#define CALL_KEY "0x0000000000000022:rdx=0x0a00000300000008"

/* One observation of the host; without a key there is none. */
struct host_fact {
	enum host_kind kind;
	char key[80];
	enum obs_error error;
	char text[HOST_TEXT];
};

/* Values as in tests/emu/profile.c. */
/* clang-format off */
static const struct obs host_registers[] = {
	{ .key = { .kind = OBS_CR4 }, .word = 0x42000 },
	{ .key = { .kind = OBS_MSR, .msr = 0x3a }, .word = 0x60005 },
	{ .key = { .kind = OBS_MSR, .msr = 0x87 }, .word = 0x200000001f },
	{ .key = { .kind = OBS_MSR, .msr = 0xa0 }, .word = 0 },
	{ .key = { .kind = OBS_MSR, .msr = 0xce }, .word = 0x1500 },
	{ .key = { .kind = OBS_MSR, .msr = 0xfe }, .word = 0xdd0a },
	{ .key = { .kind = OBS_MSR, .msr = 0x480 }, .word = 0x1da040000000013 },
	{ .key = { .kind = OBS_MSR, .msr = 0x503 }, .word = 0 },
	{ .key = { .kind = OBS_MSR, .msr = 0x981 }, .word = 0x3f680000005 },
	{ .key = { .kind = OBS_MSR, .msr = 0x982 }, .word = 0x5001600000003 },
	{ .key = { .kind = OBS_MSR, .msr = 0x1400 }, .word = 0x207c000008 },
	{ .key = { .kind = OBS_MSR, .msr = 0x1401 }, .word = 0xffffffc000c00 },
	{ .key = { .kind = OBS_CPUID, .cpuid.leaf = 0x0 },
	  .cpuid = { 0x20, 0x756e6547, 0x6c65746e, 0x49656e69 } },
	{ .key = { .kind = OBS_CPUID, .cpuid.leaf = 0x1 },
	  .cpuid = { 0x806f8, 0x800, 0x4ffaa277, 0x1fa9fbff } },
	{ .key = { .kind = OBS_CPUID, .cpuid.leaf = 0x7 },
	  .cpuid = { 2, 0x219424c7, 0xd9012000, 0xfc0c0400 } },
	{ .key = { .kind = OBS_CPUID, .cpuid.leaf = 0x40000000 } },
	{ .key = { .kind = OBS_CPUID, .cpuid.leaf = 0x80000008 },
	  .cpuid = { 0x3934, 0x200, 0, 0 } },
	{ .key = { .kind = OBS_SEAMCALL,
		   .seamcall = { .rax = 34, .rdx = METADATA_FEATURES0 } },
	  .seamcall = { .outcome = OUTCOME_SUCCESS, .attempts = 1,
			.regs = { .rdx = METADATA_FEATURES0,
				  .r8 = FEATURES0 } } },
};
/* clang-format on */

#define HOST_REGISTERS ARRAY_SIZE(host_registers)

/* A host that is going to be a capture. */
struct host {
	struct host_ident ident;
	struct host_cpus cpus;
	struct obs obs[HOST_REGISTERS][HOST_CPUS];
	bool gone[HOST_REGISTERS][HOST_CPUS];
	struct host_fact facts[HOST_FACTS];
};

#define CALL_ROW (HOST_REGISTERS - 1)

#define KVM_INTEL "/sys/module/kvm_intel/parameters/"
#define KVM "/sys/module/kvm/parameters/"
#define EVEN_SOCKET(s) s "/0/0," s "/1/0," s "/2/0," s "/3/0," \
		       s "/4/0," s "/5/0," s "/6/0," s "/7/0"

/* clang-format off */
static const struct host_fact host_facts[] = {
	{ .kind = HOST_FILE, .key = "/proc/cmdline",
	  .text = "nohibernate kvm_intel.tdx=1\n" },
	{ .kind = HOST_FILE, .key = "/proc/cpuinfo",
	  .text = "flags\t\t: vmx tme tdx_host_platform\nbugs\t\t: tdx_pw_mce\n" },
	{ .kind = HOST_FILE, .key = "/proc/uptime", .text = "4000.17 3000.00\n" },
	{ .kind = HOST_FILE, .key = "/sys/devices/system/cpu/present",
	  .text = "0-7\n" },
	{ .kind = HOST_FILE, .key = "/sys/devices/system/cpu/online",
	  .text = "0-7\n" },
	{ .kind = HOST_FILE, .key = "/sys/power/state", .text = "freeze mem\n" },
	{ .kind = HOST_FILE, .key = KVM "enable_virt_at_load", .text = "Y\n" },
	{ .kind = HOST_FILE, .key = KVM "mmio_caching", .text = "Y\n" },
	{ .kind = HOST_FILE, .key = KVM "tdp_mmu", .text = "Y\n" },
	{ .kind = HOST_FILE, .key = KVM_INTEL "enable_apicv", .text = "Y\n" },
	{ .kind = HOST_FILE, .key = KVM_INTEL "ept", .text = "Y\n" },
	{ .kind = HOST_FILE, .key = KVM_INTEL "eptad", .text = "Y\n" },
	{ .kind = HOST_FILE, .key = KVM_INTEL "tdx", .text = "Y\n" },
	{ .kind = HOST_KCONFIG, .key = "CONFIG_INTEL_TDX_HOST", .text = "y" },
	{ .kind = HOST_DIMM, .key = "population",
	  .text = EVEN_SOCKET("0") "," EVEN_SOCKET("1") },
	{ .kind = HOST_IOCTL, .key = "KVM_CAP_VM_TYPES", .text = "0x23" },
	{ .kind = HOST_LOG, .key = "kernel", .text = "" },
	{ .kind = HOST_HELPER, .key = "flags",
	  .text = "vmx-state enter-vmx enter-vmx-force" },
};
/* clang-format on */

_Noreturn static inline void host_bad(const char *change)
{
	fprintf(stderr, "Bail out! bad change: %s\n", change);
	exit(1);
}

static inline void host_healthy(struct host *host)
{
	unsigned int row, cpu;

	memset(host, 0, sizeof(*host));
	snprintf(host->ident.kernel, sizeof(host->ident.kernel), "6.16.3");
	cpulist_parse("0-7", &host->cpus.present);
	cpulist_parse("0-7", &host->cpus.online);
	for (row = 0; row < HOST_REGISTERS; row++)
		for (cpu = 0; cpu < HOST_CPUS; cpu++) {
			host->obs[row][cpu] = host_registers[row];
			host->obs[row][cpu].cpu = cpu;
		}
	for (row = 0; row < ARRAY_SIZE(host_facts); row++)
		host->facts[row] = host_facts[row];
}

/* OBS_READ where the text is not the name of an error. */
static inline enum obs_error host_error(const char *text)
{
	unsigned int error;

	for (error = OBS_READ + 1; error < OBS_ERRORS; error++)
		if (!strcmp(obs_error_name((enum obs_error)error), text))
			return (enum obs_error)error;
	return OBS_READ;
}

static inline void host_apply(char op, uint64_t number, uint64_t *value)
{
	if (op == '|')
		*value |= number;
	else if (op == '~')
		*value &= ~number;
	else
		*value = number;
}

/* "0x3" or "0x3/0xff", where bits outside of 0xff are not known. */
static inline void host_set_word(struct obs *obs, char op, const char *text,
				 const char *change)
{
	const char *slash = strchr(text, '/');
	char first[32];
	uint64_t number, mask = UINT64_MAX;

	snprintf(first, sizeof(first), "%.*s",
		 (int)(slash ? slash - text : (long)strlen(text)), text);
	if (number_parse(first, &number) ||
	    (slash && number_parse(slash + 1, &mask)))
		host_bad(change);
	obs->error = OBS_READ;
	obs->unknown = ~mask;
	host_apply(op, number, &obs->word);
}

static inline void host_set_cpuid(struct obs *obs, char reg, char op,
				  const char *text, const char *change)
{
	uint32_t *regs[] = { &obs->cpuid.eax, &obs->cpuid.ebx, &obs->cpuid.ecx,
			     &obs->cpuid.edx };
	uint64_t number, value;

	if (reg < 'a' || reg > 'd' || number_parse(text, &number))
		host_bad(change);
	value = *regs[reg - 'a'];
	host_apply(op, number, &value);
	*regs[reg - 'a'] = (uint32_t)value;
}

/* "ud", "entered-ud", "status:0x...", "success:0x..." with features. */
static inline void host_set_call(struct obs *obs, const char *text,
				 const char *change)
{
	const char *number = strchr(text, ':');
	size_t len = number ? (size_t)(number - text) : strlen(text);
	uint64_t word = FEATURES0;
	unsigned int i;

	obs->error = OBS_READ;
	obs->seamcall = (struct obs_seamcall){ .attempts = 1 };
	if (!strncmp(text, "entered-", 8)) {
		obs->seamcall.vmx_entered = true;
		text += 8;
		len -= 8;
	}
	if (number && number_parse(number + 1, &word))
		host_bad(change);
	for (i = 0; i < OUTCOMES; i++)
		if (strlen(seamcall_outcome_name((enum outcome)i)) == len &&
		    !strncmp(seamcall_outcome_name((enum outcome)i), text, len))
			break;
	if (i == OUTCOMES)
		host_bad(change);
	obs->seamcall.outcome = (enum outcome)i;
	if (i == OUTCOME_SUCCESS)
		obs->seamcall.regs.r8 = word;
	else if (i == OUTCOME_STATUS)
		obs->seamcall.rax = word;
}

static inline void host_change_cpu(struct host *host, unsigned int row,
				   unsigned int cpu, char reg, char op,
				   const char *text, const char *change)
{
	struct obs *obs = &host->obs[row][cpu];

	if (!strcmp(text, "-"))
		host->gone[row][cpu] = true;
	else if (host_error(text) != OBS_READ &&
		 (row != CALL_ROW || strcmp(text, "gp")))
		obs->error = host_error(text);
	else if (obs->key.kind == OBS_CPUID)
		host_set_cpuid(obs, reg, op, text, change);
	else if (obs->key.kind == OBS_SEAMCALL)
		host_set_call(obs, text, change);
	else
		host_set_word(obs, op, text, change);
}

/* "cr4", "call", "msr 0x982", "cpuid 0x1 ecx" */
static inline unsigned int host_row(const char *name, char *reg,
				    const char *change)
{
	unsigned int row, number = 0, kind = OBS_CR4;

	*reg = 0;
	if (!strcmp(name, "call"))
		return CALL_ROW;
	if (sscanf(name, "msr %x", &number) == 1)
		kind = OBS_MSR;
	else if (sscanf(name, "cpuid %x e%cx", &number, reg) >= 1)
		kind = OBS_CPUID;
	else if (strcmp(name, "cr4"))
		host_bad(change);
	for (row = 0; row < CALL_ROW; row++) {
		const struct obs_key *key = &host_registers[row].key;

		if (key->kind != kind)
			continue;
		if (kind == OBS_CR4 ||
		    number == (kind == OBS_MSR ? key->msr : key->cpuid.leaf))
			return row;
	}
	host_bad(change);
}

static inline void host_change_register(struct host *host, char *name, char op,
					char *text, const char *change)
{
	char reg, *at = strstr(text, " @");
	struct cpulist cpus = host->cpus.present;
	unsigned int row = host_row(name, &reg, change), cpu;

	if (at && cpulist_parse(at + 2, &cpus))
		host_bad(change);
	if (at)
		*at = '\0';
	cpulist_for_each(cpu, &cpus)
		host_change_cpu(host, row, cpu, reg, op, text, change);
}

static inline void host_change_fact(struct host *host, enum host_kind kind,
				    const char *key, const char *text)
{
	struct host_fact *fact = host->facts;

	while (*fact->key && (fact->kind != kind || strcmp(fact->key, key)))
		fact++;
	if (fact == &host->facts[HOST_FACTS - 1])
		host_bad(key);
	fact->kind = kind;
	snprintf(fact->key, sizeof(fact->key), "%s", key);
	fact->error = host_error(text);
	snprintf(fact->text, sizeof(fact->text), "%s", text);
}

static inline bool host_change_ident(struct host *host, const char *name,
				     const char *text)
{
	if (!strcmp(name, "kernel"))
		snprintf(host->ident.kernel, HOST_TEXT_MAX, "%s", text);
	else if (!strcmp(name, "vendor"))
		snprintf(host->ident.vendor, HOST_TEXT_MAX, "%s", text);
	else if (!strcmp(name, "product"))
		snprintf(host->ident.product, HOST_TEXT_MAX, "%s", text);
	else if (!strcmp(name, "online"))
		cpulist_parse(text, &host->cpus.online);
	else if (!strcmp(name, "isolated"))
		cpulist_parse(text, &host->cpus.isolated);
	else
		return false;
	return true;
}

/* "flags|vmx" adds a word to a line of /proc/cpuinfo, "flags~vmx" takes it away. */
static inline bool host_change_words(struct host *host, const char *line, char op,
				     const char *word)
{
	struct host_fact *fact = host->facts;
	char padded[80];
	cleanup_free char *before = NULL;
	char *begin, *end, *at;

	if (strcmp(line, "flags") && strcmp(line, "bugs"))
		return false;
	while (strcmp(fact->key, "/proc/cpuinfo"))
		fact++;
	before = strdup(fact->text);
	begin = before ? strstr(before, line) : NULL;
	if (!begin)
		host_bad(line);
	end = strchr(begin, '\n');
	*end = '\0';
	snprintf(padded, sizeof(padded), " %s", word);
	at = strstr(begin, padded);
	if ((op == '~') != (at != NULL))
		host_bad(word);
	if (at)
		snprintf(fact->text, sizeof(fact->text), "%.*s%s\n%s",
			 (int)(at - before), before, at + strlen(padded),
			 end + 1);
	else
		snprintf(fact->text, sizeof(fact->text), "%s%s\n%s", before,
			 padded, end + 1);
	return true;
}

/* One change: "NAME=TEXT"; "-" takes a thing away, an error's name breaks it. */
static inline void host_change_one(struct host *host, char *change)
{
	char *op = change + strcspn(change, "=|~"), name[80], kind = *op;

	if (!kind)
		host_bad(change);
	snprintf(name, sizeof(name), "%.*s", (int)(op - change), change);
	if (*name == '/')
		host_change_fact(host, HOST_FILE, name, op + 1);
	else if (!strncmp(name, "CONFIG_", 7))
		host_change_fact(host, HOST_KCONFIG, name, op + 1);
	else if (!strcmp(name, "log"))
		host_change_fact(host, HOST_LOG, "kernel", op + 1);
	else if (!strcmp(name, "types"))
		host_change_fact(host, HOST_IOCTL, "KVM_CAP_VM_TYPES", op + 1);
	else if (!strcmp(name, "helper"))
		host_change_fact(host, HOST_HELPER, "flags", op + 1);
	else if (!strcmp(name, "bios_vendor"))
		host_change_fact(host, HOST_DMI, name, op + 1);
	else if (!strcmp(name, "dimms"))
		host_change_fact(host, HOST_DIMM, "population", op + 1);
	else if (!host_change_words(host, name, kind, op + 1) &&
		 !host_change_ident(host, name, op + 1))
		host_change_register(host, name, kind, op + 1, change);
}

/* Changes, with "; " between them. */
static inline void host_change(struct host *host, const char *changes)
{
	char *text = strdup(changes), *next = text, *end;

	while (text && next && *next) {
		end = strstr(next, "; ");
		if (end)
			*end = '\0';
		host_change_one(host, next);
		next = end ? end + 2 : NULL;
	}
	free(text);
}

/* CPUs that are read: those that are online and not isolated. */
static inline struct cpulist host_read(const struct host *host)
{
	struct cpulist cpus = host->cpus.online;

	cpulist_andnot(&cpus, &host->cpus.isolated);
	return cpus;
}

/* What check does not ask for, no check may need. */
static inline void host_add_registers(const struct host *host,
				      struct capture *capture)
{
	struct obs_list list cleanup_obs = { 0 };
	cleanup_free struct obs_key *keys = NULL;
	struct cpulist read = host_read(host);
	unsigned int row, cpu;
	size_t count;

	keys = what_to_read(&count);
	cpulist_for_each(cpu, &read)
		for (row = 0; row < HOST_REGISTERS; row++)
			if (!host->gone[row][cpu] &&
			    obs_add(&list, &host->obs[row][cpu]))
				abort();
	obs_sort(&list);
	if (!keys || capture_group(capture, &list, keys, count))
		abort();
}

/* "0/1/0,..." is socket, channel and slot of modules of 64 GiB. */
static inline void host_add_dimms(struct host_obs *obs, const char *text)
{
	obs->dimms = calloc(64, sizeof(*obs->dimms));
	if (!obs->dimms)
		abort();
	while (*text && obs->ndimms < 64) {
		struct capture_dimm *dimm = &obs->dimms[obs->ndimms++];
		int len = 0;

		dimm->mib = 65536;
		if (sscanf(text, "%u/%u/%u%n", &dimm->socket, &dimm->channel,
			   &dimm->slot, &len) != 3)
			host_bad(text);
		text += len;
		text += *text == ',';
	}
}

static inline void host_add_fact(const struct host_fact *fact,
				 struct capture *capture)
{
	bool text = fact->error == OBS_READ && fact->kind != HOST_IOCTL &&
		    fact->kind != HOST_DIMM;
	struct host_obs *obs;

	if (!*fact->key || !strcmp(fact->text, "-"))
		return;
	obs = capture_add_host(capture, fact->kind, fact->key, fact->error,
			       text ? fact->text : NULL);
	if (!obs)
		abort();
	if (fact->error != OBS_READ)
		return;
	if (fact->kind == HOST_IOCTL && number_parse(fact->text, &obs->number))
		host_bad(fact->text);
	if (fact->kind == HOST_DIMM)
		host_add_dimms(obs, fact->text);
}

static inline void host_capture(const struct host *host,
				struct capture *capture)
{
	struct cpulist package;
	unsigned int i;

	capture->ident = host->ident;
	capture->cpus = host->cpus;
	cpulist_parse("0-3", &package);
	if (capture_add_package(capture, 0, &package))
		abort();
	cpulist_parse("4-7", &package);
	if (capture_add_package(capture, 1, &package))
		abort();
	host_add_registers(host, capture);
	for (i = 0; i < HOST_FACTS; i++)
		host_add_fact(&host->facts[i], capture);
}

/* A host, and what is found out about it. */
struct judged {
	struct host host;
	struct capture capture;
	struct verdict verdict;
};

static inline void judged_free(struct judged *judged)
{
	verdict_free(&judged->verdict);
	capture_free(&judged->capture);
	free(judged);
}

static inline void judged_cleanup(struct judged **judged)
{
	if (*judged)
		judged_free(*judged);
}

#define cleanup_judged __attribute__((cleanup(judged_cleanup)))

static inline void checks_as_is(struct judged *judged)
{
	struct cpulist cpus = host_read(&judged->host);

	host_capture(&judged->host, &judged->capture);
	if (verdict_build(&judged->verdict, &judged->capture, &cpus))
		abort();
}

/* The healthy host with changes. */
static inline struct judged *judge_changed(const char *changes)
{
	struct judged *judged = calloc(1, sizeof(*judged));

	if (!judged)
		abort();
	host_healthy(&judged->host);
	host_change(&judged->host, changes);
	checks_as_is(judged);
	return judged;
}

/*
 * Verdict, cause, and rows that are neither pass nor skip: "fail tme-off:
 * tme-off fail 7".  The warning about errata, which the healthy host has, and
 * skipped rows, which follow from the rest, are left out.
 */
static inline char *judged_text(const struct verdict *verdict)
{
	char *text = NULL;
	const char *joint = ": ";
	size_t size, i;
	FILE *out = open_memstream(&text, &size);

	if (!out)
		abort();
	fputs(check_result_name(verdict->result), out);
	if (verdict->cause)
		fprintf(out, " %s", verdict->cause);
	for (i = 0; i < verdict->nalso; i++)
		fprintf(out, "+%s", verdict->also[i]);
	for (i = 0; i < CHECKS; i++) {
		const struct verdict_row *row = &verdict->rows[i];

		if (row->result == RESULT_PASS || row->result == RESULT_SKIP ||
		    (i == CHECK_ERRATUM && row->result == RESULT_WARN))
			continue;
		fprintf(out, "%s%s %s%s%s", joint, checks[i].id,
			check_result_name(row->result), *row->cpus ? " " : "",
			row->cpus);
		if (row->explained_by)
			fprintf(out, " by %s", row->explained_by);
		joint = "; ";
	}
	if (fclose(out))
		abort();
	return text;
}

#endif
