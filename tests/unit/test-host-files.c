// SPDX-License-Identifier: GPL-2.0-or-later
/* Proves what is observed below a root that is a host, empty or hostile. */
#include "read/host-files.h"

#include <errno.h>
#include <ftw.h>
#include <limits.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>
#ifdef HAVE_ZLIB
#include <zlib.h>
#endif

#include "base/util.h"
#include "tap.h"

#define NOBODY 65534

static void fail(const char *what)
{
	printf("Bail out! %s: %s\n", what, strerror(errno));
	exit(1);
}

static void make_root(char *root)
{
	const char *tmp = getenv("TMPDIR");

	snprintf(root, PATH_MAX, "%s/tdxctl-XXXXXX", tmp ? tmp : "/tmp");
	if (!mkdtemp(root) || chmod(root, 0755))
		fail(root);
}

static int remove_one(const char *path, const struct stat *st, int type,
		      struct FTW *ftw)
{
	(void)st;
	(void)type;
	(void)ftw;
	return remove(path);
}

static void remove_root(const char *root)
{
	if (nftw(root, remove_one, 16, FTW_DEPTH | FTW_PHYS))
		fail(root);
}

/* The path below the root, with all its directories. */
static void make_path(char *name, const char *root, const char *path)
{
	char *slash;

	snprintf(name, PATH_MAX, "%s%s", root, path);
	for (slash = name + strlen(root) + 1; (slash = strchr(slash, '/'));
	     slash++) {
		*slash = '\0';
		if (mkdir(name, 0755) && errno != EEXIST)
			fail(name);
		*slash = '/';
	}
}

static void put_bytes(const char *root, const char *path, const void *bytes,
		      size_t len)
{
	char name[PATH_MAX];
	FILE *f;

	make_path(name, root, path);
	f = fopen(name, "w");
	if (!f || fwrite(bytes, 1, len, f) != len || fclose(f))
		fail(name);
}

static void put(const char *root, const char *path, const char *text)
{
	put_bytes(root, path, text, strlen(text));
}

static void put_fifo(const char *root, const char *path)
{
	char name[PATH_MAX];

	make_path(name, root, path);
	if (mkfifo(name, 0644))
		fail(name);
}

static void put_link(const char *root, const char *path, const char *target)
{
	char name[PATH_MAX];

	make_path(name, root, path);
	if (symlink(target, name))
		fail(name);
}

static void put_dir(const char *root, const char *path)
{
	char name[PATH_MAX];

	make_path(name, root, path);
	if (mkdir(name, 0755))
		fail(name);
}

/* A file that takes no room, and ends nowhere near. */
static void put_huge(const char *root, const char *path)
{
	char name[PATH_MAX];

	put(root, path, "");
	snprintf(name, sizeof(name), "%s%s", root, path);
	if (truncate(name, (off_t)1 << 40))
		fail(name);
}

static void observe(const char *root, struct capture *capture)
{
	snprintf(capture->ident.kernel, sizeof(capture->ident.kernel),
		 "6.8.0-test");
	if (host_files_fill(capture, root))
		fail("collect_host");
}

/* One observation as a text, "(none)" if it was not made. */
static void is_observed(const struct capture *capture, enum host_kind kind,
			const char *key, const char *want)
{
	const struct host_obs *host = capture_find_host(capture, kind, key);
	char got[4096] = "(none)";
	size_t i, n = 0;

	if (host && host->error) {
		snprintf(got, sizeof(got), "%s", obs_error_name(host->error));
	} else if (host && kind == HOST_DIMM) {
		got[0] = '\0';
		for (i = 0; i < host->ndimms; i++)
			n += (size_t)snprintf(got + n, sizeof(got) - n,
					      "%u.%u.%u=%" PRIu64 " ",
					      host->dimms[i].socket,
					      host->dimms[i].channel,
					      host->dimms[i].slot,
					      host->dimms[i].mib);
	} else if (host) {
		snprintf(got, sizeof(got), "%s", host->text);
	}
	is_str(got, want, "%s %s", capture_kind_name(kind), key);
}

static const char *const all[] = {
	"file /proc/cmdline",
	"file /proc/cpuinfo",
	"file /proc/sys/kernel/osrelease",
	"file /proc/sys/kernel/tainted",
	"file /proc/uptime",
	"file /sys/kernel/security/lockdown",
	"file /sys/kernel/kexec_loaded",
	"file /sys/kernel/kexec_crash_loaded",
	"file /sys/power/state",
	"file /sys/power/disk",
	"file /sys/devices/system/cpu/possible",
	"file /sys/devices/system/cpu/present",
	"file /sys/devices/system/cpu/online",
	"file /sys/devices/system/cpu/smt/control",
	"file /sys/devices/system/cpu/smt/active",
	"file /sys/devices/system/cpu/cpu0/microcode/version",
	"file /sys/module/kvm/parameters/enable_virt_at_load",
	"file /sys/module/kvm/parameters/mmio_caching",
	"file /sys/module/kvm/parameters/tdp_mmu",
	"file /sys/fs/cgroup/misc.capacity",
	"file /sys/devices/faux/tdx_host/version",
	"file /sys/devices/faux/tdx_host/seamldr_version",
	"file /sys/devices/faux/tdx_host/num_remaining_updates",
	"file /sys/class/firmware/tdx_module/status",
	"file /sys/devices/system/cpu/isolated",
	"file /sys/devices/system/cpu/nohz_full",
	"file /sys/module/kvm_intel/parameters/tdx",
	"file /sys/firmware/tdx/tdx_module/status",
	"kconfig CONFIG_CONTIG_ALLOC",
	"kconfig CONFIG_HIBERNATION",
	"kconfig CONFIG_INTEL_TDX_HOST",
	"kconfig CONFIG_KEXEC_CORE",
	"kconfig CONFIG_KVM",
	"kconfig CONFIG_KVM_INTEL",
	"kconfig CONFIG_KVM_INTEL_TDX",
	"kconfig CONFIG_TDX_HOST_SERVICES",
	"kconfig CONFIG_X86_SGX",
	"kconfig CONFIG_X86_X2APIC",
	"dmi sys_vendor",
	"dmi product_name",
	"dmi bios_vendor",
	"dmi bios_version",
	"dmi bios_date",
	"dimm population",
	"ioctl KVM_CAP_VM_TYPES",
	"log kernel",
};

/* Whether all observations, and no others, are there with one error. */
static void all_are(const struct capture *capture, enum obs_error error,
		    const char *what)
{
	char name[256];
	size_t i;

	is_u64(capture->nhost, ARRAY_SIZE(all), "%s: all are made", what);
	for (i = 0; i < capture->nhost && i < ARRAY_SIZE(all); i++) {
		snprintf(name, sizeof(name), "%s %s",
			 capture_kind_name(capture->host[i].kind),
			 capture->host[i].key);
		if (strcmp(name, all[i]) || capture->host[i].error != error ||
		    capture->host[i].text)
			break;
	}
	is_u64(i, ARRAY_SIZE(all), "%s: each is %s", what,
	       obs_error_name(error));
}

static void test_empty(void)
{
	struct capture capture cleanup_capture = { 0 };
	struct capture nowhere cleanup_capture = { 0 };
	char root[PATH_MAX];

	make_root(root);
	observe(root, &capture);
	all_are(&capture, OBS_ABSENT, "an empty root");
	remove_root(root);
	observe(root, &nowhere);
	all_are(&nowhere, OBS_ABSENT, "no root at all");
}

static void put_host(const char *root)
{
	put(root, "/proc/cmdline", "root=UUID=1 nohibernate kvm_intel.tdx=1\n");
	put(root, "/proc/cpuinfo",
	    "processor\t: 0\nmodel\t\t: 143\ncpu MHz\t\t: 1\n\n");
	put(root, "/proc/uptime", "12.34 5.67\n");
	put(root, "/sys/power/disk", "");
	put(root, "/sys/module/kvm_intel/parameters/tdx", "Y\n");
	put(root, "/sys/module/kvm_intel/parameters/ept", "Y\n");
	put(root, "/sys/module/kvm_intel/parameters/nested", "N\n");
	put(root, "/sys/firmware/tdx/tdx_module/build_num", "0x2ba\n");
	put(root, "/boot/config-6.8.0-test",
	    "CONFIG_X86_64=y\nCONFIG_KVM_INTEL=m\nCONFIG_INTEL_TDX_HOST=y\n"
	    "# CONFIG_HIBERNATION is not set\n");
	put(root, "/sys/class/dmi/id/sys_vendor", "A & B\xe4 \n");
	put(root, "/sys/class/dmi/id/product_serial", "secret\n");
	put(root, "/dev/kvm", "");
	put(root, "/var/log/dmesg",
	    "[    0.000000] kernel: Linux version 6.8\n"
	    "[    1.000000] kernel: virt/tdx: module initialized\n");
}

static void test_host(void)
{
	struct capture capture cleanup_capture = { 0 };
	char root[PATH_MAX];
	const struct capture *c = &capture;

	make_root(root);
	put_host(root);
	observe(root, &capture);
	is_u64(c->nhost, ARRAY_SIZE(all) + 3, "three more files are there");
	is_observed(c, HOST_FILE, "/proc/cmdline",
		    "nohibernate kvm_intel.tdx=1\n");
	is_observed(c, HOST_FILE, "/proc/cpuinfo",
		    "processor\t: 0\nmodel\t\t: 143\n");
	is_observed(c, HOST_FILE, "/proc/uptime", "12.34 5.67\n");
	is_observed(c, HOST_FILE, "/sys/power/disk", "");
	is_observed(c, HOST_FILE, "/sys/power/state", "absent");
	is_observed(c, HOST_FILE, "/sys/module/kvm_intel/parameters/tdx",
		    "Y\n");
	is_observed(c, HOST_FILE, "/sys/module/kvm_intel/parameters/ept",
		    "Y\n");
	is_observed(c, HOST_FILE, "/sys/module/kvm_intel/parameters/nested",
		    "N\n");
	is_observed(c, HOST_FILE, "/sys/firmware/tdx/tdx_module/status",
		    "absent");
	is_observed(c, HOST_FILE, "/sys/firmware/tdx/tdx_module/build_num",
		    "0x2ba\n");
	is_observed(c, HOST_KCONFIG, "CONFIG_KVM_INTEL", "m");
	is_observed(c, HOST_KCONFIG, "CONFIG_INTEL_TDX_HOST", "y");
	is_observed(c, HOST_KCONFIG, "CONFIG_HIBERNATION", "n");
	is_observed(c, HOST_KCONFIG, "CONFIG_KEXEC_CORE", "n");
	is_observed(c, HOST_DMI, "sys_vendor", "A & B?");
	is_observed(c, HOST_DMI, "product_serial", "(none)");
	is_observed(c, HOST_IOCTL, "KVM_CAP_VM_TYPES", "absent");
	is_observed(c, HOST_LOG, "kernel", "virt/tdx: module initialized\n");
	remove_root(root);
}

/* The file of the root cgroup says all, whatever partitions there are below. */
static void test_isolated(void)
{
	struct capture capture cleanup_capture = { 0 };
	char root[PATH_MAX];
	const struct capture *c = &capture;

	make_root(root);
	put(root, "/sys/fs/cgroup/cpuset.cpus.isolated", "2-3\n");
	put(root, "/sys/fs/cgroup/unified/cpuset.cpus.isolated", "\n");
	put(root, "/sys/fs/cgroup/fast/cpuset.cpus.partition", "isolated\n");
	put(root, "/sys/fs/cgroup/fast/cpuset.cpus.effective", "2-3\n");
	observe(root, &capture);
	is_u64(c->nhost, ARRAY_SIZE(all) + 2, "both root cgroups are observed");
	is_observed(c, HOST_FILE, "/sys/fs/cgroup/cpuset.cpus.isolated",
		    "2-3\n");
	is_observed(c, HOST_FILE, "/sys/fs/cgroup/unified/cpuset.cpus.isolated",
		    "\n");
	remove_root(root);
}

#define UUID "01234567-89ab-cdef-0123-456789abcdef"
#define NO_UUID "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx"

/* Without that file, partitions: those that hold, and their own CPUs. */
static void test_partitions(void)
{
	struct capture capture cleanup_capture = { 0 };
	char root[PATH_MAX];
	const struct capture *c = &capture;

	make_root(root);
	put(root, "/sys/fs/cgroup/a/cpuset.cpus.partition", "root\n");
	put(root, "/sys/fs/cgroup/a/b/cpuset.cpus.partition", "isolated\n");
	put(root, "/sys/fs/cgroup/a/b/cpuset.cpus.effective", "4\n");
	put(root, "/sys/fs/cgroup/c/cpuset.cpus.partition",
	    "isolated invalid (Cpu list in cpuset.cpus not exclusive)\n");
	put(root, "/sys/fs/cgroup/c/cpuset.cpus.effective", "5\n");
	put(root, "/sys/fs/cgroup/d/cpuset.cpus.partition", "member\n");
	put(root, "/sys/fs/cgroup/d/e/cpuset.cpus.partition", "isolated\n");
	put(root, "/sys/fs/cgroup/d/e/cpuset.cpus.effective", "6\n");
	put(root, "/sys/fs/cgroup/vm-" UUID "/cpuset.cpus.partition",
	    "isolated\n");
	put(root, "/sys/fs/cgroup/vm-" UUID "/cpuset.cpus.effective", "7\n");
	put(root, "/sys/fs/cgroup/\xff/cpuset.cpus.partition", "isolated\n");
	put(root, "/sys/fs/cgroup/\xff/cpuset.cpus.effective", "3\n");
	put_fifo(root, "/sys/fs/cgroup/g/cpuset.cpus.partition");
	observe(root, &capture);
	is_u64(c->nhost, ARRAY_SIZE(all) + 2, "two partitions are observed");
	is_observed(c, HOST_FILE, "/sys/fs/cgroup/a/b/cpuset.cpus.effective",
		    "4\n");
	is_observed(c, HOST_FILE,
		    "/sys/fs/cgroup/vm-" NO_UUID "/cpuset.cpus.effective",
		    "7\n");
	remove_root(root);
}

/* What is wrong with a file below a root; each stands for all of its kind. */
static void test_hostile(void)
{
	struct capture capture cleanup_capture = { 0 };
	char root[PATH_MAX], big[16386];
	const struct capture *c = &capture;

	make_root(root);
	memset(big, 'x', sizeof(big));
	put_fifo(root, "/proc/cmdline");
	put_huge(root, "/proc/cpuinfo");
	put_bytes(root, "/proc/sys/kernel/osrelease", big, 16384);
	put_bytes(root, "/proc/sys/kernel/tainted", big, 16385);
	put_bytes(root, "/proc/uptime", "1\0002\n", 4);
	put(root, "/sys/kernel/security/lockdown", "\xff\n");
	put(root, "/sys/kernel/kexec_loaded", "1\x1b[2J\n");
	put_link(root, "/sys/kernel/kexec_crash_loaded", "kexec_crash_loaded");
	put_dir(root, "/sys/power/state");
	put_link(root, "/sys/power/disk", "nowhere");
	put(root, "/sys/devices/system/cpu", "a file");
	put_huge(root, "/sys/fs/cgroup/misc.capacity");
	put_fifo(root, "/sys/module/kvm_intel/parameters");
	put_dir(root, "/boot/config-6.8.0-test");
	put(root, "/lib/modules/6.8.0-test/config", "");
	put_huge(root, "/usr/lib/modules/6.8.0-test/config");
	put_fifo(root, "/sys/class/dmi/id/bios_date");
	put_fifo(root, "/sys/firmware/dmi/entries/17-0/raw");
	put_fifo(root, "/dev/kmsg");
	put_fifo(root, "/dev/kvm");
	observe(root, &capture);
	is_u64(c->nhost, ARRAY_SIZE(all), "all are made");
	is_observed(c, HOST_FILE, "/proc/cmdline", "io");
	is_observed(c, HOST_FILE, "/proc/cpuinfo", "io");
	is_u64(strlen(capture_find_host(c, HOST_FILE,
					"/proc/sys/kernel/osrelease")
			      ->text),
	       16384, "a file of 16 KiB is read");
	is_observed(c, HOST_FILE, "/proc/sys/kernel/tainted", "io");
	is_observed(c, HOST_FILE, "/proc/uptime", "io");
	is_observed(c, HOST_FILE, "/sys/kernel/security/lockdown", "io");
	is_observed(c, HOST_FILE, "/sys/kernel/kexec_loaded", "io");
	is_observed(c, HOST_FILE, "/sys/kernel/kexec_crash_loaded", "io");
	is_observed(c, HOST_FILE, "/sys/power/state", "io");
	is_observed(c, HOST_FILE, "/sys/power/disk", "absent");
	is_observed(c, HOST_FILE, "/sys/devices/system/cpu/online", "io");
	is_observed(c, HOST_FILE, "/sys/fs/cgroup/misc.capacity", "io");
	is_observed(c, HOST_FILE, "/sys/module/kvm_intel/parameters/tdx", "io");
	is_observed(c, HOST_KCONFIG, "CONFIG_KVM", "io");
	is_observed(c, HOST_DMI, "bios_date", "io");
	is_observed(c, HOST_DIMM, "population", "io");
	is_observed(c, HOST_IOCTL, "KVM_CAP_VM_TYPES", "absent");
	is_observed(c, HOST_LOG, "kernel", "io");
	remove_root(root);
}

/* A secret of this host beside the root, and links of the tree that lead to it. */
static void test_links(void)
{
	struct capture capture cleanup_capture = { 0 };
	char outside[PATH_MAX], root[PATH_MAX], up[PATH_MAX + 64];
	const struct capture *c = &capture;

	make_root(outside);
	make_root(root);
	put(outside, "/secret", "1\n");
	put(root, "/kept", "2\n");
	snprintf(up, sizeof(up), "%s/secret", outside);
	put_link(root, "/proc/uptime", up);
	snprintf(up, sizeof(up), "../../../../../../../../..%s/secret",
		 outside);
	put_link(root, "/sys/kernel/kexec_loaded", up);
	put_link(root, "/sys/kernel/kexec_crash_loaded", "/kept");
	put_link(root, "/sys/power/state", "../../../../kept");
	put_link(root, "/sys/module/kvm_intel/parameters", outside);
	put_link(root, "/sys/firmware/tdx/tdx_module", "/sys/power");
	observe(root, &capture);
	is_observed(c, HOST_FILE, "/proc/uptime", "absent");
	is_observed(c, HOST_FILE, "/sys/kernel/kexec_loaded", "absent");
	is_observed(c, HOST_FILE, "/sys/kernel/kexec_crash_loaded", "2\n");
	is_observed(c, HOST_FILE, "/sys/power/state", "2\n");
	is_observed(c, HOST_FILE, "/sys/module/kvm_intel/parameters/secret",
		    "(none)");
	is_observed(c, HOST_FILE, "/sys/firmware/tdx/tdx_module/state",
		    "2\n");
	remove_root(root);
	remove_root(outside);
}

/* The two that are repaired where they hold no text, but not made up. */
static void test_reduced(void)
{
	struct capture none cleanup_capture = { 0 };
	struct capture repaired cleanup_capture = { 0 };
	static char cpuinfo[20000] = "processor\t: 0\nmodel name\t: ";
	char root[PATH_MAX];

	make_root(root);
	put_bytes(root, "/proc/cmdline", "tsx=on\0nosmt\n", 13);
	memset(cpuinfo + strlen(cpuinfo), 'x', 17000);
	put(root, "/proc/cpuinfo", cpuinfo);
	observe(root, &none);
	is_observed(&none, HOST_FILE, "/proc/cmdline", "io");
	is_observed(&none, HOST_FILE, "/proc/cpuinfo", "io");
	put(root, "/proc/cmdline", "quiet tsx=\xff nosmt\n");
	put(root, "/proc/cpuinfo", "processor\t: 0\nmodel\t\t: \xff\n");
	observe(root, &repaired);
	is_observed(&repaired, HOST_FILE, "/proc/cmdline", "tsx=? nosmt\n");
	is_observed(&repaired, HOST_FILE, "/proc/cpuinfo",
		    "processor\t: 0\nmodel\t\t: ?\n");
	put(root, "/proc/cpuinfo", "no processor\n");
	capture_free(&none);
	observe(root, &none);
	is_observed(&none, HOST_FILE, "/proc/cpuinfo", "io");
	remove_root(root);
}

/* Names as they come, of which the first by order are kept. */
static void test_directory(void)
{
	struct capture capture cleanup_capture = { 0 };
	char root[PATH_MAX], path[128];
	int i;

	make_root(root);
	for (i = 99; i >= 0; i--) {
		snprintf(path, sizeof(path),
			 "/sys/module/kvm_intel/parameters/p%02d", i);
		put(root, path, "1\n");
	}
	put(root, "/sys/module/kvm_intel/parameters/.hidden", "1\n");
	put(root, "/sys/module/kvm_intel/parameters/a\x1b", "1\n");
	put_fifo(root, "/sys/module/kvm_intel/parameters/fifo");
	observe(root, &capture);
	is_u64(capture.nhost, ARRAY_SIZE(all) + 64, "64 more files");
	is_observed(&capture, HOST_FILE, "/sys/module/kvm_intel/parameters/tdx",
		    "absent");
	is_observed(&capture, HOST_FILE,
		    "/sys/module/kvm_intel/parameters/fifo", "io");
	is_observed(&capture, HOST_FILE, "/sys/module/kvm_intel/parameters/p62",
		    "1\n");
	is_observed(&capture, HOST_FILE, "/sys/module/kvm_intel/parameters/p63",
		    "(none)");
	remove_root(root);
}

static void shut(const char *root, const char *path)
{
	char name[PATH_MAX];

	snprintf(name, sizeof(name), "%s%s", root, path);
	if (chmod(name, 0))
		fail(name);
}

static void open_again(const char *root, const char *path)
{
	char name[PATH_MAX];

	snprintf(name, sizeof(name), "%s%s", root, path);
	if (chmod(name, 0755))
		fail(name);
}

/* As another user, where this one is root, to whom all is open. */
static void test_denied(void)
{
	static const char *const doors[] = { "/proc", "/sys", "/boot", "/dev" };
	struct capture capture cleanup_capture = { 0 };
	char root[PATH_MAX];
	size_t i;

	make_root(root);
	put_host(root);
	for (i = 0; i < ARRAY_SIZE(doors); i++)
		shut(root, doors[i]);
	if (!geteuid() && seteuid(NOBODY))
		fail("seteuid");
	observe(root, &capture);
	if (!getuid() && seteuid(0))
		fail("seteuid");
	for (i = 0; i < capture.nhost; i++)
		if (capture.host[i].kind == HOST_IOCTL)
			capture.host[i].error = OBS_DENIED;
	all_are(&capture, OBS_DENIED, "closed doors");
	for (i = 0; i < ARRAY_SIZE(doors); i++)
		open_again(root, doors[i]);
	remove_root(root);
}

static void is_config(const char *root, const char *want)
{
	struct capture capture cleanup_capture = { 0 };

	observe(root, &capture);
	is_observed(&capture, HOST_KCONFIG, "CONFIG_KVM", want);
}

static void test_kconfig(void)
{
	struct capture capture cleanup_capture = { 0 };
	char root[PATH_MAX];

	make_root(root);
	put(root, "/usr/lib/modules/6.8.0-test/config",
	    "CONFIG_X86_64=y\nCONFIG_KVM=3\n");
	is_config(root, "3");
	put(root, "/lib/modules/6.8.0-test/config",
	    "CONFIG_X86_64=y\nCONFIG_KVM=2\n");
	is_config(root, "2");
	put(root, "/boot/config-6.8.0-test", "CONFIG_X86_64=y\nCONFIG_KVM=1\n");
	is_config(root, "1");
	put(root, "/boot/config-6.8.0-test", "no configuration");
	is_config(root, "2");
	snprintf(capture.ident.kernel, sizeof(capture.ident.kernel),
		 "x/../../lib/modules/6.8.0-test/config");
	put_dir(root, "/boot/config-x");
	if (host_files_fill(&capture, root))
		fail("collect_host");
	is_observed(&capture, HOST_KCONFIG, "CONFIG_KVM", "absent");
	remove_root(root);
}

#ifdef HAVE_ZLIB
static void put_packed(const char *root, const char *text, size_t times)
{
	char name[PATH_MAX];
	gzFile gz;

	make_path(name, root, "/proc/config.gz");
	gz = gzopen(name, "w");
	while (gz && times--)
		gzputs(gz, text);
	if (!gz || gzclose(gz))
		fail(name);
}

/* The kernel's own copy comes first, if it is one. */
static void test_packed(void)
{
	static const char text[] = "CONFIG_X86_64=y\nCONFIG_KVM=4\n";
	char root[PATH_MAX], name[PATH_MAX];

	make_root(root);
	put(root, "/lib/modules/6.8.0-test/config",
	    "CONFIG_X86_64=y\nCONFIG_KVM=1\n");
	put_packed(root, text, 1);
	is_config(root, "4");
	put_packed(root, text, 100000);
	is_config(root, "4");
	make_path(name, root, "/proc/config.gz");
	if (truncate(name, 4000))
		fail(name);
	is_config(root, "1");
	put_packed(root, text, 200000);
	is_config(root, "1");
	put_packed(root, "no configuration", 1);
	is_config(root, "1");
	put_packed(root, "CONFIG_X86_64=y\nCONFIG_KVM=\x1b\n", 1);
	is_config(root, "1");
	put(root, "/proc/config.gz", text);
	is_config(root, "1");
	make_path(name, root, "/lib/modules/6.8.0-test/config");
	if (remove(name))
		fail(name);
	is_config(root, "io");
	remove_root(root);
}
#else
static void test_packed(void)
{
	char root[PATH_MAX];

	make_root(root);
	put(root, "/proc/config.gz", "packed");
	is_config(root, "unsupported");
	put(root, "/boot/config-6.8.0-test", "CONFIG_X86_64=y\nCONFIG_KVM=1\n");
	is_config(root, "1");
	remove_root(root);
}
#endif

/* Type 17 of 18 bytes, its locators, and the two zeros behind them. */
static size_t slot(unsigned char *bytes, const char *device, unsigned int mib)
{
	unsigned char s[18] = { 17, 18, 0, 0x11 };
	size_t len = strlen(device);

	s[0x0c] = (unsigned char)mib;
	s[0x0d] = (unsigned char)(mib >> 8);
	s[0x10] = 1;
	memcpy(bytes, s, sizeof(s));
	memcpy(bytes + sizeof(s), device, len + 1);
	bytes[sizeof(s) + len + 1] = '\0';
	return sizeof(s) + len + 2;
}

static void is_population(const char *root, const char *want)
{
	struct capture capture cleanup_capture = { 0 };

	observe(root, &capture);
	is_observed(&capture, HOST_DIMM, "population", want);
}

static void put_slot(const char *root, int i, const char *device,
		     unsigned int mib)
{
	unsigned char bytes[128];
	char path[64];

	snprintf(path, sizeof(path), "/sys/firmware/dmi/entries/17-%d/raw", i);
	put_bytes(root, path, bytes, slot(bytes, device, mib));
}

static void test_dimm(void)
{
	unsigned char bytes[512];
	char root[PATH_MAX];
	size_t len;

	make_root(root);
	len = slot(bytes, "CPU1_DIMM_A1", 1024);
	len += slot(bytes + len, "CPU0_DIMM_B1", 2048);
	len += slot(bytes + len, "CPU0_DIMM_A1", 4096);
	len += slot(bytes + len, "CPU0_DIMM_A2", 0);
	put_bytes(root, "/sys/firmware/dmi/tables/DMI", bytes, len);
	is_population(root, "0.0.0=4096 0.1.0=2048 1.0.0=1024 ");
	put_slot(root, 0, "CPU0_DIMM_C1", 512);
	put_slot(root, 1, "CPU0_DIMM_A1", 0);
	is_population(root, "0.2.0=512 ");
	put_slot(root, 2, "CPU0_DIMM_C2", 0xffff);
	is_population(root, "unsupported");
	put_slot(root, 2, "PROC 1 DIMM 1", 0);
	is_population(root, "unsupported");
	put(root, "/sys/firmware/dmi/entries/17-2/raw", "rubbish");
	is_population(root, "io");
	put_slot(root, 2, "CPU0_DIMM_C2", 0);
	put_slot(root, 0, "CPU0_DIMM_C1", 0);
	is_population(root, "");
	remove_root(root);
	make_root(root);
	put_bytes(root, "/sys/firmware/dmi/tables/DMI", "\0\4\0\0\0\0", 6);
	is_population(root, "absent");
	put_bytes(root, "/sys/firmware/dmi/tables/DMI", "\0\4\0\0\0", 5);
	is_population(root, "io");
	remove_root(root);
}

/* Numbers mean something on a board that is known. */
static void test_dimm_board(void)
{
	char root[PATH_MAX], name[16];
	int i;

	make_root(root);
	for (i = 0; i < 16; i++) {
		snprintf(name, sizeof(name), "DIMM %d", i + 1);
		put_slot(root, i, name, i == 3 || i == 15 ? 1024 : 0);
	}
	is_population(root, "unsupported");
	put(root, "/sys/class/dmi/id/product_name", "ThinkSystem SD530 V3\n");
	is_population(root, "0.0.0=1024 1.3.0=1024 ");
	put(root, "/sys/class/dmi/id/product_name", "ThinkSystem SD530\n");
	is_population(root, "unsupported");
	remove_root(root);
}

static void is_log(const char *root, const char *want)
{
	struct capture capture cleanup_capture = { 0 };

	observe(root, &capture);
	is_observed(&capture, HOST_LOG, "kernel", want);
}

static void test_log(void)
{
	char root[PATH_MAX];

	make_root(root);
	put(root, "/var/log/dmesg", "[    1.000000] kvm: one\nkvm: two");
	is_log(root, "kvm: one\nkvm: two\n");
	put(root, "/dev/kmsg",
	    "6,1,2,-;kvm: a\\x2db\n SUBSYSTEM=kvm\n6,2,3,-;other\n"
	    "12,3,4,-;kvm: not the kernel\n4,4,5,-;x86/tme: c\n");
	is_log(root, "kvm: a-b\nx86/tme: c\n");
	put(root, "/dev/kmsg", "");
	is_log(root, "");
	put_huge(root, "/dev/kmsg");
	is_log(root, "io");
	remove_root(root);
}

/* Whatever this host is: every observation is made, none of them twice. */
static void test_live(void)
{
	struct capture capture cleanup_capture = { 0 };
	size_t i, j, twice = 0, found = 0;

	observe("", &capture);
	for (i = 0; i < capture.nhost; i++) {
		const struct host_obs *a = &capture.host[i];

		found += a->key &&
			 (a->error || a->text || a->kind == HOST_DIMM ||
			  a->kind == HOST_IOCTL);
		for (j = 0; j < i; j++)
			twice += a->kind == capture.host[j].kind &&
				 !strcmp(a->key, capture.host[j].key);
	}
	ok(capture.nhost >= ARRAY_SIZE(all), "this host: all are made");
	is_u64(found, capture.nhost, "this host: each has a value or an error");
	is_u64(twice, 0, "this host: none is there twice");
}

int main(void)
{
	test_empty();
	test_host();
	test_isolated();
	test_partitions();
	test_hostile();
	test_links();
	test_reduced();
	test_directory();
	test_packed();
	test_denied();
	test_kconfig();
	test_dimm();
	test_dimm_board();
	test_log();
	test_live();
	return tap_done();
}
