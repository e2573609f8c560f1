// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * crashkernel: loads something into the memory reserved for a crash kernel, so
 * that the kernel believes to have one, or unloads it. Do not panic meanwhile.
 */
#include <err.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <linux/kexec.h>

/* First address that is reserved, as /proc/iomem has it for root. */
static uint64_t reserved_memory(void)
{
	FILE *iomem = fopen("/proc/iomem", "r");
	uint64_t start;
	char line[128];

	if (!iomem)
		err(2, "/proc/iomem");
	while (fgets(line, sizeof(line), iomem))
		if (strstr(line, "Crash kernel") &&
		    sscanf(line, " %" SCNx64, &start) == 1) {
			fclose(iomem);
			return start;
		}
	errx(2, "no memory is reserved for a crash kernel");
}

int main(int argc, char **argv)
{
	static char page[4096];
	struct kexec_segment segment = {
		.buf = page,
		.bufsz = sizeof(page),
		.memsz = sizeof(page),
	};
	unsigned long nr = 0;

	if (argc == 2 && !strcmp(argv[1], "load"))
		nr = 1;
	else if (argc != 2 || strcmp(argv[1], "unload"))
		errx(64, "usage: crashkernel load|unload");
	if (nr)
		segment.mem = (void *)reserved_memory();
	if (syscall(SYS_kexec_load, (unsigned long)segment.mem, nr, &segment,
		    (unsigned long)KEXEC_ON_CRASH))
		err(2, "kexec_load");
	return 0;
}
