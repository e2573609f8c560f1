// SPDX-License-Identifier: GPL-2.0-or-later
/* Captures: CPUs that read the same are one group, all else is found again. */
#include <stdlib.h>

#include "base/util.h"
#include "capture/capture.h"
#include "tap.h"

static const struct obs_key msr_1 = { .kind = OBS_MSR, .msr = 1 };
static const struct obs_key msr_2 = { .kind = OBS_MSR, .msr = 2 };
static const struct obs_key leaf_1 = { .kind = OBS_CPUID,
				       .cpuid = { .leaf = 1 } };
static const struct obs_key cr4 = { .kind = OBS_CR4 };
static const struct obs_key sys_rd = { .kind = OBS_SEAMCALL,
				       .seamcall = { .rax = 34 } };

/* "0x1 0-2,4; 0x2 0" for two groups. */
static char *groups_text(const struct capture *capture)
{
	char key[OBS_KEY_TEXT_MAX], *text = NULL;
	size_t size, g;
	FILE *out = open_memstream(&text, &size);

	for (g = 0; out && g < capture->ngroups; g++) {
		const struct obs_group *group = &capture->groups[g];
		cleanup_free char *cpus = cpulist_format(&group->cpus);

		fprintf(out, "%s%s %s", g ? "; " : "",
			obs_key_text(&group->obs.key, key), cpus);
		if (group->obs.cpu != cpulist_next(&group->cpus, 0))
			fputs(" (obs of another CPU)", out);
	}
	if (!out || fclose(out))
		abort();
	return text;
}

static void add(struct obs_list *list, const struct obs_key *key,
		unsigned int cpu, uint64_t word)
{
	struct obs obs = { .key = *key, .cpu = cpu, .word = word };

	if (obs_add(list, &obs))
		abort();
}

static void test_group(void)
{
	const struct obs_key keys[] = { msr_2, msr_1, cr4 };
	struct capture capture cleanup_capture = { 0 };
	struct obs_list list cleanup_obs = { 0 };
	cleanup_free char *text = NULL;
	unsigned int cpu;

	for (cpu = 0; cpu < 6; cpu++) {
		add(&list, &msr_1, cpu, cpu == 3);
		add(&list, &msr_2, cpu, 7);
		add(&list, &leaf_1, cpu, 0);
	}
	list.items[12].error = OBS_GP;
	obs_sort(&list);
	ok(!capture_group(&capture, &list, keys, ARRAY_SIZE(keys)),
	   "group: no failure");
	text = groups_text(&capture);
	is_str(text, "0x2 0-5; 0x1 0-2,5; 0x1 3; 0x1 4",
	       "group: by key as given, then by first CPU");
	ok(capture_find(&capture, &msr_1, 5) == &capture.groups[1] &&
		   capture_find(&capture, &msr_1, 3)->obs.word == 1,
	   "find: the group of a key that a CPU is in");
	ok(!capture_find(&capture, &msr_1, 6), "find: no such CPU");
	ok(!capture_find(&capture, &leaf_1, 0), "find: no such key");
	capture_free(&capture);
	ok(!capture.ngroups && !capture.groups, "free: leaves it empty");
}

/* A group is of its first CPU, wherever it was observed. */
static void test_add(void)
{
	struct capture capture cleanup_capture = { 0 };
	const struct obs obs = { .key = msr_1, .cpu = 7 };
	cleanup_free char *text = NULL;
	struct cpulist cpus;

	cpulist_parse("4-7", &cpus);
	ok(!capture_add(&capture, &obs, &cpus), "add: no failure");
	text = groups_text(&capture);
	is_str(text, "0x1 4-7", "add: the group is of its first CPU");
}

/* Pairs that differ in one thing belong apart, in another together. */
static void test_same(void)
{
	const struct obs word = { .key = msr_1, .cpu = 1, .word = 5 };
	const struct obs call = {
		.key = sys_rd,
		.seamcall = { .outcome = OUTCOME_STATUS,
			      .rax = 1,
			      .attempts = 1,
			      .cycles = 100 }
	};
	struct obs obs = word;

	obs.cpu = 2;
	obs.reason = "a reason";
	ok(capture_same(&word, &obs), "same: CPU and reason may differ");
	obs.unknown = 2;
	ok(!capture_same(&word, &obs), "same: not if other bits are known");
	obs = word;
	obs.key = msr_2;
	ok(!capture_same(&word, &obs), "same: not of another key");
	obs = word;
	obs.error = OBS_IO;
	ok(!capture_same(&word, &obs), "same: a value is not an error");
	obs.word = 6;
	ok(capture_same(&(struct obs){ .key = msr_1, .error = OBS_IO }, &obs),
	   "same: errors have no value");
	obs = call;
	obs.seamcall.cycles = 200;
	ok(capture_same(&call, &obs), "same: times may differ");
	obs.seamcall.attempts = 2;
	ok(!capture_same(&call, &obs), "same: not with more attempts");
	obs = call;
	obs.seamcall.regs.r11 = 1;
	ok(!capture_same(&call, &obs), "same: not with other registers");
	obs = call;
	obs.seamcall.outcome = OUTCOME_SUCCESS;
	ok(!capture_same(&call, &obs), "same: not with another outcome");
	obs = call;
	obs.seamcall.vmx_entered = true;
	ok(!capture_same(&call, &obs), "same: not if VMX was entered for it");
	obs = call;
	obs.seamcall.vmx_stuck = true;
	ok(!capture_same(&call, &obs), "same: not if one is stuck");
	obs = (struct obs){ .key = leaf_1, .cpuid.edx = 1 };
	ok(!capture_same(&(struct obs){ .key = leaf_1 }, &obs),
	   "same: not with another leaf");
}

static void test_host(void)
{
	struct capture capture cleanup_capture = { 0 };
	char key[16];
	unsigned int i;
	bool good = true;

	for (i = 0; i < 100; i++) {
		snprintf(key, sizeof(key), "CONFIG_%u", i);
		good &= capture_add_host(&capture, HOST_KCONFIG, key, OBS_READ,
					 key + 7) != NULL;
	}
	good &= capture_add_host(&capture, HOST_DMI, "CONFIG_1", OBS_DENIED,
				 NULL) != NULL;
	ok(good && capture.nhost == 101, "host: 101 observations added");
	for (i = 0; i < 100; i++) {
		snprintf(key, sizeof(key), "CONFIG_%u", i);
		good &= !strcmp(capture_find_host(&capture, HOST_KCONFIG, key)
					->text,
				key + 7);
	}
	ok(good, "host: all are found");
	ok(capture_find_host(&capture, HOST_DMI, "CONFIG_1")->error ==
		   OBS_DENIED,
	   "host: of the kind that is asked for");
	ok(!capture_find_host(&capture, HOST_FILE, "CONFIG_1"),
	   "host: no such kind");
	ok(!capture_find_host(&capture, HOST_DMI, "CONFIG_2"),
	   "host: no such key");
}

static void test_others(void)
{
	struct capture capture cleanup_capture = { 0 };
	char text[] = "{}";

	ok(!capture_add_other(&capture, text) &&
		   !capture_add_other(&capture, "{\"kind\": \"new\"}"),
	   "others: two added");
	text[0] = 'x';
	is_str(capture.others[0], "{}", "others: copied");
	is_str(capture.others[1], "{\"kind\": \"new\"}", "others: in order");
	is_u64(capture.nothers, 2, "others: counted");
}

static void test_packages(void)
{
	struct capture capture cleanup_capture = { 0 };
	struct cpulist cpus;
	cleanup_free char *text = NULL;

	ok(capture_package(&capture, 0) == -1, "package: none is known");
	cpulist_parse("4-7", &cpus);
	ok(!capture_add_package(&capture, 9, &cpus), "package: added");
	cpulist_parse("0-1", &cpus);
	ok(!capture_add_package(&capture, 0, &cpus), "package: another one");
	cpulist_parse("8", &cpus);
	ok(!capture_add_package(&capture, 9, &cpus) && capture.npackages == 2,
	   "package: the first one gets a CPU");
	cpulist_parse("2", &cpus);
	ok(!capture_add_package(&capture, 0, &cpus) && capture.npackages == 2,
	   "package: so does the last one");
	text = cpulist_format(&capture.packages[0].cpus);
	is_str(text, "4-8", "package: its CPUs");
	ok(capture_package(&capture, 8) == 9 &&
		   capture_package(&capture, 1) == 0,
	   "package: of a CPU");
	ok(capture_package(&capture, 3) == -1, "package: of no CPU");
}

static void test_names(void)
{
	static const char *const names[HOST_KINDS] = { "file", "kconfig", "dmi",
						       "dimm", "ioctl", "log",
						       "helper" };
	int kind;

	for (kind = 0; kind < HOST_KINDS; kind++)
		is_str(capture_kind_name((enum host_kind)kind), names[kind],
		       "host kind %d: name", kind);
}

int main(void)
{
	test_group();
	test_add();
	test_same();
	test_host();
	test_others();
	test_packages();
	test_names();
	return tap_done();
}
