// SPDX-License-Identifier: GPL-2.0-or-later
/* Devices: what is none of them, and CPUID of the CPU that was gone to. */
#include <errno.h>
#include <sched.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

#include "base/cpulist.h"
#include "base/util.h"
#include "read/cpudev.h"
#include "tap.h"

static void need(int error)
{
	if (error)
		abort();
}

/* A tree with a plain file and a FIFO where devices should be. */
static const char *const dirs[] = { "dev", "dev/cpu", "dev/cpu/0" };

static void make_tree(void)
{
	FILE *file;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(dirs); i++)
		need(mkdir(dirs[i], 0700));
	file = fopen("dev/cpu/0/msr", "w");
	need(!file || fputs("0123456789abcdef", file) < 0 || fclose(file));
	need(mkfifo("dev/cpu/0/cpuid", 0600));
}

static void remove_tree(const char *root)
{
	size_t i;

	need(unlink("dev/cpu/0/msr") || unlink("dev/cpu/0/cpuid"));
	for (i = ARRAY_SIZE(dirs); i-- > 0;)
		need(rmdir(dirs[i]));
	need(chdir("/") || rmdir(root));
}

/* As root, somebody may have put any device there. */
static void test_other_device(unsigned int major, unsigned int minor,
			      const char *what)
{
	if (mknod("dev/cpu/0/node", S_IFCHR | 0600, makedev(major, minor)) ||
	    rename("dev/cpu/0/node", "dev/cpu/0/msr")) {
		skip("no device may be made here");
		return;
	}
	is_u64((uint64_t)-cpudev_open(".", 0, "msr"), ENODEV, "%s", what);
}

static void test_open(void)
{
	char root[] = "/tmp/tdxctl-cpudev-XXXXXX";

	need(!mkdtemp(root) || chdir(root));
	make_tree();
	is_u64((uint64_t)-cpudev_open(root, 0, "msr"), ENODEV,
	       "a plain file is no device");
	is_u64((uint64_t)-cpudev_open(root, 0, "cpuid"), ENODEV,
	       "nor is a FIFO, which hangs nothing");
	is_u64((uint64_t)-cpudev_open(root, 1, "msr"), ENOENT,
	       "another CPU has none");
	test_other_device(1, 5, "/dev/zero is not the CPU's device");
	test_other_device(202, 1, "nor is the device of another CPU");
	test_other_device(203, 0, "nor is that of another driver");
	remove_tree(root);
}

static bool same_places(const cpu_set_t *set)
{
	cpu_set_t now;

	need(sched_getaffinity(0, sizeof(now), &now));
	return CPU_EQUAL(set, &now);
}

static unsigned int first_of(const cpu_set_t *set)
{
	unsigned int cpu;

	for (cpu = 0; !CPU_ISSET(cpu, set); cpu++)
		;
	return cpu;
}

static void test_cpuid(void)
{
	uint32_t regs[4] = { 0 };
	cpu_set_t before, only;
	void *places;
	unsigned int cpu;

	if (sched_getaffinity(0, sizeof(before), &before)) {
		skip("more CPUs than this test has room for");
		return;
	}
	places = cpudev_places();
	cpu = first_of(&before);
	CPU_ZERO(&only);
	CPU_SET(cpu, &only);
	is_u64((uint64_t)cpudev_pin(cpu), 0, "go to CPU %u", cpu);
	ok(same_places(&only), "and be there alone");
	cpudev_cpuid(0, 0, regs);
	ok(regs[0] >= 1 && regs[1] && regs[2] && regs[3],
	   "CPUID has leaves, and a vendor");
	is_u64((uint64_t)-cpudev_pin(CPULIST_MAX - 1), EINVAL,
	       "a CPU that is not there");
	cpudev_unpin(places);
	ok(same_places(&before), "back where it was allowed before");
	cpudev_unpin(NULL);
	ok(same_places(&before), "without places nothing changes");
}

int main(void)
{
	test_open();
	test_cpuid();
	return tap_done();
}
