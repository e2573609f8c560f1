// SPDX-License-Identifier: GPL-2.0-or-later
/* What the host's files say, under a prefix that --root sets. */
#include "host.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "module-version.h"
#include "number.h"
#include "rootdir.h"
#include "util.h"

/* The longest list of 8192 CPUs that has no two neighbours. */
#define CPULIST_TEXT_MAX 32768

static int read_all(int fd, char *buf, size_t size)
{
	size_t n = 0;
	ssize_t got;

	while ((got = read(fd, buf + n, size - n)) > 0) {
		n += (size_t)got;
		if (n == size)
			return -EFBIG;
	}
	if (got < 0)
		return -errno;
	if (memchr(buf, '\0', n))
		return -EINVAL;
	while (n && isspace((unsigned char)buf[n - 1]))
		n--;
	buf[n] = '\0';
	return 0;
}

int host_read_text(const char *root, const char *path, char *buf, size_t size)
{
	cleanup_close int fd = -1;
	int err;

	buf[0] = '\0';
	fd = rootdir_open(root, path);
	if (fd < 0)
		return fd;
	err = read_all(fd, buf, size);
	if (err)
		buf[0] = '\0';
	return err;
}

/* Four bytes of attributes, then the variable: 1 for on (UEFI, SecureBoot). */
bool host_secure_boot(const char *root)
{
	unsigned char variable[5];
	cleanup_close int fd = rootdir_open(
		root,
		"/sys/firmware/efi/efivars/SecureBoot-8be4df61-93ca-11d2-aa0d-00e098032b8c");

	return fd >= 0 &&
	       read(fd, variable, sizeof(variable)) == sizeof(variable) &&
	       variable[4] == 1;
}

bool host_crash_kernel(const char *root)
{
	char text[HOST_TEXT_MAX];

	return !host_read_text(root, "/sys/kernel/kexec_crash_loaded", text,
			       sizeof(text)) &&
	       !strcmp(text, "1");
}

bool host_updates_module(const char *root)
{
	char text[HOST_TEXT_MAX];

	return !host_read_text(root, MODULE_UPDATE_FILE, text, sizeof(text)) &&
	       module_update_runs(text);
}

/* "none [integrity] confidentiality": brackets mark what is in force. */
bool host_lockdown(const char *root)
{
	char text[HOST_TEXT_MAX];

	return !host_read_text(root, "/sys/kernel/security/lockdown", text,
			       sizeof(text)) &&
	       strchr(text, '[') && !strstr(text, "[none]");
}

int host_package(const char *root, unsigned int cpu)
{
	char path[96], text[HOST_TEXT_MAX];
	uint64_t package;

	snprintf(path, sizeof(path),
		 "/sys/devices/system/cpu/cpu%u/topology/physical_package_id",
		 cpu);
	if (host_read_text(root, path, text, sizeof(text)) ||
	    number_parse(text, &package) || package >= CPULIST_MAX)
		return -1;
	return (int)package;
}

static void read_ident_text(const char *root, const char *path, char *buf)
{
	char *p;

	host_read_text(root, path, buf, HOST_TEXT_MAX);
	for (p = buf; *p; p++)
		if (!isprint((unsigned char)*p))
			*p = '?';
}

void host_read_ident(const char *root, struct host_ident *ident)
{
	read_ident_text(root, "/proc/sys/kernel/hostname", ident->hostname);
	read_ident_text(root, "/proc/sys/kernel/osrelease", ident->kernel);
	read_ident_text(root, "/sys/class/dmi/id/sys_vendor", ident->vendor);
	read_ident_text(root, "/sys/class/dmi/id/product_name",
			ident->product);
	read_ident_text(root, "/sys/class/dmi/id/bios_version", ident->bios);
}

/*
 * An empty file is an empty set; "(null)", padded to the width of a mask, is
 * how nohz_full says none (Linux 6.1 to 6.12 at least).
 */
static int read_cpulist(const char *root, const char *path,
			struct cpulist *set)
{
	cleanup_free char *text = malloc(CPULIST_TEXT_MAX);
	const char *list;
	int err;

	memset(set, 0, sizeof(*set));
	if (!text)
		return -ENOMEM;
	err = host_read_text(root, path, text, CPULIST_TEXT_MAX);
	if (err)
		return err;
	list = text + strspn(text, " ");
	if (!*list || !strcmp(list, "(null)"))
		return 0;
	err = cpulist_parse(list, set);
	return err == -EDOM ? -EINVAL : err;
}

static int read_isolated(const char *root, const char *path,
			 struct cpulist *isolated)
{
	struct cpulist set;
	int err = read_cpulist(root, path, &set);

	if (err == -ENOENT)
		return 0;
	if (err)
		return err;
	cpulist_or(isolated, &set);
	return 0;
}

int host_read_cpus(const char *root, struct host_cpus *cpus, const char **path)
{
	int err;

	memset(cpus, 0, sizeof(*cpus));
	*path = "/sys/devices/system/cpu/present";
	err = read_cpulist(root, *path, &cpus->present);
	if (err)
		return err;
	*path = "/sys/devices/system/cpu/online";
	err = read_cpulist(root, *path, &cpus->online);
	if (err)
		return err;
	*path = "/sys/devices/system/cpu/isolated";
	err = read_isolated(root, *path, &cpus->isolated);
	if (err)
		return err;
	*path = "/sys/devices/system/cpu/nohz_full";
	return read_isolated(root, *path, &cpus->isolated);
}
