// SPDX-License-Identifier: GPL-2.0-or-later
/* Asks KVM itself which types of virtual machines it has. */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

#include "collect-parts.h"
#include "collect-read.h"
#include "host.h"
#include "util.h"

/* Documentation/virt/kvm/api.rst, 4.4 and 8.41; <linux/kvm.h> may be older. */
#define KVM_CHECK_EXTENSION _IO(0xae, 0x03)
#define KVM_CAP_VM_TYPES 235

/* Documentation/admin-guide/devices.txt */
#define MISC_MAJOR 10
#define KVM_MINOR 232

static int is_kvm(int fd)
{
	struct stat st;

	if (fstat(fd, &st))
		return -errno;
	return S_ISCHR(st.st_mode) &&
	       st.st_rdev == makedev(MISC_MAJOR, KVM_MINOR) ? 0 : -ENOENT;
}

/*
 * Below --root no other device may be opened by mistake, so the node is looked at
 * before it is opened.
 */
static int open_below(const char *root)
{
	char name[PATH_MAX], same[sizeof("/proc/self/fd/") + 3 * sizeof(int)];
	cleanup_close int node = -1;
	int fd, err;

	if (!collect_path(name, root, "/dev/kvm"))
		return -ENAMETOOLONG;
	node = open(name, O_PATH | O_NOFOLLOW | O_CLOEXEC);
	if (node < 0)
		return -errno;
	err = is_kvm(node);
	if (err)
		return err;
	snprintf(same, sizeof(same), "/proc/self/fd/%d", node);
	fd = open(same, O_RDWR | O_CLOEXEC | O_NOCTTY);
	return fd < 0 ? -errno : fd;
}

/*
 * Opening a node without a driver would load the kvm module; the class has an
 * entry exactly while there is a driver.
 */
static int open_kvm(const char *root)
{
	int fd;

	if (*root)
		return open_below(root);
	if (!host_exists("", "/sys/class/misc/kvm"))
		return -ENOENT;
	fd = open("/dev/kvm", O_RDWR | O_CLOEXEC | O_NOCTTY);
	return fd < 0 ? -errno : fd;
}

static int ask(const char *root, int *types)
{
	cleanup_close int fd = open_kvm(root);
	struct stat st;

	if (fd == -ENXIO || fd == -ENODEV)
		return -ENOENT;
	if (fd < 0)
		return fd;
	if (fstat(fd, &st) || !S_ISCHR(st.st_mode))
		return -EINVAL;
	*types = ioctl(fd, KVM_CHECK_EXTENSION, KVM_CAP_VM_TYPES);
	return *types < 0 ? -errno : 0;
}

/* A KVM older than the question answers 0: no type but the default one. */
int collect_ioctl(struct capture *capture, const char *root)
{
	int types = 0;
	int err = ask(root, &types);
	struct host_obs *host = capture_add_host(capture, HOST_IOCTL,
						 "KVM_CAP_VM_TYPES",
						 collect_error(err), NULL);

	if (!host)
		return -ENOMEM;
	host->number = (uint64_t)types;
	if (err)
		host->number = 0;
	return 0;
}
