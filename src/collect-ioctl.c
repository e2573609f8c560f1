// SPDX-License-Identifier: GPL-2.0-or-later
/* Asks KVM itself which types of virtual machines it has. */
#include <errno.h>
#include <fcntl.h>
#include <sys/ioctl.h>
#include <sys/stat.h>

#include "collect-parts.h"
#include "collect-read.h"
#include "host.h"
#include "util.h"

/* Documentation/virt/kvm/api.rst, 4.4 and 8.41; <linux/kvm.h> may be older. */
#define KVM_CHECK_EXTENSION _IO(0xae, 0x03)
#define KVM_CAP_VM_TYPES 235

/*
 * Opening a node without a driver would load the kvm module; the class has an
 * entry exactly while there is a driver.
 */
static int ask(int *types)
{
	cleanup_close int fd = -1;
	struct stat st;

	if (!host_exists("", "/sys/class/misc/kvm"))
		return -ENOENT;
	fd = open("/dev/kvm", O_RDWR | O_CLOEXEC | O_NOCTTY);
	if (fd < 0)
		return errno == ENXIO || errno == ENODEV ? -ENOENT : -errno;
	if (fstat(fd, &st) || !S_ISCHR(st.st_mode))
		return -EINVAL;
	*types = ioctl(fd, KVM_CHECK_EXTENSION, KVM_CAP_VM_TYPES);
	return *types < 0 ? -errno : 0;
}

/* A KVM older than the question answers 0: no type but the default one. */
int collect_ioctl(struct capture *capture, const char *root)
{
	int types = 0;
	int err = *root ? -ENOENT : ask(&types);
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
