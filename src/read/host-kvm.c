// SPDX-License-Identifier: GPL-2.0-or-later
/* Asks KVM itself which types of virtual machines it has. */
#include <errno.h>
#include <fcntl.h>
#include <sys/ioctl.h>

#include "base/util.h"
#include "read/file.h"
#include "read/host-parts.h"
#include "read/rootdir.h"

/* Documentation/virt/kvm/api.rst, 4.4 and 8.41; <linux/kvm.h> may be older. */
#define KVM_CHECK_EXTENSION _IO(0xae, 0x03)
#define KVM_CAP_VM_TYPES 235

/* Documentation/admin-guide/devices.txt */
#define MISC_MAJOR 10
#define KVM_MINOR 232

/*
 * Opening a node without a driver would load the kvm module, below a root as
 * well: the class has an entry exactly while there is a driver.
 */
static int open_kvm(const char *root)
{
	if (!rootdir_exists("", "/sys/class/misc/kvm"))
		return -ENOENT;
	return rootdir_open_device(root, "/dev/kvm", MISC_MAJOR, KVM_MINOR,
				   O_RDWR);
}

static int ask(const char *root, int *types)
{
	cleanup_close int fd = open_kvm(root);

	if (fd == -ENXIO || fd == -ENODEV)
		return -ENOENT;
	if (fd < 0)
		return fd;
	*types = ioctl(fd, KVM_CHECK_EXTENSION, KVM_CAP_VM_TYPES);
	return *types < 0 ? -errno : 0;
}

/* A KVM older than the question answers 0: no type but the default one. */
int host_kvm_fill(struct capture *capture, const char *root)
{
	int types = 0;
	int err = ask(root, &types);
	struct host_obs *host = capture_add_host(
		capture, HOST_IOCTL, "KVM_CAP_VM_TYPES", file_error(err), NULL);

	if (!host)
		return -ENOMEM;
	host->number = (uint64_t)types;
	if (err)
		host->number = 0;
	return 0;
}
