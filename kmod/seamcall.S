/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The SEAMCALL instruction with its three outcomes: completed, CF set, trapped.
 */
#include <linux/linkage.h>
#include <asm/asm.h>
#include <asm/nospec-branch.h>

/* struct tdxctl_seamcall_regs, asserted in hw.c */
#define REGS_RAX	0x00
#define REGS_RCX	0x08
#define REGS_RDX	0x10
#define REGS_R8		0x18
#define REGS_R9		0x20
#define REGS_R10	0x28
#define REGS_R11	0x30

/* hw.h */
#define HW_COMPLETED		0
#define HW_VMFAILINVALID	1
#define HW_TRAP			0x100

/*
 * u32 tdxctl_hw_seamcall(struct tdxctl_seamcall_regs *regs)
 *
 * The leaves in allow.c return in RAX, RCX, RDX and R8-R11 and keep the rest
 * (TDX module ABI, 348551), but modules without feature NO_RBP_MOD are known
 * to lose RBP and a diagnostic must not find out the hard way what else an odd
 * build loses: all callee-saved registers are saved here, and everything after
 * the call is addressed from RSP, which the processor itself restores.  XMM
 * registers are not saved: a leaf that may change them must not be allowed.
 *
 * RBP is pushed but not made a frame pointer: the unwinder must not depend on
 * it between the call and the pop, and a function that calls nobody owes no
 * frame.
 *
 * A fault takes the exception-table entry, which puts the vector into RAX;
 * nothing has happened then.  On VMfailInvalid RAX still holds the leaf.
 */
	.text
SYM_FUNC_START(tdxctl_hw_seamcall)
	pushq	%rbp
	pushq	%rbx
	pushq	%r12
	pushq	%r13
	pushq	%r14
	pushq	%r15
	pushq	%rdi

	movq	REGS_RAX(%rdi), %rax
	movq	REGS_RCX(%rdi), %rcx
	movq	REGS_RDX(%rdi), %rdx
	movq	REGS_R8(%rdi), %r8
	movq	REGS_R9(%rdi), %r9
	xorl	%r10d, %r10d
	xorl	%r11d, %r11d

	/*
	 * SEAM software has no business with kernel pointers.  RBP is left to
	 * unwinders that follow frame pointers.
	 */
	xorl	%ebx, %ebx
	xorl	%esi, %esi
	xorl	%edi, %edi
	xorl	%r12d, %r12d
	xorl	%r13d, %r13d
	xorl	%r14d, %r14d
	xorl	%r15d, %r15d

.Lseamcall:
	.byte	0x66, 0x0f, 0x01, 0xcf
	popq	%rdi			/* leaves the flags alone */
	jc	.Lvmfailinvalid

	movq	%rax, REGS_RAX(%rdi)
	movq	%rcx, REGS_RCX(%rdi)
	movq	%rdx, REGS_RDX(%rdi)
	movq	%r8, REGS_R8(%rdi)
	movq	%r9, REGS_R9(%rdi)
	movq	%r10, REGS_R10(%rdi)
	movq	%r11, REGS_R11(%rdi)
	movl	$HW_COMPLETED, %eax
	jmp	.Lout

.Lvmfailinvalid:
	movl	$HW_VMFAILINVALID, %eax
	jmp	.Lout

.Ltrapped:
	popq	%rdi
	addl	$HW_TRAP, %eax

.Lout:
	popq	%r15
	popq	%r14
	popq	%r13
	popq	%r12
	popq	%rbx
	popq	%rbp
	RET

	_ASM_EXTABLE_FAULT(.Lseamcall, .Ltrapped)
SYM_FUNC_END(tdxctl_hw_seamcall)
