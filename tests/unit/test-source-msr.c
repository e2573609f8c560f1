// SPDX-License-Identifier: GPL-2.0-or-later
/* The msr driver as a source: values, what each errno means, what is not tried. */
#include <errno.h>
#include <stdlib.h>

#include "read/cpudev.h"
#include "read/source.h"
#include "tap.h"

#define MTRRCAP		0xfe
#define SEAMRR_BASE	0x1400
#define SEAMRR_MASK	0x1401
#define FEAT_CTL	0x3a

/* The drivers of a host that a test makes up; it stands in for cpudev.c. */
static struct {
	int open_msr;		/* what opening gives, for every CPU but ... */
	int open_cpuid;
	int pin;
	unsigned int odd_cpu;	/* ... this, if not 0: there it is -ENXIO */
	uint64_t mtrrcap;
	int read;		/* what reading any other MSR gives */
	unsigned int pinned;	/* CPUs gone to */
	unsigned int seamrr_reads;
} fake;

/* NULL if nothing is known. */
static const struct cpulist *online;

#define FD_MSR		1000
#define FD_CPUID	1001

int cpudev_open(const char *root, unsigned int cpu, const char *driver)
{
	int err = *driver == 'm' ? fake.open_msr : fake.open_cpuid;

	(void)root;
	if (fake.odd_cpu && cpu == fake.odd_cpu)
		return -ENXIO;
	return err ? err : *driver == 'm' ? FD_MSR : FD_CPUID;
}

int cpudev_read(int fd, uint64_t position, void *value, size_t size)
{
	const uint32_t regs[4] = { (uint32_t)position,
				   (uint32_t)(position >> 32), 3, 4 };
	uint64_t word = position == MTRRCAP ? fake.mtrrcap : position + 1;

	if (position == SEAMRR_BASE || position == SEAMRR_MASK)
		fake.seamrr_reads++;
	if (position == FEAT_CTL && fake.read)
		return fake.read;
	if (size != (fd == FD_MSR ? sizeof(word) : sizeof(regs)))
		abort();
	memcpy(value, fd == FD_MSR ? (const void *)&word : regs, size);
	return 0;
}

int cpudev_pin(unsigned int cpu)
{
	(void)cpu;
	fake.pinned++;
	return fake.pin;
}

void *cpudev_places(void)
{
	return NULL;
}

void cpudev_unpin(void *places)
{
	(void)places;
}

void cpudev_cpuid(uint32_t leaf, uint32_t subleaf, uint32_t regs[4])
{
	regs[0] = leaf;
	regs[1] = subleaf | 0xff000000;
	regs[2] = 30;
	regs[3] = 40;
}

static const struct obs_key keys[] = {
	{ .kind = OBS_MSR, .msr = FEAT_CTL },
	{ .kind = OBS_MSR, .msr = SEAMRR_BASE },
	{ .kind = OBS_MSR, .msr = SEAMRR_MASK },
	{ .kind = OBS_CPUID, .cpuid = { .leaf = 1, .subleaf = 5 } },
	{ .kind = OBS_CR4 },
};

enum { KEY_FEAT_CTL, KEY_BASE, KEY_MASK, KEY_CPUID, KEY_CR4 };

/* Reads CPUs 0-2. */
static void read_all(const char *root, struct obs_list *out,
		     struct source_failures *failures)
{
	struct cpulist cpus;
	const struct source_request request = { .keys = keys,
						.nkeys = ARRAY_SIZE(keys),
						.cpus = &cpus,
						.online = online,
						.root = root };
	struct source_used used;

	cpulist_parse("0-2", &cpus);
	fake.pinned = fake.seamrr_reads = 0;
	if (source_collect(SOURCE_MSR, &request, out, failures, &used))
		abort();
	is_str(used.name, "msr", "name");
	is_str(used.helper_flags, "", "nothing is known of a helper");
	is_u64(out->count, 3 * ARRAY_SIZE(keys),
	       "every key of every CPU has an observation");
}

static const struct obs *at(const struct obs_list *list, size_t key,
			    unsigned int cpu)
{
	const struct obs *obs = obs_find(list, &keys[key], cpu);

	if (!obs)
		abort();
	return obs;
}

static void test_values(void)
{
	struct obs_list out cleanup_obs = { 0 };
	struct source_failures failures;

	memset(&fake, 0, sizeof(fake));
	fake.mtrrcap = 0x8000;
	read_all("/none", &out, &failures);
	ok(at(&out, KEY_FEAT_CTL, 1)->error == OBS_READ &&
		   at(&out, KEY_FEAT_CTL, 1)->word == FEAT_CTL + 1,
	   "an MSR is read at its position");
	ok(at(&out, KEY_BASE, 2)->error == OBS_READ &&
		   at(&out, KEY_MASK, 2)->word == SEAMRR_MASK + 1,
	   "SEAMRR is read where IA32_MTRRCAP has it");
	is_u64(fake.seamrr_reads, 6, "both registers on each CPU");
	ok(at(&out, KEY_CPUID, 0)->cpuid.eax == 1 &&
		   at(&out, KEY_CPUID, 0)->cpuid.ebx == 5 &&
		   at(&out, KEY_CPUID, 0)->cpuid.ecx == 3 &&
		   at(&out, KEY_CPUID, 0)->cpuid.edx == 4,
	   "CPUID: leaf below, subleaf above");
	is_u64(at(&out, KEY_CR4, 0)->error, OBS_ABSENT, "no CR4 that way");
	is_u64(failures.count, 1, "which is one failure");
	is_u64(failures.items[0].kinds, SOURCE_KIND(OBS_CR4), "of CR4 alone");
	is_u64(fake.pinned, 0, "the driver spares going to the CPUs");
}

static void test_seamrr(void)
{
	struct obs_list out cleanup_obs = { 0 };
	struct source_failures failures;

	memset(&fake, 0, sizeof(fake));
	fake.mtrrcap = 0x7fff;
	read_all("/none", &out, &failures);
	ok(at(&out, KEY_BASE, 0)->error == OBS_UNSUPPORTED &&
		   at(&out, KEY_MASK, 2)->error == OBS_UNSUPPORTED,
	   "no SEAMRR: unsupported");
	is_str(at(&out, KEY_MASK, 2)->reason, "the CPU does not have this MSR",
	       "no SEAMRR: why");
	is_u64(fake.seamrr_reads, 0, "no SEAMRR: never tried");
}

static void test_read_errors(void)
{
	static const struct {
		int err;
		enum obs_error error;
	} cases[] = {
		{ -EIO, OBS_GP },	 { -ENXIO, OBS_OFFLINE },
		{ -EPERM, OBS_DENIED },	 { -EACCES, OBS_DENIED },
		{ -ENODATA, OBS_IO },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		struct obs_list out cleanup_obs = { 0 };
		struct source_failures failures;

		memset(&fake, 0, sizeof(fake));
		fake.read = cases[i].err;
		read_all("/none", &out, &failures);
		is_u64(at(&out, KEY_FEAT_CTL, 0)->error, cases[i].error,
		       "reading gives %s", strerror(-cases[i].err));
		is_u64(at(&out, KEY_CPUID, 0)->error, OBS_READ,
		       "which spoils nothing else");
	}
}

static void test_open_errors(void)
{
	struct obs_list out cleanup_obs = { 0 };
	struct source_failures failures;

	memset(&fake, 0, sizeof(fake));
	fake.open_msr = -ENOENT;
	fake.odd_cpu = 1;
	read_all("", &out, &failures);
	is_u64(at(&out, KEY_FEAT_CTL, 0)->error, OBS_ABSENT, "no driver");
	is_u64(at(&out, KEY_FEAT_CTL, 1)->error, OBS_OFFLINE, "offline CPU");
	is_u64(at(&out, KEY_CPUID, 1)->error, OBS_OFFLINE,
	       "offline for CPUID, too");
	is_str(failures.items[0].text,
	       "/dev/cpu/0/msr: cannot open: No such file or directory",
	       "no driver: text");
	is_str(failures.items[0].hint,
	       "as root, load the driver with 'modprobe msr', or the helper module with 'modprobe tdxctl'",
	       "no driver: hint");
	is_u64(failures.items[0].kinds, SOURCE_KIND(OBS_MSR), "no driver: kind");
}

static void test_denied(void)
{
	struct obs_list out cleanup_obs = { 0 };
	struct source_failures failures;

	memset(&fake, 0, sizeof(fake));
	fake.open_msr = -EACCES;
	read_all("/none", &out, &failures);
	is_u64(at(&out, KEY_FEAT_CTL, 2)->error, OBS_DENIED, "no privilege");
	is_str(failures.items[0].text,
	       "/none/dev/cpu/0/msr: cannot open: Permission denied",
	       "no privilege: text");
	ok(!strncmp(failures.items[0].hint, "run as root", 11),
	   "no privilege: hint");
}

/* Without --root only: it is this host's CPUID. */
static void test_no_cpuid_driver(void)
{
	struct obs_list here cleanup_obs = { 0 };
	struct obs_list there cleanup_obs = { 0 };
	struct obs_list barred cleanup_obs = { 0 };
	struct source_failures failures;

	memset(&fake, 0, sizeof(fake));
	fake.open_cpuid = -ENOENT;
	read_all("", &here, &failures);
	ok(at(&here, KEY_CPUID, 2)->error == OBS_READ &&
		   at(&here, KEY_CPUID, 2)->cpuid.ebx == 5 &&
		   at(&here, KEY_CPUID, 2)->cpuid.edx == 40,
	   "without driver CPUID is asked, and its APIC id cleared");
	is_u64(fake.pinned, 3, "on each CPU");
	read_all("/none", &there, &failures);
	is_u64(at(&there, KEY_CPUID, 2)->error, OBS_ABSENT,
	       "below --root it is not asked");
	is_u64(fake.pinned, 0, "and no CPU gone to");
	fake.pin = -EINVAL;
	read_all("", &barred, &failures);
	is_u64(at(&barred, KEY_CPUID, 2)->error, OBS_ABSENT,
	       "nor where this process may not go");
	is_str(failures.items[0].text,
	       "/dev/cpu/0/cpuid: cannot open: No such file or directory",
	       "and it is said");
}

/* Its devices are gone, too, which must not look like a missing driver. */
static void test_offline(void)
{
	struct obs_list out cleanup_obs = { 0 };
	struct source_failures failures;
	struct cpulist some;

	memset(&fake, 0, sizeof(fake));
	cpulist_parse("0,2", &some);
	online = &some;
	read_all("/none", &out, &failures);
	online = NULL;
	ok(at(&out, KEY_FEAT_CTL, 1)->error == OBS_OFFLINE &&
		   at(&out, KEY_CPUID, 1)->error == OBS_OFFLINE &&
		   at(&out, KEY_FEAT_CTL, 2)->error == OBS_READ,
	   "a CPU that is known to be offline is not tried");
}

int main(void)
{
	test_values();
	test_offline();
	test_seamrr();
	test_read_errors();
	test_open_errors();
	test_denied();
	test_no_cpuid_driver();
	return tap_done();
}
