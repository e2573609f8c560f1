// SPDX-License-Identifier: GPL-2.0-or-later
/* Registers of one CPU through the kernel's msr and cpuid drivers, or CPUID. */
#include "read/cpudev.h"

#include <cpuid.h>
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/cpulist.h"
#include "read/rootdir.h"

/* Documentation/admin-guide/devices.txt; the minor number is that of the CPU. */
#define MSR_MAJOR 202
#define CPUID_MAJOR 203

int cpudev_open(const char *root, unsigned int cpu, const char *driver)
{
	unsigned int major = strcmp(driver, "msr") ? CPUID_MAJOR : MSR_MAJOR;
	char path[64];

	snprintf(path, sizeof(path), "/dev/cpu/%u/%s", cpu, driver);
	return rootdir_open_device(root, path, major, cpu, O_RDONLY);
}

int cpudev_read(int fd, uint64_t position, void *value, size_t size)
{
	ssize_t got = pread(fd, value, size, (off_t)position);

	if (got < 0)
		return -errno;
	return (size_t)got == size ? 0 : -ENODATA;
}

#define PLACES_SIZE CPU_ALLOC_SIZE(CPULIST_MAX)

int cpudev_pin(unsigned int cpu)
{
	cpu_set_t *set = CPU_ALLOC(CPULIST_MAX);
	int err = 0;

	if (!set)
		return -ENOMEM;
	CPU_ZERO_S(PLACES_SIZE, set);
	CPU_SET_S(cpu, PLACES_SIZE, set);
	if (sched_setaffinity(0, PLACES_SIZE, set))
		err = -errno;
	CPU_FREE(set);
	return err;
}

void *cpudev_places(void)
{
	cpu_set_t *set = CPU_ALLOC(CPULIST_MAX);

	if (set && sched_getaffinity(0, PLACES_SIZE, set)) {
		CPU_FREE(set);
		return NULL;
	}
	return set;
}

void cpudev_unpin(void *places)
{
	if (places)
		sched_setaffinity(0, PLACES_SIZE, places);
	CPU_FREE(places);
}

void cpudev_cpuid(uint32_t leaf, uint32_t subleaf, uint32_t regs[4])
{
	__cpuid_count(leaf, subleaf, regs[0], regs[1], regs[2], regs[3]);
}
