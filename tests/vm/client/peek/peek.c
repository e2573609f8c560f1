// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * peek: reads MSRs and CPUID leaves through the kernel's own device files, to
 * compare with, and prints them as nlsend prints a row.
 */
#include <err.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int open_device(int cpu, const char *name)
{
	char path[64];
	int fd;

	snprintf(path, sizeof(path), "/dev/cpu/%d/%s", cpu, name);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		err(2, "%s", path);
	return fd;
}

/* Row entry: address, state 0 and the value. */
static void print_msr(int fd, const char *word)
{
	uint64_t address = strtoull(word, NULL, 0);
	uint64_t value;

	if (pread(fd, &value, sizeof(value), (off_t)address) != sizeof(value))
		err(2, "MSR %s", word);
	printf(" 3{1=0x%" PRIx64 " 2=0x0 3=0x%" PRIx64 "}", address, value);
}

/* The driver takes the subleaf from the high half of the offset. */
static void print_cpuid(int fd, const char *word)
{
	uint32_t regs[4];
	uint64_t subleaf = 0;
	char *end;
	uint64_t leaf = strtoull(word, &end, 0);

	if (*end == ':')
		subleaf = strtoull(end + 1, NULL, 0);
	if (pread(fd, regs, sizeof(regs), (off_t)(subleaf << 32 | leaf)) !=
	    sizeof(regs))
		err(2, "CPUID %s", word);
	printf(" 4{1=0x%" PRIx64 " 2=0x%" PRIx64, leaf, subleaf);
	printf(" 3=0x%" PRIx32 " 4=0x%" PRIx32 " 5=0x%" PRIx32
	       " 6=0x%" PRIx32 "}", regs[0], regs[1], regs[2], regs[3]);
}

int main(int argc, char **argv)
{
	bool msrs = argc > 2 && !strcmp(argv[1], "msr");
	int cpu, i, fd;

	if (argc < 3 || (!msrs && strcmp(argv[1], "cpuid")))
		errx(2, "usage: peek msr|cpuid COUNT WORD...: on CPUs 0 to COUNT-1");
	for (cpu = 0; cpu < atoi(argv[2]); cpu++) {
		fd = open_device(cpu, argv[1]);
		printf("row v1: 6=0x%x 7=0x0", (unsigned int)cpu);
		for (i = 3; i < argc; i++)
			(msrs ? print_msr : print_cpuid)(fd, argv[i]);
		putchar('\n');
		close(fd);
	}
	return 0;
}
