// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * kexec: starts another kernel in place of this one, as kexec -l and kexec -e
 * do. What is not written to disk is lost.
 */
#define _GNU_SOURCE
#include <err.h>
#include <fcntl.h>
#include <linux/reboot.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

static int open_file(const char *name)
{
	int fd = open(name, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		err(2, "%s", name);
	return fd;
}

static void load(char **argv)
{
	if (syscall(SYS_kexec_file_load, open_file(argv[0]), open_file(argv[1]),
		    strlen(argv[2]) + 1, argv[2], 0UL))
		err(2, "kexec_file_load");
}

static void execute(void)
{
	syscall(SYS_reboot, LINUX_REBOOT_MAGIC1, LINUX_REBOOT_MAGIC2,
		LINUX_REBOOT_CMD_KEXEC, NULL);
	err(2, "reboot");
}

int main(int argc, char **argv)
{
	if (argc == 5 && !strcmp(argv[1], "-l"))
		load(argv + 2);
	else if (argc == 2 && !strcmp(argv[1], "-e"))
		execute();
	else
		errx(64, "usage: kexec -l KERNEL INITRD COMMAND-LINE, or kexec -e");
	return 0;
}
