/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the helper module says that it can do. Pure. */
#ifndef TDXCTL_CAPTURE_HELPER_H
#define TDXCTL_CAPTURE_HELPER_H

/* Key of the observation that holds the flags of a read that it understands. */
#define HELPER_FLAGS "flags"

/* More bytes than the names of all flags take, with a blank behind each. */
#define HELPER_FLAGS_MAX 128

/* One of these, by its name in the helper's specification (kmod/netlink). */
#define HELPER_ENTER_VMX "enter-vmx"

/* Whether the helper can enter VMX operation on the kernel that runs it. */
enum helper_entry {
	HELPER_ENTRY_UNKNOWN,
	HELPER_ENTRY_IMPOSSIBLE,
	HELPER_ENTRY_POSSIBLE,
};

/* Why a SEAMCALL that raised #UD there says nothing. */
#define HELPER_KEPT_OUT \
	"not in VMX operation, and the helper module cannot enter it on this kernel"

/**
 * helper_entry() - whether the helper can enter VMX operation
 * @flags: names of the flags that it understands, with blanks between them; ""
 *         or NULL if it did not say
 */
enum helper_entry helper_entry(const char *flags);

#endif
