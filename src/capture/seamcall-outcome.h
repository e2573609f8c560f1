/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What became of a SEAMCALL, in the words of the contract. */
#ifndef TDXCTL_CAPTURE_SEAMCALL_OUTCOME_H
#define TDXCTL_CAPTURE_SEAMCALL_OUTCOME_H

#include <stdint.h>

enum outcome {
	OUTCOME_SUCCESS,	/* SEAM software answered, RAX = 0 */
	OUTCOME_STATUS,		/* SEAM software answered with a status */
	OUTCOME_VMFAILINVALID,	/* CF set: nobody there, or busy */
	OUTCOME_UD,		/* the instruction raised #UD */
	OUTCOME_GP,		/* the instruction raised #GP */
	OUTCOMES
};

/* "success", "status", "vmfailinvalid", "ud", "gp". */
const char *seamcall_outcome_name(enum outcome outcome);

/**
 * seamcall_outcome_status() - the status word that stands for an outcome
 * @outcome: what happened
 * @rax: RAX on return, used if SEAM software answered
 *
 * Return: @rax, or the software code of Linux (class 0xff, asm/tdx.h) for the
 * outcomes in which SEAM software did not run.
 */
uint64_t seamcall_outcome_status(enum outcome outcome, uint64_t rax);

/**
 * seamcall_outcome_errno() - errno that the kernel's TDX series maps an outcome to
 *
 * #GP and VMfailInvalid are ENODEV, #UD is EINVAL, any other non-zero status
 * is EIO. (Linux 6.8 and later print EOPNOTSUPP and EACCES for #GP and #UD.)
 *
 * Return: "ENODEV", "EINVAL", "EIO", or NULL for success.
 */
const char *seamcall_outcome_errno(enum outcome outcome);

#endif
