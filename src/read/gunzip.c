// SPDX-License-Identifier: GPL-2.0-or-later
/* Unpacks what gzip has packed, up to a limit. */
#include "read/gunzip.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#ifdef HAVE_ZLIB
#include <dlfcn.h>
#include <zlib.h>

#include "base/util.h"

/*
 * Few kernels have their configuration packed, and to bind the library costs
 * every start of the program more than a SEAMCALL: hence only when it is needed.
 */
struct zlib {
	void *handle;
	__typeof__(&inflateInit2_) init;
	__typeof__(&inflate) inflate;
	__typeof__(&inflateEnd) end;
};

#define ZLIB_FILE "libz.so.1"

/* A configuration shrinks to a fifth; most fit at once. */
#define GROWTH 8

/* Window of any size, with the header of gzip and no other (zlib.h). */
#define GZIP_WINDOW (16 + MAX_WBITS)

static bool zlib_open(struct zlib *zlib)
{
	const struct {
		const char *name;
		void *pointer;
	} functions[] = {
		{ "inflateInit2_", &zlib->init },
		{ "inflate", &zlib->inflate },
		{ "inflateEnd", &zlib->end },
	};
	size_t i;

	zlib->handle = dlopen(ZLIB_FILE, RTLD_NOW | RTLD_LOCAL);
	for (i = 0; zlib->handle && i < ARRAY_SIZE(functions); i++) {
		void *function = dlsym(zlib->handle, functions[i].name);

		if (!function)
			return false;
		/* ISO C knows no conversion; POSIX says that this one works. */
		memcpy(functions[i].pointer, &function, sizeof(function));
	}
	return zlib->handle;
}

static void zlib_close(struct zlib *zlib)
{
	if (zlib->handle)
		dlclose(zlib->handle);
}

static int unpack_some(const struct zlib *zlib, z_stream *z,
		       struct file_bytes *bytes, size_t room)
{
	char *grown = realloc(bytes->bytes, room + 1);
	int result;

	if (!grown)
		return -ENOMEM;
	bytes->bytes = grown;
	z->next_out = (Bytef *)grown + bytes->len;
	z->avail_out = (uInt)(room - bytes->len);
	result = zlib->inflate(z, Z_NO_FLUSH);
	bytes->len = room - z->avail_out;
	grown[bytes->len] = '\0';
	if (result == Z_STREAM_END)
		return 0;
	return result == Z_OK && !z->avail_out ? -EAGAIN : -EINVAL;
}

static int unpack(const struct zlib *zlib, z_stream *z, size_t max,
		  struct file_bytes *bytes)
{
	size_t room = GROWTH * (size_t)z->avail_in;
	int err;

	for (;;) {
		if (room > max)
			room = max;
		err = unpack_some(zlib, z, bytes, room);
		if (err != -EAGAIN)
			return err;
		if (room == max)
			return -EFBIG;
		room *= 2;
	}
}

static int inflate_all(const struct zlib *zlib, const struct file_bytes *packed,
		       size_t max, struct file_bytes *bytes)
{
	z_stream z = { .next_in = (Bytef *)packed->bytes,
		       .avail_in = (uInt)packed->len };
	int err;

	if (zlib->init(&z, GZIP_WINDOW, ZLIB_VERSION, sizeof(z)) != Z_OK)
		return -ENOMEM;
	err = unpack(zlib, &z, max, bytes);
	zlib->end(&z);
	if (err)
		file_bytes_free(bytes);
	return err;
}

int gunzip(const struct file_bytes *packed, size_t max,
	   struct file_bytes *bytes)
{
	struct zlib zlib = { 0 };
	int err = zlib_open(&zlib) ? inflate_all(&zlib, packed, max, bytes) :
				     -EOPNOTSUPP;

	zlib_close(&zlib);
	return err;
}
#else
int gunzip(const struct file_bytes *packed, size_t max,
	   struct file_bytes *bytes)
{
	(void)packed;
	(void)max;
	(void)bytes;
	return -EOPNOTSUPP;
}
#endif
