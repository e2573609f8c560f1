// SPDX-License-Identifier: GPL-2.0-or-later
/* Registers of one CPU through the kernel's msr and cpuid drivers, or CPUID. */
#include "cpudev.h"

#include <cpuid.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sched.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cpulist.h"

int cpudev_open(const char *root, unsigned int cpu, const char *driver)
{
	char name[PATH_MAX];
	struct stat st;
	int fd, n;

	n = snprintf(name, sizeof(name), "%s/dev/cpu/%u/%s", root, cpu, driver);
	if (n < 0 || (size_t)n >= sizeof(name))
		return -ENAMETOOLONG;
	/* A FIFO under --root must not hang the program. */
	fd = open(name, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (fd < 0)
		return -errno;
	if (fstat(fd, &st) || !S_ISCHR(st.st_mode)) {
		close(fd);
		return -ENODEV;
	}
	return fd;
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
