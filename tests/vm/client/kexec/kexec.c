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

int main(int argc, char **argv)
{
	if (argc != 4)
		errx(64, "usage: kexec KERNEL INITRD COMMAND-LINE");
	if (syscall(SYS_kexec_file_load, open_file(argv[1]), open_file(argv[2]),
		    strlen(argv[3]) + 1, argv[3], 0UL))
		err(2, "kexec_file_load");
	syscall(SYS_reboot, LINUX_REBOOT_MAGIC1, LINUX_REBOOT_MAGIC2,
		LINUX_REBOOT_CMD_KEXEC, NULL);
	err(2, "reboot");
}
