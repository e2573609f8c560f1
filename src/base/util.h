/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Small macros that every file of the program may use. */
#ifndef TDXCTL_BASE_UTIL_H
#define TDXCTL_BASE_UTIL_H

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))

#define printf_format(string, first) \
	__attribute__((format(printf, string, first)))

/* Released when the variable goes out of scope; initialise at declaration. */
#define cleanup_free __attribute__((cleanup(util_free)))
#define cleanup_fclose __attribute__((cleanup(util_fclose)))
#define cleanup_close __attribute__((cleanup(util_close)))

static inline void util_free(void *p)
{
	free(*(void **)p);
}

static inline void util_fclose(FILE **f)
{
	if (*f)
		fclose(*f);
}

static inline void util_close(int *fd)
{
	if (*fd >= 0)
		close(*fd);
}

/* Kernel types belong to the module. */
#pragma GCC poison u8 u16 u32 u64 s8 s16 s32 s64

#endif
