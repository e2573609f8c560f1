// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Stands in for src/read/cpudev.c in a program for tests: registers from text.
 *
 * ROOT/cpudev holds lines of words:
 *   CPUS msr ADDRESS VALUE
 *   CPUS cpuid LEAF EAX EBX ECX EDX     the subleaf in the upper half of LEAF
 *   CPUS msr|cpuid ADDRESS|LEAF errno NUMBER
 *   CPUS msr|cpuid open NUMBER          opening fails with that errno
 * The first line that fits counts. What no line has raises #GP; a CPU that no
 * line has, has no driver.
 */
#include "read/cpudev.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/cpulist.h"
#include "base/util.h"

/* Descriptors that are none: closing them does no harm. */
#define FIRST_FD 1000000

static char path[PATH_MAX];

static const char *const drivers[] = { "msr", "cpuid" };

/* The rest of @line if it is about a CPU and driver, else NULL. */
static char *rest_of(char *line, unsigned int cpu, const char *driver)
{
	char *save, *word = strtok_r(line, " ", &save);
	struct cpulist cpus;

	if (!word || cpulist_parse(word, &cpus) || !cpulist_has(&cpus, cpu))
		return NULL;
	word = strtok_r(NULL, " ", &save);
	return word && !strcmp(word, driver) ? save : NULL;
}

/* Words behind the driver, of the next line that fits; the caller frees it. */
static char *next_line(FILE *file, unsigned int cpu, const char *driver)
{
	cleanup_free char *line = NULL;
	size_t size = 0;
	char *rest;

	while (getline(&line, &size, file) > 0) {
		line[strcspn(line, "#\n")] = '\0';
		rest = rest_of(line, cpu, driver);
		if (rest)
			return strdup(rest);
	}
	return NULL;
}

int cpudev_open(const char *root, unsigned int cpu, const char *driver)
{
	cleanup_fclose FILE *file = NULL;
	cleanup_free char *words = NULL;

	snprintf(path, sizeof(path), "%s/cpudev", root);
	file = fopen(path, "re");
	if (!file)
		return -errno;
	words = next_line(file, cpu, driver);
	if (!words)
		return -ENOENT;
	if (!strncmp(words, "open ", 5))
		return -(int)strtol(words + 5, NULL, 0);
	return FIRST_FD + 2 * (int)cpu + !strcmp(driver, drivers[1]);
}

/* The value behind its position, as wide as the register. */
static int parse(char *words, void *value, size_t size)
{
	uint32_t *regs = value;
	unsigned int i;

	if (!strncmp(words, " errno ", 7))
		return -(int)strtol(words + 7, NULL, 0);
	if (size == sizeof(uint64_t)) {
		uint64_t word = strtoull(words, NULL, 0);

		memcpy(value, &word, sizeof(word));
		return 0;
	}
	for (i = 0; i < 4; i++)
		regs[i] = (uint32_t)strtoull(words, &words, 0);
	return 0;
}

int cpudev_read(int fd, uint64_t position, void *value, size_t size)
{
	unsigned int cpu = (unsigned int)(fd - FIRST_FD) / 2;
	const char *driver = drivers[(fd - FIRST_FD) % 2];
	cleanup_fclose FILE *file = fopen(path, "re");
	char *words, *end;
	int err;

	while (file && (words = next_line(file, cpu, driver))) {
		if (strtoull(words, &end, 0) == position) {
			err = parse(end, value, size);
			free(words);
			return err;
		}
		free(words);
	}
	return -EIO;
}

int cpudev_pin(unsigned int cpu)
{
	(void)cpu;
	return -EINVAL;
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
	(void)leaf;
	(void)subleaf;
	memset(regs, 0, 4 * sizeof(*regs));
}
