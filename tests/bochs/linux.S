/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Starts a kernel that lies in the memory of the machine, unpacked, with its
 * initramfs: a boot loader would read both through an emulated BIOS, and the
 * kernel would unpack itself, for as long as all the rest of the boot takes.
 *
 * What the kernel expects at its 64-bit entry: Linux, Documentation/arch/x86/
 * boot.rst and zero-page.rst; arch/x86/include/uapi/asm/bootparam.h.
 *
 * Given by boot.sh: ENTRY, INITRD, INITRD_SIZE, PARAMS (where .params will be).
 */

	.equ	TABLES, 0x12000		/* two pages that nobody uses yet */
	.equ	MSR_EFER, 0xc0000080

/* The BIOS reads this from the floppy disk to 0x7c00, and jumps there. */
	.section .sector, "ax"
	.code16
	cli
	xorl	%eax, %eax
	movw	%ax, %ds

	/* One page of a gigabyte, mapped to itself, holds it all. */
	movw	$TABLES >> 4, %ax
	movw	%ax, %es
	xorw	%ax, %ax
	xorw	%di, %di
	movw	$0x1000, %cx
	cld
	rep stosw
	movl	$TABLES + 0x1000 + 3, %es:0	/* present, writable */
	movl	$0x83, %es:0x1000		/* the same, and large */

	lgdtl	gdt_pointer
	movl	$0x20, %eax			/* PAE */
	movl	%eax, %cr4
	movl	$TABLES, %eax
	movl	%eax, %cr3
	movl	$MSR_EFER, %ecx
	rdmsr
	orl	$0x100, %eax			/* LME */
	wrmsr
	movl	$0x80000001, %eax		/* PG, PE */
	movl	%eax, %cr0
	ljmpl	$0x10, $long_mode

	.code64
long_mode:
	movl	$0x18, %eax
	movl	%eax, %ds
	movl	%eax, %es
	movl	%eax, %ss
	movl	$PARAMS, %esi
	movl	$ENTRY, %eax
	jmp	*%rax

	.balign	8
gdt:
	.quad	0, 0
	.quad	0x00af9a000000ffff		/* 0x10: code */
	.quad	0x00cf92000000ffff		/* 0x18: data */
gdt_pointer:
	.word	. - gdt - 1
	.long	gdt

	.org	510
	.word	0xaa55

/* struct boot_params, and behind it the command line. */
	.section .params, "a"
	.org	0x1e8				/* e820_entries */
	.byte	(e820_end - e820) / 20
	.org	0x1f1				/* hdr: as the kernel has it */
	.incbin	"vmlinuz", 0x1f1, 0x210 - 0x1f1
	.byte	0xff				/* type_of_loader: none known */
	.incbin	"vmlinuz", 0x211, 0x218 - 0x211
	.long	INITRD, INITRD_SIZE
	.incbin	"vmlinuz", 0x220, 0x228 - 0x220
	.long	PARAMS + 0x1000			/* cmd_line_ptr */
	.incbin	"vmlinuz", 0x22c, 0x26c - 0x22c

/* What the BIOS says of 512 MiB: usable, reserved, usable, ACPI tables. */
	.org	0x2d0
e820:
	.quad	0, 0x9f000
	.long	1
	.quad	0x9f000, 0x61000
	.long	2
	.quad	0x100000, 0x1fef0000
	.long	1
	.quad	0x1fff0000, 0x10000
	.long	3
e820_end:
	.org	0x1000
	.incbin	"cmdline"
	.byte	0
