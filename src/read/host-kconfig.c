// SPDX-License-Identifier: GPL-2.0-or-later
/* The configuration that the running kernel was built with. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/plain.h"
#include "base/util.h"
#include "read/file.h"
#include "read/gunzip.h"
#include "read/host-parts.h"
#include "read/keep-words.h"

/* Distributions' files have about 300 KiB. */
#define KCONFIG_MAX (4U << 20)

#define NAME_MAX_BYTES 256

/*
 * Where distributions put it, if the kernel does not have it with it: Debian,
 * Ubuntu and SUSE in /boot, Fedora and others beside the modules.
 */
static const struct place {
	const char *before;
	const char *after;
} places[] = {
	{ .before = "/boot/config-", .after = "" },
	{ .before = "/lib/modules/", .after = "/config" },
	{ .before = "/usr/lib/modules/", .after = "/config" },
};

/* The kernel itself knows best (CONFIG_IKCONFIG_PROC). */
static int read_packed(const char *root, struct file_bytes *text)
{
	struct file_bytes packed cleanup_bytes = { 0 };
	int err = file_read(root, "/proc/config.gz", KCONFIG_MAX, &packed);

	return err ? err : gunzip(&packed, KCONFIG_MAX, text);
}

static int read_place(const char *root, const char *release,
		      const struct place *place, struct file_bytes *text)
{
	char path[NAME_MAX_BYTES];

	snprintf(path, sizeof(path), "%s%s%s", place->before, release,
		 place->after);
	return file_read(root, path, KCONFIG_MAX, text);
}

/* A file that is no configuration would say "n" to everything. */
static int check(struct file_bytes *text)
{
	if (plain_valid(text->bytes, text->len) &&
	    keep_kconfig_knows(text->bytes))
		return 0;
	file_bytes_free(text);
	return -EINVAL;
}

/* The first that can be read; else the first fault other than absence. */
static int read_kconfig(const char *root, const char *release,
			struct file_bytes *text)
{
	/* The name is from a file, and must not lead elsewhere. */
	bool named = *release && !strchr(release, '/');
	int err = read_packed(root, text), first = -ENOENT;
	size_t i = 0;

	for (;;) {
		if (!err)
			err = check(text);
		if (!err || err == -ENOMEM)
			return err;
		if (first == -ENOENT)
			first = err;
		if (!named || i == ARRAY_SIZE(places))
			return first;
		err = read_place(root, release, &places[i++], text);
	}
}

int host_kconfig_fill(struct capture *capture, const char *root)
{
	struct file_bytes text cleanup_bytes = { 0 };
	int err = read_kconfig(root, capture->ident.kernel, &text);
	int bad = 0;
	size_t i;

	for (i = 0; !bad && i < keep_kconfig_count; i++) {
		const char *name = keep_kconfig_words[i].name;
		cleanup_free char *value = NULL;

		if (!err) {
			value = keep_kconfig(text.bytes, name);
			if (!value)
				return -ENOMEM;
		}
		bad = file_add(capture, HOST_KCONFIG, name, err, value);
	}
	return bad;
}
