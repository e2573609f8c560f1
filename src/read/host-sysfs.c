// SPDX-License-Identifier: GPL-2.0-or-later
/* The files under /proc and /sys that matter for TDX. */
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/plain.h"
#include "base/util.h"
#include "read/file.h"
#include "read/host-parts.h"
#include "read/host.h"
#include "read/keep-words.h"
#include "read/rootdir.h"
#include "ref/tdx-module.h"

/* 8192 processors of 2 KiB each */
#define CPUINFO_MAX (16U << 20)

/* A directory is read up to here, and this many of its files are kept. */
#define ENTRIES_MAX 4096
#define FILES_MAX 64

/* Files that are kept as they are. */
/* clang-format off */
static const char *const paths[] = {
	/* the kernel and what was done to it */
	"/proc/sys/kernel/osrelease",
	"/proc/sys/kernel/tainted",
	"/proc/uptime",
	"/sys/kernel/security/lockdown",
	"/sys/kernel/kexec_loaded",
	"/sys/kernel/kexec_crash_loaded",
	/* hibernation, which TDX refuses to stand beside, and S3 */
	"/sys/power/state",
	"/sys/power/disk",
	/* CPUs that the kernel has and uses */
	"/sys/devices/system/cpu/possible",
	"/sys/devices/system/cpu/present",
	"/sys/devices/system/cpu/online",
	"/sys/devices/system/cpu/smt/control",
	"/sys/devices/system/cpu/smt/active",
	"/sys/devices/system/cpu/cpu0/microcode/version",
	/* KVM; mmio_caching: arch/x86/kvm/mmu/spte.c */
	"/sys/module/kvm/parameters/enable_virt_at_load",
	"/sys/module/kvm/parameters/mmio_caching",
	"/sys/module/kvm/parameters/tdp_mmu",
	/* key IDs for TDs: "tdx N" */
	"/sys/fs/cgroup/misc.capacity",
	/* the module, Linux of 2026 (drivers/virt/coco/tdx-host) */
	"/sys/devices/faux/tdx_host/version",
	"/sys/devices/faux/tdx_host/seamldr_version",
	"/sys/devices/faux/tdx_host/num_remaining_updates",
	MODULE_UPDATE_FILE,
};

/* Directories of which every file is kept, and the one that must be named. */
static const struct directory {
	const char *path;
	const char *file;
} directories[] = {
	/* without a parameter tdx, the others still show that it is loaded */
	{ .path = "/sys/module/kvm_intel/parameters", .file = "tdx" },
	/* out-of-tree kernels 5.19 to 6.5 */
	{ .path = "/sys/firmware/tdx/tdx_module", .file = "status" },
};
/* clang-format on */

static int collect_file_as(struct capture *capture, const char *root,
			   const char *path, const char *key)
{
	struct file_bytes text cleanup_bytes = { 0 };
	int err = file_read_text(root, path, COLLECT_TEXT_MAX, &text);

	return file_add(capture, HOST_FILE, key, err, text.bytes);
}

static int collect_file(struct capture *capture, const char *root,
			const char *path)
{
	return collect_file_as(capture, root, path, path);
}

/*
 * These two hold what boot loaders and processors put there: a byte that is no
 * text becomes '?', so that it does not cost all the other words.
 */
static int collect_reduced(struct capture *capture, const char *root,
			   const char *path, size_t max,
			   char *(*reduce)(const char *text))
{
	struct file_bytes text cleanup_bytes = { 0 };
	cleanup_free char *reduced = NULL;
	int err = file_read(root, path, max, &text);

	if (!err && memchr(text.bytes, '\0', text.len))
		err = -EILSEQ;
	if (!err) {
		reduced = reduce(text.bytes);
		if (!reduced)
			return -ENOMEM;
		if (!*reduced || strlen(reduced) > COLLECT_TEXT_MAX)
			err = -EINVAL;
	}
	return file_add(capture, HOST_FILE, path, err, reduced);
}

struct names {
	char *name[ENTRIES_MAX];
	size_t count;
};

static void free_names(struct names **names)
{
	size_t i;

	for (i = 0; *names && i < (*names)->count; i++)
		free((*names)->name[i]);
	free(*names);
}

static int compare_names(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static bool is_plain_line(const char *text)
{
	return !strchr(text, '\n') && plain_valid(text, strlen(text));
}

static int add_name(struct names *names, const char *name)
{
	if (name[0] == '.' || !is_plain_line(name))
		return 0;
	names->name[names->count] = strdup(name);
	if (!names->name[names->count])
		return -ENOMEM;
	names->count++;
	return 0;
}

/* Names in order, so that the same ones are kept each time. */
static int list_directory(const char *root, const char *path,
			  struct names *names)
{
	struct dirent *entry;
	size_t seen = 0;
	DIR *dir;
	int err = 0;

	dir = rootdir_opendir(root, path);
	if (!dir)
		return -errno;
	while (!err && seen++ < ENTRIES_MAX && (entry = readdir(dir)))
		err = add_name(names, entry->d_name);
	closedir(dir);
	qsort(names->name, names->count, sizeof(names->name[0]), compare_names);
	return err;
}

static int collect_listed(struct capture *capture, const char *root,
			  const struct directory *directory,
			  const struct names *names)
{
	char path[PATH_MAX];
	size_t i;
	int err;

	for (i = 0; i < names->count && i < FILES_MAX; i++) {
		if (!strcmp(names->name[i], directory->file))
			continue;
		snprintf(path, sizeof(path), "%s/%s", directory->path,
			 names->name[i]);
		err = collect_file(capture, root, path);
		if (err)
			return err;
	}
	return 0;
}

/* The file that must be named comes first, whatever else there is. */
static int collect_directory(struct capture *capture, const char *root,
			     const struct directory *directory)
{
	struct names *names __attribute__((cleanup(free_names))) =
		calloc(1, sizeof(*names));
	char path[PATH_MAX];
	int err;

	if (!names)
		return -ENOMEM;
	snprintf(path, sizeof(path), "%s/%s", directory->path, directory->file);
	err = list_directory(root, directory->path, names);
	if (err)
		return file_add(capture, HOST_FILE, path, err, NULL);
	err = collect_file(capture, root, path);
	return err ? err : collect_listed(capture, root, directory, names);
}

struct isolation {
	struct capture *capture;
	const char *root;
};

/* The path of a partition has names in it that somebody chose. */
static int collect_isolation(const char *path, void *data)
{
	struct isolation *isolation = data;
	cleanup_free char *key = strdup(path);

	if (!key)
		return -ENOMEM;
	plain_mask_uuids(key);
	if (!is_plain_line(key) ||
	    capture_find_host(isolation->capture, HOST_FILE, key))
		return 0;
	return collect_file_as(isolation->capture, isolation->root, path, key);
}

/* That partitions cannot be listed was told when CPUs were chosen. */
static int collect_isolations(struct capture *capture, const char *root)
{
	struct isolation isolation = { .capture = capture, .root = root };
	struct host_isolation look = { .root = root,
				       .take = collect_isolation,
				       .data = &isolation };

	return host_each_isolation(&look) == -ENOMEM ? -ENOMEM : 0;
}

int host_sysfs_fill(struct capture *capture, const char *root)
{
	size_t i;
	int err;

	err = collect_reduced(capture, root, "/proc/cmdline", COLLECT_TEXT_MAX,
			      keep_cmdline);
	if (!err)
		err = collect_reduced(capture, root, "/proc/cpuinfo",
				      CPUINFO_MAX, keep_cpuinfo);
	for (i = 0; !err && i < ARRAY_SIZE(paths); i++)
		err = collect_file(capture, root, paths[i]);
	if (!err)
		err = collect_isolations(capture, root);
	for (i = 0; !err && i < ARRAY_SIZE(directories); i++)
		err = collect_directory(capture, root, &directories[i]);
	return err;
}
