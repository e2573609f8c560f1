/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Knows the SEAMCALL leaves: number, name, whom they call, what they do. */
#ifndef TDXCTL_REF_LEAF_H
#define TDXCTL_REF_LEAF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum leaf_interface {
	LEAF_MODULE,		/* RAX bit 63 clear */
	LEAF_P_SEAMLDR		/* RAX bit 63 set */
};

#define LEAF_P_SEAMLDR_BIT (1ULL << 63)	/* of RAX */

/**
 * struct leaf - one row of leaf.tbl
 * @number: bits 15:0 of RAX
 * @rax: RAX of version 0
 * @interface: whom it calls
 * @name: name in the ABI specification or the source
 * @purpose: a few words, without final stop
 * @contested: sources give this number to more than one name
 */
struct leaf {
	unsigned int number;
	uint64_t rax;
	enum leaf_interface interface;
	const char *name;
	const char *purpose;
	bool contested;
};

/** leaf_rows() - the whole table, sorted by (interface, number) */
const struct leaf *leaf_rows(size_t *count);

/**
 * leaf_find() - leaf by name
 * @name: "TDH.SYS.RD", "SYS.RD" or Linux's "TDH_SYS_RD", in any letter case
 * @len: bytes of @name to look at
 *
 * Return: the leaf, NULL if there is none of that name.
 */
const struct leaf *leaf_find(const char *name, size_t len);

/**
 * leaf_lookup() - leaf by RAX word
 * @rax: leaf word; the version in bits 23:16 is ignored
 *
 * Return: the first leaf with that number, NULL if the number is unknown or a
 * reserved bit is set. Check @contested before trusting the name alone.
 */
const struct leaf *leaf_lookup(uint64_t rax);

/**
 * leaf_parse() - leaf from what a user typed: a name, or a RAX word as decimal
 * or 0x-hex number (bit 63 set for P-SEAMLDR)
 * @text: the text, whole
 * @leaf: set on success
 *
 * Return: 0, -EINVAL if @text is neither name nor number, -ENOENT if it is a
 * number without a leaf, or names a leaf version other than 0.
 */
int leaf_parse(const char *text, const struct leaf **leaf);

/**
 * leaf_describe() - all that can be said of a RAX word
 * @rax: leaf word
 * @buf: where to write, e.g. "TDH.SYS.RD (34)", "TDH.MEM.SEPT.WR or TDH.SYS.RDM
 *       (42)", "leaf 200"; a version other than 0 is named
 * @size: bytes in @buf
 *
 * Return: @buf.
 */
const char *leaf_describe(uint64_t rax, char *buf, size_t size);

/** leaf_interface_name() - "module" or "p-seamldr", as in contract JSON */
const char *leaf_interface_name(enum leaf_interface interface);

#endif
