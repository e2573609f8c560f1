// SPDX-License-Identifier: GPL-2.0-or-later
/* Observations: kept, found, named as the contract names them. */
#include "base/util.h"
#include "capture/obs.h"
#include "tap.h"

static void test_keys(void)
{
	struct obs_key key = { .kind = OBS_SEAMCALL,
			       .seamcall = { .rax = 34,
					     .rdx = 0x0a00000300000008 } };
	char buf[OBS_KEY_TEXT_MAX];

	is_str(obs_key_text(&key, buf),
	       "0x0000000000000022:rdx=0x0a00000300000008", "key: SYS.RD");
	key.seamcall.rdx = 0;
	is_str(obs_key_text(&key, buf), "0x0000000000000022",
	       "key: no registers");
	key.seamcall = (struct obs_seamcall_in){ UINT64_MAX, UINT64_MAX,
						 UINT64_MAX, UINT64_MAX,
						 UINT64_MAX };
	is_str(obs_key_text(&key, buf),
	       "0xffffffffffffffff:rcx=0xffffffffffffffff:rdx=0xffffffffffffffff:r8=0xffffffffffffffff:r9=0xffffffffffffffff",
	       "key: all registers");
	key.kind = OBS_CR4;
	is_str(obs_key_text(&key, buf), "cr4", "key: CR4");
	key = (struct obs_key){ .kind = OBS_MSR, .msr = 0xc0000080 };
	is_str(obs_key_text(&key, buf), "0xc0000080", "key: MSR");
	key = (struct obs_key){ .kind = OBS_CPUID,
				.cpuid = { .leaf = 0x80000008 } };
	is_str(obs_key_text(&key, buf), "0x80000008:0x0", "key: CPUID");
	key.kind = OBS_KINDS;
	is_str(obs_key_text(&key, buf), "", "key: of no kind");
}

/* Texts that stand for a key, and others that do not. */
static const struct {
	enum obs_kind kind;
	const char *text;
	bool good;
} texts[] = {
	{ OBS_SEAMCALL, "0x0000000000000022:rcx=0x0000000000000001", true },
	{ OBS_SEAMCALL, "0x0000000000000022:rdx=0x0000000000000001", true },
	{ OBS_SEAMCALL, "0x0000000000000022:r8=0x0000000000000001", true },
	{ OBS_SEAMCALL, "0x0000000000000022:r9=0x0000000000000001", true },
	{ OBS_SEAMCALL,
	  "0x0000000000000022:rcx=0x0000000000000001:rdx=0x0000000000000002:r8=0x0000000000000003:r9=0xffffffffffffffff",
	  true },
	{ OBS_SEAMCALL,
	  "0x0000000000000022:rdx=0x0000000000000002:rcx=0x0000000000000001",
	  false },
	{ OBS_SEAMCALL, "0x0000000000000022:rdx=0x0000000000000000", false },
	{ OBS_SEAMCALL, "0x00000000000000222", false },
	{ OBS_SEAMCALL, "0x22", false },
	{ OBS_MSR, "0x982", true },
	{ OBS_MSR, "0xffffffff", true },
	{ OBS_MSR, "0x100000982", false },
	{ OBS_MSR, "982", false },
	{ OBS_MSR, "", false },
	{ OBS_CPUID, "0x7:0x1", true },
	{ OBS_CPUID, "0x7", false },
	{ OBS_CPUID, "0x7:", false },
	{ OBS_CR4, "cr4", true },
	{ OBS_CR4, "cr0", false },
	{ OBS_KINDS, "", true },
};

static void test_parse(void)
{
	char buf[OBS_KEY_TEXT_MAX];
	struct obs_key key;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(texts); i++) {
		ok(obs_key_parse(texts[i].kind, texts[i].text, &key) ==
			   texts[i].good,
		   "key: '%s' is %s", texts[i].text,
		   texts[i].good ? "one" : "none");
		if (texts[i].good)
			is_str(obs_key_text(&key, buf), texts[i].text,
			       "key: the same again");
	}
}

static void test_equal(void)
{
	static const struct obs_key keys[] = {
		{ .kind = OBS_MSR, .msr = 1 },
		{ .kind = OBS_MSR, .msr = 2 },
		{ .kind = OBS_CPUID, .cpuid = { 1, 0 } },
		{ .kind = OBS_CPUID, .cpuid = { 1, 1 } },
		{ .kind = OBS_CPUID, .cpuid = { 2, 0 } },
		{ .kind = OBS_CR4 },
		{ .kind = OBS_SEAMCALL, .seamcall = { .rax = 1 } },
		{ .kind = OBS_SEAMCALL, .seamcall = { .rax = 1, .r9 = 1 } },
	};
	size_t i, j;
	bool good = true;

	for (i = 0; i < ARRAY_SIZE(keys); i++)
		for (j = 0; j < ARRAY_SIZE(keys); j++)
			good &= obs_key_equal(&keys[i], &keys[j]) == (i == j);
	ok(good, "keys: equal to themselves alone");
}

/* An index that no order gives away: 7 and 1024 have no common factor. */
static unsigned int shuffled(unsigned int i)
{
	return i * 7 % 1024;
}

/* 1024 CPUs x 20 keys, found before and after they are sorted. */
static void test_many(void)
{
	struct obs_list list cleanup_obs = { 0 };
	struct obs_list rest cleanup_obs = { 0 };
	const struct obs_key none = { .kind = OBS_MSR, .msr = 20 };
	unsigned int i, msr;
	bool good = true;

	for (i = 0; i < 1024; i++)
		for (msr = 0; msr < 20; msr++) {
			struct obs obs = { .key = { .kind = OBS_MSR,
						    .msr = msr },
					   .cpu = shuffled(i),
					   .word = shuffled(i) * 100 + msr };

			good &= !obs_add(i % 2 ? &list : &rest, &obs);
		}
	ok(list.ordered < list.count, "many: not in order");
	good &= !obs_append(&list, &rest);
	ok(good && list.ordered == 20480 && list.count == 20480,
	   "many: appended and sorted");
	for (i = 0; i < 1024; i++)
		for (msr = 0; msr < 20; msr++) {
			const struct obs_key key = { .kind = OBS_MSR,
						     .msr = msr };
			const struct obs *obs = obs_find(&list, &key, i);

			good &= obs && obs->word == i * 100 + msr;
		}
	ok(good, "many: all are found");
	ok(!obs_find(&list, &none, 1023) && !obs_find(&list, &none, 1024),
	   "many: what is not there is not found");
	obs_truncate(&list, 20);
	ok(list.count == 20 && list.ordered == 20 &&
		   !obs_find(&list, &(struct obs_key){ .kind = OBS_MSR }, 1),
	   "many: truncated");
}

/* In order, one out of order behind, and one more behind that. */
static void test_unsorted(void)
{
	static const unsigned int cpus[] = { 1, 3, 3, 2, 4 };
	struct obs_list list cleanup_obs = { 0 };
	unsigned int i;
	bool good = true;

	for (i = 0; i < ARRAY_SIZE(cpus); i++) {
		struct obs obs = { .key = { .kind = OBS_MSR, .msr = i },
				   .cpu = cpus[i] };

		good &= !obs_add(&list, &obs);
	}
	is_u64(list.ordered, 3, "unsorted: the ordered part");
	for (i = 0; i < ARRAY_SIZE(cpus); i++) {
		const struct obs_key key = { .kind = OBS_MSR, .msr = i };

		good &= obs_find(&list, &key, cpus[i]) == &list.items[i] &&
			!obs_find(&list, &key, 0) && !obs_find(&list, &key, 5);
	}
	ok(good, "unsorted: all are found");
}

static void test_apic_ids(void)
{
	static const struct {
		uint32_t leaf;
		struct obs_cpuid want;
	} cases[] = {
		{ 0x1, { 0x11111111, 0x00222222, 0x33333333, 0x44444444 } },
		{ 0xb, { 0x11111111, 0x22222222, 0x33333333, 0 } },
		{ 0x1f, { 0x11111111, 0x22222222, 0x33333333, 0 } },
		{ 0x7, { 0x11111111, 0x22222222, 0x33333333, 0x44444444 } },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		const struct obs_key key = { .kind = OBS_CPUID,
					     .cpuid = { cases[i].leaf, 3 } };
		struct obs_cpuid got = { 0x11111111, 0x22222222, 0x33333333,
					 0x44444444 };

		obs_clear_apic_id(&key, &got);
		ok(!memcmp(&got, &cases[i].want, sizeof(got)),
		   "APIC id: leaf 0x%" PRIx32, cases[i].leaf);
	}
}

static void test_list(void)
{
	struct obs_list list cleanup_obs = { 0 };
	const struct obs_key cr4 = { .kind = OBS_CR4 };
	const struct obs_key call = { .kind = OBS_SEAMCALL,
				      .seamcall = { .rax = 34 } };
	const struct obs_key other = { .kind = OBS_SEAMCALL,
				       .seamcall = { .rax = 35 } };
	unsigned int cpu;
	bool good = true;

	for (cpu = 0; cpu < 1000; cpu++) {
		struct obs obs = { .key = cr4, .cpu = cpu, .word = cpu };

		good &= !obs_add(&list, &obs);
		obs = (struct obs){ .key = call,
				    .cpu = cpu,
				    .error = OBS_OFFLINE };
		good &= !obs_add(&list, &obs);
	}
	ok(good, "list: 2000 observations added");
	for (cpu = 0; cpu < 1000; cpu++)
		good &= obs_find(&list, &cr4, cpu)->word == cpu &&
			obs_find(&list, &call, cpu)->error == OBS_OFFLINE;
	ok(good, "list: all are found");
	ok(!obs_find(&list, &cr4, 1000), "list: no such CPU");
	ok(!obs_find(&list, &other, 0), "list: no such key");
}

static void test_names(void)
{
	static const char *const names[OBS_ERRORS] = {
		NULL, "absent", "denied", "offline",	"isolated",
		"gp", "busy",	"io",	  "unsupported"
	};
	int error;

	for (error = 0; error < OBS_ERRORS; error++) {
		is_str(obs_error_name((enum obs_error)error), names[error],
		       "error %d: name", error);
		ok(error == OBS_READ || obs_error_text(OBS_SEAMCALL, (enum obs_error)error),
		   "error %d: text", error);
	}
	is_str(obs_kind_name(OBS_CR4), "cr", "kind of CR4");
	is_str(obs_kind_name(OBS_SEAMCALL), "seamcall", "kind of SEAMCALL");
	is_str(obs_kind_name(OBS_MSR), "msr", "kind of MSR");
	is_str(obs_kind_name(OBS_CPUID), "cpuid", "kind of CPUID");
	is_str(obs_error_text(OBS_SEAMCALL, OBS_ABSENT),
	       "there is no helper module", "SEAMCALL: absent");
	is_str(obs_error_text(OBS_MSR, OBS_ABSENT),
	       "there is neither helper module nor msr driver", "MSR: absent");
}

int main(void)
{
	test_keys();
	test_parse();
	test_equal();
	test_list();
	test_many();
	test_unsorted();
	test_apic_ids();
	test_names();
	return tap_done();
}
