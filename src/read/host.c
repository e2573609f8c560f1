// SPDX-License-Identifier: GPL-2.0-or-later
/* What the host's files say, under a prefix that --root sets. */
#include "read/host.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/number.h"
#include "base/util.h"
#include "read/rootdir.h"
#include "ref/tdx-module.h"

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

bool host_updates_module(const char *root)
{
	char text[HOST_TEXT_MAX];

	return !host_read_text(root, MODULE_UPDATE_FILE, text, sizeof(text)) &&
	       tdx_module_update_runs(text);
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

/* What the command line set apart. */
static const char *const isolation_files[] = {
	"/sys/devices/system/cpu/isolated",
	"/sys/devices/system/cpu/nohz_full",
};

/* Where cgroup 2 is mounted: alone, or beside cgroup 1 (systemd's hybrid). */
static const struct {
	const char *path;
	const char *isolated;	/* from Linux 6.7 on */
} cgroups[] = {
	{ "/sys/fs/cgroup", "/sys/fs/cgroup/cpuset.cpus.isolated" },
	{ "/sys/fs/cgroup/unified",
	  "/sys/fs/cgroup/unified/cpuset.cpus.isolated" },
};

/* Partitions within partitions, and cgroups that may be one. */
#define PARTITION_DEPTH_MAX 16
#define PARTITIONS_MAX 4096

static int each_partition(struct host_isolation *look, const char *cgroup,
			  unsigned int depth);

/* below() - @path, of PATH_MAX bytes, becomes that of @name in a cgroup */
static bool below(char *path, const char *cgroup, const char *name)
{
	return snprintf(path, PATH_MAX, "%s/%s", cgroup, name) < PATH_MAX;
}

/*
 * What keeps a partition from being one stands behind its type: then it is not
 * "isolated" alone. Before Linux 6.7 only a child of a partition can be one, so
 * that most cgroups need no look (Documentation/admin-guide/cgroup-v2.rst).
 */
static int look_at_cgroup(struct host_isolation *look, const char *cgroup,
			  unsigned int depth)
{
	char path[PATH_MAX], type[HOST_TEXT_MAX];
	int err = 0;

	if (look->seen++ == PARTITIONS_MAX)
		return -E2BIG;
	if (!below(path, cgroup, "cpuset.cpus.partition"))
		return -ENAMETOOLONG;
	/* A cgroup that is removed meanwhile sets nothing apart. */
	if (host_read_text(look->root, path, type, sizeof(type)))
		return 0;
	if (!strcmp(type, "isolated")) {
		if (!below(path, cgroup, "cpuset.cpus.effective"))
			return -ENAMETOOLONG;
		err = look->take(path, look->data);
	} else if (strcmp(type, "root")) {
		return 0;
	}
	return err ? err : each_partition(look, cgroup, depth + 1);
}

static int is_directory(const struct dirent *entry)
{
	return entry->d_name[0] != '.' &&
	       (entry->d_type == DT_DIR || entry->d_type == DT_UNKNOWN);
}

/* Below a cgroup, in the order of names. */
static int each_partition(struct host_isolation *look, const char *cgroup,
			  unsigned int depth)
{
	char path[PATH_MAX];
	struct dirent **entries;
	int count, i, err = 0;
	DIR *dir;

	if (depth == PARTITION_DEPTH_MAX)
		return -E2BIG;
	dir = rootdir_opendir(look->root, cgroup);
	if (!dir)
		return errno == ENOENT ? 0 : -errno;
	count = scandirat(dirfd(dir), ".", &entries, is_directory, alphasort);
	if (count < 0)
		err = -errno;
	closedir(dir);
	if (count < 0)
		return err;
	for (i = 0; i < count; i++) {
		if (!err && !below(path, cgroup, entries[i]->d_name))
			err = -ENAMETOOLONG;
		free(entries[i]);
		if (!err)
			err = look_at_cgroup(look, path, depth);
	}
	free(entries);
	return err;
}

static int each_isolation_by_cgroup(struct host_isolation *look)
{
	size_t i;
	int err = 0;

	for (i = 0; !err && i < ARRAY_SIZE(cgroups); i++) {
		look->where = cgroups[i].isolated;
		if (rootdir_exists(look->root, look->where)) {
			err = look->take(look->where, look->data);
			continue;
		}
		look->where = cgroups[i].path;
		err = each_partition(look, look->where, 0);
	}
	return err;
}

int host_each_isolation(struct host_isolation *look)
{
	size_t i;
	int err = 0;

	for (i = 0; !err && i < ARRAY_SIZE(isolation_files); i++) {
		look->where = isolation_files[i];
		err = look->take(look->where, look->data);
	}
	return err ? err : each_isolation_by_cgroup(look);
}

struct isolated {
	const char *root;
	struct cpulist *cpus;
};

static int add_isolated(const char *path, void *data)
{
	struct isolated *isolated = data;
	struct cpulist set;
	int err = read_cpulist(isolated->root, path, &set);

	/* ENODEV: the cgroup was removed meanwhile. */
	if (err == -ENOENT || err == -ENODEV)
		return 0;
	if (err)
		return err;
	cpulist_or(isolated->cpus, &set);
	return 0;
}

int host_read_cpus(const char *root, struct host_cpus *cpus, const char **path)
{
	struct isolated isolated = { .root = root, .cpus = &cpus->isolated };
	struct host_isolation look = { .root = root,
				       .take = add_isolated,
				       .data = &isolated };
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
	err = host_each_isolation(&look);
	*path = look.where;
	return err;
}
