// SPDX-License-Identifier: GPL-2.0-or-later
/* The configuration that the running kernel was built with. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "collect-parts.h"
#include "collect-read.h"
#include "reduce.h"
#include "util.h"

/* Distributions' files have about 300 KiB. */
#define KCONFIG_MAX (4U << 20)

#define NAME_MAX_BYTES 256

/*
 * Where distributions put it: Debian, Ubuntu and SUSE in /boot, Fedora and
 * others beside the modules.
 */
static const struct place {
	const char *before;
	const char *after;
} places[] = {
	{ .before = "/boot/config-", .after = "" },
	{ .before = "/lib/modules/", .after = "/config" },
	{ .before = "/usr/lib/modules/", .after = "/config" },
};

/* From one place; a file that is no configuration would say "n" to all. */
static int read_place(const char *root, const char *release,
		      const struct place *place, struct collect_bytes *text)
{
	char path[NAME_MAX_BYTES];
	int err;

	snprintf(path, sizeof(path), "%s%s%s", place->before, release,
		 place->after);
	err = collect_read_text(root, path, KCONFIG_MAX, text);
	if (!err && !reduce_is_kconfig(text->bytes)) {
		collect_bytes_free(text);
		err = -EINVAL;
	}
	return err;
}

/* The first that can be read; else the first fault other than absence. */
static int read_kconfig(const char *root, const char *release,
			struct collect_bytes *text)
{
	int err, first = -ENOENT;
	size_t i;

	/* The name is from a file, and must not lead elsewhere. */
	if (!*release || strchr(release, '/'))
		return -ENOENT;
	for (i = 0; i < ARRAY_SIZE(places); i++) {
		err = read_place(root, release, &places[i], text);
		if (!err || err == -ENOMEM)
			return err;
		if (first == -ENOENT)
			first = err;
	}
	return first;
}

int collect_kconfig(struct capture *capture, const char *root)
{
	struct collect_bytes text cleanup_bytes = { 0 };
	int err = read_kconfig(root, capture->ident.kernel, &text);
	int bad = 0;
	size_t i;

	for (i = 0; !bad && i < reduce_kconfig_count; i++) {
		const char *name = reduce_kconfig_words[i].name;
		cleanup_free char *value = NULL;

		if (!err) {
			value = reduce_kconfig(text.bytes, name);
			if (!value)
				return -ENOMEM;
		}
		bad = collect_add(capture, HOST_KCONFIG, name, err, value);
	}
	return bad;
}
