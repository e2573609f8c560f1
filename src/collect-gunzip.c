// SPDX-License-Identifier: GPL-2.0-or-later
/* Unpacks what gzip has packed, up to a limit. */
#include "collect-gunzip.h"

#include <errno.h>
#include <stdlib.h>

#ifdef HAVE_ZLIB
#include <zlib.h>

/* A configuration shrinks to a fifth; most fit at once. */
#define GROWTH 8

/* Window of any size, with the header of gzip and no other (zlib.h). */
#define GZIP_WINDOW (16 + MAX_WBITS)

static int unpack_some(z_stream *z, struct collect_bytes *bytes, size_t room)
{
	char *grown = realloc(bytes->bytes, room + 1);
	int result;

	if (!grown)
		return -ENOMEM;
	bytes->bytes = grown;
	z->next_out = (Bytef *)grown + bytes->len;
	z->avail_out = (uInt)(room - bytes->len);
	result = inflate(z, Z_NO_FLUSH);
	bytes->len = room - z->avail_out;
	grown[bytes->len] = '\0';
	if (result == Z_STREAM_END)
		return 0;
	return result == Z_OK && !z->avail_out ? -EAGAIN : -EINVAL;
}

static int unpack(z_stream *z, size_t max, struct collect_bytes *bytes)
{
	size_t room = GROWTH * (size_t)z->avail_in;
	int err;

	for (;;) {
		if (room > max)
			room = max;
		err = unpack_some(z, bytes, room);
		if (err != -EAGAIN)
			return err;
		if (room == max)
			return -EFBIG;
		room *= 2;
	}
}

int collect_gunzip(const struct collect_bytes *packed, size_t max,
		   struct collect_bytes *bytes)
{
	z_stream z = { .next_in = (Bytef *)packed->bytes,
		       .avail_in = (uInt)packed->len };
	int err;

	if (inflateInit2(&z, GZIP_WINDOW) != Z_OK)
		return -ENOMEM;
	err = unpack(&z, max, bytes);
	inflateEnd(&z);
	if (err)
		collect_bytes_free(bytes);
	return err;
}
#else
int collect_gunzip(const struct collect_bytes *packed, size_t max,
		   struct collect_bytes *bytes)
{
	(void)packed;
	(void)max;
	(void)bytes;
	return -EOPNOTSUPP;
}
#endif
